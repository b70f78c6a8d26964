"""How objects of unknown JSON hold each other: days, slots and blocks around talks, and times of one thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import Sentence
from app.formats.imports.found.dates import day_of, month_of
from app.formats.imports.found.days import (
    LONGEST_DAY,
    MOST_DAYS,
    SOME_DAY,
    behind_day_number,
    day_number,
    names_a_day,
    number_of_day,
)
from app.formats.imports.found.durations import number_of
from app.formats.imports.found.headings import field_of, kind_of, meanings
from app.formats.imports.found.times import LONGEST, range_of
from app.formats.imports.readers.json_fields import (
    NAMES,
    OF_TALKS,
    SCOPES,
    TIMED,
    fields_of,
    has_title,
    is_item,
    is_talk_beside,
    name_of,
    names_a_time,
    names_people,
)
from app.formats.imports.readers.json_moments import DAYS, DEEPEST, is_date, words_of
from app.formats.text.json_parts import as_mapping, text_of
from app.formats.text.notes import MOST_ROWS, shortened

OF_A_SLOT = TIMED | {"end", "duration"}
OF_AN_OCCASION = OF_A_SLOT | SCOPES
_OTHER_PEOPLE = (*OF_TALKS, "sponsors", "organizers", "organisers", "team", "staff", "helpers", "volunteers", "crew")
MOST_COUNTED = 7  # days of a programme that are counted from one; higher numbers are those of a month
NESTED = 2  # lists in lists that are looked into
MOST_OCCASIONS = 200  # of one thing that are looked at
_NOTE = re.compile(r"notes?|remarks?|comments?|info|bemerkung(?:en)?|hinweise?|remarques?|notas?", re.IGNORECASE)
LONGEST_NOTE = 60  # characters of a note that may be a title
_TALKS = re.compile(
    r"(?:sub ?|(?:oral|poster|contributed|invited|keynote|short|lightning|flash) )?"
    r"(?:talks|papers|posters|breakouts|workshops|presentations|contributions|items|sessions|events|speeches|lectures|topics|entries|"
    r"(?:sub)?sections|activities|actividades|atividades|activités|aktivitäten|program|programme|schedule|agenda|vorträge|beiträge|exposés|ponencias|palestras|доклады)",
    re.IGNORECASE,
)
_OF_ALL = DAYS | frozenset(("agenda", "schedule", "program", "programme", "programa", "timetable"))
_IN_BRACKETS = re.compile(r"\([^()]{0,60}\)$")  # "Theme 4 (parallel session)"
_PARALLEL = re.compile(r"\b(?:parallel|breakouts?|simult|tracks?)", re.IGNORECASE)
_PREVIEWS = re.compile(r"preview|highlights?|featured|teasers?|overview", re.IGNORECASE)  # of the items beside
_ROOMS = ("tracks", "rooms")
_TALK_ID = re.compile(r"^(?:session|talk|event|item|presentation|paper|lecture|submission)_?ids?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")
_WITH_A_DASH = re.compile(r"^([0-2]\d)-?([0-5]\d)$")
_FIRST_YEAR = "1800"  # four digits of a key that may be a year
_SLUG = re.compile(r"[^\W\d_A-Z]{2,20}(?:[-_][^\W\d_A-Z]{1,20}){1,5}")


def counted_days(value: object, path: str) -> dict[object, dict[str, object]]:
    """Return the days that only their place says: those in a list of days, and lists below numbers that count."""
    name = re.sub(r"\[\d{1,6}\]$", "", path.rpartition(".")[2]).lower()
    if isinstance(value, list):
        apart = [isinstance(part, Mapping) and not is_item(fields_of(part)) for part in value[:MOST_DAYS]]
        are_days = name in DAYS and 1 < len(value) <= MOST_DAYS and all(apart)
        return {at: {"date": f"Day {at + 1}"} for at in range(len(value))} if are_days else {}
    numbers = numbers_of_days(value)
    is_of_all = not name or name in _OF_ALL or numbers[:1] > [MOST_COUNTED]
    if not isinstance(value, Mapping) or not numbers or not is_of_all:
        return {}
    return {key: {"date": f"Day {number}"} for key, number in zip(value, numbers, strict=True)}


def numbers_of_days(value: object) -> list[int]:
    """Return the keys of an object if they count, 23, 24 and 25, and below each are a list or what holds items."""
    if not isinstance(value, Mapping) or not 1 < len(value) <= MOST_DAYS:
        return []
    listed = (
        key
        for key, part in value.items()
        if isinstance(part, list) or (isinstance(part, Mapping) and holds_items(part))
    )
    numbers = [number for key in listed if (number := day_number(key))]
    return numbers if numbers[:1] and numbers == [numbers[0] + at for at in range(len(value))] else []


def day_said(value: Mapping[str, Any]) -> str:
    """Return the date of a day that is listed with an id, or else its name, if it is one of days."""
    date, name = text_of(value, "date"), name_of(value)
    return date or (name if names_a_day(name) or is_date(name) else "")


def day_alone(part: object) -> Mapping[str, object]:
    """Return the date, and the room, of an object of a list without a title, for those behind: `{"type": "day", …}`."""
    flat = fields_of(part) if isinstance(part, Mapping) else {}
    dates = [each for key, each in flat.items() if names_a_time(key) and isinstance(each, str) and is_date(each)]
    held = any(isinstance(each, Mapping | list) for each in as_mapping(part).values())
    room = {key: each for key, each in flat.items() if each and field_of(words_of(key)) == "room"}
    return {"date": dates[0], **room} if len(dates) == 1 and not held and not has_title(flat) else {}


def day_in_title(flat: Mapping[str, object]) -> str:
    """Return the title of an object that holds items if it is only a day: "Monday, 29 September"."""
    titles = [part for key, part in flat.items() if "title" in meanings(words_of(key)) and isinstance(part, str)]
    short = [title for title in titles if len(title) <= LONGEST_DAY]
    return next(iter((*filter(is_date, short), *filter(names_a_day, short))), "")


def is_day(value: Mapping[str, Any]) -> bool:
    """Whether an object only says what day another's `day` is, and from when to when it lasts."""
    date = text_of(value, "date")
    is_flat = bool(date) and not any(isinstance(part, Mapping | list) for part in value.values())
    return is_flat and names_a_day(text_of(value, *NAMES)) and day_of(date) is not None


def is_block(value: Mapping[str, Any], flat: Mapping[str, object], *, of_one: bool = False) -> bool:
    """Whether an object with a title and a time has several talks without times, which share it, or just one."""
    lists = (part for key, part in list(value.items())[:100] if isinstance(part, list) and names_talks(str(key)))
    talks = ([fields_of(each) for each in part if isinstance(each, Mapping)] for part in lists)
    titled = (sum(has_title(talk) and not _has(talk, TIMED) for talk in part) for part in talks)
    is_parallel = any(_PARALLEL.search(str(part)) for key, part in flat.items() if field_of(words_of(key)) == "title")
    return (is_parallel or bool(named_block(flat))) and any(count == 1 if of_one else count > 1 for count in titled)


def holds_objects(value: Mapping[str, Any]) -> bool:
    """Whether an object has lists of others with titles, as a day or a room has its talks; people have titles too."""
    lists = (part for key, part in value.items() if isinstance(part, list) and not lists_people(key, part))
    return any(isinstance(part, Mapping) and has_title(fields_of(part)) for each in lists for part in each[:3])


def holds_items(value: Mapping[str, Any], but: object = None, depth: int = 0) -> bool:
    """Whether an object has a list of others with titles and times of their own, as an event has its talks.

    They may be listed by their ids: `"entries": {"c5": {…}}`.
    """
    lists = [(str(key), _listed(str(key), part)) for key, part in list(value.items())[:100] if key != but]
    return any(part and all(_is_or_holds(each, key, len(part), depth) for each in part[:3]) for key, part in lists)


def _listed(key: str, part: object) -> list[Any]:
    if isinstance(part, Mapping):
        return list(part.values()) if names_talks(key) and not has_title(fields_of(part)) else []
    return part if isinstance(part, list) else []


def _is_or_holds(value: object, key: str, count: int, depth: int) -> bool:
    """Whether an object of a list is an item, one of several or of talks, or a track or a room with its own items."""
    if not isinstance(value, Mapping):
        return False
    if (count > 1 or names_talks(key)) and is_item(fields_of(value)):
        return True
    return depth < NESTED and holds_items(value, depth=depth + 1)


def previews(key: object, value: object) -> bool:
    """Whether below a key are some of the items that the object lists elsewhere."""
    return isinstance(value, Mapping) and _PREVIEWS.fullmatch(str(key)) is not None and holds_items(value, but=key)


def lists_people(key: object, part: object) -> bool:
    """Whether what stands below a key are people: who speaks or moderates, and who made or paid an event."""
    return str(key).endswith(_OTHER_PEOPLE) or (isinstance(part, list) and names_people(str(key)))


def names_talks(key: str) -> bool:
    return _TALKS.fullmatch(words_of(key)) is not None


def named_block(flat: Mapping[str, object]) -> dict[str, object]:
    """Return what a block of talks says of each: its title as their session, else who leads it."""
    led = leaders_of(flat)
    title = _title_beside_times(flat) or next(
        (f"{words_of(key).capitalize()}: {part}" for key, part in led.items()), ""
    )
    themed = number_of_day(title) is not None and _WORD.search(behind_day_number(title)) is not None
    is_day = names_a_day(title) or day_of(title, SOME_DAY if len(title) <= LONGEST_DAY else None) is not None
    is_day = (is_day and not themed) or all(month_of(word) for word in re.findall(r"[^\W\d_]+", title[:LONGEST_DAY]))
    if not title or is_day or _PARALLEL.search(_IN_BRACKETS.sub("", title)):
        return {}
    return {"session": title, **led}


def _title_beside_times(flat: Mapping[str, object]) -> str:
    """Return the title that fields have, of several the one named as a time is: `eventTitle` beside `eventStart`."""
    titles = {key: str(part) for key, part in flat.items() if part and field_of(words_of(key)) == "title"}
    of_times = {words_of(key).partition(" ")[0] for key in flat if names_a_time(key)}
    beside = (part for key, part in titles.items() if words_of(key).partition(" ")[0] in of_times)
    return next(beside, next(iter(titles.values()), ""))


def leaders_of(flat: Mapping[str, object]) -> dict[str, object]:
    return {key: part for key, part in flat.items() if part and field_of(words_of(key)) == "moderators"}


def are_times(value: Mapping[str, Any]) -> bool:
    """Whether the keys of an object are the times of what stands below them: `{"10:00": "Opening"}`."""
    if len(value) < 2 or not all(map(clock_in, value)) or _may_be_years(value):
        return False
    parts = [{"title": part} if isinstance(part, str) else part for part in value.values()]
    return all(isinstance(part, Mapping) and has_title(fields_of(part)) for part in parts)


def _may_be_years(keys: Collection[str]) -> bool:
    """Whether keys are numbers of four digits, `2019`, that may be other than times: `0930`."""
    numbers = [key for key in keys if len(key) == 4 and key.isdecimal()]
    return bool(numbers) and (min(numbers) >= _FIRST_YEAR or not all(number[-1] in "05" for number in numbers))


def begin_alike(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all of these begin at the same time with the same, as days do, and rooms do not."""
    return all(next(iter(part.items())) == next(iter(parts[0].items())) for part in parts)


def titled(text: str) -> dict[str, object]:
    """Return what is called so, with words for a slug: "ann-lee"."""
    is_slug = _SLUG.fullmatch(text) is not None
    return {"talkSlug": re.sub("[-_]", " ", text).title()} if is_slug else {"title": text}


def clock_in(key: object) -> str:
    """Return the time or range that a key is, also with dashes for colons or without; empty for another key."""
    text = key if isinstance(key, str) and any(map(str.isdigit, key[:LONGEST])) else ""
    if not text:
        return ""
    text = _WITH_A_DASH.sub(r"\1:\2", text)
    return text if number_of(text) is None and range_of(text) is not None else ""


def talks_beside(
    value: Mapping[str, Any], flat: Mapping[str, object], path: str
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the talks in an item that take place at the same time."""
    when = {key: part for key, part in flat.items() if field_of(words_of(key)) in TIMED | {"date"}}
    for key, part in list(value.items())[:100]:
        if is_talk_beside(str(key), part):
            yield deeper(path, key), {**when, **fields_of(part)}


def with_own_times(around: Mapping[str, object], flat: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of an object with those around it: of a day, room or time around it none, if it has its own.

    A number is no day of its own in a list of a numbered day.
    """
    if number_of_day(str(around.get("date", ""))) is not None:
        flat = {
            key: part for key, part in flat.items() if not isinstance(part, int) or field_of(words_of(key)) != "date"
        }
    own = {field for key, part in flat.items() if part and (field := field_of(words_of(key))) in OF_AN_OCCASION}
    own |= OF_A_SLOT if own & TIMED else set[str]()
    return {**{key: part for key, part in around.items() if field_of(words_of(key)) not in own}, **flat}


def occasions(value: Mapping[str, Any], own: Mapping[str, object]) -> str | None:
    """Return the key of a list of the times at which a thing with a title takes place; None without one.

    Args:
        own: its fields, if it has a time itself; then this has to be listed too, and nothing but times.
    """
    for key, part in list(value.items())[:100]:
        if isinstance(part, list) and part and not lists_people(key, part):
            looked = part[:MOST_OCCASIONS]
            if not all(isinstance(each, Mapping) and not any(map(_holds_more, each.values())) for each in looked):
                continue  # what is on a day
            flat = [fields_of(each) for each in looked]
            timed = all(any(names_a_time(k) and v for k, v in each.items()) and not _names(each) for each in flat)
            says_own = any(set(each.values()) <= set(own.values()) for each in flat)
            if timed and (not own or (says_own and all(map(_only_says_when, flat)))):
                return str(key)
    return None


def _holds_more(part: object) -> bool:
    return isinstance(part, list) and any(isinstance(each, Mapping) for each in part)


def _only_says_when(flat: Mapping[str, object]) -> bool:
    return all(field_of(words_of(key)) in OF_AN_OCCASION for key in flat)


def _names(flat: Mapping[str, object]) -> bool:
    """Whether fields have a title, which is not only that of a room, or name a session."""
    return any(field_of(words_of(key)) in {"title", "abstract", "session"} for key, part in flat.items() if part)


def untitled_talks(values: Sequence[object]) -> list[int]:
    """Return the places in a list of those who speak, or of breaks, at a time without titles, beside others with."""
    told = [
        (number, fields_of(part))
        for number, part in enumerate(values)
        if isinstance(part, Mapping) and not _says_title(part)
    ]
    timed = [(number, flat) for number, flat in told if _has(flat, TIMED)]
    people = {number for number, flat in timed if _has(flat, {"speakers"}) or _says_kind(flat) or _only_note(flat)}
    if not people or not any(isinstance(part, Mapping) and is_item(fields_of(part)) for part in values):
        return []
    return sorted(people)


def _says_kind(flat: Mapping[str, object]) -> bool:
    """Whether the kind of an item says in words what it is: "LUNCH BREAK", "Poster session 2"."""
    kinds = (part for key, part in flat.items() if field_of(words_of(key)) == "kind" and isinstance(part, str))
    return any(kind_of(kind) is not None or (" " in kind.strip() and kind[:1].isupper()) for kind in kinds)


def with_note_as_title(flat: Mapping[str, object]) -> Mapping[str, object]:
    """Return fields with a short note for the title, if no more is said beside a time: `notes: Lunch`."""
    return (
        {**{key: part for key, part in flat.items() if key != noted}, "title": flat[noted]}
        if (noted := _only_note(flat))
        else flat
    )


def _only_note(flat: Mapping[str, object]) -> str:
    """Return the key of a short note that is all that is said beside a time; empty if there is none, or more."""
    rest = [(key, part) for key, part in flat.items() if part and field_of(words_of(key)) not in OF_A_SLOT]
    notes = [key for key, part in rest if _NOTE.fullmatch(key) and isinstance(part, str) and len(part) <= LONGEST_NOTE]
    return notes[0] if len(notes) == len(rest) == 1 else ""


def _says_title(part: Mapping[str, Any]) -> bool:
    return any(each and "title" in meanings(words_of(str(key))) for key, each in list(part.items())[:100]) or any(
        _holds_more(each) for key, each in part.items() if not lists_people(key, each)
    )


def _has(flat: Mapping[str, object], fields: Collection[str]) -> bool:
    return any(part and field_of(words_of(key)) in fields for key, part in flat.items())


def parts_of(value: object, path: str, depth: int) -> Iterator[tuple[object, str, Any]]:
    """Yield the values nested in a value, with their keys and paths; none beyond the greatest depth."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner if depth <= DEEPEST else ():
        if isinstance(part, Mapping | list):
            yield key, deeper(path, key), part


def deeper(path: str, key: object) -> str:
    """Return the path of what stands below a key, or at a place of a list."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{shortened(str(key), 40)}" if path else shortened(str(key), 40)


def with_talks(value: Any) -> tuple[Any, list[tuple[str, Sentence]]]:
    """Return data in which ids of talks, in slots with times, are those talks of the same file, and what is left.

    Hoverboard and Zeppelin have them so: `{"schedule": [{"timeslots": …}], "sessions": {"101": {"title": …}}}`.
    """
    joining = _Joining(_talks_by_id(value))
    if not joining.talks:
        return value, []
    joined = joining.outside(value, (), 0)
    used = set(joining.used)
    others = (text_of(talk, *NAMES) for id_, talk in joining.talks.items() if id_ not in used)
    left = [(title, Sentence("it has no time, unlike the others")) for title in others]
    left += [(id_, Sentence("it has no title")) for id_ in joining.unknown]
    return (joined, left) if used else (value, [])


def _talks_by_id(value: object) -> dict[str, Mapping[str, Any]]:
    """Return the talks without times that are listed with ids, or by them, in the outermost object."""
    value = value[0] if isinstance(value, list) and len(value) == 1 else value  # a document of YAML
    talks: dict[str, Mapping[str, Any]] = {}
    for key, listed in list(value.items())[:100] if isinstance(value, Mapping) else ():
        pairs = list(listed.items()) if isinstance(listed, Mapping) else []
        if isinstance(listed, list):
            pairs = [(part.get("id", _own_id(part)), part) for part in listed if isinstance(part, Mapping)]
        if _TALKS.fullmatch(words_of(str(key))) or (pairs and all(_own_id(part) for _, part in pairs)):
            talks |= {str(id_): part for id_, part in pairs if isinstance(id_, str | int) and _is_untimed(part)}
    return talks


def _own_id(part: object) -> str:
    """Return the id that an object has under the name by which others refer to it, such as `paperId`."""
    ids = (
        [each for key, each in list(part.items())[:100] if _TALK_ID.match(str(key))]
        if isinstance(part, Mapping)
        else []
    )
    return ids[0] if len(ids) == 1 and isinstance(ids[0], str) else ""


def _is_untimed(part: object) -> bool:
    flat = fields_of(part) if isinstance(part, Mapping) else {}
    return has_title(flat) and not any(names_a_time(key) and said for key, said in flat.items())


@dataclass(frozen=True, slots=True)
class _Joining:
    """The talks of a file by their ids, the ids that slots named, and those among them of no talk."""

    talks: Mapping[str, Mapping[str, Any]]
    used: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def outside(self, part: Any, rooms: Sequence[str], depth: int) -> Any:
        """Return a part of data with the talks of each slot that has a time."""
        if depth > DEEPEST or not isinstance(part, Mapping | list):
            return part
        if isinstance(part, list):
            return [self.outside(each, rooms, depth + 1) for each in part]
        if named := _names_of_rooms(part):
            rooms, part = named, {key: each for key, each in part.items() if key not in _ROOMS}
        slot = any(names_a_time(str(key)) and each for key, each in part.items())
        return {
            _TALK_ID.sub("talks", str(key)) if slot else key: self.inside(each, rooms, "", depth + 1)
            if slot and _TALKS.fullmatch(_TALK_ID.sub("talks", str(key)))
            else self.outside(each, rooms, depth + 1)
            for key, each in part.items()
        }

    def inside(self, part: Any, rooms: Sequence[str], room: str, depth: int) -> Any:
        """Return talks for the ids of a slot; a list with a place for each room has what is in these."""
        if depth > DEEPEST:
            return part
        if isinstance(part, list):
            places = rooms if len(part) == len(rooms) > 1 else [room] * len(part)
            return [self.inside(each, rooms, place, depth + 1) for each, place in zip(part, places, strict=True)]
        if isinstance(part, Mapping):
            held = part.get("items")
            return {**part, "items": self.inside(held, (), room, depth + 1)} if isinstance(held, list) else part
        talk = self.talks.get(str(part)) if isinstance(part, str | int) else None
        if talk is None or len(self.used) > MOST_ROWS:
            self.unknown.extend([str(part)] if isinstance(part, int) else [])
            return part
        self.used.append(str(part))
        return {**talk, "room": room} if room else talk


def _names_of_rooms(part: Mapping[str, Any]) -> list[str]:
    """Return the names of the tracks or rooms that an object lists for the places of its slots; none has an id."""
    listed: list[Any] = next((part[key] for key in _ROOMS if isinstance(part.get(key), list)), [])
    names = [text_of(each, *NAMES) for each in listed if isinstance(each, Mapping) and "id" not in each]
    return names if all(names) else []
