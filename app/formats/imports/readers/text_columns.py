"""Tables in text whose columns stand below each other, with a rule of dashes below their headings or as a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.formats.imports.readers.text.markdown import without_markup
from app.formats.text.notes import MOST_ROWS

_RULE = re.compile(r"\s{0,20}(?:-{2,}|={2,})(?:\s{1,8}(?:-{2,}|={2,})){1,40}\s*")
_COLUMN = re.compile(r"-{2,}|={2,}")
LONGEST_LINE = 1_000
_BORDER = re.compile(r"\s{0,8}\+(?: {2,200}\+){0,40}(?:[-=]{2,200}\+){1,40}\s*")  # first cells may go on below
_ROLE = re.compile(r":[a-z]{2,20}:(?=`)")  # of reStructuredText, before a text
_FIRST_CELL = re.compile(r"\|[^|]{1,200}\|")
_ROW = re.compile(r"\|[^|]+\|.*\|")
_LAST_CELL = re.compile(r"[^|\s][^|]{0,1000}\|")
FEWEST_BROKEN = 3  # rows
MOST_OF_A_CELL = 4  # lines
FEWEST_BORDERS = 4  # of a grid; a box drawn around rows has three
MOST_WRAPPED = 2  # lines of a row in which the first cell goes on


def with_tabs(text: str) -> str:
    """Return a text with tabs between the columns of its first such table, and no rules; grids become Markdown.

    A text with more lines than a programme has comes back as it is.
    """
    if text.count("\n") > MOST_ROWS:
        return text
    lines = with_whole_rows(text.split("\n"))
    text = "\n".join(lines)
    if (grids := _of_grids(lines)) is not None:
        return "\n".join(grids)
    rules = {i for i, line in enumerate(lines) if len(line) <= LONGEST_LINE and _RULE.fullmatch(line)}
    below = min((i for i in rules if i > 0 and lines[i - 1].strip() and i - 1 not in rules), default=None)
    if below is None:
        return text
    starts = [match.start() for match in _COLUMN.finditer(lines[below])]
    if not _stand_apart(lines[below - 1 :], starts):
        return text
    end = next((i for i, line in enumerate(lines[below + 1 :], below + 1) if not line.strip()), len(lines))
    made = [
        "\t".join(_cells(line, starts)) if i not in rules else ""
        for i, line in enumerate(lines[below - 1 : end], below - 1)
    ]
    above = ["" if i in rules else line for i, line in enumerate(lines[: below - 1])]
    return "\n".join([*above, *made, *lines[end:]])


def with_whole_rows(lines: list[str]) -> list[str]:
    """Return as many lines, rows whose cells are on lines of their own as pages are copied: "| 9:00 |", "Opening |"."""
    last = [_LAST_CELL.fullmatch(line.strip()) is not None for line in lines]
    lines = _with_opened_rows(lines, last)
    begin = [index for index, line in enumerate(lines) if _FIRST_CELL.fullmatch(line.strip())]
    ends = {index: end for index in begin if (end := _end_of_row(lines, index)) is not None}
    if len(ends) < FEWEST_BROKEN or len(ends) * 2 < len(begin):
        return lines
    whole = [*lines]
    for index, end in ends.items():
        joined = " ".join(line.strip() for line in lines[index : end + 1])
        whole[index : end + 1] = [joined, *([""] * (end - index))]
    return whole


def _end_of_row(lines: Sequence[str], begin: int) -> int | None:
    """Return where the row ends whose first cell is on a line of its own: with the next line that has a bar."""
    for index, line in enumerate(lines[begin + 1 : begin + 1 + MOST_OF_A_CELL], begin + 1):
        if "|" in line or not line.strip():
            return index if line.strip() == "|" or _LAST_CELL.fullmatch(line.strip()) else None
    return None


def _with_opened_rows(lines: list[str], last: Sequence[bool]) -> list[str]:
    """Return as many lines, rows among others whose first sign is on a line of its own: "|", "9:00 |", "Opening |"."""
    rows = sum(_ROW.fullmatch(line.strip()) is not None for line in lines if len(line) <= LONGEST_LINE)
    whole = [*lines]
    for index, line in enumerate(lines):
        end = index + 1
        while end < len(lines) and last[end] and line.strip() == "|":
            end += 1
        if end > index + 2 and rows >= FEWEST_BROKEN + 1:
            joined = " ".join(each.strip() for each in lines[index:end])
            whole[index:end] = [joined, *([""] * (end - index - 1))]
    return whole


def _stand_apart(lines: Sequence[str], starts: Sequence[int]) -> bool:
    """Whether a space is before the beginning of each column in most lines."""
    filled = [line for line in lines[:100] if line.strip()]
    apart = [all(line[at - 1 : at] in {"", " "} for at in starts if at > 0) for line in filled]
    return sum(apart) * 10 >= len(filled) * 8


def _cells(line: str, starts: Sequence[int]) -> list[str]:
    ends = [*starts[1:], None]
    return [without_markup(line[start:end].strip()) for start, end in zip([0, *starts[1:]], ends, strict=True)]


def _of_grids(lines: Sequence[str]) -> list[str] | None:
    """Return as many lines, grids drawn with "+---+" as tables in Markdown; None for a text without grids."""
    borders = [i for i, line in enumerate(lines) if len(line) <= LONGEST_LINE and _BORDER.fullmatch(line)]
    if len(borders) < FEWEST_BORDERS:
        return None
    made = [*lines]
    is_head = True
    for top, bottom in pairwise([*borders, len(lines)]):
        rows = lines[top + 1 : bottom]
        made[top] = ""
        if not rows or not all(line.lstrip().startswith("|") for line in rows):
            is_head = True
            continue
        if len(rows) > MOST_WRAPPED and all(line.lstrip()[1:].partition("|")[0].strip() for line in rows):
            return None  # each line is a row
        border = max(lines[top : bottom + 1 : bottom - top], key=_columns)
        starts = [i for i, sign in enumerate(border) if sign == "+"]
        cells = _cells_of(rows, starts)
        drawn = len(cells) > 1
        made[top + 1 : bottom] = [f"| {' | '.join(cells)} |" if drawn else cells[0], *([""] * (len(rows) - 1))]
        if is_head and drawn:
            made[top : top + 2] = [made[top + 1], "|---" * len(cells) + "|"]
        is_head = is_head and not drawn
    return made


def _columns(border: str) -> int:
    return border.count("+")


def _cells_of(lines: Sequence[str], starts: Sequence[int]) -> list[str]:
    """Return the cells of a row; one that spans several columns is in the first of them, or is the only one."""
    cells = [""] * (len(starts) - 1)
    spans = False
    for line in lines:
        begin = 0
        for column, at in enumerate(starts[1:], 1):
            if line[at : at + 1] in {"|", ""}:
                text = without_markup(_ROLE.sub("", line[starts[begin] + 1 : at]).replace("|", " ").strip())
                cells[begin] = f"{cells[begin]} {text}".strip()
                spans = spans or column - begin == len(cells)
                begin = column
    return cells[:1] if spans else cells
