"""People with organisations in brackets, before titles that no sign parts from them: "Ann Lee (ACME) Clocks at sea"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.formats.imports.found.durations import measure_of
from app.formats.imports.readers.text.naming.people import is_person, people_in

FEWEST = 3  # such items
_BRACKET_AND_TITLE = re.compile(
    r"(?P<who>(?P<name>[^()\d]{3,60}?)\s?\((?P<body>[^()]{2,150})\))\s(?P<title>[^\W\d_].{7,400})"
)
_OF_SOMEBODY = re.compile(r"[^\W\d_]['\u2019]s\s")


def person_before_bracket(text: str) -> tuple[str, str] | None:
    """Split "Ann Lee (ACME) Clocks at sea" into the person and the title."""
    match = _BRACKET_AND_TITLE.fullmatch(text)
    if match is None or not is_person(match["name"]) or measure_of(match["body"]) is not None:
        return None
    is_title = _OF_SOMEBODY.search(match["title"]) is not None or not people_in(match["title"])
    return (match["who"], match["title"]) if is_title else None


def names_before_brackets(texts: Sequence[str]) -> bool:
    """Whether half of the items with brackets have people with organisations before their titles."""
    bracketed = sum("(" in text for text in texts)
    count = sum(person_before_bracket(text) is not None for text in texts)
    return count >= FEWEST and count * 2 >= bracketed
