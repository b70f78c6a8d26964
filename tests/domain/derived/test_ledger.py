"""The ledger: who spoke to which guiding question, for how long; worked out by hand, to the millisecond."""

from __future__ import annotations

from typing import Any

from app.domain.derived.ledger import Changes, Ledger, Stretch, coverage, ledger, question_state, stretches, who_spoke
from app.domain.messages import commands as c
from app.domain.state.timer import SpanKind
from app.domain.views.report import report
from tests.fakes import START, Scene, minutes, plan, seconds


def live(**changes: Any) -> Scene:
    scene = Scene(plan(**changes))
    scene.send(c.OpenSession())
    return scene


def book(scene: Scene) -> Ledger:
    return ledger(scene.session, scene.now)


def by_question(scene: Scene) -> dict[str, dict[str | None, int]]:
    return {question: dict(parts) for question, parts in book(scene).by_question.items()}


def rows(scene: Scene) -> list[tuple[str | None, str | None, int]]:
    """(speaker, question, milliseconds) of every running stretch, in order."""
    running = [s for s in stretches(scene.session, scene.now) if s.kind is SpanKind.RUNNING]
    return [(s.speaker, s.question, s.ms) for s in running]


def state(scene: Scene, question: str) -> str:
    return next(str(row["state"]) for row in scene.view()["guiding_questions"] if row["id"] == question)


def test_time_is_charged_to_both_its_speaker_and_its_question() -> None:
    scene = live()
    scene.send(c.GiveFloor("t1"))
    scene.wait(seconds(10)).send(c.FocusQuestion("q1"))
    scene.wait(seconds(20)).send(c.FocusQuestion("q2"))
    scene.wait(seconds(30)).send(c.GiveFloor("t2"))
    scene.wait(seconds(40))
    assert rows(scene) == [
        ("p1", None, seconds(10)),
        ("p1", "q1", seconds(20)),
        ("p1", "q2", seconds(30)),
        ("p2", "q2", seconds(40)),
    ]
    assert by_question(scene) == {"q1": {"p1": seconds(20)}, "q2": {"p1": seconds(30), "p2": seconds(40)}}
    assert dict(book(scene).by_speaker) == {"p1": minutes(1), "p2": seconds(40)}
    assert dict(book(scene).unattributed) == {"t1": seconds(10)}


def test_time_in_which_the_clock_is_held_is_charged_to_no_speaker() -> None:
    scene = live()
    scene.send(c.FocusQuestion("q1"), c.GiveFloor("t1"))
    scene.wait(seconds(10)).send(c.PauseClock())
    scene.wait(seconds(20)).send(c.FocusQuestion("q2"))
    scene.wait(seconds(20)).send(c.ResumeClock())
    scene.wait(seconds(30))
    assert by_question(scene) == {"q1": {"p1": seconds(10)}, "q2": {"p1": seconds(30)}}
    held = [(s.kind, s.question, s.ms) for s in stretches(scene.session, scene.now) if s.kind is not SpanKind.RUNNING]
    assert held == [(SpanKind.PAUSED, "q1", seconds(20)), (SpanKind.PAUSED, "q2", seconds(20))]


def test_in_a_discussion_time_belongs_to_the_voice_and_without_one_to_the_moderator() -> None:
    scene = live()
    scene.send(c.FocusQuestion("q1"), c.GiveFloor("discussion"))
    scene.wait(seconds(5)).send(c.SetVoice("p1"))
    scene.wait(seconds(40)).send(c.SetVoice("p2"))
    scene.wait(seconds(20)).send(c.SetVoice(None))
    scene.wait(seconds(7))
    assert by_question(scene) == {"q1": {None: seconds(12), "p1": seconds(40), "p2": seconds(20)}}
    assert dict(book(scene).by_speaker) == {"p1": seconds(40), "p2": seconds(20)}
    assert report(scene.session, scene.now)["guiding_questions"][0]["moderator_ms"] == seconds(12)


def test_a_voice_of_an_earlier_attempt_does_not_speak_in_the_next_one() -> None:
    scene = live()
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p1"))
    scene.wait(minutes(1)).send(c.GoBack(), c.GiveFloor())
    scene.wait(seconds(30))
    assert scene.floor["voice"] is None
    assert rows(scene) == [(None, None, seconds(30))]


def test_flipping_through_questions_leaves_no_trace_under_two_seconds() -> None:
    scene = live()
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q1"))
    scene.wait(seconds(30)).send(c.FocusQuestion("q2"))
    scene.wait(1_999).send(c.FocusQuestion("q3"))
    scene.wait(1_000).send(c.FocusQuestion("q4"))
    scene.wait(seconds(10))
    assert rows(scene) == [("p1", "q1", seconds(30)), ("p1", "q4", 1_999 + 1_000 + seconds(10))]


def test_two_seconds_are_no_flip_even_where_the_same_voice_was_set_again() -> None:
    scene = live()
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p1"), c.FocusQuestion("q1"))
    for _ in range(2):
        scene.wait(seconds(0.5)).send(c.SetVoice("p1"))
    scene.wait(seconds(1)).send(c.FocusQuestion("q2"))
    scene.wait(seconds(0.5)).send(c.SetVoice("p1"))
    scene.wait(seconds(0.5)).send(c.PauseClock())
    scene.wait(seconds(1))
    assert rows(scene) == [("p1", "q1", seconds(2)), ("p1", "q2", seconds(1))]


def test_a_flip_and_back_is_no_break_in_a_stretch() -> None:
    scene = live()
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q1"))
    scene.wait(seconds(30)).send(c.FocusQuestion("q2"))
    scene.wait(seconds(1)).send(c.FocusQuestion("q1"))
    scene.wait(seconds(30))
    assert rows(scene) == [("p1", "q1", seconds(61))]


def test_a_word_between_two_voices_is_theirs_however_short_it_was() -> None:
    scene = live()
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p1"))
    scene.wait(seconds(10)).send(c.SetVoice("p2"))
    scene.wait(seconds(1)).send(c.SetVoice("p1"))
    scene.wait(seconds(10))
    assert rows(scene) == [("p1", None, seconds(10)), ("p2", None, seconds(1)), ("p1", None, seconds(10))]


def test_what_was_attributed_is_shared_to_the_millisecond() -> None:
    scene = live()
    scene.send(c.GiveFloor("t1"))
    scene.wait(seconds(31) + 1).send(c.GiveFloor("t2"), c.AttributeStretch("t1", ("q3", "q1")))
    assert by_question(scene) == {"q3": {"p1": 15_501}, "q1": {"p1": 15_500}}
    assert dict(book(scene).unattributed) == {"t2": 0}
    assert dict(book(scene).by_speaker) == {"p1": seconds(31) + 1, "p2": 0}


def test_a_question_stands_where_its_coverage_puts_it_until_it_is_set_by_hand() -> None:
    scene = live()
    assert state(scene, "q1") == "planned"
    scene.send(c.FocusQuestion("q1"))
    assert state(scene, "q1") == "on"
    scene.send(c.GiveFloor("t1"))
    scene.wait(seconds(14)).send(c.FocusQuestion("q2"))
    assert (state(scene, "q1"), state(scene, "q2")) == ("partly", "on")
    scene.wait(seconds(15)).send(c.FocusQuestion(None))
    assert (state(scene, "q1"), state(scene, "q2")) == ("partly", "addressed")
    scene.send(c.MarkQuestion("q2", "skipped"), c.MarkQuestion("q3", "addressed"))
    assert [state(scene, f"q{n}") for n in range(1, 5)] == ["partly", "skipped", "addressed", "planned"]
    scene.send(c.MarkQuestion("q2", None))
    assert state(scene, "q2") == "addressed"


def test_a_question_that_only_the_moderator_spoke_to_is_partly_answered() -> None:
    scene = live()
    scene.send(c.GiveFloor("discussion"), c.FocusQuestion("q1"))
    scene.wait(minutes(2)).send(c.FocusQuestion(None))
    assert state(scene, "q1") == "partly"


def test_a_millisecond_touches_a_question_and_without_any_the_coverage_is_none() -> None:
    session, spoken = live().session, Ledger(by_question={"q1": {"p1": 1}, "q2": {None: 1}})
    assert [coverage(session, spoken, "q1", speaker) for speaker in ("p1", "p2")] == ["touched", "none"]
    assert [question_state(session, spoken, f"q{n}") for n in (1, 2, 3)] == ["partly", "partly", "planned"]


def test_what_counts_as_covered_is_a_setting_of_the_session() -> None:
    scene = live(coverage="0:30")
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q1"))
    scene.wait(seconds(29)).send(c.FocusQuestion(None))
    assert state(scene, "q1") == "partly"
    scene.send(c.MarkCoverage("q1", "p2", "covered"))
    assert state(scene, "q1") == "addressed"


def test_once_the_session_is_closed_no_question_is_on() -> None:
    scene = live()
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q1"))
    scene.wait(seconds(20)).send(c.CloseSession())
    assert state(scene, "q1") == "addressed"


def test_an_instant_belongs_to_the_speaker_who_spoke_or_had_just_spoken() -> None:
    scene = live()
    scene.send(c.GiveFloor("t1"))
    scene.wait(minutes(1)).send(c.YieldFloor())
    scene.wait(minutes(5))

    def who(at: int) -> Stretch | None:
        return who_spoke(scene.session, at, scene.now)

    assert [bool(who(at)) for at in (START - 1, START, START + minutes(2), START + minutes(2) + 1)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_value_holds_from_its_change_until_the_next() -> None:
    changes = Changes([(10, "a"), (20, None), (20, "b"), (30, "c")])
    assert [changes.at(instant) for instant in (9, 10, 19, 20, 29, 30, 99)] == [None, "a", "a", "b", "b", "c", "c"]
    assert (changes.between(10, 30), changes.between(9, 31)) == ([20, 20], [10, 20, 20, 30])
    replaced = changes.replaced_by([(15, "x"), (25, None)])
    assert [replaced.at(instant) for instant in (10, 14, 15, 24, 25, 99)] == ["a", "a", "x", "x", None, None]
