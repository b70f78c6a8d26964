"""Cells of tables from any source: typed if the source has types, blank, or covered by another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.domain.errors import Sentence
from app.formats.text.notes import Notes

SAMPLED_ROWS = 200
STRUCK = re.compile(r"~~[^~]{1,2000}~~")
_WORD = re.compile(r"[^\W\d_]{3}")
_NOTHING = frozenset(
    {"-", "--", "---", "\u2013", "\u2014", "\u2212", "/", "./.", "n/a", "N/A", "\u2014\u2014"}
    | {"NULL", "(null)", "\\N"}
)


@dataclass(frozen=True, slots=True)
class MergedCell:
    """A cell below or beside the one it is merged with, by rows down and columns across."""

    value: object
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place in the file, and its cells, typed if the source has types."""

    where: str
    cells: Sequence[object]
    filled: Sequence[int] = field(init=False)  # the indices of the cells that are not blank

    def __post_init__(self) -> None:
        # Every question about a row begins with it.
        object.__setattr__(self, "filled", [i for i, cell in enumerate(self.cells) if not is_blank(cell)])

    @property
    def text(self) -> str:
        return " | ".join(text_of(cell) for cell in self.cells if not is_blank(cell))


def sheet_place(sheet: str) -> Sentence:
    """Name a sheet as a place in a file."""
    return Sentence("sheet {name}", name=sheet)


def row_place(sheet: str, number: int) -> Sentence:
    """Name a row as a place in a file; `sheet` is empty if there is only one. The first row is 1."""
    if not sheet:
        return Sentence("row {number}", number=number)
    return Sentence("sheet {name}, row {number}", name=sheet, number=number)


@dataclass(slots=True)
class Sheet:
    """A table; `name` is empty if there is only one."""

    name: str
    rows: list[Row]


def without_signs(row: Row) -> Row:
    """Return a row in which cells with only a sign for nothing, such as a dash, are blank."""
    signs = [isinstance(cell, str) and cell.strip() in _NOTHING for cell in row.cells]
    blank = [None if sign else cell for cell, sign in zip(row.cells, signs, strict=True)]
    return Row(row.where, blank) if any(signs) else row


def without_struck(row: Row, notes: Notes) -> Row:
    """Return a row without texts that are struck out; a row in which all words are so is noted, and blank."""
    cells = [STRUCK.sub("", cell).strip() if isinstance(cell, str) and "~~" in cell else cell for cell in row.cells]
    if cells == list(row.cells):
        return row
    if any(isinstance(cell, str) and _WORD.search(cell) for cell in cells):
        parted = (cell for cell, left in zip(row.cells, cells, strict=True) if cell != left)
        notes.aside.update((row.where, text_of(cell)) for cell in parted)
        return Row(row.where, cells)
    notes.cannot_read(row.where, row.text.replace("~~", ""), Sentence("it is cancelled"))
    return Row(row.where, [])


def text_of(value: object) -> str:
    """Return a cell's text; empty for one covered by another."""
    match value:
        case None | MergedCell():
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
    return str(value).strip()


def is_blank(value: object) -> bool:
    """Whether a cell is blank."""
    return (
        value is None
        or isinstance(value, MergedCell)
        or (isinstance(value, str) and not value.strip(" \t\u00a0\u200b\ufeff\n\r"))
    )
