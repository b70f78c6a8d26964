"""A programme that is taken away: the calendar keeps its identity, the schedule is as its schema wants it."""

from __future__ import annotations

import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from app.domain.messages import commands as c
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.programme.frab import programme_frab_json, programme_frab_xml
from app.formats.programme.icalendar import programme_ics
from app.formats.programme.published import Published
from tests.fakes import START, Scene, minutes
from tests.played import MARKUP, played

BASE = "https://rostrum.example/"


def published(scene: Scene) -> Published:
    return Published.of(scene.session, scene.records)


def events(scene: Scene, *, segments: bool = False) -> dict[str, dict[str, object]]:
    calendar: Any = Calendar.from_ical(programme_ics([published(scene)], segments=segments))
    return {
        str(event["uid"]): {
            "summary": str(event["summary"]),
            "sequence": int(event["sequence"]),
            "start": event["dtstart"].dt,
            "end": event["dtend"].dt,
            "description": str(event["description"]),
            "status": str(event["status"]),
            "transparency": str(event.get("transp", "")),
        }
        for event in calendar.walk("VEVENT")
    }


def at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def test_a_session_is_one_event_with_its_rundown_in_words() -> None:
    (uid, event), *rest = events(Scene()).items()
    assert rest == []
    assert uid == f"session-v-{START}@rostrum"
    assert (event["start"], event["end"]) == (at(START), at(START + minutes(60)))
    lines = str(event["description"]).splitlines()
    assert lines[:3] == ["Conference", "10:00 Opening (Moderator)", "10:03 Talk 1 (Panellist 1)"]
    assert lines[-1] == "4. Question 4?"


def test_segments_are_events_of_their_own_if_wanted() -> None:
    by_uid = events(Scene(), segments=True)
    assert len(by_uid) == 10
    talk = by_uid[f"t1.session-v-{START}@rostrum"]
    assert (talk["start"], talk["end"]) == (at(START + minutes(3.75)), at(START + minutes(9.75)))


def test_a_changed_plan_is_the_same_event_with_a_higher_sequence() -> None:
    scene = Scene()
    before = events(scene)
    scene.send(c.OpenSession(), c.Advance(), c.Advance())
    assert events(scene) == before
    scene.send(c.EditSession({"title": "Renamed"}))
    after = events(scene)
    assert after.keys() == before.keys()
    (old,), (new,) = before.values(), after.values()
    assert (old["sequence"], new["sequence"], new["summary"]) == (0, 1, "Renamed")


def test_a_calendar_line_is_folded_and_no_text_breaks_out_of_it() -> None:
    text = programme_ics([published(played())], segments=True)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert {event["summary"] for event in events(played()).values()} == {f"Session V {MARKUP}"}


# What the published schema (JSON Schema of c3voc, draft 6) says of each object: key -> is it required.
CONFERENCE = {
    "acronym": True, "title": True, "start": True, "end": True, "daysCount": True, "timeslot_duration": True,
    "days": True, "time_zone_name": False, "rooms": False,
}  # fmt: skip
DAY = {"index": True, "date": True, "day_start": True, "day_end": True, "rooms": True}
ROOM = {"guid": True, "name": True, "description": False, "capacity": False}
EVENT = {
    **dict.fromkeys(
        ("id", "guid", "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type",
         "language", "abstract", "persons", "links"), True,
    ),
    **dict.fromkeys(("description", "attachments", "logo", "do_not_record", "recording_license"), False),
}  # fmt: skip


def require_shape(fields: dict[str, object], shape: dict[str, bool]) -> None:
    assert set(fields) <= set(shape)
    assert {key for key, required in shape.items() if required} <= set(fields)


@pytest.mark.parametrize("make", [Scene, played])
def test_the_schedule_in_json_has_the_shape_that_its_schema_wants(make: Callable[[], Scene]) -> None:
    made = json.loads(programme_frab_json([published(make())], BASE))
    assert set(made) == {"$schema", "generator", "schedule"}
    schedule = made["schedule"]
    assert isinstance(schedule["version"], str)
    assert schedule["base_url"] == BASE
    conference = schedule["conference"]
    require_shape(conference, CONFERENCE)
    assert re.fullmatch(r"[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?", conference["acronym"])
    assert re.search(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$", conference["time_zone_name"])
    assert date.fromisoformat(conference["start"]) <= date.fromisoformat(conference["end"])
    for room in conference["rooms"]:
        require_shape(room, ROOM)
        uuid.UUID(room["guid"])
    published_events = []
    for day in conference["days"]:
        require_shape(day, DAY)
        assert datetime.fromisoformat(day["day_start"]).tzinfo is not None
        published_events += [event for room in day["rooms"].values() for event in room]
    assert len(published_events) == 9
    for event in published_events:
        require_shape(event, EVENT)
        assert type(event["id"]) is int
        assert event["id"] >= 1
        uuid.UUID(event["guid"])
        assert re.fullmatch(r"[0-9]+:[0-9]{2}", event["duration"])
        assert re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", event["slug"])
        assert event["url"].startswith("https://")
        for person in event["persons"]:
            assert {"public_name", "id"} <= set(person)
            assert "name" not in person, "a person is either frab's or pretalx's"
    for key in ("id", "guid", "slug"):
        assert len({event[key] for event in published_events}) == len(published_events)


# The XML schema: an event's elements, and which of them must be there.
XML_EVENT = {
    **dict.fromkeys(
        ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track"), True
    ),
    **dict.fromkeys(("persons", "language", "description", "links", "attachments", "recording", "url", "logo"), False),
}


@pytest.mark.parametrize("make", [Scene, played])
def test_the_schedule_in_xml_has_the_shape_that_its_schema_wants(make: Callable[[], Scene]) -> None:
    root = ET.fromstring(programme_frab_xml([published(make())], BASE))  # noqa: S314 - we wrote it
    assert [child.tag for child in root] == ["generator", "version", "conference", "day"]
    assert [child.tag for child in root[2]] == [
        "title", "acronym", "start", "end", "days", "timeslot_duration", "base_url", "time_zone_name",
    ]  # fmt: skip
    day = root[3]
    assert re.fullmatch(r".+(Z|[+-][0-9]{1,2}:[0-9]{2})", day.attrib["start"])
    published_events = root.findall("day/room/event")
    assert len(published_events) == 9
    for event in published_events:
        tags = [child.tag for child in event]
        assert len(set(tags)) == len(tags)
        require_shape(dict.fromkeys(tags), XML_EVENT)
        assert int(event.attrib["id"]) > 0
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event.attrib["guid"])
        assert re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", event.findtext("start", ""))
        assert re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", event.findtext("duration", ""))
        assert datetime.fromisoformat(event.findtext("date", "")).tzinfo is not None
    assert len({event.findtext("slug") for event in published_events}) == 9


@pytest.mark.parametrize("write", [programme_frab_json, programme_frab_xml])
def test_what_we_give_away_we_can_read_again(write: Callable[[list[Published], str], bytes]) -> None:
    scene = played()
    programme = read_programme(write([published(scene)], BASE), ImportHints())
    assert (programme.counts["items"], programme.counts["speakers"]) == (9, 7)
    assert [item.title for session in programme.sessions for item in session.items] == [
        segment.title for segment in scene.session.plan.segments
    ]


def test_a_session_over_several_days_counts_the_days_between() -> None:
    scene = Scene()
    later = START + 2 * 86_400_000
    scene.send(c.EditSession({"ends_at_ms": later + minutes(60)}), c.EditSegment("closing", {"hard_start_ms": later}))
    conference = json.loads(programme_frab_json([published(scene)], BASE))["schedule"]["conference"]
    assert (conference["daysCount"], [day["index"] for day in conference["days"]]) == (3, [1, 2, 3])
    assert [len(room) for day in conference["days"] for room in day["rooms"].values()] == [8, 0, 1]


def test_a_calendar_with_segments_blocks_the_readers_time_once_and_says_who_is_absent() -> None:
    by_uid = events(played(), segments=True)
    session = by_uid[f"session-v-{START}@rostrum"]
    assert session["transparency"] == "TRANSPARENT"
    status = {uid.split(".")[0]: event["status"] for uid, event in by_uid.items() if "." in uid}
    assert {id_ for id_, said in status.items() if said == "CANCELLED"} == {"t3"}
    assert events(played())[f"session-v-{START}@rostrum"]["transparency"] == ""


def test_absence_raises_the_sequence_of_a_calendar() -> None:
    scene = Scene()
    scene.send(c.OpenSession())
    before = published(scene).sequence
    scene.send(c.MarkAbsent("t3"))
    after = published(scene)
    scene.send(c.RecallSegment("t3"))
    recalled = published(scene)
    assert [before + 1, before + 2] == [after.sequence, recalled.sequence]
    assert (after.absent, recalled.absent) == (frozenset({"t3"}), frozenset())


def test_our_calendar_comes_back_with_its_items_and_speakers() -> None:
    scene = Scene()
    programme = read_programme(programme_ics([published(scene)], segments=True), ImportHints())
    assert programme.counts["items"] == len(scene.session.plan.segments)
    assert [session.title for session in programme.sessions] == [scene.session.plan.title]
    names = {speaker.name for speaker in programme.speakers}
    assert names == {
        s.name for s in scene.session.plan.speakers if any(s.id in g.speakers for g in scene.session.plan.segments)
    }
