"""Cues to the speaker: which one is true at an instant, and until when a cue that was sent stays true.

A cue says how much remains: `1:00` that one minute is left, `0:00` that the time is up, `+0:30` that the speaker should
conclude. A screen that shows "1 minute left" beside a clock at 1:57 misleads the speaker. So nothing is stored about
the truth of a cue; it follows from the clock. With x for what remains, the cue of r (milliseconds, negative in
overtime) is true while

- r > 0: r + 5 s >= x > the largest of: r less a quarter of it (at most 10 s), the next phase, the next cue, zero;
- r = 0: 5 s >= x > the next cue of the ladder, or without an end if there is none;
- r < 0: 0 >= x > the next cue of the ladder, or without an end.

And only while the clock has been running without a break since the cue was sent. So a pause, an interruption and the
next speaker withdraw it, as do a grant or a correction that move x out of its range, and undoing these brings it back.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.state.rundown import Segment
from app.domain.state.session import SentCue, Session
from app.domain.state.timer import Thresholds, thresholds_for
from app.domain.values import SECOND, parse_clock

EARLY_MS = 5 * SECOND  # so long before its moment a cue may be sent by hand
HOLDS_MS = 10 * SECOND  # so long "1 minute left" is near enough to the truth


@dataclass(frozen=True, slots=True)
class Range:
    """What may remain while a cue is true, in milliseconds: more than `above`, at most `until`; None: no lower end."""

    until: int
    above: int | None

    def holds(self, remaining: int) -> bool:
        return remaining <= self.until and (self.above is None or remaining > self.above)


def range_of(session: Session, segment: Segment, cue_ms: int) -> Range:
    """The range of remaining time in which a cue of the ladder, or one between two of them, is true."""
    below = max((rung for rung in session.plan.cues if rung < cue_ms), default=None)
    if cue_ms <= 0:
        return Range(EARLY_MS if cue_ms == 0 else 0, below)
    limits = limits_of(session, segment)
    phases = [limit for limit in (limits.wrap_up_ms, limits.last_call_ms) if limit < cue_ms]
    return Range(cue_ms + EARLY_MS, max(cue_ms - min(HOLDS_MS, cue_ms // 4), below or 0, *phases, 0))


def is_true(session: Session, cue: SentCue, now: int) -> bool:
    """Is what this cue says still so at this instant (ms UTC)?"""
    segment, since = session.segment, session.timer.running_since_ms
    if segment is None or segment.id != cue.segment or since is None or since > cue.at_ms:
        return False
    return range_of(session, segment, parse_clock(cue.cue) or 0).holds(session.remaining(segment.id, now))


def instants(session: Session, segment: Segment, cue_ms: int) -> tuple[int | None, int | None]:
    """From when and until when a cue is true (ms UTC) if nothing changes; None, None unless the segment's clock runs.

    Without an end, such as the last cue of the ladder, the second one is None.
    """
    since = session.timers[segment.id].running_since_ms
    if since is None:
        return None, None
    zero, cue_range = since + session.remaining(segment.id, since), range_of(session, segment, cue_ms)
    return zero - cue_range.until, None if cue_range.above is None else zero - cue_range.above


def limits_of(session: Session, segment: Segment) -> Thresholds:
    """The thresholds that hold for a segment: its own, or else the session's, made shorter for a short segment.

    Short is what was planned short: a cut leaves the thresholds as they are, and a grant may lengthen them.
    """
    return thresholds_for(
        max(segment.planned_ms, session.allotted(segment.id)),
        session.plan.wrap_up_ms if segment.wrap_up_ms is None else segment.wrap_up_ms,
        session.plan.last_call_ms if segment.last_call_ms is None else segment.last_call_ms,
    )
