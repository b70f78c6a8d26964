"""Our own programme table: known by its row of headings, and read without guessing, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.text import clean_text
from app.domain.values import HOUR, MINUTE, SECOND, SegmentKind
from app.formats.imports.found.details import DetailsReader
from app.formats.imports.found.durations import colons_of
from app.formats.imports.found.findings import FoundItem, FoundSession, FoundSpeaker, Programme
from app.formats.imports.tables.cells import Row, Sheet, text_of
from app.formats.text.csv_cells import alive
from app.formats.text.notes import NotAProgramme, Notes
from app.formats.text.own_marks import (
    BETWEEN_PEOPLE,
    NO_TEXT,
    OF_ADDRESS,
    OF_SESSION,
    OLDER_HEADINGS,
    PROGRAMME_HEADINGS,
    TRANSLATED_HEADINGS,
)
from app.formats.text.zones import known_zones


def is_own_table(sheets: Sequence[Sheet]) -> bool:
    """Whether the first sheet begins with the headings of our own programme table."""
    return bool(sheets) and bool(sheets[0].rows) and names_our_columns(_headings(sheets[0]))


def names_our_columns(cells: Sequence[str]) -> bool:
    """Whether these are the headings of our own programme table."""
    names = tuple(cells)
    return any(
        names[: len(known)] == known and set(names[len(known) :]) <= TRANSLATED_HEADINGS.keys()
        for known in (PROGRAMME_HEADINGS, *OLDER_HEADINGS)
    )


def read_own_table(sheets: Sequence[Sheet], format_: str, notes: Notes) -> Programme:
    """Read the programme of such a table.

    Raises:
        NotAProgramme: no row of it can be read.
    """
    headings = _headings(sheets[0])
    rows = [(row, _fields(row, headings)) for row in sheets[0].rows[1:] if row.filled]
    details = DetailsReader(notes, is_ours=True)
    groups: dict[tuple[str, str], list[tuple[FoundItem, Mapping[str, str]]]] = {}
    people = _PeopleOfSessions()
    for row, fields in rows:
        item = _item(row, fields, people, details, notes)
        if item is not None:
            groups.setdefault((fields["Address"], fields["Session"]), []).append((item, fields))
    if not groups:
        raise NotAProgramme("This is a programme table of ours, but none of its rows can be read.")
    sessions = [_session(name, items, people) for (_, name), items in groups.items()]
    first = next(iter(groups.values()))[0][1]
    return Programme(
        format_,
        first["Conference"] or first["Session"],
        first["Zone"],
        tuple(sessions),
        tuple(people.all.values()),
    )


def _headings(sheet: Sheet) -> tuple[str, ...]:
    return tuple(text_of(cell) for cell in sheet.rows[0].cells)


def _fields(row: Row, headings: Sequence[str]) -> dict[str, str]:
    cells = [alive(text_of(cell)) for cell in row.cells]
    missing = dict.fromkeys(PROGRAMME_HEADINGS, "")
    return missing | dict(zip(headings, [*cells, *[""] * len(headings)], strict=False))


def _said(fields: Mapping[str, str], *headings: str) -> dict[str, dict[str, str]]:
    """Return the translations in the columns of these headings, by language and field."""
    said: dict[str, dict[str, str]] = {}
    for name, (heading, language) in TRANSLATED_HEADINGS.items():
        if heading in headings and fields.get(name):
            said.setdefault(language, {})[heading.lower()] = fields[name]
    return said


def _item(
    row: Row, fields: Mapping[str, str], people: _PeopleOfSessions, details: DetailsReader, notes: Notes
) -> FoundItem | None:
    starts_ms, planned_ms = _start(fields), _length(fields["Duration"])
    if starts_ms is None or planned_ms is None or fields["Type"] not in set(SegmentKind):
        notes.cannot_read(row.where, row.text, "its date, time, duration or type is not as it was written")
        return None
    speakers = people.of(fields)
    kind = SegmentKind(fields["Type"])
    title = clean_text(fields["Title"])
    # The other starts follow from the lengths and from the time between two speakers.
    fixed_ms = starts_ms if fields["Fixed start"] else None
    read = details.read(
        row.where,
        abstract=(fields["Abstract"],),
        track=fields["Track"],
        language=fields["Language"],
        links=fields["Links"].splitlines(),
        translations=_said(fields, "Title", "Abstract", "Track"),
    )
    return FoundItem(fields["ID"], title, row.where, planned_ms, fixed_ms, kind, speakers, details=read)


class _PeopleOfSessions:
    """The people of all sessions; ids are those of one session, and in another one may name another person."""

    def __init__(self) -> None:
        self.all: dict[str, FoundSpeaker] = {}
        self._known: dict[tuple[str, str], str] = {}

    def of(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Return the ids of those who speak in a row."""
        ids = [id_ for id_ in fields["Speaker IDs"].split(BETWEEN_PEOPLE) if id_]
        columns = [_parts(fields[name], len(ids)) for name in ("Speakers", "Functions", "Organisations", "Countries")]
        people = (
            FoundSpeaker(id_, clean_text(name) or id_, title, affiliation, country)
            for id_, name, title, affiliation, country in zip(ids, *columns, strict=True)
        )
        return tuple(self._add(fields["Address"], person) for person in people)

    def leader_of(self, fields: Mapping[str, str]) -> str | None:
        """Return the id of who leads a session; of one who does not speak there is the name alone."""
        if not (id_ := fields["Moderator ID"]):
            return None
        return self._add(fields["Address"], FoundSpeaker(id_, clean_text(fields["Moderator"]) or id_))

    def _add(self, address: str, person: FoundSpeaker) -> str:
        key = (address, person.id)
        if key not in self._known:
            is_other = self.all.get(person.id, person) != person
            id_ = f"{person.id}{OF_SESSION}{address}" if is_other else person.id
            self._known[key] = id_
            self.all[id_] = replace(person, id=id_)
        return self._known[key]


def _parts(cell: str, count: int) -> list[str]:
    """Return the parts of a cell, one for each speaker; missing ones are empty."""
    parts = ["" if part == NO_TEXT else part for part in cell.split(BETWEEN_PEOPLE)]
    return [*parts, *[""] * count][:count]


def _session(
    name: str, items: Sequence[tuple[FoundItem, Mapping[str, str]]], people: _PeopleOfSessions
) -> FoundSession:
    """Make the session of some rows; its start is the first row's if that is earlier or the session has none."""
    first, fields = items[0]
    starts = [start for _, row in items if (start := _start(row)) is not None]
    start, end = _moment(fields["Session start"]), _moment(fields["Session end"])
    begins = min([start, *starts] if start is not None else starts)
    return FoundSession(
        f"{OF_ADDRESS}{fields['Address']}",
        clean_text(name),
        first.where,
        begins,
        end if end is not None else begins + sum(item.planned_ms for item, _ in items),
        fields["Room"],
        tuple(item for item, _ in items),
        moderator=people.leader_of(fields),
        conference=clean_text(fields["Conference"]),
        timezone=fields["Zone"],
        titles={language: clean_text(texts["session"]) for language, texts in _said(fields, "Session").items()},
        handover_ms=_handover(items),
    )


def _handover(items: Sequence[tuple[FoundItem, Mapping[str, str]]]) -> int:
    """Return the time (ms) that all presentations begin after the row above them; 0 if that differs."""
    gaps = {
        (_start(row) or 0) - (_start(above) or 0) - before.planned_ms
        for (before, above), (item, row) in pairwise(items)
        if item.kind is SegmentKind.PRESENTATION and item.starts_ms is None
    }
    gap = gaps.pop() if len(gaps) == 1 else 0
    return gap if 0 < gap < HOUR else 0


def _start(fields: Mapping[str, str]) -> int | None:
    try:
        local = datetime.fromisoformat(f"{fields['Date']}T{fields['Start']}")
    except ValueError:
        return None
    if fields["Zone"] not in known_zones():
        return None
    return round(local.replace(tzinfo=ZoneInfo(fields["Zone"])).astimezone(UTC).timestamp() * 1000)


def _length(text: str) -> int | None:
    colons = colons_of(text)
    if colons is None or colons[2] is None:
        return None
    return colons[0] * HOUR + colons[1] * MINUTE + colons[2] * SECOND


def _moment(text: str) -> int | None:
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return None
