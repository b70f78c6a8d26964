"""Days that have a name and no date: "Day 2" and "Tuesday", counted from the days that a programme states."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.formats.imports.found.findings import plain_key
from app.formats.imports.found.times import Day, weekday_of

LONGEST_DAY = 30  # characters of a date with its weekday; more is also something else
DAY_NUMBER = re.compile(
    r"(?:day|tag|jour|d\u00eda|dia|giorno|dag|\u0434\u0435\u043d\u044c)\s*(\d{1,2})\b", re.IGNORECASE
)


SOME_DAY = date(2000, 1, 1)  # stands for the first day where the file and the person name none; it is said


def day_number(cell: object) -> int | None:
    """The number of a day in a column of days: a cell that is a whole number from 1 to 31, and nothing else."""
    text = str(cell).strip() if isinstance(cell, str | int | float) and not isinstance(cell, bool) else ""
    number = float(text) if re.fullmatch(r"\d{1,2}(?:\.0)?", text) else 0
    return int(number) if 1 <= number <= 31 else None


def names_a_day(text: str) -> bool:
    """Is this "Day 2" or a weekday, alone?"""
    return len(text) <= LONGEST_DAY and (DAY_NUMBER.match(text.strip()) is not None or weekday_of(text) is not None)


class Numbering:
    """The first day of a programme, from which "Day 2" is counted, and after which "Tuesday" comes."""

    def __init__(self, first: date | None) -> None:
        self.first = first
        self._stated = False
        self._latest = first

    def note(self, day: Day) -> None:
        """A day is stated; the first one that is counts from now on."""
        self._latest = day.date
        if not self._stated and not day.label:
            self.first, self._stated = day.date, True

    def day(self, text: str) -> Day | None:
        """The day that a text such as "Day 2" or "Tuesday" means; a weekday is the next one, never an earlier one."""
        weekday = weekday_of(text)
        if match := DAY_NUMBER.match(text.strip()):
            return self.numbered(int(match[1]), text)
        if weekday is None:
            return None
        latest = self._latest or SOME_DAY
        return self._day(latest + timedelta(days=(weekday - latest.weekday()) % 7), text)

    def numbered(self, number: int, text: str) -> Day:
        """The day with a number, counted from 1; `text` is how the file writes it."""
        return self._day((self.first or SOME_DAY) + timedelta(days=number - 1), text)

    def _day(self, meant: date, text: str) -> Day:
        return Day(meant, label="" if self._stated else plain_key(text))
