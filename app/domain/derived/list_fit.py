"""What taking no more requests now would mean: how much time the waiting ones need, and two ways to make them fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from app.domain.derived.slots import ROUNDED_TO_MS, settings_of
from app.domain.state.requests import RequestState
from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.values import RequestKind


@dataclass(frozen=True, slots=True)
class ListFit:
    """Durations in milliseconds. `left_ms` is what the segment has after the speech on, at most until a hard end.

    `slot_ms` is the longest time per statement with which all fit, in whole 5 s and not longer than now; None if even
    the list's least time is too long, or if they fit as they are. `keep` is how many of those who wait fit as they are.
    `pool_short_ms` is what the pool lacks to give every statement the least time, those given included.
    """

    waiting: int
    needed_ms: int
    left_ms: int
    slot_ms: int | None
    keep: int
    pool_short_ms: int


def list_fit(session: Session, segment: str, times: Mapping[str, int], now: int) -> ListFit:
    """Compare what the waiting requests of a list need (`times`: their slots, in order) with what is left."""
    floor_list = session.list_of(segment)
    left = time_left(session, segment, now)
    statements = [ms for id_, ms in times.items() if floor_list.requests[id_].kind is RequestKind.STATEMENT]
    needed = sum(times.values())
    keep = sum(total <= left for total in accumulate(times.values()))
    each = _each(left - (needed - sum(statements)), statements)
    least = settings_of(session, segment).least_ms
    fits = needed > left and each is not None and each >= min(least, max(statements, default=0))
    return ListFit(len(times), needed, left, each if fits else None, keep, _pool_short(session, segment))


def time_left(session: Session, segment: str, now: int) -> int:
    """Return the milliseconds that the list has: of its segment, less the speech on, and before a hard end."""
    rest = max(session.remaining(segment, now), 0)
    on = 0
    if session.on == segment and (speech := session.speech) is not None and speech.state is not RequestState.WAITING:
        on = max(speech.allotted_ms - speech.timer.spent(now), 0)
    if not session.plan.hard_end or session.on != segment:
        return max(rest - on, 0)
    after = running_order(session.plan, session.timers, session.last)
    behind = sum(session.allotted(item.id) + session.plan.handover(item) for item in after)
    return max(min(rest, session.plan.ends_at_ms - now - behind) - on, 0)


def _pool_short(session: Session, segment: str) -> int:
    settings, floor_list = settings_of(session, segment), session.list_of(segment)
    if settings.pool_ms is None or floor_list.slot_ms is not None:
        return 0
    count = sum(request.kind is RequestKind.STATEMENT for request in floor_list.entries())
    return max(count * settings.least_ms - settings.pool_ms, 0)


def _each(left: int, statements: list[int]) -> int | None:
    if not statements or left <= 0:
        return None
    return min(left // len(statements) // ROUNDED_TO_MS * ROUNDED_TO_MS, max(statements))
