"""The cost of reading files: a large programme in every format, hostile files, malformed ones (seconds, megabytes).

`python -m bench.imports`: as in the server, each file gets a new worker, whose start is part of the time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from pydantic_core import from_json

from app.formats.imports.found.findings import ImportHints
from app.formats.imports.sandbox import HOW_FAR, WORKER, question
from app.formats.text.sentences import sentence_of
from tests.formats.imports.hostile import HOSTILE, UGLY

ITEMS, SPEAKERS, ROOMS = 900, 1_000, 10
FIRST = datetime(2026, 6, 29, 9, tzinfo=UTC)


def talks() -> Iterator[tuple[int, str, datetime, list[str]]]:
    """Yield so many items in ten rooms, 30 minutes each, with all speakers among them."""
    for n in range(ITEMS):
        room, slot = n % ROOMS, n // ROOMS
        start = FIRST + timedelta(days=slot // 18, minutes=30 * (slot % 18))
        names = [f"Speaker {k}" for k in range(n, SPEAKERS, ITEMS)] or [f"Speaker {n}"]
        yield n, f"Room {room}", start, names


def as_rows() -> list[list[Any]]:
    return [
        ["Date", "Room", "Start", "End", "Title", "Speakers"],
        *(
            [
                f"{at:%Y-%m-%d}",
                room,
                f"{at:%H:%M}",
                f"{at + timedelta(minutes=30):%H:%M}",
                f"Talk {n}",
                "; ".join(names),
            ]
            for n, room, at, names in talks()
        ),
    ]


def _end(start: datetime) -> str:
    return f"{start + timedelta(minutes=30):%H:%M}"


def as_csv() -> bytes:
    return "\n".join(",".join(row) for row in as_rows()).encode()


def as_xlsx() -> bytes:
    book, kept = Workbook(), BytesIO()
    for row in as_rows():
        book.worksheets[0].append(row)
    book.save(kept)
    return kept.getvalue()


def as_frab() -> bytes:
    days: dict[str, dict[str, list[Any]]] = {}
    for n, room, at, names in talks():
        persons = [{"code": name, "public_name": name, "biography": "Words " * 100} for name in names]
        event = {
            "guid": f"g{n}",
            "title": f"Talk {n}",
            "date": at.isoformat(),
            "start": f"{at:%H:%M}",
            "duration": "00:30",
        }
        event |= {"room": room, "abstract": "Words " * 300}
        days.setdefault(f"{at:%Y-%m-%d}", {}).setdefault(room, []).append({**event, "persons": persons})
    listed = [{"date": day, "rooms": rooms} for day, rooms in days.items()]
    return json.dumps(
        {"schedule": {"conference": {"title": "Large", "time_zone_name": "UTC", "days": listed}}}
    ).encode()


def as_calendar() -> bytes:
    lines = ["BEGIN:VCALENDAR"]
    for n, room, at, names in talks():
        lines += ["BEGIN:VEVENT", f"UID:{n}", f"DTSTART:{at:%Y%m%dT%H%M%SZ}", "DURATION:PT30M", f"LOCATION:{room}"]
        lines += [f"SUMMARY:Talk {n} (talk by {', '.join(f'Ann Lee{name[8:]}' for name in names)})", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR"]).encode()


def measured(data: bytes) -> tuple[float, float, str]:
    """Return the seconds and megabytes that a worker takes for a file, and its response in a few words.

    The megabytes are at least those of this process when it starts the worker, which the system includes.
    """
    began = time.perf_counter()
    worker = subprocess.Popen([sys.executable, *WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(question(data, ImportHints("file", "UTC", date(2026, 6, 29))))
    worker.stdin.close()
    answer = b"".join(line for line in worker.stdout if not line.startswith(HOW_FAR))
    _, _, usage = os.wait4(worker.pid, 0)
    worker.returncode = 0
    return time.perf_counter() - began, usage.ru_maxrss / 1024, _words(answer)


def _words(answer: bytes) -> str:
    if not answer:
        return "stopped"
    said = from_json(answer)
    if "refused" in said:
        return f"refused: {sentence_of(said['refused'])[:70]}"
    programme = said["programme"]
    items = sum(len(session["items"]) for session in programme["sessions"])
    return f"read: {len(programme['sessions'])} sessions, {items} items, {len(programme['speakers'])} speakers"


def main() -> None:
    """Print one line for each file."""
    large = {"large, CSV": as_csv, "large, XLSX": as_xlsx, "large, frab": as_frab, "large, calendar": as_calendar}
    for name, make in {**large, **{name: make for name, (make, _) in HOSTILE.items()}, **UGLY}.items():
        data = make()
        seconds, megabytes, words = measured(data)
        print(f"{name:<36}{len(data) / 1e6:8.2f} MB file {seconds:7.2f} s {megabytes:7.0f} MB  {words}", flush=True)


if __name__ == "__main__":
    main()
