"""Programmes as people write them, in a dozen languages: every item is right, every line read, other files refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.formats.imports.found.findings import Programme
from tests.formats.imports.reading import DAY, read, refused


def _files(name: str) -> dict[str, list[str]]:
    """The files in one of ours, by their names: each with what is expected of it."""
    blocks = Path(__file__).with_name(name).read_text("utf-8").split("\n=== ")[1:]
    return {block.partition("\n")[0]: block.partition("\n")[2].split("\n---\n") for block in blocks}


FILES, OTHER_FILES = _files("programmes.txt"), _files("other_files.txt")
IN_TEXTS = _files("programmes_in_texts.txt")


@pytest.mark.parametrize("name", FILES)
def test_a_programme_is_right_to_its_last_item(name: str) -> None:
    file, items = FILES[name]
    programme = read(f"{file}\n", name)
    assert (_items(programme), programme.unread) == (sorted(items.strip().splitlines()), ())


@pytest.mark.parametrize("name", IN_TEXTS)
def test_a_programme_in_a_longer_text_is_right_and_the_rest_is_said(name: str) -> None:
    file, items = IN_TEXTS[name]
    programme = read(f"{file}\n", name)
    assert _items(programme) == sorted(items.strip().splitlines())
    assert programme.unread


@pytest.mark.parametrize("name", OTHER_FILES)
def test_a_file_of_another_kind_is_refused_in_words(name: str) -> None:
    file, says = OTHER_FILES[name]
    assert says.strip() in refused(f"{file}\n")


def _items(programme: Programme) -> list[str]:
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    return sorted(
        f"{_time(item.starts_ms, programme.timezone)}{item.title} {item.planned_ms / 60_000:g} "
        f"[{', '.join(sorted(names[id_] for id_ in item.speakers))}]"
        for session in programme.sessions
        for item in session.items
    )


def _time(instant_ms: int | None, zone: str) -> str:
    """A time, with its date if that is not the day of the tests; empty for an item without a time."""
    if instant_ms is None:
        return ""
    at = datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))
    return f"{at:%H:%M} " if at.date() == DAY else f"{at:%Y-%m-%d %H:%M} "
