"""What unknown JSON holds beside its items: names by ids, the first day, and things without a title or a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from app.domain.errors import Dated, Sentence
from app.domain.values import DAY, HOUR
from app.formats.imports.found.dates import Day, day_of, moment_of
from app.formats.imports.found.days import LONGEST_DAY, MOST_DAYS, SOME_DAY, Numbering, names_a_day
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, kind_of, meanings
from app.formats.imports.found.names.person import HONORIFIC
from app.formats.imports.found.times import clock_of, range_of
from app.formats.imports.readers.json_fields import (
    TIMED,
    fields_of,
    has_title,
    is_item,
    name_of,
    names_a_time,
    without_wrapper,
)
from app.formats.imports.readers.json_moments import (
    DAYS,
    DEEPEST,
    WHOLES,
    date_in_name,
    day_in_name,
    is_date,
    is_on_no_day,
    place_in_name,
    words_of,
)
from app.formats.imports.readers.json_slots import (
    day_in_title,
    day_said,
    deeper,
    holds_items,
    parts_of,
)
from app.formats.text.json_parts import as_mapping, text_of
from app.formats.text.notes import Notes, Statement

MOST_LISTED = 20_000
MOST_NAMED, MOST_OF_A_PATH = 20, 300  # rooms, characters
_TITLES = (
    "title",
    "name",
    "event_title",
    "eventTitle",
    "event_name",
    "eventname",
    "eventName",
    "conference_name",
    "conferenceName",
)
_IDS = ("id", "_id", "uid", "key", "code", "slug")
_OF_A_HOLDER = re.compile(
    r"(?:parent|panel|session|block|symposium|workshop|section|group)s? (?:id|code|key)", re.IGNORECASE
)
_IDS_OF_KEY = re.compile(r"\sids?$", re.IGNORECASE)
_SLUG = re.compile(r"[^\W\d_A-Z]{2,20}(?:-[^\W\d_A-Z]{1,20}){1,4}")
_NAME_OF_A_PART = re.compile(r"[^\W\d_]{2,20}(?:[- ][^\W\d_]{1,20}){0,3}[- ]\d{1,2}")
_TELLING = frozenset({"date", "room", "track", "session"})  # what tells the parts of a list apart
FEWEST_OF_A_DAY = 3  # items
SHORTEST_DAY = 5 * HOUR
_BEGINS = re.compile(r"start|begin|inic|iníc|iniz|d[ée]but", re.IGNORECASE)
_ON_FIRST_DAY = Sentence("The whole lasts until {last}, and no item says its day; all were put on {day}.")
_OF_OTHERS = re.compile(r"cfp|call|paper|submi|regist|ticket|sale|early|vot|inscri|anmeld", re.IGNORECASE)


def title_of_whole(value: object) -> str:
    """Return the title of the whole: of the outermost object, or of the event or conference directly in it."""
    only = as_mapping(value[0]) if isinstance(value, list) and len(value) == 1 else {}
    value = only if holds_items(only) and not day_in_title(fields_of(only)) else value  # the only event of a site
    whole = {str(key).lower(): part for key, part in as_mapping(without_wrapper(value)).items()}
    parts = [whole, *(as_mapping(whole.get(key)) for key in WHOLES)]
    return next((title for part in parts if (title := text_of(part, *_TITLES))), "") or next(
        (text for key in WHOLES if isinstance(text := whole.get(key), str)), ""
    )


def first_day(value: object) -> date | None:
    """Return the date on which the whole begins: `startDate` of an event."""
    whole = as_mapping(value)
    holders = [whole, *(as_mapping(part) for key, part in list(whole.items())[:100] if not _OF_OTHERS.search(str(key)))]
    said = (each for holder in holders for each in list(holder.items())[:100])
    stated = [(str(key), part) for key, part in said if isinstance(part, str) and not _OF_OTHERS.search(str(key))]
    days = (
        day
        for key, part in stated
        if _BEGINS.search(key) and (day := day_of(part, SOME_DAY)) is not None and day.year_given
    )
    return next((day.date for day in days), None)


def days_of_whole(value: object) -> tuple[date, date] | None:
    """Return the first and the last date of the whole: `date: {"start": …, "end": …}` or `days: ["2026-04-05"]`."""
    holders = [as_mapping(value), *map(as_mapping, map(as_mapping(value).get, WHOLES))]
    for key, part in (pair for holder in holders for pair in list(holder.items())[:100]):
        if isinstance(part, Mapping) and field_of(words_of(str(key))) == "date":
            days = [day.date for each in list(part.values())[:MOST_DAYS] if (day := day_of(each, SOME_DAY)) is not None]
            if days and first_day(part) is not None:
                return min(days), max(days)
        if isinstance(part, list) and str(key).lower() in DAYS and part and all(map(is_date, part[:MOST_DAYS])):
            listed = [day.date for each in part[:MOST_DAYS] if (day := day_of(each, SOME_DAY)) is not None]
            return min(listed), max(listed)
    return None


def on_days_of_whole(
    items: Sequence[tuple[str, dict[str, object]]], whole: tuple[date, date] | None, notes: Notes
) -> list[tuple[str, dict[str, object]]]:
    """Return items, none of which says its day, on the first day of the whole."""
    said = (
        part for _, item in items for key, part in item.items() if part and (_is_date_key(key) or names_a_time(key))
    )
    if whole is None or any(is_date(part) or names_a_day(str(part)) or moment_of(part) is not None for part in said):
        return list(items)
    first, last = whole
    if first != last:
        notes.guess("", _ON_FIRST_DAY.text, day=Dated(first), last=Dated(last))
    return [(where, {**item, "date": first.isoformat()}) for where, item in items]


def days_from_one(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items whose days are counted from 0 with days that are counted from 1."""
    days = {key: part for _, item in items for key, part in item.items() if part == 0 and _counts_days(key, part)}
    counted = {key for key in days if all(_counts_days(key, item[key]) for _, item in items if key in item)}
    if not counted:
        return list(items)
    return [
        (where, {k: f"Day {int(str(part)) + 1}" if k in counted else part for k, part in item.items()})
        for where, item in items
    ]


def days_begun_again(
    items: Sequence[tuple[str, dict[str, object]]], notes: Notes
) -> list[tuple[str, dict[str, object]]]:
    """Return items with days, if they stand in a list of unnamed objects, or below names that count, which are a whole
    day each.

    Nothing tells these apart: each begins in the morning with what the first one begins with, and goes on for hours.
    """
    parts: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for where, item in items:
        parts.setdefault(where[: where.find("]") + 1] or where.partition(".")[0], []).append((where, item))
    if len({place.partition("[")[0].rstrip("0123456789") for place in parts}) > 1 or not 1 < len(parts) <= MOST_DAYS:
        return list(items)
    told = any(part and field_of(words_of(key)) in _TELLING for _, item in items for key, part in item.items())
    opened = {_opening([item for _, item in part]) for part in parts.values()}
    if told or len(opened) > 1 or "" in opened:
        return list(items)
    days = list(parts.values())
    notes.guess(days[1][0][0], "Times begin again below the same headings; what follows was put on the next day.")
    return [(where, {**item, "date": f"Day {at}"}) for at, part in enumerate(days, start=1) for where, item in part]


def _opening(items: Sequence[Mapping[str, object]]) -> str:
    """Return the title with which items of a whole day begin; empty if they begin late, or are only a few."""
    timed = [(span[0].ms, item) for item in items if (span := range_of(_said(item, TIMED))) is not None]
    first = min(timed, key=lambda each: each[0], default=(DAY, {}))
    lasts = max((begins for begins, _ in timed), default=0) - first[0]
    is_whole = len(timed) >= FEWEST_OF_A_DAY and first[0] < DAY // 2 and lasts >= SHORTEST_DAY
    return _said(first[1], {"title"}).strip().lower() if is_whole else ""


def with_titles_beside(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items with titles from another key, `event`, where some lack the one of the others, `title`.

    Beside a title, what stands there may be who speaks: `{"event": "Prof. Lee", "title": "Clocks"}`.
    """
    keys = Counter(key for _, item in items for key, part in item.items() if isinstance(part, str) and part)
    named = {key: meanings(words_of(key)).get("title", 0.0) for key in keys}
    ranked = sorted(filter(named.get, keys), key=lambda key: (-named[key], -keys[key]))
    if len(ranked) < 2 or keys[ranked[0]] == len(items):
        return list(items)
    title, beside = ranked[:2]
    are_kinds = any(item.get(title) and kind_of(str(item.get(beside) or "")) is not None for _, item in items)
    if named[title] == named[beside] or are_kinds:
        return list(items)
    return [(where, _with_title_beside(item, title, beside)) for where, item in items]


def _with_title_beside(item: Mapping[str, object], title: str, beside: str) -> dict[str, object]:
    said = str(item.get(beside) or "")
    if not item.get(title):
        rest = {key: part for key, part in item.items() if key != beside or field_of(words_of(key)) == "track"}
        return {**rest, title: said} if said else dict(item)
    is_honoured = HONORIFIC.match(said) is not None and not _said(item, {"speakers"})
    return {**item, **({"speakers": said, beside: None} if is_honoured else {})}


def _said(item: Mapping[str, object], fields: Collection[str]) -> str:
    return next((str(part) for key, part in item.items() if part and field_of(words_of(key)) in fields), "")


def dates_from_ends(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items with the days of the first ones, which only the end of the last of these says with a date."""
    if any(_said(item, {"date"}) for _, item in items[:1]):
        return list(items)
    for count, (_, item) in enumerate(items, start=1):
        begins, ends = clock_of(_said(item, {"start"})), moment_of(_said(item, {"end"}))
        if begins is None:
            break
        if ends is not None:
            day = (ends - timedelta(milliseconds=begins.ms)).date().isoformat()
            dated = [(where, {**flat, "date": day}) for where, flat in items[:count]]
            dated[-1][1].update({key: f"{ends:%H:%M:%S}" for key in item if field_of(words_of(key)) == "end"})
            return [*dated, *items[count:]]
    return list(items)


def without_holders(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items without the sessions that others refer to by ids, `panelId`; these have its title and its chairs."""
    own = {str(item["id"]): where for where, item in items if isinstance(item.get("id"), str | int)}
    held = {
        where: holder
        for where, item in items
        for key, part in item.items()
        if part and _OF_A_HOLDER.fullmatch(words_of(key)) and (holder := own.get(str(part), where)) != where
    }
    by_place = dict(items)
    holders = set(held.values()) - held.keys()
    return [
        (where, {**_said_by_holder(by_place[held[where]]), **item} if held.get(where) in holders else item)
        for where, item in items
        if where not in holders
    ]


def with_sessions_apart(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items in which a session has a number behind its name if another one of this name, with others between,
    stands before it on its day.
    """
    numbers: dict[tuple[str, str], dict[str, int]] = {}  # of the objects that hold items, by their names and days
    latest: Counter[tuple[str, str]] = Counter()
    above, made = ("", ""), []
    for where, item in items:
        held, of = where.rpartition(".")[0], (str(item.get("session") or ""), _said(item, {"date"}))
        known = numbers.setdefault(of, {})
        if held not in known:
            latest[of] += not known or of != above
            known[held] = latest[of]
        is_again = bool(of[0]) and known[held] > 1
        made.append((where, {**item, "session": f"{of[0]} ({known[held]})"} if is_again else item))
        above = of
    return made


def _said_by_holder(holder: Mapping[str, object]) -> dict[str, object]:
    led = {key: part for key, part in holder.items() if part and field_of(words_of(key)) in {"moderators", "track"}}
    return {**led, "session": _said(holder, {"title"})}


def _counts_days(key: str, part: object) -> bool:
    is_count = isinstance(part, int) and not isinstance(part, bool) and 0 <= part < MOST_DAYS
    return is_count and _is_date_key(key)


def with_dates(
    items: Sequence[tuple[str, dict[str, object]]], begins: date | None
) -> list[tuple[str, dict[str, object]]]:
    """Return items whose days have names or numbers with dates, counted from the day on which the whole begins."""
    keys = [next((key for key, part in item.items() if part and _is_date_key(key)), "") for _, item in items]
    said = [str(item.get(key, "")).strip() for (_, item), key in zip(items, keys, strict=True)]
    counted = {int(text) for text in said if text.isdecimal() and len(text) < 3}
    if begins is None or not any(said):
        return list(items)
    numbering = Numbering(begins)
    numbering.note(Day(begins))
    dated = []
    for (where, item), key, text in zip(items, keys, said, strict=True):
        name = f"Day {text}" if text.isdecimal() and min(counted, default=0) == 1 else text
        day = numbering.day(name) if names_a_day(name) else None
        dated.append((where, {**item, key: day.date.isoformat()} if day is not None else item))
    return dated


def _is_date_key(key: str) -> bool:
    return field_of(words_of(key)) == "date"


def names_by_id(about: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return the names of people and rooms that are listed beside the items, by field and id."""
    names: dict[str, dict[str, str]] = {}
    for part in about:
        for key, listed in list(part.items())[:100]:
            field = _referred(str(key))
            if field and isinstance(listed, Mapping):
                listed = [{"id": id_, **each} for id_, each in listed.items() if isinstance(each, Mapping)]
            for each in map(as_mapping, listed[:MOST_LISTED] if field and isinstance(listed, list) else ()):
                name = day_said(each) if field == "date" else name_of(each)
                if name and (id_ := text_of(each, *_IDS)):
                    names.setdefault(field, {})[id_] = name
    return names


def _referred(key: str) -> str:
    """Return the field that a key refers to by ids: `speakerIds`, `room_id`, `speakers`."""
    field = field_of(re.sub(r"\s?ids?$", "", words_of(key), flags=re.IGNORECASE))
    words = words_of(key if not key.isupper() else key.lower())  # constants of scripts are in capitals
    singular = (words.removesuffix("s"), words.removesuffix("es"))
    field = "date" if key.lower() in DAYS else field or next(filter(None, map(field_of, singular)), None)
    return field if field in {"speakers", "room", "track", "date"} else ""


def with_names(value: Any, names: Mapping[str, Mapping[str, str]], depth: int) -> Any:
    """Return a value in which ids of people and rooms are their names, below keys without the word for an id."""
    if not names or depth > DEEPEST:
        return value
    if isinstance(value, list):
        return [with_names(part, names, depth + 1) for part in value]
    if not isinstance(value, Mapping):
        return value
    return dict(
        _named(str(key), part, names) or (key, with_names(part, names, depth + 1)) for key, part in value.items()
    )


def _named(key: str, part: object, names: Mapping[str, Mapping[str, str]]) -> tuple[str, object] | None:
    """Return a key and the names that its ids stand for; None for one that refers to none of these."""
    field = _referred(key) if isinstance(part, str | int | list) else ""
    ids = [each for each in (part if isinstance(part, list) else [part]) if isinstance(each, str | int)]
    known = [names[field][str(id_)] for id_ in ids if str(id_) in names.get(field, {})]
    return (field, known if isinstance(part, list) else known[0]) if known and len(known) == len(ids) else None


def ids_as_people(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items with the people whose names their ids are, `speakerIds: ["ann-lee"]`, if nothing else names any."""
    keys = {key for _, item in items for key, part in item.items() if part and _referred(key) == "speakers"}
    if len(keys) != 1 or not _IDS_OF_KEY.search(words_of(key := keys.pop())):
        return list(items)
    ids = [id_ for _, item in items if item.get(key) for id_ in str(item[key]).split("; ")]
    if not all(map(_SLUG.fullmatch, ids)):
        return list(items)
    return [(where, {**item, "speakers": _names_of(item.get(key)), key: None}) for where, item in items]


def _names_of(slugs: object) -> str | None:
    return str(slugs).replace("-", " ").title() if slugs else None


def rooms_by_names(items: Sequence[tuple[str, Mapping[str, object]]]) -> list[str]:
    """Return the rooms that only the names of lists say, and that have no word for a place: "Web" and "Mobile"."""
    named = (str(item["room"]) for where, item in items if item.get("room") and _is_in_path(str(item["room"]), where))
    return [room for room in dict.fromkeys(named) if PLACE.search(room) is None][:MOST_NAMED]


def _is_in_path(room: str, where: str) -> bool:
    return len(room) <= LONGEST_DAY and room in re.split(r"[.\[]", where[:MOST_OF_A_PATH])


def unread_in(value: object, items: Sequence[tuple[str, Mapping[str, object]]]) -> Iterator[tuple[str, str, Sentence]]:
    """Yield objects in lists that are no items and hold none, with what tells of them, and the reason.

    These have a time and no title, or a title and no time: they have a date, or stand beside others with times.
    So are the names of parts of a programme that no item has.
    """
    kept = {part for _, item in items for part in item.values() if isinstance(part, str)}
    read = {str(where) for where, _ in items}
    holders = {part for path in read for part in accumulate(path.replace("[", "\0[").replace(".", "\0.").split("\0"))}
    names = (each for each in _names_of_parts(value, "", 0) if each[0] in holders and each[1] not in kept)
    yield from ((where, name, Sentence("no item has it")) for where, name in names)
    yield from _unread_in(value, "", 0, holders)


def _unread_in(value: object, path: str, depth: int, holders: Collection[str]) -> Iterator[tuple[str, str, Sentence]]:
    parts = [(where, part) for _, where, part in parts_of(value, path, depth)]
    timed = any(isinstance(part, Mapping) and is_item(fields_of(part)) for _, part in parts)
    beside = timed or any(isinstance(part, Mapping) and _is_timed(fields_of(part)) for _, part in parts)
    for where, part in parts:
        if where not in holders and isinstance(part, Mapping) and has_title(fields_of(part)) and is_on_no_day(part):
            yield where, _said(fields_of(part), {"title"}) or name_of(part), Sentence("it is marked to be skipped")
            continue
        if where in holders or (isinstance(part, Mapping) and is_item(fields_of(part))):
            yield from _unread_in(part, where, depth + 1, holders)
            continue
        flat = fields_of(part) if isinstance(part, Mapping) and isinstance(value, list) else {}
        title = next((str(said) for key, said in flat.items() if said and "title" in meanings(words_of(key))), "")
        if title and timed:
            yield where, title, Sentence("it has no time, unlike others beside it")
        elif title and not names_a_day(title) and _is_dated(flat):
            yield where, title, Sentence("it has no time that can be read")
        elif not has_title(flat) and _is_timed(flat):
            why = Sentence("no item has it") if any(map(_may_be_called, flat.items())) else Sentence("it has no title")
            yield where, " | ".join(str(said) for said in flat.values() if said), why
        elif beside and any(flat.values()) and any(names_a_time(key) and not said for key, said in flat.items()):
            told = " | ".join(str(said) for said in flat.values() if said)
            yield where, told, Sentence("it has no time, unlike others beside it")
        else:
            yield from _unread_in(part, where, depth + 1, holders)


def _may_be_called(field: tuple[str, object]) -> bool:
    """Whether a key without a meaning, or of a description, has words that may be a title."""
    is_text = isinstance(field[1], str) and any(map(str.isalpha, field[1]))
    return is_text and field_of(words_of(field[0])) in {None, "abstract"}


def _is_dated(flat: Mapping[str, object]) -> bool:
    return any(field_of(words_of(key)) == "date" and day_of(said, SOME_DAY) is not None for key, said in flat.items())


def _is_timed(flat: Mapping[str, object]) -> bool:
    return any(names_a_time(key) and _is_time(said) for key, said in flat.items())


def _is_time(said: object) -> bool:
    return isinstance(said, int | float) or range_of(str(said)) is not None or moment_of(said) is not None


def texts_in(value: object) -> Iterator[Statement]:
    """Yield the texts in data in their order, with their paths, and their keys in words: "sessions.chair"."""
    waiting: list[tuple[str, str, object]] = [("", "", value)]
    while waiting:
        path, of, part = waiting.pop()
        if isinstance(part, str):
            yield Statement(path, part, of)
        elif isinstance(part, Mapping):
            inner = [(deeper(path, key), _of(of, str(key)), each) for key, each in part.items()]
            waiting += reversed(inner)
        elif isinstance(part, list):
            waiting += reversed([(deeper(path, at), of, each) for at, each in enumerate(part)])


def _names_of_parts(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the keys, with their paths, that name parts of a programme and no days: "all-5" and "design-5"."""
    held = as_mapping(value)
    named = [str(key) for key, each in list(held.items())[:100] if _holds_objects(each)]
    if 1 < len(named) == len(held) and all(map(_NAME_OF_A_PART.fullmatch, named)):
        yield from ((deeper(path, key), key) for key in named if not _says_day_or_place(key))
    for _, where, part in parts_of(value, path, depth):
        yield from _names_of_parts(part, where, depth + 1)


def _says_day_or_place(key: str) -> bool:
    return bool(day_in_name(key) or date_in_name(key) or place_in_name(key)) or is_date(key) or names_a_day(key)


def _holds_objects(part: object) -> bool:
    held = list(part.values()) if isinstance(part, Mapping) else part if isinstance(part, list) else []
    return all(isinstance(each, Mapping) for each in held[:3]) and len(held) > 0


def _of(of: str, key: str) -> str:
    """Return the keys down to a text in words, without days, times and numbers."""
    return of if any(map(str.isdigit, key)) else f"{of}.{words_of(key)}".lstrip(".")
