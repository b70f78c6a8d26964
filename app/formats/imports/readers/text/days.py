"""The days that lines of a text name: headings, days before the times of items, and deadlines, which are none."""

from __future__ import annotations

import re
from calendar import day_name
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.domain.values import HOUR
from app.formats.imports.found.dates import (
    Day,
    before_day,
    day_of,
    days_in,
    month_of,
    nearest_with_weekdays,
    weekday_beside,
    weekday_of,
)
from app.formats.imports.found.days import LONGEST_DAY, Numbering, first_of_weekdays
from app.formats.imports.found.frame import room_beside
from app.formats.imports.found.times import HALF_DAY, TimeOfDay, latin_digits
from app.formats.imports.readers.text.lines import LONGEST, dated_line, weekday_line, without_bullet
from app.formats.imports.readers.text.one_line import before_items
from app.formats.imports.readers.text.outline import LONGEST_HEADING
from app.formats.text.notes import Notes

FIRST_OF_AFTERNOON, FIRST_OF_EVENING = HOUR, 4 * HOUR  # of the half day
LONGEST_NAMED = 60  # characters of a line with a day without a date
_UNTIL = re.compile(  # before a day up to which something else lasts: "Please register until 1 April"
    r"(?:^|[^\W\d_]\W{0,2}\s)(?:until|till|by|before|no later than|not later than|bis|spätestens|vor|"
    r"jusqu['’](?:au|à)|avant|hasta|antes|até|fino al|entro|prima del|до|не позднее|tot|voor|vóór|"
    r"senest|senast|najpóźniej|nejpozději|viimeistään|قبل)"
    r"(?:\s(?:the|and including|zum|dem|am|einschließlich|spätestens|le|el|del|de|il|o|dia|día))?\s{0,2}$",
    re.IGNORECASE,
)
_PART = re.compile(  # of a day, with times that may lack "pm"
    r"(?<![^\W\d_])(?:afternoon|nachmittag|après-midi|tarde|pomeriggio|middag|днём|(?P<evening>evening|night|abend|soir|"
    r"noche|noite|sera|avond|вечером|вечер))(?![^\W\d_])|[a-z](?:nachmittag|(?P<eve>(?<!sonn)abend))(?![^\W\d_])",
    re.IGNORECASE,
)
_BEFORE_UNTIL = re.compile(r"(?P<word>[^\W\d_]{2,20})\W{1,3}[^\W\d_]+\s*$")
_NUMBERED_FIRST = re.compile(
    r"(?P<day>[^\W\d_]{3,20})\.?,?\s(?:[\u2013\u2014-]\s)?(?P<number>\d{1,2})(?:st|nd|rd|th|\.)?\s?[\u2013\u2014|:-]\s(?=[^\W\d_])"
)
SOON = timedelta(days=7)  # from one day of a programme to the next
_DEADLINE = re.compile(
    r"\bdead\s?lines?\b|\bclosing date\b|\bentries close\b|"
    r"(?:melde|einsende|einreich)(?:schluss|frist)|\bfrist\b|(?:date|délai) limite|"
    r"fecha (?:límite|tope)|\bplazo\b|\bprazo\b|data[- ]limite|scadenza|"
    r"срок (?:подачи|регистрации)|дед[- ]?лайн|uiterste datum|截止|締め?切|마감|آخر موعد",
    re.IGNORECASE,
)


def is_deadline(text: str) -> bool:
    """Whether a line says up to which day something else is possible: "Registration until 1 April 2026"."""
    if not any(map(str.isdigit, text)) or len(text) > LONGEST:
        return False
    before = before_day(text)
    if len(before) == len(text) and day_of(text, None) is None:
        return False
    until = _UNTIL.search(before[-60:])
    named = _BEFORE_UNTIL.search(before[-60:]) if until is not None else None
    is_range = named is not None and weekday_of(named["word"]) is not None  # "Monday to 4 May"
    return (until is not None and not is_range) or _DEADLINE.search(before) is not None


def says_more_than_day(text: str, title: str) -> bool:
    """Whether a line with a day says something else too, besides a title that was taken from it."""
    behind = latin_digits(text)[len(before_day(text)) :] if title and not room_beside(text) else ""
    others = [word for word in re.findall(r"[^\W\d_]{4,}", behind) if month_of(word) is weekday_of(word) is None]
    return (len(text) > LONGEST_DAY and not title) or bool(others) or first_of_weekdays(text) is not None


def in_its_part_of_day(clock: TimeOfDay | None, heading: str) -> TimeOfDay | None:
    """Return 7:00 below the heading "Friday evening" as 19:00; other times are returned unchanged."""
    part = _PART.search(heading)
    if clock is None or part is None or clock.sure:
        return clock
    first = FIRST_OF_EVENING if part["evening"] or part["eve"] else FIRST_OF_AFTERNOON
    return clock.shifted(HALF_DAY) if first <= clock.ms < HALF_DAY else clock


class DaysOfLines:
    """Reads the days in lines, as far as they say them: "3-4 February" above "Monday" is in a year that fits."""

    def __init__(self, near: date | None, year: int | None) -> None:
        self._numbering = Numbering(near, year)
        self._weekdays: list[int] = []  # of lines with nothing else

    @property
    def near(self) -> date | None:
        """The day that gives its year to dates without one."""
        return self._numbering.near

    def look_ahead(self, lines: Sequence[str]) -> None:
        """Note the weekdays that stand alone in lines."""
        alone = (weekday_of(without_bullet(line)) for line in lines if len(line) <= LONGEST_NAMED)
        self._weekdays = [weekday for weekday in alone if weekday is not None]

    def begins(self, following: str) -> bool:
        """Whether another day begins on the next line with a text, or none is there."""
        return not following.strip() or self.heading(without_bullet(following)) is not None

    def numbered(self, number: int) -> Day:
        """Return the day with a number, counted from 1, of a text that names no days."""
        return self._numbering.numbered(number, f"Day {number}")

    def note(self, day: Day) -> None:
        self._numbering.note(day)

    def heading(self, text: str) -> Day | None:
        """Return the day of a line that may be the heading of one; None for other lines."""
        day = day_of(text, self.near) if len(text) <= LONGEST_HEADING else None
        if day is not None and not (day.year_given or day.weekday_given):
            return self._in_year_of_weekdays(day, days_in(text))
        if day is not None or len(text) > LONGEST_NAMED:
            return day
        return self._numbering.day(text) or self._before_sign(text)

    def _before_sign(self, text: str) -> Day | None:
        """Return the day of "Friday 14th – Races", if it is soon after or before the last one."""
        match = _NUMBERED_FIRST.match(text)
        day = self._numbering.day(f"{match['day']} {match['number']}") if match is not None else None
        near = self._numbering.latest
        return day if day is not None and near is not None and abs(day.date - near) <= SOON else None

    def _in_year_of_weekdays(self, day: Day, count: int) -> Day:
        """Return the first of several days in the nearest year in which they have the weekdays in the lines below."""
        weekdays = [*dict.fromkeys(self._weekdays)]
        meant = nearest_with_weekdays(day.date, count, weekdays) if 0 < len(weekdays) <= count else None
        if meant is None:
            return day
        by_weekday = meant.year != day.date.year
        return replace(day, date=meant, weekday_given=True, year_by_weekday=by_weekday)

    def before_items(self, where: str, line: str, first: str, notes: Notes) -> Day | None:
        """Return the day that a line of several items names before them; note the sentences above it."""
        sentences, last = before_items(line, first)
        if sentences:
            notes.cannot_read(where, sentences, "there is no time and no duration in it, and no name")
        day = self.heading(last) if last else None
        if day is not None:
            self.note(day)
        return day

    def before_time(self, text: str) -> tuple[Day, str] | None:
        """Return the day before the time of an item, and the rest of the line; None for other lines."""
        dated = dated_line(text, self.near)
        if dated is None and (named := weekday_line(text)) is not None:
            weekday = weekday_beside(named[0]) if weekday_of(named[0]) is None else None  # "SA 14:00"
            day = self._numbering.day(day_name[weekday] if weekday is not None else named[0])
            dated = (day, named[1]) if day is not None else None
        return dated
