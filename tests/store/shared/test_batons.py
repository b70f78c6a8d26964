"""Of two processes that pass a baton at once, one does, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from app.store.database import Database
from app.store.notices import ChangeNotice, SqlNotices, Topic
from app.store.shared.batons import Holding, SqlBatons
from tests.fakes import START

FIRST = Holding(1, "console-1", "Ada", "link", START, True, "a")


async def test_a_baton_moves_from_epoch_to_epoch(database: Database) -> None:
    batons = SqlBatons(database)
    assert await batons.read("session-v") is None
    assert await batons.take("session-v", FIRST)
    second = replace(FIRST, epoch=2, holder="console-2", link=None, process="b")
    assert await batons.take("session-v", second)
    for late in (FIRST, second, replace(FIRST, epoch=4)):
        assert not await batons.take("session-v", late)
    assert await batons.read("session-v") == second


async def test_of_two_processes_that_take_it_at_once_one_does(database: Database, other: Database) -> None:
    for epoch in range(1, 6):
        here, there = replace(FIRST, epoch=epoch), replace(FIRST, epoch=epoch, holder="console-2", process="b")
        taken = await asyncio.gather(
            SqlBatons(database).take("session-v", here), SqlBatons(other).take("session-v", there)
        )
        assert sorted(taken) == [False, True]
        assert await SqlBatons(other).read("session-v") == (here if taken[0] else there)


async def test_a_move_is_announced_and_a_lost_one_is_not(notices: SqlNotices, other: Database) -> None:
    batons = SqlBatons(other)
    assert await batons.take("session-v", FIRST)
    assert await notices.take() == [ChangeNotice(Topic.BATON, "session-v")]
    assert not await batons.take("session-v", FIRST)
    assert await batons.take("session-w", replace(FIRST, process="b"))
    assert await notices.take() == [ChangeNotice(Topic.BATON, "session-w")]
