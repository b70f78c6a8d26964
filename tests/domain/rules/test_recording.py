"""Marks of the recording: a clap begins a take, pauses belong to it, and undo takes marks back."""

from __future__ import annotations

import pytest

from app.domain.errors import Forbidden, Refused
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.session import Take
from app.domain.values import Role
from app.domain.views.report import report
from tests.fakes import START, Scene, minutes, seconds


@pytest.fixture
def scene() -> Scene:
    return Scene()


def refusal(scene: Scene, command: AnyCommand) -> str:
    with pytest.raises(Refused) as refused:
        scene.send(command)
    return refused.value.code


def test_each_clap_begins_a_take_that_ends_with_the_next_one_or_the_session(scene: Scene) -> None:
    scene.send(c.Clap())
    scene.wait(minutes(2)).send(c.OpenSession())
    scene.wait(minutes(3)).send(c.Clap())
    scene.wait(minutes(4)).send(c.CloseSession())
    takes = report(scene.wait(minutes(5)).session, scene.now)["takes"]
    assert [(take["clap_ms"] - START, take["ended_ms"] - START) for take in takes] == [
        (0, minutes(5)),
        (minutes(5), minutes(9)),
    ]


def test_pauses_belong_to_the_take_that_is_on(scene: Scene) -> None:
    scene.send(c.Clap())
    scene.wait(minutes(1)).send(c.PauseRecording())
    scene.wait(minutes(2)).send(c.ResumeRecording())
    scene.wait(minutes(1)).send(c.PauseRecording())
    assert scene.session.takes == (Take(START, ((START + minutes(1), START + minutes(3)), (START + minutes(4), None))),)
    assert report(scene.session, scene.now + 9)["takes"][0]["pauses"][1]["to_ms"] == scene.now + 9

    scene.wait(seconds(30)).send(c.Clap())

    assert scene.session.takes[-1] == Take(scene.now)
    assert report(scene.session, scene.now + 9)["takes"][0]["pauses"][1]["to_ms"] == scene.now


def test_a_clap_after_the_end_says_that_nothing_was_marked(scene: Scene) -> None:
    scene.send(c.OpenSession(), c.CloseSession())
    with pytest.raises(Refused, match="Nothing was marked; reopen the session first") as refused:
        scene.send(c.Clap())
    assert refused.value.code == "session_closed"

    scene.send(c.ReopenSession(), c.Clap())
    assert scene.session.takes == (Take(scene.now),)


def test_a_pause_needs_a_take_and_is_noted_once(scene: Scene) -> None:
    assert refusal(scene, c.PauseRecording()) == refusal(scene, c.ResumeRecording()) == "no_recording"
    scene.send(c.Clap())
    assert refusal(scene, c.ResumeRecording()) == "recording_not_paused"
    scene.send(c.PauseRecording())
    assert refusal(scene, c.PauseRecording()) == "recording_is_paused"
    scene.send(c.ResumeRecording())
    assert refusal(scene, c.ResumeRecording()) == "recording_not_paused"


def test_undo_takes_marks_back_one_by_one(scene: Scene) -> None:
    scene.send(c.OpenSession(), c.Clap(), c.PauseRecording())
    left = []
    for _ in range(2):
        scene.send(c.Undo())
        left.append(scene.session.takes)
    assert left == [(Take(START),), ()]
    assert scene.session.opened_at_ms == START


def test_a_mark_does_not_make_a_floor_command_stale(scene: Scene) -> None:
    scene.send(c.OpenSession())
    seen = scene.session.seq
    scene.send(c.Clap(), c.PauseRecording(), c.ResumeRecording())
    assert scene.send(c.Advance(), seen=seen)


def test_who_runs_the_session_marks_and_no_other_role(scene: Scene) -> None:
    for role in (Role.DESK, Role.STAGE, Role.SPEAKER, Role.VIEWER):
        with pytest.raises(Forbidden):
            scene.send(c.Clap(), role=role)
