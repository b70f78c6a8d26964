"""A journal in memory, with the guarantees of a stored one except durability; for rehearsals and tests."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import SeqTaken
from app.domain.messages.events import Record
from app.domain.state.session import Session
from app.domain.views.summary import Summary


class MemoryJournal:
    """One session's journal, lost when the process ends; no list shows the session, and no receiver is told."""

    def __init__(self, records: Sequence[Record] = ()) -> None:
        self._records = list(records)

    async def append(
        self,
        records: Sequence[Record],
        summary: Summary | None = None,  # noqa: ARG002
        after: Session | None = None,  # noqa: ARG002
    ) -> None:
        if not records:
            return
        keys = {record.key for record in self._records if record.key is not None}
        if records[0].seq != len(self._records) + 1 or any(record.key in keys for record in records):
            raise SeqTaken
        self._records.extend(records)

    async def read(self, after: int = 0) -> list[Record]:
        return self._records[after:]
