"""The next automatic command: a cue of the ladder, or the end of a speech that ends at zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.messages.commands import SendCue, YieldFloor
from app.domain.state.session import Session
from app.domain.state.timer import Timer
from app.domain.values import SECOND, AtZero, CueMode, clock_text

# A cue later than this (the server was down, or time was taken away) would be untrue.
CUE_AT_MOST_LATE_MS = 5 * SECOND


@dataclass(frozen=True, slots=True)
class Due:
    """A command that the server gives by itself, and the instant for which it counts."""

    at_ms: int
    command: SendCue | YieldFloor


def next_due(session: Session, now: int) -> Due | None:
    """Return the next automatic command, whose instant may have passed; None if there is none.

    An end at zero is carried out however late, because it counts for the instant of zero; a late cue is dropped.
    """
    timer = session.timer
    if session.on is None or timer.running_since_ms is None:
        return None
    zero = timer.running_since_ms + session.remaining(session.on, timer.running_since_ms)
    return min((*_cues(session, timer, zero, now), *_end(session, zero)), key=lambda due: due.at_ms, default=None)


def _cues(session: Session, timer: Timer, zero: int, now: int) -> Iterator[Due]:
    if session.plan.cue_mode is not CueMode.AUTOMATIC:
        return
    for remaining in session.plan.cues:
        name, at = clock_text(remaining), zero - remaining
        if name not in timer.cues_sent and at > (timer.started_at_ms or 0) and at >= now - CUE_AT_MOST_LATE_MS:
            yield Due(at, SendCue(name))


def _end(session: Session, zero: int) -> Iterator[Due]:
    segment = session.segment
    if segment is not None and segment.at_zero is AtZero.YIELD and segment.id not in session.waived:
        yield Due(zero, YieldFloor())
