"""Files are read in a process of their own; what it finds is the same, and what it cannot bear harms nobody."""

from __future__ import annotations

import pytest

from app.interchange.programme import Hints, NotAProgramme
from app.interchange.reading import read_apart
from tests.interchange.reading import DAY, read

TABLE = b"Time,Title,Speaker\n9:00,One,Ann Lee\n10:00,Two,\nsoon,Three,\n"


async def test_a_worker_finds_what_the_reader_finds() -> None:
    found = await read_apart(TABLE, Hints("programme", "Europe/Berlin", DAY))
    assert found == read(TABLE)
    assert (found.counts["items"], found.counts["unread"]) == (2, 1)


async def test_a_refusal_arrives_as_its_sentence() -> None:
    with pytest.raises(NotAProgramme, match="This looks like a PDF document"):
        await read_apart(b"%PDF-1.7", Hints())
