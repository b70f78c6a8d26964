"""Many sessions: start, list, board, memory and creation: python -m bench sessions [--sessions N] [--live N]."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table
from sqlalchemy import insert
from sqlmodel import Session

from app.domain.codec import encode
from app.domain.messages.commands import AnyCommand, GiveFloor, OpenSession
from app.domain.messages.events import Record, SessionCreated
from app.domain.rules.decide import decide
from app.domain.state.document import canonical, read_document
from app.domain.state.history import History
from app.domain.values import DAY, HOUR, MINUTE, Role
from app.store.database import Database
from app.store.summaries import write_missing
from app.store.tables import JournalRow, SessionRow
from bench.machine import Rostrum, document, folder, show, table

DAYS, CONFERENCES = 5, 3
ROUNDS = 20
OPENED = 200  # sessions that are opened one after the other, to see the memory of each
CREATED = 1_000


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench sessions", description=__doc__)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--live", type=int, default=100)
    wanted = parser.parse_args(arguments)
    with folder() as place:
        (place / "data").mkdir(parents=True)
        filled = asyncio.run(_fill(place / "data", wanted.sessions, wanted.live))
        began = time.monotonic()
        server = Rostrum(place)
        started = Spent(time.monotonic() - began, server.cpu_s())
        try:
            show(_measured(server, started, filled, wanted.sessions))
        finally:
            server.stop()


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock, and of processors: the latter are the same on a busy machine."""

    clock_s: float
    cpu_s: float


async def _fill(data: Path, sessions: int, live: int) -> Spent:
    """Store sessions without a server; return the cost of making their summaries from their journals."""
    database = Database(f"sqlite:///{data / 'rostrum.db'}")
    await database.migrate()
    now = time.time_ns() // 1_000_000
    journals = {f"room-{n}": list(_records(n, now, is_live=n < live)) for n in range(sessions)}
    rows = [{"session": slug, **encode(record)} for slug, records in journals.items() for record in records]
    listed = [{"slug": slug, "created_ms": now + n} for n, slug in enumerate(journals)]

    def work(session: Session) -> Spent:
        session.connection().execute(insert(SessionRow), listed)
        session.connection().execute(insert(JournalRow), rows)
        began, spent = time.monotonic(), time.thread_time()
        write_missing(session.connection())
        return Spent(time.monotonic() - began, time.thread_time() - spent)

    took = await database.write(work)
    await database.close()
    return took


def _records(number: int, now: int, *, is_live: bool) -> Iterator[Record]:
    plan = read_document(_document(number, now))
    history = History()
    at = now - MINUTE
    first = Record(1, at, "bench", Role.ORGANISER, "create", "create_session", SessionCreated(canonical(plan)))
    history.extend([first])
    commands: tuple[AnyCommand, ...] = (OpenSession(), GiveFloor("t1")) if is_live else ()
    for command in commands:
        events = decide(history.session, command, at, role=Role.MODERATOR)
        seq = history.session.seq + 1
        history.extend(
            [
                Record(seq + n, at, "bench", Role.MODERATOR, None if n else f"k{seq}", command.command, event)
                for n, event in enumerate(events)
            ]
        )
    yield from history.records


def _document(number: int, now: int) -> dict[str, Any]:
    start = now + (number % DAYS) * DAY + (number // DAYS % 9) * HOUR
    return {
        **document(f"room-{number}"),
        "title": f"Session {number} on water, energy and the sea",
        "conference": {"title": f"Conference {number % CONFERENCES}", "timezone": "Europe/Paris", "venue": "Hall"},
        "starts_at": start,
        "ends_at": start + HOUR,
    }


def _measured(server: Rostrum, started: Spent, filled: Spent, sessions: int) -> Table:
    rows = table(f"{sessions} sessions", "", "measured", "processor time", "wanted")
    rows.add_row("summaries from the journals", f"{filled.clock_s:.1f} s", f"{filled.cpu_s:.1f} s", "")
    rows.add_row(
        "start until the links are printed", f"{started.clock_s:.2f} s", f"{started.cpu_s:.2f} s", "at most 3 s"
    )
    for path in ("/", "/board", "/?day=2000-01-01", "/?q=energy+4999", "/?page=100"):
        spent, size = _page(server, path)
        cost = f"{spent.cpu_s * 1000:.1f} ms"
        rows.add_row(path, f"{spent.clock_s * 1000:.1f} ms, {size / 1000:.1f} kB", cost, "at most 20 ms, 60 kB")
    began = server.memory()
    rows.add_row("memory after the start", f"{began / 1e6:.0f} MB", "", "")
    for number in range(OPENED):
        server.ask("GET", f"/api/v1/sessions/room-{sessions - 1 - number}", server.organiser)
    rows.add_row("memory of each session that is opened", f"{(server.memory() - began) / OPENED / 1000:.0f} kB", "", "")
    made = _creation(server)
    rows.add_row(
        f"creation of {CREATED} through the API", f"{made.clock_s:.1f} s", f"{made.cpu_s:.1f} s", "at most 15 s"
    )
    return rows


def _page(server: Rostrum, path: str) -> tuple[Spent, int]:
    """Return the cost of an organiser's request (median; mean), and the bytes of its page before compression."""
    times, size = [], 0
    spent = server.cpu_s()
    for _ in range(ROUNDS):
        began = time.monotonic()
        size = len(server.read(path, server.organiser))
        times.append(time.monotonic() - began)
    return Spent(median(times), (server.cpu_s() - spent) / ROUNDS), size


def _creation(server: Rostrum) -> Spent:
    now = time.time_ns() // 1_000_000
    began, spent = time.monotonic(), server.cpu_s()
    for number in range(CREATED):
        server.make({**_document(number, now), "slug": f"new-{number}"})
    return Spent(time.monotonic() - began, server.cpu_s() - spent)
