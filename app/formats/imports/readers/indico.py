"""Indico's exports: a timetable, or events with their contributions and sessions.

Both are an `HTTPAPIResult`. A moment is an object with a date, a time and a zone. A timetable has, by event and day,
entries that are contributions, breaks, or blocks of a session with entries of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import MINUTE, SegmentKind
from app.formats.imports.found.details import DetailsReader
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.people import People
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.text.json_parts import as_list, as_mapping, text_of
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes
from app.formats.text.zones import known_zones

DEEPEST = 6  # blocks in blocks
MOST_PEOPLE = 100  # of one entry
MOST_LINKS = 100  # of one entry
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class IndicoEntry:
    """One contribution, break or block without its own entries, with its session and room."""

    where: str
    facts: Mapping[str, Any]
    session: str = ""
    room: str = ""
    block: Mapping[str, Any] = field(default_factory=dict)  # the facts of the block, which names the conveners


def looks_like_indico(value: object) -> bool:
    """Whether this is a result of Indico's export with a date, a time and a zone."""
    if not isinstance(value, Mapping) or "results" not in value:
        return False
    return any(_date(entry.facts) for entry in islice(_entries(value), MOST_ROWS))


def read_indico(value: Mapping[str, Any], hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of an export.

    Raises:
        NotAProgramme: it has more entries than a programme.
    """
    entries = list(islice(_entries(value), MOST_ROWS + 1))
    if len(entries) > MOST_ROWS:
        raise NotAProgramme("This export has more than {most:,} entries, more than a programme needs.", most=MOST_ROWS)
    zone = _zone(entries) or hints.zone or "UTC"
    people, details = People(notes), DetailsReader(notes)
    read = [one for entry in entries if (one := _entry(entry, zone, people, details, notes)) is not None]
    event = next((e for e in as_list(value.get("results")) if isinstance(e, Mapping)), {})
    title = clean_text(text_of(event, "title")) or hints.title or "Indico"
    sessions = Arranger(title, zone, hints, notes).sessions(read)
    return Programme("indico", title, zone, tuple(sessions), people.all, text_of(event, "location"))


def _entries(value: Mapping[str, Any]) -> Iterator[IndicoEntry]:
    results = value.get("results")
    for event, days in as_mapping(results).items():
        for day, entries in as_mapping(days).items():
            yield from _of_block(as_mapping(entries), IndicoEntry(f"results.{event}.{day}", {}), 0)
    for number, listed in enumerate(as_list(results)):
        yield from _of_event(as_mapping(listed), f"results[{number}]")


def _of_event(event: Mapping[str, Any], where: str) -> Iterator[IndicoEntry]:
    yield from _listed(event, where, "", "")
    for number, session in enumerate(map(as_mapping, as_list(event.get("sessions")))):
        name = text_of(session, "title") or text_of(as_mapping(session.get("session")), "title")
        room = text_of(session, "room", "roomFullname")
        yield from _listed(session, f"{where}.sessions[{number}]", clean_text(name), room)


def _listed(holder: Mapping[str, Any], where: str, session: str, room: str) -> Iterator[IndicoEntry]:
    for number, contribution in enumerate(as_list(holder.get("contributions"))):
        yield from _one(as_mapping(contribution), f"{where}.contributions[{number}]", session, room)


def _of_block(entries: Mapping[str, Any], block: IndicoEntry, depth: int) -> Iterator[IndicoEntry]:
    """Yield the entries of a block, which have its name as their session, its room and its conveners."""
    for key, entry in entries.items() if depth < DEEPEST else ():
        facts, place = as_mapping(entry), f"{block.where}.{key}"
        inner = as_mapping(facts.get("entries"))
        if not inner:
            yield from (replace(one, block=block.facts) for one in _one(facts, place, block.session, block.room))
            continue
        name = clean_text(text_of(facts, "title", "slotTitle")) or block.session
        room = text_of(facts, "room") or block.room
        yield from _of_block(inner, IndicoEntry(place, facts, name, room), depth + 1)


def _one(facts: Mapping[str, Any], where: str, session: str, room: str) -> Iterator[IndicoEntry]:
    """Yield an entry; one without a date too, so that it is named as unread."""
    if _date(facts) or text_of(facts, "title"):
        own = clean_text(text_of(facts, "session"))
        yield IndicoEntry(where, facts, own or session, text_of(facts, "room") or room)


def _date(facts: Mapping[str, Any]) -> str:
    return text_of(as_mapping(facts.get("startDate")), "date")


def _zone(entries: list[IndicoEntry]) -> str:
    """Return the zone of most moments; empty if it is unknown."""
    names = [text_of(as_mapping(entry.facts.get("startDate")), "tz") for entry in entries]
    usual = max(set(names), key=names.count, default="")
    return usual if usual in known_zones() else ""


def _entry(
    entry: IndicoEntry, zone: str, people: People, details: DetailsReader, notes: Notes
) -> ProgrammeEntry | None:
    facts = entry.facts
    title = clean_text(text_of(facts, "title"))
    starts_ms = _instant(facts.get("startDate"), zone)
    if not title or starts_ms is None:
        why = Sentence("it has no time that can be read") if title else Sentence("it has no title")
        notes.cannot_read(entry.where, title, why)
        return None
    is_break = text_of(facts, "entryType").lower() == "break"
    return ProgrammeEntry(
        entry.where,
        title,
        starts_ms=starts_ms,
        ends_ms=_instant(facts.get("endDate"), zone),
        planned_ms=_length(facts.get("duration")),
        room=clean_text(entry.room),
        session=entry.session,
        source=text_of(facts, "uniqueId", "friendly_id", "id", "contributionId"),
        kind=SegmentKind.BREAK if is_break else kind_of(title),
        speakers=_people(facts, ("presenters", "speakers"), entry.where, people),
        moderators=_people(facts, ("conveners",), entry.where, people)
        or ([] if is_break else _people(entry.block, ("conveners",), entry.where, people)),
        details=details.read(
            entry.where,
            abstract=(text_of(facts, "description"),),
            track=text_of(facts, "track") or text_of(as_mapping(facts.get("track")), "title", "name"),
            language=text_of(facts, "language"),
            links=islice(_links(facts), MOST_LINKS),
        ),
    )


def _links(facts: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Yield the attachments of an entry, in folders or, in older versions, in materials."""
    for folder in as_list(facts.get("folders")) + as_list(facts.get("material")):
        held = as_mapping(folder)
        for one in map(as_mapping, as_list(held.get("attachments")) + as_list(held.get("resources"))):
            if url := text_of(one, "link_url", "download_url", "url"):
                yield {"url": url, "title": text_of(one, "title", "name", "filename")}


def _length(minutes: object) -> int | None:
    if not isinstance(minutes, int | float) or isinstance(minutes, bool) or not 0 <= minutes <= LONGEST_MINUTES:
        return None
    return round(minutes * MINUTE)


def _people(facts: Mapping[str, Any], fields: tuple[str, ...], where: str, people: People) -> list[str]:
    """Return the ids of the people in the first of these fields that has any."""
    listed = next((listed for name in fields if (listed := as_list(facts.get(name)))), [])
    added = (people.add(_named(person), where) for person in map(as_mapping, listed[:MOST_PEOPLE]))
    return [id_ for id_ in added if id_]


def _named(person: Mapping[str, Any]) -> Named:
    first, last = text_of(person, "first_name", "firstName"), text_of(person, "last_name", "familyName")
    whole = f"{first} {last}".strip() or _turned(text_of(person, "fullName", "name"))
    return Named(whole, affiliation=text_of(person, "affiliation"))


def _turned(name: str) -> str:
    """Turn `Lee, Ann` into spoken order."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _instant(value: object, zone: str) -> int | None:
    """Return the milliseconds of a moment that Indico writes as date, time and zone."""
    facts = as_mapping(value)
    named = text_of(facts, "tz")
    try:
        local = datetime.fromisoformat(f"{text_of(facts, 'date')}T{text_of(facts, 'time')}")
    except ValueError:
        return None
    aware = local.replace(tzinfo=ZoneInfo(named if named in known_zones() else zone))
    return round(aware.astimezone(UTC).timestamp() * 1000)
