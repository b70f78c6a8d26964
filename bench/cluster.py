"""Two processes against one, the way between them, kills, a rolling restart: python -m bench cluster [--viewers N]."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import quantiles

import httpx
from rich.table import Table
from websockets.asyncio.client import ClientConnection

from bench.machine import SLUG, Client, Rostrum, folder, middle, one_round, show, table
from bench.pages import WITHIN_S, Pages, live_socket
from tests.postgres import running_postgres
from tests.serving import ServerProcess, serving
from tests.storm import SESSION

SOCKETS = 20  # so many are on both of two processes, but for one time in half a million
APART_S = 0.05  # between two commands
PROCESSES = 3  # of which some are killed, or all replaced


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench cluster", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=50)
    parser.add_argument("--pages", type=int, default=200, help="how many are open during kills and the restart")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--only-kills", action="store_true")
    given = parser.parse_args(arguments)
    with folder() as where, running_postgres(f"rostrum-{uuid.uuid4().hex}") as postgres:
        for name, settings in (("sqlite", {}), ("postgresql", {"database_url": postgres.new()})):
            with serving(where / f"killed-{name}", processes=PROCESSES, **settings) as server:
                server.wait_for_processes(PROCESSES)
                show(asyncio.run(_kills(server, given.pages, given.kills)))
        if given.only_kills:
            return
        show(_one_against_two(where, given.viewers, given.changes))
        way = table("From the acknowledgement by one process to a viewer of the other", "database", "p50 ms", "p99 ms")
        for name, settings in (("SQLite", {}), ("PostgreSQL", {"database_url": postgres.new()})):
            with serving(where / name, processes=2, **settings) as server:
                server.wait_for_processes(2)
                way.add_row(name, *_figures(asyncio.run(_way(server, given.changes))))
        show(way)
        with serving(where / "restarted", processes=PROCESSES, drain_s=5, database_url=postgres.new()) as server:
            server.wait_for_processes(PROCESSES)
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
        sockets = [await stack.enter_async_context(live_socket(server)) for _ in range(SOCKETS)]
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


async def _rolling_restart(server: ServerProcess, opened: int) -> Table:
    """Replace all processes under commands, with pages that come back as viewers' do."""
    former = server.children
    async with _under_commands(server, opened) as (pages, commands):
        began = time.monotonic()
        os.kill(server.pid, signal.SIGHUP)
        async with asyncio.timeout(3 * WITHIN_S):
            while server.children & former or len(server.children) < len(former):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(APART_S)
        seconds = time.monotonic() - began
        await asyncio.sleep(1)  # the last to lose their socket have noticed it
        await pages.settled()
    away = [right - lost for lost, right in pages.away]
    figures = table(f"Rolling restart of three processes with {opened} pages", "what", "")
    figures.add_row("all processes replaced after", f"{seconds:.1f} s")
    figures.add_row("pages away: how often; p50, p99, longest", f"{len(away)}; {_longest(away)}")
    figures.add_row("a command waited for its answer at most", f"{commands.longest * 1_000:,.1f} ms")
    return figures


async def _kills(server: ServerProcess, opened: int, times: int) -> Table:
    """Kill one of three processes after another, each while the others serve; measure from its death."""
    deaths: list[float] = []
    async with _under_commands(server, opened) as (pages, commands):
        for number in range(times):
            await asyncio.to_thread(server.wait_for_processes, PROCESSES + number)
            await asyncio.sleep(random.uniform(0, 1))
            deaths.append(time.perf_counter())
            os.kill(random.choice(sorted(server.children)), signal.SIGKILL)
            await asyncio.sleep(1)  # its pages have noticed it
            await pages.settled()
    wrong = [right - died for lost, right in pages.away if (died := max((d for d in deaths if d <= lost), default=0.0))]
    figures = table(f"{times} kills of one of three processes, with {opened} pages", "what", "", "wanted")
    figures.add_row("pages that were on it", str(len(wrong)), "")
    figures.add_row("right again after p50, p99, longest", _longest(wrong), "p99 2,000")
    figures.add_row("a command waited for its answer at most", f"{commands.longest * 1_000:,.1f} ms", "")
    return figures


def _longest(seconds: Sequence[float]) -> str:
    return f"{', '.join(_figures(seconds))}, {max(seconds) * 1_000:,.1f} ms"


@dataclass(slots=True)
class Commands:
    """Commands one after the other, each sent again until it is accepted."""

    server: ServerProcess
    acknowledged: int = 0  # the newest seq
    longest: float = 0.0  # seconds that one took

    async def run(self) -> None:
        """Send them without end."""
        async with _client(self.server, keeps=False) as http:
            for number in count():
                began = time.perf_counter()
                self.acknowledged = await _command(http, number)
                self.longest = max(self.longest, time.perf_counter() - began)
                await asyncio.sleep(APART_S)


@asynccontextmanager
async def _under_commands(server: ServerProcess, opened: int) -> AsyncIterator[tuple[Pages, Commands]]:
    commands = Commands(server)
    pages = Pages(server, lambda: commands.acknowledged)
    running = asyncio.create_task(commands.run())
    try:
        await pages.open(opened)
        yield pages, commands
        await pages.close()
    finally:
        running.cancel()


async def _command(http: httpx.AsyncClient, number: int) -> int:
    """Send a command until it is accepted; return its seq."""
    body = {"command": "focus_question", "question": f"q{1 + number % 2}", "key": uuid.uuid4().hex}
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                answer = await http.post(f"{SESSION}/commands", json=body)
                if answer.status_code == 200:
                    seq: int = answer.json()["seq"]
                    return seq
            except httpx.TransportError:
                await asyncio.sleep(0.02)


def _client(server: ServerProcess, *, keeps: bool = True) -> httpx.AsyncClient:
    """Return a client with the moderator's link; one that keeps its connection speaks to one process."""
    limits = httpx.Limits(max_keepalive_connections=1 if keeps else 0)
    headers = {"Authorization": f"Bearer {server.token('moderator')}"}
    return httpx.AsyncClient(base_url=server.url, headers=headers, limits=limits, timeout=WITHIN_S)


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
