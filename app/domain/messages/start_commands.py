"""Commands about starts at a time of day. Names are those of the HTTP contract."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Command

__all__ = ["StartOnTime", "StopStart"]


@dataclass(frozen=True, slots=True)
class StopStart(Command):
    """Stop the automatic start of a segment, or of the session without one; dismiss a reminder."""

    command = "stop_start"
    segment: str = ""


@dataclass(frozen=True, slots=True)
class StartOnTime(Command):
    """Start a segment, or open the session without one, because it is time; the server gives this by itself."""

    command = "start_on_time"
    at_ms: int
    segment: str = ""
