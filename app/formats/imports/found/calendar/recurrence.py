"""Recurrence rules of iCalendar, expanded day by day within a bounded time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from app.domain.errors import Sentence

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"})


class UnknownRule(ValueError):
    """An unsupported rule; the sentence says why."""

    def __init__(self, text: str, /, **places: object) -> None:
        super().__init__()
        self.sentence = Sentence(text, **places)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in days. `count` is None if it ends at a date instead."""

    frequency: str
    interval: int
    count: int | None
    until: str
    weekdays: tuple[tuple[int, int], ...]  # its number in the month or year (0: each), day of the week
    months: frozenset[int]
    month_days: frozenset[int]
    positions: frozenset[int]
    week_starts: int

    @classmethod
    def of(cls, text: str) -> Rule:
        """Read a rule.

        Raises:
            UnknownRule: it has no end, repeats more often than daily, or has unsupported parts.
        """
        parts = dict(part.strip().upper().split("=", 1) for part in text.split(";") if "=" in part)
        if parts.get("FREQ") not in FREQUENCIES:
            raise UnknownRule("it repeats more often than daily")
        if "COUNT" not in parts and "UNTIL" not in parts:
            raise UnknownRule("it repeats without an end")
        if strange := parts.keys() - _KNOWN:
            raise UnknownRule(
                "its repetition is by {parts}, which is not followed", parts=", ".join(sorted(strange))[:40]
            )
        return cls(
            parts["FREQ"],
            _whole(parts.get("INTERVAL", "1")),
            _whole(parts["COUNT"]) if "COUNT" in parts else None,
            parts.get("UNTIL", ""),
            tuple(_weekday(day) for day in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
            _numbers(parts, "BYMONTH"),
            _numbers(parts, "BYMONTHDAY"),
            _numbers(parts, "BYSETPOS"),
            DAYS.index(parts.get("WKST", "MO")) if parts.get("WKST", "MO") in DAYS else 0,
        )

    def days(self, start: date, last: date) -> Iterator[date]:
        """Yield the days from the first to the last, within the limit."""
        every_day = (start + timedelta(days=n) for n in range((last - start).days + 1))
        matching = (day for day in every_day if self._in_turn(day, start) and self._fits(day, start))
        for _, period in groupby(matching, key=self._period):
            days = list(period)
            for at, day in enumerate(days):
                if not self.positions or self.positions & {at + 1, at - len(days)}:
                    yield day

    def _in_turn(self, day: date, start: date) -> bool:
        return self._elapsed(day, start) % self.interval == 0

    def _elapsed(self, day: date, start: date) -> int:
        """Return the number of days, weeks, months or years since the first."""
        match self.frequency:
            case "DAILY":
                return (day - start).days
            case "WEEKLY":
                return (self._week(day) - self._week(start)).days // 7
            case "MONTHLY":
                return (day.year - start.year) * 12 + day.month - start.month
        return day.year - start.year

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_starts) % 7)

    def _period(self, day: date) -> object:
        match self.frequency:
            case "DAILY":
                return day
            case "WEEKLY":
                return self._week(day)
            case "MONTHLY":
                return (day.year, day.month)
        return day.year

    def _fits(self, day: date, start: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not self.month_days & {day.day, day.day - monthrange(day.year, day.month)[1] - 1}:
            return False
        if self.weekdays:
            return any(self._is_weekday(day, which, weekday) for which, weekday in self.weekdays)
        return bool(self.month_days) or self._by_default(day, start)

    def _by_default(self, day: date, start: date) -> bool:
        """Parts that a rule leaves out are those of the first day."""
        match self.frequency:
            case "DAILY":
                return True
            case "WEEKLY":
                return day.weekday() == start.weekday()
            case "MONTHLY":
                return day.day == start.day
        return day.day == start.day and (bool(self.months) or day.month == start.month)

    def _is_weekday(self, day: date, which: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        if which == 0 or self.frequency in {"DAILY", "WEEKLY"}:
            return True
        if self.frequency == "YEARLY" and not self.months:
            first, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
        else:
            first, length = day.day, monthrange(day.year, day.month)[1]
        return which in {(first - 1) // 7 + 1, -((length - first) // 7 + 1)}


def _weekday(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", text.strip())
    if match is None:
        raise UnknownRule("its repetition cannot be read")
    return int(match[1] or 0), DAYS.index(match[2])


def _numbers(parts: Mapping[str, str], name: str) -> frozenset[int]:
    if name not in parts:
        return frozenset()
    if not re.fullmatch(r"[+-]?\d{1,3}(,[+-]?\d{1,3}){0,50}", parts[name]):
        raise UnknownRule("its repetition cannot be read")
    return frozenset(int(number) for number in parts[name].split(","))


def _whole(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise UnknownRule("its repetition cannot be read")
    return int(text)
