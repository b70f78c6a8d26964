"""A programme as people write it in a message: times before titles, people in brackets, days as headings.

Every line is an item, a heading, a detail of the item above it, or is reported as unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.text import clean_text
from app.domain.values import HOUR, SegmentKind
from app.formats.imports.evidence import require_programme
from app.formats.imports.found.dates import Day, before_day, day_of, month_of, weekday_of
from app.formats.imports.found.days import LONGEST_DAY, Numbering
from app.formats.imports.found.details import DetailsReader, completed
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import LONGEST_TITLE, UNTITLED, ImportHints, Programme
from app.formats.imports.found.frame import (
    OF_THE_FILE,
    PLACE,
    Frame,
    is_of_the_file,
    is_room,
    room_beside,
    title_beside,
)
from app.formats.imports.found.headings import field_of, is_end, kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import HONORIFIC
from app.formats.imports.found.people import People
from app.formats.imports.found.schedule import Arranger
from app.formats.imports.found.times import HALF_DAY, latin_digits
from app.formats.imports.readers.text.frames import FirstLines
from app.formats.imports.readers.text.items import FAREWELL, TO_READ, ItemReader
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    LONGEST_BEFORE,
    Timed,
    before_next,
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
from app.formats.imports.readers.text.pages import laid_out
from app.formats.imports.readers.text.people import (
    IN_COMPANY,
    organisation_apart,
    people_in,
    person_before_colon,
    surely_named,
)
from app.formats.imports.readers.text.sessions import within_sessions
from app.formats.text.decoding import lines_of
from app.formats.text.notes import NotAProgramme, Notes, line_place, shortened

LONGEST_HEADING = 120
LONGEST_PLACE = 40
MOST_DESCRIBED = 20  # lines below one item
_WHOLE_HOUR = re.compile(r"(?P<hour>1?\d|2[0-3])\s?[\u2013\u2014-]\s(?=[^\W\d_])")
_SEVERAL_LABELS = re.compile(r"\s{3,}|\t+|\s{1,20}[|\u00b7]\s{1,20}")
_ONLY_LABEL = re.compile(r"(?P<label>[^\W\d_][\w /()'-]{2,30}?)\s*:")
_LABEL = re.compile(r"^(?P<label>[^\W\d_][\w /()'-]{1,30}?)\s*[:\uff1a]\s*(?P<value>.+)$")


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
    title = hints.title or reader.title or UNTITLED
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    return require_programme(Programme("text", title, zone, tuple(sessions), reader.people.all), notes)


def _may_be_heading(text: str) -> bool:
    """Whether a line may be a heading: it is short, no amount, and no sentence."""
    is_sentence = text.endswith(".") and len(text.split()) > 3 and not re.search(r"\b[^\W\d_]{1,3}\.$", text)
    is_sentence = is_sentence or not re.search(r"[^\W_]", text)
    return len(text) <= LONGEST_HEADING and re.match(r"[(\u2212-]\s?\d", text) is None and not is_sentence


class _TextReader:
    """Takes one line after the other."""

    def __init__(self, hints: ImportHints, notes: Notes) -> None:
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self.title = ""
        self._items = ItemReader(self.people, notes)
        self._notes = notes
        self._numbering = Numbering(hints.day)
        self._day: Day | None = None
        self._session = ""
        self._room = ""
        self._waiting: ProgrammeEntry | None = None  # has a time, and its title is on the next line
        self._indent = 0
        self._title_was_below = False  # the last item's title was on a line of its own
        self._naming = ""  # what the people on the next lines are
        self._frame: Frame | None = None
        self._details = DetailsReader(notes)
        self._said_farewell = False
        self._described = 0  # lines of the last item's description
        self._first_lines = FirstLines()
        self._dated: dict[date, tuple[str, str, Day]] = {}  # lines of prose above all items, by their dates

    def look_ahead(self, lines: Sequence[str]) -> None:
        """Decide what only all lines together can."""
        self._items.look_ahead(lines)
        self._first_lines = FirstLines(lines[:40])

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
        if not self.entries and is_of_the_file(text):
            self._notes.guess(where, OF_THE_FILE.text, text=shortened(text, 80))
            return
        whole, text = text, self._without_day(text)
        text = self._with_minutes(where, text)
        timed = timed_line(text) or before_next(text, following)
        if not self.entries and self._waiting is None and self._is_frame(where, text, following, whole):
            return
        if timed is not None:
            self._item(where, timed, indent)
        elif self._is_day(where, text):
            self._title_of_all(where, text)
        elif self._waiting is not None:
            self._title_of_waiting(text)
        elif not self._is_about_an_item(where, text, apart=apart):
            deeper = indent > self._indent or text != line.strip()
            self._untimed(where, text, deeper=deeper, following=following, apart=apart)

    def _is_about_an_item(self, where: str, text: str, *, apart: bool) -> bool:
        """Take a line without a time that says something of the item above, or is an item with a length."""
        if self._labelled(where, text, apart=apart) or self._led_by(text) or self._only_label(text):
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

    def _with_minutes(self, where: str, text: str) -> str:
        """Return "11 - Questions" below 10:45 as "11:00 - Questions"; other lines are returned unchanged."""
        match = _WHOLE_HOUR.match(text) if self.entries else None
        above = self.entries[-1].start if self.entries else None
        if match is None or above is None or self.entries[-1].end is not None:
            return text
        hour = int(match["hour"])
        if not 0 < (hour * HOUR - above.ms) % HALF_DAY <= LONGEST_BEFORE:
            return text
        self._notes.guess(
            where, "{before} was read as {after}, between its neighbours.", before=hour, after=f"{hour}:00"
        )
        return f"{hour}:00{text[match.end('hour') :]}"

    def _without_day(self, text: str) -> str:
        """Note the day before the time of an item, and return the rest of the line."""
        dated = dated_line(text, self._numbering.first)
        if dated is None:
            return text
        self._day, rest = dated
        self._numbering.note(self._day)
        return rest

    def _is_frame(self, where: str, text: str, following: str, whole: str) -> bool:
        """Whether a line above all items gives the time of the whole, perhaps with the day and the room.

        Then the first item begins no earlier, and the range is no item: "10:00 am - 12:00 pm ET", or a sentence.
        """
        frame = self._first_lines.frame_in(text, whole, following, self._numbering.first, self._day)
        if frame is None:
            return False
        self._frame = frame
        self._room = clean_text(frame.room) or clean_text(room_beside(whole)) or self._room
        if frame.day is not None:
            self._day = frame.day
            self._numbering.note(frame.day)
        self.title = self.title or clean_text(title_beside(whole))[:200]
        self._notes.guess(
            where, "Taken for when the whole takes place, and for no item: {text}", text=shortened(text, 80)
        )
        return True

    def _title_of_all(self, where: str, text: str) -> None:
        """Take the title before a day; other words of the line are noted as left out."""
        title = "" if self.entries or self.title else clean_text(title_beside(text))[:200]
        self.title = self.title or title
        behind = latin_digits(text)[len(before_day(text)) :] if title and not room_beside(text) else ""
        others = [word for word in re.findall(r"[^\W\d_]{4,}", behind) if month_of(word) is weekday_of(word) is None]
        if (len(text) > LONGEST_DAY and not title) or others:
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
        self._take_day_of_prose()
        self._take_title_with_the_whole_length()
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

    def _take_title_with_the_whole_length(self) -> None:
        """Take a first line with the length of all others together, "Weekly meeting - 30 min", for the title."""
        if len(self.entries) < 3 or self.entries[0].start is not None:
            return
        first, *others = self.entries
        last = others[-1].end
        begin = others[0].start
        if last is not None and begin is not None and first.planned_ms == last.ms - begin.ms:
            self.title, self.entries = self.title or first.title, others

    def _take_day_of_prose(self) -> None:
        """Take the only date in the sentences above all items, if no line gives the day."""
        if len(self._dated) != 1 or any(entry.day is not None for entry in self.entries):
            return
        where, text, day = next(iter(self._dated.values()))
        for entry in self.entries:
            entry.day = day
        self._notes.guess(where, "Taken for a day, and nothing else: {text}", text=shortened(text, 80))

    def _item(self, where: str, timed: Timed, indent: int) -> None:
        self.finish()
        (start, end), rest = timed
        entry = ProgrammeEntry(where, "", day=self._day, start=start, end=end, session=self._session, room=self._room)
        self._indent, self._naming, self._title_was_below, self._described = indent, "", False, 0
        people = people_in(rest.strip(BETWEEN)) if self._items.names_before_titles else []
        if people:
            self._items.add(entry, people)
            self._waiting = entry
        elif rest.strip(BETWEEN):
            self._items.fill(entry, trimmed(rest))
            self.entries.append(entry)
        else:
            self._waiting = entry

    def _title_of_waiting(self, text: str) -> None:
        entry, self._waiting = self._waiting, None
        if entry is not None:
            self._items.fill(entry, TO_READ.sub("", text))
            self.entries.append(entry)
            self._title_was_below = not entry.speakers

    def _lasting(self, where: str, text: str, length: int) -> None:
        """Add an item without a time, with a duration."""
        entry = ProgrammeEntry(where, "", day=self._day, planned_ms=length, session=self._session, room=self._room)
        self._items.fill(entry, without_length(text))
        self.entries.append(entry)

    def _is_day(self, where: str, text: str) -> bool:
        """Whether this line is the heading of a day, in which other words are no item."""
        if length_at_end(text) is not None:
            return False  # "Minutes of 10 February (5 min)" is an item
        day = day_of(text, self._numbering.first) if len(text) <= LONGEST_HEADING else None
        day = day or (self._numbering.day(text) if len(text) <= 60 else None)
        if day is None:
            return False
        self.finish()
        self._day, self._session = day, ""
        if room := clean_text(room_beside(text)):
            self._room = room
            self._notes.guess(where, "Taken for the room of all that follows: {text}", text=shortened(room, 80))
        self._numbering.note(day)
        return True

    def _labelled(self, where: str, text: str, *, apart: bool) -> bool:
        """Read "Moderator: Ann Lee" and "Room: Main hall", about the item above or all that follow."""
        if (match := _LABEL.match(text)) is None:
            return False
        label, value = match["label"], match["value"]
        field = field_of(label)
        if field in {"speakers", "moderators"} and self.entries:
            leading, *company = IN_COMPANY.split(organisation_apart(value), maxsplit=1)
            people = names_in(leading, commas=True)
            self._items.add(self.entries[-1], people, field)
            self._items.add(self.entries[-1], names_in("".join(company), commas=True), "speakers")
            return bool(people)
        names_a_room = re.fullmatch(r"\w+", label) and not (self.entries and label.lower() in {"stage", "where"})
        if field == "room" and names_a_room:
            if self.entries and (self._indent or not apart):
                self.entries[-1].room = clean_text(value)
            else:
                self._room = clean_text(value)
            return True
        if field == "title" and not self.entries and not self.title:
            self.title = clean_text(value)
            return True
        if field == "title" and self.entries and (named := surely_named(value)):  # "Keynote: Ms. Lee"
            self._items.add(self.entries[-1], named)
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
        return bool(self.entries) and self._items.leads(self.entries[-1], text)

    def _only_label(self, text: str) -> bool:
        """Read "Speakers:" with the names on the lines below it."""
        match = _ONLY_LABEL.fullmatch(text)
        field = field_of(match["label"]) if match else None
        if field not in {"speakers", "moderators"} or not self.entries:
            return False
        self._naming = str(field)
        return True

    def _untimed(self, where: str, text: str, *, deeper: bool, following: str, apart: bool) -> None:
        if self.entries and FAREWELL.match(text):
            self._said_farewell = True
            self._notes.cannot_read(where, text, "a letter ends here; it is no item")
            return
        if self.entries and is_end(text):
            self._notes.guess(where, "Taken for the end of the session, and for no item: {text}", text=text)
            return
        if self._title_was_below and not apart and is_room(text):
            self.entries[-1].room = clean_text(text)
            self._notes.guess(where, "Taken for its room: {text}", text=shortened(text, 60))
            return
        people = [] if self._said_farewell else self._items.people_below(text)
        named_below = bool(self._naming or self._title_was_below or HONORIFIC.match(text))
        named_below = named_below or self._items.names_below_titles
        named_below = named_below or any(entry.speakers for entry in self.entries)
        if self.entries and people and (deeper or named_below or timed_line(without_bullet(following)) is None):
            self._items.add(self.entries[-1], people, self._naming or "speakers")
            if not deeper and not self._naming:
                self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(text, 60))
        elif not self.entries and not self.title and not deeper:
            self.title = clean_text(text)[:200]
            if (day := day_of(text, None)) is not None:
                self._dated.setdefault(day.date, (where, text, day))
        elif not self.entries and (not deeper or is_room(text)) and PLACE.search(text) and len(text) <= LONGEST_HEADING:
            self._room = clean_text(text)
            self._notes.guess(where, "Taken for the room of all that follows: {text}", text=shortened(text, 80))
        elif deeper or not self._divides(where, text, following):
            self._beside(where, text, deeper=deeper, apart=apart)

    def _divides(self, where: str, text: str, following: str) -> bool:
        """Take a line between items: a break without a time, another room, or the heading of those below it."""
        if self.entries and len(text) <= LONGEST_HEADING and kind_of(text, whole=False) is SegmentKind.BREAK:
            title = clean_text(text)
            self.entries.append(ProgrammeEntry(where, title, day=self._day, session=self._session, room=self._room))
        elif self._room and self._names_a_place(text, following) and len(text) <= LONGEST_PLACE:
            self._room, self._session = clean_text(text), ""
            self._notes.guess(where, "Taken for the room of all that follows: {text}", text=shortened(text, 80))
        elif _may_be_heading(text) and begins_something(following):
            self._session = clean_text(text)
            self._notes.guess(where, "Taken as the heading of the lines below it: {text}", text=shortened(text, 80))
        else:
            return False
        return True

    def _names_a_place(self, text: str, following: str) -> bool:
        """Whether a line between items names a place, or stands above items in capitals as the place before it did."""
        alike = text.isupper() and self._room.isupper() and begins_something(following)
        return alike or PLACE.search(text) is not None

    def _beside(self, where: str, text: str, *, deeper: bool, apart: bool) -> None:
        if self.entries and not apart and not self._said_farewell and self._described < MOST_DESCRIBED:
            self._describe(where, text, deeper=deeper)
        else:
            self._described = MOST_DESCRIBED  # the lines below it are no description either
            self._notes.cannot_read(where, text, "there is no time and no duration in it, and no name")

    def _describe(self, where: str, text: str, *, deeper: bool = False) -> None:
        """Take a line directly below an item for its description."""
        self._described += 1
        entry = self.entries[-1]
        if deeper and (named := person_before_colon(text)) is not None:
            self._items.add(entry, people_in(named[0]))
            self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(named[0], 60))
        elif (honoured := surely_named(text.rpartition(", ")[2])) and not entry.speakers:
            self._items.add(entry, honoured)
            self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(text.rpartition(", ")[2], 60))
        below = self._details.read(where, abstract=(f"{entry.details.abstract}\n{text}".strip(),))
        entry.details = completed(below, entry.details)
        self._notes.guess(where, "Taken for the description of the item above: {text}", text=shortened(text, 60))
