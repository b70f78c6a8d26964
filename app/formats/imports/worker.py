"""`python -m app.formats.imports.worker`: read one file in a separate process with low limits.

Standard input: one line of JSON with the hints and the length, then the file. Standard output: lines of JSON, some of
`{"read": rows, "of": rows}`, and at last either `{"programme": ...}` or `{"refused": sentence}`.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from typing import Any

from pydantic_core import from_json, to_json

from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.text.notes import NotAProgramme

MEMORY_BYTES = 768 * 1024 * 1024  # of address space
CPU_S = 10


def main() -> None:
    """Read one file, print the result, exit."""
    _limit()
    head: dict[str, Any] = from_json(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(head["length"])
    day = date.fromisoformat(head["day"]) if head["day"] else None
    hints = ImportHints(
        head["name"], head["zone"], day, head["title"], head["item_ms"], head["columns"], head["into_session"]
    )
    _say(_answer(data, hints))


def _limit() -> None:
    """Limit memory and time, where the system supports it; the readers have their own limits too."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _answer(data: bytes, hints: ImportHints) -> dict[str, Any]:
    try:
        return {"programme": read_programme(data, hints, lambda read, of: _say({"read": read, "of": of}))}
    except NotAProgramme as error:
        return {"refused": error.sentence}
    except (MemoryError, RecursionError):
        return {"refused": "This file needs far more memory than a programme should; it was not read."}


def _say(facts: dict[str, Any]) -> None:
    sys.stdout.buffer.write(to_json(facts) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
