"""Aux clocks against an independent stopwatch: after any keys, they show the sum of the time that ran."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain.messages import commands as c
from app.domain.messages.aux_events import AuxClockRemoved
from app.domain.state.crew.aux_clock import AuxClock, follow_aux
from app.domain.state.fold import fold
from app.domain.values import AuxDirection, ClockState
from tests.fakes import START, Scene, minutes, seconds

TIMES = st.integers(0, 400_000)


class AuxMachine(RuleBasedStateMachine):
    """One clock that counts down, its stopwatch, and a floor that goes on beside it. Time passes in every rule."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.scene.send(c.GiveFloor("t1"), c.AuxSet(1, ms=minutes(5)))
        self.length, self.runs, self.ran, self.began = minutes(5), False, 0, False
        self.before: list[tuple[int, bool, int, bool, int]] = []

    def give(self, wait: int, command: c.AnyCommand) -> None:
        """Let time pass, and give a command that changes something."""
        self.scene.wait(wait)
        self.ran += wait if self.runs else 0
        self.before.append((self.length, self.runs, self.ran, self.began, self.scene.now))
        self.scene.send(command)

    @rule(wait=TIMES)
    @precondition(lambda self: not self.runs)
    def start(self, wait: int) -> None:
        self.give(wait, c.AuxStart(1))
        self.runs = self.began = True

    @rule(wait=TIMES)
    @precondition(lambda self: self.runs)
    def pause(self, wait: int) -> None:
        self.give(wait, c.AuxPause(1))
        self.runs = False

    @rule(wait=TIMES)
    @precondition(lambda self: self.began)
    def stop(self, wait: int) -> None:
        self.give(wait, c.AuxStop(1))
        self.runs, self.began, self.ran = False, False, 0

    @rule(wait=TIMES, ms=st.integers(1, 3_600_000))
    def set(self, wait: int, ms: int) -> None:
        if ms != self.length:
            self.give(wait, c.AuxSet(1, ms=ms))
            self.length = ms

    @rule(wait=st.integers(0, 60_000))
    @precondition(lambda self: self.before and self.scene.now - self.before[-1][-1] < minutes(8))
    def undo(self, wait: int) -> None:
        self.scene.wait(wait)
        self.length, self.runs, self.ran, self.began, then = self.before.pop()
        self.scene.send(c.Undo())
        self.ran += self.scene.now - then if self.runs else 0

    @invariant()
    def it_shows_what_the_stopwatch_says(self) -> None:
        (clock,) = self.scene.view()["aux"]
        running = self.scene.now - (clock["running_since_ms"] or self.scene.now)
        assert (clock["allotted_ms"], clock["spent_before_ms"] + running) == (self.length, self.ran)
        expected = ClockState.RUNNING if self.runs else ClockState.PAUSED if self.began else ClockState.IDLE
        assert clock["state"] is expected

    @invariant()
    def the_floor_is_not_touched(self) -> None:
        assert self.scene.spent("t1") == self.scene.now - START


AuxMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestAuxMachine = AuxMachine.TestCase


def shown(scene: Scene, n: int = 1) -> str:
    return next(clock["text"] for clock in scene.view().get("aux", []) if clock["n"] == n)


def test_it_counts_down_into_overtime_and_up_from_zero() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, ms=minutes(2)), c.AuxStart(1), c.AuxStart(2))
    assert (shown(scene), shown(scene, 2)) == ("2:00", "0:00")
    scene.wait(seconds(125))
    assert (shown(scene), shown(scene, 2)) == ("+0:05", "2:05")


def test_it_counts_to_a_time_of_day_without_regard_to_when_it_was_started() -> None:
    scene = Scene()
    scene.send(c.AuxSet(3, until="10:30"))
    assert shown(scene, 3) == ""
    scene.wait(minutes(20)).send(c.AuxStart(3))
    assert shown(scene, 3) == "10:00"


def test_what_it_shows_is_the_same_after_a_restart() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, "Break", minutes(2)), c.AuxStart(1))
    scene.wait(seconds(30)).send(c.AuxPause(1))
    scene.wait(seconds(30)).send(c.AuxStart(1))
    assert fold(scene.records).aux == scene.session.aux
    assert scene.wait(seconds(15)).session.aux[1].text(scene.now) == "1:15"


def test_a_paused_clock_that_is_to_count_to_a_time_stops_and_a_running_one_goes_on() -> None:
    paused, running = AuxClock(spent_before_ms=5_000), AuxClock(running_since_ms=7, spent_before_ms=5_000)
    until = ("", AuxDirection.UNTIL, 0, 10_000)
    assert (paused.changed(*until).state, running.changed(*until).state) == (ClockState.IDLE, ClockState.RUNNING)
    assert running.changed(*until).text(10) == "0:10"


def test_a_clock_has_run_for_no_time_while_it_is_held() -> None:
    held, runs = AuxClock(spent_before_ms=5), AuxClock(running_since_ms=7, spent_before_ms=5)
    assert (AuxClock().spent(9), held.spent(9), runs.spent(9)) == (0, 5, 7)
    assert (AuxClock().started(7).spent(9), held.started(7).spent(9)) == (2, 7)


def test_a_clock_that_is_removed_leaves_the_others() -> None:
    clocks = {1: AuxClock("Break"), 2: AuxClock("Rehearsal")}
    assert follow_aux(clocks, AuxClockRemoved(1), START) == {2: clocks[2]}


@pytest.mark.parametrize("n", [1, 2, 3])
def test_clocks_are_in_the_order_of_their_numbers(n: int) -> None:
    scene = Scene()
    scene.send(c.AuxStart(3), c.AuxStart(n), c.AuxStart(1))
    assert list(follow_aux(scene.session.aux, scene.send(c.AuxStop(3))[0], scene.now)) == sorted({1, n, 3})  # type: ignore[arg-type]  # an event of a clock
