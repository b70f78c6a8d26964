"""The account of a file: texts and times that it holds and no item has are listed: nothing is lost in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from functools import lru_cache
from itertools import chain, islice
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.domain.text import folded
from app.domain.values import HOUR, MINUTE
from app.formats.imports.found.dates import day_of, moment_of, month_of, weekday_of
from app.formats.imports.found.days import behind_day_number
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.elapsed import elapsed_range_of
from app.formats.imports.found.findings import FoundItem, FoundSession, Programme
from app.formats.imports.found.headings import field_of, is_end, is_filling, is_no_name, is_no_title
from app.formats.imports.found.names.person import names_a_topic, surely_person
from app.formats.imports.found.names.roles import LEADS, PRESENTS
from app.formats.imports.found.times import HALF_DAY, ZONE, leading_range, range_of
from app.formats.imports.found.times import LONGEST as LONGEST_TIME
from app.formats.imports.found.zones import has_offset, note_other_offset, zone_beside
from app.formats.imports.readers.text.lines import BETWEEN, without_bullet
from app.formats.text.notes import Notes, Statement

MOST_STATEMENTS, MOST_CHARACTERS = 250_000, 1_000_000  # that are looked at; a file has fewer, unless it is made to hurt
LONGEST = 1_000  # characters of one
LONGEST_WITH_DAY = 60
LONGEST_WITH_TIMES = 200  # a longer text tells of times in words
MOST_TOGETHER = 5  # values of one key that are listed
LONGEST_TOGETHER = 90  # characters of lines that are listed together
LONGEST_NAME = 40  # characters
FEWEST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+")
_NO_WORDS = re.compile(
    r"<[^<>]{0,500}>|\]\([^()]{0,500}\)|\{[{%][^{}]{0,300}[%}]\}|https?://\S{1,500}|&[a-z]{2,8};|"
    r"(?<![\w:]):[a-z][a-z\d_+-]{1,40}:(?![\w:])|(?<!\S)\S{1,200}\.(?:png|jpe?g|gif|svg|webp|pdf|html?)\b|\([A-Z]{3,5}\)|"
    r"(?:星期|周|週|礼拜)[一二三四五六日天]|(?<=\d)[年月日时時分点點]|[上下]午|[时時][间間]"
)
_FOR_PROGRAMS = re.compile(r"\S*[/\\#_.@\d{}-]\S*|[a-z]{1,40}|[A-Z]{2,40}")
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OF_DATES = frozenset(map(folded, "년월일화수목금토年月日火水木金土"))  # letters beside the numbers of dates
_CLOCK = re.compile(r"(?<![\d:.,+])(?P<h>[01]?\d|2[0-4])[:h](?P<m>[0-5]\d)(?!\d|:\d)")
_NUMBERED = re.compile(r"\s{0,20}\d{1,2}\.\s[^\W\d_]")
_MOMENT = re.compile(r"\dT\d\d:\d\d")
_LED_BY = re.compile(rf"(?<!\w)(?:{LEADS}|{PRESENTS})(?!\w)", re.IGNORECASE)
_OF_DATES_IN_UTC = {(0, 0), (12, 0)}  # how programs write a date alone: "2026-03-13T12:00:00.000Z"
_ZONE_BESIDE = Sentence("A zone stands beside the time, {zone}, and was not used. Check the zone of the programme.")
_IN_MINUTES = ("count from the start", "were read as minutes and seconds")  # notes
_DASH = re.compile(r"\s[\u2013\u2014-]\s")
_NO_ITEM = Sentence("no item has it")
_NO_TIME = Sentence("no item begins or ends then")
_NO_DAY = Sentence("no item is on this day")


def note_lost(programme: Programme, notes: Notes) -> None:
    """Note what a file holds and no item has: texts, most words of which are nowhere in the result, and times.

    What a reader has noted is not lost. Cells of one row and lines that follow each other are noted together, and so
    are values of one key.
    """
    if not notes.statements:
        return
    account, zones = _Account(programme, notes), _Zones(programme, notes)
    lost: dict[tuple[str, Sentence], dict[str, str]] = defaultdict(dict)  # texts with their places
    above: tuple[str, Sentence] | None = None  # of the line above, if it is lost
    for each in _bounded(notes):
        zones.take(each)
        if (why := account.why_lost(each)) is None:
            above = None
            continue
        together = above is not None and above[1] == why and not each.of
        is_short = sum(map(len, lost[above])) + len(each.text) <= LONGEST_TOGETHER if above is not None else False
        above = above if together and is_short and above is not None else (each.of or each.where, why)
        lost[above].setdefault(each.text, each.where)
        above = above if not each.of and len(lost[above]) < MOST_TOGETHER else None
    for (of, why), texts in lost.items():
        where = next(iter(texts.values()))
        said = " | ".join([*islice(texts, MOST_TOGETHER), *(["…"] if len(texts) > MOST_TOGETHER else [])])
        notes.cannot_read(where, said if of == where else f"{of}: {said}", why)


def _bounded(notes: Notes) -> Iterator[Statement]:
    """Yield what a file holds, up to a limit, which is noted."""
    left = MOST_CHARACTERS
    for number, each in enumerate(chain.from_iterable(notes.statements)):
        left -= min(len(each.text), LONGEST)
        if left < 0 or number >= MOST_STATEMENTS:
            notes.guess(each.where, "The file is very long: from here on, what no item has is not listed.")
            return
        yield each


class _Zones:
    """Notes each zone beside a time that is not the one in which the file was read."""

    def __init__(self, programme: Programme, notes: Notes) -> None:
        self._notes = notes
        first = min((session.starts_ms for session in programme.sessions), default=0)
        self._zone: ZoneInfo | None = ZoneInfo(programme.timezone)
        self._offset = datetime.fromtimestamp(first / 1000, self._zone).utcoffset() or timedelta()
        self._said = set[str]()

    def take(self, statement: Statement) -> None:
        if _MOMENT.search(statement.text):
            self._take_moment(statement)
            return
        zone = zone_beside(statement.text)
        if zone and zone not in self._said:
            self._said.add(zone)
            if not has_offset(zone, self._offset):
                self._notes.guess(statement.where, _ZONE_BESIDE.text, zone=zone)

    def _take_moment(self, statement: Statement) -> None:
        """Note the first offset that the programme's zone does not have then."""
        if self._zone and note_other_offset([(statement.where, statement.text)], self._zone, self._notes):
            self._zone = None


class _Account:
    """The words and times of a result: all of them, and the words of the items at each place of the file."""

    def __init__(self, programme: Programme, notes: Notes) -> None:
        self._zone = ZoneInfo(programme.timezone)
        self._notes = notes
        self._listed = {row.where for row in notes.unread}
        self._at: dict[str, set[str]] = defaultdict(set)
        self._clocks: set[int] = set()  # of the half day
        self._lengths: set[int] = set()  # of items, and from the start of their session
        self._days: set[tuple[int, int]] = set()  # months and days
        self._near: date | None = None  # the first day
        self._people = {
            person.id: f"{person.name} {person.title} {person.affiliation} {person.country} {person.bio}"
            for person in programme.speakers
        }
        self._noted = self._taken([note.says for note in notes.guesses])
        for row in notes.unread:
            self._at[row.where] |= self._taken([row.text])
        self._words = self._taken([programme.title, programme.venue, *self._people.values()]) | self._noted
        for session in programme.sessions:
            self._add(session)
        said = any(told in note.says for note in notes.guesses for told in _IN_MINUTES)
        self._in_minutes = said or any(length_ms % MINUTE for length_ms in self._lengths)

    def why_lost(self, statement: Statement) -> Sentence | None:
        """Return the reason to list a text; None if the result has it, or a note names it."""
        text = statement.text[:LONGEST]
        of = statement.of.rpartition(".")[2]
        if statement.where in self._listed or (statement.where, statement.text) in self._notes.aside:
            return None
        if (of in self._notes.unused or _is_for_programs(text)) if of else text in self._notes.known:
            return None
        is_within = any(place in self._listed for place in _places(statement.where))
        if not is_within and self._misses_words(statement.where, text):
            return _NO_ITEM
        if len(text) <= LONGEST_WITH_DAY and self._misses_day(statement.where, text):
            return _NO_DAY
        is_lost = len(_NO_WORDS.sub(" ", text)) <= LONGEST_WITH_TIMES and self._misses_times(text, statement.of)
        return _NO_TIME if is_lost else None

    def _add(self, session: FoundSession) -> None:
        led = self._people.get(session.moderator or "", "")
        around = self._taken([session.title, session.room, *session.titles.values(), led])
        self._words |= around
        self._take_times(session.starts_ms, session.ends_ms)
        for item in session.items:
            words = around | self._taken(self._texts(item))
            self._at[item.where] |= words
            self._words |= words
            if (day := day_of(item.title[:LONGEST_WITH_DAY], self._near)) is not None:
                self._days.add((day.date.month, day.date.day))
            if item.starts_ms is not None:
                self._take_times(item.starts_ms, item.starts_ms + item.planned_ms)
                since_ms = item.starts_ms - session.starts_ms
                self._lengths |= {since_ms, since_ms + item.planned_ms}
            self._lengths.add(item.planned_ms)

    def _texts(self, item: FoundItem) -> Iterator[str]:
        details = item.details
        yield from (item.id, item.title, details.abstract, details.track, details.language)
        yield from (f"{reference.title} {reference.url}" for reference in details.references)
        yield from (text for fields in details.translations.values() for text in fields.values())
        yield from (self._people.get(id_, "") for id_ in (*item.speakers, *item.moderators))

    def _taken(self, texts: Iterable[str]) -> set[str]:
        """Return the words of texts that are no longer lost, and note the times in them."""
        words: set[str] = set()
        for text in texts:
            words |= set(_words(text))
            self._clocks |= {ms % HALF_DAY for ms in _clocks_in(text)}
        return words

    def _take_times(self, *instants_ms: int) -> None:
        for at_ms in instants_ms:
            with suppress(OverflowError, ValueError):  # the last night of the calendar
                at = datetime.fromtimestamp(at_ms / 1000, self._zone)
                self._clocks.add(_ms(at.hour, at.minute) % HALF_DAY)
                self._days.add((at.month, at.day))
                self._near = self._near or at.date()

    def _misses_words(self, where: str, text: str) -> bool:
        """Whether most letters of a text are in words that neither the items at its place nor a note has."""
        place = next((place for place in _places(where) if place in self._at), None)
        kept = self._words if place is None else self._at[place] | self._noted
        words = list(_words(_without_times(text)))
        lost = [word for word in words if word not in kept]
        if sum(map(len, lost)) < FEWEST_LETTERS:
            return False
        if _names_person(text) and not set(_words(_DASH.split(text, maxsplit=1)[0])) & kept:
            return True
        lost_letters = sum(len(word) for word in lost if not _says_nothing(word))
        letters = sum(len(word) for word in words if not _says_nothing(word))
        return lost_letters >= FEWEST_LETTERS and lost_letters * 2 >= letters

    def _misses_day(self, where: str, text: str) -> bool:
        """Whether a text names a date on which there is no item; a time that a program wrote is none."""
        moment = moment_of(text)
        if where in self._at and _NUMBERED.match(text):
            return False  # "5. Set up the stage", of an item
        begins_with_time = leading_range(without_bullet(text)) is not None
        if (moment is not None and moment.second + moment.microsecond > 0) or begins_with_time:
            return False
        if moment is not None and moment.tzinfo is not None:
            at = moment.astimezone(self._zone) if moment.year not in (MINYEAR, MAXYEAR) else moment
            return (at.month, at.day) not in self._days
        if (day := day_of(text, self._near)) is None:
            return False
        dates = (day.date, day.otherwise or day.date)
        return not any((each.month, each.day) in self._days for each in dates)

    def _misses_times(self, text: str, of: str) -> bool:
        moment = moment_of(text)
        if moment is None:
            return _MOMENT.search(text) is None and any(map(self._misses_clock, _clocks_in(text)))
        if moment.year in (MINYEAR, MAXYEAR) or (of and moment.tzinfo is None):  # data may have it in another zone
            return False
        at = moment.astimezone(self._zone) if moment.tzinfo is not None else moment
        if moment.tzinfo is not None and not moment.utcoffset() and (moment.hour, moment.minute) in _OF_DATES_IN_UTC:
            return False
        is_sharp = at.second == 0 == at.microsecond  # programs note when something happened to the second
        return is_sharp and (at.hour, at.minute) != (0, 0) and self._misses_clock(_ms(at.hour, at.minute))

    def _misses_clock(self, ms: int) -> bool:
        """Whether 4:30 is neither a time of day nor a length, in hours or, where lengths have seconds, in minutes."""
        in_minutes = ms // 60 if self._in_minutes else -1
        return ms % HALF_DAY not in self._clocks and self._lengths.isdisjoint({ms, in_minutes})


def _names_person(text: str) -> bool:
    """Whether a text is a name before a dash and what is said of that person: "Ann Lee \u2014 keeper of the clocks"."""
    head, *rest = _DASH.split(without_bullet(text), maxsplit=1)
    return bool(rest) and len(head) <= LONGEST_NAME and surely_person(head) and not names_a_topic(head)


def _places(where: str) -> Iterator[str]:
    """Yield a place, and what it is in: "days[0].talks[2].title", "days[0].talks[2]", "days[0].talks", and so on."""
    yield where
    for at in range(len(where) - 1, 0, -1):
        if where[at] in ".[":
            yield where[:at]


def _is_for_programs(text: str) -> bool:
    """Whether a value is no text for people: a path, an id, a colour, a flag; times are."""
    return _FOR_PROGRAMS.fullmatch(text) is not None and not (_MOMENT.search(text) or _CLOCK.match(text))


def _ms(hours: int, minutes: int) -> int:
    return hours * HOUR + minutes * MINUTE


def _clocks_in(text: str) -> Iterator[int]:
    """Yield the times of day in a text, in milliseconds since midnight."""
    return (_ms(int(match["h"]), int(match["m"])) for match in _CLOCK.finditer(text[:LONGEST]))


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text without their accents; where no spaces part these, pairs of letters."""
    words = _WORD.findall(folded(_NO_WORDS.sub(" ", text)))
    for word in words:
        if not word.isascii() and _WITHOUT_SPACES.search(word):
            yield from (word[at : at + 2] for at in range(max(len(word) - 1, 1)))
        else:
            yield word


def _without_times(text: str) -> str:
    """Return a text without the time at its beginning and without words for roles; empty if there is nothing else."""
    text = behind_day_number(without_bullet(text))
    if len(text) <= LONGEST_TIME and any(read(text) is not None for read in (range_of, measure_of, elapsed_range_of)):
        return ""
    leading = leading_range(text)
    rest = ZONE.sub(" ", leading[1]).strip(BETWEEN) if leading is not None else text
    return "" if is_end(rest) or is_no_name(rest) or is_no_title(rest) else _LED_BY.sub(" ", rest)


@lru_cache(maxsize=20_000)
def _says_nothing(word: str) -> bool:
    """Whether a word names a month, a day of the week or a field, or only fills a line."""
    is_date = month_of(word) is not None or weekday_of(word) is not None or word in _OF_DATES
    is_short = len(word) < FEWEST_LETTERS and _WITHOUT_SPACES.search(word) is None
    return is_short or is_filling(word) or is_date or field_of(word) is not None
