"""The echoes for conformance suites: there on demand, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.serving import ServerProcess, serving


async def test_both_echoes_say_back_what_they_hear_on_a_server_that_was_told_to(tmp_path: Path) -> None:
    with serving(tmp_path, conformance=True) as server:
        for path in ("/echo/session-v", "/echo/session-v/handed-over"):
            async with connect(f"ws://127.0.0.1:{server.port}{path}") as socket:
                for said in ("x" * 200_000, b"\x00\xff", ""):
                    await socket.send(said)
                    assert await socket.recv() == said


async def answer(server: ServerProcess, path: str) -> str | bytes:
    async with connect(f"ws://127.0.0.1:{server.port}{path}") as socket:
        await socket.send("hello?")
        return await socket.recv()


async def test_no_other_server_has_an_echo(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for path in ("/echo/session-v", "/echo/session-v/handed-over"):
            with pytest.raises((InvalidStatus, ConnectionClosed)):
                await answer(server, path)
