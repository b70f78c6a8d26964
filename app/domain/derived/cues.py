"""Cues to the speaker: when each cue of the ladder is true, and for how long.

A cue states how much time remains: `1:00` one minute, `0:00` none, `+0:30` half a minute of overtime. A screen that
shows "1 minute left" beside a clock at 1:57 misleads the speaker, so the truth of a cue is never stored: it is derived
from the clock. Let x be the remaining time. The cue at r (milliseconds, negative in overtime) is true while

- r > 0: r + 5 s >= x > max(r - min(r / 4, 10 s), start of the next phase, next cue, 0);
- r = 0: 5 s >= x > the next cue of the ladder, or without an end if there is none;
- r < 0: 0 >= x > the next cue of the ladder, or without an end.

The clock must also have run without a break since the cue was sent. A pause, an interruption and the next speaker
therefore withdraw the cue, and so does a grant or a correction that moves x out of the range. Undoing these restores
it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.state.crew.stage import SentCue
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.state.timer import Thresholds, thresholds_for
from app.domain.values import SECOND, parse_clock

EARLY_MS = 5 * SECOND  # a cue may be sent by hand this long before its moment
HOLDS_MS = 10 * SECOND  # "1 minute left" is accurate enough for this long


@dataclass(frozen=True, slots=True)
class Range:
    """The remaining time (ms) for which a cue is true: more than `above` (None: no lower end), at most `until`."""

    until: int
    above: int | None

    def holds(self, remaining: int) -> bool:
        return remaining <= self.until and (self.above is None or remaining > self.above)


def range_of(session: Session, segment: Segment, cue_ms: int) -> Range:
    """Return the range of remaining time in which a cue is true, also for one between two cues of the ladder."""
    below = [rung for rung in session.plan.cues if rung < cue_ms]
    if cue_ms <= 0:
        return Range(EARLY_MS if cue_ms == 0 else 0, max(below, default=None))
    limits = limits_of(session, segment)
    phases = [limit for limit in (limits.wrap_up_ms, limits.last_call_ms) if limit < cue_ms]
    return Range(cue_ms + EARLY_MS, max([cue_ms - min(HOLDS_MS, cue_ms // 4), *below, *phases]))


def is_true(session: Session, cue: SentCue, now: int) -> bool:
    """Whether this cue is still true at this instant (ms UTC)."""
    segment, clock = session.segment, session.floor_clock
    since = clock.timer.running_since_ms
    if segment is None or segment.id != cue.segment or since is None or since > cue.at_ms:
        return False
    return range_of(session, segment, parse_clock(cue.cue) or 0).holds(clock.remaining(now))


def instants(session: Session, segment: Segment, cue_ms: int) -> tuple[int | None, int | None]:
    """Return from when and until when a cue is true (ms UTC) if nothing changes; (None, None) without a running clock.

    The segment is the one that is cued or has the floor.

    The second is None for a cue without an end, such as the last one of the ladder.
    """
    clock = session.floor_clock
    since = clock.timer.running_since_ms
    if since is None:
        return None, None
    zero, cue_range = since + clock.remaining(since), range_of(session, segment, cue_ms)
    return zero - cue_range.until, None if cue_range.above is None else zero - cue_range.above


def limits_of(session: Session, segment: Segment) -> Thresholds:
    """Return the thresholds of the segment on, or of its speech: its own or the session's, shortened if it is short.

    The planned length decides whether it is short: a cut leaves the thresholds unchanged, a grant may lengthen them.
    """
    clock = session.floor_clock
    return thresholds_for(
        max(clock.planned_ms, clock.allotted_ms),
        session.plan.wrap_up_ms if segment.wrap_up_ms is None else segment.wrap_up_ms,
        session.plan.last_call_ms if segment.last_call_ms is None else segment.last_call_ms,
    )
