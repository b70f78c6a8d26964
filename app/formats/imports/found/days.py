"""Days with a name and no date: "Day 2" and "Tuesday", counted from the days that a programme states."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.formats.imports.found.findings import plain_key
from app.formats.imports.found.times import Day, weekday_of

LONGEST_DAY = 30  # characters of a date with its weekday; a longer text is something else too
DAY_NUMBER = re.compile(
    r"(?:day|tag|jour|d\u00eda|dia|giorno|dag|\u0434\u0435\u043d\u044c)\s*(\d{1,2})\b", re.IGNORECASE
)


SOME_DAY = date(2000, 1, 1)  # used as the first day if neither the file nor the person names one; reported as a guess


def day_number(cell: object) -> int | None:
    """Return the number in a cell of a column of days: a whole number from 1 to 31 and nothing else."""
    text = str(cell).strip() if isinstance(cell, str | int | float) and not isinstance(cell, bool) else ""
    number = float(text) if re.fullmatch(r"\d{1,2}(?:\.0)?", text) else 0
    return int(number) if 1 <= number <= 31 else None


def names_a_day(text: str) -> bool:
    """Whether this is "Day 2" or a weekday, alone."""
    return len(text) <= LONGEST_DAY and (DAY_NUMBER.match(text.strip()) is not None or weekday_of(text) is not None)


class Numbering:
    """The first day of a programme, from which "Day 2" is counted, and after which "Tuesday" comes."""

    def __init__(self, first: date | None) -> None:
        self.first = first
        self._stated = False
        self._latest = first

    def note(self, day: Day) -> None:
        """Note a stated day; counting starts at the first one."""
        self._latest = day.date
        if not self._stated and not day.label:
            self.first, self._stated = day.date, True

    def day(self, text: str) -> Day | None:
        """Return the day of a text such as "Day 2" or "Tuesday"; a weekday is the next one, never an earlier one."""
        weekday = weekday_of(text)
        if match := DAY_NUMBER.match(text.strip()):
            return self.numbered(int(match[1]), text)
        if weekday is None:
            return None
        latest = self._latest or SOME_DAY
        return self._day(latest + timedelta(days=(weekday - latest.weekday()) % 7), text)

    def numbered(self, number: int, text: str) -> Day:
        """Return the day with a number, counted from 1; `text` is the spelling in the file."""
        return self._day((self.first or SOME_DAY) + timedelta(days=number - 1), text)

    def _day(self, meant: date, text: str) -> Day:
        return Day(meant, label="" if self._stated else plain_key(text))
