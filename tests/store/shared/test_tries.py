"""Tries count in all processes together, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlmodel import select

from app.store.database import Database
from app.store.shared.tries import Bucket, SqlTries
from app.store.tables import TryRow
from tests.fakes import START

PLACE = Bucket("place 192.0.2.1", 3, 1_000)
OVERALL = Bucket("overall", 5, 100)


async def rows(database: Database) -> int:
    return await database.read(lambda session: len(session.exec(select(TryRow.key)).all()))


async def test_a_burst_and_then_one_at_a_time_counted_over_all_processes(database: Database, other: Database) -> None:
    here, there = SqlTries(database), SqlTries(other)
    for tries in (here, there, here):
        assert await tries.take([PLACE], START) == 0
    assert await there.take([PLACE], START) == 1_000
    assert await there.take([PLACE], START + 999) == 1
    assert await here.take([PLACE], START + 1_000) == 0
    await there.give_back([PLACE])
    assert await here.take([PLACE], START + 1_000) == 0


async def test_a_try_counts_in_all_buckets_or_in_none(database: Database) -> None:
    tries = SqlTries(database)
    for n in range(5):
        assert await tries.take([Bucket(f"place {n}", 3, 1_000), OVERALL], START) == 0
    assert await tries.take([PLACE, OVERALL], START) == 100
    assert await rows(database) == 6
    for _ in range(3):
        assert await tries.take([PLACE], START) == 0


async def test_the_first_tries_of_two_processes_at_once_are_all_counted(database: Database, other: Database) -> None:
    for place in (replace(PLACE, key=f"place {n}") for n in range(10)):
        orders = ([place, replace(OVERALL, burst=100)], [replace(OVERALL, burst=100), place])
        tries = (SqlTries((database, other)[n % 2]).take(orders[n % 2], START) for n in range(8))
        assert sum(wait == 0 for wait in await asyncio.gather(*tries)) == 3
    assert await rows(database) == 11


async def test_full_buckets_are_forgotten_and_a_clock_set_back_keeps_no_client_waiting(database: Database) -> None:
    tries = SqlTries(database)
    for _ in range(3):
        await tries.take([PLACE], START)
    await tries.forget_full(START + 2_999)
    assert await rows(database) == 1
    assert await tries.take([PLACE], START - 3_600_000) == 1_000
    await tries.forget_full(START + 3_000)
    assert await rows(database) == 0
