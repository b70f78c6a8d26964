"""Incidents: refused commands, links made and revoked. For the audit; noted at once, stored soon after.

There are three kinds of incidents, each with its own quota: acts that were done, refusals to a link, and refusals to
the crowd (viewers, participants, people who type passwords). The crowd can cause thousands of refusals, so these are
counted: one row has the number of equal refusals within a minute, and the network prefix. Nothing that the crowd does
displaces the acts of links and organisers.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

import structlog
from sqlalchemy import ColumnElement, and_, delete, insert, not_, or_, select
from sqlmodel import Session, col

from app.domain.errors import JournalUnavailable
from app.domain.state.policy import CROWD
from app.domain.text import legal
from app.domain.values import MINUTE
from app.store.database import Database
from app.store.tables import IncidentRow

log = structlog.get_logger()

KEPT = 20_000  # the newest of each kind, unless a setting says otherwise; refusals must not fill the disk
WAITING = 2_000  # incidents that may wait to be stored; further ones are counted and dropped
TOGETHER_S = 0.2
LONGEST_FIELD = 200  # characters; the longest is a list of ids
MOST_COUNTED = 500  # refusals of the crowd that are counted separately; beyond that, prefixes are counted together
MANY_PLACES = "many places"


class IncidentKind(StrEnum):
    """The quota that an incident belongs to."""

    DONE = "done"
    LINK = "refused to a link"
    CROWD = "refused to the crowd"


@dataclass(frozen=True, slots=True)
class Incident:
    """Who tried or did what, and the result."""

    session: str | None  # its slug; None: the server
    at_ms: int  # instant in milliseconds UTC
    actor: str  # the label of a link
    role: str
    what: str  # the name of a command or of an act
    outcome: str  # `done`, or the code of a refusal
    about: str  # ids and labels, never a text that a person wrote

    @property
    def kind(self) -> IncidentKind:
        if self.outcome == "done":
            return IncidentKind.DONE
        return IncidentKind.CROWD if self.role in CROWD else IncidentKind.LINK


# Refusals with equal values are counted together: session, minute, actor, role, what, outcome, prefix.
Counted = tuple[str | None, int, str, str, str, str, str]


class Incidents:
    """Store incidents in the background: noting one never waits and never fails."""

    def __init__(self, database: Database, kept: int = KEPT) -> None:
        self._database = database
        self._kept = kept
        self._waiting: deque[Incident] = deque()
        self._counted: dict[Counted, tuple[Incident, int]] = {}
        self._dropped = 0
        self._keeper: asyncio.Task[None] | None = None
        self._counter: asyncio.TimerHandle | None = None

    def note(self, incident: Incident, place: str = "") -> None:
        """Note an incident, to be stored soon; `place` is the network prefix of its sender."""
        incident = _storable(incident)
        if incident.kind is IncidentKind.CROWD:
            self._count(incident, place)
            return
        if len(self._waiting) >= WAITING:
            self._dropped += 1
            return
        self._waiting.append(incident)
        self._keep_in_a_moment()

    async def read(self, session: str | None) -> list[Incident]:
        """Store waiting incidents, then return those of a session (None: of the server), oldest first."""
        return [incident for _, incident in await self.newest(session)][::-1]

    async def newest(
        self, session: str | None, before: tuple[int, int] | None = None, limit: int | None = None
    ) -> list[tuple[int, Incident]]:
        """Return numbered incidents, newest first: those before an instant and number, at most so many."""
        await self.close()
        columns = [col(getattr(IncidentRow, name)) for name in ("id", *Incident.__dataclass_fields__)]
        at, number = col(IncidentRow.at_ms), col(IncidentRow.id)
        query = select(*columns).where(col(IncidentRow.session) == session).order_by(at.desc(), number.desc())
        if before is not None:
            query = query.where(or_(at < before[0], and_(at == before[0], number < before[1])))
        rows = await self._database.read(
            lambda session: list(session.connection().execute(query.limit(limit)).mappings())
        )
        return [(row["id"], Incident(**{name: row[name] for name in Incident.__dataclass_fields__})) for row in rows]

    async def close(self) -> None:
        """Store waiting incidents and the counts so far."""
        self._write_down_counts()
        if self._keeper is not None:
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._keep()

    def _count(self, incident: Incident, place: str) -> None:
        where = place[:LONGEST_FIELD]
        key = _counted_as(incident, where)
        if key not in self._counted and len(self._counted) >= MOST_COUNTED:
            key = _counted_as(incident, MANY_PLACES)
        if key not in self._counted and len(self._counted) >= 2 * MOST_COUNTED:
            self._dropped += 1
            return
        first, times = self._counted.get(key, (incident, 0))
        self._counted[key] = (first, times + 1)
        if self._counter is None:
            self._counter = asyncio.get_running_loop().call_later(MINUTE / 1_000, self._end_of_a_minute)

    def _end_of_a_minute(self) -> None:
        self._write_down_counts()
        self._keep_in_a_moment()

    def _write_down_counts(self) -> None:
        if self._counter is not None:
            self._counter.cancel()
            self._counter = None
        counted, self._counted = self._counted, {}
        for (*_, place), (first, times) in counted.items():
            self._waiting.append(first if times == 1 else replace(first, about=_times(times, place)))

    def _keep_in_a_moment(self) -> None:
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.get_running_loop().create_task(self._keep_soon())

    async def _keep_soon(self) -> None:
        await asyncio.sleep(TOGETHER_S)
        await self._keep()

    async def _keep(self) -> None:
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        dropped, self._dropped = self._dropped, 0
        if batch:
            await self._write(batch)
        if dropped:
            log.warning("too many incidents at once", lost=dropped)

    async def _write(self, batch: list[Incident]) -> None:
        try:
            await self._database.write(lambda session: _insert(session, batch, self._kept))
        except JournalUnavailable as error:
            log.warning("incidents could not be saved", lost=len(batch), reason=str(error))
        except Exception as error:
            # An incident that the database cannot hold must not affect the others: each is stored separately.
            if len(batch) == 1:
                log.warning("an incident could not be saved", what=batch[0].what, reason=type(error).__name__)
                return
            for incident in batch:
                await self._write([incident])


def _counted_as(incident: Incident, place: str) -> Counted:
    minute = incident.at_ms // MINUTE
    return (incident.session, minute, incident.actor, incident.role, incident.what, incident.outcome, place)


def _times(times: int, place: str) -> str:
    return f"{times} times within a minute" + (f" from {place}" if place else "")


def _storable(incident: Incident) -> Incident:
    """Return the incident with texts that every database can hold, and that are short."""
    actor, role, what, outcome, about = (
        legal(text[:LONGEST_FIELD])
        for text in (incident.actor, incident.role, incident.what, incident.outcome, incident.about)
    )
    return Incident(incident.session, incident.at_ms, actor, role, what, outcome, about)


def _insert(session: Session, batch: list[Incident], kept: int) -> None:
    connection = session.connection()
    connection.execute(insert(IncidentRow), [asdict(incident) for incident in batch])
    for kind in {incident.kind for incident in batch}:
        of_kind, id_ = _is(kind), col(IncidentRow.id)
        oldest = select(id_).where(of_kind).order_by(id_.desc()).offset(kept).limit(1).scalar_subquery()
        connection.execute(delete(IncidentRow).where(of_kind, id_ <= oldest))


def _is(kind: IncidentKind) -> ColumnElement[bool]:
    done = col(IncidentRow.outcome) == "done"
    crowd = col(IncidentRow.role).in_(sorted(CROWD))
    return {
        IncidentKind.DONE: done,
        IncidentKind.LINK: and_(not_(done), not_(crowd)),
        IncidentKind.CROWD: and_(not_(done), crowd),
    }[kind]
