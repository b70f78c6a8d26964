"""The programme of a document's paragraphs and tables: of the tables that are programmes, else of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from app.domain.errors import Sentence
from app.formats.imports.found.dates import day_of
from app.formats.imports.found.durations import number_of
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.headings import field_of, meanings
from app.formats.imports.found.times import leading_range, range_of
from app.formats.imports.readers.text.detect import looks_like_plain_programme
from app.formats.imports.readers.text.labelled import times_at_titles
from app.formats.imports.readers.text.lines import length_at_end, timed_line, without_bullet
from app.formats.imports.readers.text.markdown import without_markup
from app.formats.imports.readers.text.pages import laid_out
from app.formats.imports.readers.text.plain_text import read_plain
from app.formats.imports.tables.cells import MergedCell, Row, Sheet, text_of
from app.formats.imports.tables.columns import guessed_layout
from app.formats.imports.tables.sheets import NO_TITLES, is_programme, is_series
from app.formats.imports.tables.tables import read_tables
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, Statement

MOST_CELLS = 250_000
MOST_COLUMNS = 60
LONGEST_HEADING = 160  # characters of a paragraph that may say something of the table below it
LONGEST_DATED = 1_000  # characters of a paragraph in which a date is looked for
MOST_LABEL = 40  # characters of a line that begins with "Date:"
HEADINGS_ABOVE = 6  # paragraphs
_DRAWN = re.compile(r"[|:\s-]{3,}")  # below the headings of a table
MOST_DETAILS = 12  # rows
_NUMBERS = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[\s,\u2013-]*")  # of a date before times
_DATE_OF_MEETING = re.compile(
    r"(?:vergader|sitzungs|tagungs|veranstaltungs|mötes|møte|møde)-?dat[uo]|日時", re.IGNORECASE
)
FEWEST_LINES = 3  # with times, for the text of a document to be a programme


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph; its lines are parted."""

    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: the cells of each row, a text or a cell that another one covers."""

    rows: Sequence[Sequence[str | MergedCell]]


Block = TextBlock | TableBlock


def read_blocks(
    blocks: Sequence[Block], format_: str, otherwise: Sentence, hints: ImportHints, notes: Notes
) -> Programme:
    """Read the programme of a document; `otherwise` says what one without a programme is.

    Raises:
        NotAProgramme: neither a table nor the text is one.
    """
    _require_modest(blocks)
    sheets = list(_sheets(blocks, notes))
    if sheets:
        return read_tables(sheets, format_, hints, notes)
    lines = [line for block in blocks for line in _lines(block)]
    plain = laid_out(times_at_titles([without_markup(line) for line in lines], ()), Notes())
    timed = sum(timed_line(without_bullet(line)) is not None or length_at_end(line) is not None for line in plain)
    if timed < FEWEST_LINES or not looks_like_plain_programme(lines):
        raise NotAProgramme(otherwise)
    return replace(read_plain("\n".join(lines), hints, notes), format=format_)


def has_several_tables(text: str) -> bool:
    """Whether a text in Markdown has tables with different headings."""
    lines = [line.strip() for line in text.splitlines()]
    heads = {above for above, line in pairwise(lines) if "|" in line and "-" in line and _DRAWN.fullmatch(line)}
    return len(heads) > 1


def read_tables_apart(text: str, hints: ImportHints, notes: Notes) -> Programme | None:
    """Read those tables of a Markdown text that are programmes, each on its own; None if none is."""
    blocks: list[Block] = []
    for is_table, lines in groupby(_without_gaps(text.splitlines()), lambda line: line.lstrip().startswith("|")):
        if is_table:
            rows = (line.strip().strip("|").split("|") for line in lines if not _DRAWN.fullmatch(line.strip()))
            blocks.append(TableBlock([[without_markup(cell).strip() for cell in row] for row in rows]))
        else:
            blocks += [TextBlock(without_markup(line)) for line in lines]
    sheets = list(_sheets(blocks, notes, every=True))
    return read_tables(sheets, "csv", hints, notes) if sheets else None


def _without_gaps(lines: Sequence[str]) -> list[str]:
    """Return lines without blank ones between two rows of a table, where no other table begins."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    inside: set[int] = set()
    for above, below, after in zip(filled, filled[1:], [*filled[2:], filled[-1] if filled else 0], strict=False):
        rows = lines[above].lstrip().startswith("|") and lines[below].lstrip().startswith("|")
        if rows and not _DRAWN.fullmatch(lines[after].strip()):
            inside.update(range(above + 1, below))
    return [line for i, line in enumerate(lines) if i not in inside]


def _require_modest(blocks: Sequence[Block]) -> None:
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    if len(blocks) - len(tables) + sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise NotAProgramme("This document has more than {most:,} lines, more than a programme needs.", most=MOST_ROWS)


def _sheets(blocks: Sequence[Block], notes: Notes, *, every: bool = False) -> Iterator[Sheet]:
    """Yield the tables that are programmes, each with the headings above it; tables with the same headings are one.

    Other tables are noted as unread: those with times, or `every` one.
    """
    rows: list[Row] = []
    above: list[Row] = []
    dated: list[Statement] = []
    head = ""
    number = 0
    for place, block in enumerate(blocks, start=1):
        if isinstance(block, TextBlock):
            lines = (line.lstrip("# ") for line in block.text.splitlines())
            short = [line for line in lines if any(map(str.isalnum, line)) and len(line.strip()) <= LONGEST_HEADING]
            where = Sentence("paragraph {number}", number=place)
            above += [Row(where, [line]) for line in short]
            dated += [
                Statement(where, line) for line in block.text.splitlines() if line not in short and _names_a_date(line)
            ]
            continue
        number += 1
        made = _rows(block, number)
        timed = any(range_of(text_of(cell)) is not None for row in made for cell in row.cells)
        is_one = _is_programme(made) if timed or not every else is_programme(Sheet("", made))
        if not (is_one or is_series(Sheet("", made))):
            if made and (every or timed):
                notes.cannot_read(made[0].where, made[0].text, NO_TITLES.text, count=len(made))
            above += _details(made, above)
            continue
        if rows and made[0].text != head:
            yield Sheet("", rows)
            rows = []
        if not rows:
            first = above[:-HEADINGS_ABOVE]
            kept = [*first[:1], *(row for row in first[1:] if _says_when(text_of(row.cells[0]))), *_only_day(first[1:])]
            rows += kept
            dated += _stated([row for row in first if row not in kept])
        rows += [*above[-HEADINGS_ABOVE:], *made]
        head, above = made[0].text, []
    if rows:
        notes.statements.append([*dated, *_stated(above)])
        yield Sheet("", rows)


def _stated(rows: Sequence[Row]) -> Iterator[Statement]:
    """Yield the lines beside tables that have a date, begin with a time, or stand below a word for those who speak."""
    names = False
    for row in rows:
        text = text_of(row.cells[0])
        names = names or field_of(text.strip(" :")) in {"speakers", "moderators"}
        if names or _names_a_date(text) or leading_range(text) is not None:
            yield Statement(row.where, text)


def _details(rows: Sequence[Row], above: Sequence[Row]) -> list[Row]:
    """Return lines with the day and the place of a table of details: "Date | 4 May 2026", "Place | Library"."""
    if len(rows) > MOST_DETAILS or any(len(row.filled) > 2 for row in rows):
        return []
    pairs = [(row.where, *(text_of(row.cells[i]).strip() for i in row.filled)) for row in rows if len(row.filled) == 2]
    known = [day for row in above if (day := day_of(text_of(row.cells[0]))) is not None]
    lines, days = list[Row](), 0
    for where, label, value in pairs:
        is_date = _DATE_OF_MEETING.match(label) or {"date", "time"} & set(meanings(label.strip(" :")))
        if is_date and (day := day_of(value)) is not None and day.year_given:
            is_known = any(day.date == each.date and each.otherwise is None for each in known)
            lines.append(Row(where, [_NUMBERS.sub("", value) if is_known else value]))
            days += 1
        elif _is_room(label):
            lines.append(Row(where, [f"Room: {value}"]))
    return [line for line in lines if line.filled] if days == 1 else []


def _is_room(label: str) -> bool:
    return field_of(label.strip(" :")) == "room" or label.casefold().startswith("vergaderplaats")


def _names_a_date(line: str) -> bool:
    """Whether a line beside tables, in which nothing is looked for, has a whole date."""
    return any(day_of(part) is not None for part in re.split(r"\s[-\u2013\u2014]\s|[.;]\s", line[:LONGEST_DATED]))


def _only_day(rows: Sequence[Row]) -> list[Row]:
    """Return the line that begins with a whole date, "16 October 2026 · online", if it is the only one with any."""
    dated = [row for row in rows if _names_a_date(text_of(row.cells[0]))]
    whole = [row for row in dated if (day := day_of(text_of(row.cells[0]))) is not None and day.year_given]
    return whole if len(dated) == 1 and text_of(dated[0].cells[0])[:1].isdigit() else []


def _says_when(line: str) -> bool:
    """Whether a line says the day, the time or the place of the whole: "Date: 3 June 2026"."""
    label, colon, _ = line[:MOST_LABEL].replace("\uff1a", ":").partition(":")
    return bool(colon) and field_of(label.strip(" -*\u2022")) in {"date", "time", "start", "room"}


def _rows(table: TableBlock, number: int) -> list[Row]:
    places = (Sentence("table {name}, row {number}", name=number, number=at) for at in range(1, len(table.rows) + 1))
    rows = (Row(where, list(cells)) for where, cells in zip(places, table.rows, strict=True))
    return [row for row in rows if row.filled]


def _is_programme(rows: list[Row]) -> bool:
    return len(rows) > 1 and (is_programme(Sheet("", rows)) or guessed_layout(rows) is not None)


def _lines(block: Block) -> list[str]:
    """Return the lines of a block for reading it as a text; of a table, the rows that begin with a time."""
    if isinstance(block, TextBlock):
        return [line for line in block.text.splitlines() if line.strip()]
    timed = [row for row in block.rows if row and range_of(text := text_of(row[0])) and number_of(text) is None]
    return ["   ".join(filter(None, (" ".join(text_of(cell).split()) for cell in row))) for row in timed]


def spread(rows: Sequence[Sequence[tuple[str, int, int]]]) -> TableBlock:
    """Return a table whose cells have a text, and how many rows and columns each covers.

    Raises:
        NotAProgramme: they cover far more than a programme has.
    """
    covered: dict[int, tuple[MergedCell, int]] = {}  # by column: the cell that goes on below, and for how many rows
    spread_rows: list[list[str | MergedCell]] = []
    count = 0
    for row in rows:
        if not row:  # a row of a page without cells, through which others go on
            covered = {at: (cell, left - 1) for at, (cell, left) in covered.items() if left > 1}
            continue
        cells: list[str | MergedCell] = []
        waiting = list(row)
        while (waiting or len(cells) in covered) and len(cells) < MOST_COLUMNS:
            at = len(cells)
            if at in covered:
                cell, left = covered.pop(at)
                cells.append(cell)
                if left > 1:
                    covered[at] = (MergedCell(cell.value, cell.rows + 1, cell.columns), left - 1)
                continue
            text, down, across = waiting.pop(0)
            for column in range(min(max(across, 1), MOST_COLUMNS - at)):
                cells.append(text if column == 0 else MergedCell(text, 0, column))
                if down > 1:
                    covered[at + column] = (MergedCell(text, 1, column), min(down, MOST_ROWS) - 1)
        count += len(cells)
        if count > MOST_CELLS:
            raise NotAProgramme(
                "This document has more than {most:,} cells in its tables, more than a programme needs.",
                most=MOST_CELLS,
            )
        spread_rows.append(cells)
    return TableBlock(spread_rows)
