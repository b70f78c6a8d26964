"""Codes for programs: titles, `day-in-the-life`, beside texts that say what they are, and ids that say the day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.formats.imports.found.headings import field_of, meanings
from app.formats.imports.readers.json_moments import words_of
from app.formats.text.notes import Notes, shortened

LONGEST_TITLE = 90  # characters of a description that may be a title
LONGEST_SHOWN = 100  # characters of a note
FEWEST = 2  # codes of several words
_CODE = re.compile(r"[a-z][a-z\d]{0,30}(?:[-_][a-z\d]{1,30}){0,8}")
_DAY = re.compile(r"d(?:ay)?[-_ ]?(?P<day>[1-9])(?:[-_ .].{0,60})?", re.IGNORECASE)


def with_titles_for_codes(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items whose titles are all codes with the short descriptions that all of them have for titles."""
    maps = [item for _, item in items]
    telling = [
        key for key in (maps[0] if maps else ()) if not {"title", "abstract"}.isdisjoint(meanings(words_of(key)))
    ]
    if len(telling) != 2:
        return list(items)
    code, told = telling if _are_codes(maps, telling[0]) else telling[::-1]
    if not _are_codes(maps, code) or not all(_is_title(item.get(told)) for item in maps):
        return list(items)
    return [(where, {**_but(item, told), code: item[told]}) for where, item in items]


def with_days_of_ids(
    items: Sequence[tuple[str, dict[str, object]]], notes: Notes
) -> list[tuple[str, dict[str, object]]]:
    """Return items without dates on the days that all their ids count, which is noted: `d1-main`, `day2_03`."""
    ids = [_DAY.fullmatch(str(item.get("id") or "")) for _, item in items]
    days = [int(match["day"]) for match in ids if match is not None]
    dated = any(part and field_of(words_of(key)) == "date" for _, item in items for key, part in item.items())
    counted = sorted(set(days)) == list(range(1, max(days, default=0) + 1)) and days == sorted(days)
    if dated or len(days) < len(items) or not counted or max(days, default=1) < FEWEST:
        return list(items)
    shown = ", ".join(dict.fromkeys(match[0] for match in ids if match is not None))
    notes.guess(items[0][0], "Taken for a day, and nothing else: {text}", text=shortened(shown, LONGEST_SHOWN))
    return [(where, {**item, "date": f"Day {day}"}) for (where, item), day in zip(items, days, strict=True)]


def without_roles(items: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return items without the word for who leads, `moderator-role: Moderator`, beside the key that names one."""
    return [
        (where, {key: part for key, part in item.items() if not _is_role(key, part, item)}) for where, item in items
    ]


def _is_role(key: str, part: object, item: Mapping[str, object]) -> bool:
    field = field_of(words_of(key))
    if field not in {"speakers", "moderators"} or not isinstance(part, str) or field_of(part) != field:
        return False
    return any(said and other != key and field_of(words_of(other)) == field for other, said in item.items())


def _are_codes(items: Sequence[Mapping[str, object]], key: str) -> bool:
    codes = [part for item in items if isinstance(part := item.get(key), str) and _CODE.fullmatch(part)]
    of_words = sum("-" in each or "_" in each for each in codes)
    return len(codes) == len(items) and of_words >= FEWEST and "title" in meanings(words_of(key))


def _is_title(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= LONGEST_TITLE and text[:1].isupper()


def _but(item: Mapping[str, object], key: str) -> dict[str, object]:
    return {each: part for each, part in item.items() if each != key}
