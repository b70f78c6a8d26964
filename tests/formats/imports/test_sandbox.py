"""Files are read in a process of their own; what it finds is the same, and what ends it harms no other request."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.formats.imports.found.findings import ImportHints
from app.formats.imports.sandbox import ROOT, read_apart
from app.formats.text.notes import NotAProgramme
from app.languages.words import words_in
from tests.formats.imports.reading import DAY, read

TABLE = b"Time,Title,Speaker\n9:00,One,Ann Lee\n10:00,Two,\nsoon,Three,\n"


async def test_a_worker_finds_what_the_reader_finds() -> None:
    programme = await read_apart(TABLE, ImportHints("programme", "Europe/Berlin", DAY))
    assert programme == read(TABLE)
    assert (programme.counts["items"], programme.counts["unread"]) == (2, 1)


async def test_a_worker_tells_how_far_it_is_with_the_rows_of_a_table() -> None:
    told: list[tuple[int, int]] = []
    rows = "\n".join(f"9:{n % 60:02},Talk {n},Ann Lee" for n in range(349))
    programme = await read_apart(
        f"Time,Title,Speaker\n{rows}\n".encode(), ImportHints("programme", "UTC", DAY), lambda *far: told.append(far)
    )
    assert programme.counts["items"] == 349
    assert told == [(100, 350), (200, 350), (300, 350), (350, 350)]


async def test_a_worker_whose_reader_cannot_tell_says_nothing() -> None:
    told: list[tuple[int, int]] = []
    programme = await read_apart(b"10:00 One\n10:30 Two\n", ImportHints("", "UTC", DAY), lambda *far: told.append(far))
    assert (programme.counts["items"], told) == (2, [])


async def test_a_refusal_arrives_as_its_sentence() -> None:
    with pytest.raises(NotAProgramme, match="This looks like a PDF document"):
        await read_apart(b"%PDF-1.7", ImportHints())


async def test_findings_of_a_worker_are_said_in_the_reader_s_language() -> None:
    programme = await read_apart(TABLE, ImportHints("programme", "UTC", DAY))
    (row,), french = programme.unread, words_in("fr")
    assert (row.where, row.why) == ("line 4", '"soon" is no time')
    assert (french.told(row.where), french.told(row.why)) == ("ligne 4", "«\u202fsoon\u202f» n’est pas une heure")
    assert [french.told(item.where) for item in programme.sessions[0].items] == ["ligne 2", "ligne 3"]
    with pytest.raises(NotAProgramme) as refusal:
        await read_apart(b"%PDF-1.7", ImportHints())
    assert words_in("ru").told(refusal.value.sentence).startswith("Похоже на документ PDF.")


def test_a_worker_imports_nothing_that_only_a_server_needs() -> None:
    asked = "import sys, app.formats.imports.worker; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert {"asyncio", "structlog", "rich", "pydantic", "sqlalchemy", "fastapi"}.isdisjoint(told.split())
