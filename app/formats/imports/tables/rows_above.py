"""The rows above a table or an item, which give it their day, session and track, or contain sub-sessions."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import SegmentKind
from app.formats.imports.found.dates import Day, day_of, moment_of
from app.formats.imports.found.days import (
    LONGEST_DAY,
    SOME_DAY,
    Numbering,
    behind_day_number,
    names_a_day,
    number_of_day,
)
from app.formats.imports.found.details import LONGEST_TRACK
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import FoundSpeaker, plain_key
from app.formats.imports.found.frame import Frame
from app.formats.imports.found.headings import (
    AMONG_OTHERS,
    field_of,
    heading_key,
    is_no_name,
    is_total,
    kind_of,
    meanings,
    names_nobody,
)
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.sessions.sub_sessions import is_sub_session
from app.formats.imports.found.times import range_of
from app.formats.imports.found.zones import is_zone
from app.formats.imports.tables.cells import Row, is_blank, text_of
from app.formats.imports.tables.columns import HEADINGS_WITHIN, Layout, is_heading, lone_text
from app.formats.text.notes import Notes, shortened

FEWEST_WORDS = 12  # of a paragraph
FEWEST_LINES = 3  # above a table without headings
LONGEST_HEADING = 60  # characters of a day with its theme, unless it begins with "Day 2"
LONGEST_LABEL, LONGEST_LEADER = 40, 200  # characters
_DASHED = re.compile(r"(?:^|\s)[-*\u2022\u2013\u2014]{1,2}\s")
_COLON = re.compile(r"[:\uff1a]")
_LEADERS = frozenset({"moderators"})
_PEOPLE = _LEADERS | {"speakers"}
_NO_TITLES = _PEOPLE | {"date", "time", "start", "end", "duration", "room", "language"}
_GROUPS = frozenset({"group", "block"})
_REMARK = re.compile(r"(?:note|nb|n\.b\.|hinweis|achtung|remarque|nota|примечание|注|ملاحظة)\s?[:：]", re.IGNORECASE)
_AT_ONCE = Sentence("The time above these rows was taken for each of them, because they are in different rooms.")
_ENDS_OF_GROUPS = frozenset({"group end", "groupend", "end group"})


def lines_above(rows: Sequence[Row], layout: Layout) -> int:
    """Return how many lines stand above a table without headings, as on a web page: all but its day or own heading."""
    texts = [lone_text(row, layout) for row in rows[:HEADINGS_WITHIN]]
    lines = list(takewhile(lambda text: text is not None and day_of(text, SOME_DAY) is None, texts))
    if len(lines) < FEWEST_LINES or len(lines) == len(texts):
        return 0
    return len(lines) - (texts[len(lines)] is None)


def rows_with_times(above: Sequence[Row]) -> int:
    """Return how many rows up to the last one with a time in its first cell and words behind it; 0 if few have that."""
    timed = [at for at, row in enumerate(above) if len(row.filled) > 1 and _begins_with_time(row)]
    return timed[-1] + 1 if len(timed) >= FEWEST_LINES and len(timed) * 2 > len(above) else 0


def _begins_with_time(row: Row) -> bool:
    first, second = (text_of(row.cells[i]) for i in row.filled[:2])
    return range_of(first) is not None and re.search(r"[^\W\d_]{3}", second) is not None


def says_no_title(text: str) -> bool:
    """Whether a line is of people, a picture or a paragraph, or begins with another label: "Chair: Ann Lee"."""
    if text.startswith("![") or (text.rstrip().endswith((".", "\u3002")) and len(text.split()) >= FEWEST_WORDS):
        return True
    label, *said = _COLON.split(text[:LONGEST_HEADING], maxsplit=1)
    if not said:
        named = names_in(label, commas=True) if "," in label else []
        are_people = len(named) > 1 and all(looks_like_person(each.name) for each in named)
        return are_people or _says_only(label, _PEOPLE)
    return len(label) <= LONGEST_LABEL and _says_only(label, _NO_TITLES)


def leader_in(text: str) -> Named | None:
    """Return the only person behind a label such as "Chair:"; None for other lines."""
    label, *said = _COLON.split(text[:LONGEST_LEADER], maxsplit=1)
    is_led = bool(said) and len(label) <= LONGEST_LABEL and _says_only(label, _LEADERS)
    named = names_in(said[0].strip(), commas=True) if is_led else []
    return named[0] if len(named) == 1 and looks_like_person(named[0].name) else None


def people_told(text: str) -> list[FoundSpeaker]:
    """Return the people of an entry of a list above a table, "- Ann Lee (ACME) - keynote", and what it says."""
    who = _DASHED.split(text[:LONGEST_LEADER], maxsplit=2)
    named = names_in(who[1], commas=False) if len(who) > 1 and not who[0] and who[1].endswith(")") else []
    return [FoundSpeaker("", each.name, each.title, each.affiliation) for each in named if looks_like_person(each.name)]


def _says_only(label: str, fields: Collection[str]) -> bool:
    """Whether a label is a word for one of these fields, and nothing else, or a word such as "Goals"."""
    is_other = len(heading_key(label).split()) == 1 and names_nobody(label) and fields is not _LEADERS
    return is_other or any(what in fields and strength > AMONG_OTHERS for what, strength in meanings(label).items())


def repeats_headings(row: Row, layout: Layout) -> bool:
    """Whether these are the headings again, as on every page of a long table."""
    named = [i for i, cell in enumerate(layout.headings) if not is_blank(cell)]
    return len(named) >= 2 and [text_of(row.cells[i]) for i in row.filled] == [
        text_of(layout.headings[i]) for i in named
    ]


def heads_first_part(rows: Sequence[Row], at: int, layout: Layout) -> bool:
    """Whether a line above the headings is only of the first rows: further down they stand below other such lines."""
    line = lone_text(rows[at - 1], layout) if at > 1 else None
    if line is None or line.startswith("- ") or len(line) > LONGEST_HEADING or names_a_day(line):
        return False
    pairs = pairwise(rows[at + 1 :])
    return day_of(line, SOME_DAY) is None and any(
        repeats_headings(below, layout) and _is_heading_of_a_part(row, layout) for row, below in pairs
    )


def _is_heading_of_a_part(row: Row, layout: Layout) -> bool:
    text = lone_text(row, layout)
    return text is not None and day_of(text, SOME_DAY) is None and is_heading(text, row, layout)


def give_times(entries: Sequence[ProgrammeEntry], frame: Frame | None, notes: Notes) -> None:
    """Give items without times that of the line above them: all of it if each is in a room of its own; else its start.

    A table below the heading "10:35 - 11:20" has what takes place at that time in several rooms.
    """
    if frame is None or not entries:
        return
    rooms = {plain_key(entry.room) for entry in entries}
    bare = all(entry.start is None and entry.planned_ms is None for entry in entries)
    if frame.last is None or len(entries) < 2 or len(rooms) < len(entries) or "" in rooms or not bare:
        entries[0].start = frame.start
        return
    for entry in entries:
        entry.start, entry.end, entry.day = frame.start, frame.last, entry.day or frame.day
    notes.guess(entries[0].where, _AT_ONCE.text)


class RowsAbove:
    """The day and the session at one row of a table; `session` is that of rows that name none."""

    def __init__(
        self, day: Day | None, session: str, layout: Layout, numbering: Numbering, notes: Notes, *, whole: bool = False
    ) -> None:
        self._whole = whole  # each row names its own session
        self.day = day
        self.session = session
        self._given = session
        self._track = self._room = ""  # of the rows below
        self._headings: list[tuple[str, str]] = []  # with their places, until a row below them has an item
        self._noted = set[str]()  # headings
        self._outer: ProgrammeEntry | None = None
        self._layout = layout
        self._numbering = numbering
        self._notes = notes
        self.parts: list[tuple[Frame | None, list[ProgrammeEntry]]] = [(None, [])]  # below rows with times alone

    def take(self, row: Row) -> bool:
        """Take what a row says of those below it, or one of signs; return False for one that is an item of its own."""
        is_of_signs = not any(map(str.isalnum, row.text))
        return is_of_signs or self._take_group(row) or self._take_times(row) or self._take_heading(row)

    def _take_times(self, row: Row) -> bool:
        """Take a row that has only a range of times, which those below it have, in a table without times."""
        text = text_of(row.cells[row.filled[0]]) if len(row.filled) == 1 else ""
        both = range_of(text) if not self._layout.rooms and not self._layout.has("start", "time") else None
        if both is None or both[1] is None:
            return False
        self.parts.append((Frame(both[0], both[1], None, "", is_prose=False), []))
        return True

    def _take_group(self, row: Row) -> bool:
        """Take the beginning or end of a group of rows, which have its title as their track."""
        kind = plain_key(text_of(self._layout.cell(row, "kind")))
        if kind in _ENDS_OF_GROUPS:
            self._track = ""
            return True
        if kind not in _GROUPS or self._layout.cell(row, "speakers") is not None:
            return False
        self._track = clean_text(text_of(self._layout.cell(row, "title")))
        self._notes.guess(
            row.where, "A group, which is the track of the rows in it: {track}", track=shortened(self._track, 80)
        )
        return True

    def _take_heading(self, row: Row) -> bool:
        """Take a row that has only the day or the heading of the rows below it."""
        heading = lone_text(row, self._layout)
        if heading is None:
            return self._take_day(row)
        if is_no_name(heading) or is_zone(heading):
            return True
        is_short = len(heading) < (LONGEST_HEADING if number_of_day(heading) is None else 2 * LONGEST_HEADING)
        named = (day_of(heading, self._numbering.near) or self._numbering.day(heading)) if is_short else None
        parts = re.split(r"\s?(?::\s|\uff1a\s?)", heading, maxsplit=1)  # "Tuesday: building"
        if named is None and len(parts) == 2 and names_a_day(parts[0]) and not self._layout.has("date"):
            named = self._numbering.day(parts[0])
        if named is not None:
            self.day = named
            self._numbering.note(named)
            self.session = self.session if self._layout.has("session") else self._given
            if len(heading) > LONGEST_DAY:
                self._notes.guess(row.where, "Taken for a day, and nothing else: {text}", text=heading)
            return True
        if len(parts) == 2 and field_of(parts[0]) == "room" and not self._layout.has("room"):
            self._room = clean_text(parts[1])
            self._notes.guess(row.where, "Taken for the room of all that follows: {text}", text=self._room)
            return True
        is_other = is_total(heading) or kind_of(heading) is SegmentKind.BREAK or _REMARK.match(heading)
        if is_heading(heading, row, self._layout) and not is_other:
            self.session = clean_text(heading)
            self._headings.append((row.where, shortened(heading, 80)))
            return True
        return False

    def _take_day(self, row: Row) -> bool:
        """Take a row with a date or the name of the day where others have their time; it may stand beside the name."""
        named = text_of(self._layout.cell(row, "time") or self._layout.cell(row, "start"))
        is_timeless = range_of(named) is None and moment_of(named) is None and ":" not in named
        is_date = is_timeless and (of_year := day_of(named)) is not None and of_year.year_given
        is_named = number_of_day(named) is not None and not behind_day_number(named).strip()
        if not (is_date or is_named) or len(named) > LONGEST_DAY:
            return False
        parts = [part for i in row.filled for part in re.split(r"\n|\s[\u2013\u2014|-]\s", text_of(row.cells[i]))]
        dated = (day for part in parts if len(part) <= LONGEST_DAY and (day := day_of(part, self._numbering.near)))
        self.day = next(dated, None) or self._numbering.day(named)
        if self.day is not None:
            self._numbering.note(self.day)
        self._notes.guess(row.where, "Taken for a day, and nothing else: {text}", text=shortened(row.text, 80))
        return True

    def note_headings(self) -> None:
        """Note the headings above an item, once; below the last item they head nothing."""
        self._noted |= {heading for _, heading in self._headings}
        for where, heading in self._headings:
            self._notes.guess(where, "Taken as the heading of the rows below it: {heading}", heading=heading)
        self._headings.clear()

    def leave_headings(self) -> None:
        """Note the headings below the last item that others above are like; what is there once is listed as lost."""
        for where, heading in self._headings:
            if heading in self._noted:
                self._notes.cannot_read(where, heading, "no item has it")
        self._headings.clear()

    def complete(self, entry: ProgrammeEntry, row: Row) -> None:
        """Complete an entry: its day, its session, and the entry that contains it."""
        self.parts[-1][1].append(entry)
        self.note_headings()
        entry.day = entry.day or (self.day if entry.starts_ms is None else None)
        if entry.day is not None:
            self.day = entry.day
            self._numbering.note(entry.day)
        self.session = entry.session or ("" if self._whole else self.session)
        entry.session = self.session
        entry.room = entry.room or self._room
        if self._track and not entry.details.track:
            entry.details = replace(entry.details, track=self._track[:LONGEST_TRACK])
        if is_sub_session(self._layout.cell(row, "level")):
            entry.within = self._outer
        else:
            self._outer = entry
