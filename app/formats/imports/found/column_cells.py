"""Which share of the cells of a column parse as each kind of value: times, lengths, dates, words, people, places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from app.formats.imports.found.dates import day_of, day_without_year, moment_of, weekday_of
from app.formats.imports.found.days import SOME_DAY, day_number, names_a_day
from app.formats.imports.found.durations import colons_of, measure_of, number_of, plain_duration
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import is_chinese_name, looks_like_person
from app.formats.imports.found.times import LONGEST, clock_of, hours_of, range_of

PROSE = 60  # characters of a text that is more than a title, on average
_FILE = re.compile(r"[^\s].{0,190}\.(?:jpe?g|png|gif|svg|webp|pdf|mp[34]|wav|pptx?|docx?|md|html?)", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{3,80}")


@dataclass(frozen=True)
class ColumnCells:
    """The first cells of a column that are not blank, and the shares of them that parse as each kind of value."""

    cells: Sequence[object] = field(default=())

    def share(self, holds: Callable[[object], bool]) -> float:
        return sum(bool(holds(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    @cached_property
    def clocks(self) -> float:
        return self.share(_is_clock)

    @cached_property
    def ranges(self) -> float:
        return self.share(_is_range)

    @cached_property
    def hours(self) -> float:
        """The share of whole hours, 9 or 9-10, which may also be numbers, days or lengths."""
        return self.share(lambda cell: hours_of(cell) is not None)

    @cached_property
    def lengths(self) -> float:
        return self.share(_is_length)

    @cached_property
    def measures(self) -> float:
        """The share of lengths that cannot be numbers or times of day."""
        return self.share(lambda cell: isinstance(cell, str) and measure_of(cell) is not None)

    @cached_property
    def dates(self) -> float:
        return self.share(_is_date)

    @cached_property
    def numbers(self) -> float:
        return self.share(lambda cell: number_of(cell) is not None)

    @cached_property
    def words(self) -> float:
        return self.share(_is_words)

    @cached_property
    def people(self) -> float:
        return self.share(_is_people)

    @cached_property
    def places(self) -> float:
        return self.share(lambda cell: isinstance(cell, str) and len(cell) <= PROSE and PLACE.search(cell) is not None)

    @cached_property
    def addresses(self) -> float:
        return self.share(lambda cell: isinstance(cell, str) and cell.lower().startswith(("https://", "http://")))

    @cached_property
    def variety(self) -> float:
        """The share of cells that differ from each other, between 0 and 1."""
        return len({str(cell) for cell in self.cells}) / len(self.cells) if self.cells else 0.0

    @cached_property
    def letters(self) -> float:
        """The average length of the texts, in characters."""
        return sum(len(str(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0


def _is_clock(cell: object) -> bool:
    """Whether this is a time of day, with or without a date or a weekday beside it."""
    return clock_of(cell) is not None or moment_of(cell) is not None or _holds_a_range(cell) or _is_day_and_time(cell)


def _is_day_and_time(cell: object) -> bool:
    """Whether this is a time behind a weekday: "Wed 10:00 - 10:45"."""
    day, _, rest = cell.partition(" ") if isinstance(cell, str) else ("", "", "")
    return bool(rest) and weekday_of(day.strip(".,")) is not None and range_of(rest.strip()) is not None


def _is_range(cell: object) -> bool:
    return isinstance(cell, str) and ((both := range_of(cell)) is not None and both[1] is not None)


def _holds_a_range(cell: object) -> bool:
    return isinstance(cell, str) and range_of(cell) is not None


def _is_length(cell: object) -> bool:
    if isinstance(cell, time | timedelta):
        return True
    if number_of(cell) is not None:
        return True
    text = cell if isinstance(cell, str) else ""
    return any(reads(text) is not None for reads in (measure_of, colons_of, plain_duration))


def _is_date(cell: object) -> bool:
    if isinstance(cell, date | datetime):
        return not isinstance(cell, datetime) or cell.year >= 1970
    if isinstance(cell, str) and day_without_year(cell, SOME_DAY) is not None:
        return True
    if day_number(cell) is not None or day_of(cell, SOME_DAY) is not None:
        return not looks_like_person(str(cell))
    return isinstance(cell, str) and names_a_day(cell)


def _is_words(cell: object) -> bool:
    """Whether this is a text with letters that is no address, time or length."""
    if not isinstance(cell, str) or not any(c.isalpha() for c in cell[:200]):
        return False
    if (
        cell.startswith(("http://", "https://"))
        or _MAIL.fullmatch(cell.strip())
        or _FILE.fullmatch(cell.strip()[-200:])
    ):
        return False
    return len(cell) > LONGEST or (range_of(cell) is None and measure_of(cell) is None)


def _is_people(cell: object) -> bool:
    people = names_in(cell, commas=True) if isinstance(cell, str) else []
    return bool(people) and all(looks_like_person(person.name) or is_chinese_name(person.name) for person in people)
