"""What tests say about a file, in few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from app.domain.errors import Dated, Sentence
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.text.notes import NotAProgramme
from app.languages.catalogues import LOCALE
from app.languages.catalogues import read as catalogue

DAY = date(2026, 6, 30)


def read(
    data: bytes | str,
    name: str = "programme",
    zone: str = "Europe/Berlin",
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Programme:
    """A file as the server reads it, on a day and in a zone that the reader is told, with columns that were chosen."""
    hints = ImportHints(name, zone, DAY, columns=columns)
    programme = read_programme(data.encode() if isinstance(data, str) else data, hints)
    require_translatable(note.says for note in programme.guesses)
    require_translatable(row.why for row in programme.unread)
    return programme


def refused(data: bytes | str) -> str:
    """The sentence with which a file is refused."""
    try:
        programme = read(data)
    except NotAProgramme as error:
        require_translatable([error.sentence])
        return error.sentence
    raise AssertionError(programme.counts)


def require_translatable(findings: Iterable[str]) -> None:
    """Fail for a finding, or a part of one, whose text translators do not get."""
    for said in findings:
        assert isinstance(said, Sentence), f"no sentence: {said}"
        assert said.text in _texts() or not any(map(str.isalpha, re.sub(r"{[^{}]*}", "", said.text))), said.text
        require_translatable(
            place for place in said.places.values() if isinstance(place, Sentence) and not isinstance(place, Dated)
        )


@cache
def _texts() -> frozenset[str]:
    ids = (message.id for message in catalogue(LOCALE / "messages.pot"))
    return frozenset(text for id_ in ids for text in ([id_] if isinstance(id_, str) else id_))


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


def calendar(*events: str, head: str = "", zones: str = "") -> str:
    """A calendar of events that are given as lines."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *head.split("\n"), *zones.split("\n")]
        + [line for event in events for line in ("BEGIN:VEVENT", *event.split("\n"), "END:VEVENT")]
        + ["END:VCALENDAR", ""]
    )
