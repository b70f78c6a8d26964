"""Rows whose times count from the start (0, 10, 25): they get times of day, from the beginning stated above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from app.domain.errors import Sentence
from app.domain.values import DAY, HOUR, MINUTE
from app.formats.imports.found.durations import MINUTES
from app.formats.imports.found.elapsed import (
    FEWEST,
    USUAL_START,
    bare_range_of,
    count_from_start,
    elapsed_of,
    elapsed_range_of,
)
from app.formats.imports.found.headings import field_of, heading_key
from app.formats.imports.found.times import TimeOfDay
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import TIMES, Layout
from app.formats.imports.tables.lengths import AS_HOURS
from app.formats.text.notes import Notes

DAY_IN_MINUTES = 24 * MINUTE  # what hours of the day do not exceed, read as minutes
LONGEST_NIGHT = 6 * HOUR  # what begins at midnight and ends later is hardly a night
LONG_BEFORE = 2 * HOUR  # the last item, whose 2:00 may be two minutes
MORNING = 12  # hours; a larger number with a fraction is hardly a length
HOURS = 24  # of a day
_MINUTES = re.compile(r"(\d{1,3}):([0-5]\d)")
_ARE_MINUTES = re.compile(rf"{_MINUTES.pattern}(?:\s?[\u2013\u2014\u301c\uff5e~-]\s?{_MINUTES.pattern})?")
_TAKES = re.compile(rf"(?<![\d:.])(?P<n>\d{{1,3}})[\s-]?(?:{MINUTES})(?!\w)", re.IGNORECASE)
_DECIMAL_HOUR = re.compile(r"(?:[01]?\d|2[0-6])(?:\.(?:0|5|25|75))?")
_WORDS = frozenset(
    [
        "minute",
        "minutes",
        "minuten",
        "min",
        "elapsed",
        "offset",
        "minuto",
        "minutos",
        "minuti",
        "minuta",
        "minuut",
        "минута",
        "мин",
        "الدقيقة",
        "دقيقة",
        "分",
        "分钟",
    ]
)


_FROM_START = Sentence("Times count from the start, {time}.")
_FROM_USUAL_START = Sentence("Times count from the start. No beginning is given; {time} was taken.")


def with_times_of_day(
    layout: Layout, body: Sequence[Row], begins: TimeOfDay | None, notes: Notes, told: str = ""
) -> tuple[Layout, Sequence[Row]]:
    """Return layout and rows with times of day instead of times since the start; unchanged if they have none.

    Args:
        begins: when the whole begins, as the lines above the table say.
        told: what they say, perhaps how long it takes.
    """
    layout, body = _with_decimal_hours(layout, body)
    body = _with_minutes(layout, body, told)
    index = next((i for i in _candidates(layout) if _counts(layout, body, i, begins)), None)
    if index is None:
        return layout, body
    start = begins.ms if begins else USUAL_START
    at = f"{start // HOUR:02}:{start % HOUR // MINUTE:02}"
    notes.guess(body[0].where, (_FROM_START if begins else _FROM_USUAL_START).text, time=at)
    first = text_of(next(row.cells[index] for row in body if index in row.filled))
    last = max(elapsed_of(row.cells[index]) or 0 for row in body if index in row.filled)
    if begins is None and last >= LONG_BEFORE and _ARE_MINUTES.fullmatch(first):
        notes.guess(body[0].where, AS_HOURS.text, length=first)
    columns = {i: what for i, what in layout.columns.items() if what not in TIMES or i == index}
    kept = {i: what for i, what in layout.columns.items() if what == "duration" and i != index}
    cells = [row.cells[index] for row in body if index in row.filled]
    what = "time" if any(elapsed_range_of(cell) or bare_range_of(cell) for cell in cells) else "start"
    return replace(layout, columns={**columns, **kept, index: what}), [_timed(row, index, start) for row in body]


def _with_decimal_hours(layout: Layout, body: Sequence[Row]) -> tuple[Layout, Sequence[Row]]:
    """Return hours of the day instead of 17.5, 18.0 and 24.0 below a heading for times."""
    for index, heading in enumerate(layout.headings):
        cells = [text_of(row.cells[index]) for row in body if index in row.filled] if _names_minutes(heading) else []
        if len(cells) < FEWEST or not all(map(_DECIMAL_HOUR.fullmatch, cells)):
            continue
        if any(cell.endswith(".5") for cell in cells) and max(map(float, cells)) > MORNING:
            columns = {i: what for i, what in layout.columns.items() if what not in {"start", "time"}}
            return replace(layout, columns={**columns, index: "start"}), [_with_clock(row, index) for row in body]
    return layout, body


def _with_minutes(layout: Layout, body: Sequence[Row], told: str) -> Sequence[Row]:
    """Return 0:05:00 instead of 05:00 where such times begin at zero and go on beyond 24:00, as minutes do.

    Up to 24:00 they are minutes if it is told that all takes about so many.
    """
    for index in (i for i, what in layout.columns.items() if what in {"start", "time"}):
        cells = [text_of(row.cells[index]) for row in body if index in row.filled and len(row.filled) > 1]
        minutes = [int(minute) for cell in cells for minute, _ in _MINUTES.findall(cell)]
        if (
            len(cells) >= FEWEST
            and all(map(_ARE_MINUTES.fullmatch, cells))
            and minutes[0] == 0
            and (max(minutes) > HOURS or _takes(told, max(minutes)))
        ):
            return [_in_minutes(row, index) for row in body]
    return body


def _takes(told: str, minutes: int) -> bool:
    """Whether a text says that something takes this many minutes, or up to twice as many: "8-12 minutes"."""
    return any(minutes <= int(match["n"]) <= 2 * max(minutes, 1) for match in _TAKES.finditer(told))


def _in_minutes(row: Row, index: int) -> Row:
    cells = list(row.cells)
    if index in row.filled:
        cells[index] = _MINUTES.sub(_with_hours, text_of(cells[index]))
    return Row(row.where, cells)


def _with_hours(match: re.Match[str]) -> str:
    hours, minutes = divmod(int(match[1]), 60)
    return f"{hours}:{minutes:02}:{match[2]}"


def _with_clock(row: Row, index: int) -> Row:
    if index not in row.filled:
        return row
    cells = list(row.cells)
    hours, minutes = divmod(round(float(text_of(cells[index])) * 60), 60)
    cells[index] = f"{hours:02}:{minutes:02}"
    return Row(row.where, cells)


def _candidates(layout: Layout) -> list[int]:
    """Return the columns that may count from the start, likeliest first."""
    named = [i for i, heading in enumerate(layout.headings) if i not in layout.columns and _names_minutes(heading)]
    return [*named, *(i for i, what in layout.columns.items() if what in {"start", "time", "duration"})]


def _names_minutes(heading: object) -> bool:
    """Whether a heading may be that of minutes, or of times that may count from the start."""
    is_time = field_of(heading) in {"start", "time"}
    return isinstance(heading, str) and (is_time or bool(_WORDS & set(heading_key(heading[:60]).split())))


def _counts(layout: Layout, body: Sequence[Row], index: int, begins: TimeOfDay | None) -> bool:
    others = {i for i, what in layout.columns.items() if what in {"start", "time"}} - {index}
    rows = [row for row in body if index in row.filled and len(row.filled) > 1]
    cells = [row.cells[index] for row in rows if any(map(str.isdigit, text_of(row.cells[index])))]
    if layout.rooms or others:
        return False
    if are_bare_ranges(cells):
        return True
    starts = [ms for cell in cells if (ms := elapsed_of(cell)) is not None]
    if len(starts) < len(cells) or not count_from_start(starts):
        return False
    # 00:00 may be midnight; 0:00, a stated beginning, or short parts decide.
    ranges = [both for cell in cells if (both := elapsed_range_of(cell)) is not None]
    parts = ranges[:-1] if len(ranges) == len(cells) else [*pairwise(starts)] if layout.has("duration") else []
    short = bool(parts) and max(starts) < LONGEST_NIGHT and max(end - begin for begin, end in parts) < HOUR
    return begins is not None or short or not (isinstance(cells[0], str) and cells[0].startswith("00"))


def are_bare_ranges(cells: Sequence[object]) -> bool:
    """Whether these are minutes such as 0-15, 15-45, 45-60: each begins where the one above ends."""
    ranges = [bare_range_of(cell) for cell in cells]
    known = [both for both in ranges if both is not None]
    follow = all(after[0] == before[1] or after[0] == 0 for before, after in pairwise(known))
    return len(known) == len(cells) >= FEWEST and known[0][0] == 0 and follow and max(known)[1] > DAY_IN_MINUTES


def _timed(row: Row, index: int, start: int) -> Row:
    cell = row.cells[index] if index in row.filled and len(row.filled) > 1 else None
    both = elapsed_range_of(cell) or bare_range_of(cell)
    elapsed = both[0] if both else elapsed_of(cell)
    if elapsed is None:
        return row
    cells = list(row.cells)
    cells[index] = timedelta(milliseconds=start + elapsed)
    if both is not None:
        cells[index] = "-".join(str(timedelta(milliseconds=(start + each) % DAY)) for each in both)
    return Row(row.where, cells)
