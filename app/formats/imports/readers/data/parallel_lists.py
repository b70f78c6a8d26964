"""Lists of items below keys that name what runs at the same time: `{"conference": […], "bootcamp": […]}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from app.formats.imports.found.days import names_a_day
from app.formats.imports.found.headings import field_of, kind_of, meanings
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.json_fields import fields_of, is_item, names_a_time
from app.formats.imports.readers.json_moments import day_in_name, is_date, words_of
from app.formats.imports.readers.json_slots import names_talks

MOST_LISTS = 20
MOST_ITEMS = 200
FEWEST_ITEMS = 2


def parallel_lists(value: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the sessions by the keys below which they are listed, if two of them overlap; else none.

    A list with dates of its own may be on another day, and keys that are days, fields or types of items name none.
    """
    lists = {str(key): part for key, part in list(value.items())[:MOST_LISTS] if _names_a_session(str(key), part)}
    spans = {key: [*_times(part)] for key, part in lists.items()}
    overlap = any(
        min(one) < max(other) and min(other) < max(one)
        for one, other in combinations([times for times in spans.values() if times], 2)
    )
    return {key: words_of(key).capitalize() for key in lists} if overlap else {}


def _names_a_session(key: str, part: object) -> bool:
    if not isinstance(part, list) or len(part) < FEWEST_ITEMS:
        return False
    words = words_of(key)
    is_field = meanings(words).keys() - {"session"} or names_talks(key)
    is_kind = kind_of(words, whole=False) is not None or kind_of(words.removesuffix("s")) is not None
    is_of_day = names_a_day(words) or day_in_name(words) or is_date(key)
    if not words or is_field or is_kind or is_of_day:
        return False
    return all(isinstance(each, Mapping) and is_item(fields_of(each)) for each in part[:3])


def _times(items: Sequence[Any]) -> Iterator[int]:
    """Yield the times of day at which items begin, in milliseconds since midnight; none of items with dates."""
    flat = [fields_of(each) for each in items[:MOST_ITEMS] if isinstance(each, Mapping)]
    if any(field_of(words_of(key)) == "date" for item in flat for key in item):
        return
    for item in flat:
        named = (str(said) for key, said in item.items() if names_a_time(key))
        first = next((clocks for said in named if (clocks := range_of(said)) is not None), None)
        if first is not None:
            yield first[0].ms
