"""Programmes as a schedule for apps of pretalx and frab: JSON and XML, by the schema of c3voc.

A session's segments are events in one room, that of its venue; the track is the segment's, or else the session. The
format has whole minutes: starts are rounded down in `start` and exact in `date`, durations are rounded up.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic_core import to_json

from app.domain.state.rundown import Plan, Reference, Segment
from app.domain.text import legal
from app.domain.values import DAY, MINUTE
from app.formats.programme.published import Published
from app.formats.text.own_marks import OUR_NAME

SCHEMA = "https://c3voc.de/schedule/schema.json"
ZONE = re.compile(r"([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")  # the zones that the schema knows
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class FrabSlot:
    """One event of the schedule."""

    id: int
    session: Published
    segment: Segment
    at: datetime
    room: str

    @property
    def day(self) -> date:
        """The day that it is listed under: a session that lasts less than a day is on the one on which it begins."""
        plan = self.session.plan
        begins = self.session.local(plan.starts_at_ms)
        is_of_one = plan.ends_at_ms - plan.starts_at_ms < DAY and abs(self.at - begins) < timedelta(days=1)
        return begins.date() if is_of_one else self.at.date()

    @property
    def duration(self) -> str:
        minutes = -(-self.segment.planned_ms // MINUTE)
        return f"{minutes // 60:02}:{minutes % 60:02}"

    @property
    def slug(self) -> str:
        """Unique in a schedule; four characters at least before the first hyphen, without another one, and after it."""
        name = re.sub(r"[^a-z0-9]+", "-", self.segment.id.lower()).strip("-")
        return f"{_acronym(self.session.plan)}-{name}-{self.id:06}"


def programme_frab_json(sessions: Sequence[Published], base_url: str) -> bytes:
    """Return the schedule as JSON."""
    slots = _slots(sessions)
    conference = {
        **_conference(sessions, slots),
        "rooms": [{"guid": str(_room_guid(sessions, room)), "name": room} for room in _rooms(slots)],
        "days": [_day(index, day, slots) for index, day in enumerate(_days(slots), start=1)],
    }
    for day in conference["days"]:
        day["rooms"] = {
            room: [_event(slot, base_url) for slot in slots if slot.room == room and _is_on(slot, day["date"])]
            for room in _rooms(slots)
        }
    schedule = {"version": _version(sessions), "base_url": base_url, "conference": conference}
    return bytes(to_json({"$schema": SCHEMA, "generator": {"name": OUR_NAME}, "schedule": schedule}, indent=2))


def programme_frab_xml(sessions: Sequence[Published], base_url: str) -> bytes:
    """Return the schedule as XML; characters that XML cannot hold are left out."""
    slots = _slots(sessions)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name=OUR_NAME)
    _leaf(root, "version", _version(sessions))
    facts = _conference(sessions, slots)
    conference = ET.SubElement(root, "conference")
    for name in ("title", "acronym", "start", "end"):
        _leaf(conference, name, facts[name])
    _leaf(conference, "days", str(facts["daysCount"]))
    _leaf(conference, "timeslot_duration", facts["timeslot_duration"])
    _leaf(conference, "base_url", base_url)
    if "time_zone_name" in facts:
        _leaf(conference, "time_zone_name", facts["time_zone_name"])
    for index, day in enumerate(_days(slots), start=1):
        about = _day(index, day, slots)
        element = ET.SubElement(
            root, "day", index=str(index), date=about["date"], start=about["day_start"], end=about["day_end"]
        )
        for room in _rooms(slots):
            place = ET.SubElement(element, "room", name=legal(room))
            for slot in slots:
                if slot.room == room and _is_on(slot, about["date"]):
                    _event_xml(place, slot, base_url)
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _slots(sessions: Iterable[Published]) -> list[FrabSlot]:
    slots: list[FrabSlot] = []
    taken: set[int] = set()
    for session in sessions:
        room = session.plan.conference.venue or session.plan.title
        for segment, start in session.slots():
            id_ = session.uuid(segment.id).int % LARGEST_ID + 1
            while id_ in taken:
                id_ = id_ % LARGEST_ID + 1
            taken.add(id_)
            slots.append(FrabSlot(id_, session, segment, session.local(start), room))
    return sorted(slots, key=lambda slot: slot.at)


def _conference(sessions: Sequence[Published], slots: Sequence[FrabSlot]) -> dict[str, Any]:
    plan = sessions[0].plan
    title = plan.conference.title or plan.title
    days = _days(slots)
    conference = {
        "acronym": _acronym(plan),
        "title": title,
        "start": days[0].isoformat(),
        "end": days[-1].isoformat(),
        "daysCount": (days[-1] - days[0]).days + 1,
        "timeslot_duration": "00:01",
    }
    zone = plan.conference.timezone
    return {**conference, "time_zone_name": zone} if ZONE.match(zone) else conference


def _acronym(plan: Plan) -> str:
    return re.sub(r"[^a-z0-9]+", "_", plan.slug).strip("_").ljust(4, "_")


def _version(sessions: Iterable[Published]) -> str:
    """Return a text that differs after every change of any plan."""
    return str(1 + sum(session.sequence for session in sessions))


def _days(slots: Sequence[FrabSlot]) -> list[date]:
    """Return every day from the first to the last, including empty ones: an app counts them."""
    first, last = min(slot.day for slot in slots), max(slot.day for slot in slots)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _rooms(slots: Iterable[FrabSlot]) -> list[str]:
    return list(dict.fromkeys(slot.room for slot in slots))


def _room_guid(sessions: Sequence[Published], room: str) -> Any:
    return sessions[0].uuid(f"room {room}")


def _is_on(slot: FrabSlot, day: str) -> bool:
    return slot.day.isoformat() == day


def _day(index: int, day: date, slots: Sequence[FrabSlot]) -> dict[str, Any]:
    zone = slots[0].session.zone
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    last = max((slot.at for slot in slots if slot.day == day), default=start)
    end = max(start + timedelta(days=1) - timedelta(seconds=1), last)
    return {"index": index, "date": day.isoformat(), "day_start": start.isoformat(), "day_end": end.isoformat()}


def _event(slot: FrabSlot, base_url: str) -> dict[str, Any]:
    return {
        "id": slot.id,
        "guid": str(slot.session.uuid(slot.segment.id)),
        "date": slot.at.isoformat(timespec="seconds"),
        "start": f"{slot.at:%H:%M}",
        "duration": slot.duration,
        "room": slot.room,
        "slug": slot.slug,
        "url": f"{base_url.rstrip('/')}/s/{slot.session.plan.slug}",
        "title": slot.segment.title,
        "subtitle": slot.session.plan.title if slot.segment.track else "",
        "track": slot.segment.track or slot.session.plan.title,
        "type": str(slot.segment.kind),
        "language": slot.segment.language,
        "abstract": slot.segment.abstract,
        "description": "",
        "persons": [_person(slot, id_) for id_ in slot.segment.speakers],
        "links": [_link(reference) for reference in slot.segment.references],
        "attachments": [],
    }


def _link(reference: Reference) -> dict[str, str]:
    return {"url": reference.url, "title": reference.title or reference.url}


def _person(slot: FrabSlot, id_: str) -> dict[str, Any]:
    speaker = slot.session.plan.speaker(id_)
    guid = slot.session.uuid(f"speaker {id_}")
    about = ", ".join(text for text in (speaker.title, speaker.affiliation) if text) if speaker else ""
    return {
        "id": guid.int % LARGEST_ID + 1,
        "guid": str(guid),
        "public_name": speaker.name if speaker else id_,
        "biography": about,
    }


def _event_xml(place: ET.Element, slot: FrabSlot, base_url: str) -> None:
    facts = _event(slot, base_url)
    event = ET.SubElement(place, "event", id=str(facts["id"]), guid=facts["guid"])
    for name in ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track", "url"):
        _leaf(event, name, facts[name])
    persons = ET.SubElement(event, "persons")
    for person in facts["persons"]:
        _leaf(persons, "person", person["public_name"]).set("id", str(person["id"]))
    for name in ("language", "description"):
        _leaf(event, name, facts[name])
    links = ET.SubElement(event, "links")
    for link in facts["links"]:
        _leaf(links, "link", link["title"]).set("href", link["url"])
    ET.SubElement(event, "attachments")


def _leaf(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = legal(text)
    return child


def has_events(sessions: Iterable[Published]) -> Iterator[Published]:
    """Return the programmes that a schedule can show: with at least one segment."""
    return (session for session in sessions if session.plan.segments)
