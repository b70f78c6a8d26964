"""Dates and times in words: the same text here and in `static/js/lib/time/format.js`; see tests/when_vectors.json.

A time of day stands alone only if it is today. On another day it has its date, in another year that too; a page's
script adds the zone where the reader's clocks differ from the venue's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.domain.values import DAY, HOUR, MINUTE, elapsed_text

if TYPE_CHECKING:
    from babel import Locale


@dataclass(frozen=True, slots=True)
class WhenWords:
    """The words for dates and distances, in one language; places are named in braces."""

    language: str  # as CLDR names it, for names of zones
    weekdays: tuple[str, ...]  # from Monday on, abbreviated
    months: tuple[str, ...]  # abbreviated
    dated: str
    other_year: str
    zoned: str
    soon: str
    minutes: str
    hours: str
    days: str
    whole_hours: str  # of a length
    hours_minutes: str


def when_words(words: Callable[[str], str], locale: Locale) -> WhenWords:
    """Return the words of a language, which `words` looks up; the names of days and months are from CLDR."""
    weekdays, months = locale.days["format"]["abbreviated"], locale.months["format"]["abbreviated"]
    return WhenWords(
        locale.language,
        tuple(weekdays[n] for n in range(7)),
        tuple(months[n] for n in range(1, 13)),
        dated=words("{weekday} {day} {month}, {time}"),
        other_year=words("{day} {month} {year}, {time}"),
        zoned=words("{when} ({zone})"),
        soon=words("in less than a minute"),
        minutes=words("in about {} min"),
        hours=words("in about {} h"),
        days=words("in {} days"),
        whole_hours=words("{hours} h"),
        hours_minutes=words("{hours} h {rest} min"),
    )


def as_data(words: WhenWords) -> dict[str, Any]:
    """Return the words for a page's scripts."""
    return asdict(words)


def when_text(words: WhenWords, instant_ms: int, day_ms: int, zone: str, *, seconds: bool = False) -> str:
    """Return an instant in words, as read on the day of another one.

    Args:
        words: the words of the reader's language.
        instant_ms: the instant (ms UTC).
        day_ms: the day on which the date is left out: now, or in a list the day of the session (ms UTC).
        zone: the zone of the text.
        seconds: with seconds.
    """
    there, day = _local(instant_ms, zone), _local(day_ms, zone)
    time = f"{there:%H:%M:%S}" if seconds else f"{there:%H:%M}"
    if there.date() != day.date():
        form = words.dated if there.year == day.year else words.other_year
        weekday, month = words.weekdays[there.weekday()], words.months[there.month - 1]
        time = form.format(weekday=weekday, day=there.day, month=month, year=there.year, time=time)
    return time


def zone_name(zone: str) -> str:
    """Return the place that names an IANA zone: `New York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def until_text(words: WhenWords, ms: int) -> str:
    """Return how far ahead an instant is, roughly: rounded down, and from two days on in days."""
    if ms < MINUTE:
        return words.soon
    if ms < 2 * HOUR:
        return words.minutes.format(ms // MINUTE)
    return words.hours.format(ms // HOUR) if ms < 2 * DAY else words.days.format(ms // DAY)


def length_text(words: WhenWords, ms: int) -> str:
    """Return a length, rounded down: `2:35`, and from an hour on `3 h 22 min`, since `3:22:00` is read as a time."""
    if ms < HOUR:
        return elapsed_text(ms)
    hours, rest = ms // HOUR, ms % HOUR // MINUTE
    return (words.hours_minutes if rest else words.whole_hours).format(hours=hours, rest=rest)


def _local(instant_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))
