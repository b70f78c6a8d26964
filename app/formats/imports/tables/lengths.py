"""How long the rows of a table last: all durations of a column together say what their numbers and colons count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from statistics import median

from app.domain.values import DAY, HOUR, MINUTE, SECOND
from app.formats.imports.found.findings import plain_key
from app.formats.imports.found.times import clock_of, colons_of, measure_of, number_of, plain_duration
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import Layout
from app.formats.text.notes import Notes, shortened


def decide_lengths(layout: Layout, body: Sequence[Row], notes: Notes) -> None:
    """What one duration cannot tell and all of them can: whether 6 is minutes, and 1:30 an hour and a half."""
    durations = [value for row in body if (value := layout.cell(row, "duration")) is not None]
    layout.unit_ms = _unit(layout, durations)
    layout.colons_are_hours = _colons_are_hours(layout, body, notes)


def duration_of(row: Row, layout: Layout, notes: Notes) -> int | None:
    """Milliseconds that a row says it lasts; None where it says nothing, or nothing that is a duration."""
    value = layout.cell(row, "duration")
    if value is None:
        return None
    ms = _length(value, layout)
    if ms is None or not 0 <= ms <= 7 * DAY:
        notes.guess(row.where, f'"{shortened(text_of(value), 30)}" is no duration, and was left out.')
        return None
    return ms


def _colons_are_hours(layout: Layout, body: Sequence[Row], notes: Notes) -> bool:
    colons = [(row, c) for row in body if (c := _colons(layout.cell(row, "duration"))) is not None and c[2] is None]
    if not colons:
        return True
    hours = _hours_by_clock(layout, [row for row, _ in colons], [c for _, c in colons])
    if hours is None:
        hours = median(a * 60 + b for _, (a, b, _) in colons) < 4 * 60 and max(a for _, (a, _, _) in colons) <= 12
        reading = "hours and minutes" if hours else "minutes and seconds"
        notes.guess(
            colons[0][0].where, f"Durations such as {colons[0][1][0]}:{colons[0][1][1]:02} were read as {reading}."
        )
    return hours


def _hours_by_clock(layout: Layout, rows: Sequence[Row], colons: Sequence[tuple[int, int, int | None]]) -> bool | None:
    """Whether a:bb is hours and minutes, by what lies between start and end, or between two starts; None if neither."""
    starts = [clock_of(layout.cell(row, "start") or layout.cell(row, "time")) for row in rows]
    ends = [clock_of(layout.cell(row, "end")) for row in rows]
    votes = []
    for index, (a, b, _) in enumerate(colons):
        start, end = starts[index], ends[index] or (starts[index + 1] if index + 1 < len(starts) else None)
        if start and end and end.ms > start.ms:
            length = end.ms - start.ms
            votes.append(abs(length - (a * HOUR + b * MINUTE)) < abs(length - (a * MINUTE + b * SECOND)))
    return sum(votes) * 2 >= len(votes) if votes else None


def _unit(layout: Layout, durations: Sequence[object]) -> int:
    """What a bare number of the duration column counts."""
    index = next((i for i, what in layout.columns.items() if what == "duration"), None)
    heading = plain_key(text_of(layout.headings[index])) if index is not None and index < len(layout.headings) else ""
    words = set(heading.split())
    if words & {"h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas", "ore"}:
        return HOUR
    if words & {"s", "sec", "secs", "seconds", "sek", "sekunden", "secondes"}:
        return SECOND
    numbers = [n for value in durations if isinstance(value, str) and (n := number_of(value)) is not None]
    return HOUR if numbers and max(numbers) <= 4 and any(n % 1 for n in numbers) else MINUTE


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
