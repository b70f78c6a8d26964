"""Starts at a time of day: of a segment, by itself or as a reminder, and of the session, which opens by itself.

A start comes once. It is over when it came, when a moderator stopped it, and when it was missed: it is then more than
ten minutes ago, or something was recorded after it, such as the opening of a session that opened late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.state.session import Session
from app.domain.values import MINUTE, SECOND, ClockState, StartMode, Status

LATEST_MS = 10 * MINUTE  # a server that was away for less than this makes up for it
SLACK_MS = 5 * SECOND  # records of this time after the instant may be of a process that was faster


@dataclass(frozen=True, slots=True)
class TimedStart:
    """A start to come: of a segment, or of the session if `segment` is empty. A reminder is not automatic."""

    segment: str
    at_ms: int
    automatic: bool


def starts_to_come(session: Session, now: int) -> list[TimedStart]:
    """Return the starts that are not over, the earliest first."""
    return sorted(
        (start for start in _starts(session) if not _is_over(session, start, now)), key=lambda start: start.at_ms
    )


def _starts(session: Session) -> Iterator[TimedStart]:
    plan = session.plan
    if session.status is Status.PLANNED and plan.opens_itself:
        yield TimedStart("", plan.starts_at_ms, automatic=True)
    if session.status is not Status.LIVE:
        return
    for segment in plan.segments:
        waits = session.timers[segment.id].state in {ClockState.IDLE, ClockState.CUED}
        if waits and segment.start is not StartMode.BY_HAND and segment.hard_start_ms is not None:
            yield TimedStart(segment.id, segment.hard_start_ms, segment.start is StartMode.AT)


def _is_over(session: Session, start: TimedStart, now: int) -> bool:
    if session.starts_over.get(start.segment) == start.at_ms or now - start.at_ms > LATEST_MS:
        return True
    # A reminder stands until the segment starts.
    return start.automatic and session.at_ms > start.at_ms + SLACK_MS
