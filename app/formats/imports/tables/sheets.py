"""Whole tables: which of them are programmes, what they are named after, and what they look like otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.errors import Sentence
from app.formats.imports.found.dates import day_of
from app.formats.imports.found.days import number_of_day
from app.formats.imports.found.findings import UNTITLED
from app.formats.imports.found.headings import is_weak_people
from app.formats.imports.tables.cells import SAMPLED_ROWS, Sheet, text_of
from app.formats.imports.tables.columns import TIMES, headings_at, layout_of
from app.formats.imports.tables.grids import with_corner, with_places_apart
from app.formats.text.notes import shortened

_UNNAMED = re.compile(
    r"(?:sheet|tabelle|feuil|feuille|hoja|foglio|planilha|blad|arkusz|лист|工作表|シート)\s*\d*", re.IGNORECASE
)


def first_cells(sheets: list[Sheet]) -> Iterator[object]:
    """Return the cells of the first rows, in which moments may have offsets."""
    return (cell for sheet in sheets for row in sheet.rows[:SAMPLED_ROWS] for cell in row.cells if len(str(cell)) < 40)


NO_TITLES = Sentence("no column of this table is a title with a time, or a person; rows that were not read: {count:,}")


def is_programme(sheet: Sheet) -> bool:
    """Whether a sheet has times and titles, or is a list of people or something else."""
    rows = with_corner(with_places_apart([row for row in sheet.rows if row.filled]))
    at = headings_at(rows)
    layout = layout_of(rows, at) if at is not None else None
    return layout is not None and (bool(layout.rooms) or (layout.has("title") and layout.has(*TIMES)))


def is_series(sheet: Sheet) -> bool:
    """Whether a sheet has dates, titles and those who speak, as a list of seminars has; those who write are others."""
    rows = [row for row in sheet.rows if row.filled]
    at = headings_at(rows)
    layout = layout_of(rows, at) if at is not None else None
    if layout is None or not all(map(layout.has, ("date", "title", "speakers"))):
        return False
    return not any(is_weak_people(layout.headings[i]) for i, what in layout.columns.items() if what == "speakers")


OF_NO_KIND = Sentence(
    "This looks like a table of {count:,} rows beginning with {names}; "
    "none of its columns is a title with a time, or a duration."
)


def names_something(name: str) -> bool:
    """Whether this is more than the default name of a new sheet, and not a day."""
    default = _UNNAMED.fullmatch(name.strip())
    return default is None and day_of(name) is None and number_of_day(name) is None


def title_of_file(name: str) -> str:
    """Return a title made of a file's name."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    return " ".join(re.split(r"[_\s]+", stem)).strip() or UNTITLED


def what_instead(sheets: Sequence[Sheet], people: int) -> str:
    """Say what tables without any item look like."""
    filled = [row for sheet in sheets for row in sheet.rows if row.filled]
    if not filled:
        return Sentence("There is nothing in this file.")
    names = ", ".join(shortened(text_of(filled[0].cells[i]), 30) for i in filled[0].filled[:6])
    if people * 2 >= len(filled):
        return Sentence(
            "This looks like a list of {count:,} people ({names}); it has no titles with times.",
            count=people,
            names=names,
        )
    return Sentence(OF_NO_KIND.text, count=len(filled), names=names)
