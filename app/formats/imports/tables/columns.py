"""The columns of one table: by its headings, by the rooms of a grid, or by their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise

from app.domain.text import clean_text
from app.domain.values import LANGUAGES, MINUTE, SegmentKind
from app.formats.imports.found.assignment import (
    IGNORED,
    MOST_COLUMNS,
    SAMPLE,
    assign,
    columns_of,
)
from app.formats.imports.found.column_cells import MOST, ColumnCells, holds_amounts
from app.formats.imports.found.dates import day_of
from app.formats.imports.found.days import SOME_DAY, names_a_day
from app.formats.imports.found.durations import measure_of, number_of
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import (
    AMONG_OTHERS,
    LONGEST_HEADING,
    heading_key,
    is_technical,
    kind_of,
    looks_like_headings,
    meanings,
    names_acts,
)
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import is_chinese_name, is_name_in_parts, looks_like_person, surely_person
from app.formats.imports.found.times import clock_of, range_of
from app.formats.imports.found.titles import may_title
from app.formats.imports.found.unheaded import key_at
from app.formats.imports.tables.cells import MergedCell, Row, is_blank, text_of
from app.formats.imports.tables.translated import translated_columns

HEADINGS_WITHIN = 30  # rows
MOST_SAMPLED_ROWS = 400
FEWEST_VARIED = 0.5  # of the texts of titles: what a room needs is often the same
_BESIDE_A_GRID = frozenset({"time", "start", "end", "date", "duration"})
_ROOM = re.compile(
    r"room|raum|saal|halle?\b|sala\b|salle|aula|track|stage|b\u00fchne|auditorium|theat|floor|studio|forum|lab\b|"
    r"\b[A-Z]\b|\d|会场|会議室|教室|зал|قاعة",
    re.IGNORECASE,
)
TIMES = frozenset({"start", "end", "time", "duration"})
# The fields that a merged cell has in all rows that it covers.
_CARRIED = frozenset({"date", "end_date", "start", "end", "time", "room", "session", "kind", "duration", "track"}) | {
    "speakers",
    "moderators",
    "first_name",
    "last_name",
    "affiliation",
}


@dataclass(slots=True)
class Layout:
    """The fields of the columns of one table, and how to read its durations."""

    columns: Mapping[int, str]
    headings: Sequence[object] = ()
    commas_part_people: bool = True
    single_names: frozenset[str] = frozenset()  # words that are people in other cells: "Ann", "Bo, ACME"
    slash_before_organisations: bool = False  # "Ann Lee / ACME"
    colons_are_hours: bool = True
    unit_ms: int = MINUTE
    starts_are_moments: bool = False  # with their dates, as programs export them
    rooms: Mapping[int, str] = field(default_factory=dict)  # columns that are rooms, in a grid
    room_days: Mapping[int, str] = field(default_factory=dict)  # what stands above those rooms, if that is days
    guessed: frozenset[int] = frozenset()  # columns chosen by their cells alone
    kinds_of_people: frozenset[str] = frozenset()  # of items whose titles are people, and whose abstracts are titles
    people_behind_titles: bool = False  # "Clocks - Ann Lee", where no column has people
    people_before_titles: bool = False  # "Ann Lee - Clocks", likewise
    people_below_titles: bool = False  # on a line of their own, as the heading says
    names_in_brackets: bool = False  # "Clocks (Ann Lee)" may stand in some rows, where no column has people
    with_bodies: frozenset[str] = frozenset()  # fields that begin with "Ann Lee (ACME)", where no column has people
    days_are_numbers: bool = False  # 1, 2, 3 in the column of dates
    weekday: int = -1  # the column of weekdays beside dates without a year
    translated: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # columns in another language, and of what
    _first: Mapping[str, int] = field(init=False)  # the first column of each field

    def __post_init__(self) -> None:
        self._first = {what: index for index, what in reversed([*self.columns.items()])}

    def translations(self, row: Row) -> dict[str, dict[str, str]]:
        """Return the texts of a row in other languages, by language and field."""
        said: dict[str, dict[str, str]] = {}
        for index, (name, language) in self.translated.items():
            if index in row.filled and not isinstance(row.cells[index], MergedCell):
                said.setdefault(language, {})[name] = text_of(row.cells[index])
        return said

    def cell(self, row: Row, name: str) -> object:
        return self._said(self._raw(row, name), name, row)

    def cells(self, row: Row, name: str) -> list[object]:
        """Return what all columns of a field say of a row."""
        said = (self._said(_at(row, i), name, row) for i, what in self.columns.items() if what == name)
        return [value for value in said if value is not None]

    def _said(self, value: object, name: str, row: Row) -> object:
        if isinstance(value, MergedCell):
            return value.value if name in _CARRIED and value.columns == 0 and not self.continues(row) else None
        return None if is_blank(value) else value

    def with_weekday(self, row: Row, day: object) -> object:
        """Return what a row says of its day, with the weekday that stands in a column of its own."""
        return f"{text_of(row.cells[self.weekday])} {text_of(day)}" if self.weekday in row.filled else day

    def continues(self, row: Row) -> bool:
        """Whether a merged cell makes this row's item the one above."""
        title = self._raw(row, "title")
        return isinstance(title, MergedCell) and title.rows > 0

    def _raw(self, row: Row, name: str) -> object:
        index = self._first.get(name)
        return row.cells[index] if index is not None and index < len(row.cells) else None

    @property
    def kinds_are_titles(self) -> bool:
        """Whether the types are a second column of titles."""
        index = self._first.get("kind")
        return index is not None and index < len(self.headings) and may_title(self.headings[index])

    @property
    def has_acts(self) -> bool:
        """Whether those who speak are artists or bands, who are announced by their names."""
        index = self._first.get("speakers")
        return index is not None and index < len(self.headings) and names_acts(self.headings[index])

    @property
    def nobody_else(self) -> bool:
        """Whether no column has people; titles may then name them."""
        return not self.has("speakers", "first_name", "last_name")

    def has(self, *names: str) -> bool:
        return any(name in self._first for name in names)


def headings_at(rows: Sequence[Row], by_hand: Collection[str] = ()) -> int | None:
    """Return the index of the row with the most headings, among the first; None if none has enough.

    Args:
        by_hand: headings whose columns a person chose: the first row with one of them.
    """
    chosen = (i for i, row in enumerate(rows[:HEADINGS_WITHIN]) if by_hand and names_one(heading_cells(row), by_hand))
    if (first := next(chosen, None)) is not None:
        return first
    heads = rows[:HEADINGS_WITHIN]
    known = [{} if _is_among_times(rows, i) else columns_of(heading_cells(row)) for i, row in enumerate(heads)]
    first = next((i for i, columns in enumerate(known) if looks_like_headings(columns)), len(heads) - 1)
    if (days := next((i for i in range(first + 1) if _heads_days(rows, i, known[i])), None)) is not None:
        return days
    scored = [(len(set(columns.values())), -i) for i, columns in enumerate(known) if looks_like_headings(columns)]
    if scored:
        return -max(scored)[1]
    few = [i for i, columns in enumerate(known) if columns and _heads(rows, i, columns)]
    return min(few, default=next((i for i in range(min(3, len(rows))) if _stands_above_times(rows, i)), None))


def _heads_days(rows: Sequence[Row], at: int, columns: Mapping[int, str]) -> bool:
    """Whether a row has the times' heading and a date above each other column, which headings below only number."""
    others = [text_of(rows[at].cells[i]) for i in rows[at].filled if columns.get(i) not in {"time", "start"}]
    is_whole = at + 1 < len(rows) and len(rows[at + 1].filled) <= len(rows[at].filled) == len(set(others)) + 1
    are_days = all(day_of(each, SOME_DAY) is not None and range_of(each) is None for each in others)
    return is_whole and len(others) > 1 and are_days


def _is_among_times(rows: Sequence[Row], at: int) -> bool:
    """Whether a row has a time where its neighbours have one: "14:00, Talk, Title of the day" is no row of headings."""
    beside = [rows[i] for i in (at - 1, at + 1) if 0 <= i < len(rows)]
    timed = [i for i in rows[at].filled[:MOST_COLUMNS] if is_time(rows[at].cells[i])]
    return any(is_time(_at(row, i)) for i in timed for row in beside)


def with_one_heading(rows: Sequence[Row], at: int) -> Sequence[Row]:
    """Return the rows with a second row of headings, such as From and To below Time, put into the first."""
    below = rows[at + 1] if at + 1 < len(rows) else rows[at]
    strengths = {i: max(meanings(below.cells[i]).values(), default=0.0) for i in below.filled}
    if at + 1 >= len(rows) or len(strengths) < 2 or not all(strengths.values()):
        return rows
    above = heading_cells(rows[at])
    pairs = [(text_of(each), text_of(_at(below, i))) for i, each in enumerate(above)]
    over_several = {one[0] for one, after in pairwise(pairs) if one[0] == after[0] and one[1] != after[1]}
    cells = [
        _at(below, i)
        if i >= len(above) or is_blank(above[i]) or strengths.get(i, 0.0) > _least(above[i], over_several)
        else above[i]
        for i in range(max(len(above), len(below.cells)))
    ]
    return [*rows[:at], Row(rows[at].where, cells), *rows[at + 2 :]]


def _least(above: object, over_several: Collection[str]) -> float:
    """Return the strength that a second heading needs to outweigh the one above it."""
    return 0.0 if text_of(above) in over_several else AMONG_OTHERS


def with_heading_above(rows: Sequence[Row], at: int) -> tuple[Sequence[Row], int]:
    """Return the rows with the row of headings completed by the one above it, which has some that it lacks."""
    above = rows[at - 1] if at > 0 else rows[at]
    lacking = [i for i in above.filled if i not in rows[at].filled and meanings(above.cells[i])]
    completed = with_one_heading(rows, at - 1) if lacking and len(above.filled) > 1 else rows
    return (completed, at) if completed is rows else (completed, at - 1)


def _at(row: Row, index: int) -> object:
    return row.cells[index] if index < len(row.cells) else None


def names_one(cells: Sequence[object], headings: Collection[str]) -> bool:
    """Whether one of these cells is one of these headings, as `heading_key` spells them."""
    return any(isinstance(cell, str) and heading_key(cell[:LONGEST_HEADING]) in headings for cell in cells)


def heading_cells(row: Row) -> list[object]:
    """Return the headings of a row; one merged over several columns is the heading of each."""
    return [
        cell.value if isinstance(cell, MergedCell) and cell.rows == 0 and isinstance(cell.value, str) else cell
        for cell in row.cells
    ]


def _heads(rows: Sequence[Row], at: int, columns: Mapping[int, str]) -> bool:
    """Whether a row with one known heading, for times, is above times: the head of a grid, or of unknown words."""
    others = [i for i in rows[at].filled if i not in columns]
    names_times = bool(set(columns.values()) & {"time", "start"})
    wordy = all(isinstance(rows[at].cells[i], str) and range_of(text_of(rows[at].cells[i])) is None for i in others)
    if not (names_times and others and wordy):
        return False
    index = next(i for i, what in columns.items() if what in {"time", "start"})
    return any(is_time(row.cells[index]) for row in rows[at + 1 : at + 6] if index in row.filled)


def _stands_above_times(rows: Sequence[Row], at: int) -> bool:
    """Whether a row of unknown words is above times, perhaps ends too, people and other texts, as in a programme."""
    row, below = rows[at], rows[at + 1 : at + 9]
    words = [index for index in row.filled if isinstance(row.cells[index], str)]
    wordy = len(words) == len(row.filled) >= 2 and not any(_is_value(row.cells[i]) for i in words)
    columns = [cells for i in words if len(cells := [each.cells[i] for each in below if i in each.filled]) >= 2]
    timed = [cells for cells in columns if most(cells, is_time)]
    named = [cells for cells in columns if most(cells, _names_people)]
    titled = [cells for cells in columns if not any(_is_value(cell) for cell in cells) and cells not in named]
    return wordy and 1 <= len(timed) <= 2 and len(named) >= 1 and len(titled) >= 1


def _is_value(cell: object) -> bool:
    text = text_of(cell)
    return any(reads(text) is not None for reads in (range_of, measure_of, number_of, day_of))


def layout_by_numbers(rows: Sequence[Row], by_hand: Mapping[str, str]) -> Layout | None:
    """Return the layout of a table without headings; a person has chosen columns by their numbers, or none."""
    guessed = guessed_layout(rows)
    chosen = {index: by_hand[key] for index in range(MOST_COLUMNS) if (key := key_at((), index)) in by_hand}
    if not chosen:
        return guessed
    if guessed is None:
        assignment = assign((), cells_of(rows), by_hand)
        return Layout(assignment.columns, guessed=assignment.guessed)
    kept = {i: what for i, what in guessed.columns.items() if i not in chosen and what not in chosen.values()}
    columns = {**kept, **{index: what for index, what in chosen.items() if what != IGNORED}}
    return Layout(dict(sorted(columns.items())))


def layout_of(rows: Sequence[Row], at: int, by_hand: Mapping[str, str] | None = None) -> Layout:
    """Return the layout of the columns below a row of headings; `by_hand` is a person's choice, by headings."""
    headings, cells = heading_cells(rows[at]), cells_of(rows[at + 1 :])
    rooms = {} if by_hand else _grid_rooms(rows[at], columns_of(headings), rows[at + 1 :])
    if rooms:
        above = heading_cells(rows[at - 1]) if at > 0 else []
        days = _days_above(rooms, above)
        columns = {i: what for i, what in columns_of(headings).items() if what in _BESIDE_A_GRID}
        return Layout(columns, headings, rooms=rooms, room_days=days)
    named = translated_columns(headings, {i: len(column.cells) for i, column in cells.items()})
    keys, said = {i: heading_key(str(headings[i])) for i in named}, by_hand or {}
    translated = {i: what for i, what in named.items() if keys[i] not in said}
    spoken = {i: what for i, what in translated.items() if what[1] in LANGUAGES}
    assignment = assign(headings, cells, {**said, **{keys[i]: IGNORED for i in translated}} or by_hand)
    return Layout(assignment.columns, headings, guessed=assignment.guessed, translated=spoken)


def _days_above(rooms: Mapping[int, str], above: Sequence[object]) -> dict[int, str]:
    """Return the day that stands above each room, or above the first room of that day; empty without several days."""
    days: dict[int, str] = {}
    day = ""
    for index in rooms:
        cell = above[index] if index < len(above) else None
        if not is_blank(cell):
            says_a_day = day_of(cell, SOME_DAY) is not None or names_a_day(text_of(cell))
            day = text_of(cell) if says_a_day else ""
        days |= {index: day} if day else {}
    return days if len(set(days.values())) > 1 else {}


def cells_of(body: Sequence[Row]) -> dict[int, ColumnCells]:
    """Return the first cells of each column; rows with a single text are headings or days, and are left out."""
    width = min(max((len(row.cells) for row in body[:MOST_SAMPLED_ROWS]), default=0), MOST_COLUMNS)
    columns: dict[int, list[object]] = {index: [] for index in range(width)}
    for row in body[:MOST_SAMPLED_ROWS]:
        for index in row.filled if len(row.filled) > 1 or width == 1 else ():
            if index < width and len(columns[index]) < SAMPLE:
                columns[index].append(row.cells[index])
    return {index: ColumnCells(tuple(cells)) for index, cells in columns.items()}


def _grid_rooms(row: Row, columns: Mapping[int, str], body: Sequence[Row]) -> dict[int, str]:
    """Return the columns of a grid: a time column and, without any title, two or more alike columns."""
    fields = set(columns.values())
    if not fields & {"time", "start"} or fields & {"title", "speakers"}:
        return {}
    if {"session", "abstract"} <= fields or {"session", "kind"} <= fields:
        return {}
    cells = cells_of(body)
    others = {
        i: clean_text(text_of(row.cells[i]))
        for i in row.filled
        if columns.get(i) not in _BESIDE_A_GRID or _is_day_of_a_grid(row.cells[i], cells.get(i, ColumnCells()))
        if not isinstance(row.cells[i], MergedCell) and not is_technical(row.cells[i])
        if cells.get(i, ColumnCells()).numbers < MOST
    }
    days = {i: name for i, name in others.items() if names_a_day(name)}
    if len(days) >= 2:
        return days
    if any(_holds_rooms(name, cells.get(i, ColumnCells())) for i, name in others.items()):
        return {}
    called = sum(bool(_ROOM.search(name)) for name in others.values()) * 2 >= len(others)
    held = [cells.get(i, ColumnCells()) for i in others]
    alike = "duration" not in columns.values() and _are_alike(held) and not any(map(holds_amounts, held))
    return others if len(others) >= 2 and (called or (alike and _share_a_row(body, [*others]))) else {}


def _share_a_row(body: Sequence[Row], columns: Sequence[int]) -> bool:
    """Whether one of the rows has no different texts in all columns, as one of records has: a break, a free room."""
    rows = [row for row in body if len(row.filled) > 1]
    return any(len({text_of(_at(row, i)) for i in columns} - {""}) < len(columns) for row in rows)


def _is_day_of_a_grid(heading: object, column: ColumnCells) -> bool:
    """Whether a heading such as "Day 1" stands above titles, and not above dates."""
    return names_a_day(text_of(heading)) and column.words >= MOST and not column.dates


def _holds_rooms(heading: str, column: ColumnCells) -> bool:
    """Whether a column called a room says where each row is, and is no room of a grid itself."""
    return meanings(heading).get("room", 0.0) >= AMONG_OTHERS and most(column.cells, _names_a_place)


def _are_alike(columns: Sequence[ColumnCells]) -> bool:
    """Whether all columns have texts of about the same length, all of people or none, as the rooms of a grid have."""
    held = [column for column in columns if column.cells]
    lengths = [column.letters for column in held]
    if 0 < sum(column.people >= MOST for column in held) < len(held):
        return False
    return (
        len(held) >= 2
        and any(len(column.cells) > 1 for column in held)
        and all(column.words >= 0.5 for column in held)
        and max(lengths) <= 4 * min(lengths)
    )


def guessed_layout(rows: Sequence[Row]) -> Layout | None:
    """Guess columns by their cells, if no row is a heading: times, durations, then the two longest texts."""
    sample = [row for row in rows[:50] if len(row.filled) > 1] or rows[:50]
    columns: dict[int, str] = {}
    texts: dict[int, list[object]] = {}
    for index in range(min(max(len(row.cells) for row in sample), 50)):
        cells = [row.cells[index] for row in sample if index in row.filled]
        if what := _what(cells, columns.values()):
            columns[index] = what
        elif cells:
            texts[index] = cells
    if not set(columns.values()) & {"start", "duration"} or not texts:
        return None
    people = [index for index, cells in texts.items() if len(texts) > 1 and most(cells, _names_people)]
    titles = [index for index in texts if index not in people] or list(texts)
    titles = [index for index in titles if ColumnCells(texts[index]).variety > FEWEST_VARIED] or titles
    title = max(titles, key=lambda index: (sum(len(text_of(cell)) for cell in texts[index]), index))
    columns[title] = "title"
    if people := [index for index in people if index != title]:
        columns[max(people, key=lambda index: (ColumnCells(texts[index]).variety, -index))] = "speakers"
    rooms = (i for i, cells in texts.items() if i not in columns and most(cells, _names_a_place))
    if (room := next(rooms, None)) is not None:
        columns[room] = "room"
    kinds = (i for i, cells in texts.items() if i not in columns and len(cells) > len(texts[title]))
    if (kind := next(kinds, None)) is not None:
        columns[kind] = "kind"  # which is the title of a break
    return Layout(dict(sorted(columns.items())))


def _what(cells: Sequence[object], known: Collection[str]) -> str | None:
    """Return a column's field other than texts, given the fields of the others."""
    if most(cells, is_time) and not most(cells, _is_year):
        return "end" if "start" in known else "start"
    if most(cells, lambda cell: day_of(cell) is not None and not looks_like_person(text_of(cell))):
        return "date"
    if "duration" not in known and most(cells, lambda cell: measure_of(text_of(cell)) is not None):
        return "duration"
    return None


def _is_year(cell: object) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", text_of(cell)) is not None


def is_time(cell: object) -> bool:
    """Whether a cell is a time of day, or a range of two."""
    if isinstance(cell, str):
        return range_of(cell) is not None
    return isinstance(cell, time | datetime) and clock_of(cell) is not None


def _names_people(cell: object) -> bool:
    names = [each.name for each in names_in(text_of(cell), commas=True)]
    return all(surely_person(n) or is_name_in_parts(n) or (is_chinese_name(n) and not kind_of(n)) for n in names)


def _names_a_place(cell: object) -> bool:
    return PLACE.search(text_of(cell)) is not None


def most(cells: Sequence[object], holds: Callable[[object], bool]) -> bool:
    """Whether it applies to seven cells in ten."""
    return len(cells) > 0 and sum(bool(holds(cell)) for cell in cells) >= 0.7 * len(cells)


def shares_time(row: Row, layout: Layout) -> bool:
    """Whether the cell with the time of the row above covers that of this one too."""
    times = (cell for i, cell in enumerate(row.cells) if layout.columns.get(i) in TIMES)
    return any(isinstance(cell, MergedCell) and cell.rows for cell in times)


def lone_text(row: Row, layout: Layout) -> str | None:
    """Return the text of a row with a single one (in a merged cell, the same several times)."""
    texts = {text_of(row.cells[i]) for i in row.filled}
    index = row.filled[0]
    if shares_time(row, layout):
        return None
    is_alone = len(texts) == 1 and layout.columns.get(index) not in {"speakers", "moderators"}
    return clean_text(texts.pop()) if is_alone else None


def is_heading(text: str, row: Row, layout: Layout) -> bool:
    """Whether a single text is the heading of the rows below, and not an item without a time, or several lines."""
    index = row.filled[0]
    if text_of(row.cells[index]).strip().count("\n") > 1:
        return False
    timed = layout.has("start", "time", "duration")
    if layout.rooms:
        return index not in layout.rooms and range_of(text) is None
    if (
        index > 0
        and index not in layout.columns
        and index < len(layout.headings)
        and not is_blank(layout.headings[index])
    ):
        return False  # more of a column that is not used
    if layout.columns.get(index) in TIMES:
        return range_of(text) is None and measure_of(text) is None and number_of(text) is None
    return timed and kind_of(text) is not SegmentKind.BREAK
