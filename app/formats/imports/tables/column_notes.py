"""Notes on columns: the field that each was taken for, which the person who imports can correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from app.domain.errors import Sentence, in_a_row
from app.formats.imports.found.assignment import MOST_COLUMNS
from app.formats.imports.found.days import names_a_day
from app.formats.imports.found.findings import FIELD_NAMES, FoundColumn
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import heading_key, kind_of
from app.formats.imports.tables.cells import SAMPLED_ROWS, Row, is_blank, text_of
from app.formats.imports.tables.columns import Layout
from app.formats.text.notes import Notes, shortened

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
        else:
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

    def _list(self, rows: Sequence[Row], at: int, layout: Layout) -> None:
        """List the field of each column with a heading, for the person to check; rooms of a grid are rooms."""
        known = {column.key for column in self.all}
        for index, heading in enumerate(layout.headings[:MOST_COLUMNS]):
            key = heading_key(heading) if isinstance(heading, str) else ""
            if not key or key in known:
                continue
            known.add(key)
            filled = (row.cells[index] for row in rows[at + 1 : at + 1 + SAMPLED_ROWS] if index in row.filled)
            samples = tuple(shortened(text_of(cell), 40) for cell in islice(filled, SAMPLES))
            what = "room" if index in layout.rooms else layout.columns.get(index, "")
            self.all.append(FoundColumn(rows[at].where, shortened(str(heading), 60), key, what, samples))

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


def _may_be_room(heading: str) -> bool:
    """Whether a heading names a room, a hall or a day in a grid, or counts: "Track B"."""
    return PLACE.search(heading) is not None or names_a_day(heading) or _COUNTED.search(heading) is not None
