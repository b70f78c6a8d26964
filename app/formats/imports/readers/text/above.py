"""What the lines above say of all items below them: the day, the session with who leads it, and the room."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import clean_text
from app.formats.imports.found.dates import Day
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.people import People
from app.formats.imports.found.times import TimeOfDay
from app.formats.imports.readers.text.days import in_its_part_of_day
from app.formats.imports.readers.text.lines import begins_something
from app.formats.imports.readers.text.naming.people import organisation_apart, people_in, role_behind
from app.formats.imports.readers.text.outline import Outline, may_be_place
from app.formats.text.notes import Notes, shortened

LONGEST_SHOWN = 80


class Above:
    """Holds what is said so far, and makes the entries of items that stand below it."""

    def __init__(self, people: People, notes: Notes) -> None:
        self.day: Day | None = None
        self.room = ""
        self._day_heading = ""
        self._room_of_all: str | None = None  # if another one is that of this day
        self._roomed_at = -1  # the last line with a room behind a label
        self._session = ""
        self._chair = ""  # the key of who leads the session
        self._people = people
        self._notes = notes

    def entry(
        self,
        where: str,
        title: str = "",
        *,
        start: TimeOfDay | None = None,
        end: TimeOfDay | None = None,
        planned_ms: int | None = None,
    ) -> ProgrammeEntry:
        """Return the entry of an item below all this."""
        return ProgrammeEntry(
            where,
            title,
            day=self.day,
            start=start,
            end=end,
            planned_ms=planned_ms,
            session=self._session,
            room=self.room,
            chair=self._chair,
        )

    def timed_entry(self, where: str, start: TimeOfDay, end: TimeOfDay | None) -> ProgrammeEntry:
        """Return the entry of an item with a time, below all this: 7:00 below "Friday evening" is 19:00."""
        return self.entry(
            where, start=in_its_part_of_day(start, self._day_heading), end=in_its_part_of_day(end, self._day_heading)
        )

    def begin_day(self, day: Day, heading: str) -> None:
        """Take a day that stands on a line of its own; it is above no session yet."""
        self.day, self._session, self._day_heading = day, "", heading
        self.room, self._room_of_all = self.room if self._room_of_all is None else self._room_of_all, None

    def is_room_of_next(self, entries: Sequence[ProgrammeEntry], at: int) -> bool:
        """Whether a room behind a label, on this line, is not that of the last item but of those below.

        A day has begun since that item, or the line above names another room.
        """
        again, self._roomed_at = self._roomed_at == at - 1, at
        return not entries or again or (self.day is not None and entries[-1].day != self.day)

    def take_room(self, where: str, room: str, *, begun: bool) -> None:
        """Take a room behind a label for that of the items below: of the day, if others have `begun` before."""
        if not begun:
            self.room = room
            return
        self._room_of_all = self.room if self._room_of_all is None else self._room_of_all
        self.begin_room(where, room)

    def stands_in(self, text: str, following: str) -> bool:
        """Whether a line between a day and the first item is a place, and no title of all."""
        return self.day is not None and may_be_place(text) and begins_something(following)

    def names_a_place(self, text: str, following: str) -> bool:
        """Whether a line between items names a place, or stands above items in capitals as the place before it did."""
        alike = text.isupper() and self.room.isupper() and begins_something(following)
        return alike or PLACE.search(text) is not None

    def begin_session(self, where: str, heading: str) -> None:
        """Take a heading for the session of the items below it, perhaps with who leads it: "Boats (chair: Ann Lee)"."""
        title, field, people = role_behind(heading) or (heading, "", [])
        is_led = field == "moderators" and len(people) == 1
        self._session, self._chair = (title, self._people.add(people[0], where) or "") if is_led else (heading, "")
        text = shortened(heading, LONGEST_SHOWN)
        self._notes.guess(where, "Taken as the heading of the lines below it: {text}", text=text)

    def stand_below(self, where: str, heading: str) -> None:
        """Take a heading for the session of the items below it, if it names one."""
        if Outline.names_a_session(heading):
            self.begin_session(where, heading.rstrip(" :\uff1a"))

    def begin_room(self, where: str, room: str) -> None:
        """Take a line for the room of the items below it."""
        self.room = clean_text(room)
        text = shortened(self.room, LONGEST_SHOWN)
        self._notes.guess(where, "Taken for the room of all that follows: {text}", text=text)

    def move_to_room(self, where: str, room: str) -> None:
        """Take a line for another room, in which another session begins."""
        self._session = ""
        self.begin_room(where, room)

    def take_chair(self, where: str, text: str, value: str, *, is_heading: bool) -> None:
        """Take the one person in `value` for who leads what follows.

        Args:
            text: the whole line; it is the heading too, if it names not one person, or `is_heading`.
        """
        people = people_in(organisation_apart(value))
        if len(people) != 1 or is_heading:
            self.begin_session(where, clean_text(text))
        self._chair = (self._people.add(people[0], where) or "") if len(people) == 1 else ""
