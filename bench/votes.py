"""Fifty votes a second before a thousand viewers: python -m bench votes [--viewers N] [--rate N] [--seconds N]."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
from websockets.asyncio.client import ClientConnection, connect

from app.server.http.cookies import PARTICIPANT as COOKIE
from app.server.participants import Participant, Participants
from app.service.rehearsal import MovedClock
from app.store.folder import DataFolder
from bench.machine import SLUG, Rostrum, folder, show, table

SESSION = f"/api/v1/sessions/{SLUG}"


@dataclass
class Heard:
    """The messages of all listeners by kind, and when each state reached the stage (by seq, seconds)."""

    kinds: Counter[str] = field(default_factory=Counter)
    on_stage: dict[int, float] = field(default_factory=dict)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench votes", description=__doc__)
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--rate", type=int, default=50, help="votes a second")
    parser.add_argument("--seconds", type=int, default=10)
    given = parser.parse_args(arguments)
    with folder() as where:
        server = Rostrum(where)
        try:
            asyncio.run(_run(server, where, given.viewers, given.rate, given.seconds))
        finally:
            server.stop()


async def _run(server: Rostrum, where: Path, viewers: int, rate: int, seconds: int) -> None:
    server.command("add_floor_question", text="Who pays for it?")
    [question] = [row["id"] for row in server.ask("GET", SESSION, server.moderator)["questions"]]
    heard = Heard()
    async with contextlib.AsyncExitStack() as stack:
        for n in range(viewers + 1):
            url = f"ws://127.0.0.1:{server.port}{SESSION}/live"
            headers = {"Authorization": f"Bearer {server.moderator}"} if n == 0 else {}
            socket = await stack.enter_async_context(connect(url, additional_headers=headers, compression=None))
            await socket.send('{"t":"hello","seq":0}')
            listening = asyncio.create_task(_listen(socket, heard, is_stage=n == 0))
            stack.callback(listening.cancel)
        quiet = await _changes(server, heard, 5)
        heard.kinds.clear()
        voting = asyncio.create_task(_vote(server, where, question, rate, seconds))
        busy = await _changes(server, heard, seconds)
        answered = await voting
        await asyncio.sleep(2)
        votes = server.ask("GET", SESSION)["questions"][0]["votes"]
    _report(heard, quiet, busy, answered, votes, viewers, seconds)


async def _listen(socket: ClientConnection, heard: Heard, *, is_stage: bool) -> None:
    async for text in socket:
        message = json.loads(text)
        if not is_stage:
            heard.kinds[message["t"]] += 1
        elif message["t"] == "view":
            heard.on_stage[message["seq"]] = time.monotonic()


async def _changes(server: Rostrum, heard: Heard, times: int) -> list[float]:
    """Change the focus once a second; return the milliseconds until each change reached a console."""
    taken = []
    for n in range(times):
        began = time.monotonic()
        seq = (await asyncio.to_thread(server.command, "focus_question", question=f"q{1 + n % 2}"))["seq"]
        while seq not in heard.on_stage:  # noqa: ASYNC110 - a benchmark may look every millisecond
            await asyncio.sleep(0.001)
        taken.append((heard.on_stage[seq] - began) * 1e3)
        await asyncio.sleep(max(began + 1 - time.monotonic(), 0))
    return taken


async def _vote(server: Rostrum, where: Path, question: str, rate: int, seconds: int) -> Counter[int]:
    participants = Participants(DataFolder(where / "data").key(), MovedClock(0))
    answered: Counter[int] = Counter()

    async def one(client: httpx.AsyncClient, n: int) -> None:
        cookie = participants.cookie(Participant(f"{n:022}", 1_000))
        path = f"{SESSION}/questions/{question}/vote"
        answered[(await client.put(path, headers={"Cookie": f"{COOKIE}={cookie}"})).status_code] += 1

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for n in range(rate * seconds):
                await asyncio.sleep(max(began + n / rate - time.monotonic(), 0))
                group.create_task(one(client, n))
    return answered


def _report(
    heard: Heard,
    quiet: list[float],
    busy: list[float],
    answered: Counter[int],
    votes: int,
    viewers: int,
    seconds: int,
) -> None:
    figures = table(f"Votes before {viewers} viewers, for {seconds} s", "what", "value")
    figures.add_row("votes answered, by status", ", ".join(f"{status}: {n}" for status, n in answered.items()))
    figures.add_row("votes counted in the end", str(votes))
    figures.add_row("messages of votes to each viewer, a second", f"{heard.kinds['votes'] / viewers / seconds:.2f}")
    figures.add_row("states to each viewer, a second", f"{heard.kinds['view'] / viewers / seconds:.2f}")
    figures.add_row(
        "focus changed to seen by a console, quiet: median, most (ms)", f"{median(quiet):.1f}, {max(quiet):.1f}"
    )
    figures.add_row("the same while people vote (ms)", f"{median(busy):.1f}, {max(busy):.1f}")
    show(figures)


if __name__ == "__main__":
    main()
