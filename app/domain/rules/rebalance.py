"""Ending on time: how much each segment to come must give up so that the session ends as scheduled.

The shares are computed in exact fractions, rounded down to multiples of 15 seconds, and the rest is handed out by the
largest remainder method. No segment gets more than it has, nor less than its minimum. Same input, same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from app.domain.derived.forecast import forecast_end, head
from app.domain.errors import Refused
from app.domain.messages import events as e
from app.domain.state.rundown import Segment, running_order
from app.domain.state.session import Session
from app.domain.values import DAY, SECOND, RebalanceMode, SegmentKind, Status

PIECE_MS = 15 * SECOND
FIXED_KINDS = frozenset({SegmentKind.CLOSING, SegmentKind.BREAK})


@dataclass(frozen=True, slots=True)
class Share:
    """A segment that can be shortened: its allotment (planned + granted), its minimum, its proposed allotment."""

    segment: str
    old_ms: int
    floor_ms: int
    new_ms: int

    @property
    def difference_ms(self) -> int:
        """Signed: negative is time lost."""
        return self.new_ms - self.old_ms


@dataclass(frozen=True, slots=True)
class Preview:
    """The result of ending on time. `available_ms` is the time available for all segments that can be shortened.

    spare: enough time, `spare_ms` is left. short: even all minimums exceed it by `shortage_ms`; nothing is proposed.
    cut: `shares` has the proposal, and `over_ms` (under 15 s) could not be handed out.
    """

    mode: RebalanceMode
    state: Literal["spare", "short", "cut"]
    available_ms: int
    shares: tuple[Share, ...]
    spare_ms: int = 0
    shortage_ms: int = 0
    over_ms: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """The two prices of granting `ms`: a session end at `ends_ms`, or `each_ms` less for each of the `left` others.

    `each_ms` is what this grant adds to the cut that is needed anyway, rounded up to a second: 0 if the grant still
    fits, None if the session can no longer end on time.
    """

    ms: int
    ends_ms: int
    left: int
    each_ms: int | None


def preview(session: Session, mode: RebalanceMode, now: int) -> Preview:
    """Preview `apply_rebalance` at this instant."""
    upcoming = list(_upcoming(session))
    adjustable = [_share(session, segment) for segment in upcoming if _is_adjustable(segment)]
    available = session.plan.ends_at_ms - head(session, now) - _fixed(session, upcoming)
    wanted, floors = sum(s.old_ms for s in adjustable), sum(s.floor_ms for s in adjustable)
    if available >= wanted:
        return Preview(mode, "spare", available, tuple(adjustable), spare_ms=available - wanted)
    if available < floors:
        return Preview(mode, "short", available, tuple(adjustable), shortage_ms=floors - available)
    shares = _hand_out(adjustable, _EXACT[mode](adjustable, available), available)
    return Preview(mode, "cut", available, shares, over_ms=available - sum(s.new_ms for s in shares))


def apply_rebalance(session: Session, mode: RebalanceMode, now: int) -> tuple[e.AnyEvent, ...]:
    """Grant the previewed cuts; planned times stay unchanged.

    Raises:
        Refused: session_closed, nothing_to_rebalance, or infeasible.
    """
    if session.status is Status.CLOSED:
        raise Refused("session_closed")
    previewed = preview(session, mode, now)
    if previewed.state == "short":
        raise Refused("infeasible")
    grants = {share.segment: share.difference_ms for share in previewed.shares if share.difference_ms}
    if not grants:
        raise Refused("nothing_to_rebalance")
    return (e.Rebalanced(mode, grants),)


def price(session: Session, ms: int, now: int) -> Price | None:
    """Price a grant of `ms` to the segment with the floor; None while no segment is on."""
    if session.on is None:
        return None
    timer, allotted = session.timer, session.allotted(session.on)
    granted = timer.grant(min(max(allotted + ms, 0), DAY) - allotted)
    after = replace(session, timers={**session.timers, session.on: granted})
    before_ms, after_ms = _cut_each(session, now), _cut_each(after, now)
    each = None if before_ms is None or after_ms is None else -int((before_ms - after_ms) // SECOND) * SECOND
    return Price(ms, forecast_end(after, now), len(_others(session)), each)


def _cut_each(session: Session, now: int) -> Fraction | None:
    """Return the exact cut (ms) of each other segment for an end on time; None if even that is not enough."""
    shares, available = [_share(session, segment) for segment in _others(session)], _available(session, now)
    if available < sum(share.floor_ms for share in shares):
        return None
    exact = _equal(shares, available)
    return max([Fraction(0), *(share.old_ms - left for share, left in zip(shares, exact, strict=True))])


def _others(session: Session) -> list[Segment]:
    """Return the segments that could pay for a grant: those to come that can be shortened, except its receiver."""
    return [segment for segment in _upcoming(session) if _is_adjustable(segment) and segment.id != session.on]


def _available(session: Session, now: int) -> int:
    """Return the time available for the others while the cued segment keeps all of its time."""
    upcoming = list(_upcoming(session))
    locked = [segment for segment in upcoming if segment.id == session.on and _is_adjustable(segment)]
    kept = sum(session.allotted(segment.id) for segment in locked)
    return session.plan.ends_at_ms - head(session, now) - _fixed(session, upcoming) - kept


def _upcoming(session: Session) -> Iterator[Segment]:
    """Yield the segments whose clock has not started, the cued one first."""
    if session.segment is not None and not session.someone_has_floor:
        yield session.segment
    yield from running_order(session.plan, session.timers, session.last)


def _is_adjustable(segment: Segment) -> bool:
    return not segment.locked and segment.kind not in FIXED_KINDS


def _share(session: Session, segment: Segment) -> Share:
    allotted = session.allotted(segment.id)
    floor = allotted * 2 // 3 if segment.minimum_ms is None else segment.minimum_ms
    return Share(segment.id, allotted, min(floor, allotted), allotted)


def _fixed(session: Session, upcoming: list[Segment]) -> int:
    """Sum the fixed times: handovers (the head has the cued segment's), closing, breaks, locked segments."""
    handovers = sum(session.plan.handover(s) for s in upcoming if s.id != session.on)
    return handovers + sum(session.allotted(s.id) for s in upcoming if not _is_adjustable(s))


def _proportional(shares: list[Share], available: int) -> list[Fraction]:
    """Solve max(minimum, scale x old) for the one scale at which the sum is the available time."""
    return _level(shares, available, lambda free, left: [Fraction(left * s.old_ms, _olds(free)) for s in free])


def _equal(shares: list[Share], available: int) -> list[Fraction]:
    """Solve max(minimum, old - cut) for the one cut at which the sum is the available time."""
    return _level(
        shares, available, lambda free, left: [s.old_ms - Fraction(_olds(free) - left, len(free)) for s in free]
    )


def _olds(shares: list[Share]) -> int:
    return max(sum(share.old_ms for share in shares), 1)


def _level(shares: list[Share], available: int, spread: Callable[[list[Share], int], list[Fraction]]) -> list[Fraction]:
    """Distribute the available time; raise a share below its minimum to it, and distribute the rest again."""
    standing: set[str] = set()
    while True:
        free = [s for s in shares if s.segment not in standing]
        left = available - sum(s.floor_ms for s in shares if s.segment in standing)
        exact = dict(zip((s.segment for s in free), spread(free, left), strict=True)) if free else {}
        below = {s.segment for s in free if exact[s.segment] < s.floor_ms}
        if not below:
            return [exact.get(s.segment, Fraction(s.floor_ms)) for s in shares]
        standing |= below


def _hand_out(shares: list[Share], exact: list[Fraction], available: int) -> tuple[Share, ...]:
    """Round shares down to whole units, not below their minimum; hand out the rest by largest remainder."""
    new = [max(s.floor_ms, int(a // PIECE_MS) * PIECE_MS) for s, a in zip(shares, exact, strict=True)]
    by_remainder = sorted(range(len(shares)), key=lambda i: (new[i] - exact[i], i))
    pieces = (available - sum(new)) // PIECE_MS
    while pieces and (open_ := [i for i in by_remainder if new[i] + PIECE_MS <= shares[i].old_ms]):
        for i in open_[:pieces]:
            new[i] += PIECE_MS
        pieces -= min(pieces, len(open_))
    return tuple(replace(s, new_ms=n) for s, n in zip(shares, new, strict=True))


_EXACT: dict[RebalanceMode, Callable[[list[Share], int], list[Fraction]]] = {
    RebalanceMode.PROPORTIONAL: _proportional,
    RebalanceMode.EQUAL: _equal,
}
