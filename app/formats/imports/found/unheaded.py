"""Choose columns for missing fields by their cells alone: times, lengths, titles, dates, rooms, people and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from app.formats.imports.found.column_cells import (
    MOST,
    ColumnCells,
    are_between,
    are_codes,
)
from app.formats.imports.found.headings import (
    NUMBER,
    heading_key,
    names_acts,
    names_nobody,
)
from app.formats.imports.found.times import are_ends, clock_of

SHORTEST_TITLES = 2  # characters, on average: Chinese ones are short
TIMES = frozenset({"start", "end", "time", "duration"})


def fill(
    columns: dict[int, str], free: dict[int, ColumnCells], cells: Mapping[int, ColumnCells], headings: Sequence[object]
) -> list[int]:
    """Give missing fields to the remaining columns by their cells; return the columns chosen."""
    before = set(columns)
    missing = [
        # 12.50 may be a time, but without a heading that says so it is an amount.
        ({"start", "time"}, "time", lambda column: min(max(column.ranges, column.clocks), 1 - column.numbers)),
        ({"duration", "end"}, "duration", lambda column: column.measures),
    ]
    for present, what, share in missing:
        if not present & set(columns.values()):
            _give(columns, free, what, share)
    _give_lengths(columns, free, cells)
    if not TIMES & set(columns.values()):
        return []  # dates alone, as of purchases, make no programme
    announced = any(what == "speakers" and names_acts(headings[i]) for i, what in columns.items() if i < len(headings))
    if "title" not in columns.values() and not _has_sessions(columns, cells):
        named = {i: column for i, column in free.items() if not key_at(headings, i).endswith((" id", " ids"))}
        _give_title(columns, {i: column for i, column in named.items() if not announced or column.variety >= MOST})
        for index in columns.keys() & free.keys():
            del free[index]
    starts = [cells[i] for i, what in columns.items() if what in {"start", "time"} and i in cells]
    are_dated = any(column.dates > 1 - MOST for column in starts) or (not starts and "start" in columns.values())
    others = [
        ({"date", *({"start"} if are_dated else ())}, "date", lambda column: min(column.dates, 1 - column.numbers)),
        ({"room", "track"}, "room", lambda column: column.places),
    ]
    for present, what, share in others:
        if not present & set(columns.values()):
            _give(columns, free, what, share)
    if not {"speakers", "first_name", "last_name"} & set(columns.values()):
        for index in [i for i in free if i < len(headings) and names_nobody(headings[i])]:
            del free[index]
        _give(columns, free, "speakers", _speak)
    _give_more_people(columns, free, headings)
    _give_end(columns, free, cells)
    return [index for index in columns if index not in before]


def _give_more_people(columns: dict[int, str], free: dict[int, ColumnCells], headings: Sequence[object]) -> None:
    """Choose columns of people without a heading beside one that has it: a heading merged over several columns."""
    for index in sorted(free):
        beside, has_no_heading = columns.get(index - 1, ""), key_at(headings, index).startswith(NUMBER)
        if beside in {"speakers", "moderators"} and has_no_heading and free[index].people >= MOST:
            columns[index] = beside
            del free[index]


def _has_sessions(columns: Mapping[int, str], cells: Mapping[int, ColumnCells]) -> bool:
    """Whether the column of sessions may have the titles: few of its texts stand in several rows."""
    index = next((i for i, what in columns.items() if what == "session"), None)
    return index is not None and cells.get(index, ColumnCells()).variety > MOST


def _give_end(columns: dict[int, str], free: dict[int, ColumnCells], cells: Mapping[int, ColumnCells]) -> None:
    """Choose the other one of start and end beside times that no heading calls a start.

    The ends are later in each row, and rarely after the next start.
    """
    index = next((i for i, what in columns.items() if what == "time" and i in cells), None)
    if index is None or {"end", "duration"} & set(columns.values()):
        return
    ends = [i for i, column in free.items() if column.clocks >= MOST and are_ends(cells[index].cells, column.cells)]
    for end in ends[:1]:
        columns |= {index: "start", end: "end"}
        del free[end]
        return
    begins = [i for i, column in free.items() if column.clocks >= MOST and _follow(column.cells, cells[index].cells)]
    for begin in begins[:1]:
        columns |= {begin: "start", index: "end"}
        del free[begin]


def _follow(starts: Sequence[object], ends: Sequence[object]) -> bool:
    """Whether times are the ends of items with these starts, at most of which the next item begins."""
    clocks = [(clock_of(start), clock_of(end)) for start, end in zip(starts, ends, strict=False)]
    met = sum(end is not None and after is not None and end.ms == after.ms for (_, end), (after, _) in pairwise(clocks))
    return are_ends(starts, ends) and met * 2 > len(clocks) - 1


def _give_lengths(columns: dict[int, str], free: dict[int, ColumnCells], cells: Mapping[int, ColumnCells]) -> None:
    """Choose the numbers that are the minutes, or the seconds, from most starts to the next ones."""
    index = next((i for i, what in columns.items() if what in {"time", "start"} and i in cells), None)
    if index is None or {"end", "duration"} & set(columns.values()):
        return
    starts = [clock_of(cell) for cell in cells[index].cells]
    between = [after.ms - before.ms if before and after else 0 for before, after in pairwise(starts)]
    for length in [i for i, column in free.items() if are_between(column, between)][:1]:
        columns[length] = "duration"
        del free[length]


def _speak(column: ColumnCells) -> float:
    """Return the share of people in a column; the same person in all rows, as an organiser, speaks in none."""
    return column.people if len(column.cells) < 2 or column.variety * len(column.cells) > 1 else 0.0


def _give(
    columns: dict[int, str], free: dict[int, ColumnCells], what: str, share: Callable[[ColumnCells], float]
) -> None:
    best = max(free, key=lambda index: (share(free[index]), free[index].variety, -index), default=None)
    if best is not None and share(free[best]) >= MOST:
        columns[best] = what
        del free[best]


def _give_title(columns: dict[int, str], free: dict[int, ColumnCells]) -> None:
    """Choose the column with the longest different texts as title; names of people only as a last resort."""
    texts = {i: column for i, column in free.items() if column.words >= MOST and not are_codes(column)}
    texts = {i: column for i, column in texts.items() if column.dates < MOST}
    best = max(texts, key=lambda i: (texts[i].people < MOST, texts[i].letters * texts[i].variety), default=None)
    if best is not None:
        named = (i for i, column in texts.items() if max(column.people, column.places) < MOST <= column.variety)
        first = min((i for i in named if i < best and texts[i].letters >= SHORTEST_TITLES), default=best)
        if first != best and "abstract" not in columns.values():
            columns[best] = "abstract"
            del free[best]
        columns[first] = "title"
        del free[first]


def key_at(headings: Sequence[object], index: int) -> str:
    """Return the key of a column: its heading, else its number, as no heading is spelled."""
    heading = headings[index] if index < len(headings) else None
    return (heading_key(heading) if isinstance(heading, str) else "") or f"{NUMBER}{index + 1}"
