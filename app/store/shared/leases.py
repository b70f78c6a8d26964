"""Leases: work that one process of a database does at a time. A lease ends by itself if its process dies."""

from __future__ import annotations

from sqlalchemy import delete, or_
from sqlmodel import Session, col

from app.store.database import Database
from app.store.engines.upsert import insert_or_replace_if
from app.store.tables import LeaseRow


class SqlLeases:
    """The leases of all processes, by the name of the work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, name: str, process: str, now: int, for_ms: int) -> bool:
        """Take the lease on some work, or extend the own one, until `for_ms` from now.

        Clocks of processes may differ by seconds, so `for_ms` is much longer than that, and than the work between two
        calls.

        Returns:
            False if another process has the lease; nothing was changed.
        """
        row = {"name": name, "process": process, "until_ms": now + for_ms}

        def work(session: Session) -> bool:
            free = or_(col(LeaseRow.until_ms) <= now, col(LeaseRow.process) == process)
            return insert_or_replace_if(session.connection(), LeaseRow, row, ("name",), free)

        return await self._database.write(work)

    async def give_back(self, name: str, process: str) -> None:
        """End a lease before its time; does nothing if another process has it by now."""
        own = delete(LeaseRow).where(col(LeaseRow.name) == name, col(LeaseRow.process) == process)
        await self._database.write(lambda session: session.connection().execute(own))
