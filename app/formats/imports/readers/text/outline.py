"""The headings of a text: which one the next items stand below, and which lines stand below one of something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.formats.imports.found.dates import day_of, weekday_of
from app.formats.imports.found.days import SOME_DAY, names_a_day, number_of_day, without_part_of_day
from app.formats.imports.found.frame import ONLY_A_WORD, PLACE
from app.formats.imports.found.headings import field_of
from app.formats.imports.found.sessions.ranges import is_called_session
from app.formats.imports.found.times import leading_range
from app.formats.imports.readers.text.lines import (
    NUMBERED,
    begins_something,
    indent_of,
    is_time_alone,
    length_at_end,
    timed_line,
    without_bullet,
    without_length,
)
from app.formats.text.notes import Notes, line_place, shortened

LONGEST_HEADING = 120
LONGEST_DAY_WITH_THEME = 60
FEWEST_DAYS = 2
SOON = 5  # lines from a day to the first time
LONGEST_PLACE = 12  # words
OF_THE_WHOLE = Sentence("Taken for when the whole takes place, and for no item: {text}")
_SHORTENED = re.compile(r"\b(?:[^\W\d_]|etc|al|[JS]r|inc|ltd|co|str?|usw|bzw|nr|vs|ecc|o\.ä|u\.a)\.$", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:h]\d\d|\d\s?[ap]m\b", re.IGNORECASE)
_STOP_INSIDE = re.compile(r"[^\W\d_]{5}\. [^\W\d_]")  # between sentences
_LAST_BRACKET = re.compile(r"\s*[(\[][^()\[\]]{1,40}[)\]]\s*$")
_WORD = re.compile(r"[^\W\d_]+")
_AND = frozenset({"and", "und", "et", "y", "e", "en", "и", "of"})
_GENERAL = re.compile(  # says that there is a programme, and names no session
    r"(?:the\s|our\s)?(?:[^\W\d_]{4,12}\s)?(?:programme?|schedule|agenda|timetable|time\s?line|sessions|ablauf|zeitplan|"
    r"programm|tagesordnung|horaires?|planning|ordre du jour|programa|programación|programação|horario|orden del día|"
    r"programma|scaletta|rundown|программа|расписание|повестка(?: дня)?|日程|议程|議程|タイムテーブル|البرنامج|"
    r"جدول الأعمال)(?:\s(?:overview|items|detail(?:s|ed)?))?\W{0,3}|download\b.{1,80}",
    re.IGNORECASE,
)
_ASIDE = re.compile(  # below the programme
    r"\W{0,3}(?:[^\W\d_]{3,12}\s)?(?:notes?|minutes|scribes?|abstracts?|resources|links|logistics|contacts?|questions|"
    r"references|materials?|directions|accommodation|registration|faq|speakers|bios?|attendees|participants|to[ -]do|"
    r"next steps|action items|anmerkungen|hinweise|anfahrt|kontakt|protokoll|anmeldung|remarques?|notas?|contatti|"
    r"iscrizioni|inscri(?:ption|pción|ção)|примечани[ея]|контакты|备注|联系方式|ملاحظات|to finali[sz]e|good to know)"
    r"(?:\s\W?\s?[^\W\d_]{2,15})?\W{0,3}",
    re.IGNORECASE,
)


class Outline:
    """Keeps what the last headings say of the lines below them."""

    def __init__(self, levels: Mapping[int, int], notes: Notes, alone: Collection[int] = ()) -> None:
        self._levels = levels
        self._alone = _with_one_time(levels, alone)
        self.at = self._heading_at = -1  # the line
        self._notes = notes
        self.closed = False  # a heading came since the last item: the lines below it are not about that item
        self.timed: set[str] = set()  # where headings with a time are
        self._heading = self._where = ""
        self._aside = 0
        self._item_level = self._title_level = 0
        self._item_lasts = False  # it has a length, and no time

    def move_to(self, index: int) -> int:
        """Go on to a line; return its level if it is a heading, else zero."""
        self.at = index
        return self._levels.get(index, 0)

    def is_aside(self, text: str, level: int, *, begun: bool) -> bool:
        """Whether a line below the first items belongs to a heading such as "Notes", up to the next one like it."""
        if level and (not self._aside or level <= self._aside):
            self._aside = level if begun and _ASIDE.fullmatch(text) else 0
        return self._aside > 0

    def note(self, where: str = "", text: str = "") -> None:
        """Note a heading that has no time; that of a day, and the end of all, have no text here."""
        if self._heading and self.names_a_session(self._heading):
            self._notes.cannot_read(self._where, self._heading, "there is no time and no duration in it, and no name")
        self._where, self._heading, self._heading_at, self.closed = where, text, self.at, True

    @property
    def is_title(self) -> bool:
        """Whether the last heading may be the title of a time alone: no second such time stands below it."""
        return self._heading_at in self._alone

    @property
    def is_one_of_titles(self) -> bool:
        """Whether this line is a heading that is the title of a time alone, as others of its level are."""
        level = self._levels.get(self.at, 0)
        return self.at in self._alone and sum(self._levels[index] == level for index in self._alone) > 1

    def is_detail(self, text: str, level: int) -> bool:
        """Whether a line with a length stands below a heading that is an item, and says how long a part of it takes.

        Below a heading with a length, so is a line with a time that does not begin with it.
        """
        is_below = self._item_level > 0 and (level == 0 or level > self._item_level)
        is_part = timed_line(text) is None or (self._item_lasts and leading_range(text) is None)
        return is_below and is_part and begins_something(text)

    def take_title(self, level: int) -> None:
        """Note the title of an item on the line below its time, perhaps a heading."""
        self._title_level = level

    def is_below_title(self, level: int) -> bool:
        """Whether a heading is deeper than the one that is the title of the last item."""
        return level > self._title_level > 0

    def begin(self, where: str, level: int, *, lasts: bool = False) -> str:
        """Note an item; return the heading that it is the first one below, if that names something.

        A heading does not hold another one of its level or above it.
        """
        if 0 < level <= self._levels.get(self._heading_at, 0):
            self.note()
        heading, self._heading, self.closed, self._title_level = self._heading, "", False, 0
        if level:
            self._item_level, self._item_lasts = level, lasts
            self.timed.add(where)
        return clean_text(heading)

    def take_heading(self) -> str:
        """Return the heading that no item stands below yet, for the session that a line below it tells of."""
        heading, self._heading = self._heading, ""
        return clean_text(heading)

    @staticmethod
    def names_a_session(heading: str) -> bool:
        """Whether a heading does more than say that a programme follows."""
        return heading != "" and _GENERAL.fullmatch(heading) is None


def without_totals(lines: Sequence[str], levels: Mapping[int, int], notes: Notes) -> list[str]:
    """Return lines, headings without their lengths if these are those of all that follows: "Agenda (2 hours)".

    Such a heading says that a programme follows, or deeper ones with lengths stand below it, which fill it.
    """
    lengths = {index: length for index in levels if (length := length_at_end(lines[index])) is not None}
    kept = [*lines]
    for index, length in lengths.items():
        end = next((i for i in sorted(levels) if i > index and levels[i] <= levels[index]), len(lines))
        inner = [inside for i, inside in lengths.items() if index < i < end]
        plain = without_length(_LAST_BRACKET.sub("", lines[index]))
        if _GENERAL.fullmatch(without_bullet(plain)) or (len(inner) > 1 and sum(inner) <= length):
            notes.guess(line_place(index + 1), OF_THE_WHOLE.text, text=shortened(lines[index], 80))
            kept[index] = plain
    return kept


def times_below_titles(lines: Sequence[str], levels: Collection[int]) -> list[int]:
    """Return which lines are times alone that may belong to the headings above them; none if those below are titles.

    So they are where a heading follows each time directly, and few times follow one.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()] if levels else []
    alone = [at for at, index in enumerate(filled) if is_time_alone(lines[index])]
    below = sum(at + 1 < len(filled) and filled[at + 1] in levels for at in alone)
    above = sum(at > 0 and filled[at - 1] in levels for at in alone)
    return [] if below == len(alone) > 1 and above * 2 < below else [filled[at] for at in alone]


def _with_one_time(levels: Mapping[int, int], alone: Collection[int]) -> frozenset[int]:
    """Return the headings between which and the next ones exactly one line is a time alone."""
    at = sorted(levels)
    above = Counter(at[headings - 1] for index in alone if (headings := bisect_left(at, index)))
    return frozenset(index for index, times in above.items() if times == 1)


def begins_with_day(text: str) -> bool:
    """Whether a line such as "Day 1 reflections", below a time, is a title, and no heading of a day."""
    return number_of_day(text) is not None and day_of(text, SOME_DAY) is None and len(text.split()) > 2


def with_weekdays(lines: Sequence[str], notes: Notes) -> list[str]:
    """Return "Friday" instead of "Friday (first night)", where such lines above times are the only days of a text."""
    days = {i: day for i, line in enumerate(lines) if (day := _weekday_above_times(lines, i, line))}
    others = [line for i, line in enumerate(lines) if i not in days and 0 < len(line) <= LONGEST_HEADING]
    alone = {weekday_of(text) for text in others if names_a_day(text)} - {None}
    if len(set(days.values()) | alone) < FEWEST_DAYS or any(day_of(text, SOME_DAY) for text in others):
        return list(lines)
    for i in days:
        notes.guess(line_place(i + 1), "Taken for a day, and nothing else: {text}", text=lines[i].strip())
    return [days.get(i, line) for i, line in enumerate(lines)]


def _weekday_above_times(lines: Sequence[str], index: int, line: str) -> str:
    """Return the weekday that begins a short line without numbers, above one with a time; else nothing."""
    text = line.strip()
    day = re.split(r"[\s:,(]", text, maxsplit=1)[0]
    if (
        not 0 < len(text) <= LONGEST_DAY_WITH_THEME
        or day == text.rstrip(" :,")
        or weekday_of(day) is None
        or without_part_of_day(text) != text
        or re.search(r"\d", text)
    ):
        return ""
    below = [line for line in lines[index + 1 : index + 1 + SOON] if line.strip()][:2]
    return day if text[-1] not in ".!" and any(leading_range(without_bullet(line)) for line in below) else ""


def spans_day(text: str, following: str) -> bool:
    """Whether a line such as "Day 1, open: 9:30-16:30" is the heading of a day: items with times follow."""
    is_numbered = number_of_day(text) is not None and leading_range(text) is None
    return is_numbered and leading_range(without_bullet(following)) is not None


def may_be_place(text: str) -> bool:
    """Whether a line above all items may name the place: it is short, and no sentence with a place in it."""
    words = text.split()
    longer = [word for word in words if len(word) > 3]
    capital = sum(not word[0].islower() for word in longer)
    is_name = len(words) <= 4 or (len(words) <= LONGEST_PLACE and capital * 2 >= len(longer))
    is_name = is_name and ONLY_A_WORD.fullmatch(text) is None
    return is_name and not _CLOCK.search(text) and PLACE.search(text) is not None and may_be_heading(text)


def may_be_heading(text: str) -> bool:
    """Whether a line may be a heading: it is short, no amount, no sentence, and not "Time, subject and speaker"."""
    is_sentence = text.endswith(".") and len(text.split()) > 3 and not _SHORTENED.search(text)
    is_sentence = (
        is_sentence or (text.endswith(":") and len(text.split()) > 7) or text.startswith("(") or text.endswith("(")
    )
    is_sentence = is_sentence or (len(text.split()) > 8 and _STOP_INSIDE.search(text) is not None)
    is_sentence = is_sentence or not re.search(r"[^\W_]", text) or _names_columns(text)
    longest = 2 * LONGEST_HEADING if is_called_session(text) else LONGEST_HEADING
    return len(text) <= longest and re.match(r"[(\u2212-]\s?\d", text) is None and not is_sentence


def _names_columns(text: str) -> bool:
    """Whether a line only names what stands in columns below it, with the time among them."""
    words = [word for word in _WORD.findall(text[:LONGEST_HEADING]) if word.lower() not in _AND]
    fields = [field_of(word) or field_of(word.removesuffix("s")) for word in words]
    are_known = len(fields) > 2 and None not in fields and bool({"time", "start"} & {*fields})
    return are_known and bool({"speakers", "date"} & {*fields})


class Lists:
    """How lines and items stand in lists: how far in, and behind which signs.

    `nested`: where the items are that stand in a list below another one.
    """

    def __init__(self) -> None:
        self.nested = set[str]()
        self._line = (0, False, False)  # spaces before this line, whether it is in a list, and in one that counts
        self._item = self._outer = (0, False, False)  # of the last item, and of the last one that is in no other

    def see(self, line: str, *, is_marked: bool) -> None:
        """Take the next line."""
        self._line = (indent_of(line), is_marked, NUMBERED.match(line) is not None)

    def begin(self, where: str, *, is_first: bool) -> None:
        """Take this line for an item; the first one is in no other."""
        self._item = self._line
        if not is_first and (self._line[0] > self._outer[0] or (self._line[1] and not self._outer[1])):
            self.nested.add(where)
        else:
            self._outer = self._line

    @property
    def goes_on(self) -> bool:
        """Whether this line is in the same counting list as the last item."""
        return self._line[2] and self._item[2]

    @property
    def is_below_item(self) -> bool:
        """Whether this line is in a list, and the last item in none."""
        return self._line[1] and not self._item[1]
