"""Titles of several lines, of which one names the room: "<u>Opening</u><br>Willow Hall"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, meanings
from app.formats.imports.readers.json_fields import names_a_time
from app.formats.imports.readers.json_moments import DEEPEST, words_of

LONGEST_TITLE, LONGEST_ROOM = 300, 60  # characters
MOST_KEYS = 100
_LINE_END = re.compile(r"\s{0,9}(?:<br\s?/?>|\r?\n)\s{0,9}", re.IGNORECASE)


def with_rooms_apart(value: Any, depth: int = 0) -> Any:
    """Return data in which a thing with a time and a title of two lines, the second a place, has that for its room."""
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [with_rooms_apart(part, depth + 1) for part in value]
    fields = {field_of(words_of(str(key))) for key, part in list(value.items())[:MOST_KEYS] if part}
    titles = [key for key in list(value)[:MOST_KEYS] if "title" in meanings(words_of(str(key)))]
    lines = _lines_of(value[titles[0]]) if len(titles) == 1 and any(map(names_a_time, map(str, value))) else []
    if (
        len(lines) == 2
        and "room" not in fields
        and len(lines[1]) <= LONGEST_ROOM
        and PLACE.search(lines[1].removesuffix("s"))
    ):
        return {**value, titles[0]: lines[0], "room": lines[1]}
    return {key: with_rooms_apart(part, depth + 1) for key, part in value.items()}


def _lines_of(text: object) -> list[str]:
    return list(filter(None, _LINE_END.split(text))) if isinstance(text, str) and len(text) <= LONGEST_TITLE else []
