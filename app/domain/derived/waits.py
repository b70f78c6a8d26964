"""About when each request on a list of speakers will have the floor: an interval that holds it in four cases of five.

The middle is the walk of the forecast: the speech on ends when its time is up, then each waiting request takes its
slot. The width comes from what speeches have done so far. Let x be the ratio of spent to allotted time of a speech,
with mean m and deviation s. Before a request there are slots with the sum S and the sum of squares Q, so its start is
at about m S, with the variance s² Q from the speeches themselves and t² S² from not knowing m exactly. The ends of the
interval are the quantiles of 10 and 90 %.

- From five speeches of the list on, m and s are theirs, t² = s² / n, and the quantiles are Student's with n - 1.
- Before that m = 1.05 and s² + t² are such that one speech takes 0.8 to 1.3 of its time: what debates do.

Between two speeches time passes with introductions; the mean gap so far is added for each. Before a list has begun, the
items that come first (talks, breaks, what remains of the one on) count with their lengths and the prior's variation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import hypot, sqrt
from statistics import fmean, stdev

from app.domain.derived.forecast import forecast, head
from app.domain.state.requests import ALWAYS, FloorList, RequestState
from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.values import SECOND, ClockState

ENOUGH = 5  # speeches from which on their own ratios count
PRIOR_MEAN, PRIOR_DEVIATION = 1.05, 0.195  # 0.8 to 1.3 in four cases of five
PRIOR_OF_SESSIONS = 0.25  # of the prior's variance: how sessions differ, rather than speeches of one session
LEAST_DEVIATION = 0.02
NORMAL_90 = 1.2816
# Student's quantile of 90 % by degrees of freedom; beyond the last one the normal distribution's is near enough.
STUDENT_90 = {4: 1.533, 5: 1.476, 6: 1.440, 7: 1.415, 8: 1.397, 9: 1.383, 10: 1.372, 12: 1.356, 15: 1.341, 20: 1.325}


@dataclass(frozen=True, slots=True)
class Wait:
    """From when until when a request is expected to begin: instants in milliseconds UTC, whole seconds."""

    earliest_ms: int
    latest_ms: int


@dataclass(frozen=True, slots=True)
class Start:
    """When a list can go on: the forecast's instant, half the width around it, and the instant before which it cannot.

    While a speech of the list is on, that is when its time is up. Before the list has begun, the items that come first
    vary like speeches.
    """

    at_ms: int
    width_ms: float
    earliest_ms: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How long speeches take for each millisecond allotted, how far that varies, and the gap between two of them."""

    mean: float
    deviation: float  # of one speech
    unsure: float  # of the mean
    quantile: float
    gap_ms: float

    def wait(self, start: Start, sum_ms: float, squares: float, before: int) -> Wait:
        """Return the wait behind `before` speeches with these slots (sum in ms, and sum of squares)."""
        middle = start.at_ms + self.mean * sum_ms + self.gap_ms * before
        width = sqrt((self.quantile * self.deviation) ** 2 * squares + (self.quantile * self.unsure * sum_ms) ** 2)
        width = hypot(width, start.width_ms)
        earliest = max(int(middle - width), start.earliest_ms) // SECOND * SECOND
        return Wait(earliest, -(-int(middle + width) // SECOND) * SECOND)


def waits(session: Session, segment: str, times: Mapping[str, int], now: int) -> dict[str, Wait]:
    """Return the wait of each waiting request; empty if the segment will not have the floor any more.

    `times` are the slots of the waiting requests, in the order in which they will speak.
    """
    start = _start(session, segment, now)
    if start is None:
        return {}
    floor_list = session.list_of(segment)
    known_pace, introduced = pace_of(floor_list), 0
    if (speech := floor_list.speech) is not None and speech.state is RequestState.INTRODUCED:
        introduced = speech.allotted_ms
    sum_ms, squares, before = float(introduced), float(introduced) ** 2, 0
    known: dict[str, Wait] = {}
    for request, ms in times.items():
        known[request] = known_pace.wait(start, sum_ms, squares, before)
        sum_ms, squares, before = sum_ms + ms, squares + float(ms) ** 2, before + 1
    return known


def pace_of(floor_list: FloorList) -> Pace:
    """Return the pace of a list: that of its speeches so far."""
    done = [floor_list.requests[id_] for id_ in floor_list.begun]
    over = [r for r in done if r.state is RequestState.SPOKEN and r.kind not in ALWAYS and r.allotted_ms > 0]
    return pace([request.timer.spent(0) / request.allotted_ms for request in over], _gap(floor_list))


def pace(ratios: Sequence[float], gap: float = 0.0) -> Pace:
    """Return the pace of speeches with these ratios of spent to allotted time; the prior before there are five."""
    if len(ratios) < ENOUGH:
        deviation = PRIOR_DEVIATION * sqrt(1 - PRIOR_OF_SESSIONS)
        return Pace(PRIOR_MEAN, deviation, PRIOR_DEVIATION * sqrt(PRIOR_OF_SESSIONS), NORMAL_90, gap)
    deviation = max(stdev(ratios), LEAST_DEVIATION)
    known = max(freedom for freedom in STUDENT_90 if freedom <= len(ratios) - 1)
    return Pace(fmean(ratios), deviation, deviation / sqrt(len(ratios)), STUDENT_90[known], gap)


def _gap(floor_list: FloorList) -> float:
    """Return the mean time between the end of a speech and the beginning of the next one, in milliseconds."""
    clocks = [floor_list.requests[id_].timer for id_ in floor_list.begun]
    gaps = [
        max(following.started_at_ms - ended, 0)
        for timer, following in pairwise(clocks)
        if (ended := timer.ended_at_ms) is not None and following.started_at_ms is not None
    ]
    return fmean(gaps) if gaps else 0.0


def _start(session: Session, segment: str, now: int) -> Start | None:
    """Return when the list can go on; None if its segment is over, or out of the running order."""
    if session.on == segment and session.someone_has_floor:
        speech = session.speech
        speaking = speech is not None and speech.state is RequestState.SPEAKING
        instant = now + max(session.floor_clock.remaining(now), 0) if speaking else now
        return Start(instant, 0.0, instant)
    if session.timers[segment].state is ClockState.FINISHED:
        return None
    moment = forecast(session).starts.get(segment)
    if moment is None:
        return None
    ahead = _ahead(session, segment, now)
    prior = pace(())
    width = hypot(prior.deviation * sqrt(sum(ms**2 for ms in ahead)), prior.unsure * sum(ahead)) * prior.quantile
    instant, begins = head(session, now), now if session.on is not None else head(session, now)
    return Start(moment.at(instant), width, max(begins, moment.not_before_ms or 0))


def _ahead(session: Session, segment: str, now: int) -> list[int]:
    """Return the lengths of what comes before a segment: what remains of the one on, and those in between."""
    before = takewhile(lambda item: item.id != segment, running_order(session.plan, session.timers, session.last))
    on = max(session.remaining(session.on, now), 0) if session.on not in {None, segment} else 0
    return [ms for ms in (on, *(session.allotted(item.id) for item in before)) if ms > 0]
