"""The audit as files: CSV for a spreadsheet, JSON lines for programs. Written line by line, however long it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json

from app.domain.views.audit import Entry
from app.formats.text.csv_cells import BOM, inert

HEADING = ("at", "at_ms", "actor", "role", "command", "outcome", "about", "seq", "events", "changes")


def json_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield one object a line."""
    for entry in entries:
        yield to_json(asdict(entry)) + b"\n"


def csv_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a heading and rows, with the byte order mark by which Excel detects UTF-8; no cell is ever a formula."""
    yield BOM.encode() + _line(HEADING)
    for entry in entries:
        at = datetime.fromtimestamp(entry.at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        events, changes = " ".join(entry.events), to_json([asdict(change) for change in entry.changes]).decode()
        seq = "" if entry.seq is None else entry.seq
        who = (entry.actor, entry.role, entry.command, entry.outcome, entry.about)
        yield _line((at, entry.at_ms, *who, seq, events, changes if entry.changes else ""))


def _line(cells: Iterable[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([inert(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue().encode()
