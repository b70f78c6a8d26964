"""About when each request on a list of speakers will have the floor: an interval that holds it in four cases of five.

The middle is the walk of the forecast, at the pace of the debate: the speech on goes on for what is left of it, then
each waiting request takes its slot, and a gap is before each of them. The width comes from what speeches have done so
far. Let x be the ratio of spent to allotted time of a speech, with mean m and deviation s. Before a request there are
slots with the sum S and the sum of squares Q, so its start is at about m S, with the variance s² Q from the speeches
themselves and t² S² from not knowing m exactly. The ends of the interval are the quantiles of 10 and 90 %.

- From five speeches of the session's lists on, m and s are theirs, t² = s² / n, and the quantiles are Student's with
  n - 1.
- Before that s² + t² are such that one speech takes 0.8 to 1.3 of its time: what debates do. m is 1.05 before the
  first speech. Each one moves it towards their mean and narrows t, as a quarter of the variance is that of sessions.
  Five speeches in other sessions of the conference give their mean and variance instead.
- A speech that is on began as one of these: m times its time in all, and not less than what it has taken.

A gap is the time from the end of a speech to the beginning of the next one, without points of order. Its mean g and
deviation d are those of the list's gaps so far and of one of ten seconds, which is all there is before the first; one
longer than five times their median (a break) is left out. n gaps are n g, with the variance d² n from themselves and
d² n² / k from not knowing g exactly, where k of them are known.

Before a list has begun, the items that come first (talks, breaks, what remains of the one on) count with their lengths
and the prior's variation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import hypot, sqrt
from statistics import fmean, median, stdev

from app.domain.derived.forecast import forecast, head
from app.domain.state.requests import ALWAYS, RequestState
from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.values import SECOND, ClockState, RequestKind

ENOUGH = 5  # speeches from which on their own ratios count
PRIOR = {"mean": 1050, "deviation": 195}  # in thousandths: 0.8 to 1.3 in four cases of five
PRIOR_OF_SESSIONS = 0.25  # of the prior's variance: how sessions differ, rather than speeches of one session
LEAST_DEVIATION = 0.02
PRIOR_GAP_MS = 10 * SECOND
BREAK = 5  # times the median: a gap longer than that is no gap
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
    """When a list can go on: the expected instant, half the width around it, and the instant before which it cannot."""

    at_ms: float
    width_ms: float
    earliest_ms: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """How long it takes from the end of a speech to the beginning of the next one, in milliseconds."""

    mean: float
    deviation: float  # of one gap
    unsure: float  # of the mean

    def variance(self, count: int) -> float:
        """Return the variance of the sum of so many gaps."""
        return self.deviation**2 * count + (self.unsure * count) ** 2


@dataclass(frozen=True, slots=True)
class Pace:
    """How long speeches take for each millisecond allotted, how far that varies, and the gaps between them."""

    mean: float
    deviation: float  # of one speech
    unsure: float  # of the mean
    quantile: float
    gaps: Gaps

    def width(self, sum_ms: float, squares: float, gaps: int = 0) -> float:
        """Return half the width around the end of speeches (sum in ms, and sum of squares) and of gaps."""
        return self.quantile * sqrt(
            self.deviation**2 * squares + (self.unsure * sum_ms) ** 2 + self.gaps.variance(gaps)
        )

    def wait(self, start: Start, sum_ms: float, squares: float, gaps: int) -> Wait:
        """Return the wait behind speeches with these slots (sum in ms, and sum of squares) and so many gaps."""
        middle = start.at_ms + self.mean * sum_ms + self.gaps.mean * gaps
        width = hypot(self.width(sum_ms, squares, gaps), start.width_ms)
        earliest = max(int(middle - width), start.earliest_ms) // SECOND * SECOND
        return Wait(earliest, -(-int(middle + width) // SECOND) * SECOND)


def waits(session: Session, segment: str, times: Mapping[str, int], now: int) -> dict[str, Wait]:
    """Return the wait of each waiting request; empty if the segment will not have the floor any more.

    `times` are the slots of the waiting requests, in the order in which they will speak.
    """
    floor_list, known_pace = session.list_of(segment), pace_of(session, segment)
    start = _start(session, segment, known_pace, now)
    if start is None:
        return {}
    sum_ms, squares, gaps = 0.0, 0.0, 1
    if (speech := floor_list.speech) is not None and speech.state is RequestState.INTRODUCED:
        sum_ms, squares, gaps = float(speech.allotted_ms), float(speech.allotted_ms) ** 2, 2
    known: dict[str, Wait] = {}
    for request, ms in times.items():
        known[request] = known_pace.wait(start, sum_ms, squares, gaps)
        sum_ms, squares, gaps = sum_ms + ms, squares + float(ms) ** 2, gaps + 1
    return known


def pace_of(session: Session, segment: str) -> Pace:
    """Return the pace of a list: that of the session's speeches so far, with the list's own gaps."""
    own = session.list_of(segment)
    clocks = [r.timer for id_ in own.begun if (r := own.requests[id_]).kind is not RequestKind.POINT_OF_ORDER]
    gaps = [
        max(following.started_at_ms - ended, 0)
        for timer, following in pairwise(clocks)
        if (ended := timer.ended_at_ms) is not None and following.started_at_ms is not None
    ]
    return pace(ratios(session), gaps, session.pace_elsewhere or PRIOR)


def ratios(session: Session) -> list[float]:
    """Return the ratio of spent to allotted time of each statement and question that was given from a list."""
    done = (floor_list.requests[id_] for floor_list in session.lists.values() for id_ in floor_list.begun)
    over = (r for r in done if r.state is RequestState.SPOKEN and r.kind not in ALWAYS and r.allotted_ms > 0)
    return [request.timer.spent(0) / request.allotted_ms for request in over]


def pace_elsewhere(ratios: Sequence[float]) -> dict[str, int]:
    """Return mean and deviation of the ratios of other sessions, in thousandths; nothing if they are too few."""
    if len(ratios) < ENOUGH:
        return {}
    return {"mean": round(1000 * fmean(ratios)), "deviation": round(1000 * max(stdev(ratios), LEAST_DEVIATION))}


def pace(ratios: Sequence[float], gaps: Sequence[float] = (), prior: Mapping[str, int] = PRIOR) -> Pace:
    """Return the pace of speeches with these ratios of spent to allotted time; by the prior before there are five."""
    between = _gaps(gaps)
    if len(ratios) < ENOUGH:
        return _by_prior(ratios, between, prior)
    deviation = max(stdev(ratios), LEAST_DEVIATION)
    known = max(freedom for freedom in STUDENT_90 if freedom <= len(ratios) - 1)
    return Pace(fmean(ratios), deviation, deviation / sqrt(len(ratios)), STUDENT_90[known], between)


def _by_prior(ratios: Sequence[float], between: Gaps, prior: Mapping[str, int]) -> Pace:
    """Return the pace that the prior and a few ratios make likely."""
    usual, variance = prior["mean"] / 1000, (prior["deviation"] / 1000) ** 2
    of_sessions, own = variance * PRIOR_OF_SESSIONS, variance * (1 - PRIOR_OF_SESSIONS)
    known = len(ratios) * of_sessions / (len(ratios) * of_sessions + own)
    mean = usual + known * (fmean(ratios or (usual,)) - usual)
    return Pace(mean, sqrt(own), sqrt(of_sessions * (1 - known)), NORMAL_90, between)


def _gaps(known: Sequence[float]) -> Gaps:
    """Return what gaps do, from those that are known and one of ten seconds."""
    longest = BREAK * median((*known, PRIOR_GAP_MS))
    counted = [ms for ms in (*known, PRIOR_GAP_MS) if ms <= longest]
    deviation = stdev(counted) if len(counted) > 1 else float(PRIOR_GAP_MS)
    return Gaps(fmean(counted), deviation, deviation / sqrt(len(counted)))


def _start(session: Session, segment: str, known: Pace, now: int) -> Start | None:
    """Return when the list can go on; None if its segment is over, or out of the running order."""
    if session.on == segment and session.someone_has_floor:
        return _in_progress(session, known, now)
    if session.timers[segment].state is ClockState.FINISHED:
        return None
    moment = forecast(session).starts.get(segment)
    if moment is None:
        return None
    ahead = _ahead(session, segment, now)
    width = pace(()).width(sum(ahead), sum(ms**2 for ms in ahead))
    instant, begins = head(session, now), now if session.on is not None else head(session, now)
    return Start(moment.at(instant), width, max(begins, moment.not_before_ms or 0))


def _in_progress(session: Session, known: Pace, now: int) -> Start:
    """Return when the list that is on can go on: with the end of the speech on; a gap has run since an introduction."""
    if (speech := session.speech) is None:
        return Start(now, 0.0, now)
    if speech.state is RequestState.SPEAKING:
        allotted = speech.allotted_ms
        left = max(known.mean * allotted - speech.timer.spent(now), 0)
        return Start(now + left, known.width(allotted, allotted**2), now)
    introduced_for = now - (speech.timer.cued_at_ms or now)
    return Start(now - min(introduced_for, known.gaps.mean), 0.0, now)


def _ahead(session: Session, segment: str, now: int) -> list[int]:
    """Return the lengths of what comes before a segment: what remains of the one on, and those in between."""
    before = takewhile(lambda item: item.id != segment, running_order(session.plan, session.timers, session.last))
    on = max(session.remaining(session.on, now), 0) if session.on not in {None, segment} else 0
    return [ms for ms in (on, *(session.allotted(item.id) for item in before)) if ms > 0]
