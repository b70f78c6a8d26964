"""A journal in memory keeps the promises of a stored one; `tests/store` holds both to one contract."""

from __future__ import annotations

import pytest

from app.domain.errors import SeqTaken
from app.domain.messages import events as e
from app.service.memory_journal import MemoryJournal
from tests.fakes import START, created, plan

FIRST = created(plan(1))


def record(seq: int, key: str | None = None) -> e.Record:
    return e.Record(seq, START + seq, "Chair", "moderator", key, "cue", e.SegmentCued("t1"))


async def test_records_are_read_in_order_from_a_seq_on() -> None:
    journal = MemoryJournal([FIRST])
    await journal.append([record(2, "a"), record(3)])
    await journal.append([])
    assert await journal.read() == [FIRST, record(2, "a"), record(3)]
    assert await journal.read(2) == [record(3)]


@pytest.mark.parametrize("late", [[record(2)], [record(4)], [record(3, "a")], [record(3), record(4, "a")]])
async def test_a_seq_or_a_key_that_is_taken_stores_nothing(late: list[e.Record]) -> None:
    journal = MemoryJournal([FIRST, record(2, "a")])
    with pytest.raises(SeqTaken):
        await journal.append(late)
    assert await journal.read() == [FIRST, record(2, "a")]


async def test_it_is_no_longer_the_list_that_it_was_made_of() -> None:
    records = [FIRST]
    journal = MemoryJournal(records)
    await journal.append([record(2)])
    assert records == [FIRST]
