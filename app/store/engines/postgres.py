"""PostgreSQL: parallel writers, a server that may go away and return, and sentences about why it is away."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from app.domain.errors import DataUnusable, DiskFull, JournalUnavailable
from app.store.engines.engine import READERS, Locked, disposed
from app.store.engines.postgres_connection import ANSWERED_WITHIN_S, MigratingConnection, PostgresConnection
from app.store.engines.postgres_watch import SERVERS_LOCK, PostgresWatch

OLDEST = 15  # version of PostgreSQL that is still maintained
WRITERS = 4
MIGRATION_LOCK = 0x526F7374  # "Rost"; any number that no other program uses for its own lock
AGAIN_AFTER_S = (0.2, 1.0)  # seconds between two tries to connect, random: a hundred processes must not come at once
# An unreachable server must be noticed within seconds; libpq would wait for minutes.
CONNECTING: Mapping[str, object] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# PostgreSQL itself gives these up: a statement whose process has given it up (`postgres_connection`), and a transaction
# in which a process stands still (stopped, or its machine paused). Both would hold rows that others need.
GIVEN_UP_AFTER_MS: Mapping[str, int] = {"statement_timeout": 60_000, "idle_in_transaction_session_timeout": 30_000}
AWAY = "the database cannot be reached at present; the clocks run on. Try again in a moment"
# By SQLSTATE or the beginning of it, the first that fits: https://www.postgresql.org/docs/current/errcodes-appendix.html
WHY: Mapping[str, str] = {
    "25006": "the database is read-only: it is a standby, or was set so. The address must lead to the primary",
    "53300": "the database has no connection left for this program; raise its max_connections or end other programs",
    "57014": AWAY,  # a statement that was given up
    "57P": AWAY,
    "25P03": AWAY,  # a transaction that stood still
    "3D000": "there is no such database; make it, empty and in UTF-8",
}
# Only the text of a refused connection has its reason: the SQLSTATE of each.
REFUSED: Mapping[str, str] = {
    "too many clients": "53300",
    "too many connections": "53300",
    "slots are reserved": "53300",
    'FATAL:  database "': "3D000",
}
OF_THE_DATABASE = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58", "XX")

log = structlog.get_logger()


class PostgresEngine:
    """One database of a PostgreSQL server."""

    elsewhere = "choose another database with ROSTRUM_DATABASE_URL"
    file: Path | None = None
    writers = WRITERS

    def __init__(self, url: URL, busy_timeout_ms: int) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self.name = f"The database {url.render_as_string(hide_password=True)}"
        # A statement that waits for a lock is answered within this time, too.
        self._retry = Retry(ANSWERED_WITHIN_S + busy_timeout_ms / 1_000)
        self.sql = self._engine({"lock_timeout": busy_timeout_ms, **GIVEN_UP_AFTER_MS})
        event.listen(self.sql, "do_connect", self._retry.connect)

    def prepare(self) -> None:
        with self.sql.connect() as connection:
            version = str(connection.execute(text("SHOW server_version")).scalar())
            # The number, because the name may be "17beta1".
            if int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000 < OLDEST:
                raise DataUnusable(f"{self.name} is PostgreSQL {version}; Rostrum needs {OLDEST} or newer.")
            if connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
                raise DataUnusable(
                    f"{self.name} is read-only: it is a standby, or was set so. Name the primary in the address; with "
                    "several hosts, add target_session_attrs=read-write."
                )

    def options(self, *, writes: bool) -> Mapping[str, Any]:
        # A read of several statements sees one instant, as it does on SQLite.
        # A write leaves it to the database whether it is read-only, on a connection that has read before, too.
        reads = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return {"postgresql_readonly": None} if writes else reads

    def begun(self, *, writes: bool) -> None:
        """Nothing to note."""

    def require(self) -> None:
        """Nothing to check: a PostgreSQL server guards its own files."""

    def require_kept(self) -> None:
        """Nothing, for the same reason."""

    def is_of_the_database(self, error: DatabaseError) -> bool:
        if (state := _state(error)) is None:
            return error.connection_invalidated or isinstance(error, OperationalError)
        return state.startswith(OF_THE_DATABASE)

    def unavailable(self, error: DatabaseError, *, writes: bool) -> JournalUnavailable:  # noqa: ARG002 - for SQLite
        state = _state(error)
        if state == "55P03":
            return Locked("another program holds the database")
        if state == "53100":
            return DiskFull("the disk of the database is full")
        return JournalUnavailable(_why(error))

    def why_unusable(self, error: Exception) -> str:
        why = WHY.get(_state(error) or "", _said(error))
        return f"{self.name} cannot be used: {why}. Nothing was changed. See to that, or {self.elsewhere}."

    def migrating(self) -> AbstractContextManager[Engine]:
        engine = self._engine({})
        event.listen(engine, "do_connect", _connect_to_migrate)
        return disposed(engine)

    def lock_migrations(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})

    def lock_servers_out(self, connection: Connection) -> bool:
        is_alone: bool = connection.execute(
            text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": SERVERS_LOCK}
        ).scalar_one()
        return is_alone

    def settle(self) -> None:
        """Nothing to do: the server vacuums automatically."""

    def watch(self) -> PostgresWatch:
        _, given = self.sql.dialect.create_connect_args(self._url)
        return PostgresWatch({**CONNECTING, **given})

    def _engine(self, waits_ms: Mapping[str, int]) -> Engine:
        given = {name: value for name, value in CONNECTING.items() if name not in self._url.query}
        engine = create_engine(
            self._url,
            poolclass=QueuePool,
            pool_size=READERS + WRITERS,
            pool_pre_ping=True,  # after the server was away, no transaction begins on a dead connection
            hide_parameters=True,
            connect_args=given,
        )

        @event.listens_for(engine, "connect")
        def _connected(connection: Any, _: object) -> None:
            for setting, most_ms in waits_ms.items():
                connection.execute(f"SET {setting} = {most_ms}")
            connection.commit()

        return engine


def _connect_to_migrate(_: object, __: object, arguments: Any, named: Any) -> MigratingConnection:
    connection = MigratingConnection.connect(*arguments, **named)
    connection.another = partial(PostgresConnection.connect, *arguments, **named)
    return connection


class Retry:
    """While the server is away, make one attempt after another instead of one for each request."""

    def __init__(self, answered_within_s: float) -> None:
        self._answered_within_s = answered_within_s
        # Threads connect at the same time, so that both change together: until when nothing is tried (seconds of the
        # monotonic clock), and why.
        self._failed: tuple[float, str] | None = None

    def connect(self, _: object, __: object, arguments: Any, named: Any) -> PostgresConnection:
        """Connect, in place of SQLAlchemy.

        Raises:
            JournalUnavailable: the try before failed a moment ago; nothing was tried.
        """
        if (failed := self._failed) is not None and time.monotonic() < failed[0]:
            raise JournalUnavailable(failed[1])
        try:
            connection = PostgresConnection.connect(*arguments, **named)
        except psycopg.Error as error:
            if self._failed is None:
                log.warning("the database cannot be reached", reason=_said(error))
            self._failed = time.monotonic() + random.uniform(*AGAIN_AFTER_S), _why(error)  # noqa: S311 - chance, not a secret
            raise
        if self._failed is not None:
            log.info("the database can be reached again")
        self._failed = None
        connection.answered_within_s = self._answered_within_s
        return connection


def _state(error: Exception) -> str | None:
    """Return the SQLSTATE of an error; None if the server was not reached."""
    state: str | None = getattr(getattr(error, "orig", error), "sqlstate", None)
    if state is None:
        return next((of for words, of in REFUSED.items() if words in str(error)), None)
    return state


def _why(error: Exception) -> str:
    """Return the reason for people who use the server; it names no host and no user of the database."""
    state = _state(error)
    if state is None:
        return AWAY
    for beginning, sentence in WHY.items():
        if state.startswith(beginning):
            return sentence
    return f"the database says: {_said(error)}"


def _said(error: Exception) -> str:
    """Return what the driver or PostgreSQL said, for those who run the server."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
