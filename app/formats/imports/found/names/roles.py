"""Roles beside the names of people: "Moderator: Ann Lee", "Ann Lee (chair), ACME"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.person import HONORIFIC, looks_like_person

_ROLE_BEFORE = re.compile(r"\s*(?P<role>[^\W\d_][\w /.-]{1,30}?)\s?[:\uff1a]\s?(?P<who>[^\W\d_].*)", re.DOTALL)
_ROLE_IN_BRACKETS = re.compile(  # "(Chair) Ann Lee"
    r"(?:^|(?<=[;\n]))\s{0,3}\((?P<role>[^\W\d_][\w -]{1,20})\)\s(?=[^\W\d_])"
)
_ROLE_BEHIND_NAME = re.compile(  # "Ann Lee (Moderator), ACME", "Ann Lee (moderator) - ACME"
    r"(?:^|(?<=[;\n]))\s{0,3}(?P<name>[^()\n;,]{3,60}?)\s?\((?P<role>[^\W\d_][\w -]{1,20})\)(?:,|\s[\u2013\u2014-])\s"
    r"(?P<of>[^()\n;]{2,150})(?=$|[\n;])"
)
PRESENTS = (  # before the names of those who speak, and of those who moderate
    r"(?:presented|given)\s+by|a\s+cargo\s+de|presentad[oa]\s+por|impartid[oa]\s+por|présentée?\s+par|"
    r"vorgestellt\s+von|presentato\s+da|apresentad[oa]\s+por"
)
LEADS = (
    r"(?:moderated|chaired|facilitated|hosted|led)\s+by|moderad[oa]\s+por|moderiert\s+von|animée?\s+par|modérée?\s+par|"
    r"présidée?\s+par|moderat[oa]\s+da|preside|presidid[oa]\s+por|sous\s+la\s+présidence\s+de|onder\s+leiding\s+van|"
    r"unter\s+(?:der\s+)?leitung\s+von|bajo\s+la\s+presidencia\s+de|modera|modère|anime|coordina|conduce|ведущ(?:ий|ая)|модерирует|модератор"
)
_LED_BY = re.compile(rf"\s{{0,3}}(?:(?P<presents>{PRESENTS})|{LEADS})\s+(?P<who>[^\W\d_].*)", re.IGNORECASE | re.DOTALL)
_ROLE_WITHIN = re.compile(  # "Ann Lee, Bo Chu - Moderator: Cy Dee"
    r"(?<=\S)(?:\s{0,9}[,\u00b7\u2013\u2014-]\s{0,9}|\s{1,9})(?=(?:moderator(?:in)?|moderation|chair(?:person)?|mod[ée]rateur|"
    r"mod[ée]ratrice|moderador|moderadora|moderatore|moderatrice|ведущий|ведущая|модератор|主持人?)\s?[:\uff1a])",
    re.IGNORECASE,
)
_FUNCTION_WITHIN = re.compile(  # "Ann Lee, Bo Chu, Discussant: Cy Dee"
    r"(?:^|(?<=[;\n]))(?P<before>[^:;\n()]{5,500}),\s?(?P<function>[^\W\d_][^,:;()\n]{2,30}\s?[:\uff1a]\s?[^,:;()\n]{3,80})"
)
_MODERATES = re.compile(
    r"(?:moderator(?:in)?|moderation|mod\.?|chair(?:person)?|modérateur|modératrice|animateur|animatrice|moderador|"
    r"moderadora|moderatore|moderatrice|ведущий|ведущая|модератор|主持人?|مدير الجلسة)|M",
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person as written in one text."""

    name: str
    title: str = ""
    affiliation: str = ""


def moderates(person: Named) -> bool:
    """Whether a person is written as "Ann Lee (moderator)", or as "Moderator: Ann Lee (ACME)"."""
    if person.title == "moderator":
        return True
    said = [text for text in (person.title, person.affiliation) if text]
    return len(said) == 1 and (_MODERATES.fullmatch(said[0]) or _MODERATES.fullmatch(said[0].lower())) is not None


def as_leader(person: Named) -> Named:
    """Return a person who moderates; the function stays before the organisation."""
    return Named(person.name, "moderator", ", ".join(filter(None, (person.title, person.affiliation))))


def without_role(person: Named) -> Named:
    """Return a person who moderates without the word for that, which may stand for a function or an organisation."""
    return replace(person, title="", affiliation=person.affiliation if person.title and person.affiliation else "")


def with_roles_first(text: str) -> str:
    """Return a text with its roles before the names: "Moderator: Ann Lee (ACME)" for "Ann Lee (Moderator), ACME"."""
    text = _FUNCTION_WITHIN.sub(_parted, _ROLE_WITHIN.sub("; ", text))
    return _ROLE_BEHIND_NAME.sub(_with_role_first, _ROLE_IN_BRACKETS.sub(_with_colon, text))


def _parted(match: re.Match[str]) -> str:
    """Return a person whose function stands before the name apart from the people before; an organisation stays."""
    before = match["before"].split(",")
    people = all(looks_like_person(part.strip()) or HONORIFIC.match(part.strip()) for part in before)
    return f"{match['before']}; {match['function']}" if people else match[0]


def _with_colon(match: re.Match[str]) -> str:
    """Return "Chair: " for "(Chair) "; what is no role stays."""
    return f"{match['role']}: " if field_of(match["role"]) in {"speakers", "moderators"} else match[0]


def _with_role_first(match: re.Match[str]) -> str:
    """Return "Moderator: Ann Lee (ACME)" for "Ann Lee (Moderator), ACME"; what is no role stays."""
    is_of_one = ";" in match.string or not looks_like_person(match["of"].split(",")[0])
    leads = field_of(match["role"]) == "moderators" and is_of_one
    return f"{match['role']}: {match['name'].strip()} ({match['of']})" if leads else match[0]


def role_before(text: str) -> tuple[str, str]:
    """Split "Moderator: Ann Lee", "Chaired by Ann Lee" into role and people; without a known role, it is empty."""
    if (led := _LED_BY.fullmatch(text)) is not None:
        return ("" if led["presents"] else "moderator"), led["who"]
    if (leads := re.fullmatch(r"(?P<who>[^\n]{2,200}?)\s?主持人?", text.strip())) is not None:
        return "moderator", leads["who"]
    match = _ROLE_BEFORE.fullmatch(text)
    field = field_of(match["role"]) if match else None
    if match is not None and field in {None, "session"} and kind_of(match["role"]) is not None:
        return "", match["who"]  # "Panel discussion: Ann Lee, Bo Chu"
    if match is None or field not in {"speakers", "moderators"}:
        return "", text
    return ("moderator" if field == "moderators" else ""), match["who"]
