"""Hostile files are refused in one sentence each, by a worker that may not take much of anything."""

from __future__ import annotations

import pytest

from app.formats.imports.found.findings import ImportHints
from app.formats.imports.sandbox import read_apart
from app.formats.text.notes import NotAProgramme
from tests.formats.imports.hostile import HOSTILE, UGLY
from tests.formats.imports.reading import DAY, read


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_in_one_sentence(name: str) -> None:
    make, says = HOSTILE[name]
    with pytest.raises(NotAProgramme) as refusal:
        await read_apart(make(), ImportHints("file", "UTC", DAY))
    assert says in refusal.value.sentence
    assert len(refusal.value.sentence) < 400


@pytest.mark.parametrize("name", UGLY)
async def test_an_ugly_file_is_read(name: str) -> None:
    programme = await read_apart(UGLY[name](), ImportHints("file", "UTC", DAY))
    assert programme.counts["items"] > 0


def test_what_is_in_the_file_is_never_in_the_way_of_what_was_read_before() -> None:
    hostile = b"Time,Title\n10:00,One\n11:00,{{ 7*7 }}\n12:00,<script>alert(1)</script>\n13:00,=1+1\n"
    titles = [item.title for session in read(hostile).sessions for item in session.items]
    assert titles == ["One", "{{ 7*7 }}", "<script>alert(1)</script>", "=1+1"]
