"""Events of aux clocks: facts, from which every screen computes what a clock shows."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Event

__all__ = ["AuxClockPaused", "AuxClockRemoved", "AuxClockSet", "AuxClockStarted", "AuxClockStopped", "AuxEvent"]


@dataclass(frozen=True, slots=True)
class AuxClockStarted(Event):
    kind = "aux_clock_started"
    n: int


@dataclass(frozen=True, slots=True)
class AuxClockPaused(Event):
    kind = "aux_clock_paused"
    n: int


@dataclass(frozen=True, slots=True)
class AuxClockStopped(Event):
    kind = "aux_clock_stopped"
    n: int


@dataclass(frozen=True, slots=True)
class AuxClockSet(Event):
    """All settings of the clock; `until_ms` is None unless it counts to a time of day."""

    kind = "aux_clock_set"
    n: int
    label: str
    direction: str
    ms: int
    until_ms: int | None


@dataclass(frozen=True, slots=True)
class AuxClockRemoved(Event):
    kind = "aux_clock_removed"
    n: int


AuxEvent = AuxClockStarted | AuxClockPaused | AuxClockStopped | AuxClockSet | AuxClockRemoved
