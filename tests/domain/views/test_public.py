"""The public is not told of overtime and lateness, unless the session says so; staff always are."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.values import Role
from tests.fakes import START, Scene, minutes, plan, seconds

STAFF = (Role.ORGANISER, Role.MODERATOR, Role.DESK, Role.STAGE)


def late(**fields: Any) -> Scene:
    """A session that opened ten minutes late, whose second speaker is five seconds over."""
    scene = Scene(plan(**fields), START + minutes(10))
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(7)).send(c.GiveFloor("t2"))
    return scene.wait(minutes(6) + seconds(5))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARTICIPANT])
def test_the_public_sees_a_clock_at_zero_and_no_lateness(role: Role) -> None:
    view = late().view(role)
    floor = view["floor"]
    assert (floor["text"], floor["remaining_ms"], floor["phase"]) == ("0:00", 0, "last_call")
    assert (floor["running_since_ms"], floor["spent_before_ms"]) == (None, minutes(6))
    assert (floor["shows_overtime"], floor["at_zero"]) == (False, "hold")
    assert (floor["started_at_ms"], floor["start_offset_ms"]) == (None, None)
    assert (view["offset_ms"], view["forecast_end_ms"], view["forecast"]) == (None, None, None)
    first = next(segment for segment in view["segments"] if segment["id"] == "t1")
    assert (first["spent_ms"], first["ended_at_ms"], first["planned_start_ms"]) == (minutes(6), None, None)
    # What comes next, and when, is what a programme is for.
    third = next(segment for segment in view["segments"] if segment["id"] == "t3")
    assert third["forecast_start_ms"] is not None


@pytest.mark.parametrize("role", STAFF)
def test_staff_see_it(role: Role) -> None:
    view = late().view(role)
    assert (view["floor"]["text"], view["floor"]["phase"]) == ("+0:05", "overtime")
    assert view["floor"]["shows_overtime"]
    assert view["offset_ms"] is not None


def test_the_session_may_say_that_the_public_sees_it() -> None:
    scene = late(public_overtime=True)
    assert (scene.view(Role.VIEWER)["floor"]["text"], scene.view(Role.VIEWER)["floor"]["phase"]) == (
        "+0:05",
        "overtime",
    )
    assert scene.view(Role.VIEWER)["offset_ms"] == scene.view()["offset_ms"]
    scene.send(c.EditSession({"public_overtime": False}))
    assert scene.view(Role.VIEWER)["offset_ms"] is None


def test_time_that_was_granted_is_time_that_the_public_may_see_spent() -> None:
    scene = Scene(plan())
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.GrantTime(minutes(2)))
    scene.wait(minutes(7)).send(c.YieldFloor())
    segment = next(segment for segment in scene.view(Role.VIEWER)["segments"] if segment["id"] == "t1")
    assert segment["spent_ms"] == minutes(7)


def test_no_time_is_seen_spent_by_one_whose_time_was_cut_and_then_planned_shorter_than_the_cut() -> None:
    scene = Scene.after(c.GiveFloor("t1")).wait(minutes(1))
    scene.send(c.GrantTime(-minutes(5)), c.EditSegment("t1", {"planned": "2:00"}), c.YieldFloor())
    segment = next(segment for segment in scene.view(Role.VIEWER)["segments"] if segment["id"] == "t1")
    assert segment["spent_ms"] == 0


def test_before_zero_the_public_clock_runs_like_every_other() -> None:
    scene = late()
    scene.send(c.GrantTime(minutes(2)))
    public, staff = scene.view(Role.VIEWER)["floor"], scene.floor
    names = ("running_since_ms", "spent_before_ms", "allotted_ms", "remaining_ms", "phase", "text")
    assert [public[name] for name in names] == [staff[name] for name in names]  # type: ignore[literal-required]  # of both


def test_a_cued_speaker_with_nothing_allotted_is_not_over_time() -> None:
    scene = late()
    scene.send(c.Cue("t3"), c.GrantTime(-minutes(6)))
    assert (scene.view(Role.VIEWER)["floor"]["phase"], scene.view(Role.VIEWER)["floor"]["text"]) == ("normal", "0:00")


def test_a_clock_at_exactly_zero_stands_still_for_the_public() -> None:
    scene = Scene(plan())
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    assert scene.wait(minutes(6) - 1).view(Role.VIEWER)["floor"]["running_since_ms"] == START
    floor = scene.wait(1).view(Role.VIEWER)["floor"]
    assert (floor["remaining_ms"], floor["running_since_ms"], floor["phase"]) == (0, None, "last_call")
