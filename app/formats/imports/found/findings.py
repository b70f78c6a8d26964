"""The result of any reader, before a person has chosen what to import: sessions, items, people, and every doubt.

Instants are milliseconds UTC, durations milliseconds. Nothing here depends on the format of the file, except in words:
`where` is a place that a person can find in the file ("line 12", "sheet Day 1, row 4").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.errors import Sentence
from app.domain.state.rundown import Reference, Translations
from app.domain.text import normal
from app.domain.values import SegmentKind
from app.formats.text.notes import NotAProgramme, ReadingNote, Unread
from app.languages.languages import SOURCE

LONGEST_TITLE = 300  # characters of an item's title
UNTITLED = "Programme"  # one without a title, in names that a later import knows; people read it in their language


@dataclass(frozen=True, slots=True)
class ImportHints:
    """A person's settings for a file: its name, and values to use where the file has none.

    `length_ms` is the length of an item; None is the usual one, for a whole session without times or lengths. `columns`
    assigns fields to columns of a table, by their headings as `headings.heading_key` spells them, or by their numbers
    (`#3`) where they have none; an empty field leaves a column out. `into_session`: the file is for a session that
    exists, so it may be a roster of its people. `language` is that of the words in titles that a file lacks. With
    `zone_chosen`, `zone` also stands against a zone that is written beside times.
    """

    name: str = ""
    zone: str = ""
    day: date | None = None
    title: str = ""
    length_ms: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    into_session: bool = False
    language: str = SOURCE
    zone_chosen: bool = False


@dataclass(frozen=True, slots=True)
class FoundSpeaker:
    """A person; the id is the source's own, or made from the name, so that the next import has the same one."""

    id: str
    name: str
    title: str = ""
    affiliation: str = ""
    country: str = ""
    bio: str = ""


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A row of a roster; what it does not have is empty, and stays as it is in the session.

    `category` and `group` are titles, not ids.
    """

    where: str
    name: str
    id: str = ""
    title: str = ""
    affiliation: str = ""
    country: str = ""
    says: str = ""
    category: str = ""
    rank: int | None = None  # of the category
    group: str = ""
    seat: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ItemDetails:
    """What the audience can read about an item; fields that the file does not have are empty."""

    abstract: str = ""
    track: str = ""
    language: str = ""
    references: tuple[Reference, ...] = ()
    translations: Translations = field(default_factory=dict, hash=False)  # of the title, abstract and track


NO_DETAILS = ItemDetails()


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One entry of a programme. `starts_ms` is None if the file gives only durations."""

    id: str
    title: str
    where: str
    planned_ms: int
    starts_ms: int | None = None
    kind: SegmentKind = SegmentKind.PRESENTATION
    speakers: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    details: ItemDetails = NO_DETAILS


@dataclass(frozen=True, slots=True)
class FoundSession:
    """The items of one session. `source` is its permanent name: importing it again updates the session of that name.

    `document` is a whole session document if the file is one of ours; it has more than the items.
    """

    source: str
    title: str
    where: str
    starts_ms: int
    ends_ms: int
    room: str = ""
    items: tuple[FoundItem, ...] = ()
    document: Mapping[str, Any] | None = None
    moderator: str | None = None  # of the whole session; moderators of single items are on the items
    titles: Mapping[str, str] = field(default_factory=dict)  # in other languages
    handover_ms: int = 0  # before each presentation
    conference: str = ""  # and its zone, if they are the session's own, and not those of the whole file
    timezone: str = ""

    @property
    def planned_ms(self) -> int:
        return sum(item.planned_ms for item in self.items)

    @property
    def turn(self) -> tuple[int, list[tuple[str, int, str]]]:
        """What sorts sessions: their start, then their rooms, of which Room 2 comes before Room 10."""
        words, numbers = re.split("[0-9]+", self.room), [n.lstrip("0") for n in re.findall("[0-9]+", self.room)]
        return self.starts_ms, [(word, len(n), n) for word, n in zip(words, [*numbers, ""], strict=True)]


FIELD_NAMES: Mapping[str, str] = {
    "id": Sentence("number or code"),
    "start": Sentence("start"),
    "end": Sentence("end"),
    "duration": Sentence("duration"),
    "time": Sentence("time, or start and end"),
    "date": Sentence("day"),
    "name": Sentence("name"),
    "title": Sentence("title"),
    "speakers": Sentence("speakers"),
    "first_name": Sentence("first name"),
    "last_name": Sentence("last name"),
    "moderators": Sentence("moderator"),
    "affiliation": Sentence("organisation"),
    "job": Sentence("function"),
    "country": Sentence("country"),
    "bio": Sentence("biography"),
    "says": Sentence("how to say the name"),
    "category": Sentence("category"),
    "rank": Sentence("rank"),
    "group": Sentence("group"),
    "seat": Sentence("seat"),
    "categories": Sentence("categories"),
    "groups": Sentence("groups"),
    "room": Sentence("room"),
    "session": Sentence("session"),
    "kind": Sentence("type"),
    "end_date": Sentence("last day"),
    "abstract": Sentence("abstract"),
    "track": Sentence("track"),
    "language": Sentence("language"),
    "links": Sentence("links"),
}  # the contents of a table's columns, for people

OF_PERSON = "person:"  # before the fields of a roster, so that they are not taken for those of a programme
_OF_PEOPLE = ("name", "first_name", "last_name", "says", "affiliation", "country", "language")
PERSON_FIELDS = {
    f"{OF_PERSON}id": Sentence("ID"),
    f"{OF_PERSON}title": FIELD_NAMES["job"],
    **{f"{OF_PERSON}{name}": FIELD_NAMES[name] for name in (*_OF_PEOPLE, "category", "rank", "group", "seat")},
}  # the contents of a roster's columns


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a table and the field assigned to it, which a person can change.

    `key` is the heading as `ImportHints.columns` names it, or the number of a column without one (`#3`). `field` is
    empty for an unused column.
    """

    where: str
    heading: str
    key: str
    field: str = ""
    samples: tuple[str, ...] = ()


class UnknownColumns(NotAProgramme):
    """The file is no programme by what is known of its columns or keys; a person can still say what each holds."""

    def __init__(self, sentence: str, columns: tuple[FoundColumn, ...]) -> None:
        super().__init__(sentence)
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything in one file."""

    format: str
    title: str
    timezone: str
    sessions: tuple[FoundSession, ...]
    speakers: tuple[FoundSpeaker, ...]
    venue: str = ""
    guesses: tuple[ReadingNote, ...] = ()
    unread: tuple[Unread, ...] = ()
    more_guesses: int = 0  # not listed, because there are too many
    more_unread: int = 0
    lengthless: int = 0  # items whose length was assumed because the file has none
    columns: tuple[FoundColumn, ...] = ()  # of its tables, those with a heading
    roster: tuple[RosterPerson, ...] = ()  # of a table of people for a session, which has nothing else

    @property
    def counts(self) -> dict[str, int]:
        """Totals; minutes are whole ones, rounded down."""
        items = [item for session in self.sessions for item in session.items]
        return {
            "sessions": len(self.sessions),
            "items": len(items),
            "minutes": sum(item.planned_ms for item in items) // 60_000,
            "speakers": len(self.speakers or self.roster),
            "rooms": len({session.room for session in self.sessions if session.room}),
            "guesses": len(self.guesses) + self.more_guesses,
            "unread": len(self.unread) + self.more_unread,
        }


def sentences_of(programme: Programme) -> Iterator[str]:
    """Yield every text of a programme that is said in the reader's language: places in the file, guesses, reasons."""
    for note in programme.guesses:
        yield from (note.where, note.says)
    for row in programme.unread:
        yield from (row.where, row.why)
    for session in programme.sessions:
        yield session.where
        yield from (item.where for item in session.items)
    yield from (person.where for person in programme.roster)


def with_sentences(programme: Programme, known: Mapping[str, Sentence]) -> Programme:
    """Return a programme with sentences for the texts of `sentences_of` that are known in English."""

    def told(text: str) -> str:
        return known.get(text, text)

    def placed(session: FoundSession) -> FoundSession:
        items = tuple(replace(item, where=told(item.where)) for item in session.items)
        return replace(session, where=told(session.where), items=items)

    return replace(
        programme,
        guesses=tuple(ReadingNote(told(note.where), told(note.says)) for note in programme.guesses),
        unread=tuple(Unread(told(row.where), row.text, told(row.why)) for row in programme.unread),
        sessions=tuple(map(placed, programme.sessions)),
        roster=tuple(replace(person, where=told(person.where)) for person in programme.roster),
    )


def plain_key(text: str) -> str:
    """Fold a text for comparison: without case, spelling of accents, and punctuation."""
    folded = normal("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


class Ids:
    """Ids of our documents, made from a source's ids or from texts: the same at each import, without duplicates."""

    def __init__(self, prefix: str, taken: Iterable[str] = ()) -> None:
        self._prefix = prefix
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def made(self, source: str) -> str:
        """Return the id for a source; the second of two equal ones ends in `-2`."""
        base = _as_id(source, self._prefix)
        id_, number = base, self._next.get(base, 2)
        while id_ in self._taken:
            id_ = f"{base}-{number}"
            number += 1
        self._next[base] = number
        self._taken.add(id_)
        return id_


def _as_id(source: str, prefix: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,57}", source):
        return source
    latin = normal("NFKD", source).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", latin))
    if words and len(words) <= 40 and latin.isascii() and len(latin) >= len(source) * 0.8:
        return words
    digest = hashlib.blake2s(source.encode(errors="replace"), digest_size=5).hexdigest()
    return f"{words[:40].strip('-') or prefix}-{digest}"
