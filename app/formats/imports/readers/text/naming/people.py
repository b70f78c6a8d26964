"""The people in a line of a text: behind "by", a dash, a comma or a full stop, or before a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from app.domain.values import SegmentKind
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.behind import function_and_body
from app.formats.imports.found.names.cell import function_before, names_in
from app.formats.imports.found.names.common import has_usual_name
from app.formats.imports.found.names.person import (
    HONORIFIC,
    ORGANISATION_WORDS,
    has_honorific,
    is_chinese_name,
    is_east_asian_body,
    is_east_asian_name,
    is_name_in_parts,
    looks_like_person,
    says_a_role,
)
from app.formats.imports.found.names.roles import LEADS, PRESENTS, Named, moderates
from app.formats.imports.readers.text.lines import BETWEEN, trimmed

LONGEST_BODY = 80  # characters of an organisation or function that shows that a line names people
LONGEST_OFFICE = 150  # characters of a line below a name
_DIGIT = re.compile(r"\d{1,2}[:.h]\d\d")
_OFFICE = re.compile(  # German writes them in one word: "Bildungsministerin"
    r"[^\W\d_]{0,30}(?:minister|präsident|sprecher|leiter|meister|direktor|sekretär|referent|professor|lehrer|vertreter|führer)"
    r"(?:in)?\b|[^\W\d_]{0,30}(?:vorsitzende|beauftragte|abgeordnete|vorstand)[rn]?\b|"
    r"\b(?:letrad[oa]s?|catedrátic[oa]s?|concejal(?:a|es)?|consejer[oa]s?|diputad[oa]s?|docente|ricercat(?:ore|rice)|"
    r"assessor[ea]|maître|chargée? de|membre|mitglied|miembro|membro|member|student|studierende[rn]?|étudiante?|"
    r"депутат|заведующ\w{2}|директор|профессор|доцент|министр|председатель|начальник|руководитель)\b",
    re.IGNORECASE,
)
FEWEST_OF_A_PANEL = 3
LONGEST_PEOPLE = 400  # characters of a line of names
MOST_OF_A_BODY, MOST_BEHIND = 6, 24  # words behind a name: of an organisation, and of functions
MOST_PARTS = 3  # commas of a line that names people with organisations
MOST_SMALL = 5  # words of an organisation or office in small letters
MOST_WORDS = 8  # of an organisation that does not say what it is
LED_BEHIND = re.compile(rf",?\s+(?=(?:{LEADS}|{PRESENTS})\b)", re.IGNORECASE)
BY = re.compile(  # and "Clocks v/Ann Lee", as Danes and Norwegians write
    r"\s(?:by|von|par|por|da|av|door|przez|oleh|ved)\s|,?\s[Vv]\.?/\s?(?=(?-i:[A-Z\u00c0-\u00de]))", re.IGNORECASE
)
SLASH = re.compile(r"\s(?:/|\||\u2192)\s")
DASH = re.compile(r"\s(?:[\u2013\u2014-]|--)\s|\u2014\u2014")
_KIND = re.compile(
    r"(?:(?:opening|closing|invited|plenary|short|lightning)\s)?(?:talk|keynote|lecture|speech|presentation|pitch|statement|workshop|tutorial|vortrag|impuls|"
    r"referat|exposé|conférence|ponencia|charla|conferencia|palestra|relazione|intervento|доклад|лекция|выступление|"
    r"محاضرة|كلمة|报告|演讲)(?:\s\d{1,2})?(?:\s?[:\uff1a]\s?|\s[\u2013\u2014-]\s)",
    re.IGNORECASE,
)
_COMPANY = r"with|mit|avec|con|com|med|met"
WITH = re.compile(rf"\s(?:{_COMPANY})\s(?:(?:special\s)?guests?(?:\sspeakers?)?\s)?", re.IGNORECASE)
COMPANY_FIRST = re.compile(rf"(?:{_COMPANY})\s", re.IGNORECASE)
_MEETING = re.compile(  # with people who are met there, and do not speak: "Meeting with Minister Ann Lee"
    r"\b(?:meetings?|lunch|dinner|treffen|begegnung|rencontre|reunión|encuentro|incontro|reunião|встреча|spotkanie|ontmoeting|møte|möte)$",
    re.IGNORECASE,
)
IN_COMPANY = re.compile(rf"\s?[;,]\s?(?:{_COMPANY})\s", re.IGNORECASE)  # "Ann Lee; with Bo Chu, Cy Dee"
LED_BY = re.compile(
    rf"(?:(?P<presents>{PRESENTS}|{_COMPANY}|by|von|par|por|door)|{LEADS}):?\s+(?P<who>.{{3,150}})", re.IGNORECASE
)
_ROLE = re.compile(r"(?P<role>[^\W\d_][\w /'-]{1,30}?)\s*[:\uff1a]\s*(?P<who>.+)")
_ONE_ROLE = re.compile(  # German writes it with a capital: "Wahlleiter"
    r"[a-z\u00df-\u024f\u0430-\u044f\u0451]{2,30}|[^\W\d_]{3,28}(?:leiter|sprecher|führer|referent|vorsitzende[rn]?|dirigent|solist|prüfer)(?:in)?"
)
_LONG_HAN = re.compile(r"[\u4e00-\u9fff]{7,}")  # more characters than a name has
TO_COME = re.compile(
    r"\W{0,2}(?:.{0,20}\btb[acd]\b|n\.?\s?n\.?|por (?:definir|confirmar)|a (?:definir|confirmar)|to be \w{4,12}|"
    r"wird noch .{4,20}|à (?:définir|confirmer)|da definire|待定|уточняется|未定)\W{0,2}",
    re.IGNORECASE,
)
_QUOTATION_MARKS = '"\u201c\u201e\u00ab'
_QUOTATION_FIRST = re.compile(
    r"(?P<title>(?:[^\W_][^\"\u201c\u201e\u00ab]{0,40}\s)?"
    r"[\"\u201c\u201e\u00ab].{3,300}[\"\u201c\u201d\u00bb])[\s.,:\u2013\u2014-]{1,4}"
    r"(?P<who>[^\W\d_][^\"\u201c\u201e\u00ab\u00bb]{3,200})"
)
_QUOTATION_LAST = re.compile(
    r"(?P<who>[^\W\d_][^:\"\u201c\u201e\u00ab\u00bb]{1,200}?)\s?(?:[:,.]|\s[\u2013\u2014-])\s{0,2}"
    r"(?P<title>[\"\u201c\u201e\u00ab][^\"\u201c\u201d\u201e\u00ab\u00bb]{3,300}[\"\u201c\u201d\u00bb]\.?)"
)
_COMMA = re.compile(r"[,\uff0c]\s?(?=[^\W\d_])")
_BEFORE_COMMA = re.compile(r"[,;(\u3001\uff0c\uff08]|\s(?:and|und|et|y|e|\u0438|&)\s|\s[\u2013\u2014-]\s")
MOST_COMMAS = 6  # or dashes, of a title with people behind it
_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s{1,3}(?=[^\W\d_])")
_GUESTS = frozenset(
    {
        "guest",
        "guests",
        "guest speaker",
        "guest speakers",
        "special guest",
        "gastredner",
        "gastrednerin",
        "gast",
        "gäste",
    }
    | {"invité", "invités", "invitados", "ospiti", "with", "mit"}
)


_AROUND_NAMES = BETWEEN.replace(".", "")  # the full stop may belong to an initial
_REMARK = re.compile(r"\d|(?:if|continued|cont|suite|tbc|fortsetzung|optional)\b", re.IGNORECASE)
_ROLE_BEHIND = re.compile(
    r"(?P<title>.{2,300}?)(?:(?<=[?!])\s|\s?[.;,|(\u2013\u2014-]\s?|\s(?=[\u4e00-\u9fff]))"
    r"(?P<role>[^\W\d_][\w/ ]{1,30}?)\s?[:\uff1a]\s?(?P<who>[^:]{2,200})"
)
_NUMBERED_PART = re.compile(
    r"(?:session|sitzung|séance|sesión|sessão|sessione|part|teil|block|workshop|atelier|mesa|taller|сессия|секция|"
    r"\u0627\u0644\u062c\u0644\u0633\u0629|\u0627\u0644\u0645\u062d\u0648\u0631|\u0648\u0631\u0634\u0629|\u7b2c)",
    re.IGNORECASE,
)


def _bare(text: str) -> str:
    """Return a text without signs around it, but for the end of a quotation in it: "Ann Lee, «Il Corriere»"."""
    bare = text.strip(_AROUND_NAMES)
    is_quoted = bare.count("\u00ab") > bare.count("\u00bb")
    return text.lstrip(_AROUND_NAMES).rstrip(_AROUND_NAMES.replace("\u00bb", "")) if is_quoted else bare


def people_in(text: str) -> list[Named]:
    """Return the people in a text that names nothing else."""
    if len(text) > LONGEST_PEOPLE:
        return []
    for spelt in dict.fromkeys((text, text.replace("\uff0c", ", "))):  # a name, or a name and its organisation
        named = names_in(_bare(spelt), commas=True)
        sure = [_is_named(person) and not _says_more(person.affiliation) for person in named]
        with_body = len(named) > 2 and all(sure[:-1]) and all(person.affiliation for person in named[:-1])
        if named and (all(sure) or (with_body and says_a_role(named[-1].name))):  # "… & the Boat Association"
            return named
    return []


def says_more_than_name(person: Named) -> bool:
    """Whether a title such as Dr., a function or an organisation shows that this is a person."""
    return bool(person.title or person.affiliation) or HONORIFIC.match(person.name) is not None


def people_with_bodies(text: str) -> list[Named]:
    """Return the people of a short line, who have common names and an organisation or a function: "Ann Lee, ACME"."""
    people = people_in(text) if ":" not in text and text.count(",") <= MOST_PARTS else []
    return people if all(map(_is_usual_with_body, people)) else []


def _is_usual_with_body(person: Named) -> bool:
    words = person.name.split()
    about = f"{person.title}{person.affiliation}"
    return 0 < len(about) <= LONGEST_BODY and has_usual_name(f"{words[0]} {words[-1]}")


def _says_more(affiliation: str) -> bool:
    """Whether what stands behind a name is a remark or a title, and no organisation."""
    words = affiliation.split()
    most = MOST_SMALL if affiliation[:1].islower() else MOST_WORDS
    is_long = len(words) > most and not says_a_role(affiliation) and _OFFICE.match(affiliation) is None
    return is_long or _REMARK.match(affiliation) is not None


def _is_named(person: Named) -> bool:
    """Whether this is a person; a name in Chinese, Japanese or Korean script is one with an organisation behind it."""
    return is_person(person.name) or (
        is_east_asian_name(person.name) and is_east_asian_body(f"{person.title}{person.affiliation}")
    )


def with_office(named: Sequence[Named], text: str, *, after_comma: bool) -> list[Named]:
    """Return people with the office or organisation that stands on the line below their names; empty for another line.

    Args:
        after_comma: the line above ends with a comma, which is followed by more of them.
    """
    is_short = (
        len(text) <= LONGEST_OFFICE and not text.rstrip().endswith((":", ".", "?", "!")) and not _DIGIT.search(text)
    )
    is_short = is_short and not ("," in text and is_person(text.partition(",")[0]))
    is_office = is_short and (after_comma or says_a_role(text) or _OFFICE.search(text) is not None)
    if not named or not is_office or any(each.affiliation or each.title for each in named):
        return []
    whole = _bare(text)
    title, body = function_and_body(whole) if ORGANISATION_WORDS.search(whole) else (whole, "")
    return [Named(each.name, title, body) for each in named]


def people_by_role(text: str) -> list[tuple[str, list[Named]]]:
    """Return the people of "Moderator: Ann Lee; guests: Bo Chu, Cy Dee" by their field; empty for other texts."""
    roles = []
    for part in re.split(r"[;\uff1b]", text[:LONGEST_PEOPLE]):
        match = _ROLE.fullmatch(_bare(part))
        field = _field_of_role(match["role"]) if match else None
        people = people_in(match["who"]) if match else []
        if field not in {"speakers", "moderators"} or not people:
            return []
        roles.append((str(field), people))
    return roles


def people_of_roles(text: str) -> list[Named]:
    """Return the people of "auctioneer: Ann Lee; clerk: Bo Chu", whose roles are of no field; else none."""
    parts = [_of_a_role(part.strip()) for part in text[:LONGEST_PEOPLE].split(";")]
    return [person for person in parts if person is not None] if None not in parts else []


def _of_a_role(text: str) -> Named | None:
    match = _ROLE.fullmatch(text)
    is_role = match is not None and _ONE_ROLE.fullmatch(match["role"]) is not None
    if match is None or not is_role or _field_of_role(match["role"]) is not None or PLACE.search(match["who"]):
        return None
    people = people_in(match["who"])
    return Named(people[0].name, match["role"]) if len(people) == 1 and not people[0].affiliation else None


def _field_of_role(role: str) -> str | None:
    return "speakers" if role.casefold() in _GUESTS else field_of(role)


def names_before_colons(lines: Sequence[str]) -> bool | None:
    """Whether most of these lines are "Person: Title"; False if they are "Title: Person", None if neither.

    Where both sides look like names, several people or a title such as Dr. decide.
    """
    before = [person_before_colon(line) for line in lines]
    behind = [person_behind_colon(line) for line in lines]
    sure = any(who and (len(people_in(who[1])) > 1 or HONORIFIC.match(who[1])) for who in behind)
    with_colons = sum(_at_colon(line)[1] != "" for line in lines)
    many_before, many_behind = (_are_many(parted, with_colons, len(lines)) for parted in (before, behind))
    if many_behind and (sure or not many_before):
        return False
    return True if many_before else None


def _are_many(parted: Sequence[object], with_colons: int, lines: int) -> bool:
    count = sum(each is not None for each in parted)
    return count >= 2 and count * 2 >= with_colons and count * 3 >= lines


def role_behind(text: str) -> tuple[str, str, list[Named]] | None:
    """Split "Budget. Speaker: Ann Lee" into the title, the field of the role, and the people."""
    match = _ROLE_BEHIND.fullmatch(text) if len(text) <= LONGEST_PEOPLE else None
    field = _field_of_role(match["role"].strip()) if match else None
    people = people_in(match["who"].rstrip(" )")) if match and field in {"speakers", "moderators"} else []
    return (trimmed(match["title"]), str(field), people) if match and people else None


def people_after_comma(text: str) -> tuple[str, str] | None:
    """Split a title from the people behind a comma, with functions and organisations: "Clocks, old, Ann Lee, ACME"."""
    for comma in islice(_COMMA.finditer(text[:LONGEST_PEOPLE]), MOST_COMMAS):
        title, who = trimmed(text[: comma.start()]), text[comma.end() :].strip()
        if looks_like_person(title) and (has_usual_name(title) or not has_usual_name(who)):
            return None
        if title and len(who) <= LONGEST_PEOPLE and not names_only_places(who) and _begins_with_person(who):
            by = BY.search(title)
            if by is not None and people_in(title[by.end() :]):
                return None  # "Clocks by Ann Lee, Bo Chu"
            dash = next(reversed([*DASH.finditer(title)]), None)
            is_listed = dash is not None and _is_listed(title[dash.end() :], who) and people_in(text[dash.end() :])
            return (title, who) if not is_listed and people_in(who) else None
    return None


def names_only_places(text: str) -> bool:
    """Whether a text names a place, and no common name of a person: "Space Center", not "Ann Lee, Space Center"."""
    return PLACE.search(text) is not None and not has_usual_name(text)


def _is_listed(before: str, who: str) -> bool:
    """Whether "Chair, Ann Lee" behind a dash is a list, and no end of a title before a whole name: "Old - Renewed"."""
    return (
        " " in before
        or field_of(before) is not None
        or says_a_role(before)
        or " " not in _BEFORE_COMMA.split(who, maxsplit=1)[0]
    )


def _begins_with_person(text: str) -> bool:
    return is_person(function_before(_BEFORE_COMMA.split(text, maxsplit=1)[0].strip())[1])


def is_person(name: str) -> bool:
    if PLACE.match(name) or names_only_places(name):
        return False  # "Room Bell", "Rope Stage"
    if _LONG_HAN.search(name) or TO_COME.fullmatch(name):
        return False
    if is_chinese_name(name):
        return kind_of(name) is None
    return has_honorific(name) or (looks_like_person(name) and kind_of(name) is None)


def person_in_company(text: str) -> Named | None:
    """Return the person of a line that has only one with an organisation or functions; None for other lines."""
    name, *rest = text.split(",")
    if not rest or "(" in text or ";" in text or not is_person(name) or field_of(name) is not None:
        return None
    several = len(people_in(text)) > 2  # "Ann Lee, Bo Chu and Cy Dole"
    behind = ",".join(rest).strip()
    is_short = 1 <= len(behind.split()) <= (MOST_BEHIND if len(rest) > 1 or says_a_role(behind) else MOST_OF_A_BODY)
    is_one = is_short and not several and not any(is_person(part.strip()) for part in rest[1:])
    return Named(name.strip(), *function_and_body(behind)) if is_one else None


def organisation_apart(text: str) -> str:
    """Return "Ann Lee. ACME" with a comma before the organisation; other texts are returned unchanged."""
    for stop in _STOP.finditer(text[:LONGEST_PEOPLE]):
        name, behind = text[: stop.start()], text[stop.end() :]
        bare = HONORIFIC.sub("", name).split()  # "Prof. Dr. phil" has a degree, and no name yet
        if is_person(name) and len(bare) > 1 and not HONORIFIC.fullmatch(f"{bare[-1]}. "):
            return f"{name}, {behind}"
    return text


def people_behind_quotation(text: str) -> tuple[str, str] | None:
    """Split "“Clocks” Ann Lee" into the title and the people."""
    match = _QUOTATION_FIRST.fullmatch(text)
    who = organisation_apart(match["who"].rstrip(".")) if match is not None else ""
    people = people_in(who)
    first = re.search(f"[{_QUOTATION_MARKS}]", text)
    is_sure = first is not None and (not first.start() or kind_of(text[: first.start()]) is not None)
    is_sure = is_sure or any(says_more_than_name(person) or has_usual_name(person.name) for person in people)
    return (match["title"], who) if match is not None and people and is_sure else None


def people_before_quotation(text: str, *, are_usual: bool = False) -> tuple[str, str] | None:
    """Split "Ann Lee, Head of ACME: “Clocks”" into the people and the title.

    More than a name is said of them, unless most items have people there.
    """
    match = _QUOTATION_LAST.fullmatch(text)
    people = people_in(match["who"]) if match is not None else []
    is_said = are_usual or all(map(says_more_than_name, people))
    return (match["who"], match["title"]) if match is not None and people and is_said else None


def person_after_stop(text: str) -> tuple[str, str] | None:
    """Split "Clocks. Ann Lee" into the title and the person."""
    title, stop, who = text.rpartition(". ")
    if not stop or HONORIFIC.match(text) or looks_like_person(title) or PLACE.search(who):
        return None
    return (title, who) if not HONORIFIC.match(f"{title.split(' ')[-1]} x") and len(people_in(who)) == 1 else None


def are_a_panel(people: Sequence[Named]) -> bool:
    """Whether the people of one line are several with first and last names, or one of them moderates."""
    whole = all(" " in person.name for person in people)
    return len(people) > 1 and (any(map(moderates, people)) or (whole and len(people) >= FEWEST_OF_A_PANEL))


def surely_named(text: str) -> list[Named]:
    """Return the people of a text that a title such as Ms., or what is said in brackets, shows to be people."""
    people, is_said = people_in(text), text.rstrip().endswith(")")
    sure = (HONORIFIC.match(each.name) or (is_said and (each.affiliation or each.title)) for each in people)
    return people if all(sure) else []


def person_before_colon(text: str) -> tuple[str, str] | None:
    """Split "Ann Lee: Clocks" into the person and the title."""
    who, _, title = _at_colon(text)
    return (who, title) if title and _surely_people(who) else None


def guest_behind_colon(text: str) -> tuple[str, str] | None:
    """Split "Guest speaker: Ann Lee", whose title is only the word for a guest."""
    title, _, who = _at_colon(text)
    return (title, who) if title.casefold() in _GUESTS and people_in(who) else None


def people_of_a_panel(text: str) -> tuple[str, str] | None:
    """Split "Round table: Ann Lee, Bo Chu" into the title and the people, of whom there are several."""
    title, _, who = _at_colon(text)
    is_panel = kind_of(title) is SegmentKind.DISCUSSION if title and who else False
    return (title, who) if is_panel and len(people_in(who)) > 1 else None


def person_with(text: str) -> tuple[str, str] | None:
    """Split "Yoga with Ann Lee" into the title and the person; "Working with Apache Kafka" names none."""
    parts = WITH.split(text)
    title = " with ".join(parts[:-1])
    before, *behind = DASH.split(title)
    words = (behind[-1] if behind else before).split()
    is_short = 0 < len(words) <= 2 or kind_of(title) is not None or title.endswith(('"', "\u201d", "\u00bb", "\u201c"))
    if (
        len(parts) < 2
        or not words
        or not is_short
        or (words[0].casefold().endswith("ing") and not behind)
        or PLACE.search(parts[-1])
        or _MEETING.search(before)
    ):
        return None
    who = people_in(parts[-1])
    return (text[: -len(parts[-1])].rsplit(None, 1)[0].strip(), parts[-1]) if who else None


def person_before_dash(text: str) -> tuple[str, str] | None:
    """Split "Ann Lee - Clocks" into the person and the title."""
    who, *rest = DASH.split(text, maxsplit=1)
    return (who, rest[0]) if rest and _surely_people(who) else None


def person_behind_kind(text: str, *, colons: bool) -> tuple[str, str] | None:
    """Split "Keynote: Ann Lee - Clocks" into the person and the title; where most have them, also before a colon."""
    kind = _KIND.match(text)
    rest = text[kind.end() :] if kind else ""
    parted = person_before_dash(rest) or (person_before_colon(rest) if colons else None)
    return parted if parted is not None and not people_in(parted[1]) else None


def people_before_bodies(text: str, *, are_usual: bool = False) -> tuple[str, str] | None:
    """Split "Clocks - Ann Lee - ACME; Bo Chu - HO" into the title and the people with organisations behind dashes.

    The organisations do not look like people, unless most items have them there.
    """
    for dash in islice(DASH.finditer(text[:LONGEST_PEOPLE]), MOST_COMMAS):
        title, who = text[: dash.start()], text[dash.end() :]
        bodies = [person.affiliation for person in people_in(who)] if DASH.search(who) else []
        if bodies and all(body and (are_usual or not looks_like_person(body)) for body in bodies):
            return trimmed(title), who
    return None


def person_behind_slash(text: str) -> tuple[str, str] | None:
    """Split "Clocks / Ann Lee" into the title and the people."""
    title, *behind = SLASH.split(text)
    return (trimmed(title), behind[-1]) if len(behind) == 1 and title.strip() and people_in(behind[-1]) else None


def person_behind_colon(text: str) -> tuple[str, str] | None:
    """Split "Clocks: Ann Lee" into the title and the person."""
    title, _, who = _at_colon(text)
    return (title, who) if title and who and not _NUMBERED_PART.match(title) and people_in(who) else None


def ends_with_person(text: str) -> bool:
    """Whether the words behind the last colon or dash of a text, or all of it, are a name: "Talk 2: Ann Lee"."""
    return is_person(re.split(r":\s|\s[\u2013\u2014-]\s|\sby\s", text.strip())[-1])


def _surely_people(text: str) -> bool:
    """Whether a text names people; in a script without capitals a title such as Dr. has to show that."""
    people = people_in(text)
    capitals = any(character.isupper() for character in text)
    return bool(people) and (
        capitals
        or any(
            HONORIFIC.match(each.name) or is_chinese_name(each.name) or is_name_in_parts(each.name) for each in people
        )
    )


def _at_colon(text: str) -> tuple[str, str, str]:
    colon = re.search("[:\uff1a]", text)
    return (text[: colon.start()].strip(), ":", text[colon.end() :].strip()) if colon else (text.strip(), "", "")
