"""A socket after its hand-over: what it is told of its process, and when silence needs a sign of life."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import cast

import pytest

from app.live.conversation import SocketPlace
from app.live.keepalive import VISIT_EVERY_S
from app.server.http.listener import STILL_HERE, Listener
from tests.live.wires import Watching
from tests.sites import Site
from tests.wire.test_frames import sent


class Straight:
    """A transport that writes to its socket at once."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire
        self.write = wire.send

    def get_extra_info(self, _: str) -> socket.socket:
        return self.wire


@pytest.fixture
def wires() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    with ours, theirs:
        yield ours, theirs


async def _greeted(site: Site, wire: socket.socket, connections: set[object]) -> tuple[Listener, SocketPlace]:
    room, hub = await site.server.services.rooms.get("session-v"), site.server.hubs.of("session-v")
    place = SocketPlace(room, hub, Watching(), "json", link="l")
    listener = Listener(cast("asyncio.Transport", Straight(wire)), place, 0, connections)
    listener.data_received(sent(0x81, b'{"t":"hello","seq":0}'))
    return listener, place


def test_a_state_is_a_sign_of_life_and_after_it_no_ping_is_due(
    site: Site, wires: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = wires

    async def visits() -> list[bytes]:
        listener, place = await _greeted(site, ours, set())
        heard = [theirs.recv(4_096)]
        place.hub.publish(place.room.session)
        heard.append(theirs.recv(4_096))
        listener.visit()
        with pytest.raises(BlockingIOError):
            theirs.recv(1)
        assert listener.block is not None
        listener.block.written_at -= VISIT_EVERY_S
        listener.visit()
        heard.append(theirs.recv(4_096))
        listener.connection_lost(None)
        return heard

    whole, change, after = site.run(visits)
    assert (b"state" in whole, b"state" in change, after) == (True, True, STILL_HERE)


@pytest.mark.parametrize(("others", "spread"), [(0, 300), (1_999, 600), (20_000, 3_000)])
def test_a_client_is_told_how_long_those_who_lose_this_process_take_to_come_back(
    site: Site, wires: tuple[socket.socket, socket.socket], others: int, spread: int
) -> None:
    ours, theirs = wires

    async def answer() -> bytes:
        listener, _ = await _greeted(site, ours, set(range(others)))
        theirs.recv(4_096)
        listener.data_received(sent(0x81, b'{"t":"clock","c":1}'))
        listener.connection_lost(None)
        return theirs.recv(4_096)

    assert json.loads(site.run(answer)[2:])["spread"] == spread
