"""Tables from any source: find the headings, read each row, and account for every row that is not blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.domain.text import clean_text
from app.formats.imports.found.assignment import MOST_COLUMNS
from app.formats.imports.found.days import DAY_NUMBER, LONGEST_DAY, Numbering, day_number
from app.formats.imports.found.details import LONGEST_TRACK, DetailsReader
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import (
    NO_DETAILS,
    FoundColumn,
    ImportHints,
    ItemDetails,
    Programme,
    plain_key,
)
from app.formats.imports.found.headings import field_of, heading_key, is_amount, is_total, kind_of
from app.formats.imports.found.offsets import zone_by_offset
from app.formats.imports.found.people import People, has_hard_breaks
from app.formats.imports.found.schedule import Arranger
from app.formats.imports.found.sub_sessions import is_sub_session
from app.formats.imports.found.times import Day, day_of, moment_of
from app.formats.imports.tables.cells import Row, Sheet, is_blank, text_of
from app.formats.imports.tables.columns import (
    TIMES,
    Layout,
    guessed_layout,
    headings_at,
    is_heading,
    layout_of,
    lone_text,
    most,
    repeats_headings,
)
from app.formats.imports.tables.grids import GridReader, end_with_next_row
from app.formats.imports.tables.lengths import decide_lengths, duration_of
from app.formats.imports.tables.own_table import is_own_table, read_own_table
from app.formats.imports.tables.row_people import RowPeople
from app.formats.imports.tables.row_times import RowTimes
from app.formats.text.notes import NotAProgramme, Notes, shortened

TOLD_EVERY = 100  # rows
SAMPLED_ROWS = 200
SAMPLES = 3  # cells of a column that are shown
# Types of rows that programs for shows write beside items.
_MARKERS = {"milestone": "a milestone", "delay": "a delay"}
_GROUPS = frozenset({"group", "block"})
_ENDS_OF_GROUPS = frozenset({"group end", "groupend", "end group"})
_UNNAMED = re.compile(
    r"(?:sheet|tabelle|feuil|feuille|hoja|foglio|planilha|blad|arkusz|лист|工作表|シート)\s*\d*", re.IGNORECASE
)
_TRUE = frozenset({"true", "yes", "1", "wahr", "ja", "vrai", "oui", "sí", "x"})


def read_tables(sheets: list[Sheet], format_: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of some tables.

    Raises:
        NotAProgramme: none of them has columns for titles, people or times.
    """
    if is_own_table(sheets):
        return read_own_table(sheets, format_, notes)
    zone = hints.zone or zone_by_offset(_some_cells(sheets), notes)
    reader = TableReader(hints, notes)
    several = sum(_is_programme(sheet) for sheet in sheets) > 1
    reader.rows = sum(bool(row.filled) for sheet in sheets for row in sheet.rows)
    for sheet in sheets:
        reader.read(sheet, sheet.name if several and _names_something(sheet.name) else "")
    title = hints.title or reader.title or _stem(hints.name)
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    if not sessions:
        raise NotAProgramme(_what_instead(sheets, len(reader.people)))
    return Programme(format_, title, zone, tuple(sessions), reader.people.all, columns=tuple(reader.columns))


@dataclass(slots=True)
class _Above:
    """The values that rows above give to those below; `outer` is the row that contains a sub-session."""

    day: Day | None
    session: str
    track: str = ""
    outer: ProgrammeEntry | None = None


class TableReader:
    """Collects entries and people from one table after the other; `rows` counts those that are not blank."""

    def __init__(self, hints: ImportHints, notes: Notes) -> None:
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self.columns: list[FoundColumn] = []
        self.title = ""
        self.rows = 0
        self._read = 0
        self._notes = notes
        self._by_hand = hints.columns
        self._numbering = Numbering(hints.day)
        self._times = RowTimes(self._numbering, notes)
        self._people = RowPeople(self.people, notes)
        self._details = DetailsReader(notes)
        self._grid = GridReader(self._times, self.people, notes)

    def read(self, sheet: Sheet, session: str = "") -> None:
        """Read one table; unreadable rows are noted.

        Args:
            session: the session of rows that name none.
        """
        before, rows = self._read, [row for row in sheet.rows if row.filled]
        if rows:
            self._read_rows(rows, sheet.name, session)
        self._read = before + len(rows)
        self._notes.tell(self._read, self.rows)

    def _read_rows(self, rows: Sequence[Row], name: str, session: str) -> None:
        at = headings_at(rows)
        layout = layout_of(rows, at, self._by_hand) if at is not None else guessed_layout(rows)
        if layout is None or _is_of_amounts(layout):
            why = (
                f"no column of this table is a title with a time, or a person; none of its {len(rows):,} rows was read"
            )
            self._notes.cannot_read(rows[0].where, rows[0].text, why)
            return
        if at is None:
            names = ", ".join(f"column {i + 1} is {what}" for i, what in layout.columns.items())
            self._notes.guess(rows[0].where, f"There are no headings; by what they hold, {names}.")
        if at is not None:
            self._note_columns(rows, at, layout)
        self._say_guessed(rows, at, layout)
        self._say_unused(rows, at, layout)
        body = rows[at + 1 :] if at is not None else rows
        # A template with sub-sessions has its instructions above the headings.
        day = self._preamble(rows[: at or 0] if not layout.has("level") else (), name)
        self._decide(layout, body)
        self._body(body, layout, day, session)

    def _note_columns(self, rows: Sequence[Row], at: int, layout: Layout) -> None:
        """Note the field of each column with a heading, for the person to check; rooms of a grid are rooms."""
        known = {column.key for column in self.columns}
        for index, heading in enumerate(layout.headings[:MOST_COLUMNS]):
            key = heading_key(heading) if isinstance(heading, str) else ""
            if not key or key in known:
                continue
            known.add(key)
            filled = (row.cells[index] for row in rows[at + 1 : at + 1 + SAMPLED_ROWS] if index in row.filled)
            samples = tuple(shortened(text_of(cell), 40) for cell in islice(filled, SAMPLES))
            what = "room" if index in layout.rooms else layout.columns.get(index, "")
            self.columns.append(FoundColumn(rows[at].where, shortened(str(heading), 60), key, what, samples))

    def _say_guessed(self, rows: Sequence[Row], at: int | None, layout: Layout) -> None:
        for index in sorted(layout.guessed):
            heading = shortened(text_of(layout.headings[index]), 40) if index < len(layout.headings) else ""
            named = f'The column "{heading}"' if heading else f"Column {index + 1}, which has no heading,"
            self._notes.guess(
                rows[at or 0].where,
                f"{named} was taken for the {layout.columns[index]}, by what it holds.",
            )

    def _say_unused(self, rows: Sequence[Row], at: int | None, layout: Layout) -> None:
        if at is None:
            return
        unused = [
            shortened(text_of(cell), 40)
            for i, cell in enumerate(rows[at].cells)
            if not is_blank(cell) and i not in layout.columns and i not in layout.rooms
        ]
        if unused:
            self._notes.guess(rows[at].where, f"Columns that were not used: {', '.join(unused)}.")

    def _preamble(self, rows: Sequence[Row], name: str) -> Day | None:
        """Read the lines above the headings: a title, and perhaps the day."""
        day = day_of(name) or self._numbering.day(name)
        for row in rows:
            text = " ".join(text_of(row.cells[i]) for i in row.filled)
            dated = next((d for i in row.filled if (d := day_of(row.cells[i], self._numbering.first))), None)
            day = dated or day
            label = field_of(text_of(row.cells[row.filled[0]]).strip(" :")) if len(row.filled) == 2 else None
            if label == "title":  # "Event: Annual meeting" outweighs a line with the name of the program
                text, label, self.title = text_of(row.cells[row.filled[1]]), None, ""
            if dated is None and label is None and not self.title and re.search(r"[^\W\d_]{3}", text):
                self.title = shortened(clean_text(text), 200)
        return day

    def _decide(self, layout: Layout, body: Sequence[Row]) -> None:
        """Decide what only all rows together show: commas between people, units of durations."""
        cells = [
            text_of(row.cells[i])
            for row in body
            for i, what in layout.columns.items()
            if what == "speakers" and i in row.filled
        ]
        layout.commas_part_people = not any(has_hard_breaks(cell) for cell in cells)
        starts = [value for row in body if (value := layout.cell(row, "start")) is not None]
        dates = [value for row in body if (value := layout.cell(row, "date")) is not None]
        layout.days_are_numbers = bool(dates) and all(day_number(value) is not None for value in dates)
        layout.starts_are_moments = len(starts) > 0 and most(starts, lambda value: moment_of(value) is not None)
        decide_lengths(layout, body, self._notes)

    def _body(self, rows: Sequence[Row], layout: Layout, day: Day | None, given: str) -> None:
        above, first = _Above(day, given), len(self.entries)
        for row in rows:
            self._count()
            if repeats_headings(row, layout):
                self._notes.guess(row.where, "The headings stand here again; they are not an item.")
            elif self._is_group(row, layout, above) or self._is_above(row, layout, above, given):
                continue
            elif layout.rooms:
                self._grid.read(row, layout, above.day, above.session, self.entries)
            elif (entry := self._entry(row, layout)) is not None:
                self._place(entry, above, is_sub_session(layout.cell(row, "level")))
        if layout.rooms:
            end_with_next_row(self.entries[first:])

    def _count(self) -> None:
        self._read += 1
        if self._read % TOLD_EVERY == 0:
            self._notes.tell(self._read, self.rows)

    def _is_group(self, row: Row, layout: Layout, above: _Above) -> bool:
        """Whether a row begins or ends a group of rows, which have its title as their track."""
        kind = plain_key(text_of(layout.cell(row, "kind")))
        if kind in _ENDS_OF_GROUPS:
            above.track = ""
            return True
        if kind not in _GROUPS or layout.cell(row, "speakers") is not None:
            return False
        above.track = clean_text(text_of(layout.cell(row, "title")))
        self._notes.guess(row.where, f"A group, which is the track of the rows in it: {shortened(above.track, 80)}")
        return True

    def _is_above(self, row: Row, layout: Layout, above: _Above, given: str) -> bool:
        """Whether a row only has the day or the heading of the rows below it, which then get them."""
        heading = lone_text(row, layout)
        if heading is None:
            return False
        named = (day_of(heading, self._numbering.first) or self._numbering.day(heading)) if len(heading) < 60 else None
        if named is not None:
            above.day = named
            self._numbering.note(named)
            above.session = above.session if layout.has("session") else given
            if len(heading) > LONGEST_DAY:
                self._notes.guess(row.where, f"Taken for a day, and nothing else: {heading}")
            return True
        if is_heading(heading, row, layout):
            self._notes.guess(row.where, f"Taken as the heading of the rows below it: {shortened(heading, 80)}")
            above.session = clean_text(heading)
            return True
        return False

    def _place(self, entry: ProgrammeEntry, above: _Above, is_sub: bool) -> None:
        """Complete an entry: its day, its session, and the entry that contains it."""
        entry.day = entry.day or (above.day if entry.starts_ms is None else None)
        if entry.day is not None:
            above.day = entry.day
            self._numbering.note(entry.day)
        above.session = entry.session or above.session
        entry.session = above.session
        if above.track and not entry.details.track:
            entry.details = replace(entry.details, track=above.track[:LONGEST_TRACK])
        if is_sub:
            entry.within = above.outer
        else:
            above.outer = entry
        self.entries.append(entry)

    def _entry(self, row: Row, layout: Layout) -> ProgrammeEntry | None:
        """Return the entry of a row; None if it was used otherwise, or noted as unread."""
        title = clean_text(text_of(layout.cell(row, "title"))[:2_000])
        entry = ProgrammeEntry(row.where, title)
        if not self._times.put(row, layout, entry):
            return None
        entry.planned_ms = duration_of(row, layout, self._notes)
        entry.room = clean_text(text_of(layout.cell(row, "room")))
        entry.session = clean_text(text_of(layout.cell(row, "session")))
        entry.source = _source(layout.cell(row, "id"))
        kind = layout.cell(row, "kind")
        entry.kind = kind_of(text_of(kind), whole=False) if kind is not None else None
        entry.speakers, entry.moderators = (
            self._people.ids(row, layout, "speakers"),
            self._people.ids(row, layout, "moderators"),
        )
        entry.details = self._details_in(row, layout)
        return self._usable(row, layout, entry)

    def _details_in(self, row: Row, layout: Layout) -> ItemDetails:
        if not layout.has("abstract", "track", "language", "links"):
            return NO_DETAILS
        abstract, track, language, links = (
            text_of(layout.cell(row, name)) for name in ("abstract", "track", "language", "links")
        )
        addresses = re.split(r"[\n;,|]\s{0,20}(?=https?://)|\n", links[:40_000], flags=re.IGNORECASE)
        return self._details.read(
            row.where, abstract=(abstract,), track=track, language=language, links=[one for one in addresses if one]
        )

    def _usable(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> ProgrammeEntry | None:
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
            kind = text_of(layout.cell(row, "kind"))
            entry.title = named or kind or entry.session
            if not entry.title:
                self._notes.cannot_read(row.where, row.text, "there is a time, but no title and no speaker")
                return None
        return entry

    def _no_item(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> str:
        """Return why a readable row is no item; an empty text if it is one."""
        placed = entry.start is not None or entry.starts_ms is not None
        if plain_key(text_of(layout.cell(row, "all_day"))) in _TRUE and not placed:
            return "it lasts all day and has no time"
        if plain_key(text_of(layout.cell(row, "skip"))) in _TRUE:
            return "it is marked to be skipped"
        if (marker := _MARKERS.get(plain_key(text_of(layout.cell(row, "kind"))))) is not None and not entry.speakers:
            return f"it is {marker}, which is no item"
        if is_total(entry.title) and not placed and not entry.speakers:
            return "it adds up the other rows"
        return "it has no time, unlike the others" if entry.title and layout.starts_are_moments and not placed else ""

    def _extend(self, entry: ProgrammeEntry, by: ProgrammeEntry) -> None:
        """Extend an item whose cell covers another row by that row's time and people."""
        entry.end, entry.ends_ms = by.end or entry.end, by.ends_ms or entry.ends_ms
        if by.planned_ms is not None and entry.planned_ms is not None:
            entry.planned_ms += by.planned_ms
        entry.speakers.extend(by.speakers)
        entry.moderators.extend(by.moderators)


def _is_of_amounts(layout: Layout) -> bool:
    """Whether a table without times has amounts, as a bill, and is no programme whose times are still unknown."""
    return not layout.rooms and not layout.has(*TIMES) and any(is_amount(heading) for heading in layout.headings)


def _some_cells(sheets: list[Sheet]) -> Iterator[object]:
    """Return the cells of the first rows, in which moments may have offsets."""
    return (cell for sheet in sheets for row in sheet.rows[:SAMPLED_ROWS] for cell in row.cells if len(str(cell)) < 40)


def _is_programme(sheet: Sheet) -> bool:
    """Whether a sheet has times and titles, or is a list of people or something else."""
    rows = [row for row in sheet.rows if row.filled]
    at = headings_at(rows)
    layout = layout_of(rows, at) if at is not None else None
    return layout is not None and (bool(layout.rooms) or (layout.has("title") and layout.has(*TIMES)))


def _names_something(name: str) -> bool:
    """Whether this is more than the default name of a new sheet, and not a day."""
    default = _UNNAMED.fullmatch(name.strip())
    return default is None and day_of(name) is None and DAY_NUMBER.match(name.strip()) is None


def _source(value: object) -> str:
    """Return the file's own id. A running number is none: it belongs to another row in the next version."""
    text = text_of(value)
    return "" if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*\.?", text) else text


def _stem(name: str) -> str:
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    return " ".join(re.split(r"[_\s]+", stem)).strip() or "Programme"


def _what_instead(sheets: Sequence[Sheet], people: int) -> str:
    """Say what tables without any item look like."""
    filled = [row for sheet in sheets for row in sheet.rows if row.filled]
    if not filled:
        return "There is nothing in this file."
    names = ", ".join(shortened(text_of(filled[0].cells[i]), 30) for i in filled[0].filled[:6])
    if people * 2 >= len(filled):
        return f"This looks like a list of {people:,} people ({names}); it has no titles with times."
    return (
        f"This looks like a table of {len(filled):,} rows beginning with {names}; "
        "none of its columns is a title with a time, or a duration."
    )
