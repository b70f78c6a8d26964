"""Grids: in each room's column the items, with a time at the side of each row or in each cell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from app.domain.text import clean_text
from app.domain.values import DAY, HOUR, SegmentKind
from app.formats.imports.found.dates import Day
from app.formats.imports.found.days import names_a_day
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import LONGEST_HEADING, field_of, kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.people import MAY_SPEAK, SPEAKS, People
from app.formats.imports.found.sessions.lengths import UNTIL_NEXT, length_in_title
from app.formats.imports.found.sessions.ordered_times import BETWEEN_NEIGHBOURS, hour_text
from app.formats.imports.found.times import latin_digits, leading_range, range_of
from app.formats.imports.tables.cells import MergedCell, Row, is_blank, text_of
from app.formats.imports.tables.columns import HEADINGS_WITHIN, Layout, heading_cells, is_time, lone_text
from app.formats.imports.tables.lengths import duration_of
from app.formats.imports.tables.row_people import is_name, may_speak, people_before, people_behind
from app.formats.imports.tables.row_times import RowTimes
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, shortened

HALF_A_DAY = 12 * HOUR
_KINDS = re.compile(
    r"plenary|keynote|satellite|symposium|workshop|tutorial|panel|session|talk|poster|oral|plénière|atelier|séance|"
    r"plenarvortrag|vortrag|plenaria|taller|sesión|ponencia|sessione|palestra|oficina|пленарное|секция|доклад",
    re.IGNORECASE,
)
FEWEST_WITH_TIMES = 3  # cells that begin with times, in a table of such
MOST_SAMPLED_ROWS = 200
LONGEST = 1_000  # characters of a cell that are examined
_ROOMS = frozenset({None, "room", "track"})  # what the heading of a room may be taken for
_AROUND = " \t\n:|-\u2013\u2014"


class GridReader:
    """Reads the rows of a grid, for one file."""

    def __init__(self, times: RowTimes, people: People, notes: Notes) -> None:
        self._times = times
        self._people = people
        self._notes = notes
        self._days: dict[str, Day | None] = {}  # of columns, by their headings
        self.covers_rows = False  # whether cells of the table say how many rows they cover

    def read(self, row: Row, layout: Layout, day: Day | None, session: str, entries: list[ProgrammeEntry]) -> None:
        """Add the items of a row to `entries`; items of the rows above last on through a covered cell.

        Raises:
            NotAProgramme: there are more items than a programme has.
        """
        common = ProgrammeEntry(row.where, "", day=day, session=session)
        if not self._times.put(row, layout, common):
            return
        if common.starts_ms is not None:
            common.day = None
        planned = duration_of(row, layout, self._notes)
        for heading in (*layout.room_days.values(), *layout.rooms.values()):  # Tuesday is the day after Monday
            self._days.setdefault(heading, None if heading in self._days else self._times.day(heading))
        cells = [i for i in layout.rooms if i in row.filled and text_of(row.cells[i]).strip(" -\u2013\u2014/")]
        for index in layout.rooms:
            _cover(row, index, common, entries, is_day=self._days[layout.rooms[index]] is not None)
        is_covered = any(i < len(row.cells) and isinstance(row.cells[i], MergedCell) for i in layout.rooms)
        if not cells and (is_covered or self._end_all(common, layout, entries)):
            return
        if not cells or not (common.start or common.starts_ms is not None or planned is not None):
            self._notes.cannot_read(row.where, row.text, "there is no time, or nothing beside it")
            return
        if len(entries) + len(cells) > MOST_ROWS:
            raise NotAProgramme("This table has more than {most:,} items, more than a programme needs.", most=MOST_ROWS)
        for index in cells:
            room, column_day = self._place(layout.rooms[index])
            column_day = self._days[layout.room_days[index]] if index in layout.room_days else column_day
            entry = replace(common, planned_ms=planned, room=room, day=column_day or common.day, column=index)
            entries.append(self._entry(row, index, entry, layout))
            self._cover_beside(row, index, layout, entries)

    def _end_all(self, common: ProgrammeEntry, layout: Layout, entries: list[ProgrammeEntry]) -> bool:
        """End the items above at a time with nothing beside it, where cells say how many rows they cover."""
        last = {entry.column: entry for entry in entries if entry.column in layout.rooms}
        start = common.start
        open_ = [each for each in last.values() if each.end is None and each.planned_ms is None]
        if start is None or not self.covers_rows or not open_:
            return False
        for each in open_:
            each.end = start if each.start is not None and each.start.ms < start.ms else None
        return True

    def _cover_beside(self, row: Row, index: int, layout: Layout, entries: list[ProgrammeEntry]) -> None:
        """Put the item of a cell that covers the days beside it into each; say of rooms which one it was put into."""
        made, rooms = entries[-1], list[str]()
        for i, heading in layout.rooms.items():
            cell = row.cells[i] if i < len(row.cells) else None
            if not (isinstance(cell, MergedCell) and not cell.rows and cell.columns and i - cell.columns == index):
                continue
            if (day := self._days[heading]) is None:
                rooms.append(clean_text(heading))
                continue
            speakers, moderators = [*made.speakers], [*made.moderators]
            entries.append(replace(made, day=day, column=i, speakers=speakers, moderators=moderators))
        if rooms:
            self._notes.guess(
                row.where,
                "It also covers {rooms}; it was put into {room} only.",
                rooms=", ".join(rooms),
                room=layout.rooms[index],
            )

    def _place(self, heading: str) -> tuple[str, Day | None]:
        """Return the room of a column, or the day, in a grid of days."""
        day = self._days[heading]
        return ("", day) if day is not None else (heading, None)

    def _entry(self, row: Row, index: int, entry: ProgrammeEntry, layout: Layout) -> ProgrammeEntry:
        """Make the item of one room: a title, and below it perhaps the people."""
        title, *below = _with_kind([line.strip() for line in text_of(row.cells[index]).split("\n") if line.strip()])
        is_break = kind_of(title) is SegmentKind.BREAK
        if layout.people_before_titles and (parted := people_before(text_of(row.cells[index]))) is not None:
            title, below = parted[0], [parted[1]]
        elif (
            not is_break
            and (parted := people_behind(title)) is not None
            and ("(" in title or layout.people_behind_titles)
        ):
            if not layout.people_behind_titles:
                self._notes.guess(row.where, SPEAKS.text, text=shortened(parted[1], 60))
            title, below = parted[0], [parted[1], *below]
        elif not is_break and (who := may_speak(title)):
            self._notes.guess(row.where, MAY_SPEAK.text, text=who)
        entry.title, entry.speakers = clean_text(title), []
        for line in below:
            if not entry.room and PLACE.search(line):
                entry.room = clean_text(line)
                continue
            people = names_in(line, commas=True)
            if all(is_name(person.name) for person in people):
                entry.speakers += [id_ for person in people if (id_ := self._people.add(person, row.where))]
        return entry


def _with_kind(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines of a cell with the title behind its kind above it, on a line of one word: "Plenary: Clocks"."""
    if len(lines) < 2 or not lines[0].isalpha() or _KINDS.fullmatch(lines[0]) is None:
        return lines
    named = names_in(lines[1], commas=True)
    is_title = not all(is_name(each.name) for each in named) and range_of(lines[1]) is None
    return [f"{lines[0]}: {lines[1]}", *lines[2:]] if is_title else lines


def end_with_next_row(entries: list[ProgrammeEntry], notes: Notes) -> None:
    """Let an item of a grid that has no end last until the time of the next row; 0:00 below 23:00 is that night's.

    Rows that are not as long as each other are noted.
    """
    ended: list[ProgrammeEntry] = []
    starts: dict[Day | None, list[int]] = {}
    timed: list[tuple[ProgrammeEntry, int]] = []
    for entry in entries:
        if entry.start is not None:
            day_starts = starts.setdefault(entry.day, [])
            night = DAY if max(day_starts, default=0) - entry.start.ms > HALF_A_DAY else 0
            day_starts.append(entry.start.ms + night)
            timed.append((entry, night))
    ordered = {day: sorted(day_starts) for day, day_starts in starts.items()}
    for entry, night in timed:
        if entry.end is None and entry.planned_ms is None and entry.start is not None:
            day_starts, at_ms = ordered[entry.day], (entry.through or entry.start).ms + night
            at = bisect_right(day_starts, at_ms)
            after = day_starts[at] - night if at < len(day_starts) else None
            stated = length_in_title(entry.title)
            lasts = min(after - entry.start.ms, stated or DAY) if after is not None else 0
            entry.end = entry.start.shifted(lasts) if after is not None else None
            ended += [entry] if entry.end is not None and entry.through is None and lasts != stated else []
    if len({entry.end.ms - entry.start.ms for entry in ended if entry.end and entry.start}) > 1:
        notes.guess(ended[0].where, UNTIL_NEXT.text, count=len(ended))


def _cover(row: Row, index: int, common: ProgrammeEntry, entries: list[ProgrammeEntry], *, is_day: bool) -> None:
    """Let the items of cells that cover this row too last until its end."""
    cell = row.cells[index] if index < len(row.cells) else None
    if not isinstance(cell, MergedCell) or cell.rows == 0 or (cell.columns > 0 and not is_day):
        return
    above = next((e for e in reversed(entries) if e.column == index), None)
    if above is not None:
        above.end, above.through = common.end, common.start or above.through


def with_rooms_apart(rows: Sequence[Row], at: int) -> tuple[Sequence[Row], int]:
    """Return a row for each room of a grid in which every column of titles has one of people behind it.

    Returns:
        The rows, and the index of their headings; both unchanged for other tables.
    """
    headings = [text_of(cell) for cell in heading_cells(rows[at])]
    known = [field_of(heading) for heading in headings]
    people = [i for i, what in enumerate(known) if what == "speakers"]
    titles = [i - 1 for i in people if i > 0 and headings[i - 1]]
    are_titles = [known[i] == "title" for i in titles]
    above = heading_cells(rows[at - 1]) if at > 0 else []
    over = any(are_titles)  # the rooms stand above the titles
    rooms = [text_of(above[i]) if over and i < len(above) else "" if over else headings[i] for i in titles]
    alike = {re.sub(r"[\W\d_]", "", headings[i].lower().replace(headings[i - 1].lower(), "")) for i in people}
    if (
        len(people) < 2
        or len(titles) < len(people)
        or len(alike) > 1
        or known.count("title") != sum(are_titles)
        or not all(are_titles if over else (known[i] in _ROOMS for i in titles))
        or len(set(filter(None, rooms))) < len(titles)
    ):
        return rows, at
    own = [i for i in range(len(headings)) if headings[i] and i not in {*titles, *people}]
    what = "Day" if all(map(names_a_day, rooms)) else "Room"
    made = [Row(rows[at].where, [*(headings[i] for i in own), what, "Title", "Speaker"])]
    for row in rows[at + 1 :]:
        beside = [_cell(row, i) if i < titles[0] else None for i in own]  # those between the rooms remain unused
        held = [i for i in titles if not is_blank(_cell(row, i)) or not is_blank(_cell(row, i + 1))]
        cells = [[room, _cell(row, i), _cell(row, i + 1)] for room, i in zip(rooms, titles, strict=True) if i in held]
        made += [Row(row.where, [*beside, *each]) for each in cells or [[None, None, None]]]
    first = at - over
    return [*rows[:first], *made], first


def _cell(row: Row, index: int) -> object:
    return row.cells[index] if index < len(row.cells) else None


def with_corner(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows with headings in the corner of a grid, which is blank or a sign: those above its times."""
    for i, row in enumerate(rows[:HEADINGS_WITHIN]):
        first = min((each.filled[0] for each in rows[i + 1 : i + 6]), default=0)  # behind the bar of Markdown
        texts = [row.cells[index] for index in row.filled]
        wordy = len(texts) >= 2 and all(isinstance(text, str) and range_of(text) is None for text in texts)
        if any(is_time(_cell(each, first)) for each in rows[:i]):
            break  # the heading of a part of the rows
        times = [at for at in (first, first + 1) if _is_corner(rows, i, at)]
        if times[:1] == [first] and wordy and row.filled[-1] > times[-1]:
            names = ["Start", "End"] if len(times) > 1 else ["Time"]
            return [
                *rows[:i],
                Row(row.where, [*row.cells[:first], *names, *row.cells[times[-1] + 1 :]]),
                *rows[i + 1 :],
            ]
    return rows


def _is_corner(rows: Sequence[Row], head: int, index: int) -> bool:
    """Whether a row has no heading above a column of times."""
    below = [_cell(each, index) for each in rows[head + 1 : head + 6]]
    return not any(map(str.isalnum, text_of(_cell(rows[head], index)))) and sum(map(is_time, below)) >= 2


def with_times_of_breaks(rows: Sequence[Row], layout: Layout, notes: Notes) -> Sequence[Row]:
    """Return rows in which a break alone in its row has the time between the rows around it, in their columns."""
    times = [i for i, what in layout.columns.items() if what == "time"]
    titles = [*layout.rooms] or [i for i, what in layout.columns.items() if what == "title"][:1]
    if len(times) != 1 or not titles:
        return rows
    made = [*rows]
    for at in range(1, len(rows) - 1):
        text = lone_text(rows[at], layout) or ""
        before, after = (range_of(text_of(_cell(rows[i], times[0]))) for i in (at - 1, at + 1))
        if before is None or after is None or kind_of(text) is not SegmentKind.BREAK or range_of(text) is not None:
            continue
        if before[1] is not None and before[1].ms < after[0].ms:
            span = f"{hour_text(before[1].ms)} - {hour_text(after[0].ms)}"
            around = {*rows[at - 1].filled, *rows[at + 1].filled}
            cells: list[object] = [text if i in titles and i in around else None for i in range(max(titles) + 1)]
            cells += [None] * (times[0] + 1 - len(cells))
            cells[times[0]] = span
            made[at] = Row(rows[at].where, cells)
            notes.guess(rows[at].where, BETWEEN_NEIGHBOURS.text, before=text, after=span)
    return made


def with_times_apart(rows: Sequence[Row]) -> Sequence[Row]:
    """Return a row for each cell such as "15:00 Choir", with its column's heading; other tables come back unchanged."""
    sample = [[_parted(row.cells[i]) for i in row.filled] for row in rows[:MOST_SAMPLED_ROWS]]
    first = next((at for at, row in enumerate(sample) if row and all(row)), None)
    below = [each for row in sample[first:] for each in row] if first is not None else []
    if first is None or len(below) < FEWEST_WITH_TIMES or sum(each is not None for each in below) < 0.8 * len(below):
        return rows
    heads = rows[first - 1] if first > 0 and len(rows[first - 1].filled) > 1 else None
    columns = sorted({i for row in rows[first:] for i in row.filled})
    made = [Row(rows[first].where, ["Day", "Room", "Time", "Title"])]
    for column in columns:
        head = text_of(heads.cells[column]) if heads is not None and column < len(heads.cells) else ""
        day, room = (head, None) if names_a_day(head) else (None, head)
        for row in rows[first:]:
            cell = row.cells[column] if column < len(row.cells) else None
            if column in row.filled:
                time, title = _parted(cell) or ("", text_of(cell))
                made.append(Row(row.where, [day, room, time, title]))
    return [*rows[: first - (heads is not None)], *made]


def with_places_apart(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with two columns for one called "Place, time", whose cells have each on a line of its own."""
    heads = ((at, i) for at, row in enumerate(rows[:HEADINGS_WITHIN]) for i in row.filled if _names_both(row.cells[i]))
    at, index = next(heads, (-1, -1))
    below = [_lines_apart(_cell(row, index)) for row in rows[at + 1 : at + MOST_SAMPLED_ROWS]] if at >= 0 else []
    if sum(bool(time and place) for time, place in below) < FEWEST_WITH_TIMES:
        return rows
    made = [Row(rows[at].where, [*rows[at].cells[:index], "Time", "Room", *rows[at].cells[index + 1 :]])]
    for row in rows[at + 1 :]:
        time, place = _lines_apart(_cell(row, index))
        both = (time or None, place or None) if len(row.filled) > 1 else (_cell(row, index), None)
        made.append(Row(row.where, [*row.cells[:index], *both, *row.cells[index + 1 :]]))
    return [*rows[:at], *made]


def _names_both(heading: object) -> bool:
    parts = (
        re.split(r"[,/&+\n]|\s(?:and|und|et|y|e|и)\s", heading[:LONGEST_HEADING]) if isinstance(heading, str) else []
    )
    return len(parts) > 1 and {"time", "room"} <= {field_of(part.strip()) for part in parts}


def _lines_apart(cell: object) -> tuple[str, str]:
    """Split the lines of a cell into the one with a time and the others."""
    lines = [line.strip() for line in text_of(cell)[:LONGEST].split("\n") if line.strip()]
    time = next((line for line in lines if range_of(line) is not None), "")
    return time, ", ".join(line for line in lines if line != time)


def _parted(cell: object) -> tuple[str, str] | None:
    """Split a cell into its time and its text; None without one of them."""
    text = latin_digits(cell[:LONGEST]) if isinstance(cell, str) else ""
    leading = leading_range(text)
    title = leading[1].strip(_AROUND) if leading else ""
    return (text[: len(text) - len(leading[1])].strip(_AROUND), title) if leading and title else None
