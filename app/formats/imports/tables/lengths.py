"""The length of a table's rows: all durations of a column together show the unit of their numbers and colons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from statistics import median

from app.domain.errors import Sentence
from app.domain.values import DAY, HOUR, MINUTE, SECOND
from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.durations import colons_of, measure_of, number_of, plain_duration
from app.formats.imports.found.findings import plain_key
from app.formats.imports.found.times import TimeOfDay, clock_of
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import Layout
from app.formats.text.notes import Notes, shortened

AS_HOURS = Sentence("Durations such as {length} were read as hours and minutes.")
_AS_MINUTES = Sentence("Durations such as {length} were read as minutes and seconds.")
_LONGER = Sentence('"{value}" was read as {longer}.')
_BETWEEN = re.compile(r"\d{1,3}\s?[\u2013\u2014~-]\s?(?P<longer>\d{1,3}\s?[^\W\d_]{0,12}\.?)")  # "10-15 min"
MILLISECOND = 1
MOST_HOURS, FEWEST_HOURS = 4, 3  # the largest number that may be hours, and how many numbers show that
_UNIT_WORDS = {
    HOUR: frozenset({"h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas", "ore"}),
    MINUTE: frozenset({"m", "min", "mins", "minute", "minutes", "minuten", "minuti", "minutos"}),
    SECOND: frozenset({"s", "sec", "secs", "seconds", "sek", "sekunden", "secondes"}),
}


def decide_lengths(layout: Layout, body: Sequence[Row], notes: Notes) -> None:
    """Decide for all durations together: whether 6 is minutes, and 1:30 an hour and a half."""
    durations = [value for row in body if (value := layout.cell(row, "duration")) is not None]
    layout.unit_ms = _unit(layout, body, durations, notes)
    layout.colons_are_hours = _colons_are_hours(layout, body, notes)


def duration_of(row: Row, layout: Layout, notes: Notes) -> int | None:
    """Return the length that a row states, in milliseconds; None without a readable one."""
    value = layout.cell(row, "duration")
    if value is None:
        return None
    ms = _length(value, layout)
    if ms is None and (match := _BETWEEN.fullmatch(text := text_of(value)[:40])) is not None:
        ms = measure_of(match["longer"]) or _length(match["longer"], layout)
        notes.guess(row.where, _LONGER.text, value=text, longer=match["longer"])
    if ms is None or not 0 <= ms <= 7 * DAY:
        notes.guess(row.where, '"{value}" is no duration, and was left out.', value=shortened(text_of(value), 30))
        return None
    return ms


def _colons_are_hours(layout: Layout, body: Sequence[Row], notes: Notes) -> bool:
    colons = [(row, c) for row in body if (c := _colons(layout.cell(row, "duration"))) is not None and c[2] is None]
    if not colons:
        return True
    hours = _hours_by_clock(layout, [row for row, _ in colons], [c for _, c in colons])
    if hours is None:
        hours = median(a * 60 + b for _, (a, b, _) in colons) < 4 * 60 and max(a for _, (a, _, _) in colons) <= 12
        row, (a, b, _) = colons[0]
        notes.guess(row.where, (AS_HOURS if hours else _AS_MINUTES).text, length=f"{a}:{b:02}")
    return hours


def _hours_by_clock(layout: Layout, rows: Sequence[Row], colons: Sequence[tuple[int, int, int | None]]) -> bool | None:
    """Return whether a:bb is hours and minutes, by starts and ends, or by two starts; None if unknown."""
    votes = [
        abs(length - (a * HOUR + b * MINUTE)) < abs(length - (a * MINUTE + b * SECOND))
        for length, (a, b, _) in zip(_clock_lengths(layout, rows), colons, strict=True)
        if length is not None
    ]
    return sum(votes) * 2 >= len(votes) if votes else None


def _unit(layout: Layout, body: Sequence[Row], durations: Sequence[object], notes: Notes) -> int:
    """Return the unit of a bare number in the duration column: by its heading, the clock, or the total."""
    index = next((i for i, what in layout.columns.items() if what == "duration"), None)
    heading = plain_key(text_of(layout.headings[index])) if index is not None and index < len(layout.headings) else ""
    words = set(heading.split())
    named = next((unit for unit, names in _UNIT_WORDS.items() if words & names), None)
    if named is not None:
        return named
    numbered = [(row, n) for row in body if (n := number_of(layout.cell(row, "duration"))) is not None]
    if numbered and all(n >= MINUTE / MILLISECOND and n % SECOND == 0 for _, n in numbered):
        notes.guess(
            numbered[0][0].where, "Durations such as {length} were read as milliseconds.", length=f"{numbered[0][1]:g}"
        )
        return MILLISECOND
    if _are_seconds(layout, numbered):
        notes.guess(
            numbered[0][0].where, "Durations such as {length} were read as seconds.", length=f"{numbered[0][1]:g}"
        )
        return SECOND
    if _are_hours(layout, numbered):
        notes.guess(
            numbered[0][0].where, "Durations such as {length} were read as hours.", length=f"{numbered[0][1]:g}"
        )
        return HOUR
    numbers = [n for value in durations if isinstance(value, str) and (n := number_of(value)) is not None]
    return HOUR if numbers and max(numbers) <= MOST_HOURS and any(n % 1 for n in numbers) else MINUTE


def _are_hours(layout: Layout, numbered: Sequence[tuple[Row, float]]) -> bool:
    """Whether small numbers fit as hours: each item has a day of its own, or the next begins hours later.

    Of numbers in quarters, such as 1.5, most have to fit.
    """
    if len(numbered) < FEWEST_HOURS or not 1 <= max(n for _, n in numbered) <= MOST_HOURS:
        return False
    in_quarters = any(n % 1 for _, n in numbered) and not any(n * 4 % 1 for _, n in numbered)
    rows = [row for row, _ in numbered]
    days = {text_of(date) for row in rows if (date := layout.cell(row, "date")) is not None}
    lengths = zip(numbered, _clock_lengths(layout, rows), strict=True)
    fits = [length >= n * HOUR for (_, n), length in lengths if length is not None]
    enough = len(fits) >= FEWEST_HOURS - 1 and (all(fits) or (in_quarters and sum(fits) * 2 > len(fits)))
    return layout.has("start", "time") and (len(days) == len(rows) or enough)


def _are_seconds(layout: Layout, numbered: Sequence[tuple[Row, float]]) -> bool:
    """Whether numbers fit as seconds between start and end or, without times, are too large for minutes."""
    numbers = [n for _, n in numbered]
    lengths = _clock_lengths(layout, [row for row, _ in numbered])
    votes = [
        abs(length - n * SECOND) < abs(length - n * MINUTE)
        for n, length in zip(numbers, lengths, strict=True)
        if length is not None
    ]
    if votes:
        return sum(votes) * 2 > len(votes) and not _break_minutes(layout, numbered)
    if not numbers or max(numbers) * MINUTE > DAY:
        return bool(numbers)
    return not layout.has("start", "time") and median(numbers) >= 60 and sum(numbers) * MINUTE > DAY / 2


def _break_minutes(layout: Layout, numbered: Sequence[tuple[Row, float]]) -> bool:
    """Whether all begin at whole minutes, which most of these numbers of seconds are not: 20, in rooms side by side."""
    starts = [_clock(layout.cell(row, "start") or layout.cell(row, "time")) for row, _ in numbered]
    are_whole = all(start is None or start.ms % MINUTE == 0 for start in starts)
    return are_whole and sum(n * SECOND % MINUTE != 0 for _, n in numbered) * 2 > len(numbered)


def _clock_lengths(layout: Layout, rows: Sequence[Row]) -> list[int | None]:
    """Return the time between start and end of each row, or else to the next start, in milliseconds."""
    starts = [_clock(layout.cell(row, "start") or layout.cell(row, "time")) for row in rows]
    ends = [_clock(layout.cell(row, "end")) for row in rows]
    following = [*starts[1:], None][: len(starts)]
    both = [(start, end or after) for start, end, after in zip(starts, ends, following, strict=True)]
    return [end.ms - start.ms if start and end and end.ms > start.ms else None for start, end in both]


def _clock(value: object) -> TimeOfDay | None:
    """Return the time of day of a cell, with its date or without."""
    return clock_of(moment_of(value) or value)


def _length(value: object, layout: Layout) -> int | None:
    match value:
        case timedelta() | time():
            colons = _colons(value)
            return _of_colons(colons, layout) if colons else None
        case bool() | datetime():
            return None
        case int() | float():
            return round(value * DAY) if 0 < value < 1 and layout.unit_ms == MINUTE else round(value * layout.unit_ms)
    text = text_of(value)
    if (colons := _colons(text)) is not None:
        return _of_colons(colons, layout)
    if (number := number_of(text)) is not None:
        return round(number * layout.unit_ms)
    return measure_of(text) if measure_of(text) is not None else plain_duration(text)


def _of_colons(colons: tuple[int, int, int | None], layout: Layout) -> int:
    a, b, c = colons
    if c is not None:
        return a * HOUR + b * MINUTE + c * SECOND
    return a * HOUR + b * MINUTE if layout.colons_are_hours else a * MINUTE + b * SECOND


def _colons(value: object) -> tuple[int, int, int | None] | None:
    if isinstance(value, time):
        return value.hour, value.minute, value.second or None
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return seconds // 3600, seconds % 3600 // 60, seconds % 60 or None
    return colons_of(value) if isinstance(value, str) else None
