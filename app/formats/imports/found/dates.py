"""Dates and weekdays as people write them in programmes, in about thirty languages. Pure; results include the doubt."""

from __future__ import annotations

import datetime as dt
import pickle
import re
from calendar import day_name, month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from app.domain.text import folded
from app.formats.imports.found.times import LONGEST, clock_in, latin_digits

_IN_BRACKETS = re.compile(  # "Monday (03/25)"
    r"(?P<word>[^\W\d_]{2,14}\.?),?\s?\((?P<day>\d{1,2}[./]\d{1,2}\.?)\)"
)
_ISO_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-/.\u5e74\ub144]\s*(?P<m>\d{1,2})\s*[-/.\u6708\uc6d4]\s*(?P<d>\d{1,2})\s*[\u65e5\uc77c]?"
)
_YEAR_FIRST = re.compile(  # "2020-Nov-09"
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<by>[ /.-])(?P<mon>[^\W\d_]{3,12})\.?(?P=by)(?P<d>\d{1,2})(?![\d.:])"
)
_SOLID = re.compile(r"(?<![^\s(])20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![^\s),:])")  # "20200630" among words
_ERAS = {"\u662d\u548c": 1925, "\u5e73\u6210": 1988, "\u4ee4\u548c": 2018}  # the year before the first one
_ERA = re.compile(rf"(?P<era>{'|'.join(_ERAS)})\s?(?P<y>\u5143|\d{{1,2}})\s?\u5e74")
_HOUSE = re.compile(r"[\u4e00-\u9fff]\d{1,2}-\d{1,2}-\d{1,2}$")  # in an address
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})\s*(?P<by>[/.\-])\s*(?P<b>\d{1,2})\s*(?P=by)\s*(?P<y>\d{4}|\d{2}(?!\s?[:.h]\s?\d\d))(?!\d)"
)
# "2026-06-30 10:00-10:30" is a range; the standard library would read its end as an offset.
_RANGE_AFTER_DATE = re.compile(r"[\d-]+ \d\d:\d\d-\d\d:\d\d")
_OF_A_SCRIPT = re.compile(  # "Thu Jun 21 2012 10:00:00 GMT+0400 (MSK)"
    r"[A-Z][a-z]{2} (?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?P<d>\d\d) (?P<y>\d{4}) "
    r"(?P<time>\d\d:\d\d:\d\d)(?: GMT(?P<zone>[+-]\d{4}))?(?: \([^()]{1,60}\))?$"
)
_DAY_MONTH = re.compile(
    r"(?<!\d)(?<!\b[Dd]ay\s)(?<!\b[Tt]ag\s)(?<!\b[Jj]our\s)(?P<d>\d{1,2})(?:st|nd|rd|th|\.|er|\u00ba)?(?:\s*|-)(?:[Dd][Ee]\s+|[Oo][Ff]\s+)?(?P<mon>[^\W\d_]{3,}(?:\s?\u0645)?)\.?,?[\s\-]*(?:[Dd][Ee][Ll]?\s+)?(?P<y>\d{4}|(?<!\s-\s)'?\d{2}(?!\s*[:.h]?\d|st|nd|rd|th))?"
)
_MONTH_DAY = re.compile(
    r"(?P<mon>[^\W\d_]{3,})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|\s*[:.h]\d)(?:\s*,?\s*(?P<y>\d{4}))?"
)
_WEEKDAY_AND_NUMBERS = re.compile(  # "Mi 14.10.", "am 14.10.", "Wed 10/14", "Mi 14.10" alone, "Mi 29.10 Uhren"
    r"(?<![^\W\d_])(?P<word>[^\W\d_]{2,12})[.,]{0,2}\s{1,3}(?P<a>\d{1,2})(?:\.\s?(?P<b>\d{1,2})\.|/(?P<c>\d{1,2})|"
    r"\.(?P<last>0?[1-9]|1[0-2])(?=\W{0,2}$)|(?:(?<=2[5-9])|(?<=3[01]))\.(?P<late>0?[1-9]|1[0-2]))(?![\d/.])"
)
_WEEKDAY_BEHIND = re.compile(  # "29.7. (Mi)", "7/29 (Wed)", "29.7. Mittwoch" alone
    r"(?<![\d/.])(?P<day>\d{1,2}(?:/\d{1,2}|\.\s?\d{1,2}\.)),?\s?(?P<open>\()?(?P<word>[^\W\d_]{2,12})\.?(?(open)\)|$)"
)
_BEFORE_A_DAY = frozenset({"am", "den", "dem", "vom", "zum", "bis", "ab"})
_CHINESE_DAY = re.compile(  # "10月6日", and "10/6（月）"
    r"(?<![\d/])(?P<m>\d{1,2})(?:\s?[\u6708\uc6d4]\s?(?P<d>\d{1,2})\s?[\u65e5\uc77c\u53f7\u865f]|"
    r"/(?P<n>\d{1,2})(?=\s?[\uff08(][^()\uff08\uff09\d]{0,12}[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]))"
)
_VIETNAMESE_DAY = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:,?\s+năm\s+(?P<y>\d{4})|/(?P<of>\d{4}))?(?!\d)", re.IGNORECASE
)
_VIETNAMESE = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật", "2", "3", "4", "5", "6", "7")
_VIETNAMESE_WEEKDAY = re.compile(r"(?:thứ|chủ)\s(?P<day>hai|ba|tư|năm|sáu|bảy|nhật|[2-7])\b", re.IGNORECASE)
_BRACKETED_WEEKDAY = re.compile("[(（\uff08]([月火水木金土日월화수목금토일])(?:曜日?|요일)?[)）\uff09]")
_INDIC_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?([\u0900-\u0e7f.]{3,12})(?:\s(?:\u0e1e\.\u0e28\.\s?)?(\d{4}))?")
_BUDDHIST = 543  # years that Thailand is ahead
_SEVERAL_DAYS = re.compile(  # "3-5 June", of which the first is meant
    r"(?<![\d:.])(?P<first>\d{1,2})(?:\.|st|nd|rd|th|er)?\s{0,2}(?:[/&\u2013\u2014-]|to|bis|au|al|a|e|y|und|and|et)\s{0,2}"
    r"(?:[^\W\d_]{2,12}[.,]{0,2}\s{1,2})?(?P<last>\d{1,2})(?P<mon>(?:\.|st|nd|rd|th|er|\u00ba)?\s{1,2}(?:de\s|of\s)?(?P<word>[^\W\d_]{3,}))",
    re.IGNORECASE,
)
# As the United Nations writes months in Arabic, once for the east and once for the west.
_TWO_MONTHS = re.compile(r"(?P<d>\d)\s+[\u0600-\u06ff ]{3,15}/(?P<mon>[\u0600-\u06ff]{3,})")
_YEAR_BEHIND = re.compile(r"[^\n;]{0,25}?(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d|:)")
_WORD_AT_END = re.compile(r"[^\W\d_]{2,20}(?=[.,\s]{0,5}$)")
_FEIRA = re.compile(r"(?<=[a\u00e7])-feira\b", re.IGNORECASE)  # of "segunda-feira"
_KOREAN_DAYS = ("\uc6d4", "\ud654", "\uc218", "\ubaa9", "\uae08", "\ud1a0", "\uc77c")
_CHINESE_WEEKDAY = re.compile("(?:周|星期|礼拜|週)([一二三四五六日天])")


@dataclass(frozen=True, slots=True)
class Day:
    """A date; `otherwise` is the date with month and day exchanged, None if that is impossible or excluded."""

    date: dt.date
    otherwise: dt.date | None = None
    year_given: bool = True
    year_by_weekday: bool = False  # the year is the nearest one that fits the weekday
    weekday_given: bool = False  # beside a date without a year
    label: str = ""  # the text, if it names a day and no date
    month_first: bool | None = None  # in its numbers, if only that is possible; with `otherwise`: as it was read


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
    text = _FEIRA.sub("", _ERA.sub(_of_era, _VIETNAMESE_DAY.sub(_as_chinese, text)))
    if (whole := _with_year_first(text)) is not None:
        return whole
    if (numbers := _NUMBERS.search(text)) and not _HOUSE.search(text[: numbers.end()]):
        return _numbers(numbers)
    if (match := _CHINESE_DAY.search(text)) and near:
        return _nearest_year(near, int(match["m"]), int(match["d"] or match["n"]), _weekday_in(text))
    text = _IN_BRACKETS.sub(r"\g<word> \g<day>", text)
    if near and (numbered := _numbers_beside_weekday(text, near)) is not None:
        return numbered
    text = _INDIC_DAY.sub(_in_english, text)
    text = _SEVERAL_DAYS.sub(_first_of_several, text)
    text = _TWO_MONTHS.sub(r"\g<d> \g<mon>", text)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            if (month := month_of(match["mon"])) and match[0][:4].casefold() not in {"des ", "d\u00e8s "}:
                year = (match["y"] or _year_behind(text, match.end())).lstrip("'")
                if year:
                    return _day(_full_year(year), month, int(match["d"]))
                return _nearest_year(near, month, int(match["d"]), _weekday_in(text)) if near else None
    return None


def _with_year_first(text: str) -> Day | None:
    """Read a date that begins with its year: "2020-11-09", "2020-Nov-09" or "20201109"."""
    if match := _ISO_DATE.search(text):
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    if (match := _YEAR_FIRST.search(text)) and (month := month_of(match["mon"])):
        return _day(int(match["y"]), month, int(match["d"]))
    match = re.fullmatch(r"(?:19|20)\d{6}", text) or _SOLID.search(text)
    return _solid_day(match[0]) if match else None


def _of_era(match: re.Match[str]) -> str:
    """Return the year of an era of Japan as one of the common count."""
    count = 1 if match["y"] == "\u5143" else int(match["y"])
    return f"{_ERAS[match['era']] + count}\u5e74"


def _as_chinese(match: re.Match[str]) -> str:
    year = match["y"] or match["of"]
    return f"{year}-{match['m']}-{match['d']}" if year else f"{match['m']}\u6708{match['d']}\u65e5"


def _with_weekday_before(match: re.Match[str]) -> str:
    return f"{match['word']} {match['day']}" if weekday_beside(match["word"]) is not None else match[0]


def _numbers_beside_weekday(text: str, near: date) -> Day | None:
    """Read a day and a month in numbers, without a year, beside a weekday or behind a word such as "am"."""
    text = _WEEKDAY_BEHIND.sub(_with_weekday_before, text)
    for match in filter(_names_a_day, _WEEKDAY_AND_NUMBERS.finditer(text)):
        weekday = weekday_beside(match["word"])
        a, b = int(match["a"]), int(match["b"] or match["c"] or match["last"] or match["late"])
        day_first, month_first = (_nearest_year(near, *order, weekday) for order in ((b, a), (a, b)))
        if (day := _nearer(day_first, month_first, near) if match["c"] else day_first) is not None:
            return day
    return None


def _nearer(day_first: Day | None, month_first: Day | None, near: date) -> Day | None:
    """Return that of two readings whose year is nearer; the other one may be meant if neither is in this year."""
    if day_first is None or month_first is None or day_first == month_first:
        return _of_two(day_first, month_first)
    one, other = sorted((day_first, month_first), key=lambda day: abs(day.date.year - near.year))
    is_sure = one.date.year == near.year
    return one if is_sure else replace(one, otherwise=other.date, month_first=one is month_first)


def _in_english(match: re.Match[str]) -> str:
    """Return a day whose month is no single word, or a number, as "6 November 2026"."""
    day, month, year = match.groups(default="")
    number = int(month) if month.isdecimal() else month_of(month) or 0
    return f"{day} {month_name[number]} {year}".rstrip() if 1 <= number <= 12 else match[0]


def _names_a_day(match: re.Match[str]) -> bool:
    """Whether the word before two numbers is a weekday, or one such as "am" before "14.10."."""
    return weekday_beside(match["word"]) is not None or bool(match["b"] and match["word"].lower() in _BEFORE_A_DAY)


def weekday_beside(word: str) -> int | None:
    """Return the weekday of a word beside a date, where it may be shorter than elsewhere: "Mi"."""
    weekday = weekday_of(word)
    return weekday if weekday is not None else _weekdays("abbreviated", _WITH_SHORT_WEEKDAYS).get(_month_key(word))


def _first_of_several(match: re.Match[str]) -> str:
    """Return "3-5 June" as "3 June"; in "Day 1 - 15 June" and "Version 7 - 3 June" the first number is no day."""
    is_label = re.search(
        r"\b(?:day|tag|jour|d\u00eda|dia|giorno|dag|dzie\u0144|den|g\u00fcn|ng\u00e0y|hari|\u0434\u0435\u043d\u044c)\s$",
        match.string[: match.start()],
        re.IGNORECASE,
    )
    is_range = int(match["first"]) < int(match["last"]) and month_of(match["word"]) is not None and not is_label
    return match["first"] + match["mon"] if is_range else match[0]


def days_in(text: str) -> int:
    """Return how many days a text such as "3-5 June" names; one for other texts."""
    several = (match for match in _SEVERAL_DAYS.finditer(latin_digits(text)) if _first_of_several(match) != match[0])
    match = next(several, None)
    return int(match["last"]) - int(match["first"]) + 1 if match is not None else 1


def nearest_with_weekdays(first: date, count: int, weekdays: Sequence[int]) -> date | None:
    """Return the first of several days in the nearest year in which all these weekdays are among them."""
    for year in sorted(range(first.year - 6, first.year + 7), key=lambda each: abs(each - first.year)):
        day = _day(year, first.month, first.day)
        if day is not None and {(day.date.weekday() + n) % 7 for n in range(count)} >= set(weekdays):
            return day.date
    return None


def _year_behind(text: str, at: int) -> str:
    """Return the year that follows soon after a day without one: "August 30 or 31, 2021"; else nothing."""
    match = _YEAR_BEHIND.match(text, at)
    return match["y"] if match else ""


def day_without_year(text: str, near: date | None) -> Day | None:
    """Read a date in a column of dates without years, 4/21, 21.4. or 1126, in the year of `near`."""
    plain = latin_digits(text)
    match = re.fullmatch(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})\.?", plain) or re.fullmatch(r"([01]\d)()([0-3]\d)", plain)
    if match is None or near is None:
        return None
    a, b = int(match[1]), int(match[3])
    day_first, month_first = _day(near.year, b, a), _day(near.year, a, b)
    known = _of_two(day_first, month_first)
    if match[2] in {".", ""}:
        known = day_first if match[2] else month_first
    return replace(known, year_given=False) if known is not None else None


def before_day(text: str) -> str:
    """Return the part of a text before its date and the weekday beside that; the whole text if it has no date."""
    plain = latin_digits(text[: 4 * LONGEST])
    for pattern in (_ISO_DATE, _NUMBERS, _WEEKDAY_AND_NUMBERS, _DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(plain):
            if _is_of_a_date(pattern, match):
                several = next((each for each in _SEVERAL_DAYS.finditer(plain) if _ends_with(each, match)), match)
                return _WORD_AT_END.sub(_no_weekday, plain[: several.start()])
    return plain


def _is_of_a_date(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    if pattern is _WEEKDAY_AND_NUMBERS:
        return _names_a_day(match)
    return "mon" not in pattern.groupindex or month_of(match["mon"]) is not None


def _ends_with(several: re.Match[str], day: re.Match[str]) -> bool:
    """Whether a day is the last one of several, such as those of "3-5 June"."""
    return several.start("last") == day.start() and _first_of_several(several) != several[0]


def _no_weekday(match: re.Match[str]) -> str:
    return "" if weekday_of(match[0].strip()) is not None else match[0]


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
        return Day(fits.date, None, False, weekday is not None and fits.date.year != near.year, weekday is not None)
    same_year = _day(near.year, month, day)
    return Day(same_year.date, None, False) if same_year else None


def _weekday_in(text: str) -> int | None:
    """Return the weekday beside a date."""
    if (vietnamese := _VIETNAMESE_WEEKDAY.search(text[:LONGEST])) is not None:
        return _VIETNAMESE.index(vietnamese["day"].casefold()) % 7
    if (bracketed := _BRACKETED_WEEKDAY.search(text[:LONGEST])) is not None:
        return ("月火水木金土日".find(bracketed[1]) + "월화수목금토일".find(bracketed[1])) + 1
    words = re.findall(r"[^\W\d_]{2,}", text[:LONGEST])
    return next((number for word in words if (number := weekday_of(word)) is not None and month_of(word) is None), None)


def _solid_day(text: str) -> Day | None:
    return _day(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _numbers(match: re.Match[str]) -> Day | None:
    a, b, year = int(match["a"]), int(match["b"]), _full_year(match["y"])
    day_first, month_first = _day(year, b, a), _day(year, a, b)
    if match["by"] == ".":  # with full stops, the day always comes first
        return day_first or month_first
    return _of_two(day_first, month_first)


def _of_two(day_first: Day | None, month_first: Day | None) -> Day | None:
    """Return a date in numbers by its two readings, of which perhaps only one is possible."""
    if day_first is None or month_first is None:
        day = day_first or month_first
        return replace(day, month_first=day_first is None) if day else None
    return day_first if day_first == month_first else Day(day_first.date, month_first.date)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> Day | None:
    year -= _BUDDHIST if 2500 < year < 2700 else 0
    try:
        return Day(date(year, month, day)) if 1970 <= year <= 2200 else None
    except ValueError:
        return None


def month_of(word: str) -> int | None:
    """Return the month of a word, in English or one of about thirty other languages."""
    key = _month_key(word)
    return _english_months().get(key) or (_other_months().get(key) if len(key) >= 3 else None)


def _month_key(word: str) -> str:
    return folded(word).strip(". ")


_ARABIC_MONTHS = {
    **{"يونيه": 6, "يوليه": 7, "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6, "تموز": 7, "أيلول": 9},
}


@cache
def _english_months() -> dict[str, int]:
    names = [name.lower() for name in month_name[1:]]
    return {short: n for n, name in enumerate(names, 1) for short in (name, name[:3], name[:4])}


_LANGUAGES = (
    *("ar", "cs", "da", "de", "el", "es", "fi", "fr", "he", "hu"),
    *("id", "it", "no", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk"),
    *("bg", "bn", "ca", "et", "hi", "ko", "lt", "lv", "sk", "sl", "sr", "sr_Latn", "th"),
)

_ENGLISH = {  # asking the calendar for a name formats a date each time
    **{name.lower()[:length]: number for number, name in enumerate(day_name) for length in (3, len(name))},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
_WITH_SHORT_WEEKDAYS = ("de", "es", "fr", "it", "nl", "pt", "ru")


@cache
def _other_months() -> dict[str, int]:
    # Languages are loaded only for a word that is not English, because each takes a while.
    numbers: dict[str, int] = {}
    for language in _LANGUAGES:
        for name, number in _names_in(language, "months", ("wide", "abbreviated")):
            numbers.setdefault(_month_key(name), number)
    return numbers | {_month_key(name): number for name, number in _ARABIC_MONTHS.items()}


def _names_in(language: str, of: str, widths: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the names of months or days in a language, with their numbers.

    They are read from the language's own file. A `Locale` first merges it with all that languages have in common; for
    twenty languages that takes longer than to read a programme.
    """
    from babel.localedata import resolve_locale_filename

    with Path(resolve_locale_filename(language)).open("rb") as file:
        contexts = pickle.load(file)[of]  # noqa: S301 - a file of the library
    for context in ("format", "stand-alone"):
        for width in widths:
            names = contexts.get(context, {}).get(width)
            # Where the library stores that names are those of the other context, they are no dictionary.
            yield from ((name, number) for number, name in (names.items() if isinstance(names, dict) else ()))


def weekday_of(text: str) -> int | None:
    """Return the weekday that is the whole text, Monday being 0; in many languages."""
    key = _month_key(text[:LONGEST]).strip(" ,:;-")
    if (chinese := _CHINESE_WEEKDAY.fullmatch(key)) is not None:
        return "一二三四五六日天".index(chinese[1]) % 7 if chinese[1] != "天" else 6
    if len(key) < 2 or " " in key:
        return None
    english = _ENGLISH.get(key)
    return english if english is not None else _weekdays("wide", _LANGUAGES).get(key)


def weekdays_in(texts: Sequence[object]) -> list[int]:
    """Return the weekdays that a list names, also with short names of one language: "LUN", "MIE"; else nothing."""
    if len(texts) > 1 and all(str(text).strip() in _KOREAN_DAYS for text in texts):
        return [_KOREAN_DAYS.index(str(text).strip()) for text in texts]
    keys = [folded(_month_key(text[:LONGEST]).strip(" .,:;-")) if isinstance(text, str) else "" for text in texts]
    named = [weekday_of(str(text)) for text in texts]
    read = {tuple(number for number in named if number is not None)}
    for language in _WITH_SHORT_WEEKDAYS if None in named and all(keys) else ():
        short = {folded(key): number for key, number in _weekdays("abbreviated", (language,)).items()}
        read.add(tuple(short[key] for key in keys if key in short))
    whole = [numbers for numbers in read if len(numbers) == len(texts)]
    return list(whole[0]) if len(whole) == 1 else []


@cache
def _weekdays(width: str, languages: tuple[str, ...]) -> dict[str, int]:
    short = [
        "segunda",
        "terça",
        "quarta",
        "quinta",
        "sexta",
        "sonnabend",
    ]  # without "-feira", and the northern Saturday
    weekdays = {_month_key(name): number for number, name in enumerate(short)}
    for language in languages:
        for name, number in _names_in(language, "days", (width,)):
            weekdays.setdefault(_month_key(name), number)
    return weekdays


def moment_of(value: object) -> datetime | None:
    """Read a date with a time of day in one text, with its offset if present; None for other texts."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) > LONGEST or not re.search(r"\d", value):
        return None
    text = re.sub(r"^(\d{4}-\d\d-\d\d)[-_ T]([01]\d|2[0-3])([0-5]\d)$", r"\1T\2:\3", latin_digits(value))
    if (written := _OF_A_SCRIPT.match(text)) is not None:
        text = f"{written['y']}-{month_of(written['mon']):02}-{written['d']}T{written['time']}{written['zone'] or ''}"
    if _RANGE_AFTER_DATE.fullmatch(text) and text[-11:-6] <= text[-5:]:
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text))
    except ValueError:
        return _loose_moment(text)
    return moment if re.search(r"[T ]\d", text) or re.fullmatch(r"\d{8}T\d{6}Z?", text) else None


def _loose_moment(text: str) -> datetime | None:
    match = re.fullmatch(
        r"(?P<day>.*?\d)[.,\s]+(?:at\s+|um\s+|\u00e0\s+)?(?P<time>\d{1,2}[:.h]\d\d.*|\d{1,2}\s*[ap]\.?m\.?)",
        text,
        re.IGNORECASE,
    )
    if match is None or (day := _day_in(match["day"], None)) is None or day.otherwise is not None:
        return None
    clock = clock_in(match["time"], False)
    return datetime.combine(day.date, time()) + timedelta(milliseconds=clock.ms) if clock else None
