"""The protocol of an engine, and the sentences about its failures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from app.domain.errors import JournalUnavailable
from app.store.notices import Watch

READERS = 4


class Locked(JournalUnavailable):
    """Another program holds the database, and did not release it while we waited."""


class DatabaseEngine(Protocol):
    """One database of one engine."""

    sql: Engine
    name: str  # names of the database, for sentences
    elsewhere: str  # how another database is chosen, in sentences
    file: Path | None  # of a database that is one
    writers: int  # transactions that write at the same time

    def prepare(self) -> None:
        """Do what comes before the first connection.

        Raises:
            DataUnusable: the database cannot be used at all; the message says why.
        """

    def options(self, *, writes: bool) -> Mapping[str, Any]:
        """Return SQLAlchemy's options for the connection of one transaction."""

    def begun(self, *, writes: bool) -> None:
        """Note that a transaction has begun."""

    def require(self) -> None:
        """Raise JournalUnavailable if the database is not the one that was opened first."""

    def require_kept(self) -> None:
        """Do the same after a write: only data that is still there is acknowledged."""

    def is_of_the_database(self, error: DatabaseError) -> bool:
        """Whether an error is about the database as a whole, and not about the data written."""

    def unavailable(self, error: DatabaseError, *, writes: bool) -> JournalUnavailable:
        """Return the sentence for such an error."""

    def why_unusable(self, error: Exception) -> str:
        """Return the sentence for an error at the start, with what to do."""

    def migrating(self) -> AbstractContextManager[Engine]:
        """Return an engine for migrations."""

    def lock_migrations(self, connection: Connection) -> None:
        """Wait until no other process migrates, in a transaction that holds this off until its end."""

    def lock_servers_out(self, connection: Connection) -> bool:
        """Keep servers from starting until this transaction ends; return False if one runs on the database already."""

    def settle(self) -> None:
        """Remove the traces of deleted rows from the engine's files, as far as the engine allows that."""

    def watch(self) -> Watch | None:
        """Return a watch on the commits of other processes; None if there are none."""


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    """Yield an engine whose connections are closed at the end."""
    try:
        yield engine
    finally:
        engine.dispose()
