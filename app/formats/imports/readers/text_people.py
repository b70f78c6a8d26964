"""The people in a line of a text: behind "by", a dash, a comma or a full stop, or before a colon."""

from __future__ import annotations

import re

from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.people import HONORIFIC, Named, is_chinese_name, looks_like_person, names_in
from app.formats.imports.readers.text_lines import BETWEEN

LONGEST_PEOPLE = 400  # characters of a line of names
_PRESENTS = (
    r"(?:presented|given)\s+by|a\s+cargo\s+de|presentad[oa]\s+por|impartid[oa]\s+por|présentée?\s+par|"
    r"vorgestellt\s+von|presentato\s+da|apresentad[oa]\s+por"
)
_LEADS = (
    r"(?:moderated|chaired|facilitated|led)\s+by|moderad[oa]\s+por|moderiert\s+von|animée?\s+par|modérée?\s+par|"
    r"présidée?\s+par|moderat[oa]\s+da|ведущ(?:ий|ая)|модератор"
)
LED_BEHIND = re.compile(rf",?\s+(?=(?:{_LEADS}|{_PRESENTS})\b)", re.IGNORECASE)
BY = re.compile(r"\s(?:by|von|par|por|da|av)\s", re.IGNORECASE)
DASH = re.compile(r"\s[\u2013\u2014-]\s")
LED_BY = re.compile(rf"(?:(?P<presents>{_PRESENTS})|{_LEADS}):?\s+(?P<who>.{{3,150}})", re.IGNORECASE)
PLACE = re.compile(
    r"\b(?:hall|room|foyer|auditorium|theatre|theater|lobby|stage|building|floor|street|lounge|terrace|garden|plaza|"
    r"centre|center|restaurant|saal|raum|salle|sala|zaal|aula|online|zoom)\b",
    re.IGNORECASE,
)


def people_in(text: str) -> list[Named]:
    """Return the people in a text that names nothing else."""
    if len(text) > LONGEST_PEOPLE:
        return []
    named = names_in(text.strip(BETWEEN), commas=True)
    return named if named and all(is_person(person.name) for person in named) else []


def person_after_comma(text: str) -> tuple[str, str] | None:
    """Split a title from the person behind its first comma, with function and organisation: "Clocks, Ann Lee, ACME"."""
    title, comma, who = text.partition(",")
    who = who.strip()
    if not comma or not title.strip() or len(who) > LONGEST_PEOPLE or PLACE.search(who) or looks_like_person(title):
        return None
    name = who.split(",")[0].strip()
    return (title.strip(BETWEEN), who) if is_person(name) and len(people_in(who)) == 1 else None


def is_person(name: str) -> bool:
    if is_chinese_name(name):
        return kind_of(name) is None
    return bool(HONORIFIC.match(name)) or (looks_like_person(name) and kind_of(name) is None)


def person_after_stop(text: str) -> tuple[str, str] | None:
    """Split "Clocks. Ann Lee" into the title and the person."""
    title, stop, who = text.rpartition(". ")
    if not stop or HONORIFIC.match(text) or looks_like_person(title) or PLACE.search(who):
        return None
    return (title, who) if not HONORIFIC.match(f"{title.split(' ')[-1]} x") and len(people_in(who)) == 1 else None


def person_before_colon(text: str) -> tuple[str, str] | None:
    """Split "Ann Lee: Clocks" into the person and the title."""
    who, colon, title = text.partition(":")
    return (who, title.strip()) if colon and title.strip() and people_in(who) else None
