"""A lease is held by one process, on both engines, and ends with its time."""

from __future__ import annotations

import asyncio

from app.domain.values import MINUTE
from app.store.database import Database
from app.store.shared.leases import SqlLeases
from tests.fakes import START


async def test_one_process_has_a_lease_until_its_time_is_over_or_it_gives_it_back(
    database: Database, other: Database
) -> None:
    here, there = SqlLeases(database), SqlLeases(other)
    assert await here.take("deletion", "a", START, MINUTE)
    assert not await there.take("deletion", "b", START + MINUTE - 1, MINUTE)
    assert await there.take("another work", "b", START, MINUTE)
    assert await there.take("deletion", "b", START + MINUTE, MINUTE)
    await here.give_back("deletion", "a")
    assert not await here.take("deletion", "a", START + MINUTE, MINUTE)
    await there.give_back("deletion", "b")
    assert await here.take("deletion", "a", START + MINUTE, MINUTE)


async def test_its_process_extends_a_lease(database: Database, other: Database) -> None:
    here, there = SqlLeases(database), SqlLeases(other)
    assert await here.take("deletion", "a", START, MINUTE)
    assert await here.take("deletion", "a", START + MINUTE - 1, MINUTE)
    assert not await there.take("deletion", "b", START + MINUTE, MINUTE)


async def test_of_processes_that_take_a_lease_at_once_one_gets_it(database: Database, other: Database) -> None:
    takers = [SqlLeases((database, other)[n % 2]).take("deletion", f"process {n}", START, MINUTE) for n in range(8)]
    assert sorted(await asyncio.gather(*takers)) == [*[False] * 7, True]
