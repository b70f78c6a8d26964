"""The steps of each list of speakers, from one fold of the journal: how the record shows that the rules were kept.

A step is each giving of the floor to a request that waited, and each cut-off. It has the rules at that instant, whether
lots were drawn, the facts that the rules compare (those that changed since the step before it), and what came of it:
the request that was introduced, or the order of all who waited. The facts are plain: `scripts/verify_list.py` computes
the order from them alone.

The planned order is compared with the order in which they spoke. It is that of the cut-off: first those who had begun
by then, in the order in which they did, then those who waited, as the rules put them. A list that was opened again has
the order of its next cut-off. A list that was never cut off has the order when its first speaker was introduced.
Requests that came later, and those that a cut-off took off the list, have no planned place.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypedDict

from app.domain.derived.places import begun_before, in_order, spoken_ms
from app.domain.derived.slots import settings_of
from app.domain.messages import events as e
from app.domain.state.fold import begun, follow
from app.domain.state.requests import FloorList, ListState, RequestState
from app.domain.state.session import Session
from app.domain.values import ListRule, RequestKind

_BY_HAND = frozenset({"take_request", "request_floor"})  # the commands that give the floor out of turn


class StepKind(StrEnum):
    """What happened to a list: the rules chose a request, a person did, the list was cut off; or how it stands now."""

    INTRODUCED = "introduced"
    TAKEN = "taken"
    CUT_OFF = "cut_off"
    NOW = "now"


class RequestFacts(TypedDict):
    """What the rules compare of a request. Times are 0 unless the rule `least_heard` counts them."""

    id: str
    number: int  # in order of arrival, from 1
    seq: int
    kind: RequestKind
    speaker: str
    rank: int | None
    group: str
    state: RequestState
    begun: bool  # it had its turn, or has it
    absences: int
    heard_ms: int
    elsewhere_ms: int  # in the conference's other sessions
    has_spoken: bool  # its speaker, in a statement or a question of this session
    reply_to: str | None
    moved_seq: int | None  # the record since which it stands behind `after` (None: first)
    after: str | None


class ListStep(TypedDict):
    """A step of a list. Both are written into the report as they are."""

    seq: int
    at_ms: int
    kind: StepKind
    request: str | None
    rules: list[ListRule]
    drawn: bool
    changed: list[RequestFacts]  # those that differ from the facts of the step before
    order: list[str]  # the first of those who waited, as the rules put them: the one introduced, or all of them


class ListSteps:
    """The steps of all lists of a session, by segment, and the planned place of each request, from 1."""

    def __init__(self, records: Iterable[e.Record] = ()) -> None:
        self.planned: dict[str, dict[str, int]] = {}
        self._steps: dict[str, list[ListStep]] = {}
        self._told: dict[tuple[str, str], RequestFacts] = {}  # by segment and request: as the latest step has them
        self._follow(list(records))

    def of(self, session: Session, segment: str) -> list[ListStep]:
        """Return the steps of a list, the last one as it stands in this session."""
        order = [request.id for request in in_order(session, segment)]
        now = self._step(session, segment, session.seq, session.at_ms, StepKind.NOW, None, order)
        return [*self._steps.get(segment, ()), now]

    def _follow(self, records: list[e.Record]) -> None:
        """Fold the journal, leaving out what was undone, with a look at each record that is a step of a list."""
        if not any(isinstance(record.event, e.FloorRequested | e.ListCutOff) for record in records):
            return
        undone = {seq for record in records if isinstance(record.event, e.Undone) for seq in record.event.seqs}
        session = begun(records[0])
        for record in records:
            before, session = session, follow(session, record, undone=record.seq in undone)
            if record.seq not in undone:
                self._look_at(before, session, record)

    def _look_at(self, before: Session, session: Session, record: e.Record) -> None:
        match record.event:
            case e.ListCutOff(segment) if before.list_of(segment).state is not ListState.CUT_OFF:
                self.planned[segment] = _planned(session, segment)
                self._keep(session, segment, record, StepKind.CUT_OFF, None)
            case e.RequestIntroduced(segment, request) if _is_given(before, segment, request):
                self.planned.setdefault(segment, _planned(session, segment))
                kind = StepKind.TAKEN if record.command in _BY_HAND else StepKind.INTRODUCED
                self._keep(before, segment, record, kind, request)
            case e.InterruptionBegan(segment, request=str(request)) if _is_given(before, segment, request):
                kind = StepKind.TAKEN if record.command in _BY_HAND else StepKind.INTRODUCED
                self._keep(before, segment, record, kind, request)

    def _keep(self, session: Session, segment: str, record: e.Record, kind: StepKind, request: str | None) -> None:
        order = [request] if request is not None else [one.id for one in in_order(session, segment)]
        step = self._step(session, segment, record.seq, record.at_ms, kind, request, order)
        self._steps.setdefault(segment, []).append(step)

    def _step(
        self,
        session: Session,
        segment: str,
        seq: int,
        at_ms: int,
        kind: StepKind,
        request: str | None,
        order: list[str],
    ) -> ListStep:
        rules, in_list = settings_of(session, segment).rules, session.list_of(segment)
        facts = _facts(session, in_list, by_time=ListRule.LEAST_HEARD in rules)
        changed = [one for one in facts if self._told.get((segment, one["id"])) != one]
        self._told.update({(segment, one["id"]): one for one in changed})
        return {
            "seq": seq,
            "at_ms": at_ms,
            "kind": kind,
            "request": request,
            "rules": list(rules),
            "drawn": in_list.drawn,
            "changed": changed,
            "order": order,
        }


def _is_given(before: Session, segment: str, request: str) -> bool:
    """Whether a request was given the floor that was not at the front already: not one that begins again."""
    known = before.list_of(segment).requests.get(request)
    return known is not None and known.state not in {RequestState.INTRODUCED, RequestState.SPEAKING}


def _planned(session: Session, segment: str) -> dict[str, int]:
    floor_list = session.list_of(segment)
    on = (floor_list.on,) if floor_list.on is not None else ()
    order = dict.fromkeys((*floor_list.begun, *on, *(request.id for request in in_order(session, segment))))
    return {request: place for place, request in enumerate(order, start=1)}


def _facts(session: Session, in_list: FloorList, *, by_time: bool) -> Iterable[RequestFacts]:
    """Return the facts of all requests of a list, in order of arrival."""
    people = {speaker.id: speaker for speaker in session.plan.speakers}
    ranks = {category.id: category.rank for category in session.plan.categories}
    heard, elsewhere = (spoken_ms(session), session.heard) if by_time else ({}, {})
    spoke, taken = begun_before(session), {*in_list.begun, in_list.on}
    for number, request in enumerate(in_list.requests.values(), start=1):
        speaker, move = people.get(request.speaker), request.move
        yield {
            "id": request.id,
            "number": number,
            "seq": request.seq,
            "kind": request.kind,
            "speaker": request.speaker,
            "rank": ranks.get(speaker.category) if speaker else None,
            "group": speaker.group if speaker else "",
            "state": request.state,
            "begun": request.id in taken,
            "absences": request.absences,
            "heard_ms": heard.get(request.speaker, 0),
            "elsewhere_ms": elsewhere.get(request.speaker, 0),
            "has_spoken": request.speaker in spoke,
            "reply_to": request.reply_to,
            "moved_seq": move.seq if move else None,
            "after": move.after if move else None,
        }
