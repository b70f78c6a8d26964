"""The guiding questions in a view: what all see of them, and what those who run the session do."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.values import Role
from tests.fakes import Scene, seconds


def test_a_guiding_question_that_was_never_on_has_no_time() -> None:
    [question, *_] = Scene().view()["guiding_questions"]
    assert (question["spent_ms"], question["moderator_ms"]) == (0, 0)
    assert {cell["spent_ms"] for cell in question["by_speaker"].values()} == {0}


def test_time_and_coverage_are_counted_by_speaker_for_those_who_run_the_session_alone() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.FocusQuestion("q1"))
    scene.wait(seconds(20))
    scene.send(c.MarkCoverage("q1", "p2", "covered"))
    question = scene.view()["guiding_questions"][0]
    assert (question["spent_ms"], question["by_speaker"]["p1"]["coverage"]) == (seconds(20), "covered")
    marked = {id_: cell["spent_ms"] for id_, cell in question["by_speaker"].items() if cell["marked"]}
    assert marked == {"p2": 0}
    assert set(scene.view(Role.VIEWER)["guiding_questions"][0]) == {"id", "text", "state", "spent_ms"}


def test_a_stretch_without_a_question_is_asked_about_after_the_speech() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(seconds(40))
    scene.send(c.YieldFloor())
    stretch = scene.view()["unattributed"]
    assert stretch is not None
    assert (stretch["segment"], stretch["ms"]) == ("t1", seconds(40))
