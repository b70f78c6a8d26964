"""JSON of unknown programs: every object with a title and a time is an item, anywhere in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from app.domain.errors import Sentence
from app.formats.imports.found.dates import day_of, moment_of
from app.formats.imports.found.days import LONGEST_DAY, names_a_day
from app.formats.imports.found.durations import number_of
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, meanings
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.data.bylines import with_bylines
from app.formats.imports.readers.data.codes import with_days_of_ids, with_titles_for_codes, without_roles
from app.formats.imports.readers.data.items_of_people import with_items_of_people, wraps_block
from app.formats.imports.readers.data.lines import with_rooms_apart
from app.formats.imports.readers.data.parallel_lists import parallel_lists
from app.formats.imports.readers.data.titles import (
    with_acts_as_titles,
    with_one_key,
    with_places_below,
    with_texts_as_talks,
    with_titles_below,
)
from app.formats.imports.readers.data.whole import give_place, objects_of_whole, only_text, only_zone
from app.formats.imports.readers.json_fields import (
    NAMES,
    SCOPES,
    described_in,
    fields_of,
    has_title,
    is_item,
    names_a_time,
)
from app.formats.imports.readers.json_lengths import (
    agenda_in,
    one_by_one,
    spelt_out,
    with_agenda,
    with_times,
)
from app.formats.imports.readers.json_moments import (
    DEEPEST,
    ZONES,
    date_in_name,
    day_in_name,
    flagged_days,
    flags_of_days,
    is_date,
    is_on_no_day,
    moments_as_starts,
    place_in_name,
    with_day_apart,
    with_one_day,
    without_copies,
    without_labels,
    words_of,
)
from app.formats.imports.readers.json_slots import (
    OF_A_SLOT,
    OF_AN_OCCASION,
    are_times,
    begin_alike,
    clock_in,
    counted_days,
    day_alone,
    day_in_title,
    deeper,
    holds_items,
    holds_objects,
    is_block,
    is_day,
    leaders_of,
    lists_people,
    named_block,
    numbers_of_days,
    occasions,
    parts_of,
    previews,
    talks_beside,
    titled,
    untitled_talks,
    with_note_as_title,
    with_own_times,
    with_talks,
)
from app.formats.imports.readers.json_whole import (
    dates_from_ends,
    days_begun_again,
    days_from_one,
    days_of_whole,
    first_day,
    ids_as_people,
    names_by_id,
    on_days_of_whole,
    rooms_by_names,
    texts_in,
    title_of_whole,
    unread_in,
    with_dates,
    with_names,
    with_sessions_apart,
    with_titles_beside,
    without_holders,
)
from app.formats.imports.readers.unlike import (
    NAMED_BY_CODES,
    are_bare_times,
    are_of_other_things,
    codes_of_talks,
    names_incident,
    names_lessons,
    slugs_for_titles,
)
from app.formats.imports.tables.cells import Row, Sheet
from app.formats.imports.tables.tables import read_tables
from app.formats.text.json_parts import as_mapping, text_of
from app.formats.text.languages import LANGUAGES_NOT_READ, with_one_language
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, shortened
from app.formats.text.zones import known_zones

MOST_NAMES = 20_000  # of fields, ids among them: the meaning of each has to be found
MOST_OF_A_DATE = 40  # characters
LONGEST_ROOMS = 300  # characters of a note
MOST_LOOKED_AT = 200  # objects that show of what kind they are
_PLACES = ("room", "venue", "location", "place", "where")
_MOMENTS = ("date", "dateTime", "date_time", "datetime")
_STAGES = re.compile(r"stages\[\d{1,6}\]$", re.IGNORECASE)
_ENDS = frozenset({"end", "duration"})
_DAY_AND_MONTH = re.compile(r"\d{1,2}/\d{1,2}")


def looks_like_items(value: object) -> bool:
    """Whether there is an object with a title and a time. Data with very many names of fields are not searched."""
    return count_items(value) > 0


def count_items(value: object) -> int:
    """Return how many objects, of the first ones, have a title and a time; none if they are of other things."""
    if not _has_few_names(value) or names_lessons(value) or names_incident(value):
        return 0
    value = with_items_of_people(spelt_out(with_one_language(value, []), []))
    items = list(islice(_items(_with_starts(with_talks(value)[0]), "", 0, {}), MOST_LOOKED_AT))
    return 0 if not items or are_of_other_things(items) or are_bare_times(value, len(items)) else len(items)


def _with_starts(value: Any) -> Any:
    """Return data in which `date` begins an item, if it has times of day and several items are on each day, or all end.

    Without items, times below an unknown key are those of the items.
    """
    if next(_items(value, "", 0, {}), None) is not None:
        return value
    if not _has_moments(value):
        return with_agenda(with_times(value))
    dated = _renamed(value, 0)
    items = [item for _, item in islice(_items(dated, "", 0, {}), MOST_LOOKED_AT)]
    days = {str(item.get("start"))[:10] for item in items}
    lasting = all(any(part and field_of(words_of(key)) in _ENDS for key, part in item.items()) for item in items)
    return dated if len(items) >= 2 * len(days) or lasting else value


def _has_moments(value: object) -> bool:
    """Whether there is a `date` or `dateTime` with a time of day."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping) and any(_is_moment(key, part.get(key)) for key in _MOMENTS):
            return True
        inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        waiting.extend(each for each in inner if isinstance(each, Mapping | list))
    return False


def _renamed(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        return value
    if isinstance(value, list):
        return [_renamed(part, depth + 1) for part in value]
    if not isinstance(value, Mapping):
        return value
    return {"start" if _is_moment(key, part) else key: _renamed(part, depth + 1) for key, part in value.items()}


def _is_moment(key: object, part: object) -> bool:
    return key in _MOMENTS and isinstance(part, str) and ":" in part[:MOST_OF_A_DATE] and moment_of(part) is not None


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
    others: list[str] = []
    value = with_one_language(value, others)
    notes.statements.append(texts_in(value))
    rooms: list[str] = []
    value, unplaced = with_talks(with_items_of_people(with_texts_as_talks(with_rooms_apart(spelt_out(value, rooms)))))
    value = _with_starts(value)
    about = objects_of_whole(value)
    hints = replace(hints, zone=zone if (zone := only_text(about, *ZONES)) in known_zones() else hints.zone)
    hints = replace(hints, title=hints.title or title_of_whole(value))
    dated = (str(key) for part in about[:1] for key in list(part)[:100] if field_of(words_of(str(key))) == "date")
    day = only_text(about, "date", "day") or only_text(about[:1], *dated)
    around = {"date": day} if re.search(r"\d", day) else {}
    items = list(islice(_items(with_names(value, names_by_id(about), 0), "", 0, around), MOST_ROWS + 1))
    if len(items) > MOST_ROWS:
        raise NotAProgramme("This JSON has more than {most:,} items, more than a programme needs.", most=MOST_ROWS)
    zone = only_text([flat for _, flat in items], *ZONES) or only_zone(value)
    hints = replace(hints, zone=zone) if zone in known_zones() else hints
    items = days_from_one(moments_as_starts(without_copies(without_holders(items))))
    items = [(where, without_labels(with_one_day(with_day_apart(item)))) for where, item in items]
    items = days_begun_again(dates_from_ends(items), notes)
    items = on_days_of_whole(with_dates(ids_as_people(items), first_day(value)), days_of_whole(value), notes)
    items = with_days_of_ids(with_titles_for_codes(without_roles(items)), notes)
    slugs = slugs_for_titles(item for _, item in items)
    items = with_sessions_apart(with_titles_beside(with_places_below(with_titles_below(with_bylines(items, notes)))))
    give_place(items, only_text(about, *_PLACES))
    notes.guess(
        "",
        "This {format} is of no program that is known here; what has a title and a time was taken for an item.",
        format=written,
    )
    if rooms := list(dict.fromkeys([*rooms, *rooms_by_names(items)])):
        notes.guess("", "Columns that were taken for rooms: {rooms}.", rooms=shortened(", ".join(rooms), LONGEST_ROOMS))
    if others:
        notes.guess("", LANGUAGES_NOT_READ.text, languages=", ".join(dict.fromkeys(others)))
    if (coded := next(iter(slugs or codes_of_talks(item for _, item in items)), None)) is not None:
        notes.guess("", NAMED_BY_CODES.text, id=coded)
    items = with_acts_as_titles(with_one_key(items))
    headings = list(dict.fromkeys(key for _, item in items for key in item))
    rows = [Row(where, [item.get(key) for key in headings]) for where, item in items]
    for text, why in unplaced[:MOST_ROWS]:
        notes.cannot_read("", text, why)
    for where, text, why in islice(unread_in(value, items), MOST_ROWS):
        notes.cannot_read(where, text, why)
    sheet = Sheet("", [Row(Sentence("keys"), [words_of(key) for key in headings]), *rows])
    return read_tables([sheet], "json-items", hints, notes, described_in(value))


def read_grid(rows: Sequence[Mapping[str, object]], value: object, hints: ImportHints, notes: Notes) -> Programme:
    """Read a list of objects that is a grid: a time in each, and texts below days or rooms."""
    notes.statements.append(texts_in(value))
    headings = list(dict.fromkeys(str(key) for row in rows for key in row))
    cells = [Row(f"[{number}]", [row.get(key) for key in headings]) for number, row in enumerate(rows[: MOST_ROWS + 1])]
    hints = replace(hints, title=hints.title or title_of_whole(value))
    return read_tables([Sheet("", [Row(Sentence("keys"), list(headings)), *cells])], "json-items", hints, notes)


def _items(
    value: object, path: str, depth: int, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every object with a title and a time as flat fields, with its path, but nothing inside such an object.

    Args:
        around: what the objects around this one say of all in them: day, room, track, and the time of a slot.
    """
    if isinstance(value, Mapping):
        flat = {} if is_day(value) or wraps_block(value) else fields_of(value)
        if (listed := agenda_in(value)) is not None:
            yield from one_by_one(value[listed], flat, deeper(path, listed), around)
            return
        if has_title(flat) and (times := occasions(value, flat if is_item(flat) else {})) is not None:
            yield from _at_each(value, times, path, {**around, **flat})
            return
        is_one = is_item(flat) and not is_block(value, flat)
        is_one = is_one or (has_title(flat) and not holds_objects(value) and is_item({**around, **flat}))
        if is_one and not holds_items(value):
            flat = {key: part for key, part in flat.items() if key not in flags_of_days(value)}
            for on in [] if is_on_no_day(value) else flagged_days(value) or [{}]:
                yield path or Sentence("the object"), with_own_times(around, {**flat, **on})
            for where, talk in talks_beside(value, flat, path):
                yield where, with_own_times(around, talk)
            return
        if are_times(value):
            yield from _by_times(value, path, around)
            return
        if not any(isinstance(part, Mapping | list) for part in value.values()):
            return
        around = _around(value, flat, path, around)
    yield from _inside(value, path, depth, around)


def _inside(
    value: object, path: str, depth: int, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the items in the parts of an object or a list."""
    rooms = _rooms_by_key(value) if isinstance(value, Mapping) else ()
    parallel = parallel_lists(value) if isinstance(value, Mapping) and not rooms else {}
    untitled = untitled_talks(value) if isinstance(value, list) else ()
    counted = counted_days(value, path)
    day: Mapping[str, object] = {}
    for key, where, part in parts_of(value, path, depth):
        if key in untitled:
            yield where, with_own_times(around, with_note_as_title(fields_of(part)))
        elif not (lists_people(key, part) or _is_named_only(key, part) or previews(key, value)):
            day = (isinstance(value, list) and day_alone(part)) or day
            said = {"room": key} if key in rooms else counted.get(key) or _said_by_key(key, path) or day
            said = {"session": parallel[key]} if not said and key in parallel else said
            yield from _items(part, where, depth + 1, {**around, **said})


def _is_named_only(key: object, part: object) -> bool:
    """Whether an object is one person, or a room without times: `"chair": {"name": …}`, `"venue": {"name": …}`."""
    field = field_of(words_of(str(key))) if isinstance(part, Mapping) else None
    flat = not any(isinstance(each, Mapping | list) for each in as_mapping(part).values())
    timed = field == "room" and any(map(names_a_time, map(str, as_mapping(part))))
    return field in {"moderators", "speakers", "room"} and flat and not timed


def _around(
    value: Mapping[str, Any], flat: Mapping[str, object], path: str, around: Mapping[str, object]
) -> Mapping[str, object]:
    """Return what an object, and those around it, say of all in it; the outermost one says nothing so."""
    if not path:
        return around
    place = _called(flat, path)
    said = {**with_own_times(around, _said_of_all(value, flat)), **place}
    is_day = any(part and field_of(words_of(key)) == "date" for key, part in flat.items())
    if not is_day and (day := day_in_title(flat)):
        return {**said, "date": day}
    is_listed = path.endswith("]") or path.rpartition(".")[2].isdecimal()
    is_group = is_listed and not place and holds_items(value)
    is_led = not has_title(flat) and is_block(value, flat)
    led = has_title(flat)  # the chairs of a day are not those of each session
    single = {
        key: part
        for key, part in flat.items()
        if not isinstance(value.get(key), list) or (led and field_of(words_of(key)) == "moderators")
    }
    if not has_title(flat) and is_block(value, flat, of_one=True):
        return {**said, **leaders_of(single)}
    return {**said, **(named_block(single) if is_group or is_led or is_item({**said, **flat}) else {})}


def _at_each(
    value: Mapping[str, Any], times: str, path: str, of_all: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield an item for each time at which a thing takes place."""
    shared = {key: part for key, part in of_all.items() if key != times}
    for number, part in enumerate(value[times]):
        own = {key: each for key, each in fields_of(part).items() if field_of(words_of(key)) in OF_AN_OCCASION}
        yield f"{deeper(path, times)}[{number}]", with_own_times(shared, own)


def _by_times(
    value: Mapping[str, Any], path: str, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the items of an object whose keys are times."""
    for key, part in value.items():
        flat = fields_of(part) if isinstance(part, Mapping) else titled(str(part))
        yield deeper(path, key), {**around, "time": clock_in(key), **flat}


def _rooms_by_key(value: Mapping[str, Any]) -> Collection[str]:
    """Return the keys that are rooms of the items below them: "Hall A", "Lab"; none is a word for a field."""
    below = list(value.items())[:100]
    if any(names_a_time(str(key)) and part for key, part in below):
        talks = [str(key) for key, part in below if isinstance(part, Mapping) and text_of(part, "title")]
        return talks if len(talks) > 1 and not any(map(meanings, talks)) else ()
    listed = {
        str(key)
        for key, part in below
        if isinstance(part, list) and part and all(isinstance(p, Mapping) and is_item(fields_of(p)) for p in part[:3])
    }
    by_times = {str(key) for key, part in below if isinstance(part, Mapping) and are_times(part)}
    numbers = [numbers_of_days(part) for _, part in below]
    if len(numbers) > 1 and numbers[0] and all(each == numbers[0] for each in numbers):
        return {str(key) for key, _ in below}
    if len(by_times) > 1 and not any(names_a_day(key) or day_of(key) is not None for key in by_times):
        return () if begin_alike([part for key, part in below if str(key) in by_times]) else by_times
    named = all(key[:1].isupper() and not (meanings(key) or names_a_day(key) or day_in_name(key)) for key in listed)
    return listed if named and (len(listed) > 1 or any(map(PLACE.search, listed))) else ()


def _said_by_key(key: object, path: str) -> dict[str, object]:
    """Return what the key of an object says of what is in it: "15:15 - 15:45", "2026-09-14", a room in `rooms`."""
    if isinstance(key, str) and (within := _kind_of_place(path)):
        return {within: key}
    words = words_of(key) if isinstance(key, str) else ""
    if said := day_in_name(words) or date_in_name(words) or place_in_name(words):
        return said
    if words and len(words) <= LONGEST_DAY and (names_a_day(words) or is_date(key) or _DAY_AND_MONTH.fullmatch(words)):
        return {"date": words if names_a_day(words) else key}
    text = key if isinstance(key, str) and any(map(str.isdigit, key)) else ""
    if range_of(text) is not None and number_of(text) is None:
        return {"time": text}
    return {}


def _kind_of_place(path: str) -> str:
    """Return "room" or "track" for the path of such places; empty for another, and for one of a list of them."""
    words = words_of(path.rsplit(".", 1)[-1]).split()
    if path.endswith("]") or not words:
        return ""
    field = field_of(" ".join(words)) or field_of(words[-1]) or field_of(words[-1].removesuffix("s"))
    return field if field in {"room", "track"} else ""


def _called(flat: Mapping[str, object], path: str) -> dict[str, object]:
    """Return the room or track that an object of a list of such is: its name holds for all in it."""
    within = _kind_of_place(path.rpartition("[")[0]) if path.endswith("]") else ""
    name = text_of(flat, *NAMES) if within else ""
    is_told = not _STAGES.search(path) or PLACE.search(name) is not None  # a course has stages too
    return {within: name} if name and is_told else {}


def _said_of_all(value: Mapping[str, Any], flat: Mapping[str, object]) -> dict[str, object]:
    """Return what an object says of those in it; one with a title, as an event has, gives no times
    unless it is a block of talks.

    What is a list, as the tracks of a day, says nothing of each.
    """
    scopes = SCOPES if has_title(flat) and not is_block(value, flat) else SCOPES | OF_A_SLOT
    single = {key: part for key, part in flat.items() if part and not isinstance(value.get(key), list)}
    said = {key: part for key, part in single.items() if field_of(words_of(key)) in scopes}
    begins = next((moment_of(part) for key, part in single.items() if key not in said and names_a_time(key)), None)
    is_dated = any(field_of(words_of(key)) == "date" for key in said)
    return said if begins is None or is_dated else {**said, "date": begins.date().isoformat()}
