"""Tables, wherever they come from: find the headings, read each row, and account for every one that says anything."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from app.domain.values import DAY, HOUR, MINUTE, SECOND, SegmentKind, clean_text
from app.interchange.arranging import Arranger, Entry
from app.interchange.headings import columns_of, field_of, is_total, kind_of, looks_like_headings
from app.interchange.people import (
    Named,
    People,
    has_hard_breaks,
    is_prose,
    looks_like_person,
    names_in,
    split_by_comma,
)
from app.interchange.programme import Hints, NotAProgramme, Notes, Programme, plain_key, shortened
from app.interchange.when import (
    Clock,
    Day,
    clock_of,
    colons_of,
    day_of,
    measure_of,
    moment_of,
    number_of,
    plain_duration,
    range_of,
    weekday_of,
)

HEADINGS_WITHIN = 30  # rows
LONGEST_DAY = 30  # characters of a date with its weekday; more is also something else
DAY_NUMBER = re.compile(
    r"(?:day|tag|jour|d\u00eda|dia|giorno|dag|\u0434\u0435\u043d\u044c)\s*(\d{1,2})\b", re.IGNORECASE
)


_UNNAMED = re.compile(
    r"(?:sheet|tabelle|feuil|feuille|hoja|foglio|planilha|blad|arkusz|лист|工作表|シート)\s*\d*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Covered:
    """A cell below or beside the one that it is merged with, so many rows down and columns across."""

    value: object
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where a person finds it, and its cells, typed where the source has types."""

    where: str
    cells: Sequence[object]

    @property
    def filled(self) -> list[int]:
        return [i for i, cell in enumerate(self.cells) if not _blank(cell)]

    @property
    def text(self) -> str:
        return " | ".join(_text(cell) for cell in self.cells if not _blank(cell))


@dataclass(slots=True)
class Sheet:
    """A table; `name` is empty where there is only one."""

    name: str
    rows: list[Row]


@dataclass(slots=True)
class Layout:
    """What the columns of one table hold, and how its durations are to be read."""

    columns: Mapping[int, str]
    headings: Sequence[object] = ()
    commas_part_people: bool = True
    colons_are_hours: bool = True
    unit_ms: int = MINUTE
    starts_are_moments: bool = False  # with their dates, as programs export them
    rooms: Mapping[int, str] = field(default_factory=dict)  # columns that are rooms, in a grid

    def cell(self, row: Row, name: str) -> object:
        value = self._raw(row, name)
        if isinstance(value, Covered):
            return value.value if name in _CARRIED and value.columns == 0 and not self.continues(row) else None
        return None if _blank(value) else value

    def continues(self, row: Row) -> bool:
        """Is the item of this row the one above, by a merged cell?"""
        title = self._raw(row, "title")
        return isinstance(title, Covered) and title.rows > 0

    def _raw(self, row: Row, name: str) -> object:
        index = next((i for i, what in self.columns.items() if what == name), None)
        return row.cells[index] if index is not None and index < len(row.cells) else None

    def has(self, *names: str) -> bool:
        return any(name in self.columns.values() for name in names)


def read_tables(sheets: list[Sheet], format_: str, hints: Hints, notes: Notes) -> Programme:
    """The programme that some tables hold.

    Raises:
        NotAProgramme: none of them has columns for titles, people or times.
    """
    zone = hints.zone or "UTC"
    if not hints.zone:
        notes.guess("", "No time zone is given; times were read as UTC. Say which zone it is.")
    reader = TableReader(zone, hints, notes)
    several = sum(_is_programme(sheet) for sheet in sheets) > 1
    for sheet in sheets:
        reader.read(sheet, sheet.name if several and _names_something(sheet.name) else "")
    title = hints.title or reader.title or _stem(hints.name)
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    if not sessions and not len(reader.people):
        raise NotAProgramme(_what_instead(sheets))
    return Programme(format_, title, zone, tuple(sessions), reader.people.all)


_TIMES = frozenset({"start", "end", "time", "duration"})


class Numbering:
    """The first day of a programme, from which "Day 2" is counted, and after which "Tuesday" comes."""

    def __init__(self, first: date | None) -> None:
        self.first = first
        self._stated = False
        self._latest = first

    def note(self, day: Day) -> None:
        """A day is stated; the first one that is counts from now on."""
        self._latest = day.date
        if not self._stated and not day.label:
            self.first, self._stated = day.date, True

    def day(self, text: str) -> Day | None:
        """The day that a text such as "Day 2" or "Tuesday" means; a weekday is the next one, never an earlier one."""
        if self.first is None or self._latest is None:
            return None
        weekday = weekday_of(text)
        if found := DAY_NUMBER.match(text.strip()):
            meant = self.first + timedelta(days=int(found[1]) - 1)
        elif weekday is not None:
            meant = self._latest + timedelta(days=(weekday - self._latest.weekday()) % 7)
        else:
            return None
        return Day(meant, label="" if self._stated else plain_key(text))


# What a merged cell says of all the rows that it covers.
_CARRIED = frozenset({"date", "end_date", "start", "end", "time", "room", "session", "kind", "moderators", "duration"})


class TableReader:
    """Collects entries and people from one table after the other."""

    def __init__(self, zone: str, hints: Hints, notes: Notes) -> None:
        self.entries: list[Entry] = []
        self.people = People(notes)
        self.title = ""
        self._zone = ZoneInfo(zone)
        self._hints = hints
        self._notes = notes
        self._numbering = Numbering(hints.day)

    def read(self, sheet: Sheet, session: str = "") -> None:
        """Take what one table holds; what cannot be read is noted.

        Args:
            session: what its rows belong to, where they do not say so themselves.
        """
        rows = [row for row in sheet.rows if row.filled]
        if not rows:
            return
        at = _headings_at(rows)
        layout = _layout(rows, at) if at is not None else _guessed_layout(rows)
        if layout is None:
            why = (
                f"no column of this table is a title with a time, or a person; none of its {len(rows):,} rows was read"
            )
            self._notes.cannot_read(rows[0].where, rows[0].text, why)
            return
        if at is None:
            names = ", ".join(f"column {i + 1} is {what}" for i, what in layout.columns.items())
            self._notes.guess(rows[0].where, f"There are no headings; by what they hold, {names}.")
        self._say_unused(rows, at, layout)
        body = rows[at + 1 :] if at is not None else rows
        day = self._preamble(rows[: at or 0], sheet.name)
        self._decide(layout, body)
        self._body(body, layout, day, session)

    def _say_unused(self, rows: list[Row], at: int | None, layout: Layout) -> None:
        if at is None:
            return
        unused = [
            shortened(_text(cell), 40)
            for i, cell in enumerate(rows[at].cells)
            if not _blank(cell) and i not in layout.columns and i not in layout.rooms
        ]
        if unused:
            self._notes.guess(rows[at].where, f"Columns that were not used: {', '.join(unused)}.")

    def _preamble(self, rows: Sequence[Row], name: str) -> Day | None:
        """The lines above the headings: a title, and perhaps the day."""
        day = day_of(name) or self._numbering.day(name)
        for row in rows:
            text = " ".join(_text(row.cells[i]) for i in row.filled)
            found = next((d for i in row.filled if (d := day_of(row.cells[i], self._numbering.first))), None)
            day = found or day
            label = field_of(_text(row.cells[row.filled[0]]).strip(" :")) if len(row.filled) == 2 else None
            if label == "title":
                text, label = _text(row.cells[row.filled[1]]), None  # "Event: Annual meeting"
            if found is None and label is None and not self.title and re.search(r"[^\W\d_]{3}", text):
                self.title = shortened(clean_text(text), 200)
        return day

    def _decide(self, layout: Layout, body: Sequence[Row]) -> None:
        """What one row cannot tell and all of them can: commas between people, what durations count."""
        cells = [
            _text(row.cells[i])
            for row in body
            for i, what in layout.columns.items()
            if what == "speakers" and i in row.filled
        ]
        layout.commas_part_people = not any(has_hard_breaks(cell) for cell in cells)
        durations = [value for row in body if (value := layout.cell(row, "duration")) is not None]
        layout.unit_ms = _unit(layout, durations)
        starts = [value for row in body if (value := layout.cell(row, "start")) is not None]
        layout.starts_are_moments = len(starts) > 0 and _most(starts, lambda value: moment_of(value) is not None)
        layout.colons_are_hours = self._colons(layout, body)

    def _colons(self, layout: Layout, body: Sequence[Row]) -> bool:
        found = [(row, c) for row in body if (c := _colons(layout.cell(row, "duration"))) is not None and c[2] is None]
        if not found:
            return True
        hours = _hours_by_clock(layout, [row for row, _ in found], [c for _, c in found])
        if hours is None:
            hours = median(a * 60 + b for _, (a, b, _) in found) < 4 * 60 and max(a for _, (a, _, _) in found) <= 12
            reading = "hours and minutes" if hours else "minutes and seconds"
            self._notes.guess(
                found[0][0].where, f"Durations such as {found[0][1][0]}:{found[0][1][1]:02} were read as {reading}."
            )
        return hours

    def _body(self, rows: Sequence[Row], layout: Layout, day: Day | None, given: str) -> None:
        session, own, first = given, layout.has("session"), len(self.entries)
        for row in rows:
            if _is_again(row, layout):
                self._notes.guess(row.where, "The headings stand here again; they are not an item.")
                continue
            heading = _heading_text(row, layout)
            if (
                heading is not None
                and len(heading) < 60
                and (named := day_of(heading, self._numbering.first) or self._numbering.day(heading))
            ):
                day = named
                self._numbering.note(named)
                session = session if own else given
                if len(heading) > LONGEST_DAY:
                    self._notes.guess(row.where, f"Taken for a day, and nothing else: {heading}")
                continue
            if heading is not None and _is_heading(heading, row, layout):
                self._notes.guess(row.where, f"Taken as the heading of the rows below it: {shortened(heading, 80)}")
                session = clean_text(heading)
                continue
            if layout.rooms:
                self._grid_row(row, layout, day, session)
                continue
            entry = self._entry(row, layout)
            if entry is None:
                continue
            entry.day = entry.day or (day if entry.starts_ms is None else None)
            if entry.day is not None:
                day = entry.day
                self._numbering.note(day)
            session = entry.session or session
            entry.session = session
            self.entries.append(entry)
        if layout.rooms:
            _end_with_next_row(self.entries[first:])

    def _entry(self, row: Row, layout: Layout) -> Entry | None:
        """The entry of a row; None if it was used otherwise, or noted as unread."""
        title = clean_text(_text(layout.cell(row, "title"))[:2_000])
        entry = Entry(row.where, title)
        if not self._times(row, layout, entry):
            return None
        entry.planned_ms = self._duration(row, layout)
        entry.room = clean_text(_text(layout.cell(row, "room")))
        entry.session = clean_text(_text(layout.cell(row, "session")))
        entry.source = _source(layout.cell(row, "id"))
        kind = layout.cell(row, "kind")
        entry.kind = kind_of(_text(kind), whole=False) if kind is not None else None
        entry.speakers, entry.moderators = (
            self._people(row, layout, "speakers"),
            self._people(row, layout, "moderators"),
        )
        return self._usable(row, layout, entry)

    def _usable(self, row: Row, layout: Layout, entry: Entry) -> Entry | None:
        timed = entry.start or entry.starts_ms is not None or entry.planned_ms is not None
        if why := self._no_item(row, layout, entry):
            self._notes.cannot_read(row.where, row.text, why)
            return None
        if layout.continues(row) and self.entries:
            self._extend(self.entries[-1], entry)
            return None
        if not entry.title and not timed:
            if not (entry.speakers or entry.moderators):
                self._notes.cannot_read(row.where, row.text, "there is no title, no person and no time in it")
            elif self.entries and layout.has("title", "start", "time"):
                self.entries[-1].speakers.extend(entry.speakers)
                self.entries[-1].moderators.extend(entry.moderators)
            return None
        if not entry.title:
            named = next((p.name for p in self.people.all if p.id in (*entry.speakers, *entry.moderators)), "")
            kind = _text(layout.cell(row, "kind"))
            entry.title = named or kind or entry.session
            if not entry.title:
                self._notes.cannot_read(row.where, row.text, "there is a time, but no title and nobody who speaks")
                return None
        return entry

    def _no_item(self, row: Row, layout: Layout, entry: Entry) -> str:
        """Why a row that can be read is no item all the same; an empty text if it is one."""
        placed = entry.start is not None or entry.starts_ms is not None
        if plain_key(_text(layout.cell(row, "all_day"))) in _TRUE and not placed:
            return "it lasts all day and has no time"
        if is_total(entry.title) and not placed and not entry.speakers:
            return "it adds up the other rows"
        return "it has no time, unlike the others" if entry.title and layout.starts_are_moments and not placed else ""

    def _extend(self, entry: Entry, by: Entry) -> None:
        """An item whose cell covers another row lasts through that row, and has the people of it."""
        entry.end, entry.ends_ms = by.end or entry.end, by.ends_ms or entry.ends_ms
        if by.planned_ms is not None and entry.planned_ms is not None:
            entry.planned_ms += by.planned_ms
        entry.speakers.extend(by.speakers)
        entry.moderators.extend(by.moderators)

    def _times(self, row: Row, layout: Layout, entry: Entry) -> bool:
        """Put the times of a row into its entry; False if what stands there is no time, and the row was noted."""
        if not self._date(row, layout, entry):
            return False
        for name, put in (("time", "both"), ("start", "start"), ("end", "end")):
            value = layout.cell(row, name)
            if value is not None and not self._time(value, put, entry):
                self._notes.cannot_read(row.where, row.text, f'"{shortened(_text(value), 30)}" is no time')
                return False
        self._end_date(layout.cell(row, "end_date"), entry)
        return True

    def _date(self, row: Row, layout: Layout, entry: Entry) -> bool:
        """Put the date of a row into its entry, with the time, if one stands there too and nowhere else."""
        stated = layout.cell(row, "date")
        if stated is None:
            return True
        moment = moment_of(stated)
        if moment is not None and moment.time() != time() and not layout.has("start", "time"):
            self._moment(moment, "start", entry)
            return True
        known = day_of(stated, self._numbering.first) or self._numbering.day(_text(stated))
        entry.day = Day(moment.date()) if moment else known
        if entry.day is None and not re.search(r"[^\W\d_]{3}", _text(stated)):
            self._notes.cannot_read(row.where, row.text, f"{_text(stated)} is no date")
            return False
        return True

    def _end_date(self, value: object, entry: Entry) -> None:
        """A date on which it ends: with a time it is the end, without one it may be a later day."""
        moment = moment_of(value)
        if moment is not None and moment.time() != time() and entry.end is None and entry.ends_ms is None:
            self._moment(moment, "end", entry)
        elif entry.end is not None and entry.day is not None and (last := day_of(value, entry.day.date)) is not None:
            days = ((last.otherwise if entry.day.otherwise and last.otherwise else last.date) - entry.day.date).days
            entry.end = entry.end.shifted(days * DAY) if 0 < days <= 7 and last.otherwise is None else entry.end

    def _time(self, value: object, put: str, entry: Entry) -> bool:
        moment = moment_of(value)
        if isinstance(value, datetime) and value.year < 1970:  # how a spreadsheet keeps a time of day
            moment, value = None, value.time()
        if moment is not None:
            self._moment(moment, "start" if put == "both" else put, entry)
            return True
        text = _text(value)
        found = range_of(text) if isinstance(value, str) else None
        if found is None:
            clock = clock_of(value)
            found = (clock, None) if clock else self._dated(text)
        if found is None:
            return plain_key(text) in _LATER
        first, last = found
        if put == "end":
            entry.end = first
        else:
            entry.start, entry.end = first, last or entry.end
        return True

    def _dated(self, text: str) -> tuple[Clock, Clock | None] | None:
        """A time behind something else, such as "Mon 10:00-10:30"."""
        found = re.search(r"(?<![\d:.])\d{1,2}\s?[:.h]\s?\d\d.*$", text)
        return range_of(found[0]) if found and found.start() > 0 else None

    def _moment(self, moment: datetime, put: str, entry: Entry) -> None:
        if moment.tzinfo is not None:
            instant = round(moment.astimezone(UTC).timestamp() * 1000)
            if put == "start":
                entry.starts_ms = instant
            else:
                entry.ends_ms = instant
            return
        since = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
        clock = Clock(round(since.total_seconds()) * SECOND, True)
        if put == "start":
            entry.start, entry.day = clock, Day(moment.date())
        elif entry.day is not None and moment.date() > entry.day.date:
            entry.end = clock.shifted((moment.date() - entry.day.date).days * DAY)
        else:
            entry.end = clock

    def _duration(self, row: Row, layout: Layout) -> int | None:
        value = layout.cell(row, "duration")
        if value is None:
            return None
        ms = _length(value, layout)
        if ms is None or not 0 <= ms <= 7 * DAY:
            self._notes.guess(row.where, f'"{shortened(_text(value), 30)}" is no duration, and was left out.')
            return None
        return ms

    def _people(self, row: Row, layout: Layout, what: str) -> list[str]:
        cells = [_text(row.cells[i]) for i, name in layout.columns.items() if name == what and i in row.filled]
        first, last = (_text(layout.cell(row, name)) for name in ("first_name", "last_name"))
        if what == "speakers" and not cells and (first or last):
            cells = [f"{first} {last}".strip()]
        named = [person for cell in cells for person in self._named(cell, row, layout)]
        details = self._details(row, layout) if what == "speakers" and len(named) == 1 else {}
        found = []
        for person in named:
            whole = Named(
                person.name, details.get("job") or person.title, details.get("affiliation") or person.affiliation
            )
            id_ = self.people.add(whole, row.where, country=details.get("country", ""), bio=details.get("bio", ""))
            found += [id_] if id_ else []
        return list(dict.fromkeys(found))

    def _named(self, cell: str, row: Row, layout: Layout) -> list[Named]:
        if is_prose(cell):
            self._notes.guess(row.where, f"Too much to be people's names, and left out: {shortened(cell, 60)}")
            return []
        people = names_in(cell, commas=layout.commas_part_people)
        if layout.commas_part_people and len(people) > 1 and split_by_comma(cell):
            self._notes.guess(row.where, f"Read as {len(people)} people: {shortened(cell, 80)}")
        return people

    def _details(self, row: Row, layout: Layout) -> dict[str, str]:
        return {name: _text(layout.cell(row, name)) for name in ("job", "affiliation", "country", "bio")}

    def _grid_row(self, row: Row, layout: Layout, day: Day | None, session: str) -> None:
        """A row of a grid: a time, and in each room's column what happens there."""
        common = Entry(row.where, "", day=day, session=session)
        if not self._times(row, layout, common):
            return
        planned = self._duration(row, layout)
        cells = [i for i in layout.rooms if i in row.filled]
        for index in layout.rooms:
            self._cover(row, index, layout, common)
        if not cells and any(i < len(row.cells) and isinstance(row.cells[i], Covered) for i in layout.rooms):
            return
        if not cells or not (common.start or common.starts_ms is not None or planned is not None):
            self._notes.cannot_read(row.where, row.text, "there is no time, or nothing beside it")
            return
        for index in cells:
            lines = [line for line in _text(row.cells[index]).split("\n") if line.strip()]
            entry = Entry(
                row.where,
                clean_text(lines[0]),
                common.day,
                common.start,
                common.end,
                planned,
                room=layout.rooms[index],
                session=session,
            )
            for line in lines[1:]:
                people = names_in(line, commas=True)
                if all(looks_like_person(person.name) for person in people):
                    entry.speakers += [id_ for person in people if (id_ := self.people.add(person, row.where))]
            self.entries.append(entry)

    def _cover(self, row: Row, index: int, layout: Layout, common: Entry) -> None:
        """A cell of a grid that covers this row too: its item lasts until the end of the row."""
        cell = row.cells[index] if index < len(row.cells) else None
        if not isinstance(cell, Covered) or cell.rows == 0 or cell.columns > 0:
            return
        above = next((e for e in reversed(self.entries) if e.room == layout.rooms[index]), None)
        if above is not None:
            above.end, above.through = common.end, common.start or above.through


def _end_with_next_row(entries: list[Entry]) -> None:
    """In a grid, what has no end lasts until the time of the next row."""
    starts: dict[Day | None, list[int]] = {}
    for entry in entries:
        if entry.start is not None:
            starts.setdefault(entry.day, []).append(entry.start.ms)
    ordered = {day: sorted(found) for day, found in starts.items()}
    for entry in entries:
        if entry.end is None and entry.planned_ms is None and entry.start is not None:
            found = ordered[entry.day]
            at = bisect_right(found, (entry.through or entry.start).ms)
            entry.end = entry.start.shifted(found[at] - entry.start.ms) if at < len(found) else None


_TRUE = frozenset({"true", "yes", "1", "wahr", "ja", "vrai", "oui", "sí", "x"})
_LATER = frozenset({"tbd", "tba", "tbc", "n a", "", "all day"})


def _headings_at(rows: Sequence[Row]) -> int | None:
    """The index of the row with most headings, among the first; None if none has enough of them."""
    scored = [
        (len(set(found.values())), -i)
        for i, row in enumerate(rows[:HEADINGS_WITHIN])
        if looks_like_headings(found := columns_of(row.cells))
    ]
    grids = [-i for i, row in enumerate(rows[:HEADINGS_WITHIN]) if _grid_rooms(row, columns_of(row.cells))]
    best = max(scored, default=None)
    if best is not None:
        return -best[1]
    return -max(grids) if grids else None


def _is_programme(sheet: Sheet) -> bool:
    """Has a sheet times and titles, or is it a list of people or something else?"""
    rows = [row for row in sheet.rows if row.filled]
    at = _headings_at(rows)
    layout = _layout(rows, at) if at is not None else None
    return layout is not None and (bool(layout.rooms) or (layout.has("title") and layout.has(*_TIMES)))


def _names_something(name: str) -> bool:
    """Is this more than the name that a program gives to a new sheet, and not a day?"""
    default = _UNNAMED.fullmatch(name.strip())
    return default is None and day_of(name) is None and DAY_NUMBER.match(name.strip()) is None


def _layout(rows: Sequence[Row], at: int) -> Layout:
    columns = columns_of(rows[at].cells)
    rooms = _grid_rooms(rows[at], columns)
    if rooms:
        columns = {i: what for i, what in columns.items() if what in {"time", "start", "end", "date", "duration"}}
    return Layout(columns, rows[at].cells, rooms=rooms)


def _grid_rooms(row: Row, columns: Mapping[int, str]) -> dict[int, str]:
    """The columns of a grid: a time column and, without any title, two or more that are called like rooms."""
    if not set(columns.values()) & {"time", "start"} or set(columns.values()) & {"title", "speakers"}:
        return {}
    others = {
        i: clean_text(_text(row.cells[i]))
        for i in row.filled
        if columns.get(i) not in {"time", "start", "end", "date", "duration"}
    }
    return others if len(others) >= 2 else {}


def _guessed_layout(rows: Sequence[Row]) -> Layout | None:
    """Columns by what they hold, where no row is a heading: times, durations, then the two longest texts."""
    sample = rows[:50]
    width = max(len(row.cells) for row in sample)
    columns: dict[int, str] = {}
    texts: list[tuple[float, int]] = []
    for index in range(min(width, 50)):
        cells = [row.cells[index] for row in sample if index < len(row.cells) and not _blank(row.cells[index])]
        if not cells:
            continue
        if _most(
            cells,
            lambda cell: bool(
                range_of(cell) if isinstance(cell, str) else isinstance(cell, time | datetime) and clock_of(cell)
            ),
        ):
            columns[index] = "start" if "start" not in columns.values() and "time" not in columns.values() else "end"
        elif _most(cells, lambda cell: day_of(cell) is not None and not looks_like_person(_text(cell))):
            columns.setdefault(index, "date")
        elif _most(cells, lambda cell: measure_of(_text(cell)) is not None) and "duration" not in columns.values():
            columns[index] = "duration"
        else:
            texts.append((sum(len(_text(cell)) for cell in cells) / len(sample), index))
    if not set(columns.values()) & {"start", "duration"} or not texts:
        return None
    people = [
        index
        for _, index in texts
        if len(texts) > 1
        and _most(
            [r.cells[index] for r in sample if index in r.filled],
            lambda c: all(looks_like_person(p.name) for p in names_in(_text(c), commas=True)),
        )
    ]
    titles = [found for found in texts if found[1] not in people] or texts
    columns[max(titles)[1]] = "title"
    if people:
        columns[people[0]] = "speakers"
    return Layout(dict(sorted(columns.items())))


def _most(cells: Sequence[object], holds: Callable[[object], bool]) -> bool:
    return len(cells) > 0 and sum(bool(holds(cell)) for cell in cells) >= 0.7 * len(cells)


def _heading_text(row: Row, layout: Layout) -> str | None:
    """The text of a row that has nothing but one (in a merged cell, several times the same)."""
    texts = {_text(row.cells[i]) for i in row.filled}
    index = row.filled[0]
    if any(
        isinstance(cell, Covered) and cell.rows and layout.columns.get(i) in _TIMES for i, cell in enumerate(row.cells)
    ):
        return None
    return (
        clean_text(texts.pop())
        if len(texts) == 1 and layout.columns.get(index) not in {"speakers", "moderators"}
        else None
    )


def _is_again(row: Row, layout: Layout) -> bool:
    """Are these the headings once more, as on every page of a long table?"""
    named = [i for i, cell in enumerate(layout.headings) if not _blank(cell)]
    return len(named) >= 2 and [_text(row.cells[i]) for i in row.filled] == [_text(layout.headings[i]) for i in named]


def _is_heading(text: str, row: Row, layout: Layout) -> bool:
    """Is a lone text the heading of what follows, and not an item without a time?"""
    index = row.filled[0]
    timed = layout.has("start", "time", "duration")
    if layout.rooms:
        return index not in layout.rooms and range_of(text) is None
    if layout.columns.get(index) in _TIMES:
        return range_of(text) is None and measure_of(text) is None and number_of(text) is None
    return timed and kind_of(text) is not SegmentKind.BREAK


def _length(value: object, layout: Layout) -> int | None:
    match value:
        case timedelta() | time():
            colons = _colons(value)
            return _of_colons(colons, layout) if colons else None
        case bool() | datetime():
            return None
        case int() | float():
            return round(value * DAY) if 0 < value < 1 and layout.unit_ms == MINUTE else round(value * layout.unit_ms)
    text = _text(value)
    if (colons := _colons(text)) is not None:
        return _of_colons(colons, layout)
    if (number := number_of(text)) is not None:
        return round(number * layout.unit_ms)
    return measure_of(text) if measure_of(text) is not None else plain_duration(text)


def _of_colons(colons: tuple[int, int, int | None], layout: Layout) -> int:
    a, b, c = colons
    if c is not None:
        return a * HOUR + b * MINUTE + c * SECOND
    return a * HOUR + b * MINUTE if layout.colons_are_hours else a * MINUTE + b * SECOND


def _colons(value: object) -> tuple[int, int, int | None] | None:
    if isinstance(value, time):
        return value.hour, value.minute, value.second or None
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return seconds // 3600, seconds % 3600 // 60, seconds % 60 or None
    return colons_of(value) if isinstance(value, str) else None


def _hours_by_clock(layout: Layout, rows: Sequence[Row], colons: Sequence[tuple[int, int, int | None]]) -> bool | None:
    """Whether a:bb is hours and minutes, by what lies between start and end, or between two starts; None if neither."""
    starts = [clock_of(layout.cell(row, "start") or layout.cell(row, "time")) for row in rows]
    ends = [clock_of(layout.cell(row, "end")) for row in rows]
    votes = []
    for index, (a, b, _) in enumerate(colons):
        start, end = starts[index], ends[index] or (starts[index + 1] if index + 1 < len(starts) else None)
        if start and end and end.ms > start.ms:
            length = end.ms - start.ms
            votes.append(abs(length - (a * HOUR + b * MINUTE)) < abs(length - (a * MINUTE + b * SECOND)))
    return sum(votes) * 2 >= len(votes) if votes else None


def _unit(layout: Layout, durations: Sequence[object]) -> int:
    """What a bare number of the duration column counts."""
    index = next((i for i, what in layout.columns.items() if what == "duration"), None)
    heading = plain_key(_text(layout.headings[index])) if index is not None and index < len(layout.headings) else ""
    words = set(heading.split())
    if words & {"h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas", "ore"}:
        return HOUR
    if words & {"s", "sec", "secs", "seconds", "sek", "sekunden", "secondes"}:
        return SECOND
    numbers = [n for value in durations if isinstance(value, str) and (n := number_of(value)) is not None]
    return HOUR if numbers and max(numbers) <= 4 and any(n % 1 for n in numbers) else MINUTE


def _source(value: object) -> str:
    """An id of the file's own. A running number is none: the next version of the file has other rows with it."""
    text = _text(value)
    return "" if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*\.?", text) else text


def _text(value: object) -> str:
    match value:
        case None | Covered():
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
    return str(value).strip()


def _blank(value: object) -> bool:
    return (
        value is None
        or isinstance(value, Covered)
        or (isinstance(value, str) and not value.strip(" \t\u00a0\u200b\ufeff\n\r"))
    )


def _stem(name: str) -> str:
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    return " ".join(re.split(r"[_\s]+", stem)).strip() or "Programme"


def _what_instead(sheets: Sequence[Sheet]) -> str:
    """What a table looks like that is no programme."""
    first = next((row for sheet in sheets for row in sheet.rows if row.filled), None)
    if first is None:
        return "There is nothing in this file."
    names = ", ".join(shortened(_text(first.cells[i]), 30) for i in first.filled[:6])
    return f"This looks like a table beginning with {names}; none of its columns is a title with a time, or a duration."
