"""Project the lists of speakers to what a role may see, and into the report.

Desk and moderator see all of a list, the crew who waits and how ready they are. Other roles see who waits as the list's
setting `shows` says: names, how many, or nothing; never a note, a reason or readiness, and nothing of those who took
their request back or were absent. A speaker sees everything of their own requests under every setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.domain.derived.ledger import Ledger, ledger
from app.domain.derived.list_fit import list_fit
from app.domain.derived.list_steps import ListSteps
from app.domain.derived.places import ListPlace, places, spoken_ms
from app.domain.derived.slots import KindSlots, budgets_left, settings_of, slots
from app.domain.derived.waits import Wait, waits
from app.domain.messages import events as e
from app.domain.state.policy import AT_DESK, SEES_READINESS
from app.domain.state.requests import FloorList, ListState, Request, RequestState
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.values import ListRule, ListShown, ReadinessLevel, RequestKind, Role
from app.domain.views.list_shapes import (
    ListFitView,
    ListReport,
    ListView,
    LotsView,
    RequestReport,
    RequestView,
    ShareView,
)
from app.domain.views.shapes import View

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
    def sees_readiness(self) -> bool:
        return self.role in SEES_READINESS

    @property
    def sees_names(self) -> bool:
        return self.sees_readiness or self.shows is ListShown.NAMES

    @property
    def sees_count(self) -> bool:
        return self.sees_names or self.shows is not ListShown.NOTHING

    def sees(self, request: Request) -> bool:
        """Whether the reader may see that this request exists."""
        if self.sees_all or request.speaker == self.speaker:
            return True
        if request.state is RequestState.WAITING:
            return self.sees_names
        return request.state not in _HIDDEN


def list_views(session: Session, book: Ledger, role: Role, now: int, speaker: str | None) -> list[ListView]:
    """Return the lists of a session as one role may see them; `speaker` is the reader's id, if the link has one."""
    return [
        _list(session, segment, book, _Reader(role, speaker, settings.shows), now)
        for segment in session.plan.segments
        if (settings := segment.takes_requests) is not None
    ]


def waiting_on_floor(view: View) -> list[RequestView]:
    """Return the waiting requests on the list of the segment that is on, in order, as far as a view has them."""
    on = view["floor"]["segment"]
    return [r for one in view["lists"] if one["segment"] == on for r in one["requests"] if r["place"] is not None]


def waiting_count(session: Session, role: Role) -> int | None:
    """Return how many requests wait on the lists of which a role may know it; None if none of those is in use."""
    counts = [
        len(floor_list.waiting())
        for segment in session.plan.segments
        if (settings := segment.takes_requests) is not None and _Reader(role, None, settings.shows).sees_count
        if (floor_list := session.list_of(segment.id)).state is not ListState.CLOSED or floor_list.waiting()
    ]
    return sum(counts) if counts else None


def list_reports(session: Session, until: int, records: Iterable[e.Record] = ()) -> list[ListReport]:
    """Return the lists of speakers for the report; those that never were open and had no request are left out.

    Args:
        session: the folded session.
        until: durations in progress count until here (milliseconds UTC).
        records: the journal, for the planned order and the steps.
    """
    if not session.lists:
        return []
    book, steps = ledger(session, until), ListSteps(records)
    return [
        _report(session, segment, book, until, steps)
        for segment in session.plan.segments
        if segment.id in session.lists and segment.takes_requests is not None
    ]


def _list(session: Session, segment: Segment, book: Ledger, reader: _Reader, now: int) -> ListView:
    floor_list, settings = session.list_of(segment.id), settings_of(session, segment.id)
    waiting = places(session, segment.id)
    times = slots(session, segment.id, (place.request for place in waiting))
    when = waits(session, segment.id, times, now)
    rows = _Rows(session, segment, reader, times)
    view: ListView = {
        "segment": segment.id,
        "state": floor_list.state,
        "until_ms": floor_list.until_ms,
        "most": floor_list.most,
        "rules": list(settings.rules),
        "kinds": list(settings.kinds),
        "waiting": len(waiting) if reader.sees_count else None,
        "lots": _lots(floor_list),
        "requests": [
            *(rows.placed(place, when.get(place.request.id)) for place in waiting if reader.sees(place.request)),
            *(rows.row(request) for request in _in_turn(floor_list) if reader.sees(request)),
        ],
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


def _in_turn(floor_list: FloorList) -> Iterable[Request]:
    """Return the requests that do not wait: in the order in which they began, then the rest by arrival."""
    order = dict.fromkeys((*floor_list.begun, *floor_list.requests))
    requests = (floor_list.requests[id_] for id_ in order)
    return [request for request in requests if request.state is not RequestState.WAITING]


class _Rows:
    """The rows of a list for one reader; what each row looks up is prepared once for all."""

    def __init__(self, session: Session, segment: Segment, reader: _Reader, times: Mapping[str, int]) -> None:
        self._session, self._segment, self._reader = session, segment, reader
        self._usual, self._times = KindSlots(session, segment.id), times
        settings = settings_of(session, segment.id)
        self._forward = settings.come_forward
        by_time = reader.sees_all and ListRule.LEAST_HEARD in settings.rules
        self._spoken = spoken_ms(session) if by_time else None  # as the rule counts it
        self._names = {speaker.id: speaker.name for speaker in session.plan.speakers}
        self._offered: dict[str, list[str]] = {}  # by request: those that offer to exchange places with it
        for offered, wanted in sorted(session.list_of(segment.id).offers):
            self._offered.setdefault(wanted, []).append(offered)

    def row(self, request: Request) -> RequestView:
        """Return a request; readiness, absences and the note only for those whom they concern."""
        own = self._reader.sees_all or request.speaker == self._reader.speaker
        view: RequestView = {
            "id": request.id,
            "kind": request.kind,
            "speaker": request.speaker,
            "name": self._names.get(request.speaker, request.speaker),
            "state": request.state,
            "place": None,
            "slot_ms": self._usual.ms(request),
            "earliest_ms": None,
            "latest_ms": None,
            "reason": "",
            "moved": request.move is not None,
            "reply_to": request.reply_to,
            "absences": request.absences if own else 0,
            "ready": self._ready(request) if own or self._reader.sees_readiness else ReadinessLevel.UNKNOWN,
            "called": request.state in {RequestState.INTRODUCED, RequestState.SPEAKING},
        }
        if own:
            view["note"] = request.note
            view["swap_offered"] = self._offered.get(request.id, [])
        if self._spoken is not None:
            view["spoken_ms"] = self._spoken.get(request.speaker, 0)
            view["elsewhere_ms"] = self._session.heard.get(request.speaker, 0)
        return view

    def placed(self, place: ListPlace, wait: Wait | None) -> RequestView:
        """Return a waiting request with its place, about when its turn comes, and why."""
        row = self.row(place.request)
        row["place"] = place.number
        row["slot_ms"] = self._times[place.request.id]
        if wait is not None:
            row["earliest_ms"], row["latest_ms"] = wait.earliest_ms, wait.latest_ms
        if "note" in row and self._reader.sees_names:
            row["reason"] = place.reason
        row["called"] = place.number <= self._forward and self._segment.id == self._session.on
        return row

    def _ready(self, request: Request) -> ReadinessLevel:
        return self._session.readiness.get(request.speaker, ReadinessLevel.UNKNOWN)


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
    begun = frozenset(floor_list.begun)
    return {
        "id": id_,
        "title": title,
        "spent_ms": sum(ms for speaker, ms in book.by_speaker.items() if speaker in members),
        "speeches": sum(request.id in begun for request in own),
        "waiting": sum(request.state is RequestState.WAITING for request in own),
        "budget_ms": budget_ms,
        "left_ms": left_ms,
    }


def _report(session: Session, segment: Segment, book: Ledger, until: int, steps: ListSteps) -> ListReport:
    floor_list, settings = session.list_of(segment.id), settings_of(session, segment.id)
    planned = steps.planned.get(segment.id, {})
    waiting = places(session, segment.id)
    times = slots(session, segment.id, (place.request for place in waiting))
    rows = _Rows(session, segment, _Reader(Role.MODERATOR, None, ListShown.NAMES), times)
    return {
        "segment": segment.id,
        "state": floor_list.state,
        "rules": list(settings.rules),
        "lots": _lots(floor_list),
        "requests": [
            *(
                _reported(request, rows.row(request), planned.get(request.id), until)
                for request in _in_turn(floor_list)
            ),
            *(
                _reported(place.request, rows.placed(place, None), planned.get(place.request.id), until)
                for place in waiting
            ),
        ],
        "steps": steps.of(session, segment.id),
        "categories": _categories(session, floor_list, book),
        "groups": _groups(session, floor_list, book),
    }


def _reported(request: Request, row: RequestView, planned: int | None, until: int) -> RequestReport:
    """Return a request with what came of it. A point of order interrupts for as long as it takes: it has no slot."""
    timer, move = request.timer, request.last_move
    spent, slot_ms = timer.spent(until), None if request.kind is RequestKind.POINT_OF_ORDER else row["slot_ms"]
    return {
        "id": request.id,
        "kind": request.kind,
        "speaker": request.speaker,
        "name": row["name"],
        "state": request.state,
        "place": row["place"],
        "planned_place": planned,
        "slot_ms": slot_ms,
        "reason": row["reason"],
        "moved": move is not None,
        "move_reason": move.reason if move else "",
        "swapped_with": move.swapped_with if move else None,
        "reply_to": request.reply_to,
        "absences": request.absences,
        "cut_off": request.cut_off,
        "requested_at_ms": request.at_ms,
        "started_at_ms": timer.started_at_ms,
        "ended_at_ms": timer.ended_at_ms,
        "granted_ms": timer.granted_ms,
        "spent_ms": spent,
        "over_ms": spent - slot_ms - timer.granted_ms if timer.spans and slot_ms is not None else None,
    }
