"""Tables of the record: typed columns, and their cells as text for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.values import SECOND, elapsed_text
from app.languages.words import Words


class ColumnKind(StrEnum):
    """The type of a column's cells: durations, differences (signed) and instants are whole milliseconds."""

    TEXT = "text"
    COUNT = "count"
    DURATION = "duration"
    DIFFERENCE = "difference"
    INSTANT = "instant"
    COVERED = "covered"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How long a speaker spoke to a question (milliseconds), and how far that dealt with it, in words."""

    ms: int
    words: str


Names = tuple[str, ...]  # in sequence, each in its own writing direction
Value = str | int | CoverageCell | Names | None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the name for programs, as in the report; documents leave out columns that are for programs only.

    Documents leave out `seldom` columns whose cells are all zero or empty. `sides` are the words with which they say a
    difference: for more than nothing, for nothing and for less. `comma` stands between names.
    """

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    for_programs: bool = False
    seldom: bool = False
    sides: tuple[str, str, str] | None = None
    comma: str = ", "

    @property
    def is_figure(self) -> bool:
        """Whether it has numbers, which are aligned at the end."""
        return self.kind in {ColumnKind.COUNT, ColumnKind.DURATION, ColumnKind.DIFFERENCE, ColumnKind.INSTANT}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the record. `facts`: a single row, which documents show as a list with a line for each column.

    `total` is a last row that documents and workbooks show.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    facts: bool = False
    for_programs: bool = False

    def for_people(self, words: Words) -> Table:
        """Return the same table without columns that tell people nothing, and with differences in words."""
        kept = [i for i, column in enumerate(self.columns) if not (column.for_programs or self._says_nothing(i))]

        in_words = _fact_in_words if self.facts else _side_in_words

        def narrow(row: tuple[Value, ...]) -> tuple[Value, ...]:
            return tuple(in_words(row[i], self.columns[i], words) for i in kept)

        total = narrow(self.total) if self.total is not None else None
        columns = tuple(self.columns[i] for i in kept)
        rows = tuple(map(narrow, self.rows))
        return Table(self.key, self.title, columns, rows, total, self.facts)

    def with_comma(self, comma: str) -> Table:
        """Return the same table with this between names."""
        return replace(self, columns=tuple(replace(column, comma=comma) for column in self.columns))

    @property
    def has_content(self) -> bool:
        """Whether it has rows, or of its facts one that is not zero; a matrix, whether one of its cells is filled."""
        matrix = [i for i, column in enumerate(self.columns) if column.kind is ColumnKind.COVERED]
        if matrix:
            return any(row[i] != CoverageCell(0, "") for row in self.rows for i in matrix)
        return any(any(value not in (None, "", (), 0) for value in row) for row in self.rows)

    def _says_nothing(self, index: int) -> bool:
        return self.columns[index].seldom and not any(row[index] for row in self.rows)


def cell_text(value: Value, column: Column, zone: str) -> str:
    """Return a cell's text: `6:10`, `+1:10`, `10:04:00` in the session's zone; empty for a missing value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, CoverageCell):
        return f"{elapsed_text(value.ms)} {value.words}".strip() if value.ms else value.words
    if isinstance(value, tuple):
        return column.comma.join(value)
    return _TEXTS[column.kind](int(value), zone) if column.kind in _TEXTS else str(value)


def _fact_in_words(value: Value, column: Column, words: Words) -> Value:
    """Return a duration that stands alone in words, and a difference in those of its column: `3 h 22 min early`."""
    if column.kind is ColumnKind.DURATION and isinstance(value, int):
        return words.duration(value)
    return _in_words(value, column, words.duration)


def _side_in_words(value: Value, column: Column, words: Words) -> Value:
    """Return a difference beside figures in the words of its column: `under by 2:35`."""
    return _in_words(value, column, words.length)


def _in_words(value: Value, column: Column, say: Callable[[int], str]) -> Value:
    if column.sides is None or not isinstance(value, int):
        return value
    more, none, less = column.sides
    if abs(value) < SECOND:
        return none
    return (more if value > 0 else less).format(time=say(abs(value)))


def difference_text(ms: int) -> str:
    """Return a signed duration in whole seconds, rounded towards zero: `+1:10`, `−0:20`, `0:00`."""
    text = elapsed_text(abs(ms))
    return text if text == "0:00" else f"{'+' if ms > 0 else '−'}{text}"


def local(instant_ms: int, zone: str) -> datetime:
    """Return the local time of an instant in a zone."""
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))


_TEXTS: Mapping[ColumnKind, Callable[[int, str], str]] = {
    ColumnKind.DURATION: lambda ms, _: elapsed_text(ms),
    ColumnKind.DIFFERENCE: lambda ms, _: difference_text(ms),
    ColumnKind.INSTANT: lambda ms, zone: local(ms, zone).strftime("%H:%M:%S"),
}


def upright(facts: tuple[tuple[Column, Value], ...]) -> tuple[tuple[Column, ...], tuple[tuple[Value, ...], ...]]:
    """Return facts as the columns and the one row of a table."""
    return tuple(column for column, _ in facts), (tuple(value for _, value in facts),)
