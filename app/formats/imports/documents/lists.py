"""Tables of a page in whose cells stand whole lists: of items with times below a day, or of times beside titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.formats.imports.found.times import leading_range, range_of

FEWEST_TIMED = 3  # lines of a cell that begin with times
MOST_CELLS = 200
_Cell = tuple[str, int, int]  # a text, and how many rows and columns it covers


def lines_of_lists(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of the lists in cells, below what heads them; none if the table is of other cells."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    are_listed = any(timed_in(cell) >= FEWEST_TIMED for cell in cells[:MOST_CELLS])
    if not are_listed or len(cells) > MOST_CELLS or any(map(_is_time, cells)):
        return []
    heads = rows[0] if rows and not any(map(timed_in, rows[0])) else ()
    body = rows[1:] if heads else rows
    return [line for row in body for line in _lines_of_row(heads, row)]


def _lines_of_row(heads: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    for column, cell in enumerate(row):
        if cell.strip() and not timed_in(cell):
            yield from (f"## {line}" for line in cell.split("\n"))
        elif cell.strip():
            yield from [f"## {heads[column]}"] if column < len(heads) and heads[column].strip() else []
            yield from cell.split("\n")


def timed_in(cell: str) -> int:
    """Return how many lines of a cell begin with times; none unless these are most of them."""
    lines = [line for line in cell.split("\n") if line.strip()]
    timed = sum(leading_range(line.strip()) is not None for line in lines)
    return timed if timed * 3 >= len(lines) * 2 else 0


def _is_time(cell: str) -> bool:
    """Whether all lines of a cell are times, with nothing behind them."""
    return all(range_of(line) is not None for line in cell.split("\n"))


def rows_of_lines(row: Sequence[_Cell]) -> list[Sequence[_Cell]]:
    """Return a row for each line of one with several times in a cell and as many lines in another; else the row."""
    lines = [[line for line in text.split("\n") if line.strip()] for text, _, _ in row]
    timed = [each for each in lines if len(each) > 1 and all(range_of(line) is not None for line in each)]
    count = len(timed[0]) if len(timed) == 1 else 0
    others = [each for each in lines if each and each not in timed]
    if (
        not count
        or not any(len(each) == count for each in others)
        or any(len(each) not in (1, count) for each in others)
    ):
        return [row]
    return [
        [
            (each[at] if len(each) == count else text, 1, columns)
            for (text, _, columns), each in zip(row, lines, strict=True)
        ]
        for at in range(count)
    ]
