"""The hubs of a server: a session on which a socket listens stays, with its hub; and no reader is shown the past."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from app.api.v1 import JsonAudience
from app.domain.messages import events as e
from app.domain.messages.events import Record
from app.domain.values import Role
from app.live.channels import QueueSubscriber
from app.live.conversation import Conversation, SocketPlace
from app.service.rooms import IDLE_MS
from app.store.journal import SqlJournal
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


async def _appended_elsewhere(site: Site, text: str) -> int:
    """Append a record as another process does, without a notice; return its seq."""
    room = await site.server.services.rooms.get("session-v")
    seq = room.session.seq + 1
    event = e.NoteAdded(text, "point")
    record = Record(seq, room.now(), "Chair", Role.MODERATOR, None, "add_note", event)
    await SqlJournal(site.server.database, "session-v").append([record])
    return seq


def test_a_socket_that_has_seen_more_than_this_process_is_sent_no_older_state(site: Site) -> None:
    async def first_message() -> tuple[int, dict[str, Any]]:
        room, hub = await site.server.services.rooms.get("session-v"), site.server.hubs.of("session-v")
        seq = await _appended_elsewhere(site, "Seen")
        socket = QueueSubscriber()
        conversation = Conversation(socket, SocketPlace(room, hub, JsonAudience(Role.VIEWER), "json", link="l"))
        conversation.hear(socket, f'{{"t":"hello","seq":{seq}}}')
        (message,) = await socket.next(30)
        conversation.leave(socket)
        return seq, json.loads(message)

    seq, message = site.run(first_message)
    assert message["seq"] == seq


def test_a_socket_that_ends_before_its_room_has_read_has_no_place(site: Site) -> None:
    async def audiences() -> int:
        room, hub = await site.server.services.rooms.get("session-v"), site.server.hubs.of("session-v")
        socket = QueueSubscriber()
        conversation = Conversation(socket, SocketPlace(room, hub, JsonAudience(Role.VIEWER), "json", link="l"))
        conversation.hear(socket, '{"t":"hello","seq":1000000}')
        conversation.leave(socket)
        await room.know(1000000)
        return hub.audiences

    assert site.run(audiences) == 0


@pytest.mark.parametrize("how", ["query", "tag"])
def test_a_request_that_has_seen_more_than_this_process_is_answered_with_it(site: Site, how: str) -> None:
    site.call("GET", SESSION)
    seq = site.run(_appended_elsewhere, site, "Seen")
    path, tag = (f"{SESSION}?seen={seq}", "") if how == "query" else (SESSION, f'"{seq}"')
    answer = site.call("GET", path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["etag"]) == (200 if how == "query" else 304, f'"{seq}"')
