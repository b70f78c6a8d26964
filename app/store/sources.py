"""Sources: which session an import made of what, so that importing the same file again updates that session."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlmodel import Session, col, select

from app.formats.imports.found.findings import ImportHints
from app.store.database import Database
from app.store.engines.upsert import insert_or_replace
from app.store.tables import ImportColumnsRow, SourceRow

AT_ONCE = 500  # names in one query


@dataclass(frozen=True, slots=True)
class Origin:
    """The https address of a file, and the settings with which it was read."""

    address: str
    hints: ImportHints


@dataclass(frozen=True, slots=True)
class Source:
    """A session's name in its file, the ids of everything in the session that came from there, and the file's origin.

    `origin` is None for a file that was sent.
    """

    source: str
    slug: str
    ids: frozenset[str]
    origin: Origin | None = None


_ORIGIN = TypeAdapter(Origin)


class Sources:
    """The sources of one server's sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, names: Iterable[str]) -> dict[str, Source]:
        """Return the sources of those names that were imported before."""
        wanted = list(dict.fromkeys(names))

        def work(session: Session) -> dict[str, Source]:
            sources: dict[str, Source] = {}
            for at in range(0, len(wanted), AT_ONCE):
                query = select(SourceRow).where(col(SourceRow.source).in_(wanted[at : at + AT_ONCE]))
                sources |= {row.source: _source(row) for row in session.exec(query)}
            return sources

        return await self._database.read(work)

    async def of_session(self, slug: str) -> list[Source]:
        """Return the sources of a session that have an origin, the newest last."""

        def work(session: Session) -> list[Source]:
            query = select(SourceRow).where(col(SourceRow.slug) == slug, col(SourceRow.origin) != "")
            return [_source(row) for row in session.exec(query.order_by(col(SourceRow.at_ms)))]

        return await self._database.read(work)

    async def keep(self, sources: Sequence[Source], at_ms: int) -> None:
        """Store sources, or their new ids and origins.

        Stored before the sessions themselves: if the server dies in between, the next import makes the sessions there.
        """
        rows = [
            {
                "source": source.source,
                "slug": source.slug,
                "ids": json.dumps(sorted(source.ids)),
                "at_ms": at_ms,
                "origin": _origin_text(source.origin),
            }
            for source in sources
        ]

        def work(session: Session) -> None:
            for row in rows:
                insert_or_replace(session.connection(), SourceRow, row, ("source",))

        if rows:
            await self._database.write(work)

    async def columns(self, headings: Iterable[str]) -> dict[str, str]:
        """Return the fields that an organiser set for a table with these headings, by heading; empty if none did."""
        key = _digest(headings)

        def work(session: Session) -> dict[str, str]:
            row = session.get(ImportColumnsRow, key)
            return json.loads(row.columns) if row is not None else {}

        return await self._database.read(work)

    async def keep_columns(self, headings: Iterable[str], columns: Mapping[str, str], at_ms: int) -> None:
        """Store the fields that an organiser set for a table with these headings."""
        row = {"headings": _digest(headings), "columns": json.dumps(dict(columns)), "at_ms": at_ms}

        def work(session: Session) -> None:
            insert_or_replace(session.connection(), ImportColumnsRow, row, ("headings",))

        await self._database.write(work)


def _digest(headings: Iterable[str]) -> str:
    """Return one key for a set of headings, in any order."""
    return hashlib.blake2s("\n".join(sorted(set(headings))).encode(), digest_size=16).hexdigest()


def _source(row: SourceRow) -> Source:
    return Source(row.source, row.slug, frozenset(json.loads(row.ids)), _origin(row.origin))


def _origin_text(origin: Origin | None) -> str:
    return to_json(origin).decode() if origin is not None else ""


def _origin(text: str) -> Origin | None:
    return _ORIGIN.validate_json(text) if text else None
