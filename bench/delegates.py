"""Three hundred delegates ask for the floor in the same second: python -m bench delegates [--delegates N]."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.machine import Rostrum, folder, show, table

SLUG = "hall"
SESSION = f"/api/v1/sessions/{SLUG}"
LONGEST_S = 120.0
SEVERAL = 5  # one in so many presses twice


@dataclass
class Hall:
    """What the delegates were told: statuses, how long a response took, and when a screen had its own request."""

    statuses: Counter[int] = field(default_factory=Counter)
    took_ms: list[float] = field(default_factory=list)
    on_screen: dict[str, float] = field(default_factory=dict)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench delegates", description=__doc__)
    parser.add_argument("--delegates", type=int, default=300)
    parser.add_argument("--database", default="", help="the address of a PostgreSQL database; without it, SQLite")
    given = parser.parse_args(arguments)
    with folder() as where:
        server = Rostrum(where, **({"ROSTRUM_DATABASE_URL": given.database} if given.database else {}))
        try:
            asyncio.run(_run(server, [f"d{n}" for n in range(given.delegates)]))
        finally:
            server.stop()


async def _run(server: Rostrum, delegates: list[str]) -> None:
    people = [{"id": id_, "name": f"Delegation {id_}"} for id_ in delegates]
    item = {"id": "debate", "kind": "interventions", "planned": "10:00:00"}
    times = {"starts_at": "2026-09-22T10:00:00Z", "ends_at": "2026-09-22T22:00:00Z"}
    plan = {"slug": SLUG, "title": "Hall", "conference": {"title": "Hall", "timezone": "UTC"}, **times}
    server.ask("POST", "/api/v1/sessions", server.organiser, {**plan, "speakers": people, "segments": [item]})
    server.command("open_list", slug=SLUG, token=server.organiser, segment="debate")
    tokens = {id_: _token(server, id_) for id_ in delegates}
    hall = Hall()
    async with contextlib.AsyncExitStack() as stack, asyncio.timeout(LONGEST_S):
        for id_ in delegates:
            url, headers = f"ws://127.0.0.1:{server.port}{SESSION}/live", {"Authorization": f"Bearer {tokens[id_]}"}
            socket = await stack.enter_async_context(connect(url, additional_headers=headers, compression=None))
            await socket.send('{"t":"hello","seq":0}')
            listening = asyncio.create_task(_listen(socket, id_, hall))
            stack.callback(listening.cancel)
        began, cpu = time.monotonic(), server.cpu_s()
        await _press(server, tokens, hall)
        pressed = time.monotonic() - began
        while len(hall.on_screen) < len(delegates):  # noqa: ASYNC110 - a benchmark may look every few milliseconds
            await asyncio.sleep(0.005)
    _report(server, hall, began, pressed, cpu)


def _token(server: Rostrum, delegate: str) -> str:
    made = server.ask("POST", f"{SESSION}/links", server.organiser, {"role": "speaker", "speaker": delegate})
    return str(made["token"])


async def _listen(socket: ClientConnection, delegate: str, hall: Hall) -> None:
    async for text in socket:
        if f'"speaker":"{delegate}","name"' in str(text):  # of a request; reading all views would measure this client
            hall.on_screen.setdefault(delegate, time.monotonic())


async def _press(server: Rostrum, tokens: dict[str, str], hall: Hall) -> None:
    async def one(client: httpx.AsyncClient, delegate: str) -> None:
        began = time.monotonic()
        body = {"command": "request_floor", "id": f"r-{delegate}"}
        headers = {"Authorization": f"Bearer {tokens[delegate]}"}
        hall.statuses[(await client.post(f"{SESSION}/commands", json=body, headers=headers)).status_code] += 1
        hall.took_ms.append((time.monotonic() - began) * 1e3)

    limits = httpx.Limits(max_connections=400)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=60, limits=limits) as client:
        await asyncio.gather(*(one(client, id_) for id_ in (*tokens, *list(tokens)[::SEVERAL])))


def _report(server: Rostrum, hall: Hall, began: float, pressed: float, cpu: float) -> None:
    (debate,) = server.ask("GET", SESSION, server.organiser)["lists"]
    speakers = [row["speaker"] for row in debate["requests"]]
    screens = [(at - began) * 1e3 for at in hall.on_screen.values()]
    figures = table(f"{len(hall.on_screen)} delegates press at once, one in {SEVERAL} twice", "what", "value")
    figures.add_row("responses, by status", ", ".join(f"{status}: {n}" for status, n in hall.statuses.items()))
    figures.add_row("processor time of the server until then (s)", f"{server.cpu_s() - cpu:.1f}")
    figures.add_row("on the list, different speakers", f"{len(speakers)}, {len(set(speakers))}")
    figures.add_row("all were answered after (ms)", f"{pressed * 1e3:.0f}")
    figures.add_row("response: median, most (ms)", f"{median(hall.took_ms):.0f}, {max(hall.took_ms):.0f}")
    figures.add_row("own request on the own screen: median, last (ms)", f"{median(screens):.0f}, {max(screens):.0f}")
    show(figures)
