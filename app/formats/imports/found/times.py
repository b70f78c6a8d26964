"""Dates, times of day and durations as people write them in programmes. Pure; results include the doubt."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import day_name, month_name
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from app.domain.text import folded
from app.domain.values import DAY, HOUR, MINUTE, SECOND, parse_duration

_NOON = ("noon", "midday", "12 noon", "mittag", "midi", "mezzogiorno")
_MIDNIGHT = ("midnight", "mitternacht", "minuit", "mezzanotte")
# Words for the halves of the day: before the time in Chinese, Japanese and Korean, behind it in Arabic.
_BEFORE_NOON = "上午|早上|凌晨|午前|오전"
_AFTER_NOON = "下午|中午|晚上|傍晚|午後|오후"
_TIME = re.compile(
    rf"(?:(?P<before>{_BEFORE_NOON}|{_AFTER_NOON})\s*)?"
    r"(?P<h>[01]?\d|2[0-4])"
    r"(?:\s?[:.h\uff1a点點时時]\s?(?P<m>[0-5]\d)分?(?:\s?[:.\uff1a]\s?(?P<s>[0-5]\d)(?:[.,]\d+)?)?"
    r"|(?P<bare>\s?(?:h(?![^\W\d_])|[点點时時](?!\w))))?"
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?|(?<=\d)[ap]\b|(?:ص|م|صباح[اً]*|مساء[ً]?|ظهر[اً]*)(?!\w)))?"
    r"(?:\s*(?:(?P<clock>uhr|o'clock|noon|midday)|uur|hrs?|h|\u0447)(?![^\W\d_])\.?)?",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(
    r"(?:ore|dalle(?:\s+ore)?|alle(?:\s+ore)?|kl\.?|klo\.?|um|ab|godz\.?|a\s+las|de\s+las|das|de|from|at|von|van|om|с|в)\s+(?=\d)",
    re.IGNORECASE,
)
_SOLID = re.compile(r"(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)")
_BETWEEN = re.compile(
    r"\s*(?:-+|[\u2010-\u2015\u2212~\u301c\uff5e]|->|\u2192|\bto\b|\buntil\b|\btill\b|\bbis\b|\b\u00e0\b|\b\u00e0s\b|\balle\b|\ba\s+las\b|\ba\b|\bal\b|\btot\b|\bau\b|\u0434\u043e|\u81f3|/)\s*",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"(?P<y>\d{4})\s*[-/.\u5e74]\s*(?P<m>\d{1,2})\s*[-/.\u6708]\s*(?P<d>\d{1,2})\s*\u65e5?")
_NUMBERS = re.compile(r"(?P<a>\d{1,2})\s*(?P<by>[/.\-])\s*(?P<b>\d{1,2})\s*(?P=by)\s*(?P<y>\d{4}|\d{2})")
# "2026-06-30 10:00-10:30" is a range; the standard library would read its end as an offset.
_RANGE_AFTER_DATE = re.compile(r"[\d-]+ \d\d:\d\d-\d\d:\d\d")
_DAY_MONTH = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|\.|er|\u00ba)?[\s\-]*(?:de\s+|of\s+)?(?P<mon>[^\W\d_]{3,}(?:\s?\u0645)?)\.?,?[\s\-]*(?:de\s+|del\s+)?(?P<y>\d{4}|'?\d{2}(?!\s*[:.h]?\d))?"
)
_MONTH_DAY = re.compile(
    r"(?P<mon>[^\W\d_]{3,})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|\s*[:.h]\d)(?:\s*,?\s*(?P<y>\d{4}))?"
)
_ISO_DURATION = re.compile(r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)S)?)?", re.IGNORECASE)
_UNITS = (
    (
        HOUR,
        r"h|hr|hrs|hour|hours|std|stunde|stunden|heure|heures|hora|horas|ore|ora|uur|godz|timmar|time|timer|\u0447|\u0447\u0430\u0441|\u0447\u0430\u0441\u0430|\u0447\u0430\u0441\u043e\u0432|\u5c0f\u65f6|\u5c0f\u6642|\u6642\u9593|\u0633\u0627\u0639\u0629",
    ),
    (
        MINUTE,
        r"m|min|mins|minute|minutes|minuten|minuto|minutos|minuti|minuut|minut|minuter|minutter|mn|'|\u2032|\u2019|\u043c\u0438\u043d|\u043c\u0438\u043d\u0443\u0442|\u043c\u0438\u043d\u0443\u0442\u044b|\u5206|\u5206\u949f|\u5206\u9418|\u062f\u0642\u064a\u0642\u0629|\u062f\u0642\u0627\u0626\u0642",
    ),
    (
        SECOND,
        r"s|sec|secs|second|seconds|sek|sekunden|secondes|segundos|secondi|seconden|\"|\u2033|\u0441\u0435\u043a|\u79d2",
    ),
)
_MEASURE = re.compile(
    r"\s*(?P<n>\d{1,6}(?:[.,]\d{1,6})?|[\u00bd\u00bc\u00be])\s*(?:"
    + "|".join(f"(?P<u{i}>(?:{names})\\b|(?:{names})(?![^\\W\\d_]))" for i, (_, names) in enumerate(_UNITS))
    + r")\s*\.?(?:and|und|et|y|e|,)?",
    re.IGNORECASE,
)
_CHINESE_WEEKDAY = re.compile("(?:周|星期|礼拜|週)([一二三四五六日天])")
_FRACTIONS = {"\u00bd": 0.5, "\u00bc": 0.25, "\u00be": 0.75}


LONGEST = 60  # characters of a time, a range or a duration; a date may be four times as long


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day in milliseconds since midnight; `sure` unless twelve hours later or earlier may be meant."""

    ms: int
    sure: bool
    half: str = ""  # "a" or "p", where it was written

    def shifted(self, ms: int) -> TimeOfDay:
        return TimeOfDay(self.ms + ms, True, self.half)


@dataclass(frozen=True, slots=True)
class Day:
    """A date; `otherwise` is the date with month and day exchanged, None if that is impossible or excluded."""

    date: dt.date
    otherwise: dt.date | None = None
    year_given: bool = True
    year_by_weekday: bool = False  # the year is the nearest one that fits the weekday
    label: str = ""  # the text, if it names a day and no date


def latin_digits(text: str) -> str:
    """Convert full-width, Arabic and other digits to 0 to 9, and white space to plain spaces."""
    if text.isascii():
        return text.strip()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else " " if c.isspace() else c for c in text)
    return plain.translate(_INVISIBLE).strip()


def clock_of(value: object, *, solid: bool = True) -> TimeOfDay | None:
    """Read a time of day: `10:00`, `10.00`, `10h30`, `9 pm`, `0930`, `noon`, 0.4166 of a day.

    Args:
        value: a text, a `time`, a `timedelta`, or a fraction of a day as spreadsheets store them.
        solid: whether four digits without a separator are a time.
    """
    match value:
        case datetime():
            return _whole(value.time())
        case time():
            return _whole(value)
        case timedelta():
            return _of_ms(round(value.total_seconds() * SECOND))
        case bool():
            return None
        case int() | float():
            return _from_number(value)
        case str() if len(value) <= LONGEST:
            return _clock_in(latin_digits(value), solid)
    return None


def range_of(text: str) -> tuple[TimeOfDay, TimeOfDay | None] | None:
    """Read a start and, if present, an end: `10:00-10:15`, `9 to 10:30 am`, `10.00`; None for other texts."""
    if len(text) > LONGEST:
        return None
    text = without_word(latin_digits(text))
    if single := _clock_in(text, True):
        return single, None
    for between in _BETWEEN.finditer(text):
        last = _clock_in(text[between.end() :], True)
        first = _clock_in(text[: between.start()], True) or (_hour_in(text[: between.start()]) if last else None)
        if first and last:
            return _same_half(first, last), last
    return None


def without_word(text: str) -> str:
    """Return a text without the word that its language has before a time: `kl. 9.00`, `ore 9.00`, `von 9 bis 10`."""
    match = _WORD_BEFORE.match(text)
    return text if match is None else text[match.end() :]


def _same_half(first: TimeOfDay, last: TimeOfDay) -> TimeOfDay:
    """In `9:00-10:30 am` the mark applies to both, unless that would reverse the range."""
    if first.half or not last.half or first.ms >= 12 * HOUR:
        return first
    moved = TimeOfDay(first.ms % (12 * HOUR) + (12 * HOUR if last.half == "p" else 0), True, last.half)
    return moved if moved.ms <= last.ms else TimeOfDay(first.ms, True)


def leading_range(text: str) -> tuple[tuple[TimeOfDay, TimeOfDay | None], str] | None:
    """Read a time or a range at the beginning of a line, and return the rest."""
    text = without_word(text)
    match = _TIME.match(text)
    if match is None or text[match.end() : match.end() + 1].isalnum():
        return None
    rest = text[match.end() :]
    between = _BETWEEN.match(rest)
    second = _TIME.match(rest, between.end()) if between else None
    if second and _looks_like_time(second) and not rest[second.end() : second.end() + 1].isalnum():
        first, last = _clock_in(match[0], False) or _hour_in(match[0]), _clock_in(second[0], False)
        if first is not None and last is not None:
            return (_same_half(first, last), last), rest[second.end() :]
    only = _clock_in(match[0], False)
    return ((only, None), rest) if only else None


def _looks_like_time(match: re.Match[str]) -> bool:
    return bool(match["m"] or match["half"] or match["bare"] or match["before"] or match["clock"])


def _half(match: re.Match[str]) -> str:
    """Return `a` or `p`, where a half of the day is written in any language; else an empty text."""
    if match["before"]:
        return "a" if match["before"] in _BEFORE_NOON else "p"
    written = (match["half"] or "")[:1].lower()
    return {"ص": "a", "م": "p", "ظ": "p"}.get(written, written)


def _clock_in(text: str, solid: bool) -> TimeOfDay | None:
    lower = text.lower().strip(" .,;")
    if lower in _NOON:
        return TimeOfDay(12 * HOUR, True, "p")
    if lower in _MIDNIGHT:
        return TimeOfDay(0, True, "a")
    if solid and (four := _SOLID.fullmatch(lower)):
        return _made(int(four["h"]), int(four["m"]), 0, "", True)
    match = _TIME.fullmatch(text.strip())
    if match is None or not _looks_like_time(match):
        return None
    half = _half(match)
    return _made(int(match["h"]), int(match["m"] or 0), int(match["s"] or 0), half, len(match["h"]) == 2)


def _hour_in(text: str) -> TimeOfDay | None:
    """Read a bare hour, which is a time only in a range."""
    return _made(int(text), 0, 0, "", False) if re.fullmatch(r"\s*([01]?\d|2[0-4])\s*", text) else None


def _made(hour: int, minute: int, second: int, half: str, two_digits: bool) -> TimeOfDay | None:
    if half and not 0 <= hour <= 12 and hour < 24:
        half = ""  # "14:00 PM" is 14:00
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    ms = hour * HOUR + minute * MINUTE + second * SECOND
    # Authors who write a leading zero, as in 08:00, count to 24.
    sure = bool(half) or hour > 12 or hour == 0 or (two_digits and hour < 10)
    return TimeOfDay(ms, sure, half) if ms <= DAY else None


def _from_number(value: float) -> TimeOfDay | None:
    if 0 <= value < 1:
        return _of_ms(round(value * DAY / SECOND) * SECOND)
    if 1 < value < 100_000 and value % 1:  # a spreadsheet's date and time
        return _of_ms(round(value % 1 * DAY / SECOND) * SECOND)
    whole = int(value)
    if whole == value and 100 <= whole < 2400 and whole % 100 < 60:
        return TimeOfDay(whole // 100 * HOUR + whole % 100 * MINUTE, True)
    if 0 < value < 24 and round(value * 100) % 100 < 60 and whole != value:  # 9.3 and 14.15, typed with a point
        return TimeOfDay(whole * HOUR + round(value * 100) % 100 * MINUTE, whole > 12)
    return None


def _of_ms(ms: int) -> TimeOfDay | None:
    return TimeOfDay(ms, True) if 0 <= ms <= DAY else None


def _whole(at: time) -> TimeOfDay:
    return TimeOfDay(at.hour * HOUR + at.minute * MINUTE + round(at.second + at.microsecond / 1e6) * SECOND, True)


def day_of(value: object, near: date | None = None) -> Day | None:
    """Read the date in a cell or a heading, with the other reading if day and month may be exchanged.

    Args:
        value: a text, a `date`, or a spreadsheet's day number.
        near: gives its year to a date without one.
    """
    match value:
        case datetime():
            return Day(value.date())
        case date():
            return Day(value)
        case int() | float() if not isinstance(value, bool) and 20_000 < value < 80_000:
            return Day(date(1899, 12, 30) + timedelta(days=int(value)))
        case int() if not isinstance(value, bool) and 1990_00_00 < value < 2100_00_00:
            return _solid_day(str(value))
        case str() if len(value) <= 4 * LONGEST:
            return _day_in(latin_digits(value), near)
    return None


def _day_in(text: str, near: date | None) -> Day | None:
    if match := _ISO_DATE.search(text):
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    if re.fullmatch(r"(19|20)\d{6}", text):
        return _solid_day(text)
    if match := _NUMBERS.search(text):
        return _numbers(match)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            if month := month_of(match["mon"]):
                year = (match["y"] or "").lstrip("'")
                if year:
                    return _day(_full_year(year), month, int(match["d"]))
                return _nearest_year(near, month, int(match["d"]), _weekday_in(text)) if near else None
    return None


def _nearest_year(near: date, month: int, day: int, weekday: int | None) -> Day | None:
    """Complete a date without a year: the year of `near`, or the nearest one with the stated weekday."""
    years = (
        [near.year]
        if weekday is None
        else sorted(range(near.year - 6, near.year + 7), key=lambda y: abs(y - near.year))
    )
    dates = (_day(year, month, day) for year in years)
    fitting = (d for d in dates if d is not None and (weekday is None or d.date.weekday() == weekday))
    if (fits := next(fitting, None)) is not None:
        return Day(fits.date, None, False, weekday is not None and fits.date.year != near.year)
    same_year = _day(near.year, month, day)
    return Day(same_year.date, None, False) if same_year else None


def _weekday_in(text: str) -> int | None:
    """Return the weekday beside a date."""
    words = re.findall(r"[^\W\d_]{2,}", text[:LONGEST])
    return next((number for word in words if (number := weekday_of(word)) is not None and month_of(word) is None), None)


def _solid_day(text: str) -> Day | None:
    return _day(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _numbers(match: re.Match[str]) -> Day | None:
    a, b, year = int(match["a"]), int(match["b"]), _full_year(match["y"])
    day_first, month_first = _day(year, b, a), _day(year, a, b)
    if day_first is None or match["by"] == ".":  # with full stops, the day always comes first
        return day_first or month_first
    if month_first is None or a == b:
        return day_first
    return Day(day_first.date, month_first.date)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> Day | None:
    try:
        return Day(date(year, month, day)) if 1970 <= year <= 2200 else None
    except ValueError:
        return None


def month_of(word: str) -> int | None:
    """Return the month of a word, in English or one of about eighteen other languages."""
    key = _month_key(word)
    return _english_months().get(key) or (_other_months().get(key) if len(key) >= 3 else None)


def _month_key(word: str) -> str:
    return folded(word).strip(". ")


@cache
def _english_months() -> dict[str, int]:
    names = [name.lower() for name in month_name[1:]]
    return {short: n for n, name in enumerate(names, 1) for short in (name, name[:3], name[:4])}


_LANGUAGES = (
    *("ar", "cs", "da", "de", "el", "es", "fi", "fr", "he", "hu"),
    *("it", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk"),
)


@cache
def _other_months() -> dict[str, int]:
    # Languages are loaded only for a word that is not English, because each takes a while.
    from babel import Locale

    numbers: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    numbers.setdefault(_month_key(name), number)
    return numbers


def date_words(day: date) -> str:
    """`3 June 2024`."""
    return f"{day.day} {day:%B %Y}"


def weekday_of(text: str) -> int | None:
    """Return the weekday that is the whole text, Monday being 0; in many languages."""
    key = _month_key(text[:LONGEST]).strip(" ,:;-")
    if (chinese := _CHINESE_WEEKDAY.fullmatch(key)) is not None:
        return "一二三四五六日天".index(chinese[1]) % 7 if chinese[1] != "天" else 6
    if len(key) < 2 or " " in key:
        return None
    english = next((n for n, name in enumerate(day_name) if key in {name.lower(), name.lower()[:3]}), None)
    return english if english is not None else _other_weekdays().get(key)


@cache
def _other_weekdays() -> dict[str, int]:
    from babel import Locale

    weekdays: dict[str, int] = {}
    for language in _LANGUAGES:
        days = Locale.parse(language).days
        for context in ("format", "stand-alone"):
            for number, name in days[context]["wide"].items():
                weekdays.setdefault(_month_key(name), number)
    return weekdays


def moment_of(value: object) -> datetime | None:
    """Read a date with a time of day in one text, with its offset if present; None for other texts."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) > LONGEST or not re.search(r"\d", value):
        return None
    text = latin_digits(value)
    if _RANGE_AFTER_DATE.fullmatch(text) and text[-11:-6] <= text[-5:]:
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text))
    except ValueError:
        return _loose_moment(text)
    return moment if re.search(r"[T ]\d", text) or re.fullmatch(r"\d{8}T\d{6}Z?", text) else None


def _loose_moment(text: str) -> datetime | None:
    match = re.fullmatch(
        r"(?P<day>.*?\d)[,\s]+(?:at\s+|um\s+|\u00e0\s+)?(?P<time>\d{1,2}[:.h]\d\d.*|\d{1,2}\s*[ap]\.?m\.?)",
        text,
        re.IGNORECASE,
    )
    if match is None or (day := _day_in(match["day"], None)) is None or day.otherwise is not None:
        return None
    clock = _clock_in(match["time"], False)
    return datetime.combine(day.date, time()) + timedelta(milliseconds=clock.ms) if clock else None


def measure_of(text: str) -> int | None:
    """Read a duration with units (ms): `30 min`, `1,5 h`, `1 hour 30 minutes`, `PT45M`, `1h30`; else None."""
    if len(text) > LONGEST:
        return None
    text = latin_digits(text).strip("()[] ")
    iso = _ISO_DURATION.fullmatch(text)
    if iso and len(text) > 2:
        d, h, m, s = (int(iso[part] or 0) for part in "dhms")
        return d * DAY + h * HOUR + m * MINUTE + s * SECOND
    total, at = 0.0, 0
    while match := _MEASURE.match(text, at):
        unit = next(i for i in range(len(_UNITS)) if match[f"u{i}"])
        number = match["n"]
        total += (_FRACTIONS[number] if number in _FRACTIONS else float(number.replace(",", "."))) * _UNITS[unit][0]
        at = match.end()
    rest = text[at:].strip(" .")
    if at and re.fullmatch(r"\d{1,2}", rest) and re.search(r"h\s*$", text[:at].strip(), re.IGNORECASE):
        total, rest = total + int(rest) * MINUTE, ""
    return round(total) if at and not rest else None


def number_of(value: object) -> float | None:
    """Read a number in a cell, with a decimal point or a decimal comma."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = latin_digits(value) if isinstance(value, str) else ""
    return float(text.replace(",", ".")) if re.fullmatch(r"\d{1,7}(?:[.,]\d{1,6})?", text) else None


def colons_of(text: str) -> tuple[int, int, int | None] | None:
    """Read the numbers of `a:bb` or `a:bb:cc`, whose units are unknown."""
    match = re.fullmatch(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", latin_digits(text))
    return (int(match[1]), int(match[2]), int(match[3]) if match[3] else None) if match else None


def plain_duration(text: str) -> int | None:
    """Write a duration in our own notation."""
    return parse_duration(latin_digits(text))


_INVISIBLE = {ord(c): None for c in "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"}
