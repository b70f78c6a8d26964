"""The text of one item of a plain programme: its title, people, length and room.

Where people stand in it (before a colon, behind a comma or in brackets) is decided from all items of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import MINUTE, SegmentKind
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.frame import PLACE, is_room
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import HONORIFIC
from app.formats.imports.found.names.roles import Named, moderates, without_role
from app.formats.imports.found.people import MAY_SPEAK, People
from app.formats.imports.found.sessions.ranges import is_called_session
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    hour_below,
    length_at_end,
    name_and_length,
    trimmed,
    without_length,
)
from app.formats.imports.readers.text.naming.brackets import person_before_bracket
from app.formats.imports.readers.text.naming.commas import person_before_comma
from app.formats.imports.readers.text.naming.east_asian import japanese_person_behind, person_after_space
from app.formats.imports.readers.text.naming.known import (
    are_whole_names,
    is_known,
    is_usual_person,
    stand_behind_names,
    stands_before_people,
)
from app.formats.imports.readers.text.naming.people import (
    BY,
    COMPANY_FIRST,
    DASH,
    IN_COMPANY,
    LED_BEHIND,
    LED_BY,
    LONGEST_PEOPLE,
    guest_behind_colon,
    names_only_places,
    people_after_comma,
    people_before_bodies,
    people_before_quotation,
    people_behind_quotation,
    people_by_role,
    people_in,
    people_of_a_panel,
    people_of_roles,
    people_with_bodies,
    person_after_stop,
    person_before_colon,
    person_before_dash,
    person_behind_colon,
    person_behind_kind,
    person_behind_slash,
    person_in_company,
    person_with,
    role_behind,
    surely_named,
)
from app.formats.imports.readers.text.naming.style import (
    BRACKETS,
    TO_READ,
    NamingStyle,
    behind_dash,
    behind_last_sign,
    style_of,
)
from app.formats.imports.tables.row_people import lone_name
from app.formats.text.notes import Notes, shortened

_GOES_ON = re.compile(r"\s?(?:[;:]|,\s?[\"\u201c\u201e\u00ab])")  # behind the organisation of a person before a title
_LAST_BRACKET = re.compile(r"\s\((?P<inside>[^()]{3,40})\)$")
_ROOM_CODE = re.compile(r"\s?[A-Z]{1,3}[ .-]?\d{2,4}[a-z]?(?:\s?[/,&-]\s?[A-Z]{0,3}[ .-]?\d{1,4}[a-z]?){0,3}\s?")
_LEFT_IN_TITLE = Sentence("This may be its room, and was left in the title: {text}")
_ROOMS_BY_NUMBER = re.compile(  # "Sessions, rooms 3, 6 and 7"
    r"[,;\u2013\u2014-]\s(?P<place>(?:in |en )?(?:(?:class|lecture )?rooms?|halls?|aulas?|salas?|salón|salones|"
    r"salles?|räume?|säle|amphis?|zalen|sale|ауд\.|аудитори[ия]|кабинеты?)\s[A-Z]{0,2}\d[\w .,&/-]{0,30})$",
    re.IGNORECASE,
)
_AT_PLACE = re.compile(r"\s@\s?(?P<place>[^\W_][^@()]{2,60})$")  # "Supper @ Old hall"
_QUOTED = re.compile(r"[\"“„«»”](?P<inside>[^\"“”„«»]{2,})[\"“”»«]")
_MEAL = re.compile(  # below which places stand
    r"\b(?:dinner|lunch|breakfast|brunch|reception|drinks|banquet|abendessen|mittagessen|frühstück|empfang|dîner|"
    r"déjeuner|cena|almuerzo|jantar|almoço|pranzo|ужин|обед|завтрак)\b|晚宴|午餐",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\s?(?:&|,|and|und|et|y|e|og|och|en|и)\s?\d{1,2}(?:[:.h][0-5]\d)?(?:\s?(?:[ap]\.?m\.?|h|uhr))?\s?", re.IGNORECASE
)
_SPEECH = re.compile(r"talk|speech|speaker|keynote|lecture|rede|vortrag", re.IGNORECASE)
_NUMBERED = re.compile(r"[^\W\d_]{3,12}\s\d{1,2}[a-z]?")  # "Block 2 - Clock Repair"
FEWEST_DESCRIBED, MOST_DESCRIBED = 4, 20  # lines below one item


class ItemReader:
    """Fills items from their texts, and knows where most texts have their names."""

    def __init__(self, people: People, notes: Notes) -> None:
        self.usual = NamingStyle()
        self._people = people
        self._notes = notes
        self._room_in_title = ""  # in brackets behind the text of an item

    def look_ahead(self, lines: Sequence[str]) -> None:
        """Decide what only all lines together can: where in a line most items have their names."""
        self.usual = style_of(lines)

    def without_other_time(self, where: str, rest: str) -> str:
        """Note the second time of "5 pm & 7 pm" above a title, which no item has; return what else is there."""
        if _OTHER_TIME.fullmatch(rest) is None:
            return rest
        self._notes.cannot_read(where, rest.strip(" &"), "no item begins or ends then")
        return ""

    def with_minutes(self, where: str, text: str, above: Sequence[ProgrammeEntry]) -> str:
        """Return "11 - Questions" below 10:45 as "11:00 - Questions"; other lines are returned unchanged."""
        hours = (hour_below(text, entry.start) for entry in above if entry.start and entry.end is None)
        hour = next(hours, None)
        if hour is None:
            return text
        self._notes.guess(
            where, "{before} was read as {after}, between its neighbours.", before=hour, after=f"{hour}:00"
        )
        return text.replace(hour, f"{hour}:00", 1)

    def says_more(self, text: str, below: int, described: int) -> bool:
        """Whether a line is about the item above it, of all and of describing lines below that, and no heading."""
        is_more = below <= self.usual.lines_below or FEWEST_DESCRIBED <= described < MOST_DESCRIBED
        return is_more and not is_called_session(text)

    def is_part(self, above: Sequence[ProgrammeEntry]) -> bool:
        """Whether a line with a length and no time is no item: hardly another one is, and the item above it ends."""
        return self.usual.lengths_are_parts and all(entry.end is not None for entry in above)

    def lasts(self, above: Sequence[ProgrammeEntry], value: str, *, apart: bool) -> bool:
        """Read "Duration: 20 min" below an item; return whether it was read. Behind a gap it may be that of all."""
        length = measure_of(value)
        is_open = any(entry.planned_ms is None and entry.end is None for entry in above)
        if length is None or not above or (apart and is_open):
            return False
        for entry in above if is_open else ():
            entry.planned_ms = length
        return True

    def people_below(self, text: str, naming: str, above: Sequence[ProgrammeEntry], at: int) -> list[Named]:
        """Return the people of a line below an item: of "Ann Lee, ACME" one, if such lines name organisations.

        Where the lines below items, or others of its list, are about something else, and below a dinner, only those
        surely named are returned, and those below a label such as "Speakers:", which is what `naming` says. A line
        that ends with a colon is a heading.
        """
        if text.rstrip().endswith((":", "\uff1a")):
            return []
        are_others = not self.usual.names_below or at in self.usual.others_in_lists
        is_meal = any(_is_meal(entry.title) for entry in above)
        if not naming and (are_others or is_meal):
            people = people_in(text) if HONORIFIC.match(text) else [] if is_meal else people_with_bodies(text)
            roles = people_by_role(text) or [("speakers", people)]
            return [person for _, named in roles for person in named]
        company = person_in_company(text) if self.usual.companies_after_commas else None
        return [company] if company is not None else people_in(text)

    def fill(self, entry: ProgrammeEntry, text: str) -> None:
        """Fill in title, people and duration from the text behind a time."""
        text = self._without_room_in_brackets(entry, TO_READ.sub("", text))
        are_named = bool(entry.speakers) or stand_behind_names(text)  # on the line above, or before brackets
        for bracket in list(BRACKETS.finditer(text)):
            text = self._without_bracket(entry, text, bracket, are_named=are_named)
        if (length := length_at_end(text)) is not None:
            entry.planned_ms = length if entry.planned_ms is None else entry.planned_ms
            text = without_length(text)
        self._room_in_title = ""
        entry.title = self._without_people(entry, self._without_room(entry, trimmed(text)))
        self._doubt_room_in(entry)
        entry.title = clean_text(f"{entry.title}{self._room_in_title}")
        if not entry.speakers and (HONORIFIC.match(entry.title) or is_usual_person(entry.title)):
            self.add(entry, people_in(entry.title))
        if not entry.title and entry.speakers:
            entry.title = next(p.name for p in self._people.all if p.id == entry.speakers[0])
        entry.title = _unquoted(entry.title) or clean_text(text) or "Untitled"

    def _without_bracket(self, entry: ProgrammeEntry, text: str, bracket: re.Match[str], *, are_named: bool) -> str:
        """Return a text without brackets that hold the length or the people of an item.

        Args:
            are_named: the people of the item are known, and stand elsewhere.
        """
        inside, before = bracket["inside"], text[: bracket.start()]
        if (length := measure_of(inside)) is not None and length >= MINUTE:
            entry.planned_ms = length
            return text.replace(bracket[0], "", 1)
        if (both := _named_with_length(inside)) is not None:
            entry.planned_ms = both[1]
            self.add(entry, both[0])
            return text.replace(bracket[0], "", 1)
        if (words := _words_with_length(inside)) is not None:
            entry.planned_ms = words[1]
            self._say_if_name(entry, words[0], before)
            return text.replace(inside, words[0], 1)
        if are_named or stands_before_people(text, bracket):
            return text
        if before.strip() and _GOES_ON.match(text, bracket.end()) is None and self._add_inside(entry, inside, before):
            return text.replace(bracket[0], "", 1)
        return self._without_lone_name(entry, text, bracket) if self._may_be_lone(inside, before) else text

    def _say_if_name(self, entry: ProgrammeEntry, text: str, before: str) -> None:
        """Add a note if words left in the title may be a name."""
        if lone_name(text, before):
            self._notes.guess(entry.where, MAY_SPEAK.text, text=text)

    def _may_be_lone(self, inside: str, before: str) -> bool:
        """Whether these brackets behind a title hold one word that may be a name."""
        return self.usual.may_name(inside, before) and lone_name(inside, before)

    def _without_lone_name(self, entry: ProgrammeEntry, text: str, bracket: re.Match[str]) -> str:
        """Return a text without the one word in brackets if that is a name; if it may be one, add a note."""
        name = bracket["inside"]
        if not (self.usual.surnames_in_brackets or name in self.usual.signed):
            self._notes.guess(entry.where, MAY_SPEAK.text, text=name)
            return text
        self.add(entry, names_in(name, commas=True))
        self._notes.guess(entry.where, "Taken for who speaks: {text}", text=name)
        return text.replace(bracket[0], "", 1)

    def _without_room_in_brackets(self, entry: ProgrammeEntry, text: str) -> str:
        """Return a text without the room in its brackets, where most items have theirs there."""
        for bracket in BRACKETS.finditer(text) if self.usual.rooms_in_brackets else ():
            if (room := bracket["inside"].strip()) in self.usual.rooms_in_brackets and text[: bracket.start()].strip():
                entry.room = room
                self._notes.guess(entry.where, "Taken for its room: {text}", text=room)
                return text.replace(bracket[0], "", 1)
        return text

    def _doubt_room_in(self, entry: ProgrammeEntry) -> None:
        """Note a room in brackets that end a title before its people, and rooms by number behind a comma."""
        last = _LAST_BRACKET.search(entry.title.rstrip(BETWEEN)) if not self._room_in_title else None
        place = (
            last["inside"] if last and (PLACE.search(last["inside"]) or _ROOM_CODE.fullmatch(last["inside"])) else ""
        )
        numbered = _ROOMS_BY_NUMBER.search(entry.title)
        if place or numbered is not None:
            text = place or (numbered["place"] if numbered is not None else "")
            self._notes.guess(entry.where, _LEFT_IN_TITLE.text, text=text.strip())

    def _without_room(self, entry: ProgrammeEntry, text: str) -> str:
        """Return a text without the room behind its last dash or comma, which becomes that of the item."""
        if (at := _AT_PLACE.search(text)) is not None and PLACE.search(at["place"]):
            self._notes.guess(entry.where, _LEFT_IN_TITLE.text, text=at["place"])
            return text
        rest, bar, place = text.rpartition(" | ")
        if bar and rest.strip() and is_room(place):
            entry.room = place.strip(BETWEEN)
            self._notes.guess(entry.where, "Taken for its room: {text}", text=entry.room)
            return trimmed(rest)
        bracket = _LAST_BRACKET.search(text)
        bracket = None if bracket is not None and people_in(behind_dash(text[: bracket.start()])) else bracket
        inside = bracket["inside"] if bracket is not None else ""
        among = not self.usual.rooms_in_brackets and self.usual.is_among_places(inside)
        may_be_room = PLACE.search(inside) or _ROOM_CODE.fullmatch(inside) or among
        if bracket is not None and may_be_room:
            self._notes.guess(entry.where, _LEFT_IN_TITLE.text, text=bracket["inside"])
            self._room_in_title = bracket[0]
            return text[: bracket.start()]
        room = behind_last_sign(text)
        if not is_room(room):
            return text
        if not self.usual.rooms_behind_dashes:  # a few rooms would break one list of items into parallel sessions
            self._notes.guess(entry.where, _LEFT_IN_TITLE.text, text=room)
            return text
        entry.room = room.strip(BETWEEN)
        self._notes.guess(entry.where, "Taken for its room: {text}", text=entry.room)
        return trimmed(text[: -len(room)])

    def _person_before(self, text: str) -> tuple[str, str] | None:
        """Split a text at its first dash or colon into the person and the title, if most lines name people there."""
        quoted = people_before_quotation(text, are_usual=self.usual.names_before_quotations)
        bracketed = person_before_bracket(text) if self.usual.names_before_brackets else None
        if (
            parted := person_behind_kind(text, colons=self.usual.names_before_colons is True) or quoted or bracketed
        ) is not None:
            return parted
        dashed = person_before_dash(text) if self.usual.names_before_dashes else None
        named = self.usual.names_before_colons or self.usual.names_before_dashes
        return dashed or (person_before_colon(text) if named else None)

    def _without_people(self, entry: ProgrammeEntry, text: str) -> str:
        """Return a title without the people behind its last "by" or dash, or behind its comma if most have one."""
        if (behind_role := role_behind(text)) is not None:
            title, field, people = behind_role
            self.add(entry, people, field)
            return title
        led = LED_BEHIND.search(text)
        if led is not None and self.leads(entry, text[led.end() :]):
            return trimmed(text[: led.start()])
        before = self._person_before(text)
        if before is None and self.usual.names_before_commas and (before := person_before_comma(text)) is not None:
            self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(before[0], 60))
        if before is not None:
            self.add(entry, people_in(before[0]))
            return before[1]
        behind = person_behind_colon(text)
        behind = behind if behind and (self.usual.names_before_colons is False or HONORIFIC.match(behind[1])) else None
        behind = behind or (person_behind_slash(text) if self.usual.names_behind_slashes else None)
        behind = (
            behind
            or people_behind_quotation(text)
            or guest_behind_colon(text)
            or people_of_a_panel(text)
            or self._person_with(entry, text)
            or japanese_person_behind(text)
        )
        if (parted := behind or person_after_space(text)) is not None:
            self.add(entry, people_in(parted[1]))
            return parted[0]
        parted = person_after_stop(text) if self.usual.names_after_stops else None
        if parted is None:
            parted = people_after_comma(text)
            is_usual = self.usual.names_after_commas or (parted is not None and are_whole_names(parted[1]))
            parted = parted if parted and (is_usual or HONORIFIC.match(parted[1])) else None
        if parted is not None:
            self.add(entry, people_in(parted[1]))
            self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(parted[1], 60))
            return parted[0]
        return self._without_people_behind_sign(entry, text)

    def _person_with(self, entry: ProgrammeEntry, text: str) -> tuple[str, str] | None:
        """Split "Yoga with Ann Lee" into title and person; add a note if that may be a person, and is not known."""
        parted = person_with(text)
        if parted is None or any(map(is_known, people_in(parted[1]))):
            return parted
        self._notes.guess(entry.where, MAY_SPEAK.text, text=shortened(parted[1], 60))
        return None

    def _without_people_behind_sign(self, entry: ProgrammeEntry, text: str) -> str:
        """Return a title without the people behind its last "by" or dash; a dash may stand before an organisation."""
        if kind_of(text) is SegmentKind.BREAK:
            return text
        if self.usual.bodies_behind_dashes and (parted := people_before_bodies(text, are_usual=True)) is not None:
            self.add(entry, people_in(parted[1]))
            self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(parted[1], 60))
            return parted[0]
        dashes = list(DASH.finditer(text))[-2:]
        within = range(dashes[-1].end(), len(text)) if dashes and people_in(text[dashes[-1].end() :]) else ()
        for sign in (*list(BY.finditer(text))[-1:], *reversed(dashes)):
            before, who = text[: sign.start()], text[sign.end() :]
            if before.count("(") > before.count(")") or sign.start() in within:
                continue  # "Drinks (offered by the Boat Trust)", "Clocks - Ann da Costa Lee"
            if not 2 <= len(who) <= LONGEST_PEOPLE or names_only_places(who):
                continue
            people = people_in(who)
            if _NUMBERED.fullmatch(before) and not any(map(is_known, people)):
                continue
            if DASH.search(BRACKETS.sub("", who)) and not all(person.affiliation for person in people):
                continue
            if people and not any(map(is_known, people)) and _may_mean_of(sign[0].strip().lower(), who):
                self._notes.guess(entry.where, MAY_SPEAK.text, text=shortened(who, 60))
                continue  # "Lezioni da Rotterdam", "Lunsj ved Stor Elva"
            self.add(entry, people)
            if people or self._add_by_role(entry, who):
                self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(who, 60))
                return trimmed(before)
        return text

    def add(self, entry: ProgrammeEntry, people: Sequence[Named], field: str = "speakers") -> None:
        """Add people to an item: those who moderate it, and those who speak."""
        for person in people:
            leads = field == "moderators" or moderates(person)
            id_ = self._people.add(without_role(person) if moderates(person) else person, entry.where)
            (entry.moderators if leads else entry.speakers).extend([id_] if id_ else [])

    def lead(self, entry: ProgrammeEntry, people: Sequence[Named]) -> None:
        """Make people of an item those who moderate it."""
        ids = {self._people.add(person, entry.where) for person in people}
        entry.moderators += [id_ for id_ in entry.speakers if id_ in ids]
        entry.speakers = [id_ for id_ in entry.speakers if id_ not in ids]

    def _add_inside(self, entry: ProgrammeEntry, inside: str, before: str) -> bool:
        """Add the people in brackets behind a title; return whether there are any."""
        inside = inside[company.end() :] if (company := COMPANY_FIRST.match(inside)) is not None else inside
        if self._add_by_role(entry, inside):
            return True
        if not self.usual.may_name(inside, before):
            return False
        by_roles = people_of_roles(inside)
        people = by_roles or people_in(inside)
        is_doubtful = self.usual.few_in_brackets and len(people) == 1 and not surely_named(inside)
        if by_roles or (people and is_doubtful):
            self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(inside, 60))
        self.add(entry, people)
        return bool(people)

    def _add_by_role(self, entry: ProgrammeEntry, text: str) -> bool:
        """Add the people of "Moderator: Ann Lee; guests: Bo Chu"; return whether there are any."""
        roles = people_by_role(text)
        for field, people in roles:
            self.add(entry, people, field)
        return bool(roles)

    def leads(self, entry: ProgrammeEntry, text: str) -> bool:
        """Add the people of "Moderated by Ann Lee, with Bo Chu"; return whether there are any."""
        match = LED_BY.fullmatch(text)
        leading, *company = IN_COMPANY.split(match["who"], maxsplit=1) if match else [""]
        people, others = people_in(leading), [people_in(each) for each in company]
        if match is None or not people or not all(others):
            return False
        self.add(entry, people, "speakers" if match["presents"] else "moderators")
        for each in others:
            self.add(entry, each)
        return True


def _unquoted(title: str) -> str:
    """Return a title without the quotation marks around the whole of it."""
    match = _QUOTED.fullmatch(title)
    return match["inside"] if match else title


@lru_cache(256)  # for each of the lines below an item
def _is_meal(title: str) -> bool:
    """Whether an item is a meal without speeches."""
    return _MEAL.search(title) is not None and _SPEECH.search(title) is None


def _named_with_length(inside: str) -> tuple[list[Named], int] | None:
    """Read "Ann Lee, 10 min", in brackets behind a title, as the people and the length (ms)."""
    parted = _words_with_length(inside)
    people = people_in(parted[0]) if parted else []
    return (people, parted[1]) if parted and people else None


def _words_with_length(inside: str) -> tuple[str, int] | None:
    """Split "choir, 10 min" or "10 min, choir" into the words and the length (ms)."""
    if (named := name_and_length(inside)) is not None:
        return named
    before, _, last = inside.rpartition(",")
    first, _, behind = inside.partition(",")
    for words, length in ((before, last), (behind.strip(), first)):
        lasts = measure_of(length.strip())
        if words and lasts is not None and lasts >= MINUTE:
            return words, lasts
    return None


def _may_mean_of(sign: str, who: str) -> bool:
    """Whether a word before what may be a name has another meaning: "Lezioni da Rotterdam", "von Dritten Orten"."""
    return sign in {"da", "ved"} or (sign == "von" and who.split()[0].endswith(("en", "em")))
