"""What tests say about a file, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.text.notes import NotAProgramme

DAY = date(2026, 6, 30)


def read(
    data: bytes | str,
    name: str = "programme",
    zone: str = "Europe/Berlin",
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Programme:
    """A file as the server reads it, on a day and in a zone that the reader is told, with columns that were chosen."""
    hints = ImportHints(name, zone, DAY, columns=columns)
    return read_programme(data.encode() if isinstance(data, str) else data, hints)


def refused(data: bytes | str) -> str:
    """The sentence with which a file is refused."""
    try:
        programme = read(data)
    except NotAProgramme as error:
        return error.sentence
    raise AssertionError(programme.counts)


def rows(programme: Programme) -> list[tuple[str, str, int]]:
    """Every item: when it begins (`10:00`), its title, its minutes."""
    return [
        (_time(item.starts_ms, programme.timezone), item.title, item.planned_ms // 60_000)
        for session in programme.sessions
        for item in session.items
    ]


def people(programme: Programme) -> dict[str, list[str]]:
    """Who speaks, by the title of the item."""
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    return {
        item.title: [names[id_] for id_ in item.speakers]
        for session in programme.sessions
        for item in session.items
        if item.speakers
    }


def days(programme: Programme) -> list[str]:
    """The day on which each session begins."""
    zone = ZoneInfo(programme.timezone)
    return [datetime.fromtimestamp(s.starts_ms / 1000, zone).date().isoformat() for s in programme.sessions]


def places(notes: Iterable[object]) -> list[str]:
    return [getattr(note, "where") for note in notes]  # noqa: B009 - of guesses and of unread rows alike


def _time(instant_ms: int | None, zone: str) -> str:
    return "" if instant_ms is None else datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone)).strftime("%H:%M")
