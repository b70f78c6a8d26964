"""A socket after its hand-over: what it is told of its process."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import cast

import pytest

from app.live.conversation import SocketPlace
from app.server.http.listener import Listener
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
