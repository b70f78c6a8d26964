"""Hints and coverage: what the moderator is told is derived from who spoke to what, and from that alone."""

from __future__ import annotations

from typing import Any

from app.domain.derived import hints as derived
from app.domain.derived.ledger import Ledger
from app.domain.messages import commands as c
from app.domain.values import Role
from tests.fakes import Scene, minutes, plan, seconds


def live(panellists: int = 6, **changes: Any) -> Scene:
    scene = Scene(plan(panellists, **changes))
    scene.send(c.OpenSession())
    return scene


def hints(scene: Scene) -> Any:
    return scene.view()["hints"]


def coverage(scene: Scene, question: str, speaker: str) -> tuple[str, bool]:
    cell = next(row for row in scene.view()["guiding_questions"] if row["id"] == question)["by_speaker"][speaker]
    return cell["coverage"], cell["marked"]


def test_untouched_questions_are_listed_in_order() -> None:
    scene = Scene(plan())
    assert (hints(scene)["untouched"], hints(scene)["speeches_left"]) == ([], 0)
    scene.send(c.OpenSession())
    assert hints(scene)["untouched"] == ["q1", "q2", "q3", "q4"]
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q2"))
    scene.wait(seconds(20))
    scene.send(c.FocusQuestion("q3"))
    scene.wait(seconds(20))
    scene.send(c.FocusQuestion(None), c.MarkQuestion("q4", "skipped"))
    assert hints(scene)["untouched"] == ["q1"]
    scene.send(c.MarkQuestion("q1", "addressed"))
    assert hints(scene)["untouched"] == []


def test_in_the_last_two_speeches_it_is_told_whom_to_ask_least_heard_first() -> None:
    scene = live(3)
    for talk in ("t1", "t2", "t3"):
        scene.send(c.GiveFloor(talk))
        scene.wait(minutes(2) if talk != "t2" else minutes(1))
        assert (hints(scene)["speeches_left"], bool(hints(scene)["ask"])) == (
            {"t1": 4, "t2": 3, "t3": 2}[talk],
            talk == "t3",
        )
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p2"))
    scene.wait(minutes(2))
    assert hints(scene)["ask"] == ["p1", "p3", "p2"]
    for number in range(1, 5):
        scene.send(c.MarkQuestion(f"q{number}", "addressed"))
    assert hints(scene)["ask"] == []


def test_who_is_out_and_a_break_are_no_speeches_that_are_left() -> None:
    scene = live(3)
    scene.send(c.EditSegment("t3", {"kind": "break"}), c.SkipSegment("t1"))
    assert (hints(scene)["speeches_left"], hints(scene)["ask"]) == (2, ["p2", "p1", "p3"])
    scene.send(c.MarkAbsent("t2"))
    assert hints(scene)["speeches_left"] == 1


def test_of_two_in_a_discussion_the_one_heard_less_on_the_focus_is_told() -> None:
    scene = live(3)
    scene.send(c.EditSegment("discussion", {"speakers": ["p2", "p3"]}), c.FocusQuestion("q1"))
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p2"))
    scene.wait(seconds(20))
    assert hints(scene)["least_heard"] == "p3"


def test_the_moderator_is_not_proposed() -> None:
    scene = live(
        1, segments=[{"id": "d", "kind": "discussion", "title": "D", "speakers": ["mv", "p1"], "planned": "5:00"}]
    )
    assert (hints(scene)["speeches_left"], hints(scene)["ask"]) == (1, ["p1"])


def test_who_was_heard_least_on_the_focus_is_told_unless_they_passed() -> None:
    scene = live(3)
    assert hints(scene)["least_heard"] is None
    scene.send(c.FocusQuestion("q1"))
    for talk in ("t1", "t2", "t3"):
        scene.send(c.GiveFloor(talk))
        scene.wait(seconds(30 if talk == "t2" else 50))
    assert hints(scene)["least_heard"] == "p2"
    scene.send(c.MarkCoverage("q1", "p2", "passed"))
    assert hints(scene)["least_heard"] == "p1"
    scene.send(c.FocusQuestion("q2"))
    assert hints(scene)["least_heard"] == "p2"
    scene.send(c.FocusQuestion(None))
    assert hints(scene)["least_heard"] is None


def test_an_absent_speaker_is_not_proposed_before_they_are_heard_again() -> None:
    scene = live(3)
    scene.send(c.MarkAbsent("t2"), c.FocusQuestion("q1"), c.GiveFloor("t1"))
    scene.wait(minutes(1)).send(c.GiveFloor("t3"))
    assert hints(scene)["least_heard"] == "p3"
    assert hints(scene)["ask"] == ["p3", "p1"]
    scene.wait(minutes(2)).send(c.GiveFloor("discussion"))
    assert (hints(scene)["least_heard"], hints(scene)["ask"]) == ("p1", ["p1", "p3"])
    scene.send(c.SetVoice("p2"))
    scene.wait(seconds(20)).send(c.SetVoice(None))
    assert hints(scene)["least_heard"] == "p2"


def test_a_speaker_who_left_is_not_proposed_and_a_recalled_speaker_is() -> None:
    scene = live(3, segments=[
        {"id": "first", "title": "First", "speakers": ["p1"], "planned": "2:00"},
        {"id": "second", "title": "Second", "speakers": ["p1"], "planned": "2:00"},
        {"id": "d", "kind": "discussion", "title": "D", "speakers": ["p1", "p2"], "planned": "5:00"},
    ])  # fmt: skip
    scene.send(c.FocusQuestion("q1"), c.GiveFloor("first"))
    scene.wait(seconds(5)).send(c.MarkAbsent("second"), c.YieldFloor())
    assert hints(scene)["least_heard"] == "p2"
    scene.wait(minutes(1)).send(c.GiveFloor("d"), c.SetVoice("p2"))
    scene.wait(minutes(1))
    assert (hints(scene)["least_heard"], hints(scene)["ask"]) == ("p2", ["p2"])
    scene.send(c.RecallSegment("second"))
    assert (hints(scene)["least_heard"], hints(scene)["ask"]) == ("p1", ["p1", "p2"])


def test_coverage_grows_with_time_and_a_mark_by_hand_wins() -> None:
    scene = live()
    scene.send(c.FocusQuestion("q1"), c.GiveFloor("t1"))
    assert coverage(scene, "q1", "p1") == ("none", False)
    scene.wait(seconds(14))
    assert coverage(scene, "q1", "p1") == ("touched", False)
    scene.wait(seconds(1))
    assert coverage(scene, "q1", "p1") == ("covered", False)
    scene.send(c.MarkCoverage("q1", "p1", "passed"))
    assert coverage(scene, "q1", "p1") == ("passed", True)
    scene.send(c.MarkCoverage("q1", "p1", None))
    assert coverage(scene, "q1", "p1") == ("covered", False)


def test_a_speech_without_a_question_is_asked_about_once_it_was_long_enough() -> None:
    scene = live()
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(2))
    scene.send(c.GiveFloor("t1"))
    assert scene.view()["unattributed"] is None  # the moderator is not asked what an opening was about
    scene.wait(seconds(30))
    scene.send(c.GiveFloor("t2"))
    assert scene.view()["unattributed"] is None
    scene.wait(seconds(31))
    scene.send(c.GiveFloor("t3"))
    assert scene.view()["unattributed"] == {"segment": "t2", "ms": seconds(31), "questions": []}
    scene.send(c.AttributeStretch("t2", ("q1", "q3")))
    assert scene.view()["unattributed"] == {"segment": "t2", "ms": seconds(31), "questions": ["q1", "q3"]}
    shown = {row["id"]: (row["spent_ms"], row["estimated"]) for row in scene.view()["guiding_questions"]}
    assert shown == {"q1": (15_500, True), "q2": (0, False), "q3": (15_500, True), "q4": (0, False)}
    scene.send(c.AttributeStretch("t2", ()))
    assert scene.view()["unattributed"] == {"segment": "t2", "ms": seconds(31), "questions": []}
    scene.wait(minutes(1)).send(c.GiveFloor("discussion"))
    scene.wait(minutes(2)).send(c.GiveFloor("closing"))
    assert scene.view()["unattributed"] == {"segment": "discussion", "ms": minutes(2), "questions": []}


def test_only_those_who_run_the_session_are_sent_coverage_and_hints() -> None:
    scene = live()
    scene.send(c.FocusQuestion("q1"), c.GiveFloor("t1"))
    scene.wait(minutes(1))
    for role in Role:
        view = scene.view(role)
        runs = role in {Role.ORGANISER, Role.MODERATOR}
        assert ("hints" in view, "unattributed" in view, "by_speaker" in view["guiding_questions"][0]) == (runs,) * 3


def test_a_speaker_who_was_never_heard_is_heard_least_of_all() -> None:
    scene = live(2)
    scene.send(c.GiveFloor("discussion"), c.FocusQuestion("q1"))
    assert derived.hints(scene.session, Ledger()).least_heard == "p1"
    assert derived.hints(scene.session, Ledger(by_speaker={"p1": 1})).least_heard == "p2"
    assert derived.hints(scene.session, Ledger(by_question={"q1": {"p1": 1}})).least_heard == "p2"
    scene.send(c.SkipSegment("t2"))
    assert derived.hints(scene.session, Ledger(by_speaker={"p1": 1})).ask == ("p2", "p1")
