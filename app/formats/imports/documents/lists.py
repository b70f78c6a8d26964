"""Tables of a page in whose cells stand whole lists of items with times, each below its day or room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.formats.imports.found.times import leading_range, range_of

FEWEST_TIMED = 3  # lines of a cell that begin with times
MOST_CELLS = 200


def lines_of_lists(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of the lists in cells, below what heads them; none if the table is of other cells."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    listed = [cell for cell in cells[:MOST_CELLS] if _is_list(cell)]
    if not listed or len(cells) > MOST_CELLS or any("\n" not in cell and range_of(cell) is not None for cell in cells):
        return []
    return [line for number, row in enumerate(rows) for line in _lines_of_row(rows, number, row)]


def _lines_of_row(rows: Sequence[Sequence[str]], number: int, row: Sequence[str]) -> Iterator[str]:
    heads = rows[0] if number and not any(map(_is_list, rows[0])) else ()
    for column, cell in enumerate(row):
        if not _is_list(cell):
            if cell.strip() and (number or any(map(_is_list, row))):
                yield from (f"## {line}" for line in cell.split("\n"))
            continue
        if column < len(heads) and heads[column].strip():
            yield f"## {heads[column]}"
        yield from cell.split("\n")


def _is_list(cell: str) -> bool:
    """Whether most lines of a cell begin with times."""
    lines = [line for line in cell.split("\n") if line.strip()]
    timed = sum(leading_range(line) is not None for line in lines)
    return timed >= FEWEST_TIMED and timed * 3 >= len(lines) * 2
