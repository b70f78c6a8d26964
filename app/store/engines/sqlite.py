"""SQLite: one file, one writer at a time, transactions from the driver, and a file that must stay the same one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from app.domain.errors import DiskFull, JournalUnavailable
from app.store.engines.engine import READERS, Locked, disposed
from app.store.engines.sqlite_watch import SqliteWatch
from app.store.files import PRIVATE_FILE, make_private

IMPATIENT_MS = 100
MIGRATION_PATIENCE_MS = 60_000  # another process may be migrating, which takes a while on a busy machine
AGAIN_AFTER_S = 0.01


class DatabaseGone(JournalUnavailable):
    """The database file was removed or replaced while the server had it open. Nothing was stored."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name} was removed or replaced while the server was running; restart the server")


class SqliteEngine:
    """One database file, or one in memory."""

    elsewhere = "choose another data folder with --data"
    writers = 1

    def __init__(self, url: URL, busy_timeout_ms: int) -> None:
        self._url = url
        self._busy_timeout_ms = self._patience_ms = busy_timeout_ms
        self.file = file_of(url)
        self.name = str(self.file) if self.file is not None else "The database"
        self._same_file = SameFile(self.file)
        self.sql = self._engine()
        event.listen(self.sql, "do_connect", self._connects)

    def prepare(self) -> None:
        if self.file is not None:
            _prepare_file(self.file)

    def options(self, *, writes: bool) -> Mapping[str, Any]:
        return {"begin": "IMMEDIATE" if writes else "DEFERRED", "patience_ms": self._patience_ms}

    def begun(self, *, writes: bool) -> None:
        if writes:
            self._patience_ms = self._busy_timeout_ms

    def require(self) -> None:
        self._same_file.require()

    def require_kept(self) -> None:
        self._same_file.require()
        self._same_file.require_log()

    def is_of_the_database(self, error: DatabaseError) -> bool:
        # Such as a damaged file.
        return isinstance(error, OperationalError) or type(error) is DatabaseError

    def unavailable(self, error: DatabaseError, *, writes: bool) -> JournalUnavailable:
        said = str(error.orig)
        if "locked" in said or "busy" in said:
            if writes:
                # Those queued behind a write that has waited in vain wait only briefly: the queue would never end.
                self._patience_ms = min(self._busy_timeout_ms, IMPATIENT_MS)
            return Locked("another program holds the database")
        if "full" in said:
            return DiskFull("the disk is full")
        return JournalUnavailable(f"the database says: {said}")

    def why_unusable(self, error: Exception) -> str:
        said = str(getattr(error, "orig", None) or error)
        if "locked" in said or "busy" in said:
            return f"{self.name} is locked by another program. End that program, then start again."
        return (
            f"{self.name} cannot be used as a database: {said}. Nothing was changed. Put back a backup with restore, "
            f"or {self.elsewhere}."
        )

    def migrating(self) -> AbstractContextManager[Engine]:
        # With foreign keys, rebuilding a table would silently delete the rows of others.
        return disposed(self._engine(foreign_keys=False, busy_timeout_ms=MIGRATION_PATIENCE_MS))

    def lock_migrations(self, connection: Connection) -> None:
        """Nothing to do: the transaction writes from its beginning, and there is one of these at a time."""

    def lock_servers_out(self, connection: Connection) -> bool:  # noqa: ARG002 - the same on every engine
        """Nothing to do: the lock on the data folder does this."""
        return True

    def settle(self) -> None:
        """Move the log into the database file, and empty the log as far as no reader needs it."""
        with closing(self.sql.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def watch(self) -> SqliteWatch | None:
        return SqliteWatch(self.file) if self.file is not None else None

    def _connects(self, *_: object) -> None:
        """Before a connection is made: SQLite would create a new, empty file in the place of a removed one."""
        self._same_file.require()

    def _engine(self, *, foreign_keys: bool = True, busy_timeout_ms: int | None = None) -> Engine:
        # Parameters are texts that people wrote; a logged error must not repeat them.
        engine = create_engine(self._url, poolclass=QueuePool, pool_size=READERS + 1, hide_parameters=True)
        _set_up(engine, busy_timeout_ms or self._busy_timeout_ms, foreign_keys)
        return engine


class SameFile:
    """Checks that the database file is still the one opened first. Data written to another file would be lost.

    A check takes some microseconds; each write makes three.
    """

    def __init__(self, file: Path | None) -> None:
        """`file` is None for a database in memory."""
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


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database; None for another database, and for one in memory."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(url.database).absolute() if is_file and url.database else None


def _identity(file: Path) -> tuple[int, int] | None:
    """Return the numbers of the file and of its device; None if there is no such file."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_dev


def _prepare_file(file: Path) -> None:
    """Let only the owner read the database and SQLite's files beside it, which get the database's permissions."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        with suppress(FileExistsError):
            file.touch(PRIVATE_FILE, exist_ok=False)
    for suffix in ("", "-wal", "-shm"):
        make_private(file.with_name(file.name + suffix))


def _set_up(engine: Engine, busy_timeout_ms: int, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        # The driver's own transactions begin too late (at the first write) and end too early (before DDL).
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {busy_timeout_ms}",
            "synchronous = FULL",
            # Deleted data is overwritten: a deleted name must not remain in the file's free space.
            "secure_delete = ON",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection, busy_timeout_ms)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A write that begins as a read and then sees the file changed fails at once, without waiting.
        options = connection.get_execution_options()
        patience_ms, begin = options.get("patience_ms", busy_timeout_ms), options.get("begin", "IMMEDIATE")
        driver: Any = connection.connection.dbapi_connection
        try:
            # By the driver itself: each statement through SQLAlchemy touches ten times as much memory.
            driver.execute(f"PRAGMA busy_timeout = {patience_ms}")
            driver.execute(f"BEGIN {begin}")
        except sqlite3.Error as error:
            raise DBAPIError.instance(f"BEGIN {begin}", None, error, sqlite3.Error) from error


def _write_ahead(connection: Any, busy_timeout_ms: int) -> None:
    """Switch the database to a write-ahead log; wait for others that do the same, which SQLite itself does not."""
    latest = monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > latest:
                raise
            sleep(AGAIN_AFTER_S)
