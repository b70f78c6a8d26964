"""What unknown JSON holds beside its items: things with a title and no time, or with a time and no title."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate

from app.domain.errors import Sentence
from app.formats.imports.found.dates import day_of, moment_of
from app.formats.imports.found.days import SOME_DAY, names_a_day
from app.formats.imports.found.headings import field_of, meanings
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.json_fields import fields_of, has_title, is_item, names_a_time
from app.formats.imports.readers.json_moments import words_of
from app.formats.imports.readers.json_slots import deeper, parts_of
from app.formats.text.notes import Statement


def unread_in(value: object, read: Collection[str]) -> Iterator[tuple[str, str, Sentence]]:
    """Yield objects in lists that are no items and hold none, with what tells of them, and the reason.

    These have a time and no title, or a title and no time: they have a date, or stand beside others with times.

    Args:
        read: the paths of the items.
    """
    holders = {part for path in read for part in accumulate(path.replace("[", "\0[").replace(".", "\0.").split("\0"))}
    return _unread_in(value, "", 0, holders)


def _unread_in(value: object, path: str, depth: int, holders: Collection[str]) -> Iterator[tuple[str, str, Sentence]]:
    parts = [(where, part) for _, where, part in parts_of(value, path, depth)]
    timed = any(isinstance(part, Mapping) and is_item(fields_of(part)) for _, part in parts)
    for where, part in parts:
        if where in holders or (isinstance(part, Mapping) and is_item(fields_of(part))):
            yield from _unread_in(part, where, depth + 1, holders)
            continue
        flat = fields_of(part) if isinstance(part, Mapping) and isinstance(value, list) else {}
        title = next((str(said) for key, said in flat.items() if said and "title" in meanings(words_of(key))), "")
        if title and timed:
            yield where, title, Sentence("it has no time, unlike others beside it")
        elif title and not names_a_day(title) and _is_dated(flat):
            yield where, title, Sentence("it has no time that can be read")
        elif not has_title(flat) and any(names_a_time(key) and _is_time(said) for key, said in flat.items()):
            yield where, " | ".join(str(said) for said in flat.values() if said), Sentence("it has no title")
        else:
            yield from _unread_in(part, where, depth + 1, holders)


def _is_dated(flat: Mapping[str, object]) -> bool:
    return any(field_of(words_of(key)) == "date" and day_of(said, SOME_DAY) is not None for key, said in flat.items())


def _is_time(said: object) -> bool:
    return isinstance(said, int | float) or range_of(str(said)) is not None or moment_of(said) is not None


def texts_in(value: object) -> Iterator[Statement]:
    """Yield the texts in data in their order, with their paths, and their keys in words: "sessions.chair"."""
    waiting: list[tuple[str, str, object]] = [("", "", value)]
    while waiting:
        path, of, part = waiting.pop()
        if isinstance(part, str):
            yield Statement(path, part, of)
        elif isinstance(part, Mapping):
            inner = [(deeper(path, key), _of(of, str(key)), each) for key, each in part.items()]
            waiting += reversed(inner)
        elif isinstance(part, list):
            waiting += reversed([(deeper(path, at), of, each) for at, each in enumerate(part)])


def _of(of: str, key: str) -> str:
    """Return the keys down to a text in words, without days, times and numbers."""
    return of if any(map(str.isdigit, key)) else f"{of}.{words_of(key)}".lstrip(".")
