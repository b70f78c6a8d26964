"""Who watches, by session and process: each process stores its own part, and reads those of the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlmodel import Session, col

from app.store.database import Database
from app.store.engines.upsert import insert_or_replace
from app.store.notices import ChangeNotice, Topic, announce
from app.store.tables import PresenceRow


@dataclass(frozen=True, slots=True)
class StoredPart:
    """The part of one process in who watches a session, as JSON."""

    session: str
    process: str
    text: str


class SqlPresence:
    """The parts of all processes on one database. A process that stores anything thereby says that it is alive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def publish(self, process: str, parts: Mapping[str, str | None]) -> None:
        """Store a process's parts by session (None: nothing is left of it), and announce that the process is alive."""

        def work(session: Session) -> None:
            connection = session.connection()
            for slug, text in parts.items():
                _put(connection, StoredPart(slug, process, text) if text is not None else None, slug, process)
                announce(connection, ChangeNotice(Topic.PRESENCE, slug, about=process))
            announce(connection, ChangeNotice(Topic.PRESENCE, about=process))

        await self._database.write(work)

    async def read(self, slugs: Collection[str]) -> list[StoredPart]:
        """Return the parts of all processes in these sessions."""
        query = select(col(PresenceRow.session), col(PresenceRow.process), col(PresenceRow.part)).where(
            col(PresenceRow.session).in_(slugs)
        )
        return await self._database.read(
            lambda session: [StoredPart(*row) for row in session.connection().execute(query)]
        )

    async def forget(self, process: str) -> None:
        """Delete all parts of a process that has ended."""
        gone = delete(PresenceRow).where(col(PresenceRow.process) == process)
        await self._database.write(lambda session: session.connection().execute(gone))

    async def forget_all_but(self, processes: Collection[str]) -> None:
        """Delete the parts of all processes but these."""
        gone = delete(PresenceRow).where(col(PresenceRow.process).not_in(processes))
        await self._database.write(lambda session: session.connection().execute(gone))

    async def announce(self, notice: ChangeNotice) -> None:
        """Announce something that concerns the screens of other processes."""
        await self._database.write(lambda session: announce(session.connection(), notice))

    async def leave(self, process: str) -> None:
        """Delete all parts of a process that ends, and announce that it does."""

        def work(session: Session) -> None:
            connection = session.connection()
            connection.execute(delete(PresenceRow).where(col(PresenceRow.process) == process))
            announce(connection, ChangeNotice(Topic.LEFT, about=process))

        await self._database.write(work)


def _put(connection: Connection, part: StoredPart | None, slug: str, process: str) -> None:
    if part is None:
        of = (col(PresenceRow.session) == slug, col(PresenceRow.process) == process)
        connection.execute(delete(PresenceRow).where(*of))
        return
    row = {"session": slug, "process": process, "part": part.text}
    insert_or_replace(connection, PresenceRow, row, ("session", "process"))
