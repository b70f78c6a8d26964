"""Events of the recording of a session, stored for ever. A changed meaning is a new version."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Event

__all__ = ["RecordingEvent", "RecordingMarked", "RecordingPaused", "RecordingResumed"]


@dataclass(frozen=True, slots=True)
class RecordingMarked(Event):
    """The clap: this instant is the zero of a take, which ends where the next one begins."""

    kind = "recording_marked"


@dataclass(frozen=True, slots=True)
class RecordingPaused(Event):
    kind = "recording_paused"


@dataclass(frozen=True, slots=True)
class RecordingResumed(Event):
    kind = "recording_resumed"


RecordingEvent = RecordingMarked | RecordingPaused | RecordingResumed
