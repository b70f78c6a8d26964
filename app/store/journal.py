"""The journal of one session in the database, with what is stored beside it: names, scripts, messages to receivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.domain.codec import UnknownEvent, decode, encode, encode_apart
from app.domain.errors import SeqTaken, UnreadableJournal
from app.domain.messages.events import Record, ScriptSet
from app.domain.state.session import Session as SessionState
from app.domain.views.summary import Summary
from app.store.database import Database
from app.store.notices import ChangeNotice, Topic, announce
from app.store.summaries import write_summary
from app.store.tables import JournalRow, NameRow, ScriptRow
from app.store.webhooks.deliveries import queue_deliveries

_INSERT = insert(JournalRow.__table__)  # type: ignore[attr-defined]  # SQLModel does not declare it


class SqlJournal:
    """Append-only, with what is stored beside it; the primary key refuses the second of two writers of one seq."""

    def __init__(self, database: Database, slug: str) -> None:
        self._database = database
        self._slug = slug

    async def append(
        self, records: Sequence[Record], summary: Summary | None = None, after: SessionState | None = None
    ) -> None:
        if not records:
            return
        rows = [{"session": self._slug, **encode(record)} for record in records]
        scripts = [(record, record.event) for record in records if isinstance(record.event, ScriptSet)]
        named = [record for record in records if not isinstance(record.event, ScriptSet)]
        names = [{"session": self._slug, **apart} for record in named if (apart := encode_apart(record))]

        def work(connection: Connection) -> None:
            connection.execute(_INSERT, rows)
            if names:
                connection.execute(insert(NameRow), names)
            for record, event in scripts:
                self._replace_script(connection, record, event)
            if summary is not None:
                write_summary(connection, summary)
            if after is not None:
                queue_deliveries(connection, after, records)
            announce(connection, ChangeNotice(Topic.JOURNAL, self._slug, records[-1].seq))

        try:
            await self._database.append(work)
        except IntegrityError as error:
            raise SeqTaken from error

    async def read(self, after: int = 0) -> list[Record]:
        query = (
            select(
                *JournalRow.__table__.columns,  # type: ignore[attr-defined]  # SQLModel does not declare it
                col(NameRow.name),
                col(NameRow.affiliation),
                col(ScriptRow.script),
            )
            .outerjoin(NameRow, and_(col(NameRow.session) == JournalRow.session, col(NameRow.seq) == JournalRow.seq))
            .outerjoin(
                ScriptRow, and_(col(ScriptRow.session) == JournalRow.session, col(ScriptRow.seq) == JournalRow.seq)
            )
            .where(col(JournalRow.session) == self._slug, col(JournalRow.seq) > after)
            .order_by(col(JournalRow.seq))
        )

        def work(session: Session) -> list[Record]:
            return [self._decoded(dict(row)) for row in session.connection().execute(query).mappings()]

        return await self._database.read(work)

    def _replace_script(self, connection: Connection, record: Record, event: ScriptSet) -> None:
        """Store a script in place of the one before; a removed or replaced text is not in the database any more."""
        place = f"{event.segment}/{event.speaker}"
        former = delete(ScriptRow).where(col(ScriptRow.session) == self._slug, col(ScriptRow.place) == place)
        connection.execute(former)
        if (apart := encode_apart(record)) is not None:
            row = {"session": self._slug, "place": place, "kept": event.kept, **apart}
            connection.execute(insert(ScriptRow), [row])

    def _decoded(self, row: dict[str, Any]) -> Record:
        try:
            return decode(row)
        except UnknownEvent as error:
            raise UnreadableJournal(self._slug, str(error)) from error
        except (ValueError, TypeError, KeyError) as error:
            # The error's text may hold what people wrote.
            raise UnreadableJournal(self._slug, f"record {row['seq']} is damaged") from error
