"""The next automatic command: a cue, the end of a speech that ends at zero, the cut-off of a list, or a start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.derived.starts import starts_to_come
from app.domain.messages.commands import CutOffList, SendCue, StartOnTime, YieldFloor
from app.domain.state.requests import ListState
from app.domain.state.session import Session
from app.domain.state.timer import Timer
from app.domain.values import SECOND, AtZero, CueMode, SegmentKind, Status, clock_text

# A cue later than this (the server was down, or time was taken away) would be untrue.
CUE_AT_MOST_LATE_MS = 5 * SECOND


@dataclass(frozen=True, slots=True)
class Due:
    """A command that the server gives by itself, and the instant for which it counts."""

    at_ms: int
    command: SendCue | YieldFloor | CutOffList | StartOnTime


def next_due(session: Session, now: int) -> Due | None:
    """Return the next automatic command, whose instant may have passed; None if there is none.

    An end at zero and the cut-off of a list are carried out however late, because they count for their instants; a late
    cue is dropped.
    """
    all_due = (*_of_clock(session, now), *_cut_offs(session), *_starts(session, now))
    return min(all_due, key=lambda due: due.at_ms, default=None)


def _of_clock(session: Session, now: int) -> Iterator[Due]:
    """Yield what the running clock causes: a speech's, or a segment's unless that only holds the speeches of a list."""
    clock, segment = session.floor_clock, session.segment
    since = clock.timer.running_since_ms
    holds_list = segment is not None and segment.kind is SegmentKind.INTERVENTIONS and session.speech is None
    if segment is None or since is None or holds_list:
        return
    zero = since + clock.remaining(since)
    yield from _cues(session, clock.timer, zero, now)
    if segment.at_zero is AtZero.YIELD and segment.id not in session.waived:
        yield Due(zero, YieldFloor())


def _cues(session: Session, timer: Timer, zero: int, now: int) -> Iterator[Due]:
    if session.plan.cue_mode is not CueMode.AUTOMATIC:
        return
    for remaining in session.plan.cues:
        name, at = clock_text(remaining), zero - remaining
        if name not in timer.cues_sent and at > (timer.started_at_ms or 0) and at >= now - CUE_AT_MOST_LATE_MS:
            yield Due(at, SendCue(name))


def _starts(session: Session, now: int) -> Iterator[Due]:
    for start in starts_to_come(session, now):
        if start.automatic:
            yield Due(start.at_ms, StartOnTime(start.at_ms, start.segment))


def _cut_offs(session: Session) -> Iterator[Due]:
    if session.status is Status.CLOSED:
        return
    for segment, floor_list in session.lists.items():
        if floor_list.state is ListState.OPEN and floor_list.until_ms is not None:
            yield Due(floor_list.until_ms, CutOffList(segment))
