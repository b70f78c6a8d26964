"""What large pages of the staff take of the event loop: python -m bench staff [--items N].

Processor time of the loop's thread: only that keeps a moderator's command and the clocks of other sessions waiting.
"""

from __future__ import annotations

import argparse
import re
import time
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import show, table
from tests.sites import Site, open_site

SESSIONS = 50
PAGES = ("plan", "console", "report", "runsheet", "backstage", "links", "screens", "translations?to=fr")
FIRST = datetime(2030, 6, 3, 9, tzinfo=UTC)
READ_WITHIN_S = 60


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench staff", description=__doc__)
    parser.add_argument("--items", type=int, default=800, help="of the longest session")
    given = parser.parse_args(arguments)
    rows = table("Pages of staff", "page", "loop ms", "wall ms", "kB")
    with TemporaryDirectory() as folder, open_site(Path(folder)) as site:
        many = _table(SESSIONS, 18)
        for name, file in (("50 sessions", many), ("the same, changed", many.replace(b"Talk 7 ", b"Speech 7 "))):
            for row in _imported(site, name, "meeting.csv", file):
                rows.add_row(*row)
        for row in _imported(site, f"{given.items} items", "long.csv", _table(1, given.items)):
            rows.add_row(*row)
        slug = next(slug for slug in site.slugs() if slug.startswith("long"))
        for page in PAGES:
            rows.add_row(*_measured(site, f"{page}, {given.items} items", "GET", f"/s/{slug}/{page}"))
    show(rows)


def _table(sessions: int, items: int) -> bytes:
    """Return a programme: rooms with items of a minute each, one after the other."""
    rows = ["Date,Start,End,Room,Title,Speaker"]
    for room in range(sessions):
        for n in range(items):
            at = FIRST + timedelta(minutes=n)
            rows.append(f"{at:%Y-%m-%d,%H:%M},{at + timedelta(minutes=1):%H:%M},R{room},Talk {n} about it,Person {n}")
    return "\n".join(rows).encode()


def _imported(site: Site, name: str, file: str, data: bytes) -> list[list[str]]:
    """Import a file in the browser's way: the preview, then saving everything in it."""
    sent = {"files": {"file": (file, data)}, "data": {"zone": "UTC"}}
    address = site.call("POST", "/import", "organiser", **sent).headers["location"]
    site.run(_read, site, address)
    shown = site.get(address, "organiser")
    ticks = {
        key: [unescape(v) for v in re.findall(rf'name="{key}" value="([^"]+)"', shown.text)]
        for key in ("session", "item")
    }
    form = {**ticks, "as": "together"}
    rows = [
        _measured(site, f"preview, {name}", "GET", address),
        _measured(site, f"save, {name}", "POST", address, data=form),
    ]
    site.run(_read, site, address)
    return rows


async def _read(site: Site, address: str) -> None:
    """Wait until the file is read, or its sessions are saved."""
    draft = await site.server.services.drafts.get(address.rsplit("/", 1)[-1])
    await site.server.services.drafts.wait(draft, READ_WITHIN_S)


def _measured(site: Site, name: str, method: str, path: str, **more: Any) -> list[str]:
    before, began = site.run(_used), time.perf_counter()
    answer = site.call(method, path, "organiser", **more)
    took = time.perf_counter() - began
    assert answer.status_code < 400, (path, answer.status_code)
    return [name, f"{(site.run(_used) - before) * 1e3:.0f}", f"{took * 1e3:.0f}", f"{len(answer.content) / 1e3:.0f}"]


async def _used() -> float:
    """Return the processor time of the loop's thread in seconds."""
    return time.thread_time()
