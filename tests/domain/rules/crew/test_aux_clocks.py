"""Commands about aux clocks: what each does and refuses; floor, forecast and ledger stay as they are."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages.commands import AnyCommand
from app.domain.state.policy import SEES_AUX_CLOCKS
from app.domain.values import AuxDirection, ClockState, Role
from tests.domain.eventful import eventful
from tests.fakes import START, Scene, minutes, refusal, rejection, seconds


def test_a_clock_is_set_started_held_and_stopped() -> None:
    scene = Scene()
    assert scene.send(c.AuxSet(2, "Break", "10:00")) == [e.AuxClockSet(2, "Break", "down", minutes(10), None)]
    assert scene.send(c.AuxStart(2)) == [e.AuxClockStarted(2)]
    assert scene.send(c.AuxPause(2)) == [e.AuxClockPaused(2)]
    assert scene.send(c.AuxStop(2)) == [e.AuxClockStopped(2)]
    assert scene.send(c.AuxSet(2)) == [e.AuxClockRemoved(2)]
    assert scene.view()["aux"] == []


def test_a_key_pressed_twice_does_nothing_more() -> None:
    scene = Scene()
    scene.send(c.AuxStart(1))
    assert scene.send(c.AuxStart(1)) == []
    scene.send(c.AuxPause(1))
    assert scene.send(c.AuxPause(1)) == []
    scene.send(c.AuxStop(1))
    assert scene.send(c.AuxStop(1)) == scene.send(c.AuxSet(3)) == []
    scene.send(c.AuxSet(1, ms=seconds(5)))
    assert scene.send(c.AuxSet(1, ms=seconds(5))) == []


def test_what_is_left_out_stays() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, "Break", minutes(10)), c.AuxSet(1, "Lunch"), c.AuxSet(1, direction=AuxDirection.UP))
    clock = scene.session.aux[1]
    assert (clock.label, clock.ms, clock.direction) == ("Lunch", minutes(10), AuxDirection.UP)
    scene.send(c.AuxSet(1, direction=AuxDirection.DOWN))
    assert scene.session.aux[1].allotted_ms == minutes(10)


@pytest.mark.parametrize("ms", [0, minutes(24 * 60)])
def test_a_length_is_at_most_a_day_and_a_clock_that_counts_up_needs_none(ms: int) -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, ms=ms, direction=AuxDirection.UP))
    assert scene.session.aux[1].ms == ms


@pytest.mark.parametrize(
    ("until", "at"),
    [
        ("14:30", "2021-06-30T18:30:00Z"),
        ("10:00", "2021-07-01T14:00:00Z"),  # is now: the next one is meant
        ("9:15", "2021-07-01T13:15:00Z"),
        ("2021-06-30T16:00:00Z", "2021-06-30T16:00:00Z"),
        (START + 5, START + 5),
    ],
)
def test_a_time_of_day_is_the_next_one_in_the_zone_of_the_session(until: str | int, at: str | int) -> None:
    scene, other = Scene(), Scene()
    scene.send(c.AuxSet(1, until=until))
    other.send(c.AuxSet(1, until=at))
    assert scene.session.aux[1].until_ms == other.session.aux[1].until_ms
    assert scene.session.aux[1].direction is AuxDirection.UNTIL


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (c.AuxStart(0), "n: is 0; it needs to be 1 to 3"),
        (c.AuxSet(4), "n: is 4; it needs to be 1 to 3"),
        (c.AuxSet(1, "x" * 41), "label: has 41 characters; it needs 0 to 40"),
        (c.AuxSet(1, ms="soon"), 'ms: "soon" is not a duration'),
        (c.AuxSet(1, ms=-1), 'ms: "-1" is not a duration'),
        (c.AuxSet(1, ms=minutes(24 * 60) + 1), 'ms: "86400001" is not a duration'),
        (c.AuxSet(1, direction=AuxDirection.DOWN), "ms: is missing"),
        (c.AuxSet(1, direction=AuxDirection.UNTIL), "until: is missing"),
        (c.AuxSet(1, until="tomorrow"), 'until: "tomorrow" is not an instant'),
        (c.AuxSet(1, until=START), "until: has passed already"),
    ],
)
def test_what_cannot_be_read_is_named(command: AnyCommand, sentence: str) -> None:
    assert sentence in str(rejection(Scene(), command))


def test_a_stopped_clock_cannot_be_held_nor_one_that_counts_to_a_time() -> None:
    scene = Scene()
    assert refusal(scene, c.AuxPause(1)) == "not_running"
    scene.send(c.AuxSet(1, until="10:30"), c.AuxStart(1))
    assert refusal(scene, c.AuxPause(1)) == "counts_to_a_time"
    scene.send(c.AuxStop(1))
    scene.wait(minutes(30))
    assert "has passed already" in str(rejection(scene, c.AuxStart(1)))


def test_undo_takes_the_latest_key_back() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, ms=minutes(5)), c.AuxStart(1))
    scene.wait(seconds(20)).send(c.AuxStop(1))
    scene.wait(seconds(10)).send(c.Undo())
    assert scene.session.aux[1].state is ClockState.RUNNING
    assert scene.session.aux[1].text(scene.now) == "4:30"


def test_nothing_else_of_a_session_changes() -> None:
    scene = eventful()
    before = scene.view()
    scene.send(c.AuxSet(1, "Break", minutes(5)), c.AuxStart(1), seen=1)
    after = scene.view()
    assert {name for name in after if after[name] != before[name]} == {"seq", "aux", "undo"}  # type: ignore[literal-required]  # each key


def test_aux_clocks_are_shown_where_a_stage_is_run_and_nowhere_else() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, "SECRET-BREAK", minutes(5)))
    assert {role for role in Role if "aux" in scene.view(role)} == SEES_AUX_CLOCKS
    assert "SECRET" not in str(scene.view(Role.VIEWER)) + str(scene.view(Role.SPEAKER))


def test_a_break_can_be_timed_before_the_session_and_after_it() -> None:
    scene = Scene()
    scene.send(c.AuxStart(1), c.OpenSession(), c.CloseSession(), c.AuxStart(2))
    assert [clock["state"] for clock in scene.view()["aux"]] == ["running", "running"]
