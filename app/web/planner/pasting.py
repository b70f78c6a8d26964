"""Rows pasted from a spreadsheet into the rundown: one segment for each line, its cells told apart by their content."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.text import clean_text
from app.domain.values import SegmentKind, parse_duration
from app.formats.imports.found.headings import field_of, looks_like_headings

MOST_ROWS = 200
LONGEST_CELL = 500  # characters
_FIELDS = {"title": "title", "speakers": "speakers", "duration": "planned", "kind": "kind"}


def pasted_rows(text: str) -> list[dict[str, str]]:
    """Return the form fields of each pasted row.

    A first row of known headings names the columns. Without one, a cell that reads as a duration is the planned time, a
    cell that names a kind is the kind, and of the others the first is the title and the second the speakers.

    Raises:
        Invalid: there is no row, or more than 200.
    """
    rows = [_cells(line) for line in text.splitlines() if line.strip()]
    columns = {i: what for i, cell in enumerate(rows[0]) if (what := field_of(cell))} if rows else {}
    if looks_like_headings(columns):
        made = [_by_headings(row, columns) for row in rows[1:]]
    else:
        made = [_by_content(row) for row in rows]
    made = [fields for fields in made if fields.get("title") or fields.get("speakers")]
    if not 1 <= len(made) <= MOST_ROWS:
        raise Invalid(
            Problem("title", Sentence("paste between 1 and {most} rows with a title or a speaker", most=MOST_ROWS))
        )
    return made


def _cells(line: str) -> list[str]:
    return [clean_text(cell[:LONGEST_CELL]) for cell in line.split("\t")[:20]]


def _by_headings(row: Sequence[str], columns: dict[int, str]) -> dict[str, str]:
    named = {_FIELDS[what]: row[i] for i, what in columns.items() if what in _FIELDS and i < len(row) and row[i]}
    return named if _kind(named.get("kind", "")) else {name: cell for name, cell in named.items() if name != "kind"}


def _by_content(row: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    texts = []
    for cell in filter(None, row):
        if "planned" not in fields and parse_duration(cell) is not None:
            fields["planned"] = cell
        elif "kind" not in fields and len(row) > 1 and _kind(cell):
            fields["kind"] = _kind(cell)
        else:
            texts.append(cell)
    return {**dict(zip(("title", "speakers"), texts, strict=False)), **fields}


def _kind(cell: str) -> str:
    """Return the kind that a cell names; empty if it names none."""
    return cell.lower() if cell.lower() in set(SegmentKind) else ""
