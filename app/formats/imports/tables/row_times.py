"""The times of a table's row: its cells of dates and times of day, put into its entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from app.domain.errors import Sentence
from app.domain.values import DAY, HOUR, MINUTE, SECOND
from app.formats.imports.found.dates import Day, day_of, day_without_year, moment_of
from app.formats.imports.found.days import SOME_DAY, Numbering, day_and_time, day_code, day_number
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import plain_key
from app.formats.imports.found.headings import field_of
from app.formats.imports.found.times import LONGEST, ZONE, TimeOfDay, clock_of, hours_of, range_of
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import Layout
from app.formats.text.notes import Notes, shortened

_OF_ROW_ABOVE = Sentence("{value} is no date; the day of the row above was taken.")
_AT_TIME_ABOVE = Sentence(
    "Items without a time, of which there are {count}, in other rooms than the row above, were put at its time: {text}"
)
_OTHER_ZONES = Sentence("The same times are there in several zones; taken: {taken}; left out: {left}")
_UNTIL = re.compile(  # before the time at which an item ends, whose beginning is not said
    r"(?:until|till|up to|bis|jusqu['’]à|hasta(?: las)?|até(?: (?:às|as))?|fino alle|tot|do|до|حتى)\s(?=\D{0,6}\d)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\((?P<length>[^()]{2,12})\)$")
_THREE_DIGITS = re.compile(r"[1-9][0-5]\d")  # "920" above "1000"
FEWEST_ROWS, MOST_ROWS = 4, 200  # that show that a column has the times of another zone
MOST_ZONES = 8  # columns
QUARTER = 15 * MINUTE
_DAY_AND_MONTH = re.compile(r"\d{1,2}[./]\d{1,2}\.?")
FEWEST_DATED = 2  # rows
_LATER = frozenset({"tbd", "tba", "tbc", "n a", "", "all day"})


class RowTimes:
    """Reads the dates and times of rows; days without a date are those of the numbering."""

    def __init__(self, numbering: Numbering, notes: Notes) -> None:
        self._numbering = numbering
        self._notes = notes

    def day(self, heading: str) -> Day | None:
        """Return the day that a column's heading names; weekdays to the right of it come after it."""
        day = day_of(heading, self._numbering.near) or self._numbering.day(heading)
        if day is not None:
            self._numbering.note(day)
        return day

    def put(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> bool:
        """Put the times of a row into its entry; return False if they are unreadable, which is noted."""
        if not self._date(row, layout, entry):
            return False
        for name, put in (("time", "both"), ("start", "start"), ("end", "end")):
            value = layout.cell(row, name)
            if value is not None and not self._time(value, put, entry):
                self._notes.cannot_read(
                    row.where, row.text, '"{value}" is no time', value=shortened(text_of(value), 30)
                )
                return False
        self._end_date(layout.cell(row, "end_date"), entry)
        return True

    def _date(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> bool:
        """Put the date of a row into its entry, with the time if only this cell has one."""
        stated = layout.cell(row, "date")
        if stated is None:
            return True
        moment = moment_of(stated)
        if moment is not None and moment.time() != time() and not layout.has("start", "time"):
            _put_moment(moment, "start", entry)
            return True
        number = (day_number(stated) or day_code(stated)) if layout.days_are_numbers else None
        if number is not None:
            entry.day = self._numbering.numbered(number, f"day {number}")
            return True
        times = _dated(text_of(stated)) if moment is None and not layout.has("start", "time") else None
        if times is not None:
            entry.start, entry.end = times
        near = self._numbering.near
        known = day_of(layout.with_weekday(row, stated), near) or self._numbering.day(text_of(stated))
        known = known or day_without_year(text_of(stated), near)
        entry.day = Day(moment.date()) if moment else known
        text = text_of(stated)
        if entry.day is None and (plain_key(text) in _LATER or not re.search(r"[^\W\d_]{3}", text)):
            self._notes.cannot_read(row.where, row.text, "{value} is no date", value=text)
            return False
        if entry.day is None:
            self._notes.guess(row.where, _OF_ROW_ABOVE.text, value=shortened(text, 60))
        return True

    def _end_date(self, value: object, entry: ProgrammeEntry) -> None:
        """Read an end date: with a time it is the end, without one it may be a later day."""
        moment = moment_of(value)
        if moment is not None and moment.time() != time() and entry.end is None and entry.ends_ms is None:
            _put_moment(moment, "end", entry)
            return
        near = entry.day.date if entry.day is not None else None
        last = (day_of(value, near) or day_without_year(text_of(value), near)) if near is not None else None
        if entry.end is not None and entry.day is not None and last is not None:
            days = ((last.otherwise if entry.day.otherwise and last.otherwise else last.date) - entry.day.date).days
            entry.end = entry.end.shifted(days * DAY) if 0 < days <= 7 and last.otherwise is None else entry.end

    def _time(self, value: object, put: str, entry: ProgrammeEntry) -> bool:
        moment = moment_of(value)
        if isinstance(value, datetime) and value.year < 1970:  # a spreadsheet's time of day
            moment, value = None, value.time()
        if moment is not None:
            _put_moment(moment, "start" if put == "both" else put, entry)
            return True
        text = text_of(value)
        if isinstance(value, str) and _THREE_DIGITS.fullmatch(text):
            value = text = f"0{text}"
        times = (range_of(text) or _after_midnight(text)) if isinstance(value, str) else None
        if times is None:
            clock = clock_of(value)
            whole = hours_of(value)
            beside = day_and_time(text)
            times = (clock, None) if clock else whole or _dated(text) or (range_of(beside[1]) if beside else None)
            if times is not None and clock is None and whole is None and entry.day is None:
                named = beside[0] if beside else text.partition(" ")[0]
                entry.day = day_of(value, self._numbering.near) or self._numbering.day(named)
                entry.day = entry.day or day_without_year(named, self._numbering.near or SOME_DAY)
        if times is None:
            return plain_key(text) in _LATER
        first, last = times
        if put == "end" or (last is None and isinstance(value, str) and _UNTIL.match(text)):
            entry.end = first
        else:
            entry.start, entry.end = first, last or entry.end
            entry.planned_ms = entry.planned_ms or (_length_behind(text) if last is None else None)
        return True


def _length_behind(text: str) -> int | None:
    """Return the length (ms) in brackets behind a time: "10:58 Sat (15 min)"."""
    match = _IN_BRACKETS.search(text)
    return measure_of(match["length"]) if match is not None else None


def _after_midnight(text: str) -> tuple[TimeOfDay, None] | None:
    """Read 25:00, as some write one o'clock of the night that belongs to a day."""
    match = re.fullmatch(r"(2[4-9]):([0-5]\d)", text.strip())
    return (TimeOfDay(int(match[1]) * HOUR + int(match[2]) * MINUTE, True), None) if match else None


def _dated(text: str) -> tuple[TimeOfDay, TimeOfDay | None] | None:
    """Read a time behind another word, such as "Mon 10:00-10:30"."""
    match = re.search(
        r"(?:(?<![\d:.])\d{1,2}(?:\s?[:.h]\s?\d\d|\s?(?:h|uhr|[ap]\.?m\.?)(?!\w))|"
        r"(?<![\d:./-])\d{1,2}(?=\s?(?:-{1,2}|\u2013|\u2014|to)\s?\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m))).*$",
        ZONE.sub(" ", text[:LONGEST]),
        re.IGNORECASE,
    )
    return range_of(match[0]) if match and match.start() > 0 else None


def _put_moment(moment: datetime, put: str, entry: ProgrammeEntry) -> None:
    """Put a date with a time of day into an entry; with an offset it is an instant."""
    if moment.tzinfo is not None:
        instant = round(moment.astimezone(UTC).timestamp() * 1000)
        if put == "start":
            entry.starts_ms = instant
        else:
            entry.ends_ms = instant
        return
    since = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    clock = TimeOfDay(round(since.total_seconds()) * SECOND, True)
    if put == "start":
        entry.start, entry.day = clock, Day(moment.date())
    elif entry.day is not None and moment.date() > entry.day.date:
        entry.end = clock.shifted((moment.date() - entry.day.date).days * DAY)
    else:
        entry.end = clock


def without_other_zones(rows: Sequence[Row], notes: Notes) -> Sequence[Row]:
    """Return rows without columns that have the times of an earlier one, all so many hours later or earlier."""
    clocks = _clocks(rows[:MOST_ROWS])
    if len(clocks) > MOST_ZONES:
        return rows
    same = {late: early for late in clocks for early in clocks if _differ_by_zones(early, late, clocks)}
    above = {i: max(min(clocks[i]) - 1, 0) for i in {*same, *same.values()}}
    heads = {i: text_of(rows[at].cells[i]) if i in rows[at].filled else "" for i, at in above.items()}
    first = {*same.values()} - same.keys()
    is_one = len(first) == 1 and clocks.keys() == above.keys()  # else it is a timetable of journeys
    if not is_one or any(field_of(heads[i]) in {"end", "duration"} for i in same):
        return rows
    taken, left = (", ".join(heads[i] or str(i + 1) for i in sorted(some)) for some in (first, same))
    notes.guess(rows[0].where, _OTHER_ZONES.text, taken=taken, left=left)
    out = {(at, i) for at in range(len(rows)) for i in same} | {(at, i) for i, at in above.items() if heads[i]}
    notes.aside.update((rows[at].where, text_of(rows[at].cells[i])) for at, i in out if i in rows[at].filled)
    made = (
        Row(row.where, [None if (at, i) in out else cell for i, cell in enumerate(row.cells)])
        for at, row in enumerate(rows)
    )
    return [row for row in made if row.filled]


def with_dates_first(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows in columns of their own for dates and times, if only the first row of each day begins with its date.

    Such are "14.09 | 18:00 - 20:00 | Opening" and, below it, "20:00 - 21:00 | Dinner", where cells were one over rows.
    """
    first = min((row.filled[0] for row in rows[:MOST_ROWS] if row.filled), default=0)
    plain = [Row(row.where, row.cells[first:]) for row in rows]  # a column on the left may be blank
    dated = [at for at, row in enumerate(plain[:MOST_ROWS]) if _begins_with_date(row)]
    others = [row for at, row in enumerate(plain[:MOST_ROWS]) if at not in set(dated)]
    if len(dated) < FEWEST_DATED or dated[0] > 0 or not others or not all(map(_begins_with_time, others)):
        return rows
    made = [row if _begins_with_date(row) else Row(row.where, [None, *row.cells]) for row in plain]
    return [Row(rows[0].where, ["Date", "Time", "Title"]), *made]


def _begins_with_date(row: Row) -> bool:
    """Whether a row has a date such as 14.09 and a time, in the first two cells of at least three."""
    head = [text_of(cell) for cell in row.cells[:3]]
    is_date = len(head) == 3 and bool(head[2]) and _DAY_AND_MONTH.fullmatch(head[0]) is not None
    return is_date and day_without_year(head[0], SOME_DAY) is not None and range_of(head[1]) is not None


def _begins_with_time(row: Row) -> bool:
    head = [text_of(cell) for cell in row.cells[:2]]
    return len(head) == 2 and range_of(head[0]) is not None and bool(head[1]) and range_of(head[1]) is None


def without_repeated_times(rows: Sequence[Row], notes: Notes) -> Sequence[Row]:
    """Return rows without a last column that has the times of the first one again, as a wide grid has at its right."""
    clocks = _clocks(rows[:MOST_ROWS])
    first, last = min(clocks, default=0), max(clocks, default=0)
    both = [at for at in clocks.get(last, {}) if at in clocks[first]]
    is_last = last == max((i for row in rows[:MOST_ROWS] for i in row.filled), default=0) > first + 1
    if not is_last or len(both) < FEWEST_ROWS or any(clocks[first][at] != clocks[last][at] for at in both):
        return rows
    notes.aside.update((row.where, text_of(row.cells[last])) for row in rows if last in row.filled)
    return [Row(row.where, row.cells[:last]) for row in rows]


def _clocks(rows: Sequence[Row]) -> dict[int, dict[int, int]]:
    """Return the times of day (ms) in columns that hardly have anything else, by column and row."""
    clocks: dict[int, dict[int, int]] = {}
    filled: dict[int, int] = {}
    for at, row in enumerate(rows):
        for i in row.filled if len(row.filled) > 1 else ():
            clock = clock_of(row.cells[i], solid=False) if isinstance(row.cells[i], str | time) else None
            filled[i] = filled.get(i, 0) + 1
            if clock is not None:
                clocks.setdefault(i, {})[at] = clock.ms
    return {i: times for i, times in clocks.items() if len(times) >= max(FEWEST_ROWS, filled[i] - 2)}


def _differ_by_zones(first: int, second: int, clocks: Mapping[int, Mapping[int, int]]) -> bool:
    """Whether the same hours lie between the times of each row, and the later ones are not when rows end."""
    early, late = clocks[first], clocks[second]
    both = [at for at in early if at in late]
    apart = {(late[at] - early[at]) % DAY for at in both}
    ends = sum(late[at] == early[after] for at, after in pairwise(both))
    is_zone = len(apart) == 1 and HOUR <= min(apart) <= DAY - HOUR and min(apart) % QUARTER == 0
    return first < second and len(both) >= FEWEST_ROWS and is_zone and ends * 2 < len(both)


def give_times_of_rows_above(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Give items without a time, in other rooms than those of the rows directly above, the time of these."""
    given: list[ProgrammeEntry] = []
    above: ProgrammeEntry | None = None
    taken = set[str]()
    for entry in entries:
        if any((entry.start, entry.end, entry.starts_ms, entry.planned_ms)):
            above, taken = entry, set[str]()
        elif above is None or not entry.room or entry.room in taken or not above.room or _on_other_day(entry, above):
            above = None
        else:
            entry.start, entry.end = above.start, above.end
            entry.starts_ms, entry.ends_ms, entry.planned_ms = above.starts_ms, above.ends_ms, above.planned_ms
            given.append(entry)
        taken.add(entry.room)
    if given:
        notes.guess(given[0].where, _AT_TIME_ABOVE.text, count=len(given), text=shortened(given[0].title, 60))


def _on_other_day(entry: ProgrammeEntry, above: ProgrammeEntry) -> bool:
    return entry.day is not None and above.day is not None and entry.day.date != above.day.date
