"""Two servers on one database, SQLite and PostgreSQL: each shows what the other one knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.config import Settings
from app.live.hub import Hub
from app.main import Server
from tests.fakes import FakeClock

SLUG = "session-v"
WITHIN_S = 60.0


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something lasting holds; fail with a sentence if it does not in time."""
    latest = asyncio.get_running_loop().time() + WITHIN_S
    while not holds():
        assert asyncio.get_running_loop().time() < latest, f"not within {WITHIN_S:.0f} s: {what}"
        await asyncio.sleep(0.02)


class Two:
    """Both servers, with a room and a hub of one session in each."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.clock = FakeClock()
        self.a, self.b = (
            Server(
                Settings(data=folder / name, database_url=database_url, secret=SecretStr("s" * 40)), clock=self.clock
            )
            for name in "ab"
        )

        self.running = [self.a, self.b]

    async def open(self) -> None:
        for server in (self.a, self.b):
            await server.open()
            await server.services.rooms.get(SLUG)
        await until(lambda: bool(self.a.sharing.peers.others and self.b.sharing.peers.others), "both know each other")

    async def end(self, server: Server) -> None:
        self.running.remove(server)
        await server.close()

    async def close(self) -> None:
        for server in list(self.running):
            await self.end(server)

    @property
    def hubs(self) -> tuple[Hub, Hub]:
        return self.a.hubs.of(SLUG), self.b.hubs.of(SLUG)


@pytest.fixture
async def two(database_url: str, tmp_path: Path) -> AsyncIterator[Two]:
    two = Two(database_url, tmp_path)
    await two.open()
    yield two
    await two.close()


async def test_viewers_screens_and_the_baton_are_those_of_both(two: Two) -> None:
    here, there = two.hubs
    here.presence.viewer_came()
    there.presence.viewer_came()
    here.presence.screen_came("stage-1", "Left", "stage", two.clock.now())
    here.presence.baton.came("console-a", "Ada")
    await until(lambda: there.presence.viewers == here.presence.viewers == 2, "the sum of the viewers")
    await until(lambda: [screen.name for screen in there.presence.screens] == ["Left"], "the screen of the other")
    await until(lambda: there.presence.baton.facts()["name"] == "Ada", "the baton of the other")
    there.presence.baton.came("console-b", "Ben")
    there.presence.baton.take("console-b", at_any_time=True)
    await until(lambda: here.presence.baton.facts()["holder"] == "console-b", "the baton that was taken over")
    await two.end(two.b)
    await until(lambda: here.presence.viewers == 1, "the viewers of the server that ended")
