"""Days: those with a name and no date ("Day 2", "Tuesday"), the day of each entry of a file, and its zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from app.domain.errors import Dated, Sentence
from app.domain.values import HOUR
from app.formats.imports.found.dates import Day, day_without_year, moment_of, weekday_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import plain_key
from app.formats.imports.found.times import LONGEST, range_of
from app.formats.text.notes import Notes, shortened

LONG_GAP = 3  # days
MOST_DAYS = 31  # of a programme whose days are numbered
LONGEST_DAY = 30  # characters of a date with its weekday; a longer text is something else too
_DAY_FIRST = ("Africa/", "Asia/", "Australia/", "Europe/London", "Europe/Dublin", "Pacific/Auckland")
_DAY_NUMBER = re.compile(
    r"(?:(?:day|tag|jour|d\u00eda|dia|giorno|dag|dzień|день|gün|ngày|hari(?:\ske)?|اليوم)[\s-]*(?P<behind>\d{1,2})\b"
    r"|第\s*(?P<between>\d{1,2}|[一二三四五六七八九])\s*[天日]"
    r"|(?P<counted>\d{1,2}|[一二三四五六七八九])\s*日目"
    r"|(?P<before>\d{1,2})(?:\.|st|nd|rd|th|er|e|º)?\s*(?:day|tag|jour|día|dia|giorno|dag|день|일차)\b"
    r"|(?P<word>[^\W\d_]{4,12})\s+(?:day|tag|jour|journée|giorno|день)\b"
    r"|(?:اليوم|día|dia)\s+(?P<after>[^\W\d_]{4,12})"
    r"|(?:day|tag|jour|giorno|день)\s+(?P<cardinal>one|two|three|four|five|six|seven|eins|zwei|drei|vier|fünf|deux|trois|uno|due|tre|"
    r"один|два|три)\b)",
    re.IGNORECASE,
)
_DAY_LAST = re.compile(
    r"(?P<time>\d[^()]{2,20}?),?\s(?P<day>[^\W\d_]{2,12})\.?(?P<lasts>\s\([^()]{2,12}\))?"
)  # "9:30 Sat (15 min)"
_NUMBERS_OF_A_DAY = re.compile(r"\d{1,2}(?:[/-]\d{1,2}|\.\d{1,2}\.)")  # before a time; "9.10" may be one itself
_WEEKDAYS = re.compile(
    r"(?P<first>[^\W\d_]{2,12})\.?\s?(?:[\u2013\u2014-]|to|bis|au|a|al|до|tot|through)\s?(?P<last>[^\W\d_]{2,12})\W{0,2}",
    re.IGNORECASE,
)
_BY_WEEKDAY = Sentence("A date without a year was put in {year}, the nearest year in which it is that weekday.")
_PART_OF_DAY = re.compile(
    r"(?P<day>[^\W\d_]{2,14}?)[,\s]{0,2}(?:(?:por la |in the |в |alla )?(?:morning|afternoon|evening|night|am|pm|"
    r"vormittag|nachmittag|abend|morgen|nacht|matin|après-midi|soir|mañana|tarde|noche|mattina|pomeriggio|sera|manhã|noite|"
    r"ochtend|middag|avond|утром|утро|днём|днем|вечером|вечер))s?\W{0,2}",
    re.IGNORECASE,
)
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "一 first erster première premier primero primeiro primo первый الأول",
            "二 second zweiter deuxième segundo secondo второй الثاني",
            "三 third dritter troisième tercero terceiro terzo третий الثالث",
            "四 fourth vierter quatrième cuarto quarto четвёртый четвертый الرابع",
            "五 fifth fünfter cinquième quinto пятый الخامس",
            "六",
            "七",
            "八",
            "九",
        ),
        start=1,
    )
    for word in words.split()
}


_CARDINALS = {
    word: number
    for number, words in enumerate(
        (
            "one eins один uno",
            "two zwei deux due два",
            "three drei trois tre три",
            "four vier",
            "five fünf",
            "six",
            "seven",
        ),
        start=1,
    )
    for word in words.split()
}
ABOUT = 2 * HOUR  # between the beginnings of two days
SOME_DAY = date(2000, 1, 1)  # used as the first day if neither the file nor the person names one; reported as a guess


def day_number(cell: object) -> int | None:
    """Return the number in a cell of a column of days: a whole number from 1 to 31 and nothing else."""
    text = str(cell).strip() if isinstance(cell, str | int | float) and not isinstance(cell, bool) else ""
    number = float(text) if re.fullmatch(r"\d{1,2}(?:\.0)?", text) else 0
    return int(number) if 1 <= number <= 31 else None


def day_code(cell: object) -> int | None:
    """Return the number of a day below the heading of days: "J1", "D2", "T3", or "1 Thursday 22" among others alone."""
    match = (
        re.match(r"[jdt]?\s?(\d{1,2})(?=\s+[^\W\d_]|$)", cell.strip(), re.IGNORECASE) if isinstance(cell, str) else None
    )
    return int(match[1]) if match is not None and 1 <= int(match[1]) <= MOST_DAYS else None


def number_of_day(text: str) -> int | None:
    """Return the number at the beginning of "Day 2", "2. Tag", "Second day", "第二天"; None for other texts."""
    match = _DAY_NUMBER.match(text.strip())
    if match is None:
        return None
    if (cardinal := match["cardinal"]) is not None:  # only behind the word: "three day course" is of no day
        return _CARDINALS[cardinal.lower()]
    written = next(group for group in match.groups() if group is not None)
    return int(written) if written.isdecimal() else _ORDINALS.get(written.lower())


def behind_day_number(text: str) -> str:
    """Return what stands behind "Day 2" at the beginning of a text; other texts are returned unchanged."""
    match = _DAY_NUMBER.match(text.strip()) if number_of_day(text) is not None else None
    return text.strip()[match.end() :] if match is not None else text


def names_a_day(text: str) -> bool:
    """Whether this is "Day 2" or a weekday, alone."""
    known = number_of_day(text) is not None or weekday_of(text) is not None or weekday_and_number(text) is not None
    return len(text) <= LONGEST_DAY and known


def day_and_time(text: str) -> tuple[str, str] | None:
    """Return the day and the time of "Wed 10:00 - 10:45", "Day 1, 2:10 PM", "9/8 10:00" or "10:00 Wed"; else None."""
    words = text.split() if len(text) <= LONGEST_DAY + LONGEST else []
    for count in range(1, min(len(words), 4)):
        day, rest = " ".join(words[:count]).strip(",:;"), " ".join(words[count:])
        is_day = names_a_day(day.strip(".")) or (_NUMBERS_OF_A_DAY.fullmatch(day) and day_without_year(day, SOME_DAY))
        if is_day and range_of(rest) is not None:
            return day.strip("."), rest
    if (last := _DAY_LAST.fullmatch(text.strip())) is not None and names_a_day(last["day"]):
        time = f"{last['time']}{last['lasts'] or ''}"
        return (last["day"], time) if range_of(time) is not None else None
    return None


def weekday_and_number(text: str) -> tuple[int, int] | None:
    """Return weekday and day of the month of "Monday 8"; None for other texts."""
    match = re.fullmatch(r"(?P<day>[^\W\d_]{2,20})\.?,?\s(?P<number>\d{1,2})(?:st|nd|rd|th|\.)?\s?\W?", text.strip())
    weekday = weekday_of(match["day"]) if match else None
    return (weekday, int(match["number"])) if match and weekday is not None and int(match["number"]) <= 31 else None


def first_of_weekdays(text: str) -> str | None:
    """Return the first weekday of "Tuesday - Friday"; None for other texts."""
    match = _WEEKDAYS.fullmatch(text.strip())
    both = [weekday_of(match[which]) for which in ("first", "last")] if match else [None]
    return match["first"] if match and None not in both else None


def without_part_of_day(text: str) -> str:
    """Return the weekday of "Friday night" and "Freitagabend"; other texts are returned unchanged."""
    match = _PART_OF_DAY.fullmatch(text.strip())
    return match["day"] if match is not None and weekday_of(match["day"]) is not None else text


_YEAR_NAMED = re.compile(r"(?<![\d./:-])(?:19|20)\d\d(?![\d./:-])")
LONGEST_NAMING = 200  # characters of a line that may name the year
FARTHEST_YEAR = 40  # from now


class Numbering:
    """The first day of a programme, from which "Day 2" is counted, and after which "Tuesday" comes."""

    def __init__(self, first: date | None, year: int | None = None) -> None:
        self.first = first
        self._year = year  # that the file names, for dates without one
        self.told_year: int | None = None  # likewise, in a line above a table
        self._stated = False
        self._latest = first
        self._like: Day | None = None  # the last stated day, which tells how sure the year of those after it is

    @property
    def near(self) -> date | None:
        """The day that gives its year to dates without one."""
        return self.first if self._stated or self._year is None else date(self._year, 7, 1)

    @property
    def latest(self) -> date | None:
        """The last stated day, or the first one that is known before."""
        return self._latest

    def near_beside(self, text: str) -> date | None:
        """Return what gives its year to a date in a line above a table.

        The only year of the first such line that has one is kept for all dates without one.
        """
        years = {int(year) for year in _YEAR_NAMED.findall(text[:LONGEST_NAMING])}
        is_new = len(years) == 1 and self.told_year is None and not self._stated and "://" not in text
        year = years.pop() if is_new else 0
        if year and (self.first is None or abs(year - self.first.year) <= FARTHEST_YEAR):
            self._year = self.told_year = year
        return self.near

    def in_year(self, year: int) -> None:
        """Give the year in which dates without one are, as others of the file say."""
        self._year = year

    def note(self, day: Day) -> None:
        """Note a stated day; counting starts at the first one."""
        self._latest, self._like = day.date, day if not day.label else self._like
        if not self._stated and not day.label:
            self.first, self._stated = day.date, True

    def day(self, text: str) -> Day | None:
        """Return the day of a text such as "Day 2" or "Tuesday"; a weekday is the next one, never an earlier one."""
        weekday = weekday_of(first_of_weekdays(text) or without_part_of_day(text))
        if (number := number_of_day(text)) is not None:
            return self.numbered(number, text)
        if (both := weekday_and_number(text)) is not None:
            return self._numbered_weekday(*both, text)
        if weekday is None:
            return None
        latest = self._latest or SOME_DAY
        return self._day(latest + timedelta(days=(weekday - latest.weekday()) % 7), text)

    def _numbered_weekday(self, weekday: int, number: int, text: str) -> Day | None:
        """Return the nearest day with this weekday and this number in its month."""
        near = self._latest or SOME_DAY
        days = (near + timedelta(days=sign * n) for n in range(1500) for sign in (1, -1))
        meant = next((day for day in days if (day.weekday(), day.day) == (weekday, number)), None)
        return self._day(meant, text) if meant is not None else None

    def numbered(self, number: int, text: str) -> Day:
        """Return the day with a number, counted from 1; `text` is the spelling in the file."""
        return self._day((self.first or SOME_DAY) + timedelta(days=number - 1), text)

    def _day(self, meant: date, text: str) -> Day:
        if not self._stated or self._like is None:
            return Day(meant, label="" if self._stated else plain_key(text))
        return replace(self._like, date=meant, otherwise=None)


def put_on_days(parts: Sequence[Sequence[ProgrammeEntry]], numbering: Numbering, notes: Notes) -> None:
    """Put each part of a table without days on a day of its own, if times begin again in it below the same headings."""
    starts = [[entry.start.ms for entry in part if entry.start is not None] for part in parts]
    has_days = any(entry.day is not None or entry.starts_ms is not None for part in parts for entry in part)
    if len(parts) < 2 or has_days or not all(starts):
        return
    again = (below[0] < max(above) and abs(below[0] - above[0]) <= ABOUT for above, below in pairwise(starts))
    if not all(again):
        return
    for number, part in enumerate(parts, start=1):
        for entry in part:
            entry.day = numbering.numbered(number, f"Day {number}")
    notes.guess(parts[1][0].where, "Times begin again below the same headings; what follows was put on the next day.")


def decide_days(entries: list[ProgrammeEntry], zone: ZoneInfo, first: date | None, notes: Notes) -> None:
    """Give each entry its day: days apply until the next one is named; 03/04/2024 is read as the rest of the file is.

    Args:
        entries: of one file, in its order; entries with instants need no day.
        zone: of the file; where am and pm are written, it tells whether the month comes first.
        first: the day that the person named, if the file names none.
        notes: each guess is reported here.
    """
    days = [entry.day for entry in entries if entry.day is not None]
    if any(day.otherwise for day in days):
        _swap_days(entries, days, zone, notes)
    _within_one_week(entries, first)
    days = [entry.day for entry in entries if entry.day is not None]
    latest = _day_above(entries, days, notes)
    for entry in entries:
        if entry.day is None and entry.starts_ms is None:
            entry.day = latest
        latest = entry.day or latest
    named = next((day for day in days if day.label), None)
    if named is not None:
        notes.guess(
            "",
            "Days have names and no dates; {name} was put on {day}. Say which day it is.",
            name=named.label,
            day=Dated(named.date),
        )
    yearless = next((day for day in days if day.year_by_weekday), None)
    if yearless is not None:
        notes.guess("", _BY_WEEKDAY.text, year=yearless.date.year)
    if latest is None and any(entry.starts_ms is None for entry in entries):
        day = first or SOME_DAY
        notes.guess("", "No date is given; everything was put on {day}. Say which day it is.", day=Dated(day))


def _day_above(entries: Sequence[ProgrammeEntry], days: Sequence[Day], notes: Notes) -> Day | None:
    """Return the day of the entries above all days, which is noted: the first one.

    It is the day before if they go on beyond its first item; those in a room may be beside it.
    """
    above = list(takewhile(lambda entry: entry.day is None and entry.starts_ms is None, entries))
    if not above or not days:
        return next(iter(days), None)
    first = entries[len(above)]
    starts = [entry.start.ms for entry in above if entry.start is not None]
    is_over = len(starts) > 1 and first.start is not None and max(starts) > first.start.ms and not above[-1].room
    if not is_over or days[0].date == date.min:
        says = Sentence("No day is named above this; it was put on the first one, {day}: {title}")
        day = days[0]
    else:
        says = Sentence("No day is named above this; it was put on the day before the first one, {day}: {title}")
        day = replace(days[0], date=days[0].date - timedelta(days=1), otherwise=None)
    notes.guess(above[0].where, says.text, day=Dated(day.date), title=shortened(above[0].title, 60))
    return day


def say_year(entries: Sequence[ProgrammeEntry], year: int | None, first: date | None, notes: Notes) -> None:
    """Note in which year dates without one are: the one that a line above names, or one that was only assumed.

    Args:
        first: the day on which a programme without days is put; its year is assumed.
    """
    dated = [(entry, entry.day) for entry in entries if entry.day is not None and not entry.day.label]
    entry, day = next(((entry, day) for entry, day in dated if not day.year_given), (None, None))
    if entry is None or day is None:
        return
    if year is not None and year == day.date.year:
        notes.guess(entry.where, "A date without a year was put in {year}, which a line above names.", year=str(year))
        return
    like = [each for _, each in dated if each.date.year == day.date.year]
    if any(each.year_given or each.year_by_weekday for each in like):  # which `decide_days` says
        return
    if any(each.weekday_given for each in like):
        if first is not None and first.year == day.date.year:
            notes.guess(entry.where, _BY_WEEKDAY.text, year=str(day.date.year))
    else:
        notes.guess(
            entry.where, "No year is given; {year} was taken. Say which day the first one is.", year=str(day.date.year)
        )


def _within_one_week(entries: Sequence[ProgrammeEntry], earliest: date | None) -> None:
    """Put weekdays in any order, as those of one room after the other, into one week.

    The weekdays go on for weeks if that puts two items of one place at the same time.
    """
    named = [(e, e.day) for e in entries if e.day is not None and weekday_of(e.day.label) is not None]
    apart = [day.date for _, day in named]
    if not named or max(apart) - apart[0] < timedelta(days=7):
        return
    begin = apart[0] - timedelta(days=(apart[0].weekday() - _first_weekday(apart)) % 7)
    begin += timedelta(days=7 if earliest is not None and begin < earliest else 0)
    week = [begin + timedelta(days=(day - begin).days % 7) for day in apart]
    taken = [{(d, e.room, e.start) for d, (e, _) in zip(dates, named, strict=True)} for dates in (week, apart)]
    if len(taken[0]) == len(taken[1]):
        for meant, (entry, day) in zip(week, named, strict=True):
            entry.day = replace(day, date=meant)


def _first_weekday(days: Sequence[date]) -> int:
    """Return the weekday after the only long gap, such as Thursday of Thursday to Sunday, or that of the first day."""
    named = sorted({day.weekday() for day in days})
    after = [day for before, day in zip([named[-1], *named], named, strict=False) if (day - before) % 7 >= LONG_GAP]
    return after[0] if len(after) == 1 else days[0].weekday()


def _swap_days(entries: list[ProgrammeEntry], days: list[Day], zone: ZoneInfo, notes: Notes) -> None:
    """Read all days in one order, which is that of those that are surely so, or in which they lie closer together."""
    day_first, month_first = ([_in_order(day, swapped=swapped) for day in days] for swapped in (False, True))
    spans = [(max(dates) - min(dates)).days for dates in (day_first, month_first)]
    fixed = any(day.otherwise is None and day.date.day > 12 for day in days)
    usual = next((day.month_first for day in days if day.otherwise and day.month_first is not None), None)
    usual = _writes_month_first(entries, zone) if usual is None else usual
    swap = spans[1] < spans[0] or (spans[0] == spans[1] and usual)
    orders = {day.month_first for day in days if day.month_first is not None and day.otherwise is None}
    swap = orders.pop() if (is_sure := len(orders) == 1) else swap
    where, doubted = next(
        (entry.where, entry.day) for entry in entries if entry.day is not None and entry.day.otherwise is not None
    )
    if not is_sure and not (fixed and spans[0] != spans[1]):
        one, other = (Dated(_in_order(doubted, swapped=swapped)) for swapped in (swap, not swap))
        notes.guess(where, "The date was read as {one}; it might mean {other}.", one=one, other=other)
    for entry in entries:
        if entry.day and entry.day.otherwise:
            otherwise = None if swap else entry.day.otherwise
            entry.day = replace(entry.day, date=_in_order(entry.day, swapped=swap), otherwise=otherwise)


def _in_order(day: Day, *, swapped: bool) -> date:
    """Return a day with the month first, or with the day first; the only one that is possible."""
    return day.otherwise if day.otherwise is not None and swapped != bool(day.month_first) else day.date


def _writes_month_first(entries: Sequence[ProgrammeEntry], zone: ZoneInfo) -> bool:
    """Whether times with am and pm, outside countries that write the day first beside them, say so."""
    timed = [entry.start for entry in entries if entry.start is not None]
    halves = sum(bool(start.half) for start in timed)
    return halves * 2 > len(timed) and not zone.key.startswith(_DAY_FIRST)


def zone_by_offset(moments: Iterable[object], notes: Notes) -> str:
    """Return the fixed zone of the most frequent offset, or UTC if there are none; either is reported."""
    offsets = [moment.utcoffset() for value in moments if (moment := moment_of(value)) and moment.tzinfo]
    hours = [offset.total_seconds() / 3600 for offset in offsets if offset is not None]
    usual = max(set(hours), key=hours.count) if hours else 0.0
    # The names of fixed zones have the opposite sign.
    zone = f"Etc/GMT{-int(usual):+d}" if usual and usual.is_integer() and -12 <= usual <= 14 else "UTC"
    if hours:
        notes.guess("", "No time zone is named; {zone} was taken, by the offsets. Say which zone it is.", zone=zone)
    else:
        notes.guess("", "No time zone is given; times were read as UTC. Say which zone it is.")
    return zone
