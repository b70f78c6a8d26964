"""The database of one server: durable transactions in threads, and migrations that keep every row."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from app.domain.errors import DataUnusable, DiskFull, JournalUnavailable
from app.store.engines.sqlite_watch import SqliteWatch
from app.store.files import PRIVATE_FILE, make_private
from app.store.notices import Watch

T = TypeVar("T")

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
BUSY_TIMEOUT_MS = 5_000
IMPATIENT_MS = 100
READERS = 4


class Locked(JournalUnavailable):
    """Another program holds the database, and did not release it while we waited."""


class DatabaseGone(JournalUnavailable):
    """The database file was removed or replaced while the server had it open. Nothing was stored."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name} was removed or replaced while the server was running; restart the server")


class Database:
    """One writer thread and a few reader threads; no database work runs on the event loop."""

    def __init__(self, url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self._url = url
        self._busy_timeout_ms = busy_timeout_ms
        self.file = file_of(url)
        self._same_file = SameFile(self.file)
        self._engine = _engine(url, busy_timeout_ms)
        event.listen(self._engine, "do_connect", self._connects)
        self._patience_ms = busy_timeout_ms
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one write transaction; when this returns, its changes survive a power cut.

        Raises:
            JournalUnavailable: the database is locked, full, read-only or unreachable; nothing was stored.
        """
        return await self._run(self._writer, "IMMEDIATE", work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one read transaction.

        Raises:
            JournalUnavailable: the database cannot be read.
        """
        return await self._run(self._readers, "DEFERRED", work)

    async def migrate(self) -> None:
        """Migrate the database to the newest version; quick if it has it already.

        Raises:
            DataUnusable: a newer program made it, it is no database of Rostrum, or it cannot be opened.
        """
        await asyncio.get_running_loop().run_in_executor(self._writer, self._migrate)

    async def check(self) -> None:
        """Raise JournalUnavailable unless the database is reachable, migrated, and the file that was opened."""
        self._same_file.require()
        if await self.read(lambda session: _version(session.connection())) != newest_version():
            raise JournalUnavailable("the database has not been migrated")

    def watch(self) -> Watch | None:
        """What tells of the commits of other processes; None for a database in memory, which has no others."""
        return SqliteWatch(self.file) if self.file is not None else None

    async def settle(self) -> None:
        """Move SQLite's log into the database file, and empty the log as far as no reader needs it."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._settle)

    async def close(self) -> None:
        """Finish what is in progress and close the files."""
        loop = asyncio.get_running_loop()
        for threads in (self._readers, self._writer):
            await loop.run_in_executor(None, threads.shutdown)
        self._engine.dispose()

    async def _run(self, threads: ThreadPoolExecutor, begin: str, work: Callable[[Session], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, self._transact, begin, work)

    def _transact(self, begin: str, work: Callable[[Session], T]) -> T:
        engine = self._engine.execution_options(begin=begin, patience_ms=self._patience_ms)
        if begin == "IMMEDIATE":
            self._same_file.require()
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                session.connection()
                self._note_lock(begin, waited_in_vain=False)
                result = work(session)
        except DatabaseError as error:
            if not _is_of_the_database(error):
                raise
            unavailable = _unavailable(error)
            self._note_lock(begin, waited_in_vain=isinstance(unavailable, Locked))
            raise unavailable from error
        if begin == "IMMEDIATE":
            # The file may have been removed during the write: then the write is not acknowledged.
            self._same_file.require()
            self._same_file.require_log()
        return result

    def _connects(self, *_: object) -> None:
        """Before a connection is made: SQLite would create a new, empty file in the place of a removed one."""
        self._same_file.require()

    def _note_lock(self, begin: str, *, waited_in_vain: bool) -> None:
        """After one write has waited in vain, those queued behind it wait only briefly: the queue would never end."""
        if begin == "IMMEDIATE":
            self._patience_ms = min(self._busy_timeout_ms, IMPATIENT_MS) if waited_in_vain else self._busy_timeout_ms

    def _settle(self) -> None:
        if self._engine.dialect.name == "sqlite":
            with closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _migrate(self) -> None:
        if self.file is not None:
            _prepare_file(self.file)
        try:
            self._upgrade()
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise DataUnusable(_why_unusable(self._name(), error)) from error

    def _name(self) -> str:
        return str(self.file) if self.file is not None else "The database"

    def _upgrade(self) -> None:
        with self._engine.execution_options(begin="DEFERRED").connect() as connection:
            version = _version(connection)
            tables = inspect(connection).get_table_names() if version is None else []
        if version == newest_version():
            return
        _require_ours(self._name(), version, tables)
        # Alembic takes a while to import, and is needed only for missing migrations.
        from app.store.migrating import upgrade

        engine = _engine(self._url, self._busy_timeout_ms, foreign_keys=False)
        try:
            upgrade(engine, MIGRATIONS)
        finally:
            engine.dispose()


class SameFile:
    """Checks that the database file is still the one opened first. Data written to another file would be lost.

    A check takes some microseconds; each write makes three.
    """

    def __init__(self, file: Path | None) -> None:
        """`file` is None for a database that is not one file of this machine."""
        self._file = file
        self._log = file.with_name(f"{file.name}-wal") if file else None
        self._first: tuple[int, int] | None = None
        self._had_log = False

    def require(self) -> None:
        """Remember the file at the first call, and compare with it from then on.

        Raises:
            DatabaseGone: there is no file of this name any longer, or it is another file.
        """
        if self._file is None:
            return
        there = _identity(self._file)
        self._first = self._first or there
        if there != self._first:
            raise DatabaseGone(self._file)

    def require_log(self) -> None:
        """Do the same for SQLite's log beside it, which exists as long as a connection is open.

        Raises:
            DatabaseGone: it was there before and was removed.
        """
        if self._file is None or self._log is None:
            return
        exists = self._log.exists()
        if self._had_log and not exists:
            raise DatabaseGone(self._log)
        self._had_log = exists


def _identity(file: Path) -> tuple[int, int] | None:
    """Return the numbers of the file and of its device; None if there is no such file."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_dev


def newest_version() -> str:
    """Return the number of the newest migration, from the name of its file."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite database; None for another database, and for one in memory."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}
    return Path(address.database).absolute() if is_file and address.database else None


def _prepare_file(file: Path) -> None:
    """Let only the owner read the database and SQLite's files beside it, which get the database's permissions."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        with suppress(FileExistsError):
            file.touch(PRIVATE_FILE, exist_ok=False)
    for suffix in ("", "-wal", "-shm"):
        make_private(file.with_name(file.name + suffix))


def _require_ours(name: str, version: str | None, tables: Sequence[str]) -> None:
    """Raise DataUnusable if a newer program made the database, or another kind of program did."""
    if version is not None and version > newest_version():
        raise DataUnusable(
            f"{name} was made by a newer Rostrum: its version is {version}, and this program knows {newest_version()}. "
            "Nothing was changed. Start the newer program, or choose another data folder with --data."
        )
    if version is None and tables:
        raise DataUnusable(
            f"{name} is a database of another program: it has tables, but none of Rostrum's. Nothing was changed. "
            "Choose another data folder with --data."
        )


def _why_unusable(name: str, error: Exception) -> str:
    said = str(getattr(error, "orig", None) or error)
    if "locked" in said or "busy" in said:
        return f"{name} is locked by another program. End that program, then start again."
    return (
        f"{name} cannot be used as a database: {said}. Nothing was changed. Put back a backup with restore, or choose "
        "another data folder with --data."
    )


def _is_of_the_database(error: DatabaseError) -> bool:
    """Whether the error is about the database as a whole, such as a damaged file, and not about the data written."""
    return isinstance(error, OperationalError) or type(error) is DatabaseError


def _version(connection: Connection) -> str | None:
    try:
        version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        if "no such table" in str(error.orig):
            return None
        raise
    return version


def _engine(url: str, busy_timeout_ms: int, *, foreign_keys: bool = True) -> Engine:
    # Parameters are texts that people wrote; a logged error must not repeat them.
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
            # Deleted data is overwritten: a deleted name must not remain in the file's free space.
            "secure_delete = ON",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A write that begins as a read and then sees the file changed fails at once, without waiting.
        options = connection.get_execution_options()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {options.get('patience_ms', busy_timeout_ms)}")
        connection.exec_driver_sql(f"BEGIN {options.get('begin', 'IMMEDIATE')}")


def _unavailable(error: DatabaseError) -> JournalUnavailable:
    said = str(error.orig)
    if "locked" in said or "busy" in said:
        return Locked("another program holds the database")
    if "full" in said:
        return DiskFull("the disk is full")
    return JournalUnavailable(f"the database says: {said}")
