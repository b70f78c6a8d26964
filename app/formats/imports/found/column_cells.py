"""Which share of the cells of a column parse as each kind of value: times, lengths, dates, words, people, places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

from app.domain.values import MINUTE, SECOND
from app.formats.imports.found.dates import day_of, day_without_year, moment_of
from app.formats.imports.found.days import SOME_DAY, day_and_time, day_code, day_number, names_a_day
from app.formats.imports.found.durations import colons_of, measure_of, number_of, plain_duration
from app.formats.imports.found.elapsed import bare_range_of
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import meanings
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import is_chinese_name, is_name_in_parts, looks_like_person, surely_person
from app.formats.imports.found.times import LONGEST, clock_of, hours_of, range_of

FEWEST_BETWEEN = 2  # lengths that show that numbers are these
MOST = 0.7  # the share of cells that decides if no heading does
FEWEST_STEPS = 3  # between numbers that count
CODE = 5  # characters of a code, on average
PROSE = 60  # characters of a text that is more than a title, on average
_UNKNOWN = 0.1  # the fit of a column without any cell
_CODE = re.compile(r"[A-Za-z]{0,3}[ .-]?\d{1,3}[a-z]?")
_ID = re.compile(r"[a-z\d]{1,20}(?:[_-][a-z\d]{1,20}){1,5}", re.ASCII)
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
        return self.share(
            lambda cell: isinstance(cell, str) and len(cell) <= PROSE and PLACE.search(cell) is not None
        ) * (1 - self.addresses)

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
    holds = _holds_a_range(cell) or (isinstance(cell, str) and day_and_time(cell) is not None)
    return holds or clock_of(cell) is not None or moment_of(cell) is not None


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
    return any(reads(text) is not None for reads in (measure_of, colons_of, plain_duration, bare_range_of))


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
    names = [person.name for person in people]
    return bool(names) and all(surely_person(name) or is_chinese_name(name) or is_name_in_parts(name) for name in names)


_OF_A_ROOM = re.compile(r"(?=[^\d]{0,9}\d)(?:[A-Z\d]{1,4}[./-]){1,3}[A-Z\d]{1,5}")  # "3/R-002"


def fit_of(what: str, column: ColumnCells) -> float:
    """Return how well the cells of a column fit a field, between 0 (not at all) and 1.1 (an abstract of prose)."""
    if not column.cells:
        return _UNKNOWN
    fits = _FITS.get(what)
    return 1.0 if fits is None else fits(column)


def _fits_start(column: ColumnCells) -> float:
    return max(column.clocks, column.ranges) * (0.4 + 0.6 * column.variety)


def _fits_name(column: ColumnCells) -> float:
    return 0.3 + 0.7 * column.words if column.words > 0 else 0.0


def _fits_title(column: ColumnCells) -> float:
    """Texts that differ; a few short codes, such as VO and PKG, are types."""
    fit = column.words * (0.4 + 0.6 * column.variety)
    return fit * 0.4 if are_codes(column) else fit


def are_codes(column: ColumnCells) -> bool:
    return column.letters <= CODE and column.variety < 1.0


def are_day_codes(cells: Sequence[object]) -> bool:
    """Whether these are days such as J1 and J2, or such as "1" below "1 Thursday 22"."""
    codes = all(day_code(cell) is not None for cell in cells) and not all(day_number(cell) for cell in cells)
    dated = any(day_of(cell, SOME_DAY) is not None for cell in cells)
    alone = sum(isinstance(cell, str) and " " not in cell.strip() for cell in cells)
    return bool(cells) and codes and not dated and alone > 0


def _fits_date(column: ColumnCells) -> float:
    """Dates; names and numbers of days say less than these."""
    if are_day_codes(column.cells):
        return 0.6
    named = column.share(lambda cell: day_number(cell) is not None or (isinstance(cell, str) and names_a_day(cell)))
    return column.dates * (0.6 if named >= MOST else 1)


def _numbers_rows(column: ColumnCells) -> bool:
    """Whether each row has a code of its own, such as A1, A2, B1."""
    codes = column.share(lambda cell: isinstance(cell, str) and _CODE.fullmatch(cell) is not None)
    return len(column.cells) >= 3 and codes == column.variety == 1.0


def _names_no_sessions(column: ColumnCells) -> bool:
    """Whether cells are numbers of rows, times, ids such as `d1_lunch`, or kinds of items such as "Talk"."""
    ids = column.share(lambda cell: isinstance(cell, str) and _ID.fullmatch(cell) is not None)
    parts = [part for cell in column.cells for part in str(cell)[:PROSE].split("; ")]
    are_kinds = 1 < len(set(parts)) < len(parts) and column.share(_is_kind) == 1.0
    return _numbers_rows(column) or column.clocks >= MOST or ids >= MOST or are_kinds


def names_kinds(column: ColumnCells) -> bool:
    """Whether cells say how each item is given: "Invited talk", "Poster spotlight", "Keynote"."""
    return column.share(lambda cell: isinstance(cell, str) and _KIND.fullmatch(cell.strip()) is not None) >= MOST


def _is_kind(cell: object) -> bool:
    """Whether a text, or the first one of a list, is a word for an item: "Talk", "Presentation; Tutorial"."""
    first = re.split(r"\s?[;,/&+]\s?", str(cell)[:PROSE])[0]
    return next(iter(meanings(first)), "") == "title"


def holds_amounts(column: ColumnCells) -> bool:
    """Whether most texts begin with a number that is no time: "350 kcal", as those of measurements do."""
    begin = column.share(lambda cell: isinstance(cell, str) and cell[:1].isdigit() and not _is_clock(cell))
    return len(column.cells) > 1 and begin >= MOST


def _is_code_of_room(cell: object) -> bool:
    return isinstance(cell, str) and _OF_A_ROOM.fullmatch(cell) is not None


def _counts(column: ColumnCells) -> bool:
    """Whether most numbers are by one higher than that above: 1, 2, 3, as slots and rows are counted."""
    numbers = [number for cell in column.cells if (number := number_of(cell)) is not None]
    steps = [after - before for before, after in pairwise(numbers)]
    return (
        len(numbers) == len(column.cells)
        and len(steps) >= FEWEST_STEPS
        and sum(step == 1 for step in steps) >= MOST * len(steps)
    )


_KIND = re.compile(
    r"(?:[\w-]{2,14}\s){0,2}(?:talk|keynote|presentation|spotlight|tutorial|lecture|panel|poster|demo|oral|plenary)s?(?:\s\d{1,2})?",
    re.IGNORECASE,
)
_FITS: Mapping[str, Callable[[ColumnCells], float]] = {
    "start": _fits_start,
    "end": _fits_start,
    "time": lambda column: max(column.ranges, 0.9 * column.clocks, 0.8 * min(column.hours, 1 - column.numbers)),
    "duration": lambda column: 0.0 if _counts(column) else column.lengths,
    "date": _fits_date,
    "end_date": lambda column: column.dates,
    "title": _fits_title,
    **dict.fromkeys(("speakers", "moderators", "kind", "first_name", "last_name"), _fits_name),
    "session": lambda column: 0.0 if _names_no_sessions(column) else 0.3 + 0.7 * column.words,
    # The same place in many rows, as that of the whole, says less than different rooms.
    "room": lambda column: (
        (0.3 + 0.7 * max(column.words, column.share(_is_code_of_room))) * (0.9 + 0.1 * column.variety)
    ),
    "abstract": lambda column: column.words * (1.1 if column.letters >= PROSE else 0.5),
    "track": lambda column: column.words,
    "language": lambda column: column.words,
    "links": lambda column: column.addresses,
}


def are_between(column: ColumnCells, between: Sequence[int]) -> bool:
    """Whether these numbers are the lengths between the times beside them, in minutes or seconds."""
    numbers = [number_of(cell) for cell in column.cells]
    if not any(between) or len(between) < FEWEST_BETWEEN or not len(between) <= len(numbers) <= len(between) + 1:
        return False
    units = (MINUTE, SECOND)
    return any(
        sum(n is not None and n * unit == ms for n, ms in zip(numbers, between, strict=False)) >= MOST * len(between)
        for unit in units
    )
