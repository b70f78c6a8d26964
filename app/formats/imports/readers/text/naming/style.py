"""The style of a text: where most of its items have their people, rooms and lengths, as only all lines can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.formats.imports.found.dates import day_of
from app.formats.imports.found.days import SOME_DAY, names_a_day
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.frame import PLACE, is_room
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.common import has_usual_name
from app.formats.imports.found.names.person import HONORIFIC, looks_like_person, says_a_role
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    has_digit,
    is_time_alone,
    length_at_end,
    next_filled,
    timed_line,
    without_bullet,
    without_gaps,
    without_length,
)
from app.formats.imports.readers.text.naming.below import (
    lists_of_others,
    names_are_below,
    names_stand_below,
    places_below_times,
    usual_below,
)
from app.formats.imports.readers.text.naming.brackets import names_before_brackets
from app.formats.imports.readers.text.naming.commas import names_before_commas
from app.formats.imports.readers.text.naming.people import (
    BY,
    DASH,
    SLASH,
    ends_with_person,
    is_person,
    names_before_colons,
    people_after_comma,
    people_before_bodies,
    people_before_quotation,
    people_in,
    person_after_stop,
    person_before_colon,
    person_before_dash,
    person_behind_slash,
)
from app.formats.imports.tables.row_people import lone_name

BRACKETS = re.compile(r"\s*[(\[（【](?P<inside>[^()\[\]（）【】]{1,200})[)\]）】]")
FAREWELL = re.compile(
    r"(?:best|kind|warm)?\s*(?:regards|wishes)\b|best,|cheers\b|(?:hope\s+to\s+)?see\s+you\b|bis\s+(?:dann|bald)\b|à\s+bientôt|hasta\s+(?:pronto|luego)|nos\s+vemos|"
    r"sincerely|yours\s+(?:sincerely|faithfully|truly)|(?:many\s+)?thanks[,.!]|"
    r"(?:viele|beste|herzliche|mit freundlichen)\s+gr(?:ü|ue)(?:ß|ss)en?|"
    r"cordialement|bien à vous|saludos|un saludo|atenciosamente|cordiali saluti|с уважением|此致",
    re.IGNORECASE,
)
TO_READ = re.compile(
    r"\s*[(\[](?:abstract|pdf|slides?|video|paper|details?|link|more(?: info)?|recording|website|zoom)[)\]]\s*$",
    re.IGNORECASE,
)
_DASH_OR_COMMA = re.compile(rf"{DASH.pattern}|,\s")
_DASH_OR_BY = re.compile(rf"{DASH.pattern}|{BY.pattern}", re.IGNORECASE)
_LABELLED = re.compile(r"(?:[^\s:]{1,30}\s){0,2}[^\s:]{1,30}:\s")
LONGEST_ROOM = 40  # characters in brackets
FEWEST_IN_BRACKETS = 3  # different texts that show that people stand there
MOST_BODIES = 5  # parts behind a name: its functions and organisations
FEWEST_OF_SENTENCE = 8  # words
MANY_TIMED = 8  # lines with times, that show that few others with lengths are no items


@dataclass(frozen=True, slots=True)
class NamingStyle:
    """Where most items of a text have what."""

    names_before_titles: bool = False  # the title is on the line below the names
    names_below: bool = True  # people may be on the lines below items
    names_below_titles: bool = False
    lines_below: int = 0  # an item
    names_after_commas: bool = False
    names_after_stops: bool = False
    names_behind_slashes: bool = False
    names_before_colons: bool | None = None  # False: behind them
    names_before_dashes: bool = False
    names_before_brackets: bool = False  # with their organisations, before the titles
    names_before_commas: bool = False
    names_behind_dashes: bool = False
    bodies_behind_dashes: bool = False  # behind names
    names_before_quotations: bool = False
    surnames_in_brackets: bool = False
    bodies_in_brackets: bool = False  # behind names: organisations
    places_in_brackets: bool = False
    few_in_brackets: bool = False  # of those who may be people
    rooms_in_brackets: Collection[str] = ()  # what the brackets of most items hold
    rooms_behind_dashes: bool = False
    companies_after_commas: bool = False
    lengths_are_parts: bool = False
    others_in_lists: Collection[int] = ()  # lines that look like people, and are none
    places_below_times: Collection[int] = ()  # lines
    signed: Collection[str] = ()  # words of the names below a letter

    def may_name(self, inside: str, before: str) -> bool:
        """Whether people may be in these brackets: others hold no places, and those behind names no organisations."""
        bodies = self.bodies_in_brackets and ends_with_person(before)
        bodies = bodies or any(map(is_person, self._behind_signs(before)))
        return may_name(inside, bodies=bodies, places=self.places_in_brackets)

    def _behind_signs(self, before: str) -> Iterator[str]:
        """Yield what stands behind the last dash, comma or slash, where most items have people there."""
        if self.names_behind_dashes:
            yield behind_dash(before)
        if self.names_after_commas and "," in before:
            yield before.rpartition(",")[2].strip()
        if self.names_behind_slashes and len(parts := SLASH.split(before)) > 1:
            yield parts[-1].strip()

    def is_among_places(self, inside: str) -> bool:
        """Whether what may be a name stands in brackets where others hold places: "(Crater North)"."""
        return self.places_in_brackets and _is_bare_name(inside)


def style_of(lines: Sequence[str]) -> NamingStyle:
    """Return where in a text most items have their names."""
    timed = [without_gaps(rest) for line, below in pairwise([*lines, ""]) if (rest := _text_of_item(line, below))]
    rooms = _rooms_in_brackets(timed)
    timed = [_without_rooms(text, rooms) for text in timed] if rooms else timed
    insides = [(text[: match.start()], match["inside"]) for text in timed for match in BRACKETS.finditer(text)]
    signed = _signed(lines)
    brackets = _in_brackets(insides, signed)
    dashed = [rest for rest in timed if (each := person_before_dash(rest)) is not None and not people_in(each[1])]
    are_below = names_are_below(lines)
    of_bodies = sum(
        (each := person_before_colon(rest)) is not None and DASH.search(each[0]) is not None for rest in dashed
    )
    return NamingStyle(
        names_before_titles=_name_before_titles(lines),
        names_below=names_stand_below(lines),
        names_below_titles=_name_below_titles(lines) or are_below,
        lines_below=usual_below(lines),
        names_after_commas=_are_a_share(sum(people_after_comma(rest) is not None for rest in timed), 3, timed),
        names_after_stops=_are_a_share(sum(person_after_stop(rest) is not None for rest in timed), 3, timed),
        names_behind_slashes=_are_a_share(sum(person_behind_slash(rest) is not None for rest in timed), 4, timed),
        names_before_colons=None if brackets.behind_colons else _at_colons(timed, are_below=are_below),
        names_before_dashes=of_bodies < len(dashed) and _are_a_share(len(dashed), 3, timed),
        names_before_brackets=names_before_brackets(timed),
        names_before_commas=names_before_commas(timed),
        names_behind_dashes=_are_a_share(sum(bool(people_in(behind_dash(rest))) for rest in timed), 3, timed),
        bodies_behind_dashes=_are_a_share(sum(people_before_bodies(rest) is not None for rest in timed), 4, timed),
        names_before_quotations=_are_a_share(sum(map(_is_before_quotation, timed)), 3, timed),
        surnames_in_brackets=brackets.surnames,
        bodies_in_brackets=brackets.bodies,
        places_in_brackets=brackets.places,
        few_in_brackets=brackets.few,
        rooms_in_brackets=rooms,
        rooms_behind_dashes=sum(is_room(behind_last_sign(rest)) for rest in timed) * 2 >= len(timed),
        companies_after_commas=_name_companies(lines),
        lengths_are_parts=_hardly_last(lines),
        others_in_lists=lists_of_others(lines),
        places_below_times=places_below_times(lines),
        signed=signed,
    )


def may_name(inside: str, *, bodies: bool, places: bool) -> bool:
    """Whether people may be in brackets, as the others hold no organisations or places."""
    is_other = bodies or inside.startswith("The ")  # "(The Visitation)"
    return not is_other and not (places and (PLACE.search(inside) or _is_bare_name(inside)))


def _is_bare_name(text: str) -> bool:
    return looks_like_person(text) and not HONORIFIC.match(text)


def _is_before_quotation(text: str) -> bool:
    return people_before_quotation(text, are_usual=True) is not None


def behind_dash(text: str) -> str:
    """Return what stands behind the last dash or "by" of a text; empty without one."""
    before, *behind = _DASH_OR_BY.split(text)
    return behind[-1].strip() if behind and before.strip() else ""


def _at_colons(timed: Sequence[str], *, are_below: bool) -> bool | None:
    """Whether names stand before colons, or behind them (False); not where they are behind dashes or below items."""
    dashed = {rest for rest in timed if people_in(behind_dash(rest))}
    if sum(has_usual_name(behind_dash(rest)) for rest in dashed) * 2 < len(dashed):
        dashed = set()  # what looks like people is none
    before = names_before_colons([rest for rest in timed if rest not in dashed])
    return None if before and are_below else before


def behind_last_sign(text: str) -> str:
    """Return what stands behind the last dash or comma of a text."""
    *before, behind = _DASH_OR_COMMA.split(text)
    return behind.strip() if before and "(" not in behind else ""


@dataclass(frozen=True, slots=True)
class _Brackets:
    """What most brackets behind titles hold."""

    surnames: bool
    bodies: bool
    places: bool
    few: bool  # texts that may be people
    behind_colons: bool  # some behind a title with a colon hold people


def _in_brackets(insides: Sequence[tuple[str, str]], signed: Collection[str]) -> _Brackets:
    """Decide what brackets hold, from all texts in them and the titles before these."""
    named = sum(bool(people_in(inside)) for _, inside in insides)
    bodies = sum(ends_with_person(title) for title, _ in insides) > max(named, len(insides) // 2, 1)
    places = sum(PLACE.search(inside) is not None for _, inside in insides) * 2 > len(insides)
    people = {inside for _, inside in insides if may_name(inside, bodies=bodies, places=places) and people_in(inside)}
    named = sum(inside in people for _, inside in insides)
    alone = sum(lone_name(inside, title) for title, inside in insides)
    known = named > 0 or any(inside in signed for _, inside in insides)
    return _Brackets(
        surnames=known and (named + alone) * 2 >= len(insides),
        bodies=bodies,
        places=places,
        few=len(people) < FEWEST_IN_BRACKETS,
        behind_colons=any(inside in people and ":" in title for title, inside in insides),
    )


def _rooms_in_brackets(timed: Sequence[str]) -> frozenset[str]:
    """Return what stands in the brackets of items, if most items have a place there, or the same in square ones."""
    matches = [match for text in timed for match in BRACKETS.finditer(text)]
    square = Counter(match["inside"].strip() for match in matches if match[0].strip().startswith("["))
    again = {
        inside
        for inside, count in square.items()
        if count >= FEWEST_IN_BRACKETS and (_may_be_room(inside) or count * 5 >= len(timed) * 4)
    }
    rooms = [inside for match in matches if (inside := match["inside"].strip()) in again or is_room(inside)]
    return frozenset(rooms if len(rooms) * 3 >= len(timed) * 2 and len(rooms) >= FEWEST_IN_BRACKETS else ())


def _without_rooms(text: str, rooms: Collection[str]) -> str:
    """Return a text without brackets that hold its room."""
    return BRACKETS.sub(lambda match: "" if match["inside"].strip() in rooms else match[0], text).strip()


def _may_be_room(inside: str) -> bool:
    return (
        len(inside) <= LONGEST_ROOM and kind_of(inside) is None and measure_of(inside) is None and not people_in(inside)
    )


def _are_a_share(count: int, share: int, of: Sequence[str]) -> bool:
    return count >= 2 and count * share >= len(of)


def _name_companies(lines: Sequence[str]) -> bool:
    """Whether what stands behind the comma of lines such as "Ann Lee, ACME" is mostly an organisation."""
    parted = (re.split(r",\s", line[:LONGEST].strip()) for line in lines if "," in line[:LONGEST])
    companies = [bodies for name, *bodies in parted if bodies and len(bodies) < MOST_BODIES and is_person(name)]
    named = sum(not all(map(looks_like_person, bodies)) for bodies in companies)
    return named * 3 >= len(companies) * 2


def _hardly_last(lines: Sequence[str]) -> bool:
    """Whether many lines have a time, and hardly one of the others a length."""
    plain = [without_bullet(line[:LONGEST]) for line in lines if has_digit(line)]
    timed = [timed_line(line) is not None for line in plain]
    lasting = sum(not at and length_at_end(line) is not None for at, line in zip(timed, plain, strict=True))
    return sum(timed) >= MANY_TIMED and lasting * 4 <= sum(timed)


def _name_below_titles(lines: Sequence[str]) -> bool:
    return sum(map(_is_person_below, *zip(*pairwise([*lines, ""]), strict=True))) >= 2


def _is_person_below(line: str, below: str) -> bool:
    """Whether a line with an item stands above one of a person with a function or an organisation."""
    if timed_line(without_bullet(line[:LONGEST])) is None or timed_line(without_bullet(below[:LONGEST])) is not None:
        return False
    return any(person.title or person.affiliation for person in people_in(below.strip()))


def _signed(lines: Sequence[str]) -> frozenset[str]:
    """Return the words of the name below a letter, behind a word of farewell or on the lines after it."""
    at = next((i for i, line in enumerate(lines) if FAREWELL.match(line.strip())), len(lines))
    signed = (FAREWELL.sub("", line.strip(), count=1) for line in lines[at : at + 3])
    return frozenset(word for line in signed if len(words := line.strip(" ,.!").split()) <= 4 for word in words)


def _name_before_titles(lines: Sequence[str]) -> bool:
    """Whether lines with a time and only names stand above titles, as EasyChair writes programmes."""
    timed = [
        (rest, next_filled(lines, at))
        for at, line in enumerate(lines, start=1)
        if (each := timed_line(without_bullet(line[:LONGEST]))) and (rest := each[1].strip(BETWEEN))
    ]
    named = [(_may_be_title(below), not _is_about_people(below.strip())) for rest, below in timed if people_in(rest)]
    return (
        sum(titled for titled, _ in named) >= 2
        and len(named) * 3 >= len(timed)
        and (any(map(TO_READ.search, lines)) or sum(map(all, named)) * 3 >= len(named) * 2)
    )


def _may_be_title(line: str) -> bool:
    """Whether a line below names may be a title: it has no time, and is no day and no entry of a list."""
    text = without_bullet(line)
    is_day = names_a_day(text.strip(". ")) or day_of(text, SOME_DAY) is not None
    is_sentence = text.endswith((".", "!")) and len(text.split()) >= FEWEST_OF_SENTENCE
    return text != "" and text == line.strip() and timed_line(text) is None and not (is_day or is_sentence)


def _is_about_people(text: str) -> bool:
    """Whether a line names people, or their function or organisation."""
    label = _LABELLED.match(text)
    is_of_people = label is not None and kind_of(label[0].strip(": ")) is None and bool(people_in(text[label.end() :]))
    return says_a_role(text) or is_of_people or field_of(text.partition(":")[0]) is not None or bool(people_in(text))


def _text_of_item(line: str, below: str) -> str:
    """Return the text of an item behind its time, or on the line below a time alone; empty for other lines."""
    return below[:LONGEST].strip() if line and is_time_alone(line) else _behind_time(line[:LONGEST])


def _behind_time(line: str) -> str:
    """Return the text of an item behind its time, or before its length; empty for other lines."""
    text = without_bullet(line) if has_digit(line) else ""
    if (timed := timed_line(text)) is not None:
        return timed[1].strip(BETWEEN)
    if length_at_end(text) is None:
        return ""
    lasts = [match[0] for match in BRACKETS.finditer(text) if measure_of(match["inside"]) is not None]
    return without_length(text.replace(lasts[-1], "", 1) if lasts else text).strip(BETWEEN)
