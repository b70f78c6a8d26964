"""How long each request on a list of speakers may take, and how much of that its group's budget leaves."""

from __future__ import annotations

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
    if request.slot_ms is not None and request.state is not RequestState.WAITING:
        return request.slot_ms
    waiting = slots(session, segment)
    return waiting[request.id] if request.id in waiting else _by_kind(session, segment, request)


def slots(session: Session, segment: str) -> dict[str, int]:
    """Return the time of each waiting request in milliseconds, in the order in which they will speak.

    A request has at most what the budget of its group leaves after what the group has spoken, and after the slots of
    those of the group who come before it.
    """
    left = budgets_left(session)
    people = {speaker.id: speaker for speaker in session.plan.speakers}
    times: dict[str, int] = {}
    for request in in_order(session, segment):
        ms = _by_kind(session, segment, request)
        speaker = people.get(request.speaker)
        if speaker and speaker.group in left and request.kind is not RequestKind.POINT_OF_ORDER:
            ms = min(ms, max(left[speaker.group], 0))
            left[speaker.group] -= ms
        times[request.id] = ms
    return times


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


def _by_kind(session: Session, segment: str, request: Request) -> int:
    settings, floor_list = settings_of(session, segment), session.list_of(segment)
    if request.kind is RequestKind.STATEMENT:
        return statement_slot(floor_list, settings)
    if request.kind is RequestKind.REPLY and RequestKind.REPLY not in settings.slots_ms:
        return REPLIES_MS[min(_earlier_replies(floor_list, request), len(REPLIES_MS) - 1)]
    return settings.slots_ms.get(request.kind, USUAL_MS.get(request.kind, REPLIES_MS[0]))


def _earlier_replies(floor_list: FloorList, request: Request) -> int:
    return sum(
        other.kind is RequestKind.REPLY
        and other.speaker == request.speaker
        and other.seq < request.seq
        and other.state not in {RequestState.WITHDRAWN, RequestState.ABSENT}
        for other in floor_list.requests.values()
    )
