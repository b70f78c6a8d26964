"""Project the lists of speakers to what a role may see, and into the report.

Desk and moderator see all of a list. Other roles see who waits as the list's setting `shows` says: names, how many, or
nothing; never a note, and nothing of those who took their request back or were absent. A speaker sees everything of
their own requests under every setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.domain.derived.ledger import Ledger, ledger
from app.domain.derived.list_fit import list_fit
from app.domain.derived.places import ListPlace, places
from app.domain.derived.slots import budgets_left, settings_of, slot, slots
from app.domain.derived.waits import Wait, waits
from app.domain.state.policy import AT_DESK
from app.domain.state.requests import FloorList, Request, RequestState
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.values import ListShown, ReadinessLevel, RequestKind, Role
from app.domain.views.list_shapes import (
    ListFitView,
    ListReport,
    ListView,
    LotsView,
    RequestReport,
    RequestView,
    ShareView,
)

_HIDDEN = frozenset({RequestState.WITHDRAWN, RequestState.ABSENT})


@dataclass(frozen=True, slots=True)
class _Reader:
    """For whom a list is projected, and what the list shows to them of the others."""

    role: Role
    speaker: str | None
    shows: ListShown

    @property
    def sees_all(self) -> bool:
        return self.role in AT_DESK

    @property
    def sees_names(self) -> bool:
        return self.sees_all or self.shows is ListShown.NAMES

    def sees(self, request: Request) -> bool:
        """Whether the reader may see that this request exists."""
        if self.sees_all or request.speaker == self.speaker:
            return True
        if request.state is RequestState.WAITING:
            return self.shows is ListShown.NAMES
        return request.state not in _HIDDEN


def list_views(session: Session, book: Ledger, role: Role, now: int, speaker: str | None) -> list[ListView]:
    """Return the lists of a session as one role may see them; `speaker` is the reader's id, if the link has one."""
    return [
        _list(session, segment, book, _Reader(role, speaker, settings.shows), now)
        for segment in session.plan.segments
        if (settings := segment.takes_requests) is not None
    ]


def list_reports(session: Session, until: int) -> list[ListReport]:
    """Return the lists of speakers for the report; those that never were open and had no request are left out."""
    book = ledger(session, until)
    return [
        _report(session, segment, book, until)
        for segment in session.plan.segments
        if segment.id in session.lists and segment.takes_requests is not None
    ]


def _list(session: Session, segment: Segment, book: Ledger, reader: _Reader, now: int) -> ListView:
    floor_list, settings = session.list_of(segment.id), settings_of(session, segment.id)
    waiting, times = places(session, segment.id), slots(session, segment.id)
    when = waits(session, segment.id, times, now)
    view: ListView = {
        "segment": segment.id,
        "state": floor_list.state,
        "until_ms": floor_list.until_ms,
        "most": floor_list.most,
        "rules": list(settings.rules),
        "kinds": list(settings.kinds),
        "waiting": len(waiting) if reader.sees_all or reader.shows is not ListShown.NOTHING else None,
        "lots": _lots(floor_list),
        "requests": _requests(session, segment, reader, waiting, times, when),
    }
    if reader.sees_all:
        fit = list_fit(session, segment.id, times, now)
        view["fit"] = _fit(fit.waiting, fit.needed_ms, fit.left_ms, fit.slot_ms, fit.keep)
        view["categories"] = _categories(session, floor_list, book)
        view["groups"] = _groups(session, floor_list, book)
    return view


def _fit(waiting: int, needed_ms: int, left_ms: int, slot_ms: int | None, keep: int) -> ListFitView:
    return {"waiting": waiting, "needed_ms": needed_ms, "left_ms": left_ms, "slot_ms": slot_ms, "keep": keep}


def _lots(floor_list: FloorList) -> LotsView | None:
    if floor_list.seed is None:
        return None
    return {
        "seed_sha256": sha256(floor_list.seed.encode()).hexdigest(),
        "seed": floor_list.seed if floor_list.drawn else None,
        "drawn": floor_list.drawn,
        "late": floor_list.drawn_late,
    }


def _requests(
    session: Session,
    segment: Segment,
    reader: _Reader,
    waiting: list[ListPlace],
    times: Mapping[str, int],
    when: Mapping[str, Wait],
) -> list[RequestView]:
    floor_list, forward = session.list_of(segment.id), settings_of(session, segment.id).come_forward
    shown = [
        {
            **_request(session, place.request, times[place.request.id], reader),
            "place": place.number,
            "earliest_ms": wait.earliest_ms if (wait := when.get(place.request.id)) else None,
            "latest_ms": wait.latest_ms if wait else None,
            "reason": place.reason if reader.sees_names else "",
            "called": place.number <= forward and segment.id == session.on,
        }
        for place in waiting
        if reader.sees(place.request)
    ]
    others = [
        _request(session, request, slot(session, segment.id, request), reader)
        for request in _in_turn(floor_list)
        if reader.sees(request)
    ]
    return [*shown, *others]  # type: ignore[list-item]


def _in_turn(floor_list: FloorList) -> Iterable[Request]:
    """Return the requests that do not wait: in the order in which they began, then the rest by arrival."""
    begun = [floor_list.requests[id_] for id_ in floor_list.begun]
    rest = [r for r in floor_list.requests.values() if r.id not in floor_list.begun]
    return [request for request in (*begun, *rest) if request.state is not RequestState.WAITING]


def _request(session: Session, request: Request, slot_ms: int, reader: _Reader) -> RequestView:
    view: RequestView = {
        "id": request.id,
        "kind": request.kind,
        "speaker": request.speaker,
        "name": _name(session, request),
        "state": request.state,
        "place": None,
        "slot_ms": slot_ms,
        "earliest_ms": None,
        "latest_ms": None,
        "reason": "",
        "moved": request.move is not None,
        "reply_to": request.reply_to,
        "absences": request.absences,
        "ready": session.readiness.get(request.speaker, ReadinessLevel.UNKNOWN),
        "called": request.state in {RequestState.INTRODUCED, RequestState.SPEAKING},
    }
    if reader.sees_all or request.speaker == reader.speaker:
        view["note"] = request.note
        view["swap_offered"] = _offers(session, request)
    return view


def _offers(session: Session, request: Request) -> list[str]:
    pairs = {pair for floor_list in session.lists.values() for pair in floor_list.offers}
    return sorted(offered for offered, wanted in pairs if wanted == request.id)


def _name(session: Session, request: Request) -> str:
    speaker = session.plan.speaker(request.speaker)
    return speaker.name if speaker else request.speaker


def _categories(session: Session, floor_list: FloorList, book: Ledger) -> list[ShareView]:
    of = {speaker.id: speaker.category for speaker in session.plan.speakers}
    return [_share(c.id, c.title, of, floor_list, book, None, None) for c in session.plan.categories]


def _groups(session: Session, floor_list: FloorList, book: Ledger) -> list[ShareView]:
    of = {speaker.id: speaker.group for speaker in session.plan.speakers}
    left = budgets_left(session)
    return [_share(g.id, g.title, of, floor_list, book, g.budget_ms, left.get(g.id)) for g in session.plan.groups]


def _share(
    id_: str,
    title: str,
    of: Mapping[str, str],
    floor_list: FloorList,
    book: Ledger,
    budget_ms: int | None,
    left_ms: int | None,
) -> ShareView:
    members = {speaker for speaker, one in of.items() if one == id_}
    own = [request for request in floor_list.requests.values() if request.speaker in members]
    return {
        "id": id_,
        "title": title,
        "spent_ms": sum(ms for speaker, ms in book.by_speaker.items() if speaker in members),
        "speeches": sum(request.id in floor_list.begun for request in own),
        "waiting": sum(request.state is RequestState.WAITING for request in own),
        "budget_ms": budget_ms,
        "left_ms": left_ms,
    }


def _report(session: Session, segment: Segment, book: Ledger, until: int) -> ListReport:
    floor_list, settings = session.list_of(segment.id), settings_of(session, segment.id)
    waiting = places(session, segment.id)
    order = {place.request.id: place for place in waiting}
    return {
        "segment": segment.id,
        "state": floor_list.state,
        "rules": list(settings.rules),
        "lots": _lots(floor_list),
        "requests": [
            _reported(session, segment, request, order.get(request.id), until)
            for request in (*_in_turn(floor_list), *(place.request for place in waiting))
        ],
        "categories": _categories(session, floor_list, book),
        "groups": _groups(session, floor_list, book),
    }


def _reported(
    session: Session, segment: Segment, request: Request, place: ListPlace | None, until: int
) -> RequestReport:
    timer, slot_ms = request.timer, slot(session, segment.id, request)
    spent = timer.spent(until)
    is_point = request.kind is RequestKind.POINT_OF_ORDER
    return {
        "id": request.id,
        "kind": request.kind,
        "speaker": request.speaker,
        "name": _name(session, request),
        "state": request.state,
        "place": place.number if place else None,
        "slot_ms": slot_ms,
        "reason": place.reason if place else "",
        "moved": request.move is not None,
        "move_reason": request.move.reason if request.move else "",
        "swapped_with": request.move.swapped_with if request.move else None,
        "reply_to": request.reply_to,
        "absences": request.absences,
        "cut_off": request.cut_off,
        "requested_at_ms": request.at_ms,
        "started_at_ms": timer.started_at_ms,
        "ended_at_ms": timer.ended_at_ms,
        "granted_ms": timer.granted_ms,
        "spent_ms": spent,
        "over_ms": spent - (slot_ms if is_point else request.allotted_ms) if timer.spans else None,
    }
