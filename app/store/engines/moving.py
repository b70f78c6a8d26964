"""Move all rows of a database into another one, of any engine: every row, proven equal, or nothing at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from app.store.database import engine_of
from app.store.engines.engine import DatabaseEngine, disposed
from app.store.tables import OF_PROCESSES, JournalRow, SessionRow

AT_ONCE = 1_000  # rows
# Rows come after the rows that they refer to.
TABLES = [table for table in SQLModel.metadata.sorted_tables if table.name not in OF_PROCESSES]


class CannotMove(Exception):
    """Nothing was changed; the message gives the reason and the remedy."""


@dataclass(slots=True)
class Rows:
    """Rows of one table: how many, and a sum that is the same for the same rows in any order."""

    count: int = 0
    sum: int = field(default=0, repr=False)

    def add(self, rows: Iterable[Row[Any]]) -> None:
        """Count these too."""
        for row in rows:
            digest = hashlib.sha256(repr(tuple(row)).encode()).digest()
            self.count, self.sum = self.count + 1, (self.sum + int.from_bytes(digest)) % 2**256


@dataclass(frozen=True, slots=True)
class Moved:
    """The contents of the other database after a move."""

    sessions: int
    records: int


def move(source: str, target: str) -> Moved:
    """Copy all rows as of one instant, and compare them before the copy counts.

    Args:
        source: the address of a database of this program's version; nothing of it changes.
        target: that of another one, with the same tables and without rows.

    Raises:
        CannotMove: a row is there already, a server runs on the target, or one of them cannot be used.
    """
    origin, goal = engine_of(source), engine_of(target)
    try:
        with disposed(origin.sql), disposed(goal.sql), _reading(origin) as reader, _writing(goal) as writer:
            _require_unused(goal, writer)
            moved = {table.name: _move(table, reader, writer) for table in TABLES}
            writer.commit()
    except DatabaseError as error:
        raise CannotMove(f"Nothing was changed: {error.orig}.") from error
    return Moved(moved[_name(SessionRow)].count, moved[_name(JournalRow)].count)


@contextmanager
def _reading(engine: DatabaseEngine) -> Iterator[Connection]:
    with engine.sql.execution_options(**engine.options(writes=False)).connect() as connection:
        yield connection


@contextmanager
def _writing(engine: DatabaseEngine) -> Iterator[Connection]:
    """Open a connection whose rows are kept only if all of them are committed."""
    with engine.sql.execution_options(**engine.options(writes=True)).connect() as connection:
        yield connection


def _require_unused(engine: DatabaseEngine, connection: Connection) -> None:
    if not engine.lock_servers_out(connection):
        raise CannotMove(f"A server runs on {engine.name}. Stop it first. Nothing was changed.")
    if filled := [table.name for table in TABLES if connection.execute(select(table).limit(1)).first()]:
        raise CannotMove(
            f"{engine.name} is not empty: there are rows in {', '.join(filled)}. Nothing was changed. Name another one."
        )


def _move(table: Table, reader: Connection, writer: Connection) -> Rows:
    """Copy one table, read the copy, and return its rows.

    Raises:
        CannotMove: they are not the same.
    """
    was, now = Rows(), Rows()
    for rows in _batches(table, reader):
        was.add(rows)
        writer.execute(insert(table), [dict(row._mapping) for row in rows])
    for rows in _batches(table, writer):
        now.add(rows)
    if was != now:
        raise CannotMove(f"The rows of {table.name} did not come over as they were. Nothing was changed.")
    _go_on_counting(table, writer)
    return now


def _batches(table: Table, connection: Connection) -> Iterator[list[Row[Any]]]:
    with connection.execute(select(table), execution_options={"yield_per": AT_ONCE}) as rows:
        yield from map(list, rows.partitions())


def _go_on_counting(table: Table, connection: Connection) -> None:
    """Let PostgreSQL's own numbers continue after the moved ones."""
    number = table.autoincrement_column
    if number is None or connection.dialect.name != "postgresql":
        return
    highest = connection.execute(select(func.max(number))).scalar()
    if highest is not None:
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        connection.execute(select(func.setval(sequence, highest)))


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)
