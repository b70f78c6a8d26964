"""A programme as people write it in a message: times before titles, people in brackets, days as headings.

Every line is an item, a heading, a detail of the item above it, or is reported as unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.domain.text import clean_text
from app.domain.values import MINUTE, SegmentKind
from app.formats.imports.found.dates import Day, day_of
from app.formats.imports.found.days import LONGEST_DAY, SOME_DAY, Numbering
from app.formats.imports.found.details import DetailsReader, completed
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import LONGEST_TITLE, ImportHints, Programme
from app.formats.imports.found.frame import PLACE, Frame, beginning_of, frame_of, is_room, room_beside, title_beside
from app.formats.imports.found.headings import field_of, is_end, kind_of
from app.formats.imports.found.people import HONORIFIC, Named, People, moderates, names_in
from app.formats.imports.found.schedule import Arranger
from app.formats.imports.found.times import leading_range, range_of
from app.formats.imports.readers.text_lines import (
    BETWEEN,
    LONGEST,
    Timed,
    begins_something,
    dated_line,
    indent_of,
    leading_length,
    length_at_end,
    next_filled,
    timed_line,
    trimmed,
    with_times_of_day,
    without_bullet,
    without_gaps,
    without_length,
    without_markup,
)
from app.formats.imports.readers.text_pages import laid_out
from app.formats.imports.readers.text_people import (
    BY,
    DASH,
    LED_BEHIND,
    LED_BY,
    lone_name,
    names_before_colons,
    people_by_role,
    people_in,
    people_of_a_panel,
    person_after_comma,
    person_after_space,
    person_after_stop,
    person_before_colon,
    person_before_dash,
    person_behind_colon,
    person_with,
    role_behind,
)
from app.formats.imports.readers.text_sessions import within_sessions
from app.formats.text.decoding import lines_of
from app.formats.text.notes import NotAProgramme, Notes, line_place, shortened

LONGEST_HEADING = 120
LONGEST_PLACE = 40
MOST_DESCRIBED = 20  # lines below one item
_SEVERAL_LABELS = re.compile(r"\s{3,}|\t+|\s{1,20}[|\u00b7]\s{1,20}")
_BRACKETS = re.compile(r"\s*[(\[（【](?P<inside>[^()\[\]（）【】]{1,200})[)\]）】]")
_ONLY_LABEL = re.compile(r"(?P<label>[^\W\d_][\w /()'-]{2,30}?)\s*:")
_FAREWELL = re.compile(
    r"(?:best|kind|warm)?\s*(?:regards|wishes)\b|best,|cheers\b|sincerely|yours\s+(?:sincerely|faithfully|truly)|(?:many\s+)?thanks[,.!]|"
    r"(?:viele|beste|herzliche|mit freundlichen)\s+gr(?:ü|ue)(?:ß|ss)|"
    r"cordialement|bien à vous|saludos|un saludo|atenciosamente|cordiali saluti|с уважением|此致",
    re.IGNORECASE,
)
_TO_READ = re.compile(r"\s*\((?:abstract|pdf|slides|video|paper)\)\s*$", re.IGNORECASE)
_LABEL = re.compile(r"^(?P<label>[^\W\d_][\w /()'-]{1,30}?)\s*[:\uff1a]\s*(?P<value>.+)$")


def looks_like_plain_programme(lines: Sequence[str]) -> bool:
    """Whether enough of these lines begin with a time, or end with a duration."""
    whole = laid_out([without_markup(line[:LONGEST]) for line in lines], Notes())
    filled = [line for line in whole if line.strip()]
    if with_times_of_day(filled, SOME_DAY)[1] is not None:
        return True
    plain = [without_bullet(line) for line in filled]
    timed = sum(timed_line(line) is not None or dated_line(line, SOME_DAY) is not None for line in plain)
    lasting = sum(
        length_at_end(line) is not None or leading_length(without_bullet(line)) is not None for line in filled
    )
    return timed >= 2 or lasting >= 2 or (len(filled) <= 6 and timed + lasting > 0)


def begins_with_cells_of_times(lines: Sequence[str], delimiter: str) -> bool:
    """Whether most lines have only a time before the first separator: then it is a table."""
    filled = [line for line in lines if line.strip()]
    cells = [line.split(delimiter, 1)[0].strip(' "') for line in filled if delimiter in line]
    return len(cells) > len(filled) / 2 and sum(range_of(cell) is not None for cell in cells) > len(cells) / 2


def read_plain(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a plain text.

    Raises:
        NotAProgramme: no line of it is an item.
    """
    zone = hints.zone or "UTC"
    if not hints.zone:
        notes.guess("", "No time zone is given; times were read as UTC. Say which zone it is.")
    reader = _TextReader(hints, notes)
    lines = lines_of(text)
    lines = laid_out([without_markup(line) if len(line) <= LONGEST else line for line in lines], notes)
    lines, counted = with_times_of_day(lines, hints.day)
    if counted is not None:
        notes.guess(line_place(counted + 1), "Times count from the start, {time}.", time=lines[counted][:5])
    reader.look_ahead(lines)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            apart = number > 1 and not lines[number - 2].strip()
            reader.take(line_place(number), line, next_filled(lines, number), apart=apart)
    reader.close()
    if not reader.entries:
        raise NotAProgramme("This is a text in which no line begins with a time or ends with a duration.")
    title = hints.title or reader.title or "Programme"
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    return Programme("text", title, zone, tuple(sessions), reader.people.all)


def _name_before_titles(lines: Sequence[str]) -> bool:
    """Whether lines with a time and only names stand above titles, as EasyChair writes programmes."""
    pairs = [
        (rest, timed_line(without_bullet(below)) is None and bool(below.strip()))
        for line, below in pairwise([*lines, ""])
        if (each := timed_line(without_bullet(line[:LONGEST]))) and (rest := each[1].strip(BETWEEN))
    ]
    return sum(below and bool(people_in(rest)) for rest, below in pairs) >= 2 and any(
        _TO_READ.search(line) for line in lines
    )


def _behind_time(line: str) -> str:
    """Return the text of an item behind its time, or before its length; empty for other lines."""
    text = without_bullet(line) if any(map(str.isdigit, line)) else ""
    if (timed := timed_line(text)) is not None:
        return timed[1].strip(BETWEEN)
    return without_length(text).strip(BETWEEN) if length_at_end(text) is not None else ""


def _named_with_length(inside: str) -> tuple[list[Named], int] | None:
    """Read "Ann Lee, 10 min", in brackets behind a title, as the people and the length (ms)."""
    who, _, length = inside.rpartition(",")
    lasts, people = measure_of(length.strip()), people_in(who)
    return (people, lasts) if people and lasts is not None and lasts >= MINUTE else None


def _may_be_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and re.match(r"[(\u2212-]\s?\d", text) is None


class _TextReader:
    """Takes one line after the other."""

    def __init__(self, hints: ImportHints, notes: Notes) -> None:
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self.title = ""
        self._notes = notes
        self._numbering = Numbering(hints.day)
        self._day: Day | None = None
        self._session = ""
        self._room = ""
        self._waiting: ProgrammeEntry | None = None  # has a time, and its title is on the next line
        self._indent = 0
        self._title_was_below = False  # the last item's title was on a line of its own
        self._naming = ""  # what the people on the next lines are
        self._names_after_commas = False
        self._names_after_stops = False
        self._names_before_colons: bool | None = None  # False: behind them
        self._names_before_dashes = False
        self._frame: Frame | None = None
        self._details = DetailsReader(notes)
        self._said_farewell = False
        self._described = 0  # lines of the last item's description
        self._beginning: Sequence[str] = ()
        self._surnames_in_brackets = False
        self._names_before_titles = False  # the title is on the line below the names

    def look_ahead(self, lines: Sequence[str]) -> None:
        """Decide what only all lines together can: whether names follow commas, and the time of the whole."""
        timed = [without_gaps(rest) for line in lines if (rest := _behind_time(line[:LONGEST]))]
        dashed = sum((each := person_before_dash(rest)) is not None and not people_in(each[1]) for rest in timed)
        self._names_before_dashes = dashed >= 2 and dashed * 3 >= len(timed)
        named = sum(person_after_comma(rest) is not None for rest in timed)
        self._names_after_commas = named >= 2 and named * 3 >= len(timed)
        stopped = sum(person_after_stop(rest) is not None for rest in timed)
        self._names_after_stops = stopped >= 2 and stopped * 3 >= len(timed)
        in_brackets = any(
            people_in(match["inside"]) and ":" in text for text in timed for match in _BRACKETS.finditer(text)
        )
        self._names_before_colons = None if in_brackets else names_before_colons(timed)
        insides = [(text[: match.start()], match["inside"]) for text in timed for match in _BRACKETS.finditer(text)]
        named = sum(bool(people_in(inside)) for _, inside in insides)
        alone = sum(lone_name(inside, title) for title, inside in insides)
        self._surnames_in_brackets = named > 0 and (named + alone) * 2 >= len(insides)
        self._names_before_titles = _name_before_titles(lines)
        self._beginning = lines[:40]

    def take(self, where: str, line: str, following: str, *, apart: bool = False) -> None:
        """Take a line; `following` is the next one with a text, and `apart` one below a blank line."""
        if len(line) > LONGEST:
            self.finish()
            self._notes.cannot_read(where, line, "it is longer than {most:,} characters", most=LONGEST)
            return
        if len(labels := self._labels_in(line)) > 1:
            for label in labels:
                self.take(where, label, following, apart=apart)
            return
        indent, text = indent_of(line) if self.entries else 0, without_gaps(without_bullet(line))
        text = self._without_day(text)
        timed = timed_line(text)
        if not self.entries and self._waiting is None and self._is_frame(where, text, following):
            return
        if timed is not None:
            self._item(where, timed, indent)
        elif self._is_day(text):
            self._title_of_all(where, text)
        elif self._waiting is not None:
            self._title_of_waiting(text)
        elif not self._is_about_an_item(where, text):
            deeper = indent > self._indent or text != line.strip()
            self._untimed(where, text, deeper=deeper, following=following, apart=apart)

    def _is_about_an_item(self, where: str, text: str) -> bool:
        """Take a line without a time that says something of the item above, or is an item with a length."""
        if self._labelled(where, text) or self._led_by(text) or self._only_label(text):
            return True
        if (leading := leading_length(text)) is not None:
            self._lasting(where, leading[1], leading[0])
            return True
        if (length := length_at_end(text)) is not None:
            self._lasting(where, text, length)
        return length is not None

    def _labels_in(self, line: str) -> list[str]:
        """Return the parts of a line above all items such as "Date: 9 June   Place: Hall B"; else none."""
        labels = _SEVERAL_LABELS.split(line.strip()) if not self.entries and self._waiting is None else []
        return labels if all(_LABEL.match(label) for label in labels) else []

    def _without_day(self, text: str) -> str:
        """Note the day before the time of an item, and return the rest of the line."""
        dated = dated_line(text, self._numbering.first)
        if dated is None:
            return text
        self._day, rest = dated
        self._numbering.note(self._day)
        return rest

    def _is_frame(self, where: str, text: str, following: str) -> bool:
        """Whether a line above all items gives the time of the whole, perhaps with the day and the room.

        Then the first item begins no earlier, and the range is no item: "10:00 am - 12:00 pm ET", or a sentence.
        """
        frame = frame_of(text, self._numbering.first) or beginning_of(text, self._numbering.first)
        if frame is None or not (frame.is_prose or self._begins_within(frame, following)):
            return False
        self._frame = frame
        self._room = clean_text(frame.room) or self._room
        if frame.day is not None:
            self._day = frame.day
            self._numbering.note(frame.day)
        self.title = self.title or clean_text(title_beside(text))[:200]
        self._notes.guess(
            where, "Taken for when the whole takes place, and for no item: {text}", text=shortened(text, 80)
        )
        return True

    def _begins_within(self, frame: Frame, following: str) -> bool:
        """Whether the first item begins when the whole does, or later: on the next line, or below others within it."""
        first = leading_range(without_bullet(following))
        if first is not None:
            return first[0][0].ms >= frame.start.ms
        later = next((each for line in self._below(following) if (each := leading_range(without_bullet(line)))), None)
        ends = frame.end.ms if frame.end is not None else 0
        return later is not None and self._day is not None and frame.start.ms <= later[0][0].ms < ends

    def _below(self, following: str) -> Sequence[str]:
        """Return the few lines below the next one of the beginning of a text."""
        at = next((i for i, line in enumerate(self._beginning) if line[:LONGEST] == following), len(self._beginning))
        return self._beginning[at + 1 : at + 6]

    def _title_of_all(self, where: str, text: str) -> None:
        """Take the title before a day; other words of the line are noted as left out."""
        title = "" if self.entries or self.title else clean_text(title_beside(text))[:200]
        self.title = self.title or title
        if len(text) > LONGEST_DAY and not title:
            self._notes.guess(where, "Taken for a day, and nothing else: {text}", text=shortened(text, 80))

    def finish(self) -> None:
        if self._waiting is not None and self._waiting.speakers:
            named = next(person.name for person in self.people.all if person.id == self._waiting.speakers[0])
            self.entries.append(replace(self._waiting, title=named))
        elif self._waiting is not None:
            self._notes.cannot_read(self._waiting.where, "", "there is a time, and nothing behind it")
        self._waiting = None

    def close(self) -> None:
        """After the last line: the first item begins, and the last one ends, with the whole."""
        self.finish()
        self.entries = within_sessions(self.entries, self._notes)
        last = self.entries[-1] if self.entries else None
        first = self.entries[0] if self.entries else None
        if self._frame is not None and first is not None and first.start is None and first.day == self._day:
            first.start = self._frame.start
        if self._frame is None or self._frame.end is None or last is None or last.start is None:
            return
        if (
            last.end is None
            and last.planned_ms is None
            and last.day == self._day
            and last.start.ms < self._frame.end.ms
        ):
            last.end = self._frame.end

    def _item(self, where: str, timed: Timed, indent: int) -> None:
        self.finish()
        (start, end), rest = timed
        entry = ProgrammeEntry(where, "", day=self._day, start=start, end=end, session=self._session, room=self._room)
        self._indent, self._naming, self._title_was_below, self._described = indent, "", False, 0
        people = people_in(rest.strip(BETWEEN)) if self._names_before_titles else []
        if people:
            self._add(entry, people)
            self._waiting = entry
        elif rest.strip(BETWEEN):
            self._fill(entry, trimmed(rest))
            self.entries.append(entry)
        else:
            self._waiting = entry

    def _title_of_waiting(self, text: str) -> None:
        entry, self._waiting = self._waiting, None
        if entry is not None:
            self._fill(entry, _TO_READ.sub("", text))
            self.entries.append(entry)
            self._title_was_below = not entry.speakers

    def _lasting(self, where: str, text: str, length: int) -> None:
        """Add an item without a time, with a duration."""
        entry = ProgrammeEntry(where, "", day=self._day, planned_ms=length, session=self._session, room=self._room)
        self._fill(entry, without_length(text))
        self.entries.append(entry)

    def _fill(self, entry: ProgrammeEntry, text: str) -> None:
        """Fill in title, people and duration from the text behind a time."""
        for bracket in list(_BRACKETS.finditer(text)):
            if (length := measure_of(bracket["inside"])) is not None and length >= MINUTE:
                entry.planned_ms = length
                text = text.replace(bracket[0], "", 1)
            elif (both := _named_with_length(bracket["inside"])) is not None:
                entry.planned_ms = both[1]
                self._add(entry, both[0])
                text = text.replace(bracket[0], "", 1)
            elif text[: bracket.start()].strip() and self._add_by_role(entry, bracket["inside"]):
                text = text.replace(bracket[0], "", 1)
            elif (people := people_in(bracket["inside"])) and text[: bracket.start()].strip():
                self._add(entry, people)
                text = text.replace(bracket[0], "", 1)
            elif self._surnames_in_brackets and lone_name(bracket["inside"], text[: bracket.start()]):
                self._add(entry, [Named(bracket["inside"])])
                self._notes.guess(entry.where, "Taken for who speaks: {text}", text=bracket["inside"])
                text = text.replace(bracket[0], "", 1)
        if (length := length_at_end(text)) is not None:
            entry.planned_ms = length if entry.planned_ms is None else entry.planned_ms
            text = without_length(text)
        entry.title = clean_text(self._without_people(entry, self._without_room(entry, trimmed(text))))
        if not entry.speakers and HONORIFIC.match(entry.title):
            self._add(entry, people_in(entry.title))
        if not entry.title and entry.speakers:
            entry.title = next(p.name for p in self.people.all if p.id == entry.speakers[0])
        entry.title = entry.title or clean_text(text) or "Untitled"

    def _without_room(self, entry: ProgrammeEntry, text: str) -> str:
        """Return a text without the room behind its last dash, which becomes that of the item."""
        matches = list(DASH.finditer(text))
        room = clean_text(text[matches[-1].end() :]) if matches else ""
        if not is_room(room):
            return text
        entry.room = room
        self._notes.guess(entry.where, "Taken for its room: {text}", text=room)
        return text[: matches[-1].start()].strip(BETWEEN)

    def _person_before(self, text: str) -> tuple[str, str] | None:
        """Split a text at its first dash or colon into the person and the title, if most lines name people there."""
        dashed = person_before_dash(text) if self._names_before_dashes else None
        named = self._names_before_colons or self._names_before_dashes
        return dashed or (person_before_colon(text) if named else None)

    def _without_people(self, entry: ProgrammeEntry, text: str) -> str:
        """Return a title without the people behind its last "by" or dash, or behind its comma if most have one."""
        if (behind_role := role_behind(text)) is not None:
            title, field, people = behind_role
            self._add(entry, people, field)
            return title
        led = LED_BEHIND.search(text)
        if led is not None and self._leads(entry, text[led.end() :]):
            return text[: led.start()].strip(BETWEEN)
        if (before := self._person_before(text)) is not None:
            self._add(entry, people_in(before[0]))
            return before[1]
        behind = person_behind_colon(text)
        behind = behind if behind and (self._names_before_colons is False or HONORIFIC.match(behind[1])) else None
        if (parted := behind or people_of_a_panel(text) or person_with(text) or person_after_space(text)) is not None:
            self._add(entry, people_in(parted[1]))
            return parted[0]
        parted = person_after_stop(text) if self._names_after_stops else None
        if parted is None:
            parted = person_after_comma(text)
            parted = parted if parted and (self._names_after_commas or HONORIFIC.match(parted[1])) else None
        if parted is not None:
            self._add(entry, people_in(parted[1]))
            self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(parted[1], 60))
            return parted[0]
        for pattern in (BY, DASH):
            matches = list(pattern.finditer(text))
            who = text[matches[-1].end() :] if matches else ""
            if not 3 <= len(who) <= 150 or kind_of(text) is SegmentKind.BREAK or PLACE.search(who):
                continue
            people = people_in(who)
            self._add(entry, people)
            if people or self._add_by_role(entry, who):
                self._notes.guess(entry.where, "Taken for who speaks: {text}", text=shortened(who, 60))
                return text[: matches[-1].start()].strip(BETWEEN)
        return text

    def _add(self, entry: ProgrammeEntry, people: Sequence[Named], field: str = "speakers") -> None:
        for person in people:
            leads = field == "moderators" or moderates(person)
            id_ = self.people.add(Named(person.name) if moderates(person) else person, entry.where)
            (entry.moderators if leads else entry.speakers).extend([id_] if id_ else [])

    def _add_by_role(self, entry: ProgrammeEntry, text: str) -> bool:
        """Add the people of "Moderator: Ann Lee; guests: Bo Chu"; return whether there are any."""
        roles = people_by_role(text)
        for field, people in roles:
            self._add(entry, people, field)
        return bool(roles)

    def _is_day(self, text: str) -> bool:
        """Whether this line is the heading of a day, in which other words are no item."""
        day = day_of(text, self._numbering.first) if len(text) <= LONGEST_HEADING else None
        day = day or (self._numbering.day(text) if len(text) <= 60 else None)
        if day is None:
            return False
        self.finish()
        self._day, self._session = day, ""
        self._room = clean_text(room_beside(text)) or self._room
        self._numbering.note(day)
        return True

    def _labelled(self, where: str, text: str) -> bool:
        """Read "Moderator: Ann Lee" and "Room: Main hall", about the item above or all that follow."""
        if (match := _LABEL.match(text)) is None:
            return False
        label, value = match["label"], match["value"]
        field = field_of(label)
        if field in {"speakers", "moderators"} and self.entries:
            people = names_in(value, commas=True)
            self._add(self.entries[-1], people, field)
            return bool(people)
        names_a_room = re.fullmatch(r"\w+", label) and not (self.entries and label.lower() in {"stage", "where"})
        if field == "room" and names_a_room:
            if self.entries and self._indent:
                self.entries[-1].room = clean_text(value)
            else:
                self._room = clean_text(value)
            return True
        if field == "title" and not self.entries and not self.title:
            self.title = clean_text(value)
            return True
        if field == "title" and self.entries and not self.entries[-1].details.abstract:
            self.entries[-1].title = f"{self.entries[-1].title}: {clean_text(value)}"[:LONGEST_TITLE]
            return True
        if field == "abstract" and self.entries:
            self._describe(where, value)
            return True
        return False

    def _led_by(self, text: str) -> bool:
        """Read "Moderated by Ann Lee", about the item above."""
        return bool(self.entries) and self._leads(self.entries[-1], text)

    def _leads(self, entry: ProgrammeEntry, text: str) -> bool:
        match = LED_BY.fullmatch(text)
        people = people_in(match["who"]) if match else []
        if match is None or not people:
            return False
        self._add(entry, people, "speakers" if match["presents"] else "moderators")
        return True

    def _only_label(self, text: str) -> bool:
        """Read "Speakers:" with the names on the lines below it."""
        match = _ONLY_LABEL.fullmatch(text)
        field = field_of(match["label"]) if match else None
        if field not in {"speakers", "moderators"} or not self.entries:
            return False
        self._naming = str(field)
        return True

    def _untimed(self, where: str, text: str, *, deeper: bool, following: str, apart: bool) -> None:
        if self.entries and _FAREWELL.match(text):
            self._said_farewell = True
            self._notes.cannot_read(where, text, "a letter ends here; it is no item")
            return
        if self.entries and is_end(text):
            self._notes.guess(where, "Taken for the end of the session, and for no item: {text}", text=text)
            return
        people = [] if self._said_farewell else people_in(text)
        named_below = bool(self._naming or self._title_was_below or HONORIFIC.match(text))
        named_below = named_below or any(entry.speakers for entry in self.entries)
        if self.entries and people and (deeper or named_below or timed_line(without_bullet(following)) is None):
            self._add(self.entries[-1], people, self._naming or "speakers")
            if not deeper and not self._naming:
                self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(text, 60))
        elif not self.entries and not self.title and not deeper:
            self.title = clean_text(text)[:200]
        elif not self.entries and (not deeper or is_room(text)) and PLACE.search(text) and len(text) <= LONGEST_HEADING:
            self._room = clean_text(text)
            self._notes.guess(where, "Taken for the room of all that follows: {text}", text=shortened(text, 80))
        elif deeper or not self._divides(where, text, following):
            self._beside(where, text, apart=apart)

    def _divides(self, where: str, text: str, following: str) -> bool:
        """Take a line between items: a break without a time, another room, or the heading of those below it."""
        if self.entries and len(text) <= LONGEST_HEADING and kind_of(text, whole=False) is SegmentKind.BREAK:
            title = clean_text(text)
            self.entries.append(ProgrammeEntry(where, title, day=self._day, session=self._session, room=self._room))
        elif self._room and PLACE.search(text) and len(text) <= LONGEST_PLACE:
            self._room, self._session = clean_text(text), ""
            self._notes.guess(where, "Taken for the room of all that follows: {text}", text=shortened(text, 80))
        elif _may_be_heading(text) and begins_something(following):
            self._session = clean_text(text)
            self._notes.guess(where, "Taken as the heading of the lines below it: {text}", text=shortened(text, 80))
        else:
            return False
        return True

    def _beside(self, where: str, text: str, *, apart: bool) -> None:
        if self.entries and not apart and not self._said_farewell and self._described < MOST_DESCRIBED:
            self._describe(where, text)
        else:
            self._notes.cannot_read(where, text, "there is no time and no duration in it, and no name")

    def _describe(self, where: str, text: str) -> None:
        """Take a line directly below an item for its description."""
        self._described += 1
        entry = self.entries[-1]
        below = self._details.read(where, abstract=(f"{entry.details.abstract}\n{text}".strip(),))
        entry.details = completed(below, entry.details)
        self._notes.guess(where, "Taken for the description of the item above: {text}", text=shortened(text, 60))
