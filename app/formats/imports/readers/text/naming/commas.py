"""People before titles that only a comma parts from them: "Ann Lee, Clocks at sea"."""

from __future__ import annotations

from collections.abc import Sequence

from app.formats.imports.found.names.common import has_usual_name
from app.formats.imports.found.names.person import HONORIFIC, says_a_role
from app.formats.imports.readers.text.naming.people import is_person, people_in

FEWEST = 2  # such items
FEWEST_WORDS = 3  # of their titles, where no word but the first is in small letters
MOST_WORDS = 5  # of a name
_OF_A_NAME = frozenset({"of", "for", "de", "des", "du", "da", "do", "di", "für", "von", "der", "del", "la", "y", "et"})


def person_before_comma(text: str) -> tuple[str, str] | None:
    """Split "Ann Lee, Clocks at sea" into the person and the title; an organisation or function is no title."""
    name, comma, title = (part.strip() for part in _at_comma(text))
    is_named = has_usual_name(name) or HONORIFIC.match(name) is not None
    if not (comma and is_named and is_person(name.partition("(")[0].strip()) and people_in(name)):
        return None
    return (name, title) if _may_be_title(title) else None


def _at_comma(text: str) -> tuple[str, str, str]:
    """Part a text at the first comma that stands in no brackets."""
    opened = text.find("(")
    comma = text.find(",", text.find(")", opened)) if 0 < opened < text.find(",") else text.find(",")
    return (
        (text[:comma], ",", text[comma + 1 :])
        if comma > 0 and len(text[:comma].split("(")[0].split()) <= MOST_WORDS
        else ("", "", "")
    )


def _may_be_title(text: str) -> bool:
    """Whether a text has words of a title: small ones that names of organisations do not have, or many."""
    small = [word for word in text.split()[1:] if word.isalpha() and word.islower() and word not in _OF_A_NAME]
    return not says_a_role(text) and not people_in(text) and (bool(small) or len(text.split()) >= FEWEST_WORDS)


def names_before_commas(texts: Sequence[str]) -> bool:
    """Whether a third of the items, and most with a person before a comma, have a title behind that."""
    named = [text for text in texts if is_person(text.partition(",")[0].partition("(")[0].strip()) and "," in text]
    count = sum(person_before_comma(text) is not None for text in texts)
    return count >= FEWEST and count * 3 >= len(texts) and count * 4 >= len(named) * 3
