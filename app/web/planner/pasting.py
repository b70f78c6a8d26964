"""Rows pasted from a spreadsheet into the rundown: one segment for each line, its cells told apart by their content."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.text import clean_text
from app.domain.values import DAY, HOUR, MINUTE, SegmentKind, elapsed_text, parse_duration
from app.formats.imports.found.findings import FIELD_NAMES
from app.formats.imports.found.headings import field_of, looks_like_headings

MOST_ROWS = 200
LONGEST_CELL = 500  # characters
_CLOCK = r"([01]?\d|2[0-3])[:.]([0-5]\d)"
_TIMES = re.compile(rf"{_CLOCK}(?:\s*[-\u2013\u2014]\s*{_CLOCK})?")
_MEANT_AS_LENGTH = re.compile(r"\d{1,3}(?::\d{1,3}){1,3}")  # 30:00:00 is too long, and refused rather than left out
_LEAST_STARTS = 3  # fewer numbers that grow may be lengths
_EARLIEST = 6 * HOUR
LONGEST_NAMED = 40  # characters of a cell in a sentence
_FIELDS = {"title": "title", "speakers": "speakers", "duration": "planned", "kind": "kind"}
_COLUMNS = {field: column for column, field in _FIELDS.items()}
_ALSO_CALLED = {"name": "speakers"}  # the field of a new person


class PastedRow(dict[str, str]):
    """The form fields of one row, and its number in what was pasted, counted from 1 as a spreadsheet does."""

    def __init__(self, number: int, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self.number = number

    def refused(self, error: Invalid) -> Invalid:
        """Return a refusal of this row that names the row and its cells."""
        return Invalid(*(Problem("", self._said(problem)) for problem in error.problems))

    def _said(self, problem: Problem) -> Sentence:
        name = _ALSO_CALLED.get(problem.where, problem.where)
        if name not in self:
            return Sentence("row {row}: {what}; no row was added", row=self.number, what=problem.what)
        cell = self[name] if len(self[name]) <= LONGEST_NAMED else f"{self[name][:LONGEST_NAMED]}…"
        return Sentence(
            'row {row}, {field} "{cell}": {what}; no row was added',
            row=self.number,
            field=FIELD_NAMES[_COLUMNS[name]],
            cell=cell,
            what=problem.what,
        )


def pasted_rows(text: str) -> list[PastedRow]:
    """Return the form fields of each pasted row.

    A first row of known headings names the columns. Without one, a cell that reads as a duration is the planned time, a
    cell that names a kind is the kind, and of the others the first is the title and the second the speakers. Times of
    day, with ends or as they follow each other, are no durations: they give those of rows that have none.

    Raises:
        Invalid: there is no row, or more than 200.
    """
    lines = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    numbers, rows = [number for number, _ in lines], [row for _, row in lines]
    columns = {i: what for i, cell in enumerate(rows[0]) if (what := field_of(cell))} if rows else {}
    if looks_like_headings(columns) and not any(map(_is_time, rows[0])):
        times = _times_below(rows[1:], columns)
        made = [_by_headings(row, columns) for row in rows[1:]]
        numbers = numbers[1:]
    else:
        cells = [row[1:] for row in rows] if (times := _times_before(rows)) else rows
        kind_first = _begin_with_kinds(cells)
        made = [_by_content(row, kind_first=kind_first) for row in cells]
    pasted = [
        PastedRow(number, {"planned": length, **fields} if length else fields)
        for number, fields, length in zip(numbers, made, times or [""] * len(made), strict=True)
        if fields.get("title") or fields.get("speakers")
    ]
    if not 1 <= len(pasted) <= MOST_ROWS:
        raise Invalid(
            Problem("title", Sentence("paste between 1 and {most} rows with a title or a speaker", most=MOST_ROWS))
        )
    return pasted


def _cells(line: str) -> list[str]:
    return [clean_text(cell[:LONGEST_CELL]) for cell in line.split("\t")[:20]]


def _is_time(cell: str) -> bool:
    return parse_duration(cell) is not None or _TIMES.fullmatch(cell) is not None


def _times_below(rows: Sequence[Sequence[str]], columns: dict[int, str]) -> list[str]:
    """Return the lengths that columns of starts and ends give; none if there are no such columns."""
    fields = [{columns[i]: cell for i, cell in enumerate(row) if i in columns} for row in rows]
    starts = [row.get("start") or row.get("time", "") for row in fields]
    return _lengths(
        [f"{start}-{end}" if (end := row.get("end")) else start for row, start in zip(fields, starts, strict=True)]
    )


def _times_before(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lengths that a first column of times of day gives; none if it holds something else."""
    lengths = _lengths([row[0] for row in rows])
    has_own = any(parse_duration(cell) is not None for row in rows for cell in row[1:])
    is_sure = has_own or len(rows) >= _LEAST_STARTS or all(len(re.findall(_CLOCK, row[0])) > 1 for row in rows)
    return lengths if is_sure and all(any(row[1:]) for row in rows) else []


def _lengths(times: Sequence[str]) -> list[str]:
    """Return the lengths between times of day, empty where there is none; nothing if they are not all such times."""
    matches = [match for text in times if (match := _TIMES.fullmatch(text))]
    starts = [int(match[1]) * HOUR + int(match[2]) * MINUTE for match in matches]
    ends = [int(match[3]) * HOUR + int(match[4]) * MINUTE if match[3] else None for match in matches]
    grows = all(one < other for one, other in pairwise(starts)) and starts[:1] >= [_EARLIEST]
    if not matches or len(matches) < len(times) or (None in ends and not grows):
        return []
    until = [end if end is not None else then for end, then in zip(ends, [*starts[1:], None], strict=True)]
    return ["" if end is None else elapsed_text((end - start) % DAY) for start, end in zip(starts, until, strict=True)]


def _by_headings(row: Sequence[str], columns: dict[int, str]) -> dict[str, str]:
    named = {_FIELDS[what]: row[i] for i, what in columns.items() if what in _FIELDS and i < len(row) and row[i]}
    return named if _kind(named.get("kind", "")) else {name: cell for name, cell in named.items() if name != "kind"}


def _by_content(row: Sequence[str], *, kind_first: bool) -> dict[str, str]:
    fields: dict[str, str] = {}
    texts: list[str] = []
    for cell in filter(None, row):
        is_length = parse_duration(cell) is not None or (len(row) > 1 and _MEANT_AS_LENGTH.fullmatch(cell) is not None)
        if "planned" not in fields and is_length:
            fields["planned"] = cell
        elif "kind" not in fields and len(row) > 1 and _kind(cell):
            fields["kind"] = _kind(cell)
            if not (texts or kind_first):
                texts.append(cell)  # an "Opening" is called so, too
        else:
            texts.append(cell)
    return {**dict(zip(("title", "speakers"), texts, strict=False)), **fields}


def _begin_with_kinds(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column of kinds stands before that of titles."""
    texts = [[cell for cell in row if cell and parse_duration(cell) is None] for row in rows]
    return all(len(row) > 1 and _kind(row[0]) for row in texts)


def _kind(cell: str) -> str:
    """Return the kind that a cell names; empty if it names none."""
    return cell.lower() if cell.lower() in set(SegmentKind) else ""
