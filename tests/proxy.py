"""A proxy between a browser and a server, on the loopback only, that does what bad networks do to connections.

It runs in a thread of its own. What is done to it holds from then on for the connections that are open (`freeze`,
`swallow`, `cut`) or for those to come (`newcomers`).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any

END_WITHIN_S = 15
CHUNK = 65_536
ENDING_TURNS = 10  # of the loop, until all that is under way has begun or is over


class Fate(StrEnum):
    """How a connection is treated, or a new one."""

    PASS = "pass"
    FREEZE = "freeze"  # it stays open, and what is said on it is delivered late
    SWALLOW = "swallow"  # it stays open, and what is said on it is lost
    DEAF = "deaf"  # the server hears the client, and the client does not hear the server
    CUT = "cut"  # it is reset


class Pipe:
    """One connection through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter, fate: Fate) -> None:
        self._writers = (client, server)
        self._flows = asyncio.Event()
        self._lost: set[asyncio.StreamWriter] = set()
        self.suffer(fate)

    def suffer(self, fate: Fate) -> None:
        if fate in {Fate.SWALLOW, Fate.DEAF}:
            self._lost.update(self._writers if fate is Fate.SWALLOW else self._writers[:1])
        if fate in {Fate.PASS, Fate.DEAF}:
            self._flows.set()
        else:
            self._flows.clear()
        if fate is Fate.CUT:
            for writer in self._writers:
                writer.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
        while data := await reader.read(CHUNK):
            await self._flows.wait()
            if delay_s:
                await asyncio.sleep(delay_s)
            if writer not in self._lost:
                writer.write(data)
                await writer.drain()
        await self._flows.wait()
        writer.close()


class Proxy:
    """Listens on a free port and passes everything on to another port of this machine."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._pipes: set[Pipe] = set()
        self._writers: set[asyncio.StreamWriter] = set()  # of all connections, to clients and to the server
        self._fate = Fate.PASS
        self._held: list[asyncio.Future[None]] | None = None
        self.delay_s = 0.0
        self.port = 0
        self.accepted = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(END_WITHIN_S)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(END_WITHIN_S)

    def freeze(self) -> None:
        """All that is open stands still, until `thaw` delivers what was said meanwhile."""
        self._all(Fate.FREEZE)

    def thaw(self) -> None:
        self._all(Fate.PASS)

    def swallow(self) -> None:
        """All that is open stays open, and nothing that is said on it arrives any more."""
        self._all(Fate.SWALLOW)

    def deaf(self) -> None:
        """All that is open stays open, and only what the clients say arrives."""
        self._all(Fate.DEAF)

    def cut(self) -> None:
        """All that is open is reset."""
        self._all(Fate.CUT)

    def newcomers(self, fate: Fate) -> None:
        """How connections that are made from now on are treated."""
        self._fate = fate

    def hold_newcomers(self) -> None:
        """New connections wait, until `let_in` lets them through, the last one first."""
        self._loop.call_soon_threadsafe(setattr, self, "_held", [])

    def let_in(self) -> None:
        self._loop.call_soon_threadsafe(self._let_in)

    def _all(self, fate: Fate) -> None:
        def apply() -> None:
            for pipe in list(self._pipes):
                pipe.suffer(fate)

        self._loop.call_soon_threadsafe(apply)

    def _let_in(self) -> None:
        held, self._held = self._held or [], None
        for waiting in reversed(held):
            waiting.set_result(None)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end(server))
        self._loop.close()

    async def _end(self, server: asyncio.Server) -> None:
        """Close all connections, also those that are just being accepted.

        A connection has its task some turns of the loop after it was accepted, and leaves its socket open if the
        server is closed meanwhile; a task that is cancelled before it began closes nothing; and a transport closes
        its socket one turn after it was told to.
        """
        for listening in server.sockets:
            self._loop.remove_reader(listening.fileno())
        await _turns()
        server.close()
        for _ in range(2):  # with those that a task has just made
            for writer in self._writers:
                writer.transport.abort()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await _turns()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self._writers.add(writer)
        with suppress(OSError, asyncio.CancelledError):
            if self._held is not None:
                turn: asyncio.Future[None] = self._loop.create_future()
                self._held.append(turn)
                await turn
            if self._fate is Fate.CUT:
                writer.transport.abort()
                return
            await self._connect(reader, writer)
        writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers.add(to_server)
        pipe = Pipe(writer, to_server, self._fate)
        self._pipes.add(pipe)
        ways: Any = (pipe.carry(reader, to_server, self.delay_s), pipe.carry(from_server, writer, self.delay_s))
        try:
            await asyncio.gather(*ways, return_exceptions=True)
        finally:
            self._pipes.discard(pipe)
            to_server.close()


async def _turns() -> None:
    for _ in range(ENDING_TURNS):
        await asyncio.sleep(0)


@contextmanager
def proxied(port: int) -> Iterator[Proxy]:
    """A proxy in front of a port of this machine for as long as the block lasts."""
    proxy = Proxy(port)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
