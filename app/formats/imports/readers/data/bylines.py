"""Texts of items that say only by whom they are: `subtitle: "by Ann Lee (ACME)"`, `text: "Talk by Ann Lee."`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.formats.imports.found.headings import field_of, kind_of, meanings
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import surely_person
from app.formats.imports.found.people import SPEAKS
from app.formats.imports.readers.json_moments import words_of
from app.formats.text.notes import Notes, shortened

_BYLINE = re.compile(
    r"(?P<what>(?:[^\W\d_]{2,20}\s){0,3}?)"
    r"(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|da|door|przez|av|af|[Ww]ith|[Cc]on|[Cc]om|[Mm]it|[Aa]vec)(?::\s?|\s)"
    r"(?P<who>[^\n]{3,150}?)\.?"
)


def with_bylines(items: Sequence[tuple[str, dict[str, object]]], notes: Notes) -> list[tuple[str, dict[str, object]]]:
    """Return items without people with those that one of their texts names alone, which is a guess."""
    return [(where, _with_byline(where, item, notes)) for where, item in items]


def _with_byline(where: str, item: dict[str, object], notes: Notes) -> dict[str, object]:
    told = [key for key, part in item.items() if part]
    if any(field_of(words_of(key)) in {"speakers", "moderators"} for key in told):
        return item
    described = (key for key in told if not (what := meanings(words_of(key))) or "abstract" in what)
    said = ((key, match) for key in described if (match := _byline(item, key)) is not None)
    for key, match in said:
        notes.guess(where, SPEAKS.text, text=shortened(match["who"], 60))
        kept = {other: part for other, part in item.items() if other != key or match["what"]}
        return {**kept, "speakers": match["who"]}
    return item


def _byline(item: Mapping[str, object], key: str) -> re.Match[str] | None:
    """Return the parts of a text that says who speaks, and perhaps what kind of item it is; None for others."""
    part = item[key]
    match = _BYLINE.fullmatch(part.strip()) if isinstance(part, str) else None
    people = names_in(match["who"], commas=True) if match is not None else []
    are_named = all(surely_person(each.name) and kind_of(each.name, whole=False) is None for each in people)
    is_clause = match is not None and match["what"] != "" and any(each.affiliation for each in people)
    return match if people and are_named and not is_clause else None
