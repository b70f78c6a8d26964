"""Drafts of imports: read once each, two at a time, kept for a while, and few enough for the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.domain.errors import NotFound
from app.domain.values import HOUR
from app.formats.imports.found.findings import ImportHints
from app.service.drafts import FETCHED_BYTES, KEPT_MS, MOST, MOST_BYTES, Draft, Drafts
from app.service.fetching import Fetcher
from tests.fakes import START

TABLE = b"Title,Start,End\nOpening,10:00,10:30\nClosing,10:30,11:00\n"
HINTS = ImportHints(name="programme.csv")
BOUND_S = 60  # reading starts a process


class NeverArrives(Fetcher):
    """Fetches nothing, so that no process is started to read it."""

    async def fetch(self, address: str) -> bytes:
        await asyncio.Event().wait()
        return b""


@pytest.fixture
async def waiting() -> AsyncIterator[Drafts]:
    """Drafts of files that are still being fetched."""
    drafts = Drafts(NeverArrives())
    yield drafts
    drafts.close()


@pytest.fixture
async def drafts() -> AsyncIterator[Drafts]:
    drafts = Drafts()
    yield drafts
    drafts.close()


def add(drafts: Drafts, data: bytes = TABLE, *, pasted: bool = False) -> Draft:
    return drafts.add(data, HINTS, pasted=pasted, now=START)


def fetched(drafts: Drafts, data: bytes = TABLE, now: int = START) -> Draft:
    return drafts.add(data, HINTS, pasted=False, now=now, address="https://example.org/programme.csv")


async def test_a_file_is_read_apart_and_its_draft_found_by_its_id(drafts: Drafts) -> None:
    draft = add(drafts)
    assert (drafts.get(draft.id), draft.is_read) == (draft, False)
    await drafts.wait(draft, BOUND_S)
    assert draft.is_read
    assert draft.programme is not None
    assert (draft.refusal, draft.rows_read) == ("", draft.rows)


async def test_a_file_that_is_no_programme_has_a_refusal_and_keeps_what_was_pasted(drafts: Drafts) -> None:
    draft = add(drafts, b"\x00\x01\x02" * 50, pasted=True)
    await drafts.wait(draft, BOUND_S)
    assert (draft.programme, draft.is_read) == (None, True)
    assert draft.refusal.endswith(".")
    assert draft.text == "\x00\x01\x02" * 50
    assert draft.pasted


async def test_a_draft_is_read_again_with_other_settings_and_under_its_own_name(drafts: Drafts) -> None:
    draft = add(drafts)
    await drafts.wait(draft, BOUND_S)
    drafts.again(draft, ImportHints(name="ignored", zone="Europe/Paris"))
    assert (draft.is_read, draft.recalls, draft.hints.name) == (False, False, "programme.csv")
    await drafts.wait(draft, BOUND_S)
    assert draft.is_read


async def test_a_draft_is_kept_for_four_hours_and_then_makes_room(waiting: Drafts) -> None:
    old = fetched(waiting)
    fetched(waiting, now=START + KEPT_MS)
    assert waiting.get(old.id) is old
    fetched(waiting, now=START + KEPT_MS + 1)
    with pytest.raises(NotFound, match="Upload it again"):
        waiting.get(old.id)
    assert KEPT_MS == 4 * HOUR


async def test_the_oldest_makes_room_when_there_are_too_many(waiting: Drafts) -> None:
    made = [fetched(waiting) for _ in range(MOST + 1)]
    with pytest.raises(NotFound):
        waiting.get(made[0].id)
    assert all(waiting.get(draft.id) is draft for draft in made[1:])


async def test_the_oldest_make_room_for_a_large_one(waiting: Drafts) -> None:
    half = bytes(MOST_BYTES // 2)
    first, second = fetched(waiting, half), fetched(waiting, half)
    assert waiting.get(first.id) is first
    fetched(waiting, b"x")
    with pytest.raises(NotFound):
        waiting.get(first.id)
    assert waiting.get(second.id) is second


async def test_a_draft_that_made_room_is_read_no_further(waiting: Drafts) -> None:
    draft = fetched(waiting)
    for _ in range(MOST):
        fetched(waiting)
    async with asyncio.timeout(BOUND_S):
        await waiting.wait(draft, 2 * BOUND_S)
    assert not draft.is_read


async def test_a_file_of_an_address_is_given_room_before_its_size_is_known(waiting: Drafts) -> None:
    first = fetched(waiting, bytes(MOST_BYTES - FETCHED_BYTES))
    fetched(waiting, b"")
    assert waiting.get(first.id) is first
    second = fetched(waiting, bytes(MOST_BYTES - FETCHED_BYTES + 1))
    fetched(waiting, b"")
    with pytest.raises(NotFound):
        waiting.get(second.id)
