"""The lines of a programme in plain text, one after the other.

Every line is an item, a heading, a detail of the item above it, or is reported as unread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from app.domain.text import clean_text
from app.formats.imports.found.details import DetailsReader, completed
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.found.frame import (
    OF_THE_FILE,
    is_of_the_file,
    is_room,
    room_beside,
)
from app.formats.imports.found.headings import field_of, is_end, is_no_title
from app.formats.imports.found.names.person import HONORIFIC, ORGANISATION_WORDS
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.people import People
from app.formats.imports.found.sessions.ranges import is_called_session
from app.formats.imports.found.zones import zone_beside
from app.formats.imports.readers.text.above import Above
from app.formats.imports.readers.text.days import DaysOfLines, is_deadline
from app.formats.imports.readers.text.details.labels import AroundLine, LabelReader
from app.formats.imports.readers.text.frames import FirstLines, OfTheWhole, frame_above_room
from app.formats.imports.readers.text.items import MOST_DESCRIBED, ItemReader
from app.formats.imports.readers.text.labelled import (
    LABEL,
    ONLY_LABEL,
    label_of,
    labels_in,
    names_chair,
    says_when,
)
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    Timed,
    before_next,
    begins_something,
    indent_of,
    is_paragraph_above,
    leading_length,
    length_at_end,
    timed_line,
    trimmed,
    without_bullet,
    without_gaps,
    without_length,
    without_remark,
)
from app.formats.imports.readers.text.naming.people import (
    are_a_panel,
    people_in,
    people_with_bodies,
    person_before_colon,
    says_more_than_name,
    surely_named,
    with_office,
)
from app.formats.imports.readers.text.naming.style import FAREWELL, TO_READ
from app.formats.imports.readers.text.one_line import timed_parts
from app.formats.imports.readers.text.outline import (
    LONGEST_HEADING,
    OF_THE_WHOLE,
    Lists,
    Outline,
    begins_with_day,
    may_be_heading,
    may_be_place,
    spans_day,
)
from app.formats.imports.readers.text.sessions import is_break, is_break_below
from app.formats.imports.readers.text.whole import NOTHING_BEHIND, finished, why_left_out
from app.formats.text.notes import Notes, shortened

LONGEST_PLACE = 40


class LineReader:
    """Takes one line after the other."""

    def __init__(self, hints: ImportHints, notes: Notes, outline: Outline, year: int | None) -> None:
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self.outline = outline
        self._items = ItemReader(self.people, notes)
        self._notes = notes
        self._days = DaysOfLines(hints.day, year)
        self._above = Above(self.people, notes)
        self.whole = OfTheWhole(self._above, self._days, notes)
        self._waiting: ProgrammeEntry | None = None  # has a time, and its title is on the next line
        self._lists = Lists()
        self._again: Collection[str] = ()  # short lines that stand in the text several times
        self._title_was_below = False  # the last item's title was on a line of its own
        self._named: tuple[str, list[Named]] = ("", [])  # the line above, if it only names people
        self._details = DetailsReader(notes)
        self._said_farewell = False
        self._described = self._below = 0  # lines below the last item: that describe it, and all
        self._level = 0  # of a line, as a heading
        self._around = AroundLine(self.entries, self._lists)
        self._labels = LabelReader(
            self._around,
            self._above,
            self.whole,
            outline,
            self._items,
            self._days,
            self._describe,
            notes,
        )

    def look_ahead(self, lines: Sequence[str]) -> None:
        """Decide what only all lines together can."""
        self._items.look_ahead(lines)
        self._days.look_ahead(lines)
        self.whole.first_lines = FirstLines(lines[:40])
        counts = Counter(line.strip() for line in lines if len(line) <= LONGEST_PLACE)
        self._again = {text for text, count in counts.items() if count > 1}

    def take(
        self, where: str, line: str, following: str, *, apart: bool = False, ends: bool = False, number: int = 0
    ) -> None:
        """Take a line; `following` is the next with a text, and blank ones are above if `apart`, below if `ends`."""
        self._level, self._around.ends, self._around.following = self.outline.move_to(number - 1), ends, following
        if len(line) > LONGEST:
            self.finish()
            self._notes.cannot_read(where, line, "it is longer than {most:,} characters", most=LONGEST)
            return
        labels = labels_in(line) if not self.entries and self._waiting is None else []
        if len(parts := labels or timed_parts(line)) > 1:
            self._above.day = self._days.before_items(where, line, parts[0], self._notes) or self._above.day
            for part, after in pairwise([*parts, following]):
                self.take(where, part, after, apart=apart, number=number)
            return
        indent, text = indent_of(line) if self.entries else 0, without_gaps(without_bullet(line))
        self._around.line_indent = indent
        self._lists.see(line, is_marked=text != without_gaps(line.strip()))
        if self._is_aside(where, text):
            return
        whole, text = text, self._items.with_minutes(where, self._without_day(text), self.entries[-1:])
        begins = self.outline.at + 1 in self._items.usual.places_below_times  # an item, as other times do
        is_none = spans_day(text, following) or self.outline.is_detail(text, self._level)
        timed = None if is_none else timed_line(text) or before_next(text, following)
        is_above = not (self.entries or self._waiting or begins)
        if is_above and self.whole.is_frame(where, text, following, whole):
            return
        self.whole.note_date(where, text, is_above=not self.entries and timed is None)
        self._below += 1
        self._around.taken += 1
        if timed is not None:
            self._item(where, timed, indent, following)
        elif self._is_day(where, text):
            self.whole.take_title(where, text, begun=bool(self.entries))
        elif self._waiting is not None:
            self._title_of_waiting(where, text)
        elif not self._is_about_an_item(where, text, apart=apart):
            deeper = not self._level and (indent > self._around.indent or text != line.strip())
            deeper = deeper and not (self._lists.goes_on and indent <= self._around.indent)
            self._untimed(where, text, deeper=deeper, following=following, apart=apart)

    def _is_aside(self, where: str, text: str) -> bool:
        """Note a line about something else than items: below a heading such as "Notes", or about the file."""
        if self.outline.is_aside(text, self._level, begun=bool(self.entries)):
            self._notes.cannot_read(where, text, "it stands below a heading of something else than items")
            return True
        if timed_line(text) is None and not begins_something(text) and is_deadline(text):
            self._notes.cannot_read(where, text, "no item is on this day")
            return True
        if self.entries and says_when(text):
            self._notes.guess(where, OF_THE_WHOLE.text, text=shortened(text, 80))
            return True
        if self.entries or not is_of_the_file(text):
            return False
        self._notes.guess(where, OF_THE_FILE.text, text=shortened(text, 80))
        return True

    def _is_about_an_item(self, where: str, text: str, *, apart: bool) -> bool:
        """Take a line without a time that says something of the item above, or is an item with a length."""
        labels = self._labels
        if labels.take(where, text, apart=apart) or labels.names_who_leads(text) or labels.announces_people(text):
            return True
        if self.outline.is_detail(text, self._level):
            self._describe(where, text)
            return True
        leading = leading_length(text)
        length = leading[0] if leading else length_at_end(text)
        length = None if self._items.is_part(self.entries[-1:]) else length
        if length is not None:
            self._lasting(where, leading[1] if leading else text, length)
        return length is not None

    def _without_day(self, text: str) -> str:
        """Note the day before the time of an item, and return the rest of the line."""
        dated = self._days.before_time(text)
        if dated is None:
            return text
        self._above.day, rest = dated
        self._days.note(self._above.day)
        return rest

    def finish(self) -> None:
        if self._waiting is not None and self._waiting.speakers:
            named = next(person.name for person in self.people.all if person.id == self._waiting.speakers[0])
            self.entries.append(replace(self._waiting, title=named))
        elif self._waiting is not None:
            self._notes.cannot_read(self._waiting.where, "", NOTHING_BEHIND.text)
        self._waiting = None

    def close(self) -> None:
        """Apply what the text says of the whole, after the last line."""
        self.finish()
        self.outline.note()
        title, self.entries = finished(
            self.entries,
            self.whole.dated.values(),
            self.whole.frame,
            self._above.day,
            self.outline.timed,
            self._notes,
            self._lists.nested,
            numbered=self._days.numbered,
        )
        self.whole.title = self.whole.title or title

    def _item(self, where: str, timed: Timed, indent: int, following: str) -> None:
        self.finish()
        (start, end), rest = timed
        rest = self._items.without_other_time(where, rest)
        is_title, heading = self.outline.is_title, self.outline.begin(where, self._level)
        if heading and is_title and not without_remark(rest) and self._has_no_title(following):
            rest = f"{heading} {rest.strip(BETWEEN)}"
        else:
            self._above.stand_below(where, heading)
        entry = self._above.timed_entry(where, start, end)
        self._named = ("", [])
        self._lists.begin(where, is_first=not self.entries)
        self._around.indent, self._labels.naming, self._title_was_below, self._described = indent, "", False, 0
        self._below = 0 if rest.strip(BETWEEN) else -1
        people = people_in(rest.strip(BETWEEN)) if self._items.usual.names_before_titles else []
        if people:
            self._items.add(entry, people)
            self._waiting = entry
            if not all(map(says_more_than_name, people)):
                self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(rest.strip(BETWEEN), 60))
        elif rest.strip(BETWEEN):
            self._items.fill(entry, trimmed(rest))
            self.entries.append(entry)
        else:
            self._waiting = entry

    def _has_no_title(self, following: str) -> bool:
        """Whether the line below a time alone is none with a title: it is apart, in a list, or has a label."""
        text = without_bullet(following)
        return self._around.ends or text != following.strip() or bool(LABEL.match(text) or ONLY_LABEL.fullmatch(text))

    def _title_of_waiting(self, where: str, text: str) -> None:
        if self._waiting is not None and self.outline.at in self._items.usual.places_below_times:
            label, place = label_of(text) or ("", text)
            self._waiting.room = clean_text(place if field_of(label) == "room" else text)
            self._notes.guess(where, "Taken for its room: {text}", text=shortened(text, 60))
            return
        entry, self._waiting = self._waiting, None
        labelled = label_of(text) if not self.entries else None
        if entry is not None and labelled and (frame := frame_above_room(entry, labelled[0])) is not None:
            self.whole.frame = frame
            self._above.begin_room(where, labelled[1])
            self._notes.guess(entry.where, OF_THE_WHOLE.text, text=frame.said)
            return
        if entry is not None:
            self._items.fill(entry, TO_READ.sub("", text))
            self.entries.append(entry)
            self._title_was_below = not entry.speakers
            self.outline.take_title(self._level)

    def _lasting(self, where: str, text: str, length: int) -> None:
        """Add an item without a time, with a duration."""
        self._above.stand_below(where, self.outline.begin(where, self._level, lasts=True))
        entry = self._above.entry(where, planned_ms=length)
        self._items.fill(entry, without_length(text))
        self.entries.append(entry)
        self._described, self._named, self._around.indent = 0, ("", []), self._around.line_indent
        self._lists.begin(where, is_first=True)

    def _is_day(self, where: str, text: str) -> bool:
        """Whether this line is the heading of a day, in which other words are no item."""
        is_title = self._waiting is not None and begins_with_day(text)
        if is_title or length_at_end(text) is not None or self.outline.is_detail(text, self._level):
            return False  # "Minutes of 10 February (5 min)" is an item
        day = self._days.heading(text)
        if day is None:
            return False
        self.finish()
        self._above.begin_day(day, text)
        self.outline.note()
        if room := clean_text(room_beside(text)):
            self._above.begin_room(where, room)
        self._days.note(day)
        return True

    def _is_about_several(self, where: str, text: str, *, following: str, apart: bool) -> bool:
        """Take a line that ends a letter or the session, names a room, or is a heading of Markdown."""
        if self.entries and FAREWELL.match(text):
            self._said_farewell = True
            self._notes.cannot_read(where, text, "a letter ends here; it is no item")
        elif self.entries and is_end(text):
            self._notes.guess(where, "Taken for the end of the session, and for no item: {text}", text=text)
        elif self._title_was_below and (not apart or text in self._again) and is_room(text):
            self.entries[-1].room = clean_text(text)
            self._notes.guess(where, "Taken for its room: {text}", text=shortened(text, 60))
        elif self.outline.is_below_title(self._level):
            self._describe(where, text)
        elif self._level and (self.entries or self.whole.title):
            if not self._parts(where, text, following):
                self.outline.note(where, text)
        else:
            return False
        return True

    def _untimed(self, where: str, text: str, *, deeper: bool, following: str, apart: bool) -> None:
        above, self._named = self._named, ("", [])
        if (not apart or ORGANISATION_WORDS.match(text)) and self._is_office(where, text, *above):
            return
        if self._is_about_several(where, text, following=following, apart=apart):
            return
        is_over = self._said_farewell or self.outline.closed
        naming = self._labels.naming
        people = [] if is_over else self._items.people_below(text, naming, self.entries[-1:], self.outline.at)
        named_below = bool(naming or self._title_was_below or HONORIFIC.match(text) or are_a_panel(people))
        named_below = named_below or (not apart and bool(people_with_bodies(text)))
        named_below = (
            named_below or self._items.usual.names_below_titles or any(entry.speakers for entry in self.entries)
        )
        if self.entries and people and (deeper or named_below or timed_line(without_bullet(following)) is None):
            self._items.add(self.entries[-1], people, naming or "speakers")
            self._named = (text, people)
            if not naming and not (deeper and all(map(says_more_than_name, people))):
                self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(text, 60))
        elif not self.entries and not deeper and self.outline.is_one_of_titles:
            self.outline.note(where, text)
        elif (
            not self.entries
            and not deeper
            and self.whole.may_be_title(text, following)
            and not self._above.stands_in(text, following)
        ):
            if may_be_heading(text) and not zone_beside(text):
                self.whole.title = clean_text(text)[:200]
            else:
                self._beside(where, text, deeper=deeper, apart=apart)
        elif not self.entries and (is_room(text) or (not deeper and may_be_place(text))):
            self._above.begin_room(where, text)
        elif deeper or not self._divides(where, text, following, apart=apart):
            self._beside(where, text, deeper=deeper, apart=apart)

    def _is_office(self, where: str, text: str, above: str, named: Sequence[Named]) -> bool:
        """Take a line below a name for the office of that person, or for the word that the person moderates."""
        if named and field_of(text) == "moderators":
            self._items.lead(self.entries[-1], named)
            return True
        people = with_office(named, text, after_comma=above.rstrip().endswith(","))
        for person in people:
            self.people.add(person, where)
        if people:
            self._notes.guess(
                where, "Taken for who speaks: {text}", text=shortened(f"{above.rstrip(' ,')}, {text}", 60)
            )
        return bool(people)

    def _parts(self, where: str, text: str, following: str) -> bool:
        """Take a line between items: a break without a time, or another room."""
        if self.entries and len(text) <= LONGEST_HEADING and is_break(text) and not is_break_below(following):
            self.entries.append(self._above.entry(where, clean_text(text)))
        elif self._above.room and self._above.names_a_place(text, following) and len(text) <= LONGEST_PLACE:
            self._above.move_to_room(where, text)
        else:
            return False
        return True

    def _divides(self, where: str, text: str, following: str, *, apart: bool) -> bool:
        """Take a line between items that parts them, or is the heading of those below it."""
        if self._parts(where, text, following):
            return True
        described = bool(self.entries) and self._items.says_more(text, self._below, self._described)
        goes_on = text[:1].islower() and (not apart or any(each.title[:1].isupper() for each in self.entries[-1:]))
        belongs_above = goes_on or (not apart and ((bool(self.entries) and self._around.ends) or described))
        leads_on = begins_something(following) or (is_called_session(text) and names_chair(following))
        if belongs_above or self.outline.timed or not may_be_heading(text) or not leads_on:
            return False
        self._above.stand_below(where, clean_text(text))
        self._around.headed_at = self._around.taken
        return True

    def _beside(self, where: str, text: str, *, deeper: bool, apart: bool) -> None:
        is_about = self.entries and not self.outline.closed and not self._said_farewell
        is_below = (not apart and bool(self.entries) and self.entries[-1].start is not None) or deeper
        if is_about and (not apart or self._lists.is_below_item) and is_below and self._described < MOST_DESCRIBED:
            self._describe(where, text, deeper=deeper)
        elif is_about and apart and self._around.ends and is_paragraph_above(text, self._around.following):
            self._describe(where, text)
        elif self.entries or not self.whole.title or not is_no_title(text):
            self._described = MOST_DESCRIBED  # the lines below it are no description either
            self._notes.cannot_read(where, text, why_left_out(text))

    def _describe(self, where: str, text: str, *, deeper: bool = False) -> None:
        """Take a line directly below an item for its description."""
        self._described += 1
        entry = self.entries[-1]
        if deeper and self._items.usual.names_below and (named := person_before_colon(text)) is not None:
            self._items.add(entry, people_in(named[0]))
            self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(named[0], 60))
        elif (honoured := surely_named(text.rpartition(", ")[2])) and not entry.speakers:
            self._items.add(entry, honoured)
            self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(text.rpartition(", ")[2], 60))
        below = self._details.read(where, abstract=(f"{entry.details.abstract}\n{text}".strip(),))
        entry.details = completed(below, entry.details)
        self._notes.guess(where, "Taken for the description of the item above: {text}", text=shortened(text, 60))
