"""What the outermost objects of unknown data say of the whole: its zone, its day, its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.formats.imports.found.headings import field_of
from app.formats.imports.readers.json_moments import ZONES, words_of
from app.formats.text.json_parts import text_of


def objects_of_whole(value: object) -> list[Mapping[str, Any]]:
    """Return the objects that may tell of the whole: the outermost, and those directly in it."""
    if not isinstance(value, Mapping):
        return []
    return [value, *(part for part in list(value.values())[:100] if isinstance(part, Mapping))]


def only_text(about: Sequence[Mapping[str, Any]], *names: str) -> str:
    """Return the only text that these objects have by one of these names; empty without one, or with several."""
    said = {text for part in about if (text := text_of(part, *names))}
    return said.pop() if len(said) == 1 else ""


def only_zone(value: object) -> str:
    """Return the zone that objects anywhere in the data name; empty without one, or with several."""
    said, waiting = set[str](), [value]
    while waiting and len(said) < 2:
        part = waiting.pop()
        said.update({text_of(part, *ZONES)} - {"", "UTC"} if isinstance(part, Mapping) else ())
        inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        waiting.extend(each for each in inner if isinstance(each, Mapping | list))
    return said.pop() if len(said) == 1 else ""


def give_place(items: Sequence[tuple[str, dict[str, object]]], place: str) -> None:
    """Give all items the place of the whole, if none of them says where it is."""
    stated = {(field, part) for _, item in items for key, part in item.items() if (field := field_of(words_of(key)))}
    tracks = sum(field == "track" for field, _ in stated)
    if place and tracks < 2 and not any(field == "room" for field, _ in stated):
        for _, item in items:
            item["room"] = place
