"""Loading a journal: the state of a fold at once, with turns for the event loop and a garbage collector at rest."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest

from app.domain.messages import commands as c
from app.domain.messages.events import Record
from app.domain.state.fold import fold
from app.domain.state.history import History
from app.service.loading import LONG, folded, left_alone, take_in
from tests.fakes import Scene


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    assert gc.isenabled()
    yield
    gc.enable()
    gc.unfreeze()


def hour(grants: int) -> list[Record]:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    first, last = scene.records[:-1], scene.records[-1]
    more = [
        Record(last.seq + 1 + n, last.at_ms, "Chair", "moderator", f"k{n}", "flash_stage", flashed)
        for n, flashed in enumerate(scene.send(c.FlashStage()) * grants)
    ]
    return [*first, last, *more]


async def test_a_journal_is_folded_as_at_once() -> None:
    records = hour(50)
    history = await folded(records)
    assert (history.session, history.records) == (fold(records), records)


async def test_further_records_are_taken_in() -> None:
    records = hour(50)
    history = History()
    await take_in(history, records[:10])
    await take_in(history, records[10:])
    assert history.session == fold(records)


async def test_the_event_loop_has_turns_while_a_long_journal_is_folded() -> None:
    loading = asyncio.create_task(folded(hour(LONG)))
    turns = 0
    while not loading.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 2
    assert gc.get_freeze_count() > LONG


async def test_a_short_journal_is_examined_by_the_garbage_collector_as_ever() -> None:
    before = gc.get_freeze_count()
    await folded(hour(5))
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, before)


async def test_records_that_are_no_journal_are_refused_and_the_collector_goes_on() -> None:
    with pytest.raises(ValueError, match="session_created"):
        await folded(hour(1)[1:])
    assert gc.isenabled()


def test_the_collector_rests_until_the_end_of_the_outermost_block() -> None:
    with left_alone():
        with left_alone():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
