"""Lines that begin with a label, "Moderator: Ann Lee" and "Room: Main hall": what they say, and of which items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.text import clean_text
from app.domain.values import SegmentKind
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import LONGEST_TITLE
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.sessions.schedule import ROOM_BESIDE
from app.formats.imports.readers.text.above import Above
from app.formats.imports.readers.text.days import DaysOfLines
from app.formats.imports.readers.text.frames import OfTheWhole
from app.formats.imports.readers.text.items import ItemReader
from app.formats.imports.readers.text.labelled import (
    ONLY_LABEL,
    ends_roomless_day,
    first_sentence,
    give_room,
    label_of,
    names_a_room,
    share_room,
)
from app.formats.imports.readers.text.lines import begins_something
from app.formats.imports.readers.text.naming.people import IN_COMPANY, TO_COME, organisation_apart, surely_named
from app.formats.imports.readers.text.outline import Lists, Outline
from app.formats.text.notes import Notes, shortened


@dataclass(slots=True)
class AroundLine:
    """Where a line stands in the text, and what is around it."""

    entries: Sequence[ProgrammeEntry]  # the items so far
    lists: Lists  # that it may be in
    indent: int = 0  # of the last item
    line_indent: int = 0  # of this line
    ends: bool = False  # a blank line is below it
    following: str = ""  # the next line
    taken: int = 0  # lines so far
    headed_at: int = -1  # which of them was the last heading of a session


class LabelReader:
    """Takes lines with a label, for the item above or for all that follow."""

    def __init__(
        self,
        around: AroundLine,
        above: Above,
        whole: OfTheWhole,
        outline: Outline,
        items: ItemReader,
        days: DaysOfLines,
        describe: Callable[[str, str], None],
        notes: Notes,
    ) -> None:
        self.naming = ""  # what the people on the next lines are
        self._entries = around.entries
        self._around = around
        self._above = above
        self._whole = whole
        self._outline = outline
        self._lists = around.lists
        self._items = items
        self._days = days
        self._describe = describe
        self._notes = notes

    def take(self, where: str, text: str, *, apart: bool) -> bool:
        """Read "Moderator: Ann Lee" and "Room: Main hall", about the item above or all that follow."""
        if (labelled := label_of(text)) is None:
            return False
        label, value = labelled
        field = field_of(label)
        if field == "moderators" and self._leads_what_follows(apart=apart):
            heading = self._outline.take_heading()
            self._above.stand_below(where, heading)
            is_heading = self._around.headed_at + 1 != self._around.taken
            is_heading = is_heading and (bool(self._entries) or not self._whole.title)
            is_heading = is_heading and not self._outline.names_a_session(heading)
            self._above.take_chair(where, text, value, is_heading=is_heading)
            return True
        if field in {"speakers", "moderators"} and self._entries and not self._outline.closed:
            leading, *company = IN_COMPANY.split(organisation_apart(value), maxsplit=1)
            people = [] if TO_COME.fullmatch(value) else names_in(leading, commas=True)
            self._items.add(self._entries[-1], people, field)
            self._items.add(self._entries[-1], names_in("".join(company), commas=True), "speakers")
            return bool(people)
        if field == "room" and names_a_room(label, begun=bool(self._entries) and not self._above.room):
            is_of_next = self._above.is_room_of_next(self._entries, self._around.taken)
            if not is_of_next and (self._around.indent or not apart):
                if share_room(self._entries, self._above.room):  # this one may be that of the items below, too
                    self._notes.guess(where, "Taken for its room: {text}", text=shortened(value, 60))
                is_of_day = not self._lists.is_below_item and self._days.begins(self._around.following)
                is_of_day = is_of_day and ends_roomless_day(self._entries)
                if is_of_day:
                    self._notes.guess(where, ROOM_BESIDE.text, room=clean_text(value))
                is_of_all = is_of_day or self._around.line_indent < self._around.indent
                give_room(self._entries, clean_text(value), to_all=is_of_all)
            else:
                self._above.take_room(where, clean_text(value), begun=is_of_next and bool(self._entries))
            return True
        is_of_day = all(entry.day == self._above.day for entry in self._entries[-1:])
        if field == "title" and is_of_day and measure_of(value) is None and self._entitled(value):
            return True
        if field == "abstract" and self._entries:
            self._describe(where, value)
            return True
        return field == "duration" and self._items.lasts(self._entries[-1:], value, apart=apart)

    def names_who_leads(self, text: str) -> bool:
        """Read "Moderated by Ann Lee", about the item above."""
        return bool(self._entries) and self._items.leads(self._entries[-1], text)

    def announces_people(self, text: str) -> bool:
        """Read "Speakers:" with the names on the lines below it."""
        match = ONLY_LABEL.fullmatch(text)
        field = field_of(match["label"]) if match and self._entries else None
        is_naming = field in {"speakers", "moderators"}
        self.naming = str(field) if is_naming else "" if match else self.naming
        return is_naming

    def _entitled(self, value: str) -> bool:
        """Take what stands behind "Title:" for that of the whole, or "Keynote: Ms. Lee" for a person."""
        if not self._entries:
            is_first, self._whole.title = not self._whole.title, self._whole.title or clean_text(first_sentence(value))
            return is_first
        if named := surely_named(value):
            self._items.add(self._entries[-1], named)
        elif not self._entries[-1].details.abstract:
            self._entries[-1].title = f"{self._entries[-1].title}: {clean_text(value)}"[:LONGEST_TITLE]
        else:
            return False
        return True

    def _leads_what_follows(self, *, apart: bool) -> bool:
        """Whether a line with a moderator is about the items below: it is above all, or apart from a break."""
        is_first = not self._entries or self._outline.closed or self._around.headed_at + 1 == self._around.taken
        is_first = is_first or (apart and self._around.ends and kind_of(self._entries[-1].title) is SegmentKind.BREAK)
        return is_first and begins_something(self._around.following)
