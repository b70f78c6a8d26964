"""The echo for conformance suites: there on demand, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.patience import SOCKET
from tests.serving import ServerProcess, serving

PATH = "/echo/session-v"


async def test_it_says_back_what_it_hears_on_a_server_that_was_told_to(tmp_path: Path) -> None:
    with serving(tmp_path, conformance=True) as server:
        async with connect(f"ws://127.0.0.1:{server.port}{PATH}", **SOCKET) as socket:
            for said in ("x" * 200_000, b"\x00\xff", ""):
                await socket.send(said)
                assert await socket.recv() == said
            await socket.send(["x"] * 100)
            assert await socket.recv() == "x" * 100


async def answer(server: ServerProcess) -> str | bytes:
    async with connect(f"ws://127.0.0.1:{server.port}{PATH}", **SOCKET) as socket:
        await socket.send("hello?")
        return await socket.recv()


async def test_no_other_server_has_an_echo(tmp_path: Path) -> None:
    with serving(tmp_path) as server, pytest.raises((InvalidStatus, ConnectionClosed)):
        await answer(server)
