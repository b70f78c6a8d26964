"""The planned order of each list of speakers, from the journal, to be compared with the order in which they spoke.

It is the order when the list was cut off: first those who had begun by then, in the order in which they did, then those
who waited, as the rules put them. A list that was opened again has the order of its next cut-off. A list that was never
cut off has the order when its first speaker was introduced. Requests that came later, and those that a cut-off took
off the list, have no planned place.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.derived.places import in_order
from app.domain.messages import events as e
from app.domain.state.fold import begun, follow
from app.domain.state.requests import ListState
from app.domain.state.session import Session


def planned_places(records: Iterable[e.Record]) -> dict[str, dict[str, int]]:
    """Return by segment the planned place of each request, from 1. Records that were undone do not count."""
    kept = list(records)
    if not any(isinstance(record.event, e.RequestIntroduced | e.ListCutOff) for record in kept):
        return {}
    undone = {seq for record in kept if isinstance(record.event, e.Undone) for seq in record.event.seqs}
    session, planned = begun(kept[0]), dict[str, dict[str, int]]()
    for record in kept:
        before, session = session, follow(session, record, undone=record.seq in undone)
        if record.seq not in undone and (segment := _planned_now(before, record.event, planned)) is not None:
            planned[segment] = _places(session, segment)
    return planned


def _planned_now(before: Session, event: e.AnyEvent, planned: dict[str, dict[str, int]]) -> str | None:
    """Return the segment whose list's order is the planned one after this event; None after nearly all events."""
    match event:
        case e.ListCutOff(segment) if before.list_of(segment).state is not ListState.CUT_OFF:
            return segment
        case e.RequestIntroduced(segment) if segment not in planned:
            return segment
        case _:
            return None


def _places(session: Session, segment: str) -> dict[str, int]:
    floor_list = session.list_of(segment)
    on = (floor_list.on,) if floor_list.on is not None else ()
    order = dict.fromkeys((*floor_list.begun, *on, *(request.id for request in in_order(session, segment))))
    return {request: place for place, request in enumerate(order, start=1)}
