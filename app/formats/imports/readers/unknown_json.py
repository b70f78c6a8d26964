"""JSON of unknown programs: every object with a title and a time is an item, anywhere in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Any

from app.domain.errors import Sentence
from app.domain.values import DAY, MINUTE
from app.formats.imports.found.assignment import columns_of
from app.formats.imports.found.dates import day_of, moment_of
from app.formats.imports.found.days import LONGEST_DAY, names_a_day
from app.formats.imports.found.durations import measure_of, number_of
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, meanings
from app.formats.imports.found.names.cell import Named, moderates
from app.formats.imports.found.times import clock_of, range_of
from app.formats.imports.tables.cells import Row, Sheet
from app.formats.imports.tables.tables import read_tables
from app.formats.text.json_parts import as_mapping, text_of
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, shortened
from app.formats.text.zones import known_zones

_NAMES = (
    "name",
    "full_name",
    "fullName",
    "public_name",
    "display_name",
    "displayName",
    "title",
    "label",
    "rendered",
    "en",
)
_FIRST = ("first", "first_name", "firstName", "firstname", "given_name", "givenName")
_LAST = ("last", "last_name", "lastName", "lastname", "surname", "family_name", "familyName")
_TIMED = frozenset({"start", "time"})
_OF_A_SLOT = _TIMED | {"end", "duration"}
_IDS = ("id", "_id", "uid", "key", "code", "slug")
_ZONES = ("timezone", "timeZone", "time_zone", "tz", "time_zone_name")
_SCOPES = frozenset({"date", "room", "track", "session"})
_PEOPLE = ("speakers", "presenters", "people", "authors", "sponsors", "organizers", "organisers", "team")
DEEPEST = 12
MOST_NAMES = 20_000  # of fields, ids among them: the meaning of each has to be found
MOST_LOOKED_AT = 200  # objects that show of what kind they are
_PLACES = ("room", "venue", "location", "place", "where")
_WHOLES = ("event", "conference", "meeting", "festival", "show", "meta", "info")
_TITLES = ("title", "name", "event_name", "eventName", "conference_name", "conferenceName")
_ROLES = ("role", "function", "type", "capacity")
_OF_PROGRAMMES = frozenset({"end", "duration", "speakers", "moderators", "abstract"})
_IN_A_LIST = re.compile(r"(?P<list>[^.\[\]]{1,40})\[\d{1,6}\](?:\.[^.\[\]]{1,40})?$")
_OTHER_LISTS = re.compile(
    r"\b(?:alarms|alerts|arrivals|articles|backups|bookings|calls|commits|connections|crons|cronjobs|departures|"
    r"deployments|devices|features|fixtures|flights|forecast|forecasts|games|hourly|incidents|issues|jobs|"
    r"journeys|logs|matches|measurements|messages|notifications|observations|orders|pipelines|posts|prices|"
    r"products|readings|reminders|runs|samples|sensors|songs|stops|tasks|tickets|todos|trains|transactions|"
    r"trips|tweets|users|vehicles|videos|abfahrten|ankünfte|aufgaben|fahrten|salidas|tareas|tâches)\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^_[a-z]{2,12}_(?=[a-z])")
FEW = 3  # items that show what a list holds
_AGENDA = re.compile(
    r"(?:agenda|programme?|schedule|run ?down|running order|run of show|order of business)?[ .]?"
    r"(?:agenda|items|points|topics|segments|sessions|talks|cues|presentations|slots|parts|entries|events|programm|ablauf|"
    r"tagesordnung|themen|points|sujets|puntos|temas|pontos|punti|пункты|议程|بنود)?",
    re.IGNORECASE,
)
_EPOCH = range(1_000_000_000, 10_000_000_000)  # seconds; a thousand times as much are milliseconds


def looks_like_items(value: object) -> bool:
    """Whether there is an object with a title and a time. Data with very many names of fields are not searched."""
    if not _has_few_names(value):
        return False
    items = list(islice(_items(value, "", 0, {}), MOST_LOOKED_AT))
    return bool(items) and not _are_of_other_things(items)


def _are_of_other_things(items: Sequence[tuple[str, Mapping[str, object]]]) -> bool:
    """Whether things that only begin, with no end or people, are listed as something else or began to the second."""
    if any(_OF_PROGRAMMES & {field_of(_words(key)) for key in flat} for _, flat in items):
        return False
    lists = [match["list"] for path, _ in items if (match := _IN_A_LIST.search(path))]
    others = sum(_OTHER_LISTS.search(_words(name)) is not None for name in lists)
    return others == len(items) or sum(_is_to_the_second(flat) for _, flat in items) * 2 > len(items)


def _is_to_the_second(flat: Mapping[str, object]) -> bool:
    moments = (moment_of(part) for key, part in flat.items() if _names_a_time(key))
    return any(moment is not None and (moment.second or moment.microsecond) for moment in moments)


def _has_few_names(value: object) -> bool:
    names: set[str] = set()
    waiting = [value]
    while waiting and len(names) <= MOST_NAMES:
        part = waiting.pop()
        inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        names.update(part if isinstance(part, Mapping) else ())
        waiting.extend(each for each in inner if isinstance(each, Mapping | list))
    return len(names) <= MOST_NAMES


def read_items(value: object, hints: ImportHints, notes: Notes, written: str = "JSON") -> Programme:
    """Read all such objects as a table whose headings are their keys."""
    about = _about(value)
    hints = replace(hints, zone=zone if (zone := _first(about, *_ZONES)) in known_zones() else hints.zone)
    hints = replace(hints, title=hints.title or _title_of(value))
    dated = (str(key) for part in about[:1] for key in list(part)[:100] if field_of(_words(str(key))) == "date")
    day = _first(about, "date", "day") or _first(about[:1], *dated)
    around = {"date": day} if re.search(r"\d", day) else {}
    items = list(islice(_items(_with_names(value, _names_by_id(value), 0), "", 0, around), MOST_ROWS + 1))
    if len(items) > MOST_ROWS:
        raise NotAProgramme("This JSON has more than {most:,} items, more than a programme needs.", most=MOST_ROWS)
    _give_place(items, _first(about, *_PLACES))
    headings = list(dict.fromkeys(key for _, item in items for key in item))
    rows = [Row(where, [item.get(key) for key in headings]) for where, item in items]
    notes.guess(
        "",
        "This {format} is of no program that is known here; what has a title and a time was taken for an item.",
        format=written,
    )
    for where, title in islice(_untimed(value, "", 0), MOST_ROWS):
        notes.cannot_read(where, title, "it has no time, unlike others beside it")
    return read_tables(
        [Sheet("", [Row(Sentence("keys"), [_words(key) for key in headings]), *rows])], "json-items", hints, notes
    )


def _items(
    value: object, path: str, depth: int, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every object with a title and a time as flat fields, with its path, but nothing inside such an object.

    Args:
        around: what the objects around this one say of all in them: day, room, track, and the time of a slot.
    """
    if isinstance(value, Mapping):
        flat = _flat(value)
        if (listed := _lasting(value)) is not None:
            yield from _one_by_one(value[listed], flat, _deeper(path, listed), around)
            return
        if _is_item(flat) or (_has_title(flat) and not _holds_objects(value) and _is_item({**around, **flat})):
            yield path or Sentence("the object"), {**around, **flat}
            return
        around = {**around, **_said_of_all(value, flat), **_called(flat, path)} if path else around
    rooms = _rooms_by_key(value) if isinstance(value, Mapping) else ()
    for key, where, part in _parts(value, path, depth):
        if not where.endswith(_PEOPLE):
            said = {"room": key} if key in rooms else _said_by_key(key, path)
            yield from _items(part, where, depth + 1, {**around, **said})


def _rooms_by_key(value: Mapping[str, Any]) -> Collection[str]:
    """Return the keys that are rooms of the items below them: "Hall A", "Lab"; none is a word for a field."""
    listed = {
        str(key)
        for key, part in list(value.items())[:100]
        if isinstance(part, list) and part and all(isinstance(p, Mapping) and _is_item(_flat(p)) for p in part[:3])
    }
    named = all(key[:1].isupper() and not meanings(key) and not names_a_day(key) for key in listed)
    return listed if named and (len(listed) > 1 or any(map(PLACE.search, listed))) else ()


def _give_place(items: Sequence[tuple[str, dict[str, object]]], place: str) -> None:
    """Give all items the place of the whole, if none of them says where it is."""
    if place and not any(field_of(_words(key)) == "room" for _, item in items for key in item):
        for _, item in items:
            item["room"] = place


def _lasting(value: Mapping[str, Any]) -> str | None:
    """Return the key of a list of an agenda's items with titles and lengths, none of which has a time; else None."""
    for key, part in list(value.items())[:100]:
        shown = part[:FEW] if isinstance(part, list) and _AGENDA.fullmatch(_words(str(key))) else []
        flat = [_flat(each) for each in shown if isinstance(each, Mapping)]
        if len(flat) == len(shown) > 1 and all(
            _has_title(each) and _lasts(each) and not _is_item(each) for each in flat
        ):
            return str(key)
    return None


def _lasts(flat: Mapping[str, object]) -> bool:
    return any(field_of(_words(key)) == "duration" and part for key, part in flat.items())


def _one_by_one(
    items: Sequence[object], outer: Mapping[str, object], path: str, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield items that follow each other, from when the object around them begins, as far as lengths are known."""
    begins = next((part for key, part in outer.items() if part and _names_a_time(key)), None)
    scopes = {key: part for key, part in outer.items() if part and field_of(_words(key)) in _SCOPES - {"session"}}
    at: int | None = 0
    for number, item in enumerate(items):
        flat = _flat(item) if isinstance(item, Mapping) else {}
        start = _at(begins, at) if at is not None else ""
        yield f"{path}[{number}]", {**around, **scopes, **({"start": start} if start else {}), **flat}
        length = _length_ms(flat)
        at = at + length if at is not None and length is not None else None


def _at(begins: object, ms: int) -> str:
    """Return the time so much later than a moment or a time of day; an empty text without one, or after all years."""
    if (moment := moment_of(begins)) is not None:
        with suppress(OverflowError):
            return (moment + timedelta(milliseconds=ms)).isoformat()
        return ""
    clock = clock_of(begins)
    later = (clock.ms + ms) // MINUTE if clock else 0
    return f"{later // 60 % 24:02}:{later % 60:02}" if clock else ""


def _length_ms(flat: Mapping[str, object]) -> int | None:
    """Return the length of an item; None if it has none, or one that no item has."""
    key = next((key for key in flat if field_of(_words(key)) == "duration"), "")
    number = number_of(flat.get(key))
    if number is None or "sec" in key.lower():
        return measure_of(str(flat.get(key)))
    return round(number * MINUTE) if 0 <= number * MINUTE <= DAY else None


def _about(value: object) -> list[Mapping[str, Any]]:
    """Return the objects that may tell of the whole: the outermost, and those directly in it."""
    if not isinstance(value, Mapping):
        return []
    return [value, *(part for part in list(value.values())[:100] if isinstance(part, Mapping))]


def _first(about: Sequence[Mapping[str, Any]], *names: str) -> str:
    """Return the only text that these objects have by one of these names; empty without one, or with several."""
    said = {text for part in about if (text := text_of(part, *names))}
    return said.pop() if len(said) == 1 else ""


def _title_of(value: object) -> str:
    """Return the title of the whole: of the outermost object, or of the event or conference directly in it."""
    whole = as_mapping(value)
    parts = [whole, *(as_mapping(whole.get(key)) for key in _WHOLES)]
    return next((title for part in parts if (title := text_of(part, *_TITLES))), "") or next(
        (text for key in _WHOLES if isinstance(text := whole.get(key), str)), ""
    )


def _names_by_id(value: object) -> dict[str, dict[str, str]]:
    """Return the names of people and rooms that are listed beside the items, by field and id."""
    names: dict[str, dict[str, str]] = {}
    for about in _about(value):
        for key, listed in list(about.items())[:100]:
            field = _referred(str(key))
            for part in listed[:MOST_NAMES] if field and isinstance(listed, list) else ():
                if isinstance(part, Mapping) and (id_ := text_of(part, *_IDS)) and (name := _name_of(part)):
                    names.setdefault(field, {})[id_] = name
    return names


def _referred(key: str) -> str:
    """Return the field that a key refers to by ids: `speakerIds`, `room_id`, `speakers`."""
    field = field_of(re.sub(r"\s?ids?$", "", _words(key), flags=re.IGNORECASE))
    return field if field in {"speakers", "room", "track"} else ""


def _with_names(value: Any, names: Mapping[str, Mapping[str, str]], depth: int) -> Any:
    """Return a value in which ids of people and rooms are their names, below keys without the word for an id."""
    if not names or depth > DEEPEST:
        return value
    if isinstance(value, list):
        return [_with_names(part, names, depth + 1) for part in value]
    if not isinstance(value, Mapping):
        return value
    return dict(
        _named(str(key), part, names) or (key, _with_names(part, names, depth + 1)) for key, part in value.items()
    )


def _named(key: str, part: object, names: Mapping[str, Mapping[str, str]]) -> tuple[str, object] | None:
    """Return a key and the names that its ids stand for; None for one that refers to none of these."""
    field = _referred(key) if isinstance(part, str | int | list) else ""
    ids = [each for each in (part if isinstance(part, list) else [part]) if isinstance(each, str | int)]
    known = [names[field][str(id_)] for id_ in ids if str(id_) in names.get(field, {})]
    return (field, known if isinstance(part, list) else known[0]) if known and len(known) == len(ids) else None


def _said_by_key(key: object, path: str) -> dict[str, object]:
    """Return what the key of an object says of what is in it: "15:15 - 15:45", "2026-09-14", a room in `rooms`."""
    if isinstance(key, str) and (within := _kind_of_place(path)):
        return {within: key}
    if isinstance(key, str) and len(key) <= LONGEST_DAY and (names_a_day(key) or day_of(key) is not None):
        return {"date": key}
    text = key if isinstance(key, str) and any(map(str.isdigit, key)) else ""
    if range_of(text) is not None and number_of(text) is None:
        return {"time": text}
    return {}


def _kind_of_place(path: str) -> str:
    """Return "room" or "track" for the path of such places; empty for another, and for one of a list of them."""
    field = "" if path.endswith("]") else field_of(_words(path.rsplit(".", 1)[-1]))
    return field if field in {"room", "track"} else ""


def _called(flat: Mapping[str, object], path: str) -> dict[str, object]:
    """Return the room or track that an object of a list of such is: its name holds for all in it."""
    within = _kind_of_place(path.rpartition("[")[0]) if path.endswith("]") else ""
    name = text_of(flat, *_NAMES) if within else ""
    return {within: name} if name else {}


def _holds_objects(value: Mapping[str, Any]) -> bool:
    """Whether an object has lists of others with titles, as a day or a room has its talks."""
    lists = (part for part in value.values() if isinstance(part, list))
    return any(isinstance(part, Mapping) and _has_title(_flat(part)) for each in lists for part in each[:3])


def _said_of_all(value: Mapping[str, Any], flat: Mapping[str, object]) -> dict[str, object]:
    """Return what an object says of those in it; one with a title, as an event has, gives no times.

    What is a list, as the tracks of a day, says nothing of each.
    """
    scopes = _SCOPES if _has_title(flat) else _SCOPES | _OF_A_SLOT
    single = ((key, part) for key, part in flat.items() if part and not isinstance(value.get(key), list))
    return {key: part for key, part in single if field_of(_words(key)) in scopes}


def _has_title(flat: Mapping[str, object]) -> bool:
    return any("title" in meanings(_words(key)) and isinstance(part, str) for key, part in flat.items())


def _untimed(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield objects with a title and without a time in a list of others that have both."""
    parts = [(where, part) for _, where, part in _parts(value, path, depth)]
    timed = [isinstance(part, Mapping) and _is_item(_flat(part)) for _, part in parts]
    for (where, part), has_time in zip(parts, timed, strict=True):
        if has_time:
            continue
        title = text_of(part, "title", "name") if isinstance(part, Mapping) and isinstance(value, list) else ""
        if title and any(timed):
            yield where, title
        else:
            yield from _untimed(part, where, depth + 1)


def _parts(value: object, path: str, depth: int) -> Iterator[tuple[object, str, Any]]:
    """Yield the values nested in a value, with their keys and paths; none beyond the greatest depth."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner if depth <= DEEPEST else ():
        if isinstance(part, Mapping | list):
            yield key, _deeper(path, key), part


def _is_item(flat: Mapping[str, object]) -> bool:
    """Whether fields have a title and a time; a text without a digit, such as a command to start, is no time."""
    held = (key for key, value in flat.items() if value and not (_names_a_time(key) and _has_no_digit(value)))
    return _are_of_an_item(tuple(held))


def _names_a_time(key: str) -> bool:
    return field_of(_words(key)) in _TIMED


def _has_no_digit(value: object) -> bool:
    words = ("noon", "midnight", "midi", "minuit", "mittag", "mitternacht")
    return isinstance(value, str) and not any(map(str.isdigit, value)) and value.strip().lower() not in words


@lru_cache(maxsize=2_000)  # most objects of a file have the same keys
def _are_of_an_item(keys: tuple[str, ...]) -> bool:
    fields = set(columns_of([_words(key) for key in keys]).values())
    return "title" in fields and bool(fields & _TIMED)


def _deeper(path: str, key: object) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{shortened(str(key), 40)}" if path else shortened(str(key), 40)


def _flat(value: Mapping[str, Any]) -> dict[str, object]:
    """Return the fields of an object, and those of objects directly inside that it does not have itself."""
    flat: dict[str, object] = {}
    inner: dict[str, object] = {}
    for key, part in list(value.items())[:100]:
        if isinstance(part, Mapping):
            named = text_of(part, *_NAMES)
            inner |= (
                {}
                if named and not _holds_item(str(key), part)
                else {k: _plain(k, v) for k, v in list(part.items())[:30]}
            )
            if named:
                flat[str(key)] = _plain(str(key), named)
        elif isinstance(part, list) and (led := [each for each in part[:100] if _moderates(each)]):
            flat["moderators"] = _plain("moderators", led)
            flat[str(key)] = _plain(str(key), [each for each in part[:100] if each not in led])
        else:
            flat[str(key)] = _plain(str(key), part)
    return {**{str(k): v for k, v in inner.items() if v is not None}, **flat}


def _moderates(part: object) -> bool:
    """Whether this is a person whose role is to moderate."""
    return isinstance(part, Mapping) and moderates(Named("", text_of(part, *_ROLES)))


def _holds_item(key: str, part: Mapping[str, Any]) -> bool:
    """Whether an object is the talk of a slot, and not its title in several languages."""
    return field_of(_words(key)) == "title" and text_of(part, *_NAMES[:-1]) != ""


def _plain(key: str, value: object) -> object:
    """Convert a value to a table's cell; lists are joined, seconds since 1970 are moments."""
    if field_of(_words(key)) == "links":
        return "\n".join(_link(link) for link in (value[:100] if isinstance(value, list) else [value])) or None
    if isinstance(value, list):
        names = (_name_of(v) if isinstance(v, Mapping) else str(v) for v in value[:100])
        return "; ".join(name for name in names if name) or None
    if isinstance(value, Mapping):
        return text_of(value, *_NAMES) or None
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and field_of(_words(key)) in {"start", "end", "time", "date"}
    ):
        seconds = value / 1000 if value // 1000 in _EPOCH else value if value in _EPOCH else None
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds is not None else value
    if isinstance(value, str):
        named = value.replace("-", " ").title() if key.lower().endswith("slug") else value  # "dr-ann-lee"
        return unescape(named) if "&" in named else named
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _name_of(value: Mapping[str, Any]) -> str:
    """Return the name in an object: whole, or the first and the last one."""
    halves = (text_of(value, *names) for names in (_FIRST, _LAST))
    return text_of(value, *_NAMES) or " ".join(half for half in halves if half)


def _link(link: object) -> str:
    if isinstance(link, Mapping):
        return f"{text_of(link, 'url', 'href', 'link')} {text_of(link, 'title', 'name')}".strip()
    return str(link) if isinstance(link, str) else ""


def _words(key: str) -> str:
    """Split `startTime`, `start_time` and, with a program's own prefix, `_wcpt_start_time` into words."""
    own = _PREFIX.sub("", key[:60])
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", own)
