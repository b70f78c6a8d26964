"""The hubs of a server: a session on which a socket listens stays, and with its room its hub is dropped."""

from __future__ import annotations

import asyncio

from app.api.v1 import JsonAudience
from app.domain.values import Role
from app.service.rooms import IDLE_MS
from tests.sites import SESSION, Site


def test_a_socket_keeps_the_room_and_its_hub_and_without_one_both_are_dropped(site: Site) -> None:
    site.send("add_note", text="Noted")
    rooms, hubs = site.server.services.rooms, site.server.hubs

    async def watched_then_not() -> None:
        room, hub = await rooms.get("session-v"), hubs.of("session-v")
        socket = hub.subscribe(JsonAudience(Role.VIEWER), room.session)
        site.clock.set(site.clock.now() + IDLE_MS)
        rooms.retire()
        assert (rooms.held("session-v"), hubs.all()) == (room, [hub])
        hub.unsubscribe(socket)
        rooms.retire()
        assert (rooms.held("session-v"), hubs.all()) == (None, [])

    site.run(watched_then_not)
    assert site.call("GET", SESSION).json()["notes"][0]["text"] == "Noted"


def test_what_runs_beside_a_room_ends_with_it(site: Site) -> None:
    rooms = site.server.services.rooms

    async def tasks() -> set[str]:
        await asyncio.sleep(0)
        return {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]  # ours have one

    beside = {"watch_time", "tell_votes", "tell_authors"}
    site.call("GET", SESSION)
    assert beside <= site.run(tasks)
    site.clock.set(site.clock.now() + IDLE_MS)

    async def retire() -> set[str]:
        rooms.retire()
        async with asyncio.timeout(30):
            while not beside.isdisjoint(left := await tasks()):
                pass
        return left

    assert beside.isdisjoint(site.run(retire))
