"""What the audit knows beside the journals: refused commands, links made and revoked. Noted at once, kept soon."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import asdict, dataclass

import structlog
from sqlalchemy import and_, delete, insert, or_, select
from sqlmodel import Session, col

from app.domain.errors import JournalUnavailable
from app.store.database import Database
from app.store.tables import IncidentRow

log = structlog.get_logger()

KEPT = 20_000  # the newest, where nobody says otherwise; a storm of refusals must not fill the disk
WAITING = 2_000  # how many may wait to be kept; what comes on top of that is counted and dropped
TOGETHER_S = 0.2


@dataclass(frozen=True, slots=True)
class Incident:
    """Who tried or did what, and how it ended: `outcome` is `done` or the code of a refusal.

    `about` names things by their ids and labels; what somebody wrote is never in it.
    """

    session: str | None
    at_ms: int
    actor: str
    role: str
    what: str
    outcome: str
    about: str


class Incidents:
    """Keeps incidents in the background: noting one never waits and never fails."""

    def __init__(self, database: Database, kept: int = KEPT) -> None:
        self._database = database
        self._kept = kept
        self._waiting: deque[Incident] = deque()
        self._dropped = 0
        self._keeper: asyncio.Task[None] | None = None

    def note(self, incident: Incident) -> None:
        """Keep this soon."""
        if len(self._waiting) >= WAITING:
            self._dropped += 1
            return
        self._waiting.append(incident)
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.get_running_loop().create_task(self._keep_soon())

    def refused(self, session: str, at_ms: int, actor: str, role: str, command: str, code: str, about: str) -> None:
        """A command was refused; the port of the room."""
        self.note(Incident(session, at_ms, actor, role, command, code, about))

    async def read(self, session: str | None) -> list[Incident]:
        """The incidents of a session (None: of the server), oldest first; those that still wait are kept first."""
        return [incident for _, incident in await self.newest(session)][::-1]

    async def newest(
        self, session: str | None, before: tuple[int, int] | None = None, limit: int | None = None
    ) -> list[tuple[int, Incident]]:
        """The same with their numbers, newest first; only those before an instant and number, and only so many."""
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
        """Keep what still waits."""
        if self._keeper is not None:
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._keep()

    async def _keep_soon(self) -> None:
        await asyncio.sleep(TOGETHER_S)
        await self._keep()

    async def _keep(self) -> None:
        if not self._waiting:
            return
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        dropped, self._dropped = self._dropped, 0
        try:
            await self._database.write(lambda session: _insert(session, batch, self._kept))
        except JournalUnavailable as error:
            log.warning("incidents could not be kept", lost=len(batch), reason=str(error))
        if dropped:
            log.warning("too many incidents at once", lost=dropped)


def _insert(session: Session, batch: list[Incident], kept: int) -> None:
    connection = session.connection()
    connection.execute(insert(IncidentRow), [asdict(incident) for incident in batch])
    oldest = select(col(IncidentRow.id)).order_by(col(IncidentRow.id).desc()).offset(kept).limit(1).scalar_subquery()
    connection.execute(delete(IncidentRow).where(col(IncidentRow.id) <= oldest))
