"""People whom the words of a title itself show: a common first name, or a title such as Dr."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.formats.imports.found.findings import Programme
from app.formats.imports.found.names.common import has_usual_name, people_within
from app.formats.imports.found.names.person import OFFICE, looks_like_person, names_a_topic, says_a_role

MOST_PARTS = 8  # of a title, between its signs

_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0106\u010c\u0141\u015a\u0160\u0179\u017b\u017d\u0410-\u042f"
_HONOURED = re.compile(  # "Welcome. Dr. polit Ann Lee"
    r"(?:^|[\s(])(?P<who>(?:[Dd]r|[Pp]rof|[Pp]rofessor|Prof\.\s?Dr|Dott|Dra|Profa|\u041f\u0440\u043e\u0444|\u0414-\u0440)\.?\s"
    rf"(?:[a-z]{{2,8}}\.?\s){{0,3}}[{_CAPITAL}][\w.'\u2019-]{{1,30}}(?:\s[{_CAPITAL}][\w'\u2019-]{{0,30}}){{1,2}})(?!\w)"
)
_INITIALS = re.compile(  # "Доклад - И. Б. Петров"
    r"(?<!\u0438\u043c\.)(?:^|[\s(])(?P<who>(?:[\u0410-\u042f]\.\s?){1,2}[\u0410-\u042f][\u0430-\u044f\u0451-]{2,20}|"
    r"(?:[A-Z]\.\s?){2}[A-Z][a-z\u00df-\u017f-]{2,20})(?!\w)"
)
_BEFORE_NAME = re.compile(rf"(?:[,;:]|\b(?:by|von|par|por|door|przez|av|oleh|{OFFICE.pattern}))$", re.IGNORECASE)
_PARTS = re.compile(r"[,;:()\u2013\u2014]|\s-\s")
_AFTER_NAME = re.compile(r"\s?(?:[,:(\u2013\u2014\"\u201c\u00ab]|-\s|$)")


def people_left(programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield where people stand in titles of items without speakers, or before the title of others, and who they are."""
    called = {person.id: person.name for person in programme.speakers}
    for session in programme.sessions:
        for item in session.items:
            speaking = [called.get(id_, "") for id_ in (*item.speakers, *item.moderators)]
            is_silent = set(item.speakers) <= set(item.moderators)  # the chair of all items is one of them
            names = [*(_left_in(item.title) if is_silent else _beside(item.title))]
            yield from ((item.where, name) for name in names if not _is_among(name, speaking))


def _left_in(title: str) -> Iterator[str]:
    people = [*people_within(title)]
    honoured = [match["who"] for pattern in (_HONOURED, _INITIALS) for match in pattern.finditer(title)]
    yield from people
    parts = (part.strip() for part in _PARTS.split(title, maxsplit=MOST_PARTS))
    usual = [part for part in parts if " " in part and looks_like_person(part) and _is_usual(part)]
    for who in (*honoured, *usual):
        if (
            not any(name in who for name in people)
            and not names_a_topic(who)
            and not says_a_role(who.partition(" ")[2])
        ):
            yield who


def _is_usual(name: str) -> bool:
    """Whether one of its words is a common name, and none alone is in capitals, as in "ALICE Highlights"."""
    return has_usual_name(name) and len({word.isupper() for word in name.split() if len(word) > 1}) == 1


def _beside(title: str) -> Iterator[str]:
    """Yield the people in a title by what is beside them.

    That is nothing before and a sign behind them, as in "Ann Lee: Clocks", or a function, a comma or "by" before them.
    """
    for name in people_within(title):
        at = title.find(name)
        before = title[:at].rstrip()
        if _AFTER_NAME.match(title, at + len(name)) if not before else _BEFORE_NAME.search(before):
            yield name


def _is_among(name: str, people: Sequence[str]) -> bool:
    words = set(re.findall(r"\w{2,}", name.casefold()))
    return any(words & set(re.findall(r"\w{2,}", person.casefold())) for person in people)
