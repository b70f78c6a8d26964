"""How a server process begins and ends: requests are held until it is open, and sockets leave one after another."""

from __future__ import annotations

import asyncio
import random
import signal
import socket
from collections.abc import Awaitable, Callable, Collection, Coroutine
from math import ceil
from types import FrameType
from typing import Protocol

import uvicorn

from app.server.http.listener import Listener
from app.server.monitoring.readiness import Readiness, ServingPhase


class Leaving(Protocol):
    """A connection that can be told to end."""

    def shutdown(self) -> None:
        """End it in good order."""


class Drain:
    """Sockets that are told to end, evenly spread over some seconds. Those that come meanwhile are told at once."""

    def __init__(self, sockets: Collection[Leaving], seconds: float, now: float) -> None:
        self._waiting = list(sockets)
        # All of a room came in a row; they shall not leave in a row.
        random.shuffle(self._waiting)
        self._known = set(self._waiting)
        self._begun = now
        self._seconds = seconds
        self._many = len(self._waiting)

    def step(self, sockets: Collection[Leaving], now: float) -> bool:
        """Tell those that are due, of the ones that are still connected; return whether the time is over."""
        passed = now - self._begun
        share = min(1.0, passed / self._seconds) if self._seconds > 0 else 1.0
        stay = self._many - ceil(self._many * share)
        leave, self._waiting = self._waiting[stay:], self._waiting[:stay]
        for one in (*leave, *(set(sockets) - self._known)):
            if one in sockets:
                one.shutdown()
        return share >= 1.0


class DrainingServer(uvicorn.Server):
    """uvicorn's server; SIGTERM drains it, SIGINT stops it at once."""

    def __init__(
        self,
        config: uvicorn.Config,
        readiness: Readiness,
        begin: Callable[[], Coroutine[None, None, None]],
        end: Callable[[], Awaitable[None]],
    ) -> None:
        """`begin` is called once the sockets listen; if it raises, `serve` ends and raises the same. `end` is last."""
        super().__init__(config)
        self._readiness = readiness
        self._begin = begin
        self._end = end
        self._beginning: asyncio.Task[None] | None = None
        self._drain: Drain | None = None
        self._drain_s: float | None = None  # set once a drain was asked for
        self._is_handed_over = False
        self.drain_on_sigterm_s = 0.0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._beginning = asyncio.create_task(self._begin())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._beginning is not None:
            self._beginning.cancel()
            await asyncio.wait([self._beginning])
        await super().shutdown(sockets)
        await self._end()
        if self._beginning is not None and not self._beginning.cancelled():
            self._beginning.result()

    async def on_tick(self, counter: int) -> bool:
        if self._beginning is not None and self._beginning.done() and self._beginning.exception() is not None:
            return True
        if self._drain_s is not None:
            self._step(self._drain_s)
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called for a signal, between any two instructions: so it only takes note."""
        if sig == signal.SIGTERM and self.drain_on_sigterm_s and self._drain_s is None:
            self._captured_signals.append(sig)
            self._drain_s = self.drain_on_sigterm_s
        else:
            super().handle_exit(sig, frame)

    def hand_over(self, seconds: float) -> None:
        """Take no more connections, because other processes listen on the same address; then drain and end."""
        self._is_handed_over = True
        self._drain_s = seconds

    def _step(self, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        listeners = {one for one in self.server_state.connections if isinstance(one, Listener)}
        if self._drain is None:
            self._readiness.enter(ServingPhase.DRAINING)
            self._drain = Drain(listeners, seconds, now)
            for server in self.servers if self._is_handed_over else ():
                server.close()
        if self._drain.step(listeners, now):
            self.should_exit = True
