"""The report: the figures of the record, to the millisecond."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.state.questions import Tally
from app.domain.values import Interruption, RequestKind, Role
from app.domain.views.report import report
from tests.domain.asked import ask, asking_scene
from tests.domain.debate import Debate
from tests.fakes import START, Scene, minutes, plan, seconds
from tests.played import reported


def test_a_session_that_was_never_opened_has_a_plan_and_no_times() -> None:
    facts = reported(Scene(plan(2)))
    assert (facts["elapsed_ms"], facts["running_ms"], facts["unattributed_ms"], facts["final"]) == (0, 0, 0, False)
    assert (facts["opened_late_ms"], facts["closed_late_ms"]) == (None, None)
    assert [row["number"] for row in facts["segments"]] == [1, 2, 3, 4, 5]
    assert {row["over_ms"] for row in facts["segments"]} == {None}
    assert {row["discarded_ms"] for row in facts["segments"]} == {0}
    assert {row["spent_ms"] for row in facts["speakers"]} == {0}
    assert {row["moderator_ms"] for row in facts["guiding_questions"]} == {0}
    assert {cell["spent_ms"] for row in facts["guiding_questions"] for cell in row["by_speaker"].values()} == {0}


def test_lateness_is_actual_minus_scheduled() -> None:
    scene = Scene(plan(2), START + minutes(3))
    scene.send(c.OpenSession())
    scene.wait(minutes(50)).send(c.CloseSession())
    facts = reported(scene)
    assert (facts["opened_late_ms"], facts["closed_late_ms"]) == (minutes(3), -minutes(7))
    assert (facts["elapsed_ms"], facts["final"]) == (minutes(50), True)


def test_segments_are_listed_as_they_were_run_with_the_numbers_of_the_plan() -> None:
    scene = Scene(plan(2))
    scene.send(c.OpenSession(), c.GiveFloor("t2"))
    scene.wait(minutes(7)).send(c.GiveFloor("t1"))
    scene.wait(seconds(10)).send(c.GoBack())
    first, *rest = reported(scene)["segments"]
    assert (first["id"], first["number"], first["over_ms"]) == ("t2", 3, minutes(1))
    assert [row["id"] for row in rest] == ["opening", "t1", "discussion", "closing"]
    assert rest[1]["discarded_ms"] == seconds(10)


def test_a_record_without_votes_has_zero_of_them_and_merged_questions_do_not_count_twice() -> None:
    scene = Scene(plan(2, floor_policy="open"))
    scene.send(c.OpenSession())
    for id_, author in (("a", "ada"), ("b", "bob")):
        scene.send(c.Ask(f"A question of {author}?", id=id_), role=Role.PARTICIPANT, author=author)
    assert [row["votes"] for row in reported(scene)["audience_questions"]] == [0, 0]
    scene.send(c.MergeQuestions("a", ("b",)))
    scene.session = scene.session.with_tally(Tally(votes={"a": 3, "b": 2}))
    facts = reported(scene)
    assert (facts["audience"]["votes"], facts["audience"]["merged"], facts["audience"]["participants"]) == (3, 1, 2)


def test_the_timeline_marks_what_was_undone() -> None:
    scene = Scene(plan(2))
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.Undo())
    marked = {row["event"]: row["undone"] for row in reported(scene)["timeline"]}
    assert (marked["clock_started"], marked["session_opened"], marked["undone"]) == (True, False, False)


def test_the_timeline_names_what_a_record_is_about() -> None:
    debate = Debate()
    debate.send(c.FocusQuestion("q1"))
    debate.ask("chad")
    debate.begin()
    debate.send(c.Interrupt(Interruption.TECHNICAL), c.EndInterruption())
    debate.ask("iran", kind=RequestKind.POINT_OF_ORDER)
    about = [(row["event"], row["subject"]) for row in reported(debate)["timeline"] if row["subject"]]
    assert about == [
        ("question_focused", "q1"),
        ("floor_requested", "chad"),
        ("request_introduced", "chad"),
        ("interruption_began", "technical"),
        ("floor_requested", "iran-point_of_order"),
        ("interruption_began", "iran-point_of_order"),
    ]


def test_the_record_has_an_answer_only_while_the_question_is_answered() -> None:
    scene = asking_scene("open")
    a = ask(scene)
    scene.send(c.AnswerQuestion(a, "live", ("p2",), "Yes."))
    rows = report(scene.session, scene.now)["audience_questions"]
    assert [(row["state"], row["answered_by"], row["answer"]) for row in rows] == [("answered", ["p2"], "Yes.")]
    scene.send(c.ReturnQuestion(a))
    rows = report(scene.session, scene.now)["audience_questions"]
    assert [(row["state"], row["answered_by"], row["answer"]) for row in rows] == [("approved", [], "")]


def test_the_record_keeps_grants_pauses_interruptions_and_corrections_apart(scene: Scene) -> None:
    scene.wait(minutes(2)).send(c.PauseClock())
    scene.wait(seconds(30)).send(c.ResumeClock(), c.GrantTime(seconds(90)), c.Interrupt(Interruption.TECHNICAL))
    scene.wait(minutes(4)).send(c.EndInterruption())
    scene.wait(minutes(6)).send(c.Advance())
    scene.wait(minutes(1)).send(c.Advance(), c.CorrectStart(seconds(40)))
    scene.wait(seconds(20)).send(c.CloseSession())
    record = report(scene.session, scene.now + minutes(9), scene.records)
    first, second = record["segments"][:2]
    assert {
        k: first[k] for k in ("planned_ms", "granted_ms", "spent_ms", "paused_ms", "interrupted_ms", "over_ms")
    } == {
        "planned_ms": minutes(6),
        "granted_ms": seconds(90),
        "spent_ms": minutes(8),
        "paused_ms": seconds(30),
        "interrupted_ms": minutes(4),
        "over_ms": seconds(30),
    }
    assert (second["id"], second["spent_ms"], second["over_ms"]) == ("t2", minutes(1), -minutes(5))
    assert record["segments"][-1]["over_ms"] is None
    assert record["running_ms"] == minutes(9)
    assert (record["final"], record["opened_late_ms"], record["elapsed_ms"]) == (True, 0, scene.now - START)
    assert [x["segment"] for x in record["corrections"]] == ["t2"]
    assert record["speakers"][1] == {
        "id": "p1",
        "name": "Panellist 1",
        "title": "",
        "affiliation": "",
        "country": "",
        "spent_ms": minutes(8),
        "segments": ["t1", "discussion"],
    }


def test_what_was_undone_stays_visible_in_the_timeline(scene: Scene) -> None:
    scene.send(c.Advance(), c.Undo())
    timeline = report(scene.session, scene.now, scene.records)["timeline"]
    assert [(row["event"], row["undone"]) for row in timeline[-3:]] == [
        ("speech_ended", True),
        ("segment_cued", True),
        ("undone", False),
    ]
