"""Readers of the document's values: each turns what a person may write into a plain value, or says what is wrong.

Canonical values are plain: durations and instants are whole milliseconds, so that events can store them for ever.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.state.addresses import MOST_REFERENCES, is_slug, video_address, web_address
from app.domain.state.rundown import Plan
from app.domain.text import LONGEST_TEXT, clean_lines, cleaned
from app.domain.values import DAY, LANGUAGES, MINUTE, RequestKind, clock_text, parse_duration

LONGEST_ABSTRACT = 5_000  # characters
LONGEST_DELAY_MS = 5 * MINUTE  # of a video; a page keeps the states of so long
LONGEST_NOTES = 1_000  # characters of the notes for one role
MOST_SUGGESTIONS = 20  # after this many problems, unknown names get no suggestion
LONGEST_NAME = 60  # characters of an unknown name that are compared and shown


class UnreadableValue(Exception):
    """A value that its field cannot hold; the sentence says what the field holds."""

    def __init__(self, text: str, /, **places: object) -> None:
        super().__init__()
        self.sentence = text if isinstance(text, Sentence) else Sentence(text, **places)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time zone and the day for times of day; `fold` 1 chooses the second of two equal local times."""

    zone: ZoneInfo
    day: date | None = None
    fold: int = 0

    @classmethod
    def of(cls, plan: Plan) -> Calendar:
        zone = ZoneInfo(plan.conference.timezone)
        return cls(zone, datetime.fromtimestamp(plan.starts_at_ms / 1000, zone).date())


Reader = Callable[[object, Calendar], object]
Table = Mapping[str, tuple[str, Reader]]  # name in the document -> name in the canonical form, reader


def read_instant(value: object, calendar: Calendar, not_before: int = 0) -> int:
    """Read an instant as milliseconds UTC: ISO 8601, a time of day on the calendar's day, or milliseconds.

    A local time without an offset is in the calendar's zone. When the clocks are set back, a local time that occurs
    twice means the first, or the second if only that is not before `not_before`.

    Raises:
        Invalid: it is none of these.
    """
    try:
        first = read_moment(value, calendar)
        return first if first >= not_before else read_moment(value, replace(calendar, fold=1))
    except UnreadableValue as error:
        raise Invalid(Problem("at", error.sentence)) from None


def calendar_of(raw: Mapping[str, object]) -> Calendar:
    conference = raw.get("conference")
    name = conference.get("timezone", "UTC") if isinstance(conference, Mapping) else "UTC"
    try:
        zone = ZoneInfo(read_zone(name, Calendar(ZoneInfo("UTC"))))
    except UnreadableValue:
        return Calendar(ZoneInfo("UTC"))
    try:
        start = read_moment(raw.get("starts_at", raw.get("starts_at_ms")), Calendar(zone))
    except UnreadableValue:
        return Calendar(zone)
    return Calendar(zone, datetime.fromtimestamp(start / 1000, zone).date())


def read_fields(
    raw: Mapping[str, object], table: Table, calendar: Calendar, where: str, problems: list[Problem]
) -> dict[str, Any]:
    """Read the fields of `raw` by canonical name; append each unreadable one to `problems` with its place."""
    values: dict[str, Any] = {}
    for name, value in raw.items():
        place = f"{where}.{_short(name)}" if where else _short(name)
        try:
            target, read = table[name]
            if target in values:
                raise UnreadableValue("is said twice; keep one of the two spellings")
            values[target] = read(value, calendar)
        except KeyError:
            problems.append(Problem(place, _unknown(name, table, suggests=len(problems) < MOST_SUGGESTIONS)))
        except UnreadableValue as error:
            problems.append(Problem(place, error.sentence))
        except Invalid as error:
            problems.extend(Problem(f"{place}.{p.where}", p.what) for p in error.problems)
    return values


def _unknown(name: object, table: Table, suggests: bool) -> str:
    # Comparing is slow: suggestions serve a person who mistyped a few names, not a file full of unknown ones.
    near = difflib.get_close_matches(str(name)[:LONGEST_NAME], table) if suggests else []
    return Sentence("is not known here; did you mean {name}?", name=near[0]) if near else Sentence("is not known here")


def _short(name: object) -> str:
    text = str(name)
    return f"{text[:LONGEST_NAME]}..." if len(text) > LONGEST_NAME else text


def text_field(least: int, most: int) -> Reader:
    def read(value: object, _: Calendar) -> str:
        if not isinstance(value, str):
            raise UnreadableValue("is a text")
        try:
            return cleaned("", value, least, most)
        except Invalid as error:
            raise UnreadableValue(error.problems[0].what) from None

    return read


def lines_field(most: int) -> Reader:
    def read(value: object, _: Calendar) -> str:
        if not isinstance(value, str):
            raise UnreadableValue("is a text")
        kept = value if len(value) > LONGEST_TEXT else clean_lines(value)
        if len(kept) > most:
            raise UnreadableValue("has {count} characters; it needs 0 to {most}", count=len(kept), most=most)
        return kept

    return read


def read_references(value: object, calendar: Calendar) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple) or len(value) > MOST_REFERENCES:
        raise UnreadableValue("is a list of at most {most} addresses", most=MOST_REFERENCES)
    return [_reference(item, calendar) for item in value]


def _reference(value: object, calendar: Calendar) -> dict[str, str]:
    """Read an address, alone or with its title; only http and https are addresses that a reader may open."""
    facts = value if isinstance(value, Mapping) else {"url": value}
    url = web_address(facts.get("url"))
    if not url or facts.keys() - {"url", "title"}:
        raise UnreadableValue('"{text}" is not an address that begins with https:// or http://', text=_shown(value))
    return {"url": url, "title": str(text_field(0, 300)(facts.get("title", ""), calendar))}


def read_video(value: object, _: Calendar) -> str:
    """Read the address of a video, which is shown in a frame of the viewers' page; none is an empty text."""
    url = video_address(value)
    if not url and value not in {"", None}:
        raise UnreadableValue('"{text}" is not an address that begins with https://', text=_shown(value))
    return url


def delay_field(read: Reader) -> Reader:
    def delay(value: object, calendar: Calendar) -> object:
        ms = read(value, calendar)
        if isinstance(ms, int) and ms > LONGEST_DELAY_MS:
            raise UnreadableValue("is at most {most}", most=clock_text(LONGEST_DELAY_MS))
        return ms

    return delay


def read_id(value: object, _: Calendar) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", value):
        raise UnreadableValue("is an id of up to 64 letters, digits, hyphens, dots or underscores")
    return value


def read_slug(value: object, _: Calendar) -> str:
    if not isinstance(value, str) or not is_slug(value):
        raise UnreadableValue("is an address of up to 63 lower-case letters, digits and hyphens")
    return value


def read_ids(value: object, calendar: Calendar) -> list[str]:
    if not isinstance(value, list | tuple):
        raise UnreadableValue("is a list of speaker ids")
    ids = [read_id(item, calendar) for item in value]
    if len(set(ids)) < len(ids):
        raise UnreadableValue("names a speaker twice")
    return ids


def read_duration(value: object, _: Calendar) -> int:
    ms = parse_duration(str(value)) if isinstance(value, int | str) else None
    if ms is None:
        raise UnreadableValue(
            '"{text}" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours', text=_shown(value)
        )
    return ms


def read_milliseconds(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= DAY:
        raise UnreadableValue(
            '"{text}" is not a whole number of milliseconds from 0 to {most}', text=_shown(value), most=DAY
        )
    return value


def read_moment(value: object, calendar: Calendar) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return read_instant_ms(value, calendar)
    if isinstance(value, str):
        try:
            return _moment(value.strip(), calendar)
        except (ValueError, OverflowError):
            pass
    raise UnreadableValue('"{text}" is not an instant; write 2021-06-30T10:00:00-04:00 or 10:00:00', text=_shown(value))


def _moment(text: str, calendar: Calendar) -> int:
    if re.fullmatch(r"\d{1,2}:\d\d(:\d\d(\.\d{1,6})?)?", text):
        if calendar.day is None:
            raise ValueError(text)
        moment = datetime.combine(calendar.day, time.fromisoformat(_two(text)))
    else:
        moment = datetime.fromisoformat(text)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone, fold=calendar.fold)
    since = zoned.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return read_instant_ms((since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000, calendar)


def _two(text: str) -> str:
    return text if text[2] == ":" else f"0{text}"


def read_instant_ms(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 253_402_300_800_000:
        raise UnreadableValue('"{text}" is not an instant in whole milliseconds since 1970', text=_shown(value))
    return value


def read_zone(value: object, _: Calendar) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableValue(
            '"{text}" is not a time zone; write it like America/New_York', text=_shown(value)
        ) from None


def read_flag(value: object, _: Calendar) -> bool:
    if not isinstance(value, bool):
        raise UnreadableValue("is true or false")
    return value


def choice_field(options: type[StrEnum]) -> Reader:
    def read(value: object, _: Calendar) -> str:
        if not isinstance(value, str) or value not in set(options):
            raise UnreadableValue('"{text}" is none of {options}', text=_shown(value), options=", ".join(options))
        return value

    return read


def optional_field(read: Reader) -> Reader:
    return lambda value, calendar: None if value is None else read(value, calendar)


def read_country(value: object, _: Calendar) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]{2}|", value):
        raise UnreadableValue('"{text}" is not an ISO country code of two letters', text=_shown(value))
    return value.upper()


def language_field(*others: str) -> Reader:
    """Read one of the languages, one of these other words, or nothing."""
    known = (*LANGUAGES, *others)

    def read(value: object, _: Calendar) -> str:
        if value not in (*known, "", None):
            raise UnreadableValue("is none of the languages {known}", known=", ".join(known))
        return str(value or "")

    return read


def read_cues(value: object, calendar: Calendar) -> list[int]:
    if not isinstance(value, list | tuple) or len(value) > 12:
        raise UnreadableValue('is a list of at most 12 times such as "1:00", "0:00" and "+0:30"')
    return sorted({_cue(item, calendar) for item in value}, reverse=True)


def _cue(value: object, calendar: Calendar) -> int:
    if isinstance(value, str) and value.strip().startswith("+"):
        return -read_duration(value.strip()[1:], calendar)
    return read_duration(value, calendar)


def read_count(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10_000:
        raise UnreadableValue('"{text}" is not a whole number from 1 to 10000', text=_shown(value))
    return value


def read_number_key(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 9:
        raise UnreadableValue("is a number from 1 to 9, or nothing")
    return value


def read_words(value: object, calendar: Calendar) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > 500:
        raise UnreadableValue("is a list of at most 500 words")
    return [_word(item, calendar) for item in value]


def _word(value: object, calendar: Calendar) -> str:
    try:
        return str(text_field(1, 60)(value, calendar))
    except UnreadableValue as error:
        raise UnreadableValue('"{text}" {problem}', text=_shown(value), problem=error.sentence) from None


def read_inner(table: Table, value: object, calendar: Calendar) -> dict[str, Any]:
    problems: list[Problem] = []
    values = read_fields(_mapping(value), table, calendar, "", problems)
    if problems:
        raise Invalid(*problems)
    return values


def several_field(options: type[StrEnum]) -> Callable[[object, Calendar], list[str]]:
    choice = choice_field(options)

    def read(value: object, calendar: Calendar) -> list[str]:
        if not isinstance(value, list | tuple):
            raise UnreadableValue("is a list of some of these: {options}", options=", ".join(options))
        chosen = [str(choice(item, calendar)) for item in value]
        if len(set(chosen)) < len(chosen):
            raise UnreadableValue("names the same twice")
        return chosen

    return read


def slots_field(read: Reader) -> Reader:
    def slots(value: object, calendar: Calendar) -> dict[str, object]:
        kind = choice_field(RequestKind)
        return {str(kind(name, calendar)): read(time, calendar) for name, time in _mapping(value).items()}

    return slots


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnreadableValue("is an object")
    return value


def _shown(value: object) -> str:
    shown = str(value)
    return f"{shown[:40]}..." if len(shown) > 40 else shown


def cue_name(remaining_ms: int) -> str:
    """Return the name of a cue: the clock's text at its moment."""
    return clock_text(remaining_ms)
