"""Events of starts at a time of day. Without a segment, it is the session that starts."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Event

__all__ = ["StartCame", "StartEvent", "StartStopped"]


@dataclass(frozen=True, slots=True)
class StartCame(Event):
    """The start of this instant came by itself; the events beside it say what it did."""

    kind = "start_came"
    segment: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class StartStopped(Event):
    """The start of this instant does not come by itself."""

    kind = "start_stopped"
    segment: str
    at_ms: int


StartEvent = StartCame | StartStopped
