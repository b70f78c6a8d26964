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
        if self.first is None or self._latest is None:
            return None
        weekday = weekday_of(text)
        if match := DAY_NUMBER.match(text.strip()):
            meant = self.first + timedelta(days=int(match[1]) - 1)
        elif weekday is not None:
            meant = self._latest + timedelta(days=(weekday - self._latest.weekday()) % 7)
        else:
            return None
        return Day(meant, label="" if self._stated else plain_key(text))
