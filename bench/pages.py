"""Pages of viewers that come back as static/js/lib/live/socket.js does, and note when they are right again."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.serving import ServerProcess
from tests.storm import SESSION

WITHIN_S = 60
TICK_S = 0.25  # between two looks of a page at its link
LONGEST = 10 / 3  # x the spread, between two attempts


@dataclass(slots=True)
class Pages:
    """So many pages, until they are closed. A page is right when its state is as new as what was acknowledged."""

    server: ServerProcess
    acknowledged: Callable[[], int]
    away: list[tuple[float, float]] = field(default_factory=list)  # when each was lost, and when it was right again
    _right: set[ClientConnection] = field(default_factory=set)  # the sockets of those that are right
    _over: bool = False
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self, count: int) -> None:
        """Return once all are right."""
        self._tasks += [asyncio.create_task(self._page()) for _ in range(count)]
        await self.settled()

    async def settled(self) -> None:
        """Return once all are right again."""
        async with asyncio.timeout(WITHIN_S):
            while len(self._right) < len(self._tasks):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(TICK_S)

    async def close(self) -> None:
        self._over = True
        await asyncio.gather(*(socket.close() for socket in self._right))
        await asyncio.gather(*self._tasks)

    async def _page(self) -> None:
        """Stay connected until the end."""
        lost, failed, shown, spread_s = 0.0, 0, 0, 3.0
        while not self._over:
            with suppress(OSError, WebSocketException):
                async with live_socket(self.server) as socket:
                    shown, spread_s = await self._hello(socket, shown)
                    self.away += [(lost, time.perf_counter())] if lost else []
                    failed = 0
                    self._right.add(socket)
                    shown = await _read_on(socket, shown)
                    self._right.discard(socket)
                lost = time.perf_counter()
            lost = lost or time.perf_counter()
            within = spread_s * min(LONGEST, 2**failed)
            failed += 1
            await asyncio.sleep(random.uniform(0, within) + random.uniform(0, TICK_S))

    async def _hello(self, socket: ClientConnection, shown: int) -> tuple[int, float]:
        """Return the seq of a state that is right, and the seconds over which clients come back."""
        wanted, spread_s = self.acknowledged(), 0.0
        await socket.send(json.dumps({"t": "hello", "seq": shown}))
        await socket.send('{"t":"clock","c":0}')
        async with asyncio.timeout(WITHIN_S):
            while not spread_s or shown < wanted or not shown:
                message = json.loads(await socket.recv())
                shown = message["seq"] if message["t"] == "view" else shown
                spread_s = message.get("spread", 3_000) / 1_000 if message["t"] == "clock" else spread_s
        return shown, spread_s


def live_socket(server: ServerProcess, **more: Any) -> connect:
    return connect(f"ws://127.0.0.1:{server.port}{SESSION}/live", max_queue=None, ping_interval=None, **more)


async def _read_on(socket: ClientConnection, shown: int) -> int:
    """Read until the connection ends; return the seq of the latest state."""
    with suppress(WebSocketException):
        async for text in socket:
            message = json.loads(text)
            shown = message["seq"] if message["t"] == "view" else shown
    return shown
