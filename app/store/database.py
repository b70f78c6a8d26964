"""The database of one server: transactions that are what they say, in threads, and migrations that keep every row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from app.service.ports import DiskFull, JournalUnavailable

T = TypeVar("T")

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
BUSY_TIMEOUT_MS = 5_000
IMPATIENT_MS = 100
READERS = 4


class Locked(JournalUnavailable):
    """Another program holds the database, and went on holding it for as long as we were ready to wait."""


class Database:
    """One writer thread, a few reader threads, and nothing of it on the event loop."""

    def __init__(self, url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self._url = url
        self._busy_timeout_ms = busy_timeout_ms
        self._engine = _engine(url, busy_timeout_ms)
        self._patience_ms = busy_timeout_ms
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one write transaction; when this returns, it survives a power cut.

        Raises:
            JournalUnavailable: the database is locked, full, read-only or away; nothing was kept.
        """
        return await self._run(self._writer, "IMMEDIATE", work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one read transaction.

        Raises:
            JournalUnavailable: the database cannot be read.
        """
        return await self._run(self._readers, "DEFERRED", work)

    async def migrate(self) -> None:
        """Bring the database to the newest version; quick if it is there already."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._migrate)

    async def check(self) -> None:
        """Nothing, if the database can be reached and has the newest version.

        Raises:
            JournalUnavailable: it cannot, or has not.
        """
        if await self.read(_version) != newest_version():
            raise JournalUnavailable("the database has not been migrated")

    async def settle(self) -> None:
        """Move what was written from SQLite's log to its file, and empty the log, as far as nobody is reading it."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._settle)

    async def close(self) -> None:
        """Finish what is under way and let go of the files."""
        loop = asyncio.get_running_loop()
        for threads in (self._readers, self._writer):
            await loop.run_in_executor(None, threads.shutdown)
        self._engine.dispose()

    async def _run(self, threads: ThreadPoolExecutor, begin: str, work: Callable[[Session], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, self._transact, begin, work)

    def _transact(self, begin: str, work: Callable[[Session], T]) -> T:
        engine = self._engine.execution_options(begin=begin, patience_ms=self._patience_ms)
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                session.connection()
                self._note_lock(begin, found=False)
                return work(session)
        except OperationalError as error:
            unavailable = _unavailable(error)
            self._note_lock(begin, found=isinstance(unavailable, Locked))
            raise unavailable from error

    def _note_lock(self, begin: str, *, found: bool) -> None:
        """Once somebody has waited in vain, whoever queued behind them is told soon: the queue would never end."""
        if begin == "IMMEDIATE":
            self._patience_ms = min(self._busy_timeout_ms, IMPATIENT_MS) if found else self._busy_timeout_ms

    def _settle(self) -> None:
        if self._engine.dialect.name == "sqlite":
            with closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _migrate(self) -> None:
        with Session(self._engine) as session:
            if _version(session) == newest_version():
                return
        # Alembic takes a while to import, and is needed only when there is something to do.
        from app.store.migrating import upgrade

        engine = _engine(self._url, self._busy_timeout_ms, foreign_keys=False)
        try:
            upgrade(engine, MIGRATIONS)
        finally:
            engine.dispose()


def newest_version() -> str:
    """The number of the newest migration, by the name of its file."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _version(session: Session) -> str | None:
    try:
        return session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        if "no such table" in str(error.orig):
            return None
        raise


def _engine(url: str, busy_timeout_ms: int, *, foreign_keys: bool = True) -> Engine:
    # Parameters are what people wrote; an error that is logged must not repeat them.
    engine = create_engine(url, poolclass=QueuePool, pool_size=READERS + 1, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine, busy_timeout_ms, foreign_keys)
    return engine


def _set_up_sqlite(engine: Engine, busy_timeout_ms: int, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        # The driver's own transactions begin too late (at the first write) and end too early (before DDL).
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {busy_timeout_ms}",
            "journal_mode = WAL",
            "synchronous = FULL",
            # What is deleted is overwritten: a name that is gone must not stand in the file's free space.
            "secure_delete = ON",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A write that begins as a read and then finds the file changed fails at once, without waiting.
        options = connection.get_execution_options()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {options.get('patience_ms', busy_timeout_ms)}")
        connection.exec_driver_sql(f"BEGIN {options.get('begin', 'IMMEDIATE')}")


def _unavailable(error: OperationalError) -> JournalUnavailable:
    said = str(error.orig)
    if "locked" in said or "busy" in said:
        return Locked("another program holds the database")
    if "full" in said:
        return DiskFull("the disk is full")
    return JournalUnavailable(f"the database says: {said}")
