"""The first lines of a text: what they say of the whole, and whether one of them says when it is, and is no item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.text import clean_text
from app.domain.values import MINUTE
from app.formats.imports.found.dates import Day, day_of
from app.formats.imports.found.days import SOME_DAY
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.frame import Frame, beginning_of, frame_of, head_of, room_beside, title_beside
from app.formats.imports.found.headings import field_of, is_no_title, kind_of
from app.formats.imports.found.sessions.ranges import is_called_session
from app.formats.imports.found.times import clock_of, leading_range
from app.formats.imports.readers.text.above import Above
from app.formats.imports.readers.text.days import DaysOfLines, says_more_than_day
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    begins_something,
    dated_line,
    leading_length,
    length_at_end,
    timed_line,
    without_bullet,
    without_gaps,
)
from app.formats.imports.readers.text.outline import OF_THE_WHOLE, may_be_heading
from app.formats.imports.readers.text.whole import day_told
from app.formats.text.notes import Notes, shortened

_TIME = (
    r"(?:(?:start(?:ing)?|event|meeting) )?(?:time|uhrzeit|zeit|heure|hora|ora|orario|horario|horário|tijd|время|时间|"
    r"時間|الوقت)\s?[:\uff1a]\s?"
)
_CALLED_TIME = re.compile(rf"{_TIME}(?P<clock>\d[^,;()\u2013\u2014-]{{0,15}})", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{0,300}\)")
_EVENT = re.compile(
    r"conference|congress|meeting|seminar|workshop|symposium|forum|summit|committee|council|assembly|colloqui|hackathon|"
    r"webinar|tagung|konferen|kongress|fachtag|sitzung|ausschuss|conférence|congrès|colloque|séminaire|journée|comité|"
    r"réunion|congreso|jornada|reunión|encuentro|convegno|giornata|encontro|reunião|конференци|семинар|форум|"
    r"совещани|заседани|конгресс|会议|大会|论坛|研讨会|會議|論壇|학회|세미나|مؤتمر|ندوة|منتدى|اجتماع|ورشة",
    re.IGNORECASE,
)
_CALLED_RANGE = re.compile(rf"{_TIME}\d", re.IGNORECASE)
LONGEST_FREE = 50 * MINUTE  # from the beginning of the whole to that of its first item
FEWEST_LENGTHS = 2  # that show that items have lengths and no times


def frame_above_room(entry: ProgrammeEntry, label: str) -> Frame | None:
    """Return when the whole takes place, for a range alone above a line such as "Venue: Old hall"; else None."""
    if field_of(label) != "room" or entry.start is None or entry.end is None:
        return None
    return Frame(entry.start, entry.end, entry.day, "", is_prose=True)


@dataclass(frozen=True, slots=True)
class FirstLines:
    """The lines at the beginning of a text."""

    lines: Sequence[str] = ()

    def frame_in(self, text: str, line: str, following: str, near: date | None, day: Day | None) -> Frame | None:
        """Return the time of the whole that a line above all items gives; None for an item or another line.

        Args:
            text: the line without the day that leads it.
            following: the next line with a text.
            near: the first day of the programme, for dates without a year.
            day: the day of the lines above.
        """
        frame = self._called_time(text) or self._above_lengths(text) or frame_of(text, near) or beginning_of(text, near)
        if frame is None and (head := self._head(line, near)) is not None:
            both = frame_of(line, near)  # with the end, which is no part of the room: "10:00 - 12:30 in Room 4"
            is_behind_end = both is not None and both.room and re.match(r"\d{1,2}[:.h]\d\d", head.room) is not None
            frame = both if is_behind_end else head
        is_whole = frame and (frame.is_prose or self._is_labelled(text) or self._begins_within(frame, following, day))
        return frame if is_whole else None

    def _is_labelled(self, text: str) -> bool:
        """Whether a label says that this line has the time, and several items are below it."""
        return _CALLED_RANGE.match(text) is not None and sum(map(begins_something, self.lines)) > FEWEST_LENGTHS

    def _called_time(self, text: str) -> Frame | None:
        """Return the beginning that the only line such as "Time: 14:00" gives."""
        match = _CALLED_TIME.fullmatch(text.strip())
        clock = clock_of(match["clock"].strip()) if match else None
        called = sum(_CALLED_TIME.fullmatch(without_bullet(line).strip()) is not None for line in self.lines)
        return Frame(clock, None, None, "", is_prose=True) if clock is not None and called == 1 else None

    def _head(self, line: str, near: date | None) -> Frame | None:
        """Return what the only line with a day and a time says of the whole; an opening is an item.

        Without a title before the day, several items below it show that it is none.
        """
        frame = head_of(line, near)
        if frame is None or sum(dated_line(each, SOME_DAY) is not None for each in self.lines) > 1:
            return None
        if title := title_beside(line):
            return frame if kind_of(title, whole=False) is None else None
        return frame if sum(map(begins_something, self.lines)) > FEWEST_LENGTHS else None

    def _above_lengths(self, text: str) -> Frame | None:
        """Return the time of a line, if hardly another line has one but a length, and these are not longer in all."""
        timed = timed_line(text)
        if timed is None:
            return None
        plain = [without_bullet(line) for line in self.lines]
        others = [
            line for line in plain if not line.endswith(text) and timed_line(without_gaps(line)) not in {None, timed}
        ]
        lengths = [length_at_end(line) or (leading_length(line) or (0, ""))[0] for line in plain]
        lasting = [length for length in lengths if length]
        if len(others) * 3 >= max(len(lasting), FEWEST_LENGTHS) or len(lasting) < FEWEST_LENGTHS:
            return None
        start, end = timed[0]
        is_alone = not timed[1].strip(BETWEEN)
        fits = end is not None and sum(lasting) <= end.ms - start.ms
        return Frame(start, end, None, "", is_prose=True) if is_alone or fits else None

    def _begins_within(self, frame: Frame, following: str, day: Day | None) -> bool:
        """Whether the first item begins when the whole does, or later: on the next line, or below others within it."""
        first = leading_range(without_bullet(following))
        if first is not None:
            return first[0][0].ms >= frame.start.ms
        later = next((each for line in self._below(following) if (each := leading_range(without_bullet(line)))), None)
        ends = frame.end.ms if frame.end is not None else 0
        last = min(ends - 1, frame.start.ms + LONGEST_FREE)  # a range whose first hours are free is an item
        return later is not None and day is not None and frame.start.ms <= later[0][0].ms <= last

    def _below(self, following: str) -> Sequence[str]:
        """Return the few lines below the next one of the beginning of a text."""
        at = next((i for i, line in enumerate(self.lines) if line[:LONGEST] == following), len(self.lines))
        return self.lines[at + 1 : at + 6]


class OfTheWhole:
    """What the lines above all items say of the whole: its title, when it takes place, and dates in sentences."""

    def __init__(self, above: Above, days: DaysOfLines, notes: Notes) -> None:
        self.title = ""
        self.frame: Frame | None = None
        self.dated: dict[date, tuple[str, str, Day]] = {}  # lines of prose, by their dates
        self.first_lines = FirstLines()
        self._above = above
        self._days = days
        self._notes = notes

    def may_be_title(self, text: str, following: str) -> bool:
        """Whether a line above all items is the title of the whole; one such as "Agenda" gives way to the next."""
        if not self.title:
            return True
        heads = begins_something(following) or is_called_session(text) or not may_be_heading(text)
        return is_no_title(self.title) and not heads and _EVENT.search(text) is not None

    def note_date(self, where: str, text: str, *, is_above: bool) -> None:
        """Keep the date in a line above all items, which may be the only one."""
        if is_above and (day := day_of(text, None) or day_told(text, self._days.near)) is not None:
            self.dated.setdefault(day.date, (where, text, day))

    def is_frame(self, where: str, text: str, following: str, whole: str) -> bool:
        """Whether a line gives the time of the whole, perhaps with the day and the room.

        Then the first item begins no earlier, and the range is no item: "10:00 am - 12:00 pm ET", or a sentence.
        """
        frame = self.first_lines.frame_in(text, whole, following, self._days.near, self._above.day)
        if frame is None:
            return False
        self.frame = replace(frame, day=frame.day or self._above.day)
        self._take_room(where, text, frame, whole)
        if frame.day is not None:
            self._above.day = frame.day
            self._days.note(frame.day)
        named = clean_text(title_beside(whole))
        self.title = self.title or (named[:200] if may_be_heading(named) else "")
        self._notes.guess(where, OF_THE_WHOLE.text, text=shortened(text, 80))
        return True

    def _take_room(self, where: str, text: str, frame: Frame, whole: str) -> None:
        """Take the room in the line of a frame; in a sentence it may be another one, and in brackets it is."""
        room = clean_text(frame.room)
        if frame.is_prose and room and room in _BRACKETS.sub(" ", text):
            self._above.begin_room(where, room)
        elif not frame.is_prose or not room:
            self._above.room = room or clean_text(room_beside(whole)) or self._above.room

    def take_title(self, where: str, text: str, *, begun: bool) -> None:
        """Take the title before a day, unless items have begun; other words of the line are noted as left out."""
        title = "" if begun or self.title else clean_text(title_beside(text))[:200]
        self.title = self.title or title
        if title.isalpha() and text[len(title) : len(title) + 1] == ",":  # the town in which a letter was written
            self._notes.guess(where, "Taken for titles, and perhaps none, or not only: {titles}", titles=title)
        if says_more_than_day(text, title):
            self._notes.guess(where, "Taken for a day, and nothing else: {text}", text=shortened(text, 80))
