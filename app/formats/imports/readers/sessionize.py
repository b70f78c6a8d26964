"""Sessionize, in the three views of its API with a programme: All, GridSmart and Sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import SegmentKind
from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.details import DetailsReader, category_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import UNTITLED, ImportHints, ItemDetails, Programme
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.people import People
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.imports.found.zones import note_other_offset
from app.formats.imports.tables.row_people import is_name
from app.formats.text.json_parts import as_list, as_mapping, text_of
from app.formats.text.languages import LANGUAGES_NOT_READ, with_texts_in_one_language
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, shortened

_TIMES = frozenset({"startsAt", "endsAt"})
MOST_NAMED = 5  # ids


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as one of the views lists it."""

    where: str
    facts: Mapping[str, Any]
    room: str


def looks_like_sessionize(value: object) -> bool:
    """Whether one of the first sessions has the fields of Sessionize."""
    listed = value.get("sessions") if isinstance(value, Mapping) else None
    first = {**value, "sessions": as_list(listed)[:20]} if isinstance(value, Mapping) else as_list(value)[:20]
    shown = [listed.facts for listed in islice(_listed(first), 20)]
    are_timed = any(set(facts) >= _TIMES and "title" in facts for facts in shown)
    starts = [start for facts in shown if (start := facts.get("startsAt"))]
    return are_timed and not any(map(_names_people, shown)) and (not starts or any(map(moment_of, starts)))


def _names_people(facts: Mapping[str, Any]) -> bool:
    """Whether the speakers of a session are names, as those of other programs are, and no ids."""
    return any(isinstance(each, str) and is_name(each) for each in as_list(facts.get("speakers")))


def read_sessionize(value: Any, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of an export. Times without an offset are in the event's zone, which it does not name."""
    others: list[str] = []
    value = with_texts_in_one_language(value, others)
    if others:
        notes.guess("", LANGUAGES_NOT_READ.text, languages=", ".join(dict.fromkeys(others)))
    zone = hints.zone or "UTC"
    if not hints.zone:
        notes.guess("", "Sessionize does not say its time zone; times without one were read as UTC. Say which it is.")
    people, detailed, entries, seen = People(notes), DetailsReader(notes), [], set()
    nameless: dict[str, None] = {}
    categories = dict(_categories(as_mapping(value)))
    details = {text_of(s, "id"): s for s in as_list(as_mapping(value).get("speakers")) if isinstance(s, Mapping)}
    starts = ((each.where, text_of(each.facts, "startsAt")) for each in islice(_listed(value), MOST_ROWS))
    note_other_offset(starts, ZoneInfo(zone), notes)
    for count, listed in enumerate(_listed(value)):
        if count > MOST_ROWS:
            raise NotAProgramme(
                "This export has more than {most:,} sessions, more than a programme needs.", most=MOST_ROWS
            )
        at = (text_of(listed.facts, "id"), text_of(listed.facts, "startsAt"))
        if at[0] and at in seen:  # a plenary session is in every room of a grid; breaks may share an id
            continue
        seen.add(at)
        entry = _entry(listed, zone, notes)
        if entry is not None:
            entry.speakers = _speakers(listed, details, people)
            nameless |= dict.fromkeys(_nameless(listed, details))
            entry.details = _details(listed, categories, detailed)
            entries.append(entry)
    if nameless:
        ids = "; ".join(shortened(id_, 40) for id_ in islice(nameless, MOST_NAMED))
        notes.guess("", "The file has only the ids of these, and not their names: {ids}", ids=ids)
    title = hints.title or _title(hints)
    sessions = Arranger(title, zone, hints, notes).sessions(entries)
    for speaker in details.values():
        _add(people, speaker, "speakers")
    return Programme("sessionize", title, zone, tuple(sessions), people.all)


def _listed(value: object) -> Iterator[Listed]:
    """Yield every session of any of the views."""
    if isinstance(value, Mapping):
        rooms = {text_of(room, "id"): text_of(room, "name") for room in map(as_mapping, as_list(value.get("rooms")))}
        for n, facts in enumerate(as_list(value.get("sessions"))):
            if isinstance(facts, Mapping):
                room = rooms.get(text_of(facts, "roomId")) or text_of(facts, "room", "roomId")
                yield Listed(f"sessions[{n}]", facts, room)
    for d, part in enumerate(map(as_mapping, as_list(value))):
        for n, facts in enumerate(as_list(part.get("sessions"))):  # the view "Sessions": groups
            if isinstance(facts, Mapping):
                yield Listed(f"[{d}].sessions[{n}]", facts, text_of(facts, "room"))
        for r, room_facts in enumerate(map(as_mapping, as_list(part.get("rooms")))):  # "GridSmart": days
            name = text_of(room_facts, "name")
            for n, facts in enumerate(as_list(room_facts.get("sessions"))):
                if isinstance(facts, Mapping):
                    yield Listed(f"[{d}].rooms[{r}].sessions[{n}]", facts, text_of(facts, "room") or name)


def _entry(listed: Listed, zone: str, notes: Notes) -> ProgrammeEntry | None:
    facts = listed.facts
    title = clean_text(text_of(facts, "title"))
    start, end = (_instant(facts.get(name), zone) for name in ("startsAt", "endsAt"))
    if not title or start is None:
        why = Sentence("it has no place in the programme yet") if title else Sentence("it has no title")
        notes.cannot_read(listed.where, title or text_of(facts, "id"), why)
        return None
    service = facts.get("isServiceSession") is True
    kind = kind_of(title) or (SegmentKind.OTHER if service else None)
    return ProgrammeEntry(
        listed.where,
        title,
        starts_ms=start,
        ends_ms=end,
        room=clean_text(listed.room),
        source=text_of(facts, "id"),
        kind=kind,
    )


def _categories(value: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the items of the categories in the view All: an item's id, the category's name and its own."""
    for category in map(as_mapping, as_list(value.get("categories"))):
        for item in map(as_mapping, as_list(category.get("items"))):
            yield text_of(item, "id"), (text_of(category, "title", "name"), text_of(item, "name"))


def _details(listed: Listed, categories: Mapping[str, tuple[str, str]], details: DetailsReader) -> ItemDetails:
    facts = listed.facts
    chosen = [categories[str(id_)] for id_ in as_list(facts.get("categoryItems")) if str(id_) in categories]
    for category in map(as_mapping, as_list(facts.get("categories"))):
        names = (text_of(as_mapping(item), "name") for item in as_list(category.get("categoryItems")))
        chosen += [(text_of(category, "name", "title"), name) for name in names]
    return details.read(
        listed.where,
        abstract=(text_of(facts, "description"),),
        track=category_of(chosen, "track", "tracks", "topic"),
        language=category_of(chosen, "language", "languages", "sprache", "langue"),
        links=[url for name in ("liveUrl", "recordingUrl") if (url := text_of(facts, name))],
    )


def _instant(value: object, zone: str) -> int | None:
    moment = moment_of(value) if isinstance(value, str) else None
    if moment is None:
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return round(zoned.astimezone(UTC).timestamp() * 1000)


def _nameless(listed: Listed, details: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the ids of the room and of those who speak, if the file names them nowhere."""
    room = text_of(listed.facts, "roomId")
    if room and listed.room == room:
        yield room
    ids = (str(each) for each in as_list(listed.facts.get("speakers")) if isinstance(each, str | int))
    yield from (id_ for id_ in ids if id_ not in details)


def _speakers(listed: Listed, details: Mapping[str, Mapping[str, Any]], people: People) -> list[str]:
    ids = []
    for speaker in as_list(listed.facts.get("speakers")):
        facts = speaker if isinstance(speaker, Mapping) else {"id": speaker}
        known = details.get(text_of(facts, "id"), facts)
        ids += _add(people, known, listed.where)
    return [id_ for id_ in ids if id_]


def _add(people: People, facts: Mapping[str, Any], where: str) -> list[str | None]:
    """Add a speaker; two whose names stand in one, "Ann Lee and Bo Chu", are two."""
    full = " ".join(part for part in (text_of(facts, "firstName"), text_of(facts, "lastName")) if part)
    name = text_of(facts, "fullName", "name") or full
    several = names_in(name, commas=False)
    if len(several) > 1 and all(looks_like_person(each.name) and not each.affiliation for each in several):
        return [people.add(each, where) for each in several]
    named = Named(name, text_of(facts, "tagLine"))
    return [people.add(named, where, text_of(facts, "id"), bio=text_of(facts, "bio"))]


def _title(hints: ImportHints) -> str:
    stem = hints.name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].strip()
    return stem or UNTITLED
