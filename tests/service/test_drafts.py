"""Drafts of imports: read once each, two at a time, kept for a while, and few enough for the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import JournalUnavailable, NotFound, Sentence
from app.domain.values import HOUR
from app.formats.imports.corrections import Corrections
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.selection import ImportOutcome
from app.formats.text.notes import Tell
from app.service.draft import Draft
from app.service.drafts import FETCHED_BYTES, KEPT_MS, MOST, MOST_BYTES, SAVING_MS, Drafts
from app.service.fetching import Fetcher
from app.store.database import Database
from app.store.shared.drafts import SqlDrafts
from tests.fakes import START, FakeClock
from tests.migrated import give_tables

TABLE = b"Title,Start,End\nOpening,10:00,10:30\nClosing,10:30,11:00\n"
HINTS = ImportHints(name="programme.csv")
BOUND_S = 60  # reading starts a process


class TickingClock(FakeClock):
    """Is a millisecond later each time it is asked, so that one draft is older than the next."""

    def now(self) -> int:
        self.set(super().now() + 1)
        return super().now()


class NeverArrives(Fetcher):
    """Fetches nothing, so that no process is started to read it."""

    async def fetch(self, address: str) -> bytes:
        await asyncio.Event().wait()
        return b""


@pytest.fixture
async def stored(tmp_path: Path) -> AsyncIterator[SqlDrafts]:
    give_tables(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'rostrum.db'}")
    yield SqlDrafts(database)
    await database.close()


@pytest.fixture
async def waiting(stored: SqlDrafts, clock: FakeClock) -> AsyncIterator[Drafts]:
    """Drafts of files that are still being fetched."""
    drafts = Drafts(stored, clock, NeverArrives())
    yield drafts
    await drafts.close()


@pytest.fixture
async def crowded(stored: SqlDrafts) -> AsyncIterator[Drafts]:
    """The same, each older than the next one."""
    drafts = Drafts(stored, TickingClock(), NeverArrives())
    yield drafts
    await drafts.close()


@pytest.fixture
async def drafts(stored: SqlDrafts, clock: FakeClock) -> AsyncIterator[Drafts]:
    drafts = Drafts(stored, clock)
    yield drafts
    await drafts.close()


@pytest.fixture
async def elsewhere(stored: SqlDrafts, clock: FakeClock) -> AsyncIterator[Drafts]:
    """The same drafts in another process."""
    drafts = Drafts(stored, clock)
    yield drafts
    await drafts.close()


async def add(drafts: Drafts, data: bytes = TABLE, *, pasted: bool = False) -> Draft:
    return await drafts.add(data, HINTS, pasted=pasted)


async def fetched(drafts: Drafts, data: bytes = TABLE) -> Draft:
    return await drafts.add(data, HINTS, pasted=False, address="https://example.org/programme.csv")


async def test_a_file_is_read_apart_and_its_draft_found_by_its_id(drafts: Drafts) -> None:
    draft = await add(drafts)
    assert (await drafts.get(draft.id), draft.is_read) == (draft, False)
    await drafts.wait(draft, BOUND_S)
    assert draft.is_read
    assert draft.programme is not None
    assert (draft.refusal, draft.rows_read) == ("", draft.rows)


async def test_a_file_that_is_no_programme_has_a_refusal_and_keeps_what_was_pasted(drafts: Drafts) -> None:
    draft = await add(drafts, b"\x00\x01\x02" * 50, pasted=True)
    await drafts.wait(draft, BOUND_S)
    assert (draft.programme, draft.is_read) == (None, True)
    assert draft.refusal.endswith(".")
    assert draft.text == "\x00\x01\x02" * 50
    assert draft.pasted


async def test_a_draft_is_read_again_with_other_settings_and_under_its_own_name(drafts: Drafts) -> None:
    draft = await add(drafts)
    await drafts.wait(draft, BOUND_S)
    await drafts.again(draft, ImportHints(name="ignored", zone="Europe/Paris"))
    assert (draft.is_read, draft.recalls, draft.hints.name) == (False, False, "programme.csv")
    await drafts.wait(draft, BOUND_S)
    assert draft.is_read


async def test_settings_with_which_a_file_cannot_be_read_leave_the_former_reading(drafts: Drafts) -> None:
    draft = await add(drafts)
    await drafts.wait(draft, BOUND_S)
    former, hints = draft.programme, draft.hints
    await drafts.again(draft, replace(hints, columns={"title": "", "start": "", "end": ""}))
    await drafts.wait(draft, BOUND_S)
    assert (draft.programme, draft.hints, draft.refusal) == (former, hints, "")
    assert "none of its columns" in draft.not_so


async def test_what_was_unticked_stays_so_where_another_reading_gives_it_another_name(
    drafts: Drafts, stored: SqlDrafts
) -> None:
    table = TABLE.replace(b"End", b"End,Bar").replace(b"30\n", b"30,A\n").replace(b"00\n", b"00,B\n")
    draft = await drafts.add(table, replace(HINTS, columns={"bar": ""}), pasted=False)
    await drafts.wait(draft, BOUND_S)
    assert draft.programme is not None
    (session,) = draft.programme.sessions
    await drafts.correct(draft, Corrections(items_out=frozenset({(session.source, "closing")})))
    await drafts.again(draft, replace(HINTS, columns={"bar": "room"}))
    await drafts.wait(draft, BOUND_S)
    names = [(session.source, item.id) for session in draft.programme.sessions for item in session.items]
    assert draft.corrections.items_out == {names[1]} != {(session.source, "closing")}
    other = Drafts(stored, FakeClock())
    assert (await other.get(draft.id)).corrections == draft.corrections
    await other.close()


async def test_a_draft_is_kept_for_four_hours_and_then_makes_room(waiting: Drafts, clock: FakeClock) -> None:
    old = await fetched(waiting)
    clock.set(START + KEPT_MS)
    await fetched(waiting)
    assert await waiting.get(old.id) is old
    clock.set(START + KEPT_MS + 1)
    await fetched(waiting)
    with pytest.raises(NotFound, match="Upload it again"):
        await waiting.get(old.id)
    assert KEPT_MS == 4 * HOUR


async def test_the_oldest_makes_room_when_there_are_too_many(crowded: Drafts) -> None:
    made = [await fetched(crowded) for _ in range(MOST + 1)]
    with pytest.raises(NotFound):
        await crowded.get(made[0].id)
    assert [await crowded.get(draft.id) for draft in made[1:]] == made[1:]


async def test_the_oldest_make_room_for_a_large_one(crowded: Drafts) -> None:
    half = bytes(MOST_BYTES // 2)
    first, second = await fetched(crowded, half), await fetched(crowded, half)
    assert await crowded.get(first.id) is first
    await fetched(crowded, b"x")
    with pytest.raises(NotFound):
        await crowded.get(first.id)
    assert await crowded.get(second.id) is second


async def test_a_draft_that_made_room_is_read_no_further(crowded: Drafts) -> None:
    draft = await fetched(crowded)
    for _ in range(MOST):
        await fetched(crowded)
    async with asyncio.timeout(BOUND_S):
        await crowded.wait(draft, 2 * BOUND_S)
    assert not draft.is_read


async def test_drafts_are_closed_when_the_last_worker_of_a_reading_has_ended(stored: SqlDrafts) -> None:
    ended: list[str] = []

    class EndsSlowly(Fetcher):
        async def fetch(self, address: str) -> bytes:
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                ended.append(address)
            return b""

    drafts = Drafts(stored, FakeClock(), EndsSlowly())
    draft = await fetched(drafts)
    await asyncio.sleep(0)
    await drafts.again(draft, HINTS)
    await asyncio.sleep(0)
    await drafts.close()
    assert len(ended) == 2


async def test_a_file_of_an_address_is_given_room_before_its_size_is_known(crowded: Drafts) -> None:
    first = await fetched(crowded, bytes(MOST_BYTES - FETCHED_BYTES))
    await fetched(crowded, b"")
    assert await crowded.get(first.id) is first
    second = await fetched(crowded, bytes(MOST_BYTES - FETCHED_BYTES + 1))
    await fetched(crowded, b"")
    with pytest.raises(NotFound):
        await crowded.get(second.id)


async def test_old_drafts_are_deleted_although_no_new_one_comes(waiting: Drafts, clock: FakeClock) -> None:
    old = await fetched(waiting)
    clock.set(START + KEPT_MS)
    await waiting.forget_old()
    assert await waiting.get(old.id) is old
    clock.set(START + KEPT_MS + 1)
    await waiting.forget_old()
    with pytest.raises(NotFound):
        await waiting.get(old.id)


async def test_another_process_reads_the_same_file_with_the_same_settings_and_corrections(
    drafts: Drafts, elsewhere: Drafts
) -> None:
    here = await add(drafts, pasted=True)
    there = await elsewhere.get(here.id)
    await drafts.wait(here, BOUND_S)
    await elsewhere.wait(there, BOUND_S)
    assert there.programme is not None
    assert (there.programme, there.text, there.reading) == (here.programme, here.text, here.reading)
    corrections = Corrections(frozenset({"a"}), frozenset({("b", "1")}), {("b", "2"): {"title": "Water"}}, apart=True)
    await drafts.correct(here, corrections)
    assert (await elsewhere.get(here.id)).corrections == corrections
    await elsewhere.again(there, ImportHints(zone="Asia/Tokyo"))
    assert await drafts.get(here.id) is here
    assert (here.is_read, here.reading, here.corrections) == (False, there.reading, corrections)
    await drafts.wait(here, BOUND_S)
    await elsewhere.wait(there, BOUND_S)
    assert here.programme is not None
    assert here.programme.timezone == "Asia/Tokyo"


async def test_a_draft_that_made_room_in_the_database_is_gone_in_each_process(
    crowded: Drafts, elsewhere: Drafts
) -> None:
    old = await fetched(crowded)
    elsewhere.fetcher = NeverArrives()
    assert (await elsewhere.get(old.id)).id == old.id
    for _ in range(MOST):
        await fetched(crowded)
    with pytest.raises(NotFound):
        await elsewhere.get(old.id)


async def test_one_process_saves_a_draft_and_the_other_shows_how_far_it_is(waiting: Drafts, elsewhere: Drafts) -> None:
    elsewhere.fetcher = NeverArrives()
    here = await fetched(waiting)
    there = await elsewhere.get(here.id)
    released, runs = asyncio.Event(), []

    async def run(tell: Tell) -> list[ImportOutcome]:
        runs.append("begun")
        tell(20, 55)
        async with asyncio.timeout(BOUND_S):
            await released.wait()
        return [ImportOutcome("a", "A", "refused", Sentence("There is no speaker {id}.", id="p1"))]

    await waiting.save(here, run)
    await elsewhere.save(there, run)
    assert (there.sessions > 0, len(runs)) == (True, 1)
    released.set()
    # The reading never ends, so the drafts are not asked to wait.
    async with asyncio.timeout(BOUND_S):
        while (done := await elsewhere.get(here.id)).sessions:  # noqa: ASYNC110 - a draft announces nothing
            await asyncio.sleep(0.001)
    assert [(one.slug, one.reason) for one in done.outcomes] == [("a", "There is no speaker p1.")]
    (outcome,) = done.outcomes
    assert isinstance(outcome.reason, Sentence)
    assert outcome.reason.text == "There is no speaker {id}."


async def test_another_process_says_when_the_one_that_saved_has_ended(
    waiting: Drafts, elsewhere: Drafts, clock: FakeClock
) -> None:
    elsewhere.fetcher = NeverArrives()
    here = await fetched(waiting)

    async def run(_: Tell) -> list[ImportOutcome]:
        await asyncio.Event().wait()
        return []

    await waiting.save(here, run)
    await waiting.close()
    assert (await elsewhere.get(here.id)).sessions > 0
    clock.set(START + SAVING_MS)
    there = await elsewhere.get(here.id)
    assert there.sessions == 0
    assert isinstance(there.unsaved, JournalUnavailable)
    assert "has ended" in str(there.unsaved)
