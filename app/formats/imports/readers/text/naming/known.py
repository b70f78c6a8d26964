"""What shows that words in the text of an item are people, and of which words brackets tell more."""

from __future__ import annotations

import re

from app.formats.imports.found.names.common import has_usual_name, is_first_name
from app.formats.imports.found.names.person import HONORIFIC
from app.formats.imports.found.names.roles import Named
from app.formats.imports.readers.text.naming.people import (
    BY,
    DASH,
    is_person,
    people_in,
)
from app.formats.imports.readers.text.naming.style import (
    BRACKETS,
    behind_dash,
)

_BEFORE_NAME = re.compile(r",\s|\s(?:[\u2013\u2014&|-]|and|und|et|y|e|и)\s")
MOST_NAMED = 20  # brackets of one text


def is_usual_person(title: str) -> bool:
    """Whether all of a title is one person with a common first name: "Ann Lee"."""
    return is_first_name(title.partition(" ")[0]) and is_person(title)


def are_whole_names(text: str) -> bool:
    """Whether a text names people, each with a common name and another one."""
    people = people_in(text) if ":" not in text and BY.search(text) is None else []
    return bool(people) and all(" " in person.name and has_usual_name(person.name) for person in people)


def is_known(person: Named) -> bool:
    """Whether a common first name, a title or more than the name shows that this is a person, and no place."""
    named = HONORIFIC.match(person.name) is not None or has_usual_name(person.name)
    return named or bool(person.affiliation or person.title)


def stand_behind_names(text: str) -> bool:
    """Whether several brackets hold the organisations of those before them: "Panel - Ann Lee (ACME), Bo Chu (HO)"."""
    matches = list(BRACKETS.finditer(text))
    before = [_BEFORE_NAME.split(text[: match.start()]) for match in matches]
    several = sum(len(parts) > 1 and is_person(parts[-1].strip()) for parts in before) > 1
    return several or any(_is_behind_people(text[: match.start()], match["inside"]) for match in matches[:MOST_NAMED])


def _is_behind_people(before: str, inside: str) -> bool:
    """Whether brackets stand behind several people, and hold what is said of the last: "Ann Lee and Bo Chu (ACME)"."""
    people = people_in(behind_dash(before))
    return len(people) > 1 and (any(map(is_known, people)) or not any(map(is_known, people_in(inside))))


def stands_before_people(text: str, bracket: re.Match[str]) -> bool:
    """Whether people stand behind a bracket and a dash, and no Dr. or Ms. in it: "Clocks (Online) - Ann Lee"."""
    sign = DASH.match(text, bracket.end()) if HONORIFIC.match(bracket["inside"]) is None else None
    return sign is not None and any(map(is_known, people_in(text[sign.end() :])))
