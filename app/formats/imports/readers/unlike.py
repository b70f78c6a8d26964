"""A sentence about JSON or a text that is no programme: what it looks like, with numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import Sentence
from app.formats.imports.found.assignment import columns_of

_PEOPLE = frozenset({"speakers", "first_name", "last_name", "affiliation", "job", "bio", "country"})
_SCHEMA = ("$schema", "$defs", "definitions", "properties", "openapi", "swagger")
FEW = 2  # ingredients that a text about something else does not have
_LEVEL = r"\[?(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical)\b"
_LOGGED = re.compile(
    rf"(?:\d{{4}}-\d\d-\d\d[ T])?\d\d:\d\d:\d\d\S{{0,12}}\s{{1,4}}(?:\S{{1,40}}\s{{1,4}}){{0,2}}{_LEVEL}"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,60} \S{1,60}: ",
    re.IGNORECASE,
)
_SPOON = r"tbsp|tsp|cups?|el|tl|prisen?|cuill\w{1,10}|cucharad\w{1,5}|ст\. ?л"
_INGREDIENT = re.compile(
    r"\s{0,8}(?:[-*\u2022]\s)?(?:\d{1,4}(?:[.,/]\d{1,2})?|[\u00bc\u00bd\u00be])\s?"
    rf"(?:g|kg|ml|cl|dl|l|oz|lb|г|кг|мл|克|毫升|{_SPOON})\.?\s{{1,3}}[^\W\d_]",
    re.IGNORECASE,
)
MOST_LOOKED_AT = 200  # objects of a list


def what_json_is(value: Any) -> str:
    """Return a sentence that says what a JSON value looks like, and why it is no programme."""
    if isinstance(value, Mapping) and sum(name in value for name in _SCHEMA) >= (1 if "openapi" in value else 2):
        return Sentence("This looks like a schema, which describes data and holds no programme.")
    entries = _longest_list(value)
    if entries and sum(_is_person(entry) for entry in entries[:MOST_LOOKED_AT]) * 2 > min(len(entries), MOST_LOOKED_AT):
        return Sentence(
            "This looks like a list of {count:,} people; it has no titles with times, so it is no programme.",
            count=len(entries),
        )
    return Sentence("This is JSON, but of no programme that is known here; it holds {value}.", value=_holds(value))


def what_text_is(lines: Sequence[str]) -> str | None:
    """Return a sentence about a text that has times or lengths and is no programme: a log, a recipe; else None."""
    filled = [line[:400] for line in lines if line.strip()][:MOST_LOOKED_AT]
    if sum(_LOGGED.match(line) is not None for line in filled) * 2 > len(filled):
        return Sentence(
            "This looks like a log of a program: its lines begin with instants and levels. It is no programme."
        )
    if sum(_INGREDIENT.match(line) is not None for line in filled) >= FEW:
        return Sentence("This looks like a recipe: it has quantities of ingredients. It is no programme.")
    return None


def _longest_list(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, Mapping) else [value]
    return max((part for part in parts if isinstance(part, list)), key=len, default=[])


def _is_person(entry: Any) -> bool:
    """Whether an object has a name and other fields of a person, and no time."""
    keys = [str(key) for key in list(entry)[:60]] if isinstance(entry, Mapping) else []
    fields = set(columns_of(keys).values())
    has_name = any("name" in key.lower() for key in keys)
    return has_name and bool(fields & _PEOPLE) and not fields & {"start", "time", "duration", "date"}


def _holds(value: Any) -> str:
    if isinstance(value, Mapping):
        names = ", ".join(str(name)[:30] for name in list(value)[:6])
        longest = _longest_list(value)
        if not names:
            return Sentence("an empty object")
        if len(longest) < 2:
            return Sentence("an object with {names}", names=names)
        return Sentence(
            "an object with {names}, the longest list in it has {count:,} entries", names=names, count=len(longest)
        )
    if not isinstance(value, list):
        return Sentence("only {value}", value=str(value)[:40])
    if not value:
        return Sentence("an empty list")
    return Sentence("a list of {count:,}: the first is {value}", count=len(value), value=_holds(value[0]))
