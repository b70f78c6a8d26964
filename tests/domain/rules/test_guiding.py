"""Guiding questions while the session runs: the focus, and what is set by hand."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from tests.fakes import Scene, minutes, refusal


def test_there_is_one_focus_at_a_time_and_it_never_stops_a_clock(scene: Scene) -> None:
    scene.wait(minutes(1)).send(c.FocusQuestion("q1"), c.FocusQuestion("q2"))
    assert (scene.session.focus, scene.floor["state"], scene.spent("t1")) == ("q2", "running", minutes(1))
    scene.send(c.FocusQuestion(None))
    assert scene.session.focus is None


def test_a_mark_by_hand_stands_until_it_is_cleared(scene: Scene) -> None:
    scene.send(c.MarkQuestion("q1", "addressed"), c.MarkQuestion("q2", "skipped"))
    assert dict(scene.session.question_marks) == {"q1": "addressed", "q2": "skipped"}
    scene.send(c.MarkQuestion("q1", None))
    assert dict(scene.session.question_marks) == {"q2": "skipped"}


def test_coverage_is_marked_for_one_speaker_and_one_question(scene: Scene) -> None:
    scene.send(c.MarkCoverage("q1", "p1", "covered"), c.MarkCoverage("q1", "p2", "passed"))
    assert dict(scene.session.coverage_marks) == {("q1", "p1"): "covered", ("q1", "p2"): "passed"}
    scene.send(c.MarkCoverage("q1", "p1", None))
    assert dict(scene.session.coverage_marks) == {("q1", "p2"): "passed"}


def test_an_attribution_replaces_the_one_before_and_an_empty_one_removes_it(scene: Scene) -> None:
    scene.send(c.AttributeStretch("t1", ("q1", "q2")), c.AttributeStretch("t1", ("q3",)))
    assert scene.session.attributions == {"t1": ("q3",)}
    scene.send(c.AttributeStretch("t1", ()))
    assert not scene.session.attributions["t1"]


@pytest.mark.parametrize(
    "command",
    [c.FocusQuestion("q1"), c.MarkQuestion("q1", "addressed"), c.MarkCoverage("q1", "p1", "covered")],
)
def test_what_is_so_already_is_no_event(scene: Scene, command: AnyCommand) -> None:
    assert len(scene.send(command)) == 1
    assert scene.send(command) == []


@pytest.mark.parametrize(
    "command", [c.FocusQuestion(None), c.MarkQuestion("q1", None), c.MarkCoverage("q1", "p1", None)]
)
def test_clearing_what_is_not_set_is_no_event(scene: Scene, command: AnyCommand) -> None:
    assert scene.send(command) == []


@pytest.mark.parametrize(
    "command",
    [
        c.FocusQuestion("q9"),
        c.MarkQuestion("q9", "addressed"),
        c.MarkQuestion("q9", None),
        c.MarkCoverage("q9", "p1", "covered"),
        c.MarkCoverage("q1", "p9", "covered"),
        c.AttributeStretch("t9", ("q1",)),
        c.AttributeStretch("t1", ("q1", "q9")),
    ],
    ids=lambda command: str(asdict(command)),
)
def test_unknown_questions_speakers_and_segments_are_refused(scene: Scene, command: AnyCommand) -> None:
    assert refusal(scene, command) == "not_found"


def test_a_question_counts_once_in_an_attribution(scene: Scene) -> None:
    assert refusal(scene, c.AttributeStretch("t1", ("q1", "q1"))) == "invalid"
