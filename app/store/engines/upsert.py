"""Insert rows that may exist already, in one statement: another process may insert one after a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal
from sqlmodel import SQLModel

Row = Mapping[str, Any]


def insert_missing(connection: Connection, table: type[SQLModel], rows: Sequence[Row], key: Sequence[str]) -> None:
    """Insert the rows whose keys are missing; existing rows stay."""
    connection.execute(_insert(connection, table).on_conflict_do_nothing(index_elements=key), rows)


def insert_if_missing(connection: Connection, table: type[SQLModel], row: Row, key: Sequence[str] | None) -> bool:
    """Insert a row if its key (None: each of its keys) is missing; return whether it was inserted."""
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=key)
    return connection.execute(statement.returning(literal(1)), row).first() is not None


def insert_or_replace(connection: Connection, table: type[SQLModel], row: Row, key: Sequence[str]) -> None:
    """Insert a row, replacing the one with this key."""
    statement = _insert(connection, table)
    new = {name: statement.excluded[name] for name in row if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=new), [row])


def insert_or_replace_if(
    connection: Connection, table: type[SQLModel], row: Row, key: Sequence[str], still: ColumnElement[bool]
) -> bool:
    """Insert a row, or replace the one with this key if it meets a condition; return whether either was done."""
    statement = _insert(connection, table)
    new = {name: statement.excluded[name] for name in row if name not in key}
    replacing = statement.on_conflict_do_update(index_elements=key, set_=new, where=still)
    return connection.execute(replacing.returning(literal(1)), row).first() is not None


def _insert(connection: Connection, table: type[SQLModel]) -> Any:
    """Return the engine's own insert, which has the clause for existing rows."""
    # Not at the top: the connection has imported its own dialect, and the other one takes a while.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
