"""Two processes against one, the way between them, and a rolling restart: python -m bench cluster [--viewers N]."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import time
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles

import httpx
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.machine import SLUG, Client, Rostrum, folder, middle, one_round, show, table
from tests.postgres import running_postgres
from tests.serving import ServerProcess, serving
from tests.storm import SESSION

SOCKETS = 20  # so many are on both of two processes, but for one time in half a million
APART_S = 0.05  # between two commands
SPREAD_S = 3.0  # over which static/js/lib/socket.js spreads the first attempts of viewers
WITHIN_S = 60


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench cluster", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=50)
    parser.add_argument("--pages", type=int, default=200, help="how many are open during the rolling restart")
    given = parser.parse_args(arguments)
    with folder() as where, running_postgres(f"rostrum-{uuid.uuid4().hex}") as postgres:
        show(_one_against_two(where, given.viewers, given.changes))
        way = table("From the acknowledgement by one process to a viewer of the other", "database", "p50 ms", "p99 ms")
        for name, settings in (("SQLite", {}), ("PostgreSQL", {"database_url": postgres.new()})):
            with serving(where / name, processes=2, **settings) as server:
                server.wait_for_processes(2)
                way.add_row(name, *_figures(asyncio.run(_way(server, given.changes))))
        show(way)
        with serving(where / "restarted", processes=3, drain_s=5, database_url=postgres.new()) as server:
            server.wait_for_processes(3)
            show(asyncio.run(_rolling_restart(server, given.pages)))


def _one_against_two(where: Path, viewers: int, changes: int) -> Table:
    """Measure the same viewers and changes on a server of one process and on one of two."""
    figures = table(f"{viewers} viewers", "processes", "connections/s", "p50 ms", "p99 ms", "last ms")
    for processes in (1, 2):
        server = Rostrum(where / f"of-{processes}", ROSTRUM_PROCESSES=str(processes))
        client = Client(where, server, f"/s/{SLUG}/live?page=viewer")
        try:
            _wait_for_processes(where / f"of-{processes}" / "log", processes)
            connected = client.ask(f"connect {viewers} 200")
            change = middle([one_round(server, client) for _ in range(changes)])
        finally:
            client.stop()
            server.stop()
        measured = (viewers / connected["seconds"], change.p50_ms, change.p99_ms, change.last_ms)
        figures.add_row(str(processes), *(f"{figure:,.1f}" for figure in measured))
    return figures


def _wait_for_processes(log: Path, processes: int) -> None:
    """Return once all serve; a server of one process says nothing of it."""
    until = time.monotonic() + WITHIN_S
    while processes > 1 and log.read_text().count("a process serves") < processes:
        if time.monotonic() > until:
            raise TimeoutError(f"not {processes} processes: {log.read_text()}")
        time.sleep(APART_S)


async def _way(server: ServerProcess, changes: int) -> list[float]:
    """Return, for each command, the seconds from its answer until the last of a few sockets has the change."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(_client(server))
        sockets = [await stack.enter_async_context(_socket(server)) for _ in range(SOCKETS)]
        for socket in sockets:
            await _hello(socket)
        took = []
        for number in range(changes):
            arrivals = [asyncio.create_task(_arrival(socket)) for socket in sockets]
            await _command(http, number)
            acknowledged = time.perf_counter()
            took.append(max(await asyncio.gather(*arrivals)) - acknowledged)
            await asyncio.sleep(APART_S)
    return took


async def _rolling_restart(server: ServerProcess, pages: int) -> Table:
    """Replace all processes under commands, with pages that come back as viewers' do."""
    over = asyncio.Event()
    former = server.children
    tasks = [asyncio.create_task(_page(server, over)) for _ in range(pages)]
    commands = asyncio.create_task(_commands(server, over))
    await asyncio.sleep(1)
    began = time.monotonic()
    os.kill(server.pid, signal.SIGHUP)
    async with asyncio.timeout(3 * WITHIN_S):
        while server.children & former or len(server.children) < len(former):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(APART_S)
    seconds = time.monotonic() - began
    # The pages that lost their socket last come back within this time.
    await asyncio.sleep(2 * SPREAD_S)
    over.set()
    away = [one for ways in await asyncio.gather(*tasks) for one in ways]
    p50, p99 = _figures(away)
    figures = table(f"Rolling restart of three processes with {pages} pages", "what", "")
    figures.add_row("all processes replaced after", f"{seconds:.1f} s")
    figures.add_row(
        "pages away: how often; p50, p99, longest", f"{len(away)}; {p50}, {p99}, {max(away) * 1_000:,.1f} ms"
    )
    figures.add_row("a command waited for its answer at most", f"{(await commands) * 1_000:,.1f} ms")
    return figures


async def _page(server: ServerProcess, over: asyncio.Event) -> list[float]:
    """Stay connected until the end; return how many seconds it was away each time."""
    away: list[float] = []
    lost: float | None = None
    while not over.is_set():
        try:
            async with _socket(server) as socket:
                await _hello(socket)
                away += [] if lost is None else [time.perf_counter() - lost]
                lost = await _until_lost(socket, over)
        except (OSError, WebSocketException):
            lost = lost or time.perf_counter()
        await asyncio.sleep(random.uniform(0, SPREAD_S))
    return away


async def _until_lost(socket: ClientConnection, over: asyncio.Event) -> float:
    ended = asyncio.create_task(over.wait())
    closed = asyncio.create_task(socket.wait_closed())
    await asyncio.wait([ended, closed], return_when=asyncio.FIRST_COMPLETED)
    for task in (ended, closed):
        task.cancel()
    return time.perf_counter()


async def _commands(server: ServerProcess, over: asyncio.Event) -> float:
    """Send commands until the end, each again until it is accepted; return the longest time that one took."""
    longest, number = 0.0, 0
    async with _client(server, keeps=False) as http:
        while not over.is_set():
            number += 1
            began = time.perf_counter()
            await _command(http, number)
            longest = max(longest, time.perf_counter() - began)
            await asyncio.sleep(APART_S)
    return longest


async def _command(http: httpx.AsyncClient, number: int) -> None:
    """Send a command until it is accepted."""
    body = {"command": "focus_question", "question": f"q{1 + number % 2}", "key": uuid.uuid4().hex}
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                if (await http.post(f"{SESSION}/commands", json=body)).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.02)


def _client(server: ServerProcess, *, keeps: bool = True) -> httpx.AsyncClient:
    """Return a client with the moderator's link; one that keeps its connection speaks to one process."""
    limits = httpx.Limits(max_keepalive_connections=1 if keeps else 0)
    headers = {"Authorization": f"Bearer {server.token('moderator')}"}
    return httpx.AsyncClient(base_url=server.url, headers=headers, limits=limits, timeout=WITHIN_S)


def _socket(server: ServerProcess) -> connect:
    return connect(f"ws://127.0.0.1:{server.port}{SESSION}/live", max_queue=None)


async def _hello(socket: ClientConnection) -> None:
    await socket.send(json.dumps({"t": "hello", "seq": 0}))
    await _arrival(socket)


async def _arrival(socket: ClientConnection) -> float:
    """Return when the next view has come."""
    async with asyncio.timeout(WITHIN_S):
        while json.loads(await socket.recv())["t"] != "view":
            pass
    return time.perf_counter()


def _figures(seconds: Sequence[float]) -> tuple[str, str]:
    """Return the median and the 99th percentile in milliseconds."""
    of_hundred = quantiles([*seconds, *seconds], n=100)
    return f"{of_hundred[49] * 1_000:,.1f}", f"{of_hundred[98] * 1_000:,.1f}"
