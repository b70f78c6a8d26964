"""Passwords, as argon2 hashes only."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col

from app.store.database import Database
from app.store.engines.upsert import insert_or_replace
from app.store.notices import ChangeNotice, Topic, announce
from app.store.tables import PasswordRow


class Passwords:
    """The hashes of one server, by account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, who: str) -> str | None:
        """Return an account's hash; None if it has no password."""

        def work(session: Session) -> str | None:
            row = session.get(PasswordRow, who)
            return row.hash if row else None

        return await self._database.read(work)

    async def keep(self, who: str, hash_: str, at_ms: int) -> None:
        """Store an account's hash."""

        def work(session: Session) -> None:
            connection = session.connection()
            insert_or_replace(connection, PasswordRow, {"who": who, "hash": hash_, "changed_ms": at_ms}, ("who",))
            announce(connection, ChangeNotice(Topic.SIGN_IN))

        await self._database.write(work)

    async def forget(self, who: str) -> None:
        """Delete an account's password."""

        def work(session: Session) -> None:
            session.connection().execute(delete(PasswordRow).where(col(PasswordRow.who) == who))
            announce(session.connection(), ChangeNotice(Topic.SIGN_IN))

        await self._database.write(work)
