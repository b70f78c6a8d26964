"""What the columns of a table are for, by their headings in a dozen languages; and which row holds the headings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.values import SegmentKind
from app.formats.imports.found.findings import plain_key

# Headings as `plain_key` spells them, by field, and words for what an item is for, as patterns; an earlier one wins.
_WORDS: Mapping[str, Mapping[str, list[str]]] = json.loads(Path(__file__).with_name("headings.json").read_text("utf-8"))
_NAMED = {heading: field for field, headings in _WORDS["fields"].items() for heading in headings}
# Words of longer headings, in the order in which they decide; those with which a column is for something else; and
# headings that count only where there is no better one.
_PARTS = tuple((field, frozenset(words)) for field, words in _WORDS["parts"].items())
_SPEAKERS = frozenset(_WORDS["parts"]["speakers"])
_TOTALS = frozenset(_WORDS["other"]["totals"])
_OTHERWISE = frozenset(_WORDS["other"]["otherwise"])
_WEAK = frozenset(_WORDS["other"]["weak"])
_WEAK_PEOPLE = frozenset(_WORDS["other"]["weak people"])
_CORE = frozenset(
    {"title", "start", "end", "time", "duration", "speakers", "date", "session", "first_name", "last_name"}
)

_KIND_PATTERNS = tuple(
    (SegmentKind(kind), re.compile(f"(?:{'|'.join(sorted(words, key=len, reverse=True))})", re.IGNORECASE))
    for kind, words in _WORDS["kinds"].items()
)


def field_of(heading: object) -> str | None:
    """What a column with this heading is for; None if that cannot be told."""
    if not isinstance(heading, str) or not heading.strip() or len(heading) > 120:
        return None
    for text in (heading, re.sub(r"[(\[].*?[)\]]", " ", heading)):
        if field := _NAMED.get(plain_key(text)):
            return field
    first = re.split(r"[/|\n]", heading)[0]  # "Title / Titre"
    return _NAMED.get(plain_key(first)) or _by_words(plain_key(heading).split())


def _by_words(words: Sequence[str]) -> str | None:
    """What a longer heading is for, by the words that it is made of: "Session Start Date & Time", "Speaker 2"."""
    known = set(words)
    if not 2 <= len(words) <= 8 or known & _OTHERWISE:
        return None
    if "title" in known and known & _SPEAKERS and "name" not in known:
        return None  # "Speaker 1 title" is what that person does
    return next((field for field, some in _PARTS if known & some), None)


def columns_of(cells: Sequence[object]) -> dict[int, str]:
    """Which columns hold what, if this row holds the headings; a field that comes twice counts where it comes first,
    except that several columns may hold speakers."""
    columns: dict[int, str] = {}
    fields = [field_of(cell) for cell in cells[:200]]
    people = {_base(cells[i]) for i, field in enumerate(fields) if field == "speakers"}
    for index, field in enumerate(fields):
        if field is None or (field != "speakers" and field in columns.values()):
            continue
        if field == "speakers" and _base(cells[index]) in _WEAK_PEOPLE and people - _WEAK_PEOPLE:
            continue  # the owner or the authors, where it is also said who speaks
        columns[index] = field
    return _strongest(columns, cells)


def looks_like_headings(columns: Mapping[int, str]) -> bool:
    """Do these columns make a table of a programme, or one of people?"""
    fields = set(columns.values())
    return len(fields) >= 2 and bool(fields & _CORE)


def is_total(title: str) -> bool:
    """Does a row with this title add up the others?"""
    return plain_key(title) in _TOTALS


def kind_of(text: str, *, whole: bool = True) -> SegmentKind | None:
    """What an item is for, by its title or by a word for its type; None if that says nothing.

    Args:
        whole: the words must make up the text, or begin it and be followed by hardly anything.
    """
    stripped = text.strip(" .:-\u2013\u2014*")
    for kind, pattern in _KIND_PATTERNS:
        match = pattern.match(stripped)
        if match is None or re.match(r"[\w-]", stripped[match.end() :]):
            continue
        rest = stripped[match.end() :].strip()
        if (
            not whole
            or len(rest.split()) <= 2
            or re.match(r"[(:,\u2013\u2014-]|by\b|of\b|and\b|&|remarks|ceremony", rest)
        ):
            return kind
    if re.fullmatch(r"(?:[\w-]+\s){1,2}(?:break|lunch|pause)", stripped, re.IGNORECASE):
        return SegmentKind.BREAK
    return None


def _base(heading: object) -> str:
    return plain_key(re.sub(r"[(\[].*?[)\]]", " ", str(heading)[:200]))


def _strongest(columns: dict[int, str], cells: Sequence[object]) -> dict[int, str]:
    """A column "Name" is a title only where no other is, and people's name where there are none."""
    strong = {field_of(cell) for cell in cells[:200] if _base(cell) not in _WEAK}
    people = {"affiliation", "job", "bio", "country"} & strong
    titles = [index for index, cell in enumerate(cells[:200]) if field_of(cell) == "title"]
    named = [index for index in titles if _base(cells[index]) in _WEAK]
    best = next((index for index in titles if index not in named), None)
    result = {index: field for index, field in columns.items() if field != "title"}
    if best is not None:
        result[best] = "title"
    elif titles and not (people and "speakers" not in strong and not strong & {"start", "time", "duration"}):
        result[titles[0]] = "title"
    elif titles:
        result[titles[0]] = "speakers"
    if "title" not in result.values() and "session" in result.values() and "kind" not in result.values():
        # With no other title, what the session column says is what each row is about.
        index = next(i for i, field in result.items() if field == "session")
        result[index] = "title"
    return dict(sorted(result.items()))
