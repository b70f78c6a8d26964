"""The moments and days of objects of unknown JSON, and the words of their keys."""

from __future__ import annotations

import re
from calendar import day_name
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.values import DAY, HOUR, MINUTE
from app.formats.imports.found.dates import day_of, moment_of, month_of, weekday_of, weekdays_in
from app.formats.imports.found.days import LONGEST_DAY, SOME_DAY, day_number, names_a_day, number_of_day
from app.formats.imports.found.headings import field_of
from app.formats.imports.found.times import TimeOfDay, clock_of, range_of
from app.formats.text.json_parts import text_of
from app.formats.text.zones import known_zones

ZONES = ("timezone", "timeZone", "time_zone", "tz", "time_zone_name", "timezone_id", "timezoneId", "zone")
_OF_A_FORMAT = re.compile(r"(?<=\w)\s(?:ISO|ISO 8601|iso)$")  # `timeISO`
_MOMENTS = ("utc", "dateTime", "date_time", "datetime", "local", "date")
_TIMES = frozenset({"start", "time"})
_YEARS = ("year", "año", "anio", "ano", "année", "annee", "jahr", "anno", "jaar", "год")
_DAY_AND_MONTH = re.compile(r"\d{1,2}[/.]\d{1,2}\.?")  # "9/29", beside a weekday
_DAYS_OF_MONTHS = ("day", "date", "día", "dia", "jour", "tag", "giorno", "dag", "день")
_MONTHS = ("month", "mes", "mois", "monat", "mese", "mês", "maand", "месяц", "месец")
WHOLES = ("event", "conference", "meeting", "festival", "show", "meta", "info", "details")
FEWEST_BESIDE = 2  # items beside what tells of the whole
_NAMES_A_TIME = frozenset({"start", "time", "title"})
DEEPEST = 12
DAYS = frozenset({"day", "days", "tage", "jours", "dias", "días", "giorni", "dagen", "dni", "дни"})
_DAYS_NAMED = DAYS | frozenset(("weekdays", "days of week", "week days", "wochentage"))
_BETWEEN_DAYS = re.compile(r"\s?[\u00b7,/&+]\s?|\s(?:and|und|et|y|e)\s")
_AGENDAS = frozenset(
    ("agenda", "schedule", "program", "programme", "programa", "timetable", "timing", "data", "events", "items")
)
_OF_A_NAME = re.compile(r"[^\W\d_]+")
_COUNTED = re.compile(r"(?P<word>[^\W\d_]{3,20})(?:[ _-]?(?P<number>\d{1,2})|[ _-](?P<letter>[A-Za-z]))")
_SHORT_DAY = re.compile(r"D(?P<number>\d{1,2})")
_DAY_BEFORE = re.compile(r"(?P<day>[^\W\d_]{2,20}\.?(?: \d{1,2})?)\s?[-\u2013,:|]\s?(?P<time>\d{1,2}[:.hH]\d\d.{0,40})")
_SPAN_BEHIND = re.compile(r"(?P<day>[^:]{4,40}?)[,;|]?\s{1,3}(?:[-\u2013@]\s)?(?P<span>\d{1,2}[:.hH]\d\d.{0,40})")
_BEGIN_OR_END = re.compile(r"(?:date )?(?P<what>start|end)s?\b", re.IGNORECASE)
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH_AND_YEAR = re.compile(r"(?P<month>[^\W\d_]{3,12})\.?,?\s(?:de\s)?\d{4}")
_PREFIX = re.compile(r"^_[a-z]{2,12}_(?=[a-z])")


@lru_cache(maxsize=2_000)  # most objects of a file have the same keys
def words_of(key: str) -> str:
    """Split `startTime`, `start_time` and, with a program's own prefix, `_wcpt_start_time` into words."""
    own = _PREFIX.sub("", key[:60])
    return _OF_A_FORMAT.sub("", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", own))


def moment_said(key: str, part: Mapping[str, Any]) -> str:
    """Return the moment in `{"dateTime": "2026-06-30T10:00", "timeZone": "Europe/Paris"}`, a begin or an end."""
    if _BEGIN_OR_END.match(words_of(key)) is None:
        return ""
    text, zone = text_of(part, *_MOMENTS), text_of(part, *ZONES)
    if is_date(text) and clock_of(time := text_of(part, "time")) is not None:
        text = f"{text}T{time}"  # {"date": "2026-06-30", "time": "10:00:00", "tz": "Europe/Paris"}
    moment = moment_of(text)
    if moment is not None and moment.tzinfo is None and ":" in text and zone in known_zones():
        return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()
    return text


def clock_said(part: Mapping[str, Any]) -> str:
    """Return the time of day in `{"hour": 9, "minutes": 30}`; empty for other objects."""
    parts = {words_of(str(key)).lower().rstrip("s"): each for key, each in list(part.items())[:4]}
    said = (parts.get("hour", parts.get("h")), parts.get("minute", parts.get("min", parts.get("m", 0))))
    hour, minute = (int(each) if isinstance(each, str) and each.isdecimal() else each for each in said)
    if len(part) > 3 or not isinstance(hour, int) or not isinstance(minute, int):
        return ""
    return f"{hour:02}:{minute:02}" if 0 <= hour < 24 and 0 <= minute < 60 else ""


def clock_listed(key: str, part: Sequence[object]) -> str:
    """Return the time of day in `from: ["08", "30"]`, an hour and minutes; empty for other lists."""
    numbers = [str(each) for each in part]
    is_clock = len(numbers) == 2 and all(number.isdecimal() and len(number) < 3 for number in numbers)
    if not is_clock or field_of(words_of(key)) not in _TIMES | {"end"} or max(map(len, numbers)) < 2:
        return ""
    hour, minute = map(int, numbers)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def key_of_moment(key: str, part: object) -> str:
    """Return `start` or `end` for `startDate` and `endDate` whose value has a time of day, and `date` for the reverse.

    Other keys are unchanged.
    """
    if isinstance(part, str) and _WHOLE_DATE.fullmatch(part) and field_of(words_of(key)) in {"start", "end"}:
        return "date" if field_of(words_of(key)) == "start" else "end_date"
    match = _BEGIN_OR_END.match(words_of(key)) if isinstance(part, str) and ":" in part else None
    return match["what"].lower() if match and field_of(words_of(key)) in {"date", "end_date"} else key


def without_copies(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return the items without those alone beside lists that say when one in these begins: `start: {...}`.

    What tells of the whole, `event: {...}`, is none either. The listed one has the date of its copy.
    """
    whole = {where for where, _ in items if where.lower() in WHOLES}
    items = [each for each in items if each[0] not in whole or len(items) <= FEWEST_BESIDE + len(whole)]
    alone = {where for where, _ in items if "[" not in where and "." not in where}
    copies = {_named_time(item): with_one_day(item).get("date") for where, item in items if where in alone}
    listed = {_named_time(item) for where, item in items if where.endswith("]")}
    return [
        (where, {**item, "date": day} if (day := copies.get(_named_time(item))) and is_date(day) else item)
        for where, item in items
        if where not in alone or _named_time(item) not in listed
    ]


def moments_as_starts(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items that begin at what is called their date, if all of these have a time of day, perhaps midnight."""
    dates = [[(key, part) for key, part in item.items() if field_of(words_of(key)) == "date"] for _, item in items]
    timed = any(part and field_of(words_of(key)) in _TIMES for _, item in items for key, part in item.items())
    whole = all(len(said) == 1 and ":" in str(said[0][1]) and moment_of(said[0][1]) is not None for said in dates)
    if timed or not whole:
        return list(items)
    return [
        (where, {"start" if key == said[0][0] else key: part for key, part in item.items()})
        for (where, item), said in zip(items, dates, strict=True)
    ]


def _named_time(item: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(part) for key, part in item.items() if field_of(words_of(key)) in _NAMES_A_TIME)


def with_one_day(item: Mapping[str, object]) -> dict[str, object]:
    """Return an item with its day in one field: a date with a year, else with the weekday beside it."""
    days = {key: part for key, part in item.items() if field_of(words_of(key)) == "date" and part}
    if not days:
        return dict(item)
    ranked = sorted(
        days.values(), key=lambda part: (not is_date(part), not _has_year(part), not names_a_day(str(part)))
    )
    weekday = next((str(part) for part in ranked if weekday_of(str(part)) is not None), "")
    numbers = [part for part in ranked if isinstance(part, str) and _DAY_AND_MONTH.fullmatch(part)]
    day = numbers[0] if numbers and weekday == ranked[0] else ranked[0]
    stated = day_of(f"{weekday} {day}", SOME_DAY) if isinstance(day, str) and day != weekday else None
    if weekday and stated is not None and not stated.year_given:
        day = f"{weekday} {day}"
    return {**{key: part for key, part in item.items() if key not in days}, "date": day}


def with_whole_date(item: dict[str, object]) -> dict[str, object]:
    """Return an item with the date of which it has day, month and year as numbers, or `dd` and `mm` as texts."""
    if item.get("dd") and item.get("mm"):
        rest = {key: part for key, part in item.items() if key not in {"dd", "mm"}}
        return {**rest, "date": f"{item['dd']} {item['mm']}"}
    year, month = (next((key for key in keys if item.get(key)), "") for keys in (_YEARS, _MONTHS))
    if not year or not month:
        return _with_month(_with_month_beside(item))
    key = next((key for key in _DAYS_OF_MONTHS if isinstance(item.get(key), int)), "")
    with suppress(KeyError, TypeError, ValueError):
        day = date(int(str(item[year])), int(str(item[month])), int(str(item[key])))
        return {**{k: v for k, v in item.items() if k not in {year, month}}, key: day.isoformat()}
    return item


def _with_month_beside(item: dict[str, object]) -> dict[str, object]:
    """Return an item whose day is a number with the date that a month and a year beside it make: "Nov 2026"."""
    day = next((key for key, part in item.items() if day_number(part) and field_of(words_of(key)) == "date"), "")
    named = {key: part for key, part in item.items() if isinstance(part, str) and key != day and _is_month(part)}
    if not day or len(named) != 1:
        return item
    (beside, month), *_ = named.items()
    return {**{key: part for key, part in item.items() if key != beside}, day: f"{item[day]} {month}"}


def _is_month(text: str) -> bool:
    match = _MONTH_AND_YEAR.fullmatch(text)
    return match is not None and month_of(match["month"].lower()) is not None


def _with_month(item: dict[str, object]) -> dict[str, object]:
    """Return an item with a date for the number of its day and the name of the month beside it."""
    month = next((key for key in _MONTHS if isinstance(item.get(key), str) and month_of(str(item[key]).lower())), "")
    day = next((key for key, part in item.items() if day_number(part) and field_of(words_of(key)) == "date"), "")
    if not month or not day:
        return item
    return {**{key: part for key, part in item.items() if key != month}, day: f"{item[day]} {item[month]}"}


def with_day_apart(item: dict[str, object]) -> dict[str, object]:
    """Return an item whose time has the day before it with both apart: "Day 1 - 10:00"."""
    for key, part in item.items():
        match = _DAY_BEFORE.fullmatch(part) if isinstance(part, str) and field_of(words_of(key)) in _TIMES else None
        if match is not None and names_a_day(match["day"]):
            return {**item, "date": match["day"], key: match["time"]}
    return item


def with_span_apart(item: dict[str, object]) -> dict[str, object]:
    """Return an item whose date has the range of its times behind it with both apart: "3 May 2024, 18:00 - 20:00"."""
    for key, part in item.items():
        match = _SPAN_BEHIND.fullmatch(part) if isinstance(part, str) and field_of(words_of(key)) == "date" else None
        span = range_of(match["span"]) if match is not None else None
        if match is not None and span is not None and span[1] is not None and is_date(match["day"]):
            timed = any(said and field_of(words_of(other)) in _TIMES for other, said in item.items())
            return item if timed else {**item, key: match["day"], "time": match["span"]}
    return item


def without_labels(item: dict[str, object]) -> dict[str, object]:
    """Return an item without what says its times again: "9:00 - 9:40" beside start and end, or "9:00" beside that."""
    start, end = (
        next((clock_of(part) for key, part in item.items() if part and field_of(words_of(key)) == what), None)
        for what in ("start", "end")
    )
    if start is None or end is None:
        return _without_starts(item)
    return {key: part for key, part in item.items() if not _says_both(part, start.ms, end.ms)}


def _without_starts(item: dict[str, object]) -> dict[str, object]:
    """Return an item without a start that its range says too; beside a moment, a range says when it ends."""
    timed = {key: part for key, part in item.items() if isinstance(part, str) and field_of(words_of(key)) in _TIMES}
    spans = {key: span for key, part in timed.items() if (span := range_of(part)) is not None}
    whole = [key for key, span in spans.items() if span[1] is not None]
    moments = {key: moment for key, part in timed.items() if (moment := moment_of(part)) is not None}
    if len(moments) == len(spans) == 1:
        return _with_end(item, *moments.popitem(), *spans.popitem())
    if len(whole) != 1 or len(spans) == 1:
        return item
    begins = spans[whole[0]][0].ms
    return {k: part for k, part in item.items() if k not in spans or k == whole[0] or spans[k][0].ms != begins}


def _with_end(
    item: dict[str, object], key: str, begins: datetime, label: str, span: tuple[TimeOfDay, TimeOfDay | None]
) -> dict[str, object]:
    """Return an item with the end that a label says, "12:00-1:00 PM", if it begins when the item does."""
    start, end = span
    if (begins.hour * HOUR + begins.minute * MINUTE) != start.ms:
        return item
    rest: dict[str, object] = {k: part for k, part in item.items() if k not in {key, label}}
    lasts = timedelta(milliseconds=(end.ms - start.ms) % DAY) if end is not None else None
    return {**rest, "start": begins.isoformat(), **({"end": (begins + lasts).isoformat()} if lasts else {})}


def _says_both(part: object, start_ms: int, end_ms: int) -> bool:
    span = range_of(part) if isinstance(part, str) and ":" in part else None
    return span is not None and span[1] is not None and (span[0].ms, span[1].ms) == (start_ms, end_ms)


def flagged_days(value: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the days on which an item takes place, if keys such as `day1` are true for these, or a list names them."""
    said = list(value.items())[:100]
    numbers = [number_of_day(words_of(key)) for key, part in flags_of_days(value).items() if part]
    lists = (part for key, part in said if isinstance(part, list) and words_of(str(key)).lower() in _DAYS_NAMED)
    texts = (str(part) for key, part in said if isinstance(part, str) and words_of(str(key)).lower() in _DAYS_NAMED)
    apart = (parts for text in texts if len(parts := _BETWEEN_DAYS.split(text[:LONGEST_DAY].strip())) > 1)
    named = next((days for part in (*lists, *apart) if (days := weekdays_in(part))), [])
    counted: list[dict[str, object]] = [{"date": f"Day {number}"} for number in numbers if number is not None]
    return counted or [{"date": day_name[day]} for day in named]


def flags_of_days(value: Mapping[str, Any]) -> dict[str, bool]:
    """Return what keys such as `day1` say of an item: whether it takes place on that day."""
    said = ((str(key), part) for key, part in list(value.items())[:100] if isinstance(part, bool))
    return {key: part for key, part in said if number_of_day(words_of(key)) is not None}


def is_on_no_day(value: Mapping[str, Any]) -> bool:
    """Whether an item has flags for days, and all of these are false."""
    flags = flags_of_days(value)
    return bool(flags) and not any(flags.values())


def day_in_name(words: str) -> dict[str, object]:
    """Return the day in the name of a list: "saturday1", "SUNDAY AGENDA", "schedule Fri", "agenda 2", "agenda Day2"."""
    parts = _OF_A_NAME.findall(words[:60].lower())
    others = [part for part in parts if part not in _AGENDAS]
    if len(others) == 1 and weekday_of(others[0]) is not None and (len(parts) > 1 or words[-1:].isdigit()):
        return {"date": others[0]}
    counted = _COUNTED.fullmatch(words)
    apart = " ".join(part for part in words.split() if part.lower() not in _AGENDAS)
    if apart != words and (of_day := number_of_day(apart)) is not None and names_a_day(apart):
        return {"date": f"Day {of_day}"}
    if apart != words and (short := _SHORT_DAY.fullmatch(apart)) is not None:
        return {"date": f"Day {short['number']}"}  # "eventsD2"
    number = counted["number"] or counted["letter"] if counted and counted["word"].lower() in _AGENDAS else ""
    return {"date": f"Day {number}"} if number else {}


def date_in_name(words: str) -> dict[str, object]:
    """Return the date in the name of a list that has a month with a number behind it: "nov24", "july_3"."""
    counted = _COUNTED.fullmatch(words)
    is_month = counted is not None and counted["number"] is not None and month_of(counted["word"].lower()) is not None
    return {"date": f"{counted['number']} {counted['word']}"} if counted is not None and is_month else {}


def place_in_name(words: str) -> dict[str, object]:
    """Return the room or track that the name of a list is: "track1", "Room 2", "stage B"."""
    counted = _COUNTED.fullmatch(words)
    field = field_of(counted["word"]) if counted else ""
    return {field: words} if field in {"room", "track"} else {}


def is_date(part: object) -> bool:
    return day_of(part, SOME_DAY) is not None


def _has_year(part: object) -> bool:
    return (day := day_of(part, SOME_DAY)) is not None and day.year_given
