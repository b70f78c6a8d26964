"""Which key or text of items has their titles, and what stands there: rooms in second lines, people before titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, meanings, names_acts
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.json_moments import DEEPEST, words_of

_ONCE = frozenset({"title", "room", "start", "end", "time", "duration", "abstract", "speakers"})
_SUBTITLE = frozenset(("subtitle", "subTitle", "sub_title", "untertitel", "sous_titre", "subtitulo", "subtítulo"))
FEWEST_ROWS = 2  # times
FEWEST_LED = 2  # items whose titles are people


def with_one_key(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items in which keys of one meaning, of which no item has two, are one: `title` here and `topic` there."""
    holders: dict[str, dict[str, set[int]]] = {}
    for number, (_, item) in enumerate(items):
        for key, part in item.items():
            if part and (what := _field_beside_title(key, part, item)) in _ONCE:
                holders.setdefault(what, {}).setdefault(key, set()).add(number)
    names: dict[str, str] = {}
    for keys in holders.values():
        usual, *others = sorted(keys, key=lambda key: -len(keys[key]))
        taken = set(keys[usual])
        for key in others:
            if not taken & keys[key]:
                names[key] = usual
                taken |= keys[key]
    if not names:
        return list(items)
    return [
        (where, {names.get(key, key): part for key, part in item.items() if part or key not in names})
        for where, item in ((where, {k: v for k, v in item.items() if v}) for where, item in items)
    ]


def _field_beside_title(key: str, part: object, item: Mapping[str, object]) -> str | None:
    """Return the field of a key, which for a person's name beside a title is who speaks."""
    named = words_of(key) == "name" and item.get("title") and looks_like_person(str(part))
    return "speakers" if named else field_of(words_of(key))


def with_texts_as_talks(value: Any, depth: int = 0) -> Any:
    """Return data in which a text stands for a talk where other times have talks: `{"8:00": {"Hall": "Welcome"}}`."""
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [with_texts_as_talks(part, depth + 1) for part in value]
    rows = [part for key, part in value.items() if isinstance(part, Mapping) and range_of(str(key)) is not None]
    places = {key for row in rows for key, part in row.items() if isinstance(part, Mapping) and "title" in part}
    if len(rows) < FEWEST_ROWS or len(rows) < len(value) or not places:
        return {key: with_texts_as_talks(part, depth + 1) for key, part in value.items()}
    return {key: {place: _as_talk(part, place in places) for place, part in row.items()} for key, row in value.items()}


def _as_talk(part: Any, is_talk: bool) -> Any:
    return {"title": part} if is_talk and isinstance(part, str) and part.strip() else part


def with_titles_below(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items in which who speaks is called the title, "Ann Lee (ACME)", and the title the subtitle, with both.

    So are those with a label that is a person beside a talk; without a talk, the label is the title.
    """
    named = any(field_of(words_of(key)) == "speakers" and part for _, item in items for key, part in item.items())
    led = {where for where, item in items if _SUBTITLE & item.keys() and _names_one(str(item.get("title", "")))}
    both = [(where, str(item["label"])) for where, item in items if item.get("label") and item.get("talk")]
    labelled = sum(looks_like_person(label) for _, label in both) >= max(FEWEST_LED, len(both) / 2)
    if named or (len(led) < FEWEST_LED and not labelled):
        return list(items)
    if labelled:
        return [(where, _relabelled(item)) for where, item in items]
    return [(where, _turned(item) if where in led else item) for where, item in items]


def with_acts_as_titles(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items in which the only key of those who play, `dj`, is the title, if no item has another."""
    words = {key: words_of(key) for _, item in items for key in item}
    acts = [key for key, each in words.items() if names_acts(each) and not meanings(each)]
    if len(acts) != 1 or any("title" in meanings(each) for each in words.values()):
        return list(items)
    return [(where, {f"{key} title" if key in acts else key: item[key] for key in item}) for where, item in items]


def with_places_below(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items with the second lines of titles for rooms, if half of these are places and no room is said."""
    lines = {where: _two_lines(item) for where, item in items}
    below = [parted[2] for parted in lines.values() if parted is not None]
    is_said = any(field_of(words_of(key)) == "room" and part for _, item in items for key, part in item.items())
    if is_said or not below or sum(PLACE.search(each) is not None for each in below) * 2 < len(below):
        return list(items)
    return [
        (where, {**item, parted[0]: parted[1], "room": parted[2]} if (parted := lines[where]) is not None else item)
        for where, item in items
    ]


def _two_lines(item: Mapping[str, object]) -> tuple[str, str, str] | None:
    """Return the key of a title with two lines, and these; None without one."""
    for key, part in item.items():
        if "title" in meanings(words_of(key)) and isinstance(part, str) and part.count("\n") == 1:
            above, _, below = part.partition("\n")
            return key, above.strip(), below.strip()
    return None


def _names_one(title: str) -> bool:
    people = names_in(title, commas=False) if title.endswith(")") else []
    return len(people) == 1 and people[0].affiliation != "" and looks_like_person(people[0].name)


def _relabelled(item: Mapping[str, object]) -> dict[str, object]:
    names = {"label": "speaker", "talk": "title"} if item.get("talk") else {"label": "title"}
    return {names.get(key, key): part for key, part in item.items() if part or key != "talk"}


def _turned(item: Mapping[str, object]) -> dict[str, object]:
    below = next(iter(_SUBTITLE & item.keys()))
    rest = {key: part for key, part in item.items() if key != below}
    return {**rest, "title": item[below], "speaker": item["title"]} if item[below] else dict(item)
