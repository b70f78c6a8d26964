"""Corrections of an import: what a person unticks, and types over items, by the names of sessions and items; where to.

Names outlive another reading of the file with other settings; numbers do not. Where a setting gives an item another
name, as the meaning of a column may do, its place in the file leads from the one to the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import DAY, elapsed_text, parse_duration
from app.formats.imports.found.findings import (
    LONGEST_TITLE,
    FoundItem,
    FoundSession,
    FoundSpeaker,
    Ids,
    Programme,
    plain_key,
)
from app.formats.imports.found.names.cell import MOST_NAMES, names_in
from app.formats.imports.found.names.roles import Named
from app.formats.imports.selection import Choice

Key = tuple[str, str]  # the source of a session and the id of an item in it
FIELDS = ("title", "start", "length", "speakers")
LONGEST_TYPED = 4_000  # characters of one field
MOST_DAYS = 31  # of one session
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Corrections:
    """Sessions and items that are left out, texts typed over fields of items, and whether each item stands alone.

    Items for a session that exists go behind its segment `after`, or to its end if that is None, as `Insertion` says.
    """

    sessions_out: frozenset[str] = frozenset()
    items_out: frozenset[Key] = frozenset()
    typed: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)
    apart: bool = False
    after: str | None = None
    update: bool = True

    def choice(self, programme: Programme) -> Choice:
        kept = (session.source for session in programme.sessions)
        return Choice(frozenset(kept) - self.sessions_out, self.items_out, self.apart)


def carried(corrections: Corrections, before: Programme, after: Programme) -> Corrections:
    """Return the corrections under the names that another reading of the same file has given to the same items."""
    old = {key: place for place, key in _by_place(before).items()}
    new = _by_place(after)
    known = {(session.source, item.id) for session in after.sessions for item in session.items}

    def now(key: Key) -> Key:
        return key if key in known or key not in old else new.get(old[key], key)

    items_out = frozenset(now(key) for key in corrections.items_out)
    sources = {session.source for session in before.sessions}
    empty = (
        session.source
        for session in after.sessions
        if session.source not in sources
        and session.items
        and all((session.source, item.id) in items_out for item in session.items)
    )
    return replace(
        corrections,
        sessions_out=corrections.sessions_out | set(empty),
        items_out=items_out,
        typed={now(key): texts for key, texts in corrections.typed.items()},
    )


def _by_place(programme: Programme) -> dict[str, Key]:
    """Return the items by their places in the file, those that have theirs alone."""
    keys = [(item.where, (session.source, item.id)) for session in programme.sessions for item in session.items]
    shared = Counter(place for place, _ in keys)
    return {place: key for place, key in keys if shared[place] == 1}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A programme with the corrections that can be read, and sentences about the others, by item and field."""

    programme: Programme
    problems: Mapping[Key, Mapping[str, str]]


class _Unreadable(Exception):
    """A typed text that its field cannot hold."""

    def __init__(self, text: str, /, **places: object) -> None:
        super().__init__()
        self.sentence = Sentence(text, **places)


def corrected(programme: Programme, corrections: Corrections) -> Corrected:
    """Return the programme as a person corrected it; a field that cannot be read keeps the file's value."""
    people, problems = _KnownPeople(programme.speakers), {}
    sessions = []
    for session in programme.sessions:
        items = []
        for item in session.items:
            key = (session.source, item.id)
            mended, wrong = _mended(item, session, corrections.typed.get(key, {}), programme.timezone, people)
            items.append(mended)
            if wrong:
                problems[key] = wrong
        sessions.append(_with_items(session, items))
    return Corrected(replace(programme, sessions=tuple(sessions), speakers=tuple(people.all)), problems)


def shown_fields(item: FoundItem, zone: str, names: Mapping[str, FoundSpeaker]) -> dict[str, str]:
    """Return the texts of an item's fields, as a preview shows them and `corrected` reads them back."""
    return {
        "title": item.title,
        "start": "" if item.starts_ms is None else _local(item.starts_ms, zone).strftime("%H:%M"),
        "length": elapsed_text(item.planned_ms),
        "speakers": "; ".join(names[id_].name for id_ in item.speakers if id_ in names),
    }


def _mended(
    item: FoundItem, session: FoundSession, texts: Mapping[str, str], zone: str, people: _KnownPeople
) -> tuple[FoundItem, dict[str, str]]:
    problems: dict[str, str] = {}
    for name, text in texts.items():
        try:
            item = _with_field(item, session, name, text.strip(), zone, people)
        except _Unreadable as problem:
            problems[name] = problem.sentence
    return item, problems


def _with_field(
    item: FoundItem, session: FoundSession, name: str, text: str, zone: str, people: _KnownPeople
) -> FoundItem:
    match name:
        case "title":
            return replace(item, title=_title(text))
        case "start":
            return replace(item, starts_ms=_start(text, item, session, zone))
        case "length":
            return replace(item, planned_ms=_length(text))
    speakers = people.ids(text)
    return replace(item, speakers=speakers, moderators=tuple(id_ for id_ in item.moderators if id_ in speakers))


def _title(text: str) -> str:
    title = clean_text(text)
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise _Unreadable(
            "A title has 1 to {most} characters; this one has {count}.", most=LONGEST_TITLE, count=len(title)
        )
    return title


def _start(text: str, item: FoundItem, session: FoundSession, zone: str) -> int | None:
    """Return the instant of a time of day; None for an empty field.

    It is on the item's day, but for a session that goes on past midnight: there on the day that is nearer to it.
    """
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        raise _Unreadable('"{text}" is no time of day; write it like 14:30.', text=text[:20])
    before = item.starts_ms if item.starts_ms is not None else session.starts_ms
    at = _local(before, zone).replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0, fold=0)
    first, last = ((_local(ms, zone).date() - at.date()).days for ms in (session.starts_ms, session.ends_ms))
    days = sorted({0, *range(first, min(last, first + MOST_DAYS) + 1)}, key=abs)
    starts = [round((at + timedelta(days=day)).timestamp() * 1000) for day in days]
    start = min(starts, key=lambda ms: max(session.starts_ms - ms, ms - session.ends_ms, 0))  # the first of equals
    if _local(start, zone).minute != at.minute or _local(start, zone).hour != at.hour:
        raise _Unreadable("There is no {text} on that day: the clocks are put forward.", text=text)
    return start


def _length(text: str) -> int:
    length = parse_duration(text[:20])
    if length is None or length > DAY:
        raise _Unreadable('"{text}" is no length; write 6, 6:00 or 90s, up to 24 hours.', text=text[:20])
    return length


def _with_items(session: FoundSession, items: list[FoundItem]) -> FoundSession:
    """Return the session with corrected items in the order of their starts, and extended to hold them."""
    if items == list(session.items):
        return session
    ordered = _in_order(items) if [i.starts_ms for i in items] != [i.starts_ms for i in session.items] else items
    starts = [item.starts_ms for item in items if item.starts_ms is not None]
    ends = [item.starts_ms + item.planned_ms for item in items if item.starts_ms is not None]
    return replace(
        session,
        items=tuple(ordered),
        document=None,
        starts_ms=min([session.starts_ms, *starts]),
        ends_ms=max([session.ends_ms, *ends]),
    )


def _in_order(items: Iterable[FoundItem]) -> list[FoundItem]:
    """Sort by start; an item without one stays behind the one before it."""
    latest, keyed = 0, []
    for index, item in enumerate(items):
        latest = item.starts_ms if item.starts_ms is not None else latest
        keyed.append((latest, index, item))
    return [item for _, _, item in sorted(keyed, key=lambda key: key[:2])]


def _local(instant_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))


class _KnownPeople:
    """The people of a programme, to whom those are added whose names are typed; the same name is the same person."""

    def __init__(self, known: Iterable[FoundSpeaker]) -> None:
        self.all = list(known)
        self._ids = Ids("p", taken=(speaker.id for speaker in self.all))
        self._by_name: dict[str, str] = {}
        for speaker in self.all:
            self._by_name.setdefault(plain_key(speaker.name), speaker.id)

    def ids(self, text: str) -> tuple[str, ...]:
        """Return the ids of names that semicolons or line breaks separate.

        Raises:
            _Unreadable: there are too many, or there is a text without a name.
        """
        pieces = [piece for piece in re.split(r"[;؛；\n]", text) if piece.strip()]
        if len(pieces) > MOST_NAMES:
            raise _Unreadable("These are more than {most} names.", most=MOST_NAMES)
        return tuple(dict.fromkeys(id_ for piece in pieces for id_ in self._of(piece)))

    def _of(self, piece: str) -> list[str]:
        if known := self._by_name.get(plain_key(piece)):
            return [known]
        named = names_in(piece, commas=False)
        if not named or not all(any(map(str.isalpha, one.name)) for one in named):
            raise _Unreadable(
                '"{piece}" is no name; write names with semicolons between them.', piece=clean_text(piece)[:40]
            )
        return [self._by_name.get(plain_key(one.name)) or self._add(one) for one in named]

    def _add(self, person: Named) -> str:
        id_ = self._ids.made(plain_key(person.name))
        self.all.append(FoundSpeaker(id_, clean_text(person.name)[:200], person.title[:300], person.affiliation[:300]))
        self._by_name[plain_key(person.name)] = id_
        return id_
