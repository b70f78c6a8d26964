"""Drafts of imports are the same for all processes, on both engines."""

from __future__ import annotations

from app.store.database import Database
from app.store.shared.drafts import DraftLimits, SqlDrafts, StoredDraft
from tests.fakes import START

LIMITS = DraftLimits(kept_ms=1_000, most=3, most_bytes=100)


def draft(id_: str, at_ms: int = START) -> StoredDraft:
    return StoredDraft(id_, at_ms, 0, "{}")


async def test_a_draft_and_its_file_are_those_of_both_processes(database: Database, other: Database) -> None:
    here, there = SqlDrafts(database), SqlDrafts(other)
    await here.add(draft("a"), b"\x00file", 5, LIMITS)
    assert (await there.read("a"), await there.data("a")) == (draft("a"), b"\x00file")
    assert (await there.read("b"), await there.data("b")) == (None, None)


async def test_of_two_that_change_a_draft_at_once_one_does(database: Database, other: Database) -> None:
    here, there = SqlDrafts(database), SqlDrafts(other)
    await here.add(draft("a"), b"", 0, LIMITS)
    assert await here.keep("a", 1, "here")
    assert not await there.keep("a", 1, "there")
    assert await here.read("a") == StoredDraft("a", START, 1, "here")
    assert await there.keep("a", 2, "there")
    assert not await here.keep("b", 1, "there is none")


async def test_the_oldest_make_room(database: Database) -> None:
    drafts = SqlDrafts(database)

    async def left() -> list[str]:
        return [id_ for id_ in "abcdefg" if await drafts.read(id_) is not None]

    for number, id_ in enumerate("abcd"):
        await drafts.add(draft(id_, START + number), b"", 10, LIMITS)
    assert await left() == ["b", "c", "d"]
    await drafts.add(draft("e", START + 4), b"", 80, LIMITS)
    assert await left() == ["c", "d", "e"]
    await drafts.add(draft("f", START + 5), b"", 20, LIMITS)
    assert await left() == ["e", "f"]
    await drafts.add(draft("g", START + 1_005), b"", 0, LIMITS)
    assert await left() == ["f", "g"]
    await drafts.forget(START + 1_005)
    assert await left() == ["g"]
