"""Aux clocks: three per session, for a break or a rehearsal. They have no part in ledger, forecast and floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.messages import aux_events as e
from app.domain.values import AuxDirection, ClockState, clock_text, elapsed_text

COUNT = 3
LONGEST_LABEL = 40  # characters


@dataclass(frozen=True, slots=True)
class AuxClock:
    """One aux clock, as facts: it runs since an instant, and had run for so long before. `ms` is its length.

    A clock that counts to a time of day, `until_ms`, is held by nothing: it runs or it is stopped.
    """

    label: str = ""
    direction: AuxDirection = AuxDirection.UP
    ms: int = 0
    until_ms: int | None = None
    running_since_ms: int | None = None
    spent_before_ms: int | None = None  # None while it is stopped

    @property
    def state(self) -> ClockState:
        """Idle, running or paused."""
        if self.running_since_ms is not None:
            return ClockState.RUNNING
        return ClockState.IDLE if self.spent_before_ms is None else ClockState.PAUSED

    def spent(self, now: int) -> int:
        """Return for how many milliseconds it has run since it was started first."""
        since = self.running_since_ms
        return (self.spent_before_ms or 0) + (now - since if since is not None else 0)

    @property
    def allotted_ms(self) -> int | None:
        """From what it counts down, in milliseconds: remaining = allotted - spent. None if it counts up.

        That of a clock to a time of day is known once it runs.
        """
        if self.direction is AuxDirection.DOWN:
            return self.ms
        if self.until_ms is None or self.running_since_ms is None:
            return None
        return self.until_ms - self.running_since_ms + (self.spent_before_ms or 0)

    def text(self, now: int) -> str:
        """Return what it shows: what remains, or for how long it has run; empty if it waits to count to a time."""
        if self.direction is AuxDirection.UP:
            return elapsed_text(self.spent(now))
        return "" if self.allotted_ms is None else clock_text(self.allotted_ms - self.spent(now))

    def started(self, now: int) -> AuxClock:
        return replace(self, running_since_ms=now, spent_before_ms=self.spent_before_ms or 0)

    def paused(self, now: int) -> AuxClock:
        return replace(self, running_since_ms=None, spent_before_ms=self.spent(now))

    def stopped(self) -> AuxClock:
        return replace(self, running_since_ms=None, spent_before_ms=None)

    def changed(self, label: str, direction: AuxDirection, ms: int, until_ms: int | None) -> AuxClock:
        """Return the clock with other settings. It goes on running; a paused one that is to count to a time stops."""
        other = replace(self, label=label, direction=direction, ms=ms, until_ms=until_ms)
        held = other.state is ClockState.PAUSED and direction is AuxDirection.UNTIL
        return other.stopped() if held else other


AuxClocks = Mapping[int, AuxClock]  # by number, from 1 to COUNT; those that were never set are left out


def follow_aux(clocks: AuxClocks, event: e.AuxEvent, now: int) -> AuxClocks:
    """Return the clocks after an event of this instant."""
    clock = clocks.get(event.n, AuxClock())
    match event:
        case e.AuxClockStarted():
            clock = clock.started(now)
        case e.AuxClockPaused():
            clock = clock.paused(now)
        case e.AuxClockStopped():
            clock = clock.stopped()
        case e.AuxClockSet(_, label, direction, ms, until_ms):
            clock = clock.changed(label, AuxDirection(direction), ms, until_ms)
        case e.AuxClockRemoved():
            return {n: other for n, other in clocks.items() if n != event.n}
    return dict(sorted({**clocks, event.n: clock}.items()))
