"""Talks that are told in the objects of those who speak: `speakers: [{"name": …, "talkTitle": …}]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.formats.imports.found.headings import field_of
from app.formats.imports.readers.json_fields import (
    OF_A_TALK,
    fields_of,
    is_item,
    name_of,
    names_a_time,
    names_people,
    without_wrapper,
)
from app.formats.imports.readers.json_moments import DEEPEST, words_of
from app.formats.imports.readers.json_slots import is_block
from app.formats.text.json_parts import text_of

MOST_OF_A_PERSON = 100  # fields
FEWEST_WORDS = 3  # of a title that is no function
FEWEST = 2  # people with a talk each


def with_items_of_people(value: Any, depth: int = 0) -> Any:
    """Return data in which a thing with a time and several people who have a talk each has these talks."""
    if depth > DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [with_items_of_people(part, depth + 1) for part in value]
    listed = [str(key) for key, part in value.items() if names_people(str(key)) and _are_talks(part)]
    if len(listed) == 1 and "talks" not in value and any(names_a_time(str(key)) for key in value):
        return {("talks" if key == listed[0] else key): part for key, part in value.items()}
    told = [str(key) for key, part in value.items() if names_people(str(key)) and _have_talks(part)]
    if len(told) == 1 and "talks" not in value and is_item(fields_of(value)):
        return {("talks" if key == told[0] else key): _talks(part, key == told[0]) for key, part in value.items()}
    return {key: with_items_of_people(part, depth + 1) for key, part in value.items()}


def wraps_block(value: Mapping[str, Any]) -> bool:
    """Whether an object is only a wrapper of another that has a title, a time and several talks."""
    inner = without_wrapper(value)
    return inner is not value and isinstance(inner, Mapping) and is_block(inner, fields_of(inner))


def _talks(part: Any, are_told: bool) -> Any:
    return list(map(_talk_of, part)) if are_told else part


def _are_talks(part: object) -> bool:
    """Whether all in a list below a key for people are talks with who gives them: `[{"title": …, "speaker": …}]`."""
    shown = part if isinstance(part, list) and all(isinstance(each, Mapping) for each in part) else []
    titles = {text_of(each, "title") for each in shown if any(map(names_people, map(str, each)))}
    are_told = len(titles) == len(shown) >= FEWEST and "" not in titles
    return are_told and any(len(title.split()) >= FEWEST_WORDS for title in titles)


def _have_talks(part: object) -> bool:
    """Whether all in a list are people, with titles of different talks, and without times."""
    if not isinstance(part, list) or len(part) < FEWEST:
        return False
    titles = {_title_in(each) for each in part}
    return len(titles) == len(part) and "" not in titles


def _title_in(person: object) -> str:
    """Return the title of the talk of a person; empty if there is none, or a time."""
    if not isinstance(person, Mapping) or not name_of(person) or any(names_a_time(str(key)) for key in person):
        return ""
    named = (part for key, part in list(person.items())[:MOST_OF_A_PERSON] if _field_of_talk(key) == "title")
    return next((part for part in named if isinstance(part, str)), "")


def _talk_of(person: Mapping[str, Any]) -> dict[str, object]:
    """Return a talk with who gives it."""
    talk = {field: person[key] for key in person if (field := _field_of_talk(key))}
    return {**talk, "speakers": [{key: part for key, part in person.items() if not _field_of_talk(key)}]}


def _field_of_talk(key: object) -> str:
    """Return "title" or "abstract" for a key that says this of a talk, and not of the person: `talkTitle`."""
    words = words_of(str(key))
    field = field_of(words) if OF_A_TALK.search(words) else ""
    return field if field in {"title", "abstract"} else ""
