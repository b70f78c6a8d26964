"""The people in a cell: one or several, with titles, functions and organisations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from app.formats.imports.found.headings import field_of, is_no_name, kind_of
from app.formats.imports.found.names.behind import function_and_body, is_degree, outside_brackets, with_degrees
from app.formats.imports.found.names.common import has_usual_name, is_first_name
from app.formats.imports.found.names.person import (
    EAST_ASIAN,
    HONORIFIC,
    OFFICE,
    ORGANISATION_WORDS,
    PARTICLES,
    ROLE_WORDS,
    is_east_asian_body,
    is_east_asian_name,
    looks_like_person,
    says_a_role,
)
from app.formats.imports.found.names.roles import Named, as_leader, role_before, with_roles_first

LONGEST_NAMES = 2_000  # characters of a text that may name people; a longer one is prose
MOST_NAMES = 100  # in one text
MOST_OF_ONE = 3  # words between commas; more are several, such as "Acme, HO, Oars, Sails"
FEWEST_LISTED = 5  # people between commas, of whom some may have unusual names
PAIR = 2  # a name and an organisation
SLASH = " / "
MOST_WORDS = 4  # of an unusual name
LONGEST_CHINESE = 3  # characters of a name; four are often an organisation
FEWEST_LETTERS = 4  # of a function before a name
# Parts with a longer run of spaces between them do not belong together; this keeps every pattern linear.
_HARD_BREAKS = re.compile(
    r"(?<=[\u4e00-\u9fff])\u30fb(?=[\u4e00-\u9fff])|\s{0,20}(?:;|\n|\r|\||\u3001|\uff1b|\u061b|\u2022|\s[/\u00b7]\s)\s{0,20}"
)
_SOFT_BREAKS = re.compile(
    r"\s{1,20}(?:(?:together|zusammen|gemeinsam|ensemble|junto|insieme|вместе)\s(?=(?:with|mit|avec|con|с)\s))?(?:&|\+|and|or|und|oder|et|ou|y|with|mit|avec|con|e|en|i|\u0438|und|och|og|ja|dan|ve|v\u00e0|\u00e9s|\u0219i|\u03ba\u03b1\u03b9|\u0e41\u0e25\u0e30|\ubc0f)\s{1,20}(?=[^\W\d_])"
    r"|\s{0,20}\uff0c\s{0,20}|\s{1,20}\u0648(?=\w)"
    r"(?!(?:زير|زيرة|زارة|كيل|كيلة|كالة|الي|فد|حدة|ليد|سام|فاء|ائل|جدي|داد|ديع|صفي)(?!\w))"
)
_GENERATION = re.compile(r",\s?(?=[JS]r\b)")  # "Ann Lee, Jr." is one person
_PLAIN_SIGNS = str.maketrans({"\u060c": ",", "\uff08": "(", "\uff09": ")"})
_IN_BRACKETS = re.compile(r"\(([^()]{1,300})\)")
_HIDDEN = 0xE000  # the first of the characters that stand for texts in brackets
_BY = re.compile(
    r"(?:[Bb]y|[Pp]or|par|door|av|af|[Ww]ith|[Mm]it|[Aa]vec)\s(?=[^\W\d_a-z])|"
    r"(?:[Vv]on|di|de)\s(?P<name>[^\W\d_]{2,20})\s"
)
_IS_COUNTED = re.compile(r"\(?1[.)]\s?[^\W\d_].{2,200}?[,;\s]\(?2[.)]\s?[^\W\d_]")  # "1. Ann Lee, 2. Bo Chu"
_NUMBER_BEFORE = re.compile(r"(?:^|[,;\s]{1,3})\(?\d{1,2}[.)]\s?(?=[^\W\d_])")
_OF_ONE = re.compile(
    r"(?P<name>[^\n;|\u00b7,()]{3,60}) \u00b7 (?P<said>[^\n;|():\u00b7]{2,200})"
)  # "Ann Lee · CTO, ACME"
_NOTES = "*\u2020\u2021\u00b9\u00b2\u00b3"  # marks of footnotes behind a name


def names_in(cell: str, *, commas: bool) -> list[Named]:
    """Return the people in a cell, in order.

    Args:
        commas: whether a comma may separate two people; if the column uses other separators, it may not, and is
            followed by a person's function or organisation.
    """
    return [] if is_prose(cell) else list(_names_in(cell, commas=commas))


@lru_cache(maxsize=20_000)  # lines are examined before and while they are read, and people speak several times
def _names_in(cell: str, *, commas: bool) -> tuple[Named, ...]:
    """Return the people in a cell that is no prose."""
    text = re.sub(r"[ \t\u00a0]+", " ", cell.translate(_PLAIN_SIGNS)).strip(" \t\n,;")
    text = _without_by(_NUMBER_BEFORE.sub("; ", text).strip(" ;,") if _IS_COUNTED.match(text) else text)
    text = _OF_ONE.sub(_with_brackets, text) if _OF_ONE.fullmatch(text) else text
    text = with_roles_first(_GENERATION.sub(" ", text))
    inside: list[str] = []  # the texts in brackets, which part no people

    def hidden(match: re.Match[str]) -> str:
        inside.append(match[1])
        return f"({chr(_HIDDEN + len(inside) - 1)})"

    def shown(piece: str) -> str:
        return re.sub(r"[\ue000-\uf8ff]", lambda match: inside[ord(match[0]) - _HIDDEN], piece)

    text = _IN_BRACKETS.sub(hidden, re.sub(r"[\ue000-\uf8ff]", "", text), count=MOST_NAMES)
    people: list[Named] = []
    for part in filter(str.strip, _HARD_BREAKS.split(text)):
        if part.rstrip().endswith(":") and field_of(part.strip(" :")) in {"speakers", "moderators"}:
            continue  # a line "Speakers:" above their names
        if of_one := _of_organisation(part):
            for each, one in ((each, _person(shown(each.name))) for each in of_one):
                body = one.affiliation or shown(each.affiliation)
                people.append(replace(one, title=shown(each.title) or one.title, affiliation=body))
            continue
        role, who = role_before(part)
        parted = commas or who != part  # "Panellists: Ann Lee, Bo Chu" are two
        pieces = [
            each for piece in _soft(who) for each in (_by_commas(piece) if parted or _lists_people(piece) else [piece])
        ]
        pieces = [each for each in pieces if _NOT_KNOWN.match(shown(each)) is None]
        named = [_person(shown(each)) for each in pieces]
        named = named if parted or not named else _of_one_body(named, pieces)
        people.extend(as_leader(each) if role else each for each in named)
    return tuple(named for named in people if not is_no_name(named.name))


def _without_by(text: str) -> str:
    """Return "by Ann Lee" without the word before the name; "von Neumann" has none."""
    match = _BY.match(text)
    is_word = match is not None and (match["name"] is None or is_first_name(match["name"]))
    return text.partition(" ")[2] if is_word and match is not None else text


def _of_one_body(named: Sequence[Named], pieces: Sequence[str]) -> list[Named]:
    """Return people with the organisation of the last one if only that is named, as in "Ann Lee and Bo Chu, ACME"."""
    *before, last = named
    alone = all("," not in piece and "(" not in piece for piece in pieces[:-1])
    is_shared = bool(before) and alone and last.affiliation != "" and not last.title and "(" not in pieces[-1]
    return [replace(each, affiliation=each.affiliation or last.affiliation) if is_shared else each for each in named]


def _with_brackets(match: re.Match[str]) -> str:
    """Return "Ann Lee (CTO, ACME)" for "Ann Lee · CTO, ACME"; of another person behind the dot the text stays."""
    is_of_one = looks_like_person(match["name"]) and not says_a_role(match["name"])
    return f"{match['name']} ({match['said']})" if is_of_one and says_a_role(match["said"].split(",")[0]) else match[0]


def _of_organisation(text: str) -> list[Named]:
    """Read "ACME: Ann Lee, Bo Chu and Cy Dole"; empty for "Speakers:", and unless all are names."""
    body, colon, who = text.partition(": ")
    names = [name.strip() for piece in _SOFT_BREAKS.split(who) for name in piece.split(",")] if colon else []
    is_role = field_of(body) is not None or kind_of(body, whole=False) is not None or HONORIFIC.match(body) is not None
    named = bool(names) and not is_role and all(map(looks_like_person, names))
    return [Named(name, *function_and_body(body)) for name in names] if named else []


def is_prose(cell: str) -> bool:
    """Whether this is too long, or too much of a list, to name the people of one item."""
    return len(cell) > LONGEST_NAMES or sum(cell.count(sign) for sign in ",;\n") > MOST_NAMES


def has_hard_breaks(cell: str) -> bool:
    """Whether people here are separated by something stronger than a comma."""
    return len([part for part in _HARD_BREAKS.split(cell.strip(" ;\n")) if part.strip()]) > 1


def uses_commas_within(cell: str) -> bool:
    """Whether a comma stands within one of several people here, before a function: "Ann Lee, ACME; Bo Chu"."""
    parts = [part for part in _HARD_BREAKS.split(cell.strip(" ;\n")) if part.strip()]
    return len(parts) > 1 and any(len(outside_brackets(part)) > 1 for part in parts)


def name_organisations(cells: Sequence[str], sign: str = ",") -> bool:
    """Whether behind the only comma of most of these cells stands no second person, but an organisation.

    Args:
        sign: another one than the comma, such as a slash with spaces around it.
    """
    parted = (
        outside_brackets(cell) if sign == "," else cell.split(sign) for cell in cells if len(cell) < LONGEST_NAMES
    )
    pairs = [parts for parts in parted if len(parts) == PAIR]
    of = [not looks_like_person(behind) for names, behind in pairs if looks_like_person(_SOFT_BREAKS.split(names)[-1])]
    return len(of) >= FEWEST_LISTED and sum(of) * 4 >= len(of) * 3


def organisation_behind_slash(cell: str) -> str:
    """Return "Ann Lee / ACME" with a comma before the organisation; other texts are returned unchanged."""
    name, *behind = cell.split(SLASH)
    is_body = len(behind) == 1 and looks_like_person(name) and not looks_like_person(behind[0])
    return f"{name}, {behind[0]}" if is_body else cell


def split_by_comma(cell: str) -> bool:
    """Whether commas alone would make several people of this text."""
    return not has_hard_breaks(cell) and len(outside_brackets(cell)) > 1 and len(names_in(cell, commas=True)) > 1


_BEHIND_BRACKETS = re.compile(r"(?<=\))\s?(?:,|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b)\s{1,3}(?=[^\W\d_])")
_IN_ITS_BRACKETS = re.compile(r"[^()\n,;]{2,60}\([^()]{1,300}\)")  # "Ann Lee (ACME)"


def _soft(part: str) -> list[str]:
    """Split at "and" if both sides look like people; "Director of Research and Policy" stays whole."""
    closed = [piece.strip() for piece in _BEHIND_BRACKETS.split(part)]
    ends = _could_be_name(closed[-1]) or not part.removesuffix(closed[-1]).rstrip().endswith(",")
    if (
        len(closed) > 1
        and ends
        and all(_IN_ITS_BRACKETS.fullmatch(piece) and _could_be_name(_of_names(piece)[-1]) for piece in closed[:-1])
    ):
        return [name for piece in closed for name in _of_names(piece)]
    pieces = [piece.strip() for piece in _SOFT_BREAKS.split(part) if piece.strip()]
    if len(pieces) == PAIR and _lists_people(pieces[0]):
        return pieces  # "Ann Lee, Bo Chu and students"
    if any(_goes_on(before, piece) for before, piece in pairwise(pieces)) or _is_one_body(pieces):
        return [part]
    if len(pieces) == PAIR and _BETWEEN_SURNAMES.search(part) and _are_surnames(*pieces):
        return [part]  # "Toni Soler i Puig", "Ana Ruiz y Mora, ACME"
    aliases = [piece for piece in pieces if _ALIAS.fullmatch(piece) and _WITH_A_SIGN.search(part)]
    are_named = all(_could_be_name(piece) or piece in aliases for piece in pieces)
    return pieces if len(pieces) > 1 and are_named and (not aliases or any(map(looks_like_person, pieces))) else [part]


def _of_names(piece: str) -> list[str]:
    """Split "Ann Lee and Bo Chu (ACME)", if that is names and nothing else; other texts stay whole."""
    names = [name.strip() for name in _SOFT_BREAKS.split(piece)]
    return names if all(looks_like_person(name.partition("(")[0]) for name in names) else [piece]


def _lists_people(text: str) -> bool:
    """Whether people are listed, those behind commas with common first names, and not a person with a function."""
    first, *others = text.split(", ")
    are_known = all(is_first_name(other.split(" ", 1)[0]) and looks_like_person(other) for other in others)
    return bool(others) and are_known and looks_like_person(first)


def _goes_on(before: str, piece: str) -> bool:
    """Whether a function or organisation goes on: "Ann Lee - Acme & Partners", "Ann Lee, Head of Arts and Staff"."""
    is_word = " " not in piece.partition("(")[0].strip()
    if _BEHIND_A_DASH.search(before) and is_word:
        return True
    if _FUNCTION_LAST.search(before) and _OF_A_BODY.fullmatch(piece):
        return True
    name = outside_brackets(piece)[0]
    return ", " in before and (is_word or not (looks_like_person(name) or is_east_asian_name(name)))


def _is_one_body(pieces: Sequence[str]) -> bool:
    """Whether what was parted is the name of an organisation of several fields: "Sanayi ve Teknoloji Bakanlığı"."""
    is_body = len(pieces) > 1 and ORGANISATION_WORDS.search(pieces[-1].split()[-1]) is not None
    return is_body and "," not in pieces[-1] and " " not in pieces[0].rpartition(",")[2].strip()


def _are_surnames(before: str, behind: str) -> bool:
    """Whether a whole name stands before "i", "y" or "e", and one word behind it, which is the second surname."""
    return " " in before and not before.endswith(")") and " " not in outside_brackets(behind)[0]


_FUNCTION_LAST = re.compile(r", [a-z\u00df-\u00ff][^,]{3,60}$")
_OF_A_BODY = re.compile(
    r"[^\W\d_][^,]{0,50}\s(?:da|do|de|del|della|der|des|du|of)\s[A-Z]{3,8}(?:/[A-Z]{2,8})?"
)  # "Arts of ACME"
_BETWEEN_SURNAMES = re.compile(r"[^\W\d_]\s(?:i|y|e)\s[^\W\d_]")
_ALIAS = re.compile(r"[a-z][a-z0-9_]{2,20}")  # "midudev & Ann Lee"
_WITH_A_SIGN = re.compile(r"\w\s[&+]\s\w")
_BEHIND_A_DASH = re.compile(r"\S\s[\u2013\u2014-]\s\S")


def _could_be_name(piece: str) -> bool:
    name = function_before(outside_brackets(piece)[0])[1]
    return (
        bool(name)
        and not is_east_asian_body(name)
        and not says_a_role(name)
        and len(name.split()) <= 6
        and not name[0].islower()
    )


_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'-]{1,40}, [^\W\d_][\w.'-]{0,40}(?: [\w.'-]{1,40})? \([^()]{1,200}\)")


def _by_commas(piece: str) -> list[str]:
    """Split several people at commas; one person with a function and an organisation stays whole."""
    parts = outside_brackets(piece)
    several = with_degrees(parts)
    if len(several) > 1 and all("," in part and looks_like_person(part.partition(",")[0]) for part in several):
        return several
    if len(parts) < 2 or len(several) == 1:
        return [piece]
    turned = [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=False)]
    if len(parts) % 2 == 0 and len(parts) > 2 and all(_SURNAME_FIRST.fullmatch(pair) for pair in turned):
        return turned
    capital = all(part.isalpha() and part[0].isupper() for part in parts)
    first_names = capital and (len(parts) > MOST_OF_ONE or all(map(str.istitle, parts)))
    first_names = first_names and (len(parts) > 2 or all(map(is_first_name, parts)))
    people = [looks_like_person(part) or is_east_asian_name(part) for part in parts]
    others = [part for part, is_person in zip(parts, people, strict=True) if not is_person]
    others = [part for part in others if not (sum(people) >= FEWEST_LISTED and _IN_SMALL_LETTERS.fullmatch(part))]
    listed = len(parts) >= FEWEST_LISTED and len(others) * 3 <= len(parts) and not any(map(_says_more, others))
    counted = len({re.sub(r"\s?\d{1,3}$", "", part) for part in parts}) == 1  # "Speaker 1, Speaker 2"
    return parts if first_names or not others or listed or counted else [piece]


_IN_SMALL_LETTERS = re.compile(r"[a-z]{2,20}\s[a-z]{2,20}")  # a name among others: "Ann Lee, bo chu, Cy Dee"


def _says_more(part: str) -> bool:
    """Whether a part between commas is a function, an organisation or a text, and no unusual name such as "Li M B"."""
    return says_a_role(part) or len(part.split()) > MOST_WORDS or not part[:1].isupper() or kind_of(part) is not None


_ARTICLE = re.compile(rf"(?<!\w)(?:la|el|le|las|los|o|a|il|lo)\s+(?={HONORIFIC.pattern})", re.IGNORECASE)


_NOT_KNOWN = re.compile(r"\s{0,3}(?:N\.\s?N\.|NN|TB[ACD])\s?[,(]", re.IGNORECASE)  # "N.N., University of Mars"
_REMARK = re.compile(  # behind a name or its organisation
    r"\s?\((?:tb[acd]|to be confirmed|confirmed|unconfirmed|invited|"
    r"(?:online|virtual(?:ly)?|remote(?:ly)?)(?:\s(?:talk|presentation|participation))?|"
    r"in person|a confirmar|por confirmar|confirmad[oa]|"
    r"convidad[oa]|invitad[oa]|à confirmer|invitée?|da confermare|angefragt|eingeladen|zugesagt|n\.\s?n\.|"
    r"онлайн|дистанционно|线上)\)(?=\s*$)",
    re.IGNORECASE,
)


def _person(text: str) -> Named:
    """Read one person: "Dr. A. Smith (ACME)", "A. Smith, Director, ACME", "A. Smith - ACME"."""
    text = _REMARK.sub("", text)
    text = _ARTICLE.sub("", _unstopped(text.replace("\uff0c", ", ").strip(f" ,;\u2013\u2014-{_NOTES}")))
    bracket = re.fullmatch(r"(?P<name>[^()\[\]]*[^()\[\]\s])\s*[(\[](?P<of>[^()\[\]]*)[)\]]\s*(?P<rest>,.*)?", text)
    named, _, degree = bracket["name"].rpartition(", ") if bracket and not bracket["rest"] else ("", "", "")
    if bracket and named and is_degree(degree) and " (" in text:
        title, affiliation = function_and_body(bracket["of"])
        return Named(named, ", ".join(filter(None, (degree, title))), affiliation)
    who, comma, behind = text.partition(", ")
    if bracket and comma and "(" not in who and looks_like_person(who) and says_a_role(behind):
        return Named(who, *function_and_body(behind))  # "Ann Lee, Head of the Chamber (CCI)"
    if bracket and not re.search(r"[^,]\s[\u2013\u2014-]\s", bracket["name"]) and not _names_first(bracket["name"]):
        if _is_name_again(bracket["name"], bracket["of"].strip()) and not bracket["rest"]:
            return Named(f"{bracket['name']} ({bracket['of'].strip()})")
        title, affiliation = function_and_body(bracket["of"] + (bracket["rest"] or ""))
        before, name = function_before(_unstopped(bracket["name"].strip(" ,")))
        return Named(_turned(name), ", ".join(filter(None, (before, title))), affiliation)
    dashed = re.fullmatch(r"(?P<name>[^\u2013\u2014]*?[^\s\u2013\u2014])\s+[\u2013\u2014-]\s+(?P<of>[\s\S]+)", text)
    if dashed and not re.search(r",", dashed["name"]):
        title, affiliation = function_and_body(dashed["of"])
        return Named(dashed["name"], title, affiliation)
    if (after := _after_job(text)) is not None:
        return after
    if (spoken := _turned(text)) != text:
        return Named(spoken)
    name, *rest = outside_brackets(text)
    before, name = function_before(name)
    title, affiliation = function_and_body(", ".join(rest))
    return Named(name, ", ".join(filter(None, (before, title))), affiliation)


def _names_first(text: str) -> bool:
    """Whether a function stands behind a name and a comma: "Ann Lee, Secretary of the Boat Trust" before "(BT)"."""
    name, comma, _ = text.partition(",")
    return bool(comma) and looks_like_person(name)


def _is_name_again(name: str, inside: str) -> bool:
    """Whether brackets hold the name in Chinese characters: "David Liu (劉宇翔)"."""
    is_short = len(inside) <= LONGEST_CHINESE and is_east_asian_name(inside) and not is_east_asian_body(inside)
    return is_short and name.isascii()


def _unstopped(text: str) -> str:
    """Return a text without the full stop at its end, unless that belongs to an initial: "Petrov I. I."."""
    return text if re.search(r"(?:^|[\s.])[^\W\d_]\.$", text) else text.strip(" .,;\u2013\u2014-")


def _after_job(text: str) -> Named | None:
    """Read "Treasurer, Bo Chu", the function before the name."""
    job, comma, name = text.partition(", ")
    is_job = comma and OFFICE.fullmatch(job) is not None
    return Named(name, job) if is_job and "," not in name and looks_like_person(name) else None


_ORDINAL = re.compile(r"^[1-9]\.\s(?=[^\W\d_]{4})")  # "1. Vorsitzender Karl Huber"


_OFFICE_BEFORE = re.compile(  # "General Director Ann Lee", "Vorsitzende Ann Lee"
    rf"(?P<office>(?:(?:general|executive|managing|deputy|vice|acting|former|regional|national|technical|artistic)\s)?"
    rf"{OFFICE.pattern})\s(?-i:(?=[^\W\d_a-z]))",
    re.IGNORECASE,
)


def function_before(text: str) -> tuple[str, str]:
    """Split "photographer Ann Lee" into the function in small letters and the name; without one, it is empty."""
    text = _ORDINAL.sub("", text)
    office = _OFFICE_BEFORE.match(text)
    if office is not None and looks_like_person(who := text[office.end() :]) and has_usual_name(who):
        return office["office"], who
    word, _, name = text.partition(" ")
    is_word = len(word) >= FEWEST_LETTERS and word.islower() and word.isalpha() and word not in PARTICLES
    words = [each for each in name.split() if each not in PARTICLES]
    is_name = name[:1].isalpha() and len(words) > 1 and looks_like_person(name)
    is_function = is_word and is_name and not HONORIFIC.match(text)
    return (word, name) if is_function else ("", text)


def _turned(name: str) -> str:
    """Return "Smith, Anna" as "Anna Smith"; other texts are returned unchanged."""
    last, *rest = outside_brackets(name)
    if EAST_ASIAN.fullmatch(last):
        return name
    is_given = len(rest) == 1 and len(rest[0].split()) <= 2 and not rest[0][:1].islower()
    is_given = is_given and (last.isupper() or not re.fullmatch(r"[A-Z]{2,6}", rest[0]))  # "Hector, IMR"
    if is_given and len(last.split()) == 1 and not ROLE_WORDS.search(rest[0]):
        return f"{rest[0]} {last}"
    return name
