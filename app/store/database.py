"""The database of one server: durable transactions in threads, and migrations that keep every row."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session

from app.domain.errors import DataUnusable, JournalUnavailable
from app.store.engines import sqlite
from app.store.engines.engine import READERS, DatabaseEngine
from app.store.notices import Watch

T = TypeVar("T")

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
BUSY_TIMEOUT_MS = 5_000


class Database:
    """A few threads that read and those that write, as many as the engine takes; no work runs on the event loop."""

    def __init__(self, url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        """`url` is SQLAlchemy's address of the database.

        Raises:
            DataUnusable: it is no address, or that of an engine which is not known here.
        """
        self._engine = engine_of(url, busy_timeout_ms)
        self.file = self._engine.file
        self.name = self._engine.name  # in sentences; without a password
        self._writers = ThreadPoolExecutor(self._engine.writers, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one write transaction; when this returns, its changes survive a power cut.

        Raises:
            JournalUnavailable: the database is locked, full, read-only or unreachable; nothing was stored.
        """
        return await self._run(self._writers, _in_session(work), writes=True)

    async def append(self, work: Callable[[Connection], T]) -> T:
        """Do the same as `write` without a session, which a command has no time for."""
        return await self._run(self._writers, work, writes=True)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one read transaction.

        Raises:
            JournalUnavailable: the database cannot be read.
        """
        return await self._run(self._readers, _in_session(work), writes=False)

    async def migrate(self) -> None:
        """Migrate the database to the newest version; quick if it has it already.

        Raises:
            DataUnusable: a newer program made it, it is no database of Rostrum, or it cannot be opened.
        """
        await asyncio.get_running_loop().run_in_executor(self._writers, self._migrate)

    async def check(self) -> None:
        """Raise JournalUnavailable unless the database is reachable, migrated, and the file that was opened.

        A newer process may have migrated it further since: it keeps what this one needs.
        """
        self._engine.require()
        version = await self.read(lambda session: version_of(session.connection()))
        if version is None or version < newest_version():
            raise JournalUnavailable("the database has not been migrated")

    def watch(self) -> Watch | None:
        """Return what tells of the commits of other processes; None for a database that has no others."""
        return self._engine.watch()

    def lock_servers_out(self, connection: Connection) -> bool:
        """Keep servers from starting until this transaction ends; return False if one runs on the database already."""
        return self._engine.lock_servers_out(connection)

    async def settle(self) -> None:
        """Remove the traces of deleted rows from the engine's files, as far as the engine allows that."""
        await asyncio.get_running_loop().run_in_executor(self._writers, self._engine.settle)

    async def close(self) -> None:
        """Finish what is in progress and close the files."""
        loop = asyncio.get_running_loop()
        for threads in (self._readers, self._writers):
            await loop.run_in_executor(None, threads.shutdown)
        self._engine.sql.dispose()

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[[Connection], T], *, writes: bool) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, self._transact, work, writes)

    def _transact(self, work: Callable[[Connection], T], writes: bool) -> T:
        engine = self._engine
        if writes:
            engine.require()
        try:
            # Options of the connection: an engine with options would look for events in two places, many times.
            connected = engine.sql.connect().execution_options(**engine.options(writes=writes))
            with connected as connection, connection.begin():
                engine.begun(writes=writes)
                result = work(connection)
        except DatabaseError as error:
            if not engine.is_of_the_database(error):
                raise
            raise engine.unavailable(error, writes=writes) from error
        if writes:
            # The file may have been removed during the write: then the write is not acknowledged.
            engine.require_kept()
        return result

    def _migrate(self) -> None:
        try:
            self._engine.prepare()
            self._upgrade()
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise DataUnusable(self._engine.why_unusable(error)) from error

    def _upgrade(self) -> None:
        engine = self._engine
        with engine.sql.execution_options(**engine.options(writes=False)).connect() as connection:
            version = version_of(connection)
            tables = inspect(connection).get_table_names() if version is None else []
        if version == newest_version():
            return
        _require_ours(engine, version, tables)
        # Alembic takes a while to import, and is needed only for missing migrations.
        from app.store.migrating import upgrade

        with engine.migrating() as migrating:
            upgrade(migrating, MIGRATIONS, engine.lock_migrations)


def _in_session(work: Callable[[Session], T]) -> Callable[[Connection], T]:
    """Return the same work on a connection; the transaction ends with the connection's, not with the session."""

    def in_session(connection: Connection) -> T:
        with Session(connection, expire_on_commit=False) as session:
            return work(session)

    return in_session


def engine_of(url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> DatabaseEngine:
    """Return the engine of an address.

    Raises:
        DataUnusable: it is no address, or that of an engine which is not known here.
    """
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1))
    except ArgumentError:
        raise DataUnusable(_no_address("ROSTRUM_DATABASE_URL is no address of a database")) from None
    if (name := address.get_backend_name()) == "sqlite":
        return sqlite.SqliteEngine(address, busy_timeout_ms)
    if name != "postgresql":
        raise DataUnusable(_no_address(f"ROSTRUM_DATABASE_URL names {name}, which Rostrum does not know"))
    # The driver takes a while to import.
    from app.store.engines.postgres import PostgresEngine

    return PostgresEngine(address, busy_timeout_ms)


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite database; None for another database, and for one in memory."""
    return engine_of(url).file


def newest_version() -> str:
    """Return the number of the newest migration, from the name of its file."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def version_of(connection: Connection) -> str | None:
    """Return the number of the newest migration that a database has had; None if it has had none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _no_address(what: str) -> str:
    return f"{what}. Write it like sqlite:////srv/rostrum.db or postgresql://user:password@host/database."


def _require_ours(engine: DatabaseEngine, version: str | None, tables: Sequence[str]) -> None:
    """Raise DataUnusable if a newer program made the database, or another kind of program did."""
    if version is not None and version > newest_version():
        raise DataUnusable(
            f"{engine.name} was made by a newer Rostrum: its version is {version}, and this program knows "
            f"{newest_version()}. Nothing was changed. Start the newer program, or {engine.elsewhere}."
        )
    if version is None and tables:
        sentence = engine.elsewhere[0].upper() + engine.elsewhere[1:]
        raise DataUnusable(
            f"{engine.name} is a database of another program: it has tables, but none of Rostrum's. Nothing was "
            f"changed. {sentence}."
        )
