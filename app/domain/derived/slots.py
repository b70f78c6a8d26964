"""How long each request on a list of speakers may take, and how much of that its group's budget leaves."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.derived.ledger import ledger
from app.domain.derived.places import in_order
from app.domain.state.requests import FloorList, Request, RequestState
from app.domain.state.rundown import DEFAULT_LIST, ListSettings
from app.domain.state.session import Session
from app.domain.values import MINUTE, SECOND, RequestKind

ROUNDED_TO_MS = 5 * SECOND  # a slot from a pool is rounded down to multiples of this

# Without a setting of the list.
USUAL_MS = {
    RequestKind.STATEMENT: 2 * MINUTE,
    RequestKind.QUESTION: MINUTE,
    RequestKind.POINT_OF_ORDER: 5 * MINUTE,
    RequestKind.ANSWER: 2 * MINUTE,
}
# A right of reply: the first of a speaker on one list, and the second. There is no third.
REPLIES_MS = (5 * MINUTE, 3 * MINUTE)

_GONE = frozenset({RequestState.WITHDRAWN, RequestState.ABSENT})


def settings_of(session: Session, segment: str) -> ListSettings:
    """Return the settings of a segment's list."""
    item = session.plan.segment(segment)
    return (item.takes_requests if item else None) or DEFAULT_LIST


def statement_slot(floor_list: FloorList, settings: ListSettings) -> int:
    """Return the time of one statement in milliseconds.

    From a pool: pool / statements on the list, those given included, rounded down to 5 s, between the least and the
    most; recomputed with every statement until the list is cut off.
    """
    if floor_list.slot_ms is not None:
        return floor_list.slot_ms
    if settings.pool_ms is None:
        return settings.slots_ms.get(RequestKind.STATEMENT, USUAL_MS[RequestKind.STATEMENT])
    entries = sum(request.kind is RequestKind.STATEMENT for request in floor_list.entries())
    share = settings.pool_ms // max(entries, 1) // ROUNDED_TO_MS * ROUNDED_TO_MS
    return min(max(share, settings.least_ms), settings.most_ms)


def slot(session: Session, segment: str, request: Request) -> int:
    """Return the time of one request in milliseconds: fixed once it was introduced, before that as of now."""
    waiting = slots(session, segment, in_order(session, segment))
    return waiting[request.id] if request.id in waiting else KindSlots(session, segment).ms(request)


def slots(session: Session, segment: str, waiting: Iterable[Request]) -> dict[str, int]:
    """Return the time of each waiting request (given in the order in which they will speak), in milliseconds.

    A request has at most what the budget of its group leaves after what the group has spoken, and after the slots of
    those of the group who come before it.
    """
    left, usual = budgets_left(session), KindSlots(session, segment)
    group_of = {speaker.id: speaker.group for speaker in session.plan.speakers}
    times: dict[str, int] = {}
    for request in waiting:
        ms, group = usual.ms(request), group_of.get(request.speaker, "")
        if group in left and request.kind is not RequestKind.POINT_OF_ORDER:
            ms = min(ms, max(left[group], 0))
            left[group] -= ms
        times[request.id] = ms
    return times


class KindSlots:
    """The times of a list's requests by their kinds, without the budgets of groups; one look at the list for all."""

    def __init__(self, session: Session, segment: str) -> None:
        settings, floor_list = settings_of(session, segment), session.list_of(segment)
        self._set = settings.slots_ms
        self._statement_ms = statement_slot(floor_list, settings)
        self._replied: dict[str, list[int]] = {}  # by speaker: the seqs of their replies, ascending
        for request in floor_list.requests.values():
            if request.kind is RequestKind.REPLY and request.state not in _GONE:
                self._replied.setdefault(request.speaker, []).append(request.seq)

    def ms(self, request: Request) -> int:
        """Return the time of a request in milliseconds: fixed once it was introduced."""
        if request.slot_ms is not None and request.state is not RequestState.WAITING:
            return request.slot_ms
        if request.kind is RequestKind.STATEMENT:
            return self._statement_ms
        if request.kind in self._set:
            return self._set[request.kind]
        if request.kind is RequestKind.REPLY:
            is_second = any(seq < request.seq for seq in self._replied.get(request.speaker, ()))
            return REPLIES_MS[1] if is_second else REPLIES_MS[0]
        return USUAL_MS[request.kind]


def budgets_left(session: Session) -> dict[str, int]:
    """Return by group what is left of its budget, in milliseconds; negative = overspent. The speech on counts whole."""
    spoken = ledger(session, session.at_ms).by_speaker
    people = {speaker.id: speaker for speaker in session.plan.speakers}
    left = {group.id: group.budget_ms for group in session.plan.groups if group.budget_ms is not None}
    for id_, ms in spoken.items():
        if (speaker := people.get(id_)) and speaker.group in left:
            left[speaker.group] -= ms
    speech = session.speech
    if speech is not None and (speaker := people.get(speech.speaker)) and speaker.group in left:
        left[speaker.group] -= max(speech.allotted_ms - speech.timer.spent(session.at_ms), 0)
    return left
