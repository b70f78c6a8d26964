"""Read the fields of the session document: tolerantly, by name, without guessing.

A table maps the name of a field in the document to its canonical name and its reader. Canonical values are plain:
durations and instants are whole milliseconds, so that events can store them for ever.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.presets import LONGEST_MESSAGE
from app.domain.state.addresses import MOST_REFERENCES, is_slug, web_address
from app.domain.state.rundown import (
    LEAST_MS,
    MOST_MS,
    Category,
    Group,
    GuidingQuestion,
    ListSettings,
    Plan,
    Preset,
    Segment,
    Speaker,
)
from app.domain.text import LONGEST_TEXT, clean_lines, cleaned
from app.domain.values import (
    DAY,
    LANGUAGES,
    OF_SPEAKER,
    AtZero,
    CueMode,
    FloorPolicy,
    ListRule,
    ListShown,
    RequestKind,
    SegmentKind,
    StartMode,
    clock_text,
    parse_duration,
)

LONGEST_ABSTRACT = 5_000  # characters
LONGEST_NOTES = 1_000  # characters of the notes for one role
MOST_GROUPS = 100  # categories or groups of speakers
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
        first = _instant(value, calendar)
        return first if first >= not_before else _instant(value, replace(calendar, fold=1))
    except UnreadableValue as error:
        raise Invalid(Problem("at", error.sentence)) from None


def calendar_of(raw: Mapping[str, object]) -> Calendar:
    conference = raw.get("conference")
    name = conference.get("timezone", "UTC") if isinstance(conference, Mapping) else "UTC"
    try:
        zone = ZoneInfo(_zone(name, Calendar(ZoneInfo("UTC"))))
    except UnreadableValue:
        return Calendar(ZoneInfo("UTC"))
    try:
        start = _instant(raw.get("starts_at", raw.get("starts_at_ms")), Calendar(zone))
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
    near = difflib.get_close_matches(str(name)[:LONGEST_NAME], table, n=1) if suggests else []
    return Sentence("is not known here; did you mean {name}?", name=near[0]) if near else Sentence("is not known here")


def _short(name: object) -> str:
    text = str(name)
    return f"{text[:LONGEST_NAME]}..." if len(text) > LONGEST_NAME else text


def _text(least: int, most: int) -> Reader:
    def read(value: object, _: Calendar) -> str:
        if not isinstance(value, str):
            raise UnreadableValue("is a text")
        try:
            return cleaned("", value, least, most)
        except Invalid as error:
            raise UnreadableValue(error.problems[0].what) from None

    return read


def _lines(most: int) -> Reader:
    def read(value: object, _: Calendar) -> str:
        if not isinstance(value, str):
            raise UnreadableValue("is a text")
        kept = value if len(value) > LONGEST_TEXT else clean_lines(value)
        if len(kept) > most:
            raise UnreadableValue("has {count} characters; it needs 0 to {most}", count=len(kept), most=most)
        return kept

    return read


def _references(value: object, calendar: Calendar) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple) or len(value) > MOST_REFERENCES:
        raise UnreadableValue("is a list of at most {most} addresses", most=MOST_REFERENCES)
    return [_reference(item, calendar) for item in value]


def _reference(value: object, calendar: Calendar) -> dict[str, str]:
    """Read an address, alone or with its title; only http and https are addresses that a reader may open."""
    facts = value if isinstance(value, Mapping) else {"url": value}
    url = web_address(facts.get("url"))
    if not url or facts.keys() - {"url", "title"}:
        raise UnreadableValue('"{text}" is not an address that begins with https:// or http://', text=_shown(value))
    return {"url": url, "title": str(_text(0, 300)(facts.get("title", ""), calendar))}


def _id(value: object, _: Calendar) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", value):
        raise UnreadableValue("is an id of up to 64 letters, digits, hyphens, dots or underscores")
    return value


def _slug(value: object, _: Calendar) -> str:
    if not isinstance(value, str) or not is_slug(value):
        raise UnreadableValue("is an address of up to 63 lower-case letters, digits and hyphens")
    return value


def _ids(value: object, calendar: Calendar) -> list[str]:
    if not isinstance(value, list | tuple):
        raise UnreadableValue("is a list of speaker ids")
    ids = [_id(item, calendar) for item in value]
    if len(set(ids)) < len(ids):
        raise UnreadableValue("names a speaker twice")
    return ids


def _duration(value: object, _: Calendar) -> int:
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    ms = parse_duration(written) if isinstance(written, str) else None
    if ms is None:
        raise UnreadableValue(
            '"{text}" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours', text=_shown(value)
        )
    return ms


def _milliseconds(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= DAY:
        raise UnreadableValue(
            '"{text}" is not a whole number of milliseconds from 0 to {most}', text=_shown(value), most=DAY
        )
    return value


def _instant(value: object, calendar: Calendar) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return _instant_ms(value, calendar)
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
        moment = datetime.combine(calendar.day, time.fromisoformat(text.zfill(5) if len(text) < 6 else _two(text)))
    else:
        moment = datetime.fromisoformat(text)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone, fold=calendar.fold)
    since = zoned.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return _instant_ms((since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000, calendar)


def _two(text: str) -> str:
    return text if text[2] == ":" else f"0{text}"


def _instant_ms(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 253_402_300_800_000:
        raise UnreadableValue('"{text}" is not an instant in whole milliseconds since 1970', text=_shown(value))
    return value


def _zone(value: object, _: Calendar) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableValue(
            '"{text}" is not a time zone; write it like America/New_York', text=_shown(value)
        ) from None


def _flag(value: object, _: Calendar) -> bool:
    if not isinstance(value, bool):
        raise UnreadableValue("is true or false")
    return value


def _choice(options: type[StrEnum]) -> Reader:
    def read(value: object, _: Calendar) -> str:
        if not isinstance(value, str) or value not in set(options):
            raise UnreadableValue('"{text}" is none of {options}', text=_shown(value), options=", ".join(options))
        return value

    return read


def _optional(read: Reader) -> Reader:
    return lambda value, calendar: None if value is None else read(value, calendar)


def _country(value: object, _: Calendar) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]{2}|", value):
        raise UnreadableValue('"{text}" is not an ISO country code of two letters', text=_shown(value))
    return value.upper()


def _language(*others: str) -> Reader:
    """Read one of the languages, one of these other words, or nothing."""
    known = (*LANGUAGES, *others)

    def read(value: object, _: Calendar) -> str:
        if value not in (*known, "", None):
            raise UnreadableValue("is none of the languages {known}", known=", ".join(known))
        return str(value or "")

    return read


def _cues(value: object, calendar: Calendar) -> list[int]:
    if not isinstance(value, list | tuple) or len(value) > 12:
        raise UnreadableValue('is a list of at most 12 times such as "1:00", "0:00" and "+0:30"')
    return sorted({_cue(item, calendar) for item in value}, reverse=True)


def _cue(value: object, calendar: Calendar) -> int:
    if isinstance(value, str) and value.strip().startswith("+"):
        return -_duration(value.strip()[1:], calendar)
    return _duration(value, calendar)


def _items(of: str) -> Reader:
    """Read a short list of categories or groups; each has a title and an id, by default its place in the list."""

    def read(value: object, calendar: Calendar) -> list[dict[str, Any]]:
        if not isinstance(value, list | tuple) or len(value) > MOST_GROUPS:
            raise UnreadableValue("is a list of at most {most}", most=MOST_GROUPS)
        items = [{"id": f"{of[0]}{i}", **_inner(TABLES[of], item, calendar)} for i, item in enumerate(value, 1)]
        if any("title" not in item for item in items):
            raise UnreadableValue("has one without a title")
        if len({item["id"] for item in items}) < len(items):
            raise UnreadableValue("uses an id twice")
        return items

    return read


def _count(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10_000:
        raise UnreadableValue('"{text}" is not a whole number from 1 to 10000', text=_shown(value))
    return value


def _number_key(value: object, _: Calendar) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 9:
        raise UnreadableValue("is a number from 1 to 9, or nothing")
    return value


def _words(value: object, calendar: Calendar) -> list[str]:
    if not isinstance(value, list | tuple) or len(value) > 500:
        raise UnreadableValue("is a list of at most 500 words")
    return [_word(item, calendar) for item in value]


def _word(value: object, calendar: Calendar) -> str:
    try:
        return str(_text(1, 60)(value, calendar))
    except UnreadableValue as error:
        raise UnreadableValue('"{text}" {problem}', text=_shown(value), problem=error.sentence) from None


def _inner(table: Table, value: object, calendar: Calendar) -> dict[str, Any]:
    problems: list[Problem] = []
    values = read_fields(_mapping(value), table, calendar, "", problems)
    if problems:
        raise Invalid(*problems)
    return values


def _conference(value: object, calendar: Calendar) -> dict[str, Any]:
    return _inner(_CONFERENCE, value, calendar)


def _list_settings(value: object, calendar: Calendar) -> dict[str, Any]:
    """Read the settings of a list of speakers; see `ListSettings`."""
    settings = _inner(_LIST, value, calendar)
    pool, least = settings.get("pool_ms"), settings.get("least_ms", LEAST_MS)
    if pool is not None and RequestKind.STATEMENT in settings.get("slots_ms", {}):
        raise UnreadableValue("has a pool and a slot for statements; keep one of the two")
    if least > settings.get("most_ms", MOST_MS):
        raise UnreadableValue("has a least time that is longer than the most")
    if pool is not None and pool < least:
        raise UnreadableValue("has a pool that is shorter than the least time of one statement")
    return settings


def _rules(value: object, calendar: Calendar) -> list[str]:
    rules = _several(ListRule)(value, calendar)
    if ListRule.FIRST_COME in rules[:-1]:
        raise UnreadableValue("has rules behind first_come, which would never decide: first_come comes last")
    if ListRule.LOT in rules and set(rules[rules.index(ListRule.LOT) + 1 :]) - {ListRule.FIRST_COME}:
        raise UnreadableValue("has rules behind lot, which would never decide")
    return rules if ListRule.FIRST_COME in rules else [*rules, str(ListRule.FIRST_COME)]


def _several(options: type[StrEnum]) -> Callable[[object, Calendar], list[str]]:
    choice = _choice(options)

    def read(value: object, calendar: Calendar) -> list[str]:
        if not isinstance(value, list | tuple):
            raise UnreadableValue("is a list of some of these: {options}", options=", ".join(options))
        chosen = [str(choice(item, calendar)) for item in value]
        if len(set(chosen)) < len(chosen):
            raise UnreadableValue("names the same twice")
        return chosen

    return read


def _slots(read: Reader) -> Reader:
    def slots(value: object, calendar: Calendar) -> dict[str, object]:
        kind = _choice(RequestKind)
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


_CONFERENCE: Table = {
    "title": ("title", _text(0, 300)),
    "timezone": ("timezone", _zone),
    "venue": ("venue", _text(0, 300)),
}
_LIST: Table = {
    "rules": ("rules", _rules),
    "slots": ("slots_ms", _slots(_duration)),
    "slots_ms": ("slots_ms", _slots(_milliseconds)),
    "pool": ("pool_ms", _optional(_duration)),
    "pool_ms": ("pool_ms", _optional(_milliseconds)),
    "least": ("least_ms", _duration),
    "least_ms": ("least_ms", _milliseconds),
    "most": ("most_ms", _duration),
    "most_ms": ("most_ms", _milliseconds),
    "kinds": ("kinds", _several(RequestKind)),
    "shows": ("shows", _choice(ListShown)),
    "come_forward": ("come_forward", _count),
}
_SEGMENT: Table = {
    "id": ("id", _id),
    "kind": ("kind", _choice(SegmentKind)),
    "title": ("title", _text(1, 300)),
    "speakers": ("speakers", _ids),
    "planned": ("planned_ms", _duration),
    "planned_ms": ("planned_ms", _milliseconds),
    "autostart": ("autostart", _flag),
    "locked": ("locked", _flag),
    "minimum": ("minimum_ms", _optional(_duration)),
    "minimum_ms": ("minimum_ms", _optional(_milliseconds)),
    "hard_start": ("hard_start_ms", _optional(_instant)),
    "hard_start_ms": ("hard_start_ms", _optional(_instant_ms)),
    "start": ("start", _choice(StartMode)),
    "at_zero": ("at_zero", _choice(AtZero)),
    "answer_limit": ("answer_limit_ms", _optional(_duration)),
    "answer_limit_ms": ("answer_limit_ms", _optional(_milliseconds)),
    "wrap_up": ("wrap_up_ms", _optional(_duration)),
    "wrap_up_ms": ("wrap_up_ms", _optional(_milliseconds)),
    "last_call": ("last_call_ms", _optional(_duration)),
    "last_call_ms": ("last_call_ms", _optional(_milliseconds)),
    "abstract": ("abstract", _lines(LONGEST_ABSTRACT)),
    "track": ("track", _text(0, 200)),
    "language": ("language", _text(0, 60)),
    "references": ("references", _references),
    "notes_moderator": ("notes_moderator", _lines(LONGEST_NOTES)),
    "notes_crew": ("notes_crew", _lines(LONGEST_NOTES)),
    "notes_interpreters": ("notes_interpreters", _lines(LONGEST_NOTES)),
    "list": ("list_settings", _optional(_list_settings)),
    "list_settings": ("list_settings", _optional(_list_settings)),
}
_SPEAKER: Table = {
    "id": ("id", _id),
    "name": ("name", _text(1, 200)),
    "title": ("title", _text(0, 300)),
    "affiliation": ("affiliation", _text(0, 300)),
    "country": ("country", _country),
    "says": ("says", _text(0, 200)),
    "bio": ("bio", _text(0, 2000)),
    "category": ("category", _text(0, 64)),
    "group": ("group", _text(0, 64)),
    "language": ("language", _text(0, 60)),
    "seat": ("seat", _text(0, 60)),
    "microphone": ("microphone", _text(0, 60)),
    "notes_moderator": ("notes_moderator", _lines(LONGEST_NOTES)),
    "notes_crew": ("notes_crew", _lines(LONGEST_NOTES)),
    "notes_interpreters": ("notes_interpreters", _lines(LONGEST_NOTES)),
}
_CATEGORY: Table = {
    "id": ("id", _id),
    "title": ("title", _text(1, 200)),
    "rank": ("rank", _count),
}
_GROUP: Table = {
    "id": ("id", _id),
    "title": ("title", _text(1, 200)),
    "budget": ("budget_ms", _optional(_duration)),
    "budget_ms": ("budget_ms", _optional(_milliseconds)),
}
_GUIDING_QUESTION: Table = {
    "id": ("id", _id),
    "text": ("text", _text(1, 500)),
    "planned": ("planned_ms", _optional(_duration)),
    "planned_ms": ("planned_ms", _optional(_milliseconds)),
}
_PRESET: Table = {
    "id": ("id", _id),
    "text": ("text", _text(1, LONGEST_MESSAGE)),
    "key": ("key", _optional(_number_key)),
}
_SESSION: Table = {
    "title": ("title", _text(1, 300)),
    "conference": ("conference", _conference),
    "starts_at": ("starts_at_ms", _instant),
    "starts_at_ms": ("starts_at_ms", _instant_ms),
    "ends_at": ("ends_at_ms", _instant),
    "ends_at_ms": ("ends_at_ms", _instant_ms),
    "language": ("language", _language()),
    "stage_language": ("stage_language", _language(OF_SPEAKER)),
    "notice": ("notice", _text(0, 500)),
    "hard_end": ("hard_end", _flag),
    "public": ("public", _flag),
    "public_overtime": ("public_overtime", _flag),
    "moderator": ("moderator", _optional(_id)),
    "handover": ("handover_ms", _duration),
    "handover_ms": ("handover_ms", _milliseconds),
    "wrap_up": ("wrap_up_ms", _duration),
    "wrap_up_ms": ("wrap_up_ms", _milliseconds),
    "last_call": ("last_call_ms", _duration),
    "last_call_ms": ("last_call_ms", _milliseconds),
    "coverage": ("coverage_ms", _duration),
    "coverage_ms": ("coverage_ms", _milliseconds),
    "floor_policy": ("floor_policy", _choice(FloorPolicy)),
    "ask_every": ("ask_every_ms", _duration),
    "ask_every_ms": ("ask_every_ms", _milliseconds),
    "most_open_questions": ("most_open_questions", _count),
    "most_questions": ("most_questions", _count),
    "most_open_in_session": ("most_open_in_session", _count),
    "most_votes_a_minute": ("most_votes_a_minute", _count),
    "review_words": ("review_words", _optional(_words)),
    "cues": ("cues", _cues),
    "opens_itself": ("opens_itself", _flag),
    "cue_mode": ("cue_mode", _choice(CueMode)),
    "categories": ("categories", _items("category")),
    "groups": ("groups", _items("group")),
}
SLUG: tuple[str, Reader] = ("slug", _slug)
CONFERENCE = _CONFERENCE
TABLES: Mapping[str, Table] = {
    "segment": _SEGMENT,
    "speaker": _SPEAKER,
    "guiding_question": _GUIDING_QUESTION,
    "preset": _PRESET,
    "category": _CATEGORY,
    "group": _GROUP,
    "session": _SESSION,
}

# Every canonical name is an attribute of the class it fills; a wrong table fails on import, not in a session.
for _table, _class in (
    (_SEGMENT, Segment),
    (_SPEAKER, Speaker),
    (_GUIDING_QUESTION, GuidingQuestion),
    (_PRESET, Preset),
    (_CATEGORY, Category),
    (_GROUP, Group),
    (_LIST, ListSettings),
    (_SESSION, Plan),
):
    if stray := {target for target, _ in _table.values()} - {f.name for f in fields(_class)}:
        raise TypeError(f"{_class.__name__} has no {stray}")
