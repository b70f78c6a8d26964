"""Stopping a start: who may, and what is told."""

from __future__ import annotations

import pytest

from app.domain.errors import Refused
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.rules.crew.starts import start_on_time
from app.domain.values import Role
from tests.domain.derived.test_starts import AT, scene_with
from tests.fakes import START, Scene, minutes, plan, refusal


def test_a_stop_is_a_fact_with_the_instant_that_it_is_about() -> None:
    scene = scene_with()
    scene.send(c.OpenSession())
    assert scene.send(c.StopStart("t3")) == [e.StartStopped("t3", AT)]


def test_the_opening_of_a_session_can_be_stopped() -> None:
    scene = Scene(plan(opens_itself=True), START - minutes(5))
    scene.send(c.StopStart())
    assert scene.wait(minutes(30)).session.status == "planned"


def test_a_reminder_is_dismissed_with_the_same_key() -> None:
    scene = scene_with("reminder")
    scene.send(c.OpenSession(), c.StopStart("t3"))
    assert scene.view().get("next_start") is None


@pytest.mark.parametrize("segment", ["", "t1", "nothing"])
def test_what_does_not_start_by_itself_cannot_be_stopped(segment: str) -> None:
    scene = scene_with()
    scene.send(c.OpenSession())
    assert refusal(scene, c.StopStart(segment)) == "already_happened"


def test_only_those_who_run_the_session_know_of_a_start() -> None:
    scene = scene_with()
    scene.send(c.OpenSession())
    assert {role for role in Role if "next_start" in scene.view(role)} == {Role.MODERATOR, Role.ORGANISER}


def test_the_server_carries_out_a_start_that_is_to_come_and_no_other() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    events = start_on_time(scene.session, c.StartOnTime(AT, "t3"), AT)
    assert [event.kind for event in events] == ["start_came", "speech_ended", "segment_cued", "clock_started"]
    for other in (c.StartOnTime(AT + 1, "t3"), c.StartOnTime(AT, "t2"), c.StartOnTime(AT)):
        with pytest.raises(Refused, match="already"):
            start_on_time(scene.session, other, AT)


def test_a_reminder_is_not_carried_out() -> None:
    scene = scene_with("reminder")
    scene.send(c.OpenSession())
    with pytest.raises(Refused):
        start_on_time(scene.session, c.StartOnTime(AT, "t3"), AT)


def test_undo_stops_the_start_that_came_and_not_the_speech_that_it_ended() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(AT - scene.now)
    assert scene.send(c.Undo())[0] == e.StartStopped("t3", AT)
