"""Commands about the recording of a session: marks that tell where its film stands. Names are the HTTP contract's."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Command

__all__ = ["Clap", "PauseRecording", "RecordingCommand", "ResumeRecording"]


@dataclass(frozen=True, slots=True)
class Clap(Command):
    """Mark now as the zero of a recording; each clap begins another take."""

    command = "clap"


@dataclass(frozen=True, slots=True)
class PauseRecording(Command):
    """Say that the recording is paused: the time until it continues is not in its film."""

    command = "pause_recording"


@dataclass(frozen=True, slots=True)
class ResumeRecording(Command):
    command = "resume_recording"


RecordingCommand = Clap | PauseRecording | ResumeRecording
