"""Check stored data: the file, its references, every journal from its first record to its last, and the summaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool
from sqlmodel import col

from app.domain.codec import UnknownEvent, decode
from app.domain.messages.events import Record
from app.domain.state.fold import fold
from app.domain.views.summary import Summary, summarise
from app.store.database import engine_of, newest_version, version_of
from app.store.engines.engine import disposed
from app.store.summaries import read_summary
from app.store.tables import JournalRow, SessionRow

MOST_TOLD = 20  # findings of one kind; a broken file has thousands, which say the same
SQLITE = "sqlite:///"


class UnreadableDatabase(Exception):
    """There is no database, or the file is not one."""


@dataclass(frozen=True, slots=True)
class SessionReport:
    """One session: the number of records, the state they fold to (None: they do not), and the problems."""

    slug: str
    records: int
    state: str | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatabaseReport:
    """The result of a check. `problems` are those of the database as a whole."""

    version: str | None
    sessions: tuple[SessionReport, ...]
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not self.problems and not any(session.problems for session in self.sessions)


def check(url: str, *, with_sessions: bool = True) -> DatabaseReport:
    """Read everything and change nothing; a server may be writing meanwhile.

    Args:
        url: of the database.
        with_sessions: read the journals too, which needs the tables of this program's version.

    Raises:
        UnreadableDatabase: it cannot be opened, or is no database of Rostrum.
    """
    with disposed(_read_only(url)) as engine:
        try:
            with engine.connect() as connection:
                return _report(connection, with_sessions=with_sessions)
        except DatabaseError as error:
            raise UnreadableDatabase(f"it cannot be read as a database: {error.orig}") from error


def _read_only(url: str) -> Engine:
    """Return an engine that reads the database as of one instant; a missing file is not created."""
    if not url.startswith(SQLITE):
        engine = engine_of(url)
        return engine.sql.execution_options(**engine.options(writes=False))
    path = Path(url.removeprefix(SQLITE))
    if not path.is_file():
        raise UnreadableDatabase(f"there is no file {path}")
    return create_engine(f"{SQLITE}file:{path.absolute()}?mode=ro&uri=true", poolclass=NullPool)


def _report(connection: Connection, *, with_sessions: bool) -> DatabaseReport:
    problems = list(_damage(connection)) if connection.dialect.name == "sqlite" else []
    if (version := version_of(connection)) is None:
        raise UnreadableDatabase("it is not a database of Rostrum")
    if not with_sessions:
        return DatabaseReport(version, (), tuple(problems))
    if version != newest_version():
        problems.append(
            f"Its version is {version}, that of this program {newest_version()}; migrate brings it up to date."
        )
        return DatabaseReport(version, (), tuple(problems))
    slugs = connection.execute(select(col(SessionRow.slug)).order_by(col(SessionRow.slug))).scalars().all()
    return DatabaseReport(version, tuple(_session(connection, slug) for slug in slugs), tuple(problems))


def _damage(connection: Connection) -> Iterator[str]:
    """Yield the damage that SQLite itself reports."""
    for (line,) in connection.execute(text(f"PRAGMA integrity_check({MOST_TOLD})")):
        if line != "ok":
            yield f"The file is damaged: {line}"
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST_TOLD):
        yield f"Row {row} of {table} refers to {parent} that is not there"


def _session(connection: Connection, slug: str) -> SessionReport:
    table = JournalRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = select(*table.columns).where(table.c.session == slug).order_by(table.c.seq)
    rows = connection.execute(query).all()
    problems = [*_gaps([row.seq for row in rows]), *_steps_back(rows)]
    records, undecodable = _decoded(rows)
    problems += undecodable
    state = None
    if not undecodable:
        try:
            state = str((session := fold(records)).status)
            problems += _differences(read_summary(connection, slug), summarise(session))
        except Exception as error:  # any error that a damaged record causes is a result of this check
            problems.append(f"its records do not add up to a session: {type(error).__name__}: {error}")
    return SessionReport(slug, len(rows), state, tuple(problems[:MOST_TOLD]))


def _differences(stored: Summary | None, computed: Summary) -> Iterator[str]:
    """Yield the difference between a stored summary and the one that the journal makes, except the seq."""
    if stored is None:
        yield "its line in the lists is missing; opening the session makes it again"
    elif different := stored.different(computed):
        yield f"its line in the lists is wrong about {', '.join(different)}; opening the session makes it again"


def _gaps(seqs: list[int]) -> Iterator[str]:
    if not seqs:
        yield "its journal is empty"
    for expected, seq in enumerate(seqs, 1):
        if seq != expected:
            yield f"record {expected} is missing; the next one is {seq}"
            return


def _steps_back(rows: Any) -> Iterator[str]:
    for before, after in pairwise(rows):
        if after.at_ms < before.at_ms:
            yield f"record {after.seq} is {before.at_ms - after.at_ms} ms older than the one before it"


def _decoded(rows: Any) -> tuple[list[Record], list[str]]:
    records, problems = [], []
    for row in rows:
        try:
            records.append(decode(row._mapping))
        except UnknownEvent as error:
            problems.append(str(error))
        except (ValueError, TypeError, KeyError) as error:
            problems.append(f"record {row.seq} cannot be read: {type(error).__name__}: {error}")
    return records, problems
