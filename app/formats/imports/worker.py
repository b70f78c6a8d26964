"""`python -m app.formats.imports.worker`: read one file in a separate process with low limits.

Standard input: one line of JSON with the hints and the length, then the file. Standard output: lines of JSON, some of
`{"read": rows, "of": rows}`, and at last either `{"programme": ..., "sentences": [...]}` or `{"refused": sentence,
"columns": [...]}`, with the columns to which a person can give fields. In the programme, sentences are in English;
beside it they have their places.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from typing import Any

from pydantic_core import from_json, to_json

from app.domain.errors import Sentence
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints, sentences_of
from app.formats.text.notes import NotAProgramme
from app.formats.text.sentences import facts_of

MEMORY_BYTES = 768 * 1024 * 1024  # of address space
CPU_S = 20  # three times what the longest file that is still read takes on a slow machine
_ANSWERS = sys.stdout.buffer
_TOO_LARGE = Sentence("This file needs far more memory than a programme should; it was not read.")


def main() -> None:
    """Read one file, print the result, exit."""
    _limit()
    # What is printed by others, such as a line of a log, is no answer.
    sys.stdout = sys.stderr
    head: dict[str, Any] = from_json(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(head["length"])
    day = date.fromisoformat(head["day"]) if head["day"] else None
    of_all, of_items = (head["name"], head["zone"], day, head["title"]), (head["item_ms"], head["columns"])
    hints = ImportHints(*of_all, *of_items, head["into_session"], head["language"], head["zone_chosen"])
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
        programme = read_programme(data, hints, lambda read, of: _say({"read": read, "of": of}))
        told = {text: facts_of(text) for text in sentences_of(programme) if isinstance(text, Sentence)}
        return {"programme": programme, "sentences": list(told.values())}
    except NotAProgramme as error:
        return {"refused": facts_of(error.sentence), "columns": getattr(error, "columns", ())}
    except (MemoryError, RecursionError):
        return {"refused": facts_of(_TOO_LARGE)}


def _say(facts: dict[str, Any]) -> None:
    _ANSWERS.write(to_json(facts) + b"\n")
    _ANSWERS.flush()


if __name__ == "__main__":
    main()
