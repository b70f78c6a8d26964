"""Who comes next, and who of them is not ready: a warning to the moderator, which changes no order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.values import ReadinessLevel, Status
from app.domain.views.list_shapes import RequestView
from app.domain.views.shapes import TurnView

MOST_TURNS = 3
NEEDED = (ReadinessLevel.CHECKED, ReadinessLevel.ARRIVED)  # by who speaks next, and by the next but one
_LEVELS = tuple(ReadinessLevel)


def turns(session: Session, waiting: Sequence[RequestView]) -> list[TurnView]:
    """Return the next turns: those who wait on the list of the segment on, in order, then the rundown.

    Items without speakers, such as breaks, are turns for which no readiness is needed.
    """
    if session.status is Status.CLOSED:
        return []
    views: list[TurnView] = []
    for segment, request, speakers in islice(_coming(session, waiting), MOST_TURNS):
        place = sum(bool(view["speakers"]) for view in views)
        needed = NEEDED[place] if speakers and place < len(NEEDED) else ReadinessLevel.UNKNOWN
        below = _below(session, speakers, needed)
        views.append(
            {"segment": segment, "request": request, "speakers": list(speakers), "needed": needed, "below": below}
        )
    return views


def _coming(session: Session, waiting: Sequence[RequestView]) -> Iterable[tuple[str, str | None, tuple[str, ...]]]:
    for request in waiting:
        yield session.on or "", request["id"], (request["speaker"],)
    for segment in running_order(session.plan, session.timers, session.last):
        yield segment.id, None, segment.speakers


def _below(session: Session, speakers: Iterable[str], needed: ReadinessLevel) -> list[str]:
    """Return who is not as ready as needed; the moderator always is, and all are where readiness is not used."""
    if not session.readiness:
        return []
    levels = {who: session.readiness.get(who, ReadinessLevel.UNKNOWN) for who in speakers}
    return [
        who
        for who, level in levels.items()
        if who != session.plan.moderator and _LEVELS.index(level) < _LEVELS.index(needed)
    ]
