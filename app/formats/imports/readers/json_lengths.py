"""Lists of JSON whose items are no objects with times and titles: rows of cells, lines of a text, texts of a slot,
columns of a grid, and items with lengths that follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

from app.domain.values import DAY, MINUTE, SegmentKind
from app.formats.imports.found.dates import day_of, moment_of, weekday_of
from app.formats.imports.found.days import LONGEST_DAY, SOME_DAY, names_a_day
from app.formats.imports.found.durations import measure_of, number_of
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import STRONG, field_of, kind_of, meanings
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.times import LONGEST, clock_of, leading_range, range_of
from app.formats.imports.readers.json_fields import SCOPES, fields_of, has_title, is_item, names_a_time
from app.formats.imports.readers.json_moments import DEEPEST, is_date, words_of
from app.formats.imports.readers.json_slots import holds_items, names_talks
from app.formats.text.json_parts import as_list, text_of

_AGENDA = re.compile(
    r"(?:agenda|programme?|schedule|run ?down|running order|run of show|order of business)?[ .]?"
    r"(?:agenda|items|points|topics|segments|sessions|talks|cues|presentations|slots|parts|entries|events|programm|ablauf|"
    r"tagesordnung|themen|points|sujets|puntos|temas|pontos|punti|пункты|议程|بنود)?",
    re.IGNORECASE,
)
_BETWEEN = " \t:|\u2013\u2014-.,;\u00b7"
LONGEST_LINE = 300  # characters
LONGEST_TITLE = 120  # characters, of a key that has another name
MOST_COLUMNS = 40  # of a grid
_OF_TALKS = frozenset({"speakers", "moderators", "room", "track"})
_WITH_MINUTES = re.compile(r"\d[:.h]\d\d|\d\s?[ap]\.?m\b", re.IGNORECASE)
_NO_TITLES = ("http", "#", "/")
_WORDS = re.compile(r"[^\W\d_]\s[^\W_]|[A-Z][^\W\d_]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")
FEW = 3  # items that show what a list holds
MOST_SHOWN = 200  # rows, or lists of times, that show what all are
MOST_TIMES = 20  # of an item
SHORTEST_ROW, LONGEST_ROW = 2, 8  # cells
_Naming = Callable[[Sequence[object]], tuple[str, str] | None]  # of the parts of a list: a key, and its usual name


def with_rows(value: Any, depth: int = 0) -> Any:
    """Return data in which rows such as `["9:00", "Opening", "Ann Lee"]` are objects; a text between is a session."""
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, Mapping):
        if _says_when(value):
            return [{"time": part, "title": key} for key, part in value.items()]
        value = _with_title_of_texts(value)
        return {key: with_rows(part, depth + 1) for key, part in value.items()}
    if (lines := _items_of_lines(value)) is not None:
        return lines
    if len(value) > 1 and all(map(_is_named_list, value)) and len({part[0] for part in value}) == len(value):
        return {part[0]: with_rows(part[1], depth + 1) for part in value}
    rows = [part for part in value if _is_row(part)]
    names = _names_of_cells(rows[:MOST_SHOWN]) if len(rows) > 1 and len(rows) * 2 > len(value) else {}
    if not names:
        return [with_rows(part, depth + 1) for part in value]
    made: list[Any] = []
    session = ""
    for part in value:
        session = part if isinstance(part, str) else session
        if _is_row(part):
            cells = {names.get(i, f"column {i + 1}"): cell for i, cell in enumerate(part)}
            made.append({**cells, **({"session": session} if session else {})})
        else:
            made.append(None if isinstance(part, str) else part)  # the places of the others stay
    return made


def _says_when(value: Mapping[str, Any]) -> bool:
    """Whether an object has titles with their times: `{"Opening ceremony": "19:45 - 21:20"}`; days have none."""
    if len(value) < 2 or not all(_says_a_time(part) for part in value.values()):
        return False
    spans = [range_of(part) for part in value.values()]
    keys = list(map(str, value))
    are_titles = sum(" " in key.strip() for key in keys) * 2 > len(keys)
    are_other = any(_names_field(key) or names_a_day(key) or weekday_of(key) is not None for key in keys)
    return are_titles and not are_other and any(span is not None and span[1] is not None for span in spans)


def _names_field(key: str) -> bool:
    return max(meanings(words_of(key)).values(), default=0.0) >= STRONG


def _items_of_lines(value: Sequence[object]) -> list[dict[str, str]] | None:
    """Return objects for lines such as "9:00 - 9:30 Opening"; None unless all are such, and there are several."""
    made: list[dict[str, str]] = []
    for part in value if len(value) > 1 else ():
        text = part.strip() if isinstance(part, str) else ""
        timed = leading_range(text) if len(text) <= LONGEST_LINE else None
        title = timed[1].strip(_BETWEEN) if timed is not None else ""
        if timed is None or not any(map(str.isalpha, title)):
            return None
        made.append({"time": text.removesuffix(timed[1]).strip(_BETWEEN), "title": title})
    return made or None


def _with_title_of_texts(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a slot with a time and texts for its activities with the first as its title, the others describing it."""
    timed = any(names_a_time(str(key)) and part for key, part in list(value.items())[:100])
    texts = [key for key, part in list(value.items())[:100] if timed and _are_activities(str(key), part)]
    if len(texts) != 1 or has_title(fields_of(value)):
        return value
    title, *others = value[texts[0]]
    rest = {key: part for key, part in value.items() if key != texts[0]}
    return {**rest, "title": title, **({"description": "\n".join(others)} if others else {})}


def _are_activities(key: str, part: object) -> bool:
    return isinstance(part, list) and bool(part) and all(isinstance(each, str) for each in part) and names_talks(key)


def grid_in(value: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a grid in data: a time in each, and texts under several days or rooms; else none.

    It is the outermost list, or the only one in an object.
    """
    lists = [part for part in value.values() if isinstance(part, list)] if isinstance(value, Mapping) else [value]
    rows = lists[0] if len(lists) == 1 and isinstance(lists[0], list) else []
    shown = [row for row in rows[:MOST_SHOWN] if isinstance(row, Mapping) and len(row) <= MOST_COLUMNS]
    if len(shown) < FEW - 1 or len(shown) < min(len(rows), MOST_SHOWN):
        return []
    keys = list(dict.fromkeys(str(key) for row in shown for key in row))
    timed = any(all(names_a_time(key) and row.get(key) for row in shown) for key in keys)
    columns = [key for key in keys if _is_column(key) and all(isinstance(row.get(key, ""), str) for row in shown)]
    titled = any("title" in meanings(words_of(key)) for key in keys)
    return list(rows) if timed and len(columns) > 1 and not titled else []


def _is_column(key: str) -> bool:
    """Whether a key is a day or a room, below which a grid has titles."""
    words = words_of(key)
    return names_a_day(words) or weekday_of(words) is not None or is_date(key) or PLACE.search(words) is not None


def _is_named_list(part: object) -> bool:
    """Whether this is a name and what it is the name of: `["Monday", [...]]`."""
    pair = part if isinstance(part, list) and len(part) == 2 else [None, None]
    return isinstance(pair[0], str) and isinstance(pair[1], list) and any(isinstance(p, Mapping) for p in pair[1])


def _is_row(part: object) -> bool:
    is_short = isinstance(part, list) and SHORTEST_ROW <= len(part) <= LONGEST_ROW
    return is_short and all(cell is None or isinstance(cell, str | int | float) for cell in as_list(part))


def _names_of_cells(rows: Sequence[list[object]]) -> dict[int, str]:
    """Return what the cells of rows are, by their places: times, a title and people; nothing without the first two."""
    texts = [[text for row in rows if i < len(row) and (text := str(row[i] or "").strip())] for i in range(LONGEST_ROW)]
    timed = [i for i, cells in enumerate(texts) if cells and all(range_of(cell) is not None for cell in cells)]
    dated = next((i for i, cells in enumerate(texts) if cells and i not in timed and all(map(_is_day, cells))), -1)
    free = [i for i, cells in enumerate(texts) if i not in timed and any(map(str.isalpha, "".join(cells)))]
    free = [i for i in free if i != dated]
    if not timed or not free or len(texts[timed[0]]) < len(rows):
        return {}
    spans = dict(zip(timed, ("start", "end") if len(timed) == 2 else ("time",), strict=False))
    told = [i for i in free if not all(text.isalpha() and text.islower() for text in texts[i])]  # others are kinds
    title = max(told or free, key=lambda i: len(set(texts[i])))
    people = next((i for i in free if i != title and sum(map(_names_people, texts[i])) * 2 > len(texts[i])), None)
    kinds = {i: "type" for i in free if told and i not in told}
    days = {dated: "date"} if dated >= 0 else {}
    return {**spans, **kinds, **days, title: "title", **({people: "speakers"} if people is not None else {})}


def _is_day(cell: str) -> bool:
    return len(cell) <= LONGEST_DAY and day_of(cell, SOME_DAY) is not None


def _names_people(cell: str) -> bool:
    return any(looks_like_person(person.name) for person in names_in(cell, commas=True))


def _with_talks_in_rooms(value: Any, told: list[str], depth: int = 0) -> Any:
    """Return data in which talks below the names of rooms, or each alone in a room of a list, are talks with rooms.

    Args:
        told: to which the names of rooms that are keys are added.
    """
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, Mapping):
        return {
            key: list(map(_talk_of_room, part))
            if isinstance(part, list) and field_of(words_of(str(key)).removesuffix("s")) in {"room", "track"}
            else _with_talks_in_rooms(part, told, depth + 1)
            for key, part in value.items()
        }
    rooms = _names_of_rooms(value[:MOST_SHOWN])
    told += rooms
    return [
        _in_rooms(part, rooms) if rooms and isinstance(part, Mapping) else _with_talks_in_rooms(part, told, depth + 1)
        for part in value
    ]


def _talk_of_room(part: Any) -> Any:
    """Return the only talk of a room, `{"name": "Hall", "session": {"title": …}}`, with its name; else the same."""
    held = [each for each in part.values() if isinstance(each, Mapping | list)] if isinstance(part, Mapping) else []
    name = text_of(part, "name", "title", "room") if held else ""
    talk = held[0] if len(held) == 1 and name and _is_talk(held[0]) else None
    return {**talk, "room": name} if isinstance(talk, Mapping) else part


def _names_of_rooms(rows: Sequence[object]) -> list[str]:
    """Return the keys below which rows with times have talks: `{"time": "9:00", "Hall": {"title": …}, "Lab": {…}}`."""
    below: dict[str, list[object]] = {}
    for row in rows:
        if not isinstance(row, Mapping) or not any(map(names_a_time, map(str, row))) or has_title(_texts(row)):
            return []
        for key, part in list(row.items())[:MOST_COLUMNS]:
            below.setdefault(str(key), []).extend([part] if part else [])
    named = [
        key
        for key, parts in below.items()
        if parts and all(map(_is_talk, parts)) and meanings(key).keys() <= {"room", "track"}
    ]
    return named if len(rows) > 1 and (len(named) > 1 or any(map(PLACE.search, named))) else []


def _texts(row: Mapping[str, Any]) -> dict[str, object]:
    return {str(key): part for key, part in list(row.items())[:MOST_COLUMNS] if isinstance(part, str)}


def _is_talk(part: object) -> bool:
    return isinstance(part, Mapping) and text_of(part, "title") != "" and not any(map(names_a_time, map(str, part)))


def _in_rooms(row: Mapping[str, Any], rooms: Sequence[str]) -> dict[str, Any]:
    rest = {key: part for key, part in row.items() if key not in rooms}
    return {**rest, "talks": [{**row[room], "room": room} for room in rooms if row.get(room)]}


def with_spans(value: Any) -> Any:
    """Return data in which `times: ["7:00", "8:00"]` is a range, if such lists follow each other, or several times."""


def spelt_out(value: Any, rooms: list[str]) -> Any:
    """Return data in which rows, ranges, titles below other names and talks below rooms are as objects have them.

    Args:
        rooms: to which the keys that name rooms are added.
    """
    return _with_titles(_with_spans(_with_talks_in_rooms(with_rows(value), rooms)))


def _with_spans(value: Any) -> Any:
    """Return data in which `times: ["7:00", "8:00"]` is a range, if such lists follow each other, or several times.

    Below the name of one time, `time`, two are a range.
    """
    lists = list(islice(_lists_of_times(value, 0), MOST_SHOWN))
    ends = [[clock.ms if (clock := clock_of(part)) else 0 for part in times] for _, times in lists]
    pairs = all(len(each) == 2 and each[0] < each[1] for each in ends)
    of_one = len(lists) > 1 and {name.lower() for name, _ in lists} == {"time"}
    follow = pairs and (of_one or not {each[0] for each in ends}.isdisjoint(each[1] for each in ends))
    return _with_times(value, follow, 0) if lists else value


def _with_titles(value: Any) -> Any:
    """Return data in which the only texts that differ of items with times and without titles are their titles."""
    known: dict[tuple[str, ...], str] = {}  # the key of the titles in lists whose objects have these keys

    def naming(parts: Sequence[object]) -> tuple[str, str] | None:
        shape = tuple(map(str, parts[0])) if parts and isinstance(parts[0], Mapping) else ()
        if (key := _key_of_titles(parts)) is not None:
            known.setdefault(shape, key)
        elif (other := known.get(shape)) is not None and all(map(partial(_is_titled, other), parts)):
            key = other  # as in a longer list of the file
        return _renaming(key, "{} title")

    _with_names(value, naming, 0)
    return _with_names(value, naming, 0)


def _with_names(value: Any, naming: _Naming, depth: int) -> Any:
    """Return data in which each list whose objects call something otherwise calls it by its name.

    Args:
        naming: returns the key to rename and its name, from the first parts of a list; None for other lists.
    """
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, Mapping):
        return {key: _with_names(part, naming, depth + 1) for key, part in value.items()}
    names = naming(value[:MOST_SHOWN])
    inner = [_with_names(part, naming, depth + 1) for part in value]
    return inner if names is None else [_renamed(part, *names) for part in inner]


def _renaming(key: str | None, name: str) -> tuple[str, str] | None:
    return (key, name.format(key)) if key is not None else None


def _key_of_titles(parts: Sequence[object]) -> str | None:
    """Return the only key, of a description or without a meaning, that has short texts in the objects of a list."""
    maps = [part for part in parts if isinstance(part, Mapping)]
    if not FEW <= len(maps) == len(parts) or sum(map(_begins, maps)) * 4 < 3 * len(maps):
        return None
    if any(has_title(fields_of(part)) or holds_items(part) for part in maps):
        return None
    free = [str(key) for key in maps[0] if field_of(words_of(str(key))) in {None, "abstract"}]
    said = {key: [part.get(key) for part in maps] for key in free}
    titled = [key for key, texts in said.items() if all(map(_may_be_title, texts)) and _differ(texts)]
    return titled[0] if len(titled) == 1 else None


def _is_titled(key: str, part: object) -> bool:
    return (
        isinstance(part, Mapping) and _begins(part) and _may_be_title(part.get(key)) and not has_title(fields_of(part))
    )


def _begins(part: Mapping[str, Any]) -> bool:
    return any(names_a_time(str(key)) and _says_a_time(each) for key, each in list(part.items())[:100])


def _may_be_title(text: object) -> bool:
    """Whether a text has words, and is neither a code, an address nor a paragraph."""
    is_short = isinstance(text, str) and 1 < len(text.strip()) <= LONGEST_TITLE
    return is_short and not str(text).startswith(_NO_TITLES) and _WORDS.search(str(text)) is not None


def _differ(texts: Sequence[object]) -> bool:
    return len(set(map(str, texts))) * 2 > len(texts)


def with_times(value: Any) -> Any:
    """Return data in which times of talks below a key without a meaning, `USEDT`, are below `time`."""
    return _with_names(value, lambda parts: _renaming(_key_of_times(parts), "time"), 0)


def _key_of_times(parts: Sequence[object]) -> str | None:
    """Return the only key of unknown meaning that has times in all objects of a list, of which some have people."""
    flat = [fields_of(part) for part in parts if isinstance(part, Mapping)]
    if not FEW <= len(flat) == len(parts) or not all(has_title(each) and not is_item(each) for each in flat):
        return None
    fields = {field_of(words_of(key)) for each in flat for key, part in each.items() if part}
    free = [key for key in flat[0] if field_of(words_of(key)) is None]
    timed = [key for key in free if all(_says_a_time(each.get(key)) for each in flat)]
    return timed[0] if len(timed) == 1 and fields & _OF_TALKS else None


def _says_a_time(part: object) -> bool:
    return isinstance(part, str) and _WITH_MINUTES.search(part[:LONGEST]) is not None and range_of(part) is not None


def _renamed(part: Any, key: str, name: str) -> Any:
    return {name if k == key else k: each for k, each in part.items()} if isinstance(part, Mapping) else part


def _are_times(key: object, part: object) -> bool:
    listed = part if isinstance(part, list) and 1 < len(part) <= MOST_TIMES and names_a_time(str(key)) else []
    return bool(listed) and all(isinstance(each, str) and clock_of(each) is not None for each in listed)


def _lists_of_times(value: Any, depth: int) -> Iterator[tuple[str, list[str]]]:
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return
    for key, part in value.items() if isinstance(value, Mapping) else enumerate(value):
        yield from [(str(key), part)] if _are_times(key, part) else _lists_of_times(part, depth + 1)


def _with_times(value: Any, follow: bool, depth: int) -> Any:
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [_with_times(part, follow, depth + 1) for part in value]
    return {
        key: (" - ".join(part) if follow else [{"time": each} for each in part])
        if _are_times(key, part)
        else _with_times(part, follow, depth + 1)
        for key, part in value.items()
    }


def agenda_in(value: Mapping[str, Any]) -> str | None:
    """Return the key of a list of an agenda's items with titles and lengths, none of which has a time; else None."""
    for key, part in list(value.items())[:100]:
        shown = part[:FEW] if isinstance(part, list) and _AGENDA.fullmatch(words_of(str(key))) else []
        flat = [fields_of(each) for each in shown if isinstance(each, Mapping)]
        if len(flat) == len(shown) > 1 and all(has_title(each) and _lasts(each) and not is_item(each) for each in flat):
            return str(key)
    return None


def with_agenda(value: Any) -> Any:
    """Return a list of talks with lengths and people, of which one opens, closes or is a break, as an agenda."""
    shown = (
        [fields_of(part) for part in value[:MOST_SHOWN] if isinstance(part, Mapping)] if isinstance(value, list) else []
    )
    talks = [flat for flat in shown if has_title(flat) and _lasts(flat) and not is_item(flat)]
    titles = (str(part) for flat in talks for key, part in flat.items() if field_of(words_of(key)) == "title")
    is_spoken = any(field_of(words_of(key)) == "speakers" and part for flat in talks for key, part in flat.items())
    kinds = (SegmentKind.OPENING, SegmentKind.CLOSING, SegmentKind.BREAK)
    is_plan = is_spoken and any(kind_of(title) in kinds for title in titles)
    return {"agenda": value} if is_plan and len(talks) >= FEW and len(talks) * 5 >= len(value) * 4 else value


def _lasts(flat: Mapping[str, object]) -> bool:
    return any(field_of(words_of(key)) == "duration" and part for key, part in flat.items())


def one_by_one(
    items: Sequence[object], outer: Mapping[str, object], path: str, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield items that follow each other, from when the object around them begins, as far as lengths are known."""
    begins = next((part for key, part in outer.items() if part and names_a_time(key)), None)
    scopes = {key: part for key, part in outer.items() if part and field_of(words_of(key)) in SCOPES - {"session"}}
    at: int | None = 0
    for number, item in enumerate(items):
        flat = fields_of(item) if isinstance(item, Mapping) else {}
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
    key = next((key for key in flat if field_of(words_of(key)) == "duration"), "")
    number = number_of(flat.get(key))
    if number is None or "sec" in key.lower():
        return measure_of(str(flat.get(key)))
    return round(number * MINUTE) if 0 <= number * MINUTE <= DAY else None
