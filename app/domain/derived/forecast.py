"""Forecast when each segment begins and ends, and how late the session will be.

A forecast depends on the present only through its *head*, the instant from which the remaining rundown is counted.
Everything else is a sum and, because of hard starts, a maximum: start = max(head + after_ms, not_before_ms). Screens
receive these two numbers and compute every forecast by themselves as time passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.values import ClockState, Status


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as a function of the head; `not_before_ms` is None if no hard start comes before it."""

    after_ms: int
    not_before_ms: int | None = None

    def at(self, head: int) -> int:
        return max(head + self.after_ms, self.not_before_ms or 0)

    def later(self, ms: int) -> Moment:
        """Return the moment `ms` after this one."""
        return Moment(self.after_ms + ms, None if self.not_before_ms is None else self.not_before_ms + ms)

    def not_before(self, instant: int | None) -> Moment:
        if instant is None:
            return self
        return Moment(self.after_ms, instant if self.not_before_ms is None else max(instant, self.not_before_ms))


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of all segments to come; starts are in the order in which the segments will have the floor."""

    head_not_before_ms: int | None
    starts: dict[str, Moment]
    ends: dict[str, Moment]
    end: Moment


def forecast(session: Session) -> Forecast:
    """Forecast from the head to the end. Finished, skipped and absent segments take no time."""
    starts: dict[str, Moment] = {}
    ends: dict[str, Moment] = {}
    moment = Moment(0)
    if session.on is not None and session.timer.state is ClockState.CUED:
        starts[session.on] = moment
        moment = ends[session.on] = moment.later(session.allotted(session.on))
    elif session.on is not None:
        ends[session.on] = moment
    for segment in running_order(session.plan, session.timers, session.last):
        moment = moment.later(session.plan.handover(segment)).not_before(segment.hard_start_ms)
        starts[segment.id] = moment
        moment = ends[segment.id] = moment.later(session.allotted(segment.id))
    return Forecast(_head_not_before(session), starts, ends, moment)


def head(session: Session, now: int) -> int:
    """Return the instant from which the rest of the rundown is counted.

    During a speech (paused and interrupted ones too): the instant at which nothing would remain. With a segment cued:
    the instant at which it can start. Otherwise: now. Before the session opens, the head is not before the scheduled
    start.
    """
    if session.on is not None and session.someone_has_floor:
        return now + max(session.remaining(session.on, now), 0)
    return max(now, _head_not_before(session) or now)


def forecast_end(session: Session, now: int) -> int:
    """Return the forecast end of the session, or its actual end once it is closed."""
    if session.closed_at_ms is not None:
        return session.closed_at_ms
    return forecast(session).end.at(head(session, now))


def offset(session: Session, now: int) -> int:
    """Return forecast end minus scheduled end, in milliseconds. Positive = late."""
    return forecast_end(session, now) - session.plan.ends_at_ms


def _head_not_before(session: Session) -> int | None:
    """Return the lower limit of the head: the end of a handover in progress, or the scheduled start."""
    if session.someone_has_floor:
        return None
    scheduled = session.plan.starts_at_ms if session.status is Status.PLANNED else 0
    segment = session.segment
    introduced = (session.timer.cued_at_ms or 0) + session.plan.handover(segment) if segment else 0
    return max(scheduled, introduced) or None
