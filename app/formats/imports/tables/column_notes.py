"""Notes on columns: the field that each was taken for, which the person who imports can correct."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.domain.errors import Sentence, in_a_row
from app.formats.imports.found.assignment import MOST_COLUMNS
from app.formats.imports.found.days import names_a_day
from app.formats.imports.found.findings import FIELD_NAMES, FoundColumn, UnknownColumns
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import is_number, kind_of
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.unheaded import key_at
from app.formats.imports.tables.cells import SAMPLED_ROWS, Row, Sheet, is_blank, text_of
from app.formats.imports.tables.columns import Layout, headings_at, layout_by_numbers, layout_of
from app.formats.text.notes import NotAProgramme, Notes, shortened

LONGEST = 40  # characters of a heading without a known meaning
MOST_WORDS = 3  # spaces in it
SAMPLES = 3  # cells of a column that are shown
_SIGNS = frozenset({"all_day", "kind", "level", "skip"})  # columns that tell how to read a row
MOST_TYPES = 20  # that are listed
_GUESSED = Sentence('The column "{heading}" was taken for the {field}, by what it holds.')
_COUNTED = re.compile(r"\d|\b[A-Z]\b|\b[IVX]{1,4}\b")
_GUESSED_UNNAMED = Sentence("Column {number}, which has no heading, was taken for the {field}, by what it holds.")


class ColumnNotes:
    """Collects the columns of one table after the other, each heading once in a whole file."""

    def __init__(self, notes: Notes) -> None:
        self.all: list[FoundColumn] = []
        self._notes = notes

    def note(self, rows: Sequence[Row], at: int | None, layout: Layout) -> None:
        """Note the columns of a table; `at` is the index of its row of headings, None if it has none."""
        if at is None:
            columns = in_a_row(
                Sentence("column {number} is {field}", number=i + 1, field=FIELD_NAMES.get(what, what))
                for i, what in layout.columns.items()
            )
            self._notes.guess(rows[0].where, "There are no headings; by what they hold, {columns}.", columns=columns)
        self._list(rows, at, layout)
        self._say_guessed(rows, at, layout)
        self._say_rooms(rows[at or 0], layout)
        self._say_types(rows[0 if at is None else at + 1 :], layout)
        if at is not None:
            self._say_unused(rows[at], rows[at + 1 : at + 1 + SAMPLED_ROWS], layout)
        else:
            self._say_unused_numbers(rows, layout)
        self._leave_aside(rows, at, layout)

    def _leave_aside(self, rows: Sequence[Row], at: int | None, layout: Layout) -> None:
        """Tell the account of the file which columns are listed as unused; a text alone in its row is of none."""
        used = {i for i, what in layout.columns.items() if what not in _SIGNS} | {*layout.rooms, *layout.translated}
        headed = set(rows[at].filled) if at is not None else set[int]()
        for row in rows[at or 0 :]:  # a line below a table stands in no column
            of_columns = row.filled if len(row.filled) > 1 else [i for i in row.filled if i in headed]
            self._notes.aside |= {(row.where, text_of(row.cells[i])) for i in of_columns if i not in used}
        if at is not None:
            self._notes.unused |= {text_of(rows[at].cells[i]) for i in rows[at].filled if i not in used}

    def _list(self, rows: Sequence[Row], at: int | None, layout: Layout) -> None:
        """List the field of each column, for the person to check; rooms of a grid are rooms."""
        known = {column.key for column in self.all}
        fields = {**layout.columns, **dict.fromkeys(layout.rooms, "room")}
        self.all += [column for column in _columns(rows, at, layout.headings, fields) if column.key not in known]

    def _say_guessed(self, rows: Sequence[Row], at: int | None, layout: Layout) -> None:
        for index in sorted(layout.guessed):
            heading = shortened(text_of(layout.headings[index]), 40) if index < len(layout.headings) else ""
            says = _GUESSED if heading else _GUESSED_UNNAMED
            what = layout.columns[index]
            places = {"heading": heading} if heading else {"number": index + 1}
            self._notes.guess(rows[at or 0].where, says.text, field=FIELD_NAMES.get(what, what), **places)

    def _say_rooms(self, headings: Row, layout: Layout) -> None:
        """Say which columns of a grid are rooms, if none of their headings looks like one."""
        names = list(layout.rooms.values())
        if len(names) > 1 and not any(map(_may_be_room, names)):
            rooms = ", ".join(shortened(name, 40) for name in names[:MOST_TYPES])
            self._notes.guess(headings.where, "Columns that were taken for rooms: {rooms}.", rooms=rooms)

    def _say_unused_numbers(self, rows: Sequence[Row], layout: Layout) -> None:
        filled = {index for row in rows[:SAMPLED_ROWS] for index in row.filled}
        if unused := sorted(filled - {*layout.columns, *layout.rooms})[:MOST_COLUMNS]:
            headings = ", ".join(str(index + 1) for index in unused)
            self._notes.guess(rows[0].where, "Columns that were not used: {headings}.", headings=headings)

    def _say_types(self, rows: Sequence[Row], layout: Layout) -> None:
        """Say which types of titled items are none that is known here, and are kept nowhere."""
        titled = [row for row in rows if layout.cell(row, "title") is not None]
        types = dict.fromkeys(shortened(text_of(layout.cell(row, "kind")), 40) for row in titled)
        unknown = [each for each in types if each and kind_of(each, whole=False) is None]
        if unknown and len(types) > 1:
            self._notes.guess(
                titled[0].where, "Types of items that were not kept: {types}.", types=", ".join(unknown[:MOST_TYPES])
            )

    def _say_unused(self, headings: Row, body: Sequence[Row], layout: Layout) -> None:
        used = {*layout.columns, *layout.rooms, *layout.translated}
        unused = [
            shortened(text_of(cell), 40)
            for i, cell in enumerate(headings.cells)
            if not is_blank(cell) and i not in used
        ]
        nameless = {i for row in body for i in row.filled if len(row.filled) > 1} - used - set(headings.filled)
        unused += [str(i + 1) for i in sorted(nameless)[:MOST_COLUMNS]]
        if unused:
            self._notes.guess(headings.where, "Columns that were not used: {headings}.", headings=", ".join(unused))


def _columns(
    rows: Sequence[Row], at: int | None, headings: Sequence[object], fields: Mapping[int, str]
) -> Iterator[FoundColumn]:
    """Yield the columns of a table, each heading once; those without one by their numbers, if anything is in them."""
    first = 0 if at is None else at + 1
    body, known = rows[first : first + SAMPLED_ROWS], set[str]()
    width = max(len(headings), max((len(row.cells) for row in body if len(row.filled) > 1), default=0))
    for index in range(min(width, MOST_COLUMNS)):
        key = key_at(headings, index)
        filled = [row.cells[index] for row in body if index in row.filled and len(row.filled) > 1]
        if key in known or (is_number(key) and not filled):
            continue
        known.add(key)
        heading = key if is_number(key) else shortened(str(headings[index]), 60)
        samples = tuple(shortened(text_of(cell), 40) for cell in filled[:SAMPLES])
        yield FoundColumn(rows[at or 0].where, heading, key, fields.get(index, ""), samples)


def columns_in(sheets: Iterable[Sheet], by_hand: Mapping[str, str]) -> tuple[FoundColumn, ...]:
    """Return the columns of the largest table, to which a person can give fields; none if it has one column.

    Args:
        by_hand: the fields that a person has given by now, by keys.
    """
    tables = [[row for row in sheet.rows if row.filled] for sheet in sheets]
    rows = max(tables, key=len, default=[])
    at = headings_at(rows, by_hand) if rows else None
    at = 0 if at is None and rows and _heads_texts(rows) else at
    if not rows:
        return ()
    layout = layout_of(rows, at, by_hand) if at is not None else layout_by_numbers(rows, by_hand) or Layout({})
    columns = tuple(_columns(rows, at, layout.headings, layout.columns))
    return columns if len(columns) > 1 else ()


def with_columns(refusal: NotAProgramme, sheets: Iterable[Sheet], by_hand: Mapping[str, str]) -> NotAProgramme:
    """Return the refusal of some tables with their columns, if there are any."""
    columns = refusal.columns if isinstance(refusal, UnknownColumns) else columns_in(sheets, by_hand)
    return UnknownColumns(refusal.sentence, columns) if columns else refusal


def _heads_texts(rows: Sequence[Row]) -> bool:
    """Whether a first row of words without a known meaning stands above cells of other kinds, or longer ones."""
    head, body = rows[0], rows[1:SAMPLED_ROWS]
    words = [text_of(head.cells[i]) for i in head.filled]
    if len(rows) < 2 or len(set(words)) < 2 or any(map(_is_value, words)) or any(len(word) > LONGEST for word in words):
        return False
    named = (looks_like_person(word) for word in words)
    return not any(named) and len(head.filled) >= max(len(row.filled) for row in body)


def _is_value(word: str) -> bool:
    return any(map(str.isdigit, word)) or word.count(" ") > MOST_WORDS


def _may_be_room(heading: str) -> bool:
    """Whether a heading names a room, a hall or a day in a grid, or counts: "Track B"."""
    return PLACE.search(heading) is not None or names_a_day(heading) or _COUNTED.search(heading) is not None
