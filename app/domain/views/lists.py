"""Project the lists of speakers to what a role may see, and into the report.

Desk and moderator see all of a list, the crew who waits and how ready they are. Other roles see who waits as the list's
setting `shows` says: names, how many, or nothing; never a note, a reason or readiness, and nothing of those who took
their request back or were absent. A speaker sees everything of their own requests under every setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from app.domain.derived.latest import Latest
from app.domain.derived.ledger import Ledger, ledger
from app.domain.derived.list_fit import ListFit, list_fit
from app.domain.derived.list_steps import ListSteps
from app.domain.derived.places import ListPlace, places, spoken_ms
from app.domain.derived.slots import KindSlots, budgets_left, settings_of, slots
from app.domain.derived.waits import waits
from app.domain.messages import events as e
from app.domain.state.policy import AT_DESK, SEES_READINESS
from app.domain.state.requests import FloorList, ListState, Request, RequestState
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.values import SECOND, ListRule, ListShown, ReadinessLevel, RequestKind, Role
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
_CALLED = frozenset({RequestState.INTRODUCED, RequestState.SPEAKING})


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
    rows = _rows(session, segment, now)
    view: ListView = {
        "segment": segment.id,
        "state": floor_list.state,
        "until_ms": floor_list.until_ms,
        "most": floor_list.most,
        "rules": list(settings.rules),
        "kinds": list(settings.kinds),
        "waiting": len(rows.times) if reader.sees_count else None,
        "lots": _lots(floor_list),
        "requests": rows.seen_by(reader),
    }
    if reader.sees_all:
        fit = list_fit(session, segment.id, rows.times, now)
        view["fit"] = _fit(fit)
        view["categories"] = _categories(session, floor_list, book)
        view["groups"] = _groups(session, floor_list, book)
    return view


def _fit(fit: ListFit) -> ListFitView:
    return {
        "waiting": fit.waiting,
        "needed_ms": fit.needed_ms,
        "left_ms": fit.left_ms,
        "slot_ms": fit.slot_ms,
        "keep": fit.keep,
        "pool_short_ms": fit.pool_short_ms,
    }


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


def _rows(session: Session, segment: Segment, now: int) -> _Rows:
    """Return the rows of a list; they stay the same for a whole second of an unchanged session."""
    second = now // SECOND * SECOND
    of_second = _latest.of(session, segment.id, dict)
    if second not in of_second:
        of_second.clear()
        of_second[second] = _Rows(session, segment, second)
    return of_second[second]


class _Rows:
    """The rows of a list. What each row looks up is prepared once, and a row that readers see alike is made once."""

    def __init__(self, session: Session, segment: Segment, now: int) -> None:
        floor_list, settings = session.list_of(segment.id), settings_of(session, segment.id)
        waiting = places(session, segment.id)
        self.times = slots(session, segment.id, (place.request for place in waiting))
        self._when = waits(session, segment.id, self.times, now)
        self._places = {place.request.id: place for place in waiting}
        self._in_order = [*(place.request for place in waiting), *_in_turn(floor_list)]
        self._usual, self._readiness = KindSlots(session, segment.id), session.readiness
        self._forward = settings.come_forward if segment.id == session.on else 0
        by_time = ListRule.LEAST_HEARD in settings.rules
        self._spoken = spoken_ms(session) if by_time else None  # as the rule counts it
        self._elsewhere = session.heard
        self._names = {speaker.id: speaker.name for speaker in session.plan.speakers}
        self._offered: dict[str, list[str]] = {}  # by request: those that offer to exchange places with it
        for offered, wanted in sorted(floor_list.offers):
            self._offered.setdefault(wanted, []).append(offered)
        self._alike: dict[_Reader, dict[str, RequestView]] = {}  # by reader without a speaker, by request

    def seen_by(self, reader: _Reader) -> list[RequestView]:
        """Return the requests that a reader sees, those that wait first."""
        alike = self._seen_alike(replace(reader, speaker=None))
        if reader.speaker is None:
            return list(alike.values())
        seen = (
            self.row(request, reader) if request.speaker == reader.speaker else alike.get(request.id)
            for request in self._in_order
        )
        return [row for row in seen if row is not None]

    def row(self, request: Request, reader: _Reader) -> RequestView:
        """Return a request; readiness, absences and the note only for those whom they concern."""
        own, state = reader.sees_all or request.speaker == reader.speaker, request.state
        view: RequestView = {
            "id": request.id,
            "kind": str(request.kind),
            "speaker": request.speaker,
            "name": self._names.get(request.speaker, request.speaker),
            "state": str(state),
            "place": None,
            "slot_ms": self._usual.ms(request),
            "earliest_ms": None,
            "latest_ms": None,
            "reason": "",
            "moved": request.move is not None and not request.move.kept,
            "reply_to": request.reply_to,
            "absences": request.absences if own else 0,
            "ready": str(self._ready(request) if own or reader.sees_readiness else ReadinessLevel.UNKNOWN),
            "called": state in _CALLED,
        }
        if own:
            view["note"] = request.note
            view["swap_offered"] = self._offered.get(request.id, [])
        if self._spoken is not None and reader.sees_all:
            view["spoken_ms"] = self._spoken.get(request.speaker, 0)
            view["elsewhere_ms"] = self._elsewhere.get(request.speaker, 0)
        if (place := self._places.get(request.id)) is not None:
            self._place(view, place, shows_reason=own and reader.sees_names)
        return view

    def _place(self, view: RequestView, place: ListPlace, *, shows_reason: bool) -> None:
        """Add the place of a request that waits, about when its turn comes, and why."""
        view["place"] = place.number
        view["slot_ms"] = self.times[place.request.id]
        if (wait := self._when.get(place.request.id)) is not None:
            view["earliest_ms"], view["latest_ms"] = wait.earliest_ms, wait.latest_ms
        if shows_reason:
            view["reason"] = place.reason
        view["called"] = place.number <= self._forward

    def _seen_alike(self, reader: _Reader) -> dict[str, RequestView]:
        if reader not in self._alike:
            self._alike[reader] = {one.id: self.row(one, reader) for one in self._in_order if reader.sees(one)}
        return self._alike[reader]

    def _ready(self, request: Request) -> ReadinessLevel:
        return self._readiness.get(request.speaker, ReadinessLevel.UNKNOWN)


_latest: Latest[dict[int, _Rows]] = Latest()  # of each list, those of one second


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
    rows = _rows(session, segment, until).seen_by(_Reader(Role.MODERATOR, None, ListShown.NAMES))
    turns = sorted(rows, key=lambda row: row["place"] or 0)  # those that wait come last
    return {
        "segment": segment.id,
        "state": floor_list.state,
        "rules": list(settings.rules),
        "lots": _lots(floor_list),
        "requests": [_reported(floor_list.requests[row["id"]], row, planned.get(row["id"]), until) for row in turns],
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
