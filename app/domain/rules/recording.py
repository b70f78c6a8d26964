"""The recording's marks: a clap begins a take, and pauses of the recording are left out of it."""

from __future__ import annotations

from app.domain.errors import Refused, Sentence
from app.domain.messages import events as e
from app.domain.state.session import Session, Take
from app.domain.values import Status

AFTER_THE_END = Sentence(
    "The session is closed, so a recording that begins now would hold nothing of it. Nothing was marked; "
    "reopen the session first if it goes on."
)


def clap(session: Session) -> tuple[e.RecordingMarked]:
    """Begin a take; before the session is opened, too.

    Raises:
        Refused: the session is closed.
    """
    if session.status is Status.CLOSED:
        raise Refused("session_closed", AFTER_THE_END)
    return (e.RecordingMarked(),)


def pause_recording(session: Session) -> tuple[e.RecordingPaused]:
    """Note that the recording is paused.

    Raises:
        Refused: no take was marked, or the last one is paused already.
    """
    if _last_take(session).is_paused:
        raise Refused("recording_is_paused")
    return (e.RecordingPaused(),)


def resume_recording(session: Session) -> tuple[e.RecordingResumed]:
    """Note that the recording goes on.

    Raises:
        Refused: no take was marked, or the last one is not paused.
    """
    if not _last_take(session).is_paused:
        raise Refused("recording_not_paused")
    return (e.RecordingResumed(),)


def _last_take(session: Session) -> Take:
    if not session.takes:
        raise Refused("no_recording")
    return session.takes[-1]
