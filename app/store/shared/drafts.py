"""Drafts of imports: files that organisers look at, and what was chosen for them, for all processes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import Session, col

from app.store.database import Database
from app.store.tables import DraftRow


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """What was chosen for a file, as JSON; the version grows by one with each change."""

    id: str
    at_ms: int
    version: int
    facts: str


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """The milliseconds for which drafts are stored; how many at most, and of how many bytes together."""

    kept_ms: int
    most: int
    most_bytes: int


class SqlDrafts:
    """The drafts of all processes. The oldest make room for new ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, draft: StoredDraft, data: bytes, size: int, limits: DraftLimits) -> None:
        """Store a new draft with its file.

        Args:
            draft: has the instant from which it is kept.
            data: the file; empty if each process fetches it.
            size: bytes to count for it.
            limits: the oldest drafts are deleted until the new one fits.
        """
        row = {"id": draft.id, "at_ms": draft.at_ms, "version": draft.version, "facts": draft.facts}

        def work(session: Session) -> None:
            connection = session.connection()
            connection.execute(delete(DraftRow).where(col(DraftRow.at_ms) < draft.at_ms - limits.kept_ms))
            if too_many := _oldest(connection, size, limits):
                connection.execute(delete(DraftRow).where(col(DraftRow.id).in_(too_many)))
            connection.execute(insert(DraftRow), [{**row, "size": size, "data": data}])

        await self._database.write(work)

    async def read(self, id_: str) -> StoredDraft | None:
        """Return a draft without its file; None if there is none, or not any longer."""
        columns = (col(getattr(DraftRow, name)) for name in StoredDraft.__dataclass_fields__)
        query = select(*columns).where(col(DraftRow.id) == id_)

        def work(session: Session) -> StoredDraft | None:
            row = session.connection().execute(query).first()
            return StoredDraft(*row) if row is not None else None

        return await self._database.read(work)

    async def data(self, id_: str) -> bytes | None:
        """Return the file of a draft; None if there is none, or not any longer."""
        query = select(col(DraftRow.data)).where(col(DraftRow.id) == id_)
        return await self._database.read(lambda session: session.connection().execute(query).scalar())

    async def keep(self, id_: str, version: int, facts: str) -> bool:
        """Store a new version of what was chosen for a file.

        Returns:
            False if there is no draft of the version before: another process has changed or deleted it.
        """
        before = (col(DraftRow.id) == id_, col(DraftRow.version) == version - 1)
        query = update(DraftRow).where(*before).values(version=version, facts=facts)
        return await self._database.write(lambda session: session.connection().execute(query).rowcount == 1)

    async def forget(self, until_ms: int) -> None:
        """Delete the drafts that were added before an instant."""
        old = delete(DraftRow).where(col(DraftRow.at_ms) < until_ms)
        await self._database.write(lambda session: session.connection().execute(old))


def _oldest(connection: Connection, size: int, limits: DraftLimits) -> list[str]:
    """Return the ids of the drafts that make room for a new one of this size."""
    query = select(col(DraftRow.id), col(DraftRow.size)).order_by(col(DraftRow.at_ms).desc(), col(DraftRow.id))
    total, too_many = size, []
    for number, (id_, its_size) in enumerate(connection.execute(query).all(), start=2):
        total += its_size
        if number > limits.most or total > limits.most_bytes:
            too_many.append(id_)
    return too_many
