"""People before titles that only a comma parts from them: "Ann Lee, Clocks at sea"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.formats.imports.found.names.common import has_usual_name
from app.formats.imports.found.names.person import HONORIFIC, says_a_role
from app.formats.imports.readers.text.naming.people import is_person, people_in

FEWEST = 2  # such items
FEWEST_WORDS = 3  # of their titles, where no word but the first is in small letters
_PERSON_AND_TITLE = re.compile(
    r"(?P<who>(?P<name>[^,(\s][^,()]{2,60}?)(?:\s?\([^()]{2,100}\))?)\s?,\s?(?P<title>[^\s,].{3,400})"
)
_OF_A_NAME = frozenset({"of", "for", "de", "des", "du", "da", "do", "di", "für", "von", "der", "del", "la", "y", "et"})


def person_before_comma(text: str) -> tuple[str, str] | None:
    """Split "Ann Lee (ACME), Clocks at sea" into the person and the title; an organisation or function is no title."""
    match = _PERSON_AND_TITLE.fullmatch(text)
    if match is None or not people_in(match["who"]) or not is_person(match["name"]):
        return None
    is_named = has_usual_name(match["name"]) or HONORIFIC.match(match["name"]) is not None
    return (match["who"], match["title"]) if is_named and _may_be_title(match["title"]) else None


def _may_be_title(text: str) -> bool:
    """Whether a text has words of a title: small ones that names of organisations do not have, or many."""
    small = [word for word in text.split()[1:] if word.isalpha() and word.islower() and word not in _OF_A_NAME]
    return not says_a_role(text) and not people_in(text) and (bool(small) or len(text.split()) >= FEWEST_WORDS)


def names_before_commas(texts: Sequence[str]) -> bool:
    """Whether a third of the items, and most with a person before a comma, have a title behind that."""
    matches = [match for text in texts if (match := _PERSON_AND_TITLE.fullmatch(text)) and is_person(match["name"])]
    count = sum(person_before_comma(match[0]) is not None for match in matches)
    return count >= FEWEST and count * 3 >= len(texts) and count * 4 >= len(matches) * 3
