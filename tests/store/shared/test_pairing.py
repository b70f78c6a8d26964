"""Waiting screens are those of all processes, and each is taken once, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from app.store.database import Database
from app.store.shared.pairing import SqlPairings, Waiting, WaitingCounts
from tests.fakes import START

WITHIN = 20_000
SCREEN = Waiting("123456", b"one", START + 300_000, "192.0.2.1")


def no_code() -> str:
    raise AssertionError("the code is free")


async def test_a_screen_that_waits_at_one_process_is_taken_at_another_once(database: Database, other: Database) -> None:
    here, there = SqlPairings(database), SqlPairings(other)
    assert await here.add(SCREEN, no_code, START, WITHIN) == SCREEN
    assert await there.asked(b"one", START, WITHIN) == SCREEN
    assert await there.counts("192.0.2.1", START, WITHIN) == WaitingCounts(1, 1)
    assert await there.counts("192.0.2.2", START, WITHIN) == WaitingCounts(1, 0)
    taken = await asyncio.gather(*(pairings.take("123456", START, WITHIN) for pairings in (here, there)))
    assert sorted(taken, key=str) == sorted([None, b"one"], key=str)
    assert await here.asked(b"one", START, WITHIN) is None


async def test_a_code_is_good_for_its_time_and_while_its_page_asks(database: Database) -> None:
    pairings = SqlPairings(database)
    await pairings.add(SCREEN, no_code, START, WITHIN)
    for now in range(START, START + 300_000, WITHIN):
        assert await pairings.asked(b"one", now, WITHIN) == SCREEN
    assert await pairings.asked(b"one", START + 300_000, WITHIN) is None
    assert await pairings.take("123456", START + 300_000, WITHIN) is None
    late = replace(SCREEN, digest=b"two", until_ms=START + 900_000)
    assert await pairings.add(late, no_code, START + 300_000, WITHIN) == late
    assert await pairings.take("123456", START + 300_001 + WITHIN, WITHIN) is None


async def test_a_code_is_of_one_screen_and_a_screen_has_one_code(database: Database) -> None:
    pairings = SqlPairings(database)
    await pairings.add(SCREEN, no_code, START, WITHIN)
    assert await pairings.add(replace(SCREEN, code="777777"), no_code, START, WITHIN) == SCREEN
    second = await pairings.add(replace(SCREEN, digest=b"two"), lambda: "654321", START, WITHIN)
    assert second.code == "654321"
