"""Tables from any source: find the headings, read each row, and account for every row that is not blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import HOUR, SegmentKind
from app.formats.imports.evidence import NO_PROGRAMME, require_programme
from app.formats.imports.found.column_cells import are_day_codes
from app.formats.imports.found.dates import Day, day_of, moment_of, weekday_of
from app.formats.imports.found.days import (
    LONGEST_DAY,
    Numbering,
    behind_day_number,
    day_number,
    names_a_day,
    number_of_day,
    put_on_days,
    say_year,
    zone_by_offset,
)
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import OF_PERSON, FoundSpeaker, ImportHints, Programme
from app.formats.imports.found.frame import (
    OF_THE_FILE,
    Frame,
    are_details,
    beginning_of,
    frame_of,
    head_of,
    is_of_the_file,
    lone_clock,
    room_beside,
    title_beside,
)
from app.formats.imports.found.headings import field_of, is_number, kind_of, names_both, names_organisations
from app.formats.imports.found.names.cell import SLASH, name_organisations, uses_commas_within
from app.formats.imports.found.people import People
from app.formats.imports.found.sessions.ranges import put_into_sessions
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.imports.found.times import ZONE, TimeOfDay
from app.formats.imports.tables.cells import (
    SAMPLED_ROWS,
    MergedCell,
    Row,
    Sheet,
    text_of,
    without_signs,
    without_struck,
)
from app.formats.imports.tables.column_notes import ColumnNotes, with_columns
from app.formats.imports.tables.columns import (
    Layout,
    headings_at,
    layout_by_numbers,
    layout_of,
    most,
    names_one,
    with_heading_above,
    with_one_heading,
)
from app.formats.imports.tables.elapsed_rows import with_times_of_day
from app.formats.imports.tables.grids import (
    GridReader,
    end_with_next_row,
    with_corner,
    with_places_apart,
    with_rooms_apart,
    with_times_apart,
    with_times_of_breaks,
)
from app.formats.imports.tables.lengths import decide_lengths
from app.formats.imports.tables.numbered_columns import (
    share_times,
    with_a_row_per_paper,
    with_their_organisations,
    with_whole_names,
)
from app.formats.imports.tables.own_table import is_own_table, read_own_table
from app.formats.imports.tables.roster import Roster, read_roster
from app.formats.imports.tables.row_entries import RowEntries, is_repeated, is_same_item, key_of
from app.formats.imports.tables.row_people import (
    begin_with_people,
    kinds_of_people,
    people_before,
    single_names,
    stand_before,
    stand_behind,
    with_left_out_people,
)
from app.formats.imports.tables.row_times import (
    RowTimes,
    give_times_of_rows_above,
    with_dates_first,
    without_other_zones,
    without_repeated_times,
)
from app.formats.imports.tables.rows_above import (
    RowsAbove,
    give_times,
    heads_first_part,
    leader_in,
    lines_above,
    people_told,
    repeats_headings,
    rows_with_times,
    says_no_title,
)
from app.formats.imports.tables.sheets import (
    NO_TITLES,
    first_cells,
    is_programme,
    names_something,
    title_of_file,
    what_instead,
)
from app.formats.imports.tables.unlike import names_only_things, what_else
from app.formats.text.notes import NotAProgramme, Notes, Statement, shortened

HALF_A_DAY = 12 * HOUR
FEWEST_ATTENDEES = 3
_ATTEND = Sentence(
    "The same {count} people are named at every item; they were taken for those who attend, and left out."
)
_POINT = re.compile(r"[-*\u2022]\s")  # of a list in Markdown, which is no title
TOLD_EVERY = 100  # rows
LONGEST_TOLD = 2_000  # characters above a table
LONGEST_HEADING = 60  # characters of a line that names the day


def read_tables(
    sheets: list[Sheet], format_: str, hints: ImportHints, notes: Notes, described: Iterable[FoundSpeaker] = ()
) -> Programme:
    """Read the programme of some tables.

    Args:
        described: what the file says of people beside these tables.

    Raises:
        NotAProgramme: none of them has columns for titles, people or times; the columns can be given a meaning by hand.
    """
    try:
        return _read_tables(sheets, format_, hints, notes, described)
    except NotAProgramme as refusal:
        raise with_columns(refusal, sheets, hints.columns) from None


def _read_tables(
    sheets: list[Sheet], format_: str, hints: ImportHints, notes: Notes, described: Iterable[FoundSpeaker]
) -> Programme:
    if is_own_table(sheets):
        return read_own_table(sheets, format_, notes)
    if hints.into_session and (roster := read_roster(sheets, notes, hints.columns)).people:
        return _people_alone(format_, hints, roster)
    zone = hints.zone or zone_by_offset(first_cells(sheets), notes)
    reader = TableReader(hints, notes, whole=format_ == "json-items")
    several = sum(is_programme(sheet) for sheet in sheets) > 1
    reader.rows = sum(bool(row.filled) for sheet in sheets for row in sheet.rows)
    for sheet in sheets:
        reader.read(sheet, sheet.name if several and names_something(sheet.name) else "")
    reader.people.forget_titles({id_ for entry in reader.entries for id_ in (*entry.speakers, *entry.moderators)})
    for person in (*described, *reader.described):
        reader.people.describe(person)
    title = hints.title or reader.title or title_of_file(hints.name)
    say_year(reader.entries, reader.numbering.told_year, hints.day, notes)
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    as_people = Notes(notes.tell)
    if not sessions and hints.into_session and (roster := read_roster(sheets, as_people, plain=True)).people:
        notes.guesses, notes.unread = as_people.guesses, as_people.unread
        return _people_alone(format_, hints, roster)
    if not sessions:
        raise NotAProgramme(reader.looks or what_instead(sheets, len(reader.people)))
    columns = tuple(reader.columns.all)
    programme = Programme(format_, title, zone, tuple(sessions), reader.people.all, columns=columns)
    return programme if hints.columns else require_programme(programme, notes)


def _people_alone(format_: str, hints: ImportHints, roster: Roster) -> Programme:
    title = hints.title or title_of_file(hints.name)
    return Programme(format_, title, hints.zone or "UTC", (), (), columns=roster.columns, roster=roster.people)


class TableReader:
    """Collects entries and people from one table after the other; `rows` counts those that are not blank.

    `whole`: each row names its own session, and without one has none.
    """

    def __init__(self, hints: ImportHints, notes: Notes, *, whole: bool = False) -> None:
        self._whole = whole
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self.columns = ColumnNotes(notes)
        self.title = ""
        self.looks = ""  # what the first table that is no programme looks like
        self.rows = 0
        self._read = 0
        self._notes = notes
        self._by_hand = {key: what for key, what in hints.columns.items() if not what.startswith(OF_PERSON)}
        self._known: dict[tuple[object, ...], ProgrammeEntry] = {}  # the items of the table, by what tells them apart
        self._frame: Frame | None = None  # of the whole, as the lines above a table say
        self._shown: TimeOfDay | None = None  # the only time in one of those lines, which may say when
        self._room = ""  # beside the day in those lines
        self._chair = ""  # who leads, as those lines say
        self.described: list[FoundSpeaker] = []  # in lists above a table
        self.numbering = Numbering(hints.day)
        times = RowTimes(self.numbering, notes)
        self._rows = RowEntries(times, self.people, self.entries, notes)
        self._grid = GridReader(times, self.people, notes)

    def read(self, sheet: Sheet, session: str = "") -> None:
        """Read one table; unreadable rows are noted.

        Args:
            session: the session of rows that name none.
        """
        plain = (without_signs(without_struck(row, self._notes)) for row in sheet.rows)
        before, rows = self._read, [row for row in plain if row.filled]
        if rows:
            self._read_rows(rows, sheet.name, session)
        self._read = before + len(rows)
        self._notes.tell(self._read, self.rows)

    def _read_rows(self, rows: Sequence[Row], name: str, session: str) -> None:
        cells = (Statement(row.where, text_of(row.cells[i])) for row in rows for i in row.filled)
        rows = rows if self._by_hand else without_repeated_times(without_other_zones(rows, self._notes), self._notes)
        rows = with_corner(with_places_apart(with_times_apart(rows)))
        rows = rows if self._by_hand else with_dates_first(rows)
        at = headings_at(rows, self._by_hand)
        if at is not None and (end := rows_with_times(rows[:at])):  # a table without headings
            self._read_rows(rows[:end], name, session)
            self._read_rows(rows[end:], name, session)
            return
        if at is not None:
            read, last = rows, at
            rows, at = with_heading_above(rows, at)
            heads = read[min(at, last) : last + 1]
            self._notes.known |= {text_of(row.cells[i]) for row in heads for i in row.filled}
            rows = with_their_organisations(with_whole_names(with_one_heading(rows, at), at), at)
            rows = with_a_row_per_paper(rows, at, self._notes)
            rows, at = with_rooms_apart(rows, at)
        layout = layout_of(rows, at, self._by_hand) if at is not None else layout_by_numbers(rows, self._by_hand)
        if self._is_of_other_things(rows, at, layout):
            return
        if layout is None or (not self._by_hand and names_only_things(layout)):
            self._notes.cannot_read(
                rows[0].where,
                rows[0].text,
                NO_TITLES.text,
                count=len(rows),
            )
            return
        if not self._whole:
            self._notes.statements.append(cells)
        above = lines_above(rows, layout) if at is None else at
        body = rows[above + (at is not None) :]
        if at is not None and heads_first_part(rows, at, layout):
            above, body = above - 1, [rows[at - 1], *body]
        is_template = layout.has("level")  # of sub-sessions, with its instructions above the headings
        day = self._preamble(rows[:above] if not is_template else (), name) or self._day_in_headings(layout)
        self._notes.known |= {text_of(row.cells[i]) for row in rows[:above] for i in row.filled if is_template}
        told = " ".join(row.text for row in rows[:above])[:LONGEST_TOLD]
        layout, body = with_times_of_day(layout, body, self._begins() or self._shown, self._notes, told)
        body = with_times_of_breaks(body, layout, self._notes)
        body = with_left_out_people(body, layout) if at is None else body
        self.columns.note(rows, at, layout)
        self._decide(layout, body)
        self._body(body, layout, day, session)

    def _is_of_other_things(self, rows: Sequence[Row], at: int | None, layout: Layout | None) -> bool:
        """Whether a table is no programme, which is noted; one whose columns a person chose is one."""
        if names_one(rows[at or 0].cells, self._by_hand) or any(map(is_number, self._by_hand)):
            return False
        looks = what_else(rows, at, layout)
        if looks is None:
            return False
        self._notes.cannot_read(
            rows[0].where,
            rows[0].text,
            "it looks like {looks}; rows that were not read: {count:,}",
            looks=looks,
            count=len(rows),
        )
        self.looks = self.looks or Sentence(NO_PROGRAMME.text, looks=looks)
        return True

    def _day_in_headings(self, layout: Layout) -> Day | None:
        """Return the day in the heading of the times: "Times Day Two"."""
        timed = (i for i, what in layout.columns.items() if what in {"time", "start"} and i < len(layout.headings))
        words = (text_of(layout.headings[i]).partition(" ")[2].strip(" -,:\u2013\u2014") for i in timed)
        return next((day for text in words if names_a_day(text) and (day := self.numbering.day(text))), None)

    def _begins(self) -> TimeOfDay | None:
        return self._frame.start if self._frame is not None else None

    def _preamble(self, rows: Sequence[Row], name: str) -> Day | None:
        """Read the lines above the headings: a title, and perhaps the day."""
        self._room = self._chair = ""
        day = day_of(name) or self.numbering.day(name)
        for row in rows:
            text = " ".join(text_of(row.cells[i]) for i in row.filled)
            if is_of_the_file(text):
                self._notes.guess(row.where, OF_THE_FILE.text, text=shortened(text, 80))
                continue
            near = self.numbering.near_beside(text)
            frame = beginning_of(text, near) or frame_of(text, near) or head_of(ZONE.sub("", text).strip(), near)
            self._frame = frame or self._frame
            self._shown = lone_clock(text) or self._shown
            dated = next((d for i in row.filled if (d := day_of(row.cells[i], near))), frame.day if frame else None)
            head = text_of(row.cells[row.filled[0]])
            named = head if number_of_day(head) is not None else re.split(r"[:,\u2013\u2014]", head)[0].strip()
            longest = LONGEST_HEADING if number_of_day(head) is None else 2 * LONGEST_HEADING
            is_named = len(head) < longest and names_a_day(named if named != head else head[:LONGEST_DAY])
            if dated is not None and dated.year_given:
                self.numbering.note(dated)
            if dated is not None and day is not None and _POINT.match(text):
                dated = None  # a sentence below the heading with the day tells of another one
            day = dated or (self.numbering.day(named) if is_named else None) or day
            if self._take_room(row, text, is_dated=dated is not None):
                continue
            self.described += people_told(text)
            if (leader := leader_in(text)) is not None:
                self._chair = self.people.add(leader, row.where) or ""
            label = field_of(text_of(row.cells[row.filled[0]]).strip(" :")) if len(row.filled) == 2 else None
            if label == "title":  # "Event: Annual meeting" outweighs a line with the name of the program
                text, label, self.title = text_of(row.cells[row.filled[1]]), None, ""
            is_point = _POINT.match(text) is not None or are_details(text) or says_no_title(text)
            is_numbered = number_of_day(text) is not None and not behind_day_number(text).strip()
            is_point = is_point or is_numbered or weekday_of(text) is not None
            text = text if dated is None and frame is None else title_beside(text)
            self._note_theme(row, head)
            if label is None and not self.title and re.search(r"[^\W\d_]{3}", text) and not is_point:
                self.title = shortened(clean_text(text), 200)
        return day

    def _take_room(self, row: Row, text: str, *, is_dated: bool) -> bool:
        """Take the room of a line above the headings, beside a date or behind a label; return whether it is all."""
        before, colon, said = text.replace("\uff1a", ":").partition(":")
        is_short = bool(colon) and 0 < len(said.strip()) <= LONGEST_HEADING
        is_label = is_short and field_of(before.strip(" -*\u2022")) == "room"
        if room := clean_text(said if is_label else room_beside(text) if is_dated else ""):
            self._room = room
            self._notes.guess(row.where, "Taken for its room: {text}", text=room)
        return is_label

    def _note_theme(self, row: Row, head: str) -> None:
        """Note a line above the headings that says more than which day it is: "Day 1 - Springs"."""
        if self.title and number_of_day(head) is not None and len(row.text) > LONGEST_DAY:
            self._notes.guess(row.where, "Taken for a day, and nothing else: {text}", text=shortened(row.text, 80))

    def _decide(self, layout: Layout, body: Sequence[Row]) -> None:
        """Decide what only all rows together show: commas between people, units of durations."""
        cells = [
            text_of(row.cells[i])
            for row in body
            for i, what in layout.columns.items()
            if what == "speakers" and i in row.filled
        ]
        heads = [each for i, each in enumerate(layout.headings) if layout.columns.get(i) == "speakers"]
        named_with = any(map(names_organisations, heads))
        layout.slash_before_organisations = named_with or name_organisations(cells, SLASH)
        named_with = named_with or name_organisations(cells)
        layout.single_names = single_names(cells)
        layout.commas_part_people = not named_with and not any(uses_commas_within(cell) for cell in cells)
        titles = [text_of(layout.cell(row, "title")) for row in body]
        titles += [text_of(row.cells[i]) for row in body for i in layout.rooms if i in row.filled]
        titles = [title for title in titles if title and kind_of(title) is not SegmentKind.BREAK]
        nobody_else = layout.nobody_else
        layout.kinds_of_people = kinds_of_people(body, layout) if nobody_else else frozenset()
        layout.people_behind_titles = nobody_else and stand_behind(titles)
        both = any(names_both(each) for i, each in enumerate(layout.headings) if layout.columns.get(i) == "title")
        are_before = any(map(people_before, titles)) if both else stand_before(titles)
        layout.people_before_titles = nobody_else and not layout.people_behind_titles and are_before
        layout.people_below_titles = both and not layout.people_before_titles
        layout.names_in_brackets = nobody_else and not (layout.people_behind_titles or layout.people_before_titles)
        told = {what: [text_of(layout.cell(row, what)) for row in body] for what in ("title", "abstract")}
        begun = frozenset(what for what, texts in told.items() if begin_with_people(texts))
        layout.with_bodies = begun if layout.names_in_brackets else frozenset()
        starts = [value for row in body if (value := layout.cell(row, "start")) is not None]
        dates = [value for row in body if (value := layout.cell(row, "date")) is not None]
        numbered = all(day_number(value) is not None for value in dates) or are_day_codes(dates)
        layout.days_are_numbers = bool(dates) and numbered
        self._decide_year(layout, body, dates)
        layout.starts_are_moments = len(starts) > 0 and most(starts, lambda value: moment_of(value) is not None)
        decide_lengths(layout, body, self._notes)

    def _decide_year(self, layout: Layout, body: Sequence[Row], dates: Sequence[object]) -> None:
        """Decide the year of dates without one: that of the others in the column, or by the weekdays beside them."""
        whole = [day for value in dates if (day := day_of(value)) is not None]
        if len(whole) == len(dates):
            return
        if len(years := {day.date.year for day in whole}) == 1:
            self.numbering.in_year(years.pop())
        free = {i for row in body[:SAMPLED_ROWS] for i in row.filled if i not in layout.columns}
        named = (i for i in sorted(free) if most(_column(body, i), lambda cell: weekday_of(text_of(cell)) is not None))
        layout.weekday = next(named, -1)

    def _body(self, rows: Sequence[Row], layout: Layout, day: Day | None, session: str) -> None:
        above = RowsAbove(day, session, layout, self.numbering, self._notes, whole=self._whole)
        first = len(self.entries)
        begins = [first]  # of the entries below the headings, each time that they stand there
        self._grid.covers_rows = any(isinstance(cell, MergedCell) and cell.rows for row in rows for cell in row.cells)
        for row in rows:
            self._count()
            if repeats_headings(row, layout):
                begins.append(len(self.entries))
                self._notes.guess(row.where, "The headings stand here again; they are not an item.")
            elif above.take(row):
                continue
            elif layout.rooms:
                above.note_headings()
                self._grid.read(row, layout, above.day, above.session, self.entries)
            elif (entry := self._rows.read(row, layout)) is not None:
                above.complete(entry, row)
                self._add(entry, first)
        above.leave_headings()
        for entry in self.entries[first:]:
            entry.chair = entry.chair or self._chair
            entry.room = entry.room or ("" if layout.rooms or layout.has("room") else self._room)
        put_on_days([self.entries[at:end] for at, end in pairwise([*begins, None])], self.numbering, self._notes)
        self._leave_out_attendees(self.entries[first:])
        self._move_to_beginning(self.entries[first:])
        untimed = self._frame if not layout.rooms and not layout.has("start", "time") else None
        for frame, entries in [(untimed, above.parts[0][1]), *above.parts[1:]]:
            give_times(entries, frame, self._notes)
        self._settle(layout, first)

    def _settle(self, layout: Layout, first: int) -> None:
        """Give the entries of a table, from the first one on, the sessions and the times that these share."""
        give_times_of_rows_above(self.entries[first:], self._notes)
        share_times(self.entries[first:], self._notes)
        if not (layout.rooms or layout.has("session", "track")):
            put_into_sessions(self.entries[first:])
        if layout.rooms:
            end_with_next_row(self.entries[first:], self._notes)
        if len(self.entries) > first and self._frame is not None:
            days = (self._frame.day, self.entries[-1].day)
            is_other = all(days) and days[0] != days[1]
            self.entries[-1].whole_end = None if is_other else self._frame.last

    def _add(self, entry: ProgrammeEntry, first: int) -> None:
        """Add an entry, or to one above it if both are the same item; the entries of the table begin at `first`."""
        if len(self.entries) == first:
            self._known.clear()
        above = self._known.setdefault(key_of(entry), entry)
        repeated = is_repeated(entry, above)
        if above is entry or not is_same_item(entry, above) or (repeated and above is not self.entries[-1]):
            self.entries.append(entry)
            return
        if repeated:
            self._notes.guess(entry.where, "It repeats the item above, which was taken once.")
        above.speakers.extend(entry.speakers)

    def _leave_out_attendees(self, entries: Sequence[ProgrammeEntry]) -> None:
        """Leave out people who are named at every item, breaks too, as in the personal plans of those who attend."""
        everywhere = set(entries[0].speakers) if entries else set[str]()
        if len(everywhere) < FEWEST_ATTENDEES or any(set(entry.speakers) != everywhere for entry in entries):
            return
        if sum(kind_of(entry.title) is SegmentKind.BREAK for entry in entries) == 0:
            return
        self._notes.guess(entries[0].where, _ATTEND.text, count=len(everywhere))
        self._notes.known |= {part for person in self.people.all for part in (person.name, *person.name.split())}
        self.people.leave_out(everywhere)
        for entry in entries:
            entry.speakers = []

    def _move_to_beginning(self, entries: Sequence[ProgrammeEntry]) -> None:
        """Move times such as 1:30 by twelve hours, if the lines above say that the whole begins at 13:30."""
        starts = [entry.start for entry in entries if entry.start is not None]
        begins = self._begins()
        if begins is None or not starts or starts[0].ms + HALF_A_DAY != begins.ms:
            return
        if all(not start.sure and start.ms < HALF_A_DAY for start in starts):
            for entry in entries:
                entry.start = entry.start.shifted(HALF_A_DAY) if entry.start is not None else None
                is_early = entry.end is not None and not entry.end.sure and entry.end.ms < HALF_A_DAY
                entry.end = entry.end.shifted(HALF_A_DAY) if entry.end is not None and is_early else entry.end

    def _count(self) -> None:
        self._read += 1
        if self._read % TOLD_EVERY == 0:
            self._notes.tell(self._read, self.rows)


def _column(rows: Sequence[Row], index: int) -> list[object]:
    return [row.cells[index] for row in rows[:SAMPLED_ROWS] if index in row.filled]
