"""Schedules of pretalx and frab, in JSON and in XML: days, their rooms, their events, their people.

Both forms have the same content. An event after midnight belongs to the day under which it is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import DAY, HOUR, MINUTE, SECOND
from app.formats.imports.found.dates import Day, day_of, moment_of
from app.formats.imports.found.days import zone_by_offset
from app.formats.imports.found.details import DetailsReader
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.people import People
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.imports.found.times import TimeOfDay, clock_of
from app.formats.imports.found.zones import note_other_offset
from app.formats.text.json_parts import as_list, as_mapping, text_of
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, shortened
from app.formats.text.own_marks import OUR_NAME
from app.formats.text.zones import known_zones

MOST_LINKS = 100  # of an event that are read
LATEST_CHANGE = 9 * HOUR  # before this time of day, a start may belong to the day before

LONGEST_SLUG = 300
_OWN_SLUG = re.compile(r"[a-z0-9_]+-(?P<id>[a-z0-9-]+)-\d{6,10}")

FEW = 20  # events of a room that are looked at


@dataclass(slots=True)
class Person:
    """A speaker, with the system's id."""

    id: str
    name: str
    bio: str = ""


@dataclass(slots=True)
class FrabEvent:
    """One event as written in the file."""

    where: str
    source: str
    title: str
    room: str
    day: str
    date: str = ""
    start: str = ""
    duration: str = ""
    kind: str = ""
    persons: list[Person] = field(default_factory=list)
    subtitle: str = ""
    abstract: tuple[str, ...] = ()
    track: str = ""
    language: str = ""
    links: tuple[object, ...] = ()
    slug: str = ""


@dataclass(slots=True)
class FrabConference:
    """The conference's own fields."""

    title: str = ""
    zone: str = ""
    venue: str = ""
    is_ours: bool = False


def looks_like_frab(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(_schedule(value), Mapping)


def is_of_another(value: Mapping[str, Any]) -> bool:
    """Whether days have no rooms, or what would be events has no titles, as in data of other programs with days."""
    schedule = _schedule(value)
    conference = as_mapping(schedule.get("conference"))
    days = as_list(conference.get("days") or schedule.get("days"))
    rooms = [as_mapping(day).get("rooms") for day in days]
    flat = schedule.get("events") or conference.get("events")
    listed = rooms if days else [{"": list(flat.values()) if isinstance(flat, Mapping) else flat}]
    events = [as_mapping(event) for part in listed for _, some in _rooms(part) for event in as_list(some)[:FEW]]
    if not events and any(isinstance(part, list) for part in listed):
        return True
    return all(part is None for part in listed) or not _is_titled(events)


def _is_titled(events: Sequence[Mapping[str, Any]]) -> bool:
    timed = [event for event in events if "start" in event or ":" in text_of(event, "date")]
    return not events or any("title" in event for event in timed)


def read_frab_json(value: Mapping[str, Any], hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a `schedule.json`."""
    schedule = _schedule(value)
    conference = as_mapping(schedule.get("conference"))
    about = FrabConference(
        text_of(conference, "title", "acronym"), text_of(conference, "time_zone_name", "timeZoneName", "timezone")
    )
    about.is_ours = text_of(as_mapping(value.get("generator")), "name") == OUR_NAME
    return _programme("frab-json", about, _some(_json_events({**schedule, **conference}, notes)), hints, notes)


def read_frab_xml(root: Element, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a `schedule.xml`."""
    conference = root.find("conference")
    about = FrabConference()
    if conference is not None:
        zone = _child(conference, "time_zone_name") or _child(conference, "timezone")
        about = FrabConference(
            _child(conference, "title") or _child(conference, "acronym"), zone, _child(conference, "venue")
        )
    generator = root.find("generator")
    about.is_ours = generator is not None and generator.get("name") == OUR_NAME
    return _programme("frab-xml", about, _some(_xml_events(root)), hints, notes)


def _some(events: Iterator[FrabEvent]) -> list[FrabEvent]:
    read = list(islice(events, MOST_ROWS + 1))
    if len(read) > MOST_ROWS:
        raise NotAProgramme("This schedule has more than {most:,} events, more than a programme needs.", most=MOST_ROWS)
    return read


def _schedule(value: Mapping[str, Any]) -> Any:
    inner = value.get("schedule", value)
    conference = inner.get("conference") if isinstance(inner, Mapping) else None
    for holder in (conference, inner):
        if isinstance(holder, Mapping) and isinstance(holder.get("days"), list):
            return inner
    if isinstance(conference, Mapping) and isinstance(inner.get("events"), list | Mapping):
        return inner
    return None


def _json_events(conference: Mapping[str, Any], notes: Notes) -> Iterator[FrabEvent]:
    """Yield events below their days and rooms or, in the second version of the format, in one flat list or mapping."""
    flat = conference.get("events")
    listed = flat.values() if isinstance(flat, Mapping) else as_list(flat)
    for number, event in enumerate(listed):
        if isinstance(event, Mapping):
            yield _json_event(event, f"events[{number}]", "", "")
    for day_number, day in enumerate(as_list(conference.get("days"))):
        for room, events in _rooms(as_mapping(day).get("rooms")):
            for number, event in enumerate(as_list(events)):
                where = f"days[{day_number}], {shortened(str(room), 40)}[{number}]"
                if isinstance(event, Mapping):
                    yield _json_event(event, where, str(room), text_of(as_mapping(day), "date"))
                else:
                    notes.cannot_read(where, str(event), "it is not an event")


def _rooms(value: object) -> Iterator[tuple[str, object]]:
    """Yield rooms by name, or from a list of rooms with names and events."""
    if isinstance(value, Mapping):
        yield from ((str(name), events) for name, events in value.items())
    for room in map(as_mapping, as_list(value)):
        yield text_of(room, "name"), room.get("events")


def _json_event(event: Mapping[str, Any], where: str, room: str, day: str) -> FrabEvent:
    named = event.get("persons") or event.get("speakers") or event.get("participants")
    persons = [_json_person(person) for person in as_list(named)]
    start, end = text_of(event, "start"), text_of(event, "end")
    return FrabEvent(
        where,
        text_of(event, "guid", "code", "id"),
        _said(event, "title"),
        text_of(event, "room") or text_of(as_mapping(event.get("room")), "name") or room,
        day,
        # The second version has both ends as moments.
        text_of(event, "date") or (start if moment_of(start) else ""),
        start,
        text_of(event, "duration") or _between(start, end),
        text_of(event, "type"),
        [person for person in persons if person.name],
        _said(event, "subtitle"),
        (_said(event, "abstract"), _said(event, "description")),
        text_of(as_mapping(event.get("track")), "name") or _said(event, "track"),
        text_of(event, "language"),
        (*as_list(event.get("links"))[:MOST_LINKS], *as_list(event.get("attachments"))[:MOST_LINKS]),
        text_of(event, "slug"),
    )


def _said(event: Mapping[str, Any], name: str) -> str:
    """Return a text of an event; of several languages the English one, or else the first."""
    versions = as_mapping(event.get(name))
    return text_of(event, name) or text_of(versions, "en", *map(str, versions))


def _between(start: str, end: str) -> str:
    """Return the whole minutes between two moments; an empty text if one of them is missing."""
    first, last = moment_of(start), moment_of(end)
    if first is None or last is None or (first.tzinfo is None) != (last.tzinfo is None):
        return ""
    return str(max(round((last - first).total_seconds() / 60), 0))


def _json_person(person: object) -> Person:
    if not isinstance(person, Mapping):
        return Person("", str(person or ""))
    name = text_of(person, "public_name", "name", "full_public_name", "full_name")
    return Person(text_of(person, "code", "guid", "id"), name, text_of(person, "biography"))


def _xml_events(root: Element) -> Iterator[FrabEvent]:
    for day in root.iter("day"):
        on = day.get("date", "")
        for room in day.iter("room"):
            name = room.get("name", "")
            yield from _xml_events_in(room, f"{on}, {shortened(name, 40)}", name, on)
        yield from _xml_events_in(day, on, "", on)  # flat files: the room is a field of the event


def _xml_events_in(parent: Element, place: str, room: str, day: str) -> Iterator[FrabEvent]:
    for position, event in enumerate((child for child in parent if child.tag == "event"), start=1):
        number = event.get("id") or event.get("guid") or str(position)
        yield _xml_event(event, Sentence("{place}, event {number}", place=place, number=number), room, day)


def _xml_persons(element: Element) -> list[Person]:
    """Return the person of an element; of one without an id, the several that commas part: "Ann Lee, Bo Chu"."""
    id_, text = element.get("code") or element.get("guid") or element.get("id") or "", "".join(element.itertext())
    parts = [part.strip() for part in text.split(",")] if not id_ else []
    if len(parts) > 1 and all(len(part.split()) > 1 and looks_like_person(part) for part in parts):
        return [Person("", part) for part in parts]
    return [Person(id_, text.strip())]


def _xml_event(event: Element, where: str, room: str, day: str) -> FrabEvent:
    persons = [each for person in event.iter("person") for each in _xml_persons(person)]
    return FrabEvent(
        where,
        event.get("guid") or event.get("code") or event.get("id") or "",
        _child(event, "title"),
        _child(event, "room") or room,
        day,
        _child(event, "date"),
        _child(event, "start"),
        _child(event, "duration"),
        _child(event, "type"),
        [person for person in persons if person.name],
        _child(event, "subtitle"),
        (_child(event, "abstract"), _child(event, "description")),
        _child(event, "track"),
        _child(event, "language"),
        tuple(_xml_link(link) for link in islice(_xml_links(event), 2 * MOST_LINKS)),
        _child(event, "slug"),
    )


def _xml_links(event: Element) -> Iterator[Element]:
    for name in ("link", "attachment"):
        yield from event.iter(name)


def _xml_link(link: Element) -> dict[str, str]:
    title = "".join(link.itertext()).strip()
    return {"url": link.get("href") or title, "title": title}


def _programme(
    format_: str, about: FrabConference, events: list[FrabEvent], hints: ImportHints, notes: Notes
) -> Programme:
    zone = about.zone if about.zone in known_zones() else ""
    if about.zone and not zone:
        notes.guess("", 'The time zone "{zone}" is not known.', zone=shortened(about.zone, 40))
    zone = zone or hints.zone or zone_by_offset((event.date for event in events), notes)
    if about.zone not in known_zones():
        _take_starts(events, ZoneInfo(zone), notes)
    note_other_offset(((event.where, event.date) for event in events), ZoneInfo(zone), notes)
    people, details, entries = People(notes), DetailsReader(notes, is_ours=about.is_ours), []
    for event in events:
        entry = _entry(event, ZoneInfo(zone), notes)
        if entry is not None:
            if about.is_ours:
                _take_own(entry, event)
            abstract = event.abstract if about.is_ours else (event.subtitle, *event.abstract)
            entry.details = details.read(
                event.where, abstract=abstract, track=event.track, language=event.language, links=event.links
            )
            added = (people.add(_named(p, about), event.where, p.id, bio=p.bio) for p in event.persons)
            entry.speakers = [id_ for id_ in added if id_]
            entries.append(entry)
    title = clean_text(about.title) or hints.title or "Schedule"
    sessions = Arranger(title, zone, hints, notes).sessions(entries)
    return Programme(format_, title, zone, tuple(sessions), people.all, about.venue)


def _take_own(entry: ProgrammeEntry, event: FrabEvent) -> None:
    """Read what our own files say besides: the session as subtitle or track, a segment's id in the slug."""
    entry.session = clean_text(event.subtitle or event.track)
    event.track = event.track if event.subtitle else ""
    own = _OWN_SLUG.fullmatch(event.slug[:LONGEST_SLUG])
    entry.source = own["id"] if own else entry.source


def _named(person: Person, about: FrabConference) -> Named:
    """Return a person, in our own files with the function and organisation that stand as the biography."""
    named = names_in(f"{person.name}, {person.bio}", commas=False) if about.is_ours and person.bio else []
    if len(named) != 1 or named[0].name != person.name:
        return Named(person.name)
    person.bio = ""
    return named[0]


def _entry(event: FrabEvent, zone: ZoneInfo, notes: Notes) -> ProgrammeEntry | None:
    title = clean_text(event.title) or ", ".join(person.name for person in event.persons)
    if not title:
        notes.cannot_read(event.where, event.source, "it has no title")
        return None
    day = day_of(event.day)
    starts_ms = _start(event, day.date if day else None, zone)
    if starts_ms is not None and day and _is_far(starts_ms, day.date, zone):
        notes.guess(
            event.where,
            'The date "{date}" is far from the day {day} that it is listed under, which counts: {title}',
            date=shortened(event.date, 30),
            day=day.date.isoformat(),
            title=shortened(title, 60),
        )
        starts_ms = _start(replace(event, date=""), day.date, zone)
    if starts_ms is None:
        notes.cannot_read(event.where, title, "it has no date and time that can be read")
        return None
    planned = duration_of(event.duration)
    if planned is None and event.duration.strip():
        notes.guess(
            event.where,
            '"{duration}" is no duration: {title}',
            duration=shortened(event.duration, 20),
            title=shortened(title, 60),
        )
    kind = kind_of(event.kind, whole=False) if event.kind else None
    return ProgrammeEntry(
        event.where,
        title,
        day=Day(day.date) if day else None,
        planned_ms=planned,
        starts_ms=starts_ms,
        room=clean_text(event.room),
        source=event.source,
        kind=kind,
    )


def _start(event: FrabEvent, day: date | None, zone: ZoneInfo) -> int | None:
    moment = moment_of(event.date)
    clock: TimeOfDay | None = clock_of(event.start)
    if moment is not None:
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return round(zoned.astimezone(UTC).timestamp() * 1000)
    on = stated.date if (stated := day_of(event.date)) else day
    if on is None or clock is None:
        return None
    # Only a time of day: events in the early hours still belong to the day before.
    later = clock.ms < LATEST_CHANGE - 4 * HOUR and not event.date
    local = datetime.combine(on, time(), zone) + timedelta(days=int(later), milliseconds=clock.ms)
    return round(local.astimezone(UTC).timestamp() * 1000)


def _take_starts(events: list[FrabEvent], zone: ZoneInfo, notes: Notes) -> None:
    """Take the starts of events for times of day in the zone, if their moments write the same times as UTC."""
    moments = [(event, moment) for event in events if (moment := moment_of(event.date)) and clock_of(event.start)]
    copied = [
        (event, moment)
        for event, moment in moments
        if not moment.utcoffset() and moment.tzinfo and moment.strftime("%H:%M") == event.start.strip()[:5].zfill(5)
    ]
    differing = [(event, moment) for event, moment in copied if moment.replace(tzinfo=zone).utcoffset()]
    if not differing or len(copied) < len(moments):
        return
    notes.guess(
        differing[0][0].where,
        'The date "{date}" is in UTC, but the start is written so too; the starts were read in the zone {zone}.',
        date=shortened(differing[0][0].date, 30),
        zone=zone.key,
    )
    for event, moment in copied:
        event.date = moment.replace(tzinfo=None).isoformat()


def _is_far(starts_ms: int, day: date, zone: ZoneInfo) -> bool:
    """Whether an event is days away from its day: one of the night after is not."""
    return abs(starts_ms - round(datetime.combine(day, time(), zone).timestamp() * 1000)) > 3 * DAY


def duration_of(text: str) -> int | None:
    """Read `HH:MM`, `D:HH:MM` or, with two digits or if that would be more than a day, `HH:MM:SS`, as milliseconds."""
    match = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)", text.strip())
    if match is None:
        return int(text) * MINUTE if re.fullmatch(r"\d{1,4}", text.strip()) else None
    first, second, third = (int(part or 0) for part in match.groups())
    whole = first * DAY + second * HOUR + third * MINUTE
    has_seconds = bool(match[1]) and (len(match[1]) == 2 or whole > DAY)
    return first * HOUR + second * MINUTE + third * SECOND if has_seconds else whole


def _child(of: Element, name: str) -> str:
    child = of.find(name)
    return "".join(child.itertext()).strip() if child is not None else ""
