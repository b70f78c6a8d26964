"""Where the session stands: when each segment will begin and end, and how far behind the whole is.

A forecast depends on now only through its *head*: the instant from which everything still to come is counted. For the
rest it is a sum and, because of hard starts, a maximum: start = max(head + after_ms, not_before_ms). Screens are sent
these two numbers, and so derive every forecast by themselves while time passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.values import ClockState, Status


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as a function of the head; `not_before_ms` is None where no hard start stands before it."""

    after_ms: int
    not_before_ms: int | None = None

    def at(self, head: int) -> int:
        return max(head + self.after_ms, self.not_before_ms or 0)

    def later(self, ms: int) -> Moment:
        """The moment `ms` after this one."""
        return Moment(self.after_ms + ms, None if self.not_before_ms is None else self.not_before_ms + ms)

    def not_before(self, instant: int | None) -> Moment:
        if instant is None:
            return self
        return Moment(self.after_ms, max(instant, self.not_before_ms or 0))


@dataclass(frozen=True, slots=True)
class Forecast:
    """The walk through all that is still to come; starts in the order in which the segments will have the floor."""

    head_not_before_ms: int | None
    starts: dict[str, Moment]
    ends: dict[str, Moment]
    end: Moment


def forecast(session: Session) -> Forecast:
    """The walk from the head to the end. Finished, skipped and absent segments take nothing."""
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
    """The instant from which all that is still to come is counted.

    The end of the speech in progress, were it to end when nothing remains (paused and interrupted ones too); or the
    moment at which the cued segment can start; or else now. Before the session opens, not before its scheduled start.
    """
    if session.on is not None and session.someone_has_floor:
        return now + max(session.remaining(session.on, now), 0)
    return max(now, _head_not_before(session) or 0)


def forecast_end(session: Session, now: int) -> int:
    """When the session will end; when it did end, once it is closed."""
    if session.closed_at_ms is not None:
        return session.closed_at_ms
    return forecast(session).end.at(head(session, now))


def offset(session: Session, now: int) -> int:
    """Forecast end minus scheduled end, in milliseconds. Positive = behind."""
    return forecast_end(session, now) - session.plan.ends_at_ms


def _head_not_before(session: Session) -> int | None:
    """The earliest head that waiting alone cannot pass: a handover in progress, or the scheduled start."""
    if session.someone_has_floor:
        return None
    scheduled = session.plan.starts_at_ms if session.status is Status.PLANNED else 0
    segment, cued_at = session.segment, session.timer.cued_at_ms
    introduced = cued_at + session.plan.handover(segment) if segment and cued_at is not None else 0
    return max(scheduled, introduced) or None
