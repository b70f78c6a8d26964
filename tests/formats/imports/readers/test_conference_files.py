"""Schedules of pretalx and frab, Sessionize and Ontime: counted exactly, with nothing lost without a word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.values import DAY, HOUR, MINUTE
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.readers.frab import duration_of
from tests.formats.imports.reading import DAY as THE_DAY
from tests.formats.imports.reading import days, people, places, read, refused, rows


def event(number: int, title: str, at: str, duration: str, room: str, **more: Any) -> dict[str, Any]:
    """One event with the fields that pretalx exports."""
    return {
        "guid": f"b1a1f0de-0000-5000-8000-{number:012}",
        "code": f"TALK{number:02}",
        "id": number,
        "logo": None,
        "date": at,
        "start": at[11:16],
        "duration": duration,
        "room": room,
        "slug": f"meet-{number}-talk",
        "url": f"https://example.org/talk/{number}/",
        "title": title,
        "subtitle": "",
        "track": None,
        "type": "Talk",
        "language": "en",
        "abstract": "Something <b>about</b> it",
        "description": None,
        "recording_license": "",
        "do_not_record": False,
        "persons": [],
        "links": [],
        "feedback_url": "",
        "attachments": [],
        "answers": [],
        **more,
    }


ANN = {
    "code": "ANN1",
    "name": "Ann Lee",
    "avatar": None,
    "biography": "Knows it",
    "public_name": "Ann Lee",
    "guid": "a",
}
BO = {"id": 7, "full_public_name": "Bo Chu", "public_name": "Bo Chu"}


def schedule(zone: str | None = "Europe/Berlin") -> dict[str, Any]:
    first = {
        "Main": [
            event(1, "Opening", "2024-06-03T09:00:00+02:00", "00:30", "Main", persons=[ANN]),
            event(2, "A panel", "2024-06-03T09:30:00+02:00", "01:15", "Main", persons=[ANN, BO], type="Panel"),
        ],
        "Side": [event(3, "Night talk", "2024-06-04T00:30:00+02:00", "00:45", "Side")],
        "Empty": [],
    }
    second = {"Main": [event(4, "Workshop", "2024-06-04T10:00:00+02:00", "03:00", "Main", persons=[BO])]}
    conference = {
        "acronym": "meet",
        "title": "The meeting",
        "start": "2024-06-03",
        "end": "2024-06-04",
        "daysCount": 2,
        "timeslot_duration": "00:05",
        "time_zone_name": zone,
        "rooms": [{"name": "Main", "guid": None, "description": None, "capacity": None}],
        "tracks": [],
        "days": [
            {"index": 1, "date": "2024-06-03", "day_start": "", "day_end": "", "rooms": first},
            {"index": 2, "date": "2024-06-04", "day_start": "", "day_end": "", "rooms": second},
        ],
    }
    return {"$schema": "x", "generator": {"name": "pretalx"}, "schedule": {"version": "1", "conference": conference}}


def test_a_pretalx_schedule_is_counted_exactly() -> None:
    programme = read(json.dumps(schedule()))
    assert (programme.format, programme.title, programme.timezone) == ("frab-json", "The meeting", "Europe/Berlin")
    assert programme.counts == {
        "sessions": 3,
        "items": 4,
        "minutes": 330,
        "speakers": 2,
        "rooms": 2,
        "guesses": 0,
        "unread": 0,
    }
    assert [(s.room, len(s.items)) for s in programme.sessions] == [("Main", 2), ("Side", 1), ("Main", 1)]
    assert people(programme) == {"Opening": ["Ann Lee"], "A panel": ["Ann Lee", "Bo Chu"], "Workshop": ["Bo Chu"]}
    assert programme.sessions[0].items[0].id == "b1a1f0de-0000-5000-8000-000000000001"
    assert [speaker.bio for speaker in programme.speakers] == ["Knows it", ""]


def test_an_event_that_cannot_be_read_is_named_and_the_rest_is_taken() -> None:
    raw = schedule()
    events = raw["schedule"]["conference"]["days"][0]["rooms"]["Main"]
    events[0]["title"], events[0]["persons"] = None, []
    events[1] |= {"date": "soon", "start": ""}
    events.append("nothing")
    programme = read(json.dumps(raw))
    assert [row.where for row in programme.unread] == ["days[0], Main[2]", "days[0], Main[0]", "days[0], Main[1]"]
    assert programme.counts["items"] == 2


def test_an_event_dated_years_from_the_day_it_is_listed_under_is_on_that_day() -> None:
    damaged = schedule()
    (first, *_), *_ = damaged["schedule"]["conference"]["days"][0]["rooms"].values()
    before, first["date"] = first["date"], first["date"].replace("2024", "2034")
    programme = read(json.dumps(damaged))
    assert days(programme) == days(read(json.dumps(schedule())))
    assert f'The date "{first["date"]}" is far from the day {before[:10]}' in str(programme.guesses[0].says)


def test_a_schedule_without_a_zone_takes_that_of_its_times() -> None:
    assert read(json.dumps(schedule(None)), zone="").timezone == "Europe/Berlin"
    assert read(json.dumps(schedule("Mars/Base")), zone="Europe/Paris").timezone == "Europe/Paris"


XML = """<?xml version='1.0' encoding='utf-8' ?>
<!-- made by a test -->
<schedule>
  <generator name="pretalx" version="1" />
  <conference>
    <acronym>meet</acronym><title>The meeting &amp; more</title><start>2024-06-03</start><days>1</days>
    {zone}
  </conference>
  <day index='1' date='2024-06-03' start='2024-06-03T04:00:00+02:00' end='2024-06-04T03:59:00+02:00'>
    <room name='Main' guid='r1'>
      <event guid='e1' id='1' code='AAA'>
        <room>Main</room><title>One</title><subtitle></subtitle><type>Talk</type>
        {date}<start>09:00</start><duration>00:30</duration>
        <persons><person id='1' code='ANN1'>Ann Lee</person><person id='2'>Bo Chu</person></persons>
      </event>
    </room>
    <room name='Side'>
      <event id='2'><title>Two</title><start>00:15</start><duration>01:00</duration></event>
    </room>
    <room name='Empty' />
  </day>
</schedule>"""


@pytest.mark.parametrize("date", ["<date>2024-06-03T09:00:00+02:00</date>", ""])
def test_the_same_in_xml_with_and_without_dates(date: str) -> None:
    programme = read(XML.format(zone="<time_zone_name>Europe/Berlin</time_zone_name>", date=date), zone="")
    assert (programme.format, programme.title, programme.counts["unread"]) == ("frab-xml", "The meeting & more", 0)
    assert rows(programme) == [("09:00", "One", 30), ("00:15", "Two", 60)]
    assert (people(programme), days(programme)) == ({"One": ["Ann Lee", "Bo Chu"]}, ["2024-06-03", "2024-06-04"])


def test_xml_that_declares_things_is_not_read() -> None:
    bomb = '<!DOCTYPE s [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>'
    assert "declares entities" in refused(bomb)
    assert "declares entities" in refused(
        '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><schedule>&a;</schedule>'
    )
    assert "nested deeper" in refused("<schedule>" + "<a>" * 100)
    assert "not well formed" in refused("<schedule><day></schedule>")
    assert refused("<abc/>") == "This is XML, but of no programme that is known here; it begins with <abc>."


def test_durations_of_schedules() -> None:
    texts = ("00:25", "1:00", "02:03:04", "00:30:00", "45", "soon")
    assert [duration_of(t) for t in texts] == [
        25 * MINUTE,
        HOUR,
        2 * HOUR + 3 * MINUTE + 4000,
        30 * MINUTE,
        45 * MINUTE,
        None,
    ]
    assert (duration_of("1:00:00"), duration_of("01:00:00")) == (DAY, HOUR)


def listed(id_: str, title: str, start: str | None, end: str | None, room: int | None, **more: Any) -> dict[str, Any]:
    """One session with the fields that Sessionize exports."""
    return {
        "id": id_,
        "title": title,
        "description": None,
        "startsAt": start,
        "endsAt": end,
        "isServiceSession": False,
        "isPlenumSession": False,
        "speakers": [],
        "categoryItems": [],
        "questionAnswers": [],
        "roomId": room,
        "liveUrl": None,
        "recordingUrl": None,
        "status": "Accepted",
        **more,
    }


SESSIONS: list[dict[str, Any]] = [
    listed("s1", "Keynote", "2024-06-03T09:00:00", "2024-06-03T10:00:00", 1, speakers=["u1"], isPlenumSession=True),
    listed("101", "Talk", "2024-06-03T10:00:00", "2024-06-03T10:45:00", 1, speakers=["u1", "u2"]),
    listed("102", "Other", "2024-06-03T10:00:00", "2024-06-03T10:45:00", 2),
    listed("s2", "Lunch", "2024-06-03T12:00:00", "2024-06-03T13:00:00", 1, isServiceSession=True),
]
SPEAKERS: list[dict[str, Any]] = [
    {"id": "u1", "firstName": "Ann", "lastName": "Lee", "fullName": "Ann Lee", "bio": "B", "tagLine": "Director, ACME"},
    {"id": "u2", "firstName": "Bo", "lastName": "Chu", "fullName": "Bo Chu", "bio": None, "tagLine": None},
]
ROOMS: list[dict[str, Any]] = [{"id": 1, "name": "Main", "sort": 0}, {"id": 2, "name": "Side", "sort": 1}]


def sessionize_all() -> Any:
    waiting = listed("103", "Waiting", None, None, None)
    return {"sessions": [*SESSIONS, waiting], "speakers": SPEAKERS, "questions": [], "categories": [], "rooms": ROOMS}


def sessionize_grid() -> Any:
    def in_grid(session: dict[str, Any], room: dict[str, Any]) -> dict[str, Any]:
        named = [{"id": s["id"], "name": s["fullName"]} for s in SPEAKERS if s["id"] in session["speakers"]]
        return {**session, "speakers": named, "room": room["name"], "categories": []}

    rooms = [
        {
            "id": room["id"],
            "name": room["name"],
            "sessions": [in_grid(s, room) for s in SESSIONS if s["roomId"] == room["id"] or s["id"] == "s1"],
            "hasOnlyPlenumSessions": False,
        }
        for room in ROOMS
    ]
    return [{"date": "2024-06-03T00:00:00", "isDefault": True, "rooms": rooms, "timeSlots": []}]


def test_the_two_views_of_sessionize_say_the_same() -> None:
    everything, grid = (read(json.dumps(value)) for value in (sessionize_all(), sessionize_grid()))
    assert rows(everything) == rows(grid)
    assert people(everything) == people(grid) == {"Keynote": ["Ann Lee"], "Talk": ["Ann Lee", "Bo Chu"]}
    assert (everything.counts["items"], everything.counts["minutes"], everything.counts["speakers"]) == (4, 210, 2)
    assert [(row.where, row.text) for row in everything.unread] == [("sessions[4]", "Waiting")]
    assert [str(item.kind) for item in everything.sessions[0].items] == ["presentation", "presentation", "break"]


def cue(id_: str, title: str, start: int, minutes: int, **more: Any) -> dict[str, Any]:
    """One event with the fields that an Ontime project has."""
    return {
        "type": "event",
        "id": id_,
        "cue": id_,
        "title": title,
        "note": "",
        "endAction": "none",
        "timerType": "count-down",
        "timeStart": start * MINUTE,
        "timeEnd": (start + minutes) * MINUTE % DAY,
        "duration": minutes * MINUTE,
        "isPublic": True,
        "skip": False,
        "colour": "",
        "revision": 0,
        **more,
    }


EVENTS: list[dict[str, Any]] = [
    cue("a1", "Opening", 540, 15),
    {"type": "delay", "id": "d1", "duration": 60_000},
    cue("a2", "Talk", 555, 30),
    cue("a3", "Skipped", 585, 30, skip=True),
    cue("a4", "Late", 1430, 20),
    cue("a5", "Later", 10, 10),
]


def ontime(version: int) -> dict[str, Any]:
    settings = {"app": "ontime", "version": f"{version}.0.0", "serverPort": 4001}
    events = [dict(e) for e in EVENTS]
    about = {"title": "The show", "description": ""}
    if version == 2:
        events[2] |= {"subtitle": "", "presenter": "Ann Lee", "user0": ""}
        return {"rundown": events, "eventData": about, "settings": settings}
    events[2] |= {"custom": {"who": "Ann Lee"}, "timeWarning": 120_000, "timeDanger": 60_000, "linkStart": None}
    fields = {"who": {"type": "string", "colour": "#fff", "label": "Speaker"}}
    rest = {"project": about, "settings": settings, "customFields": fields, "viewSettings": {}, "urlPresets": []}
    if version == 3:
        return {"rundown": events, **rest}
    entries = {
        e["id"]: e for e in [*events, {"type": "group", "id": "g1", "title": "Part", "entries": ["a1", "d1", "a2"]}]
    }
    order = ["g1", "a3", "a4", "a5"]
    return {"rundowns": {"r1": {"id": "r1", "title": "Day", "order": order, "entries": entries, "revision": 1}}, **rest}


def test_a_group_of_ontime_is_the_track_of_its_events() -> None:
    tracks = {
        item.title: item.details.track for session in read(json.dumps(ontime(4))).sessions for item in session.items
    }
    assert tracks == {"Opening": "Part", "Talk": "Part", "Late": "", "Later": ""}
    older = ontime(3)
    older["rundown"].insert(1, {"type": "block", "id": "b", "title": "Main part"})
    tracks = {item.title: item.details.track for session in read(json.dumps(older)).sessions for item in session.items}
    assert tracks == {"Opening": "", "Talk": "Main part", "Late": "Main part", "Later": "Main part"}


@pytest.mark.parametrize(
    ("labels", "speakers"),
    [
        ({"a": "Artist", "b": "Song"}, {"Opening": ["Ann Lee"], "Talk": ["Bo Chu", "Cy Dee"]}),
        ({"a": "Act", "b": "Song"}, {"Opening": ["Ann Lee"], "Talk": ["Bo Chu", "Cy Dee"]}),
        ({"b": "Song"}, {}),
    ],
)
def test_a_custom_field_of_ontime_holds_people_by_its_label_or_by_its_cells(
    labels: dict[str, str], speakers: dict[str, list[str]]
) -> None:
    events = [dict(event) for event in EVENTS]
    events[0]["custom"] = {"a": "Ann Lee", "b": "The first of May"}
    events[2]["custom"] = {"a": "Bo Chu, Cy Dee", "b": "Nothing else matters at all"}
    fields = {key: {"type": "string", "label": label} for key, label in labels.items()}
    programme = read(json.dumps({"rundown": events, "customFields": fields, "settings": {"app": "ontime"}}))
    assert people(programme) == speakers
    assert any("Act" in note.says for note in programme.guesses) is ("Act" in labels.values())


@pytest.mark.parametrize("version", [2, 3, 4])
def test_ontime_projects_of_three_generations_say_the_same(version: int) -> None:
    programme = read(json.dumps(ontime(version)))
    assert (programme.format, programme.title, days(programme)) == ("ontime", "The show", ["2026-06-30"])
    assert rows(programme) == [
        ("09:00", "Opening", 15),
        ("09:15", "Talk", 30),
        ("23:50", "Late", 20),
        ("00:10", "Later", 10),
    ]
    assert people(programme) == {"Talk": ["Ann Lee"]}
    assert [row.text for row in programme.unread] == ["Skipped"]
    assert any("delay" in note.says.lower() for note in programme.guesses)
    assert [item.id for item in programme.sessions[0].items] == ["a1", "a2", "a4", "a5"]
    assert places(programme.unread) != [""]


def test_rooms_and_people_of_whom_sessionize_has_only_ids_are_named() -> None:
    talks = [
        listed("1", "Ropes", "2026-06-30T09:00:00", "2026-06-30T09:30:00", 7, speakers=["a-1"]),
        listed("2", "Sails", "2026-06-30T09:00:00", "2026-06-30T09:30:00", 8, speakers=[]),
    ]
    programme = read(json.dumps({"sessions": talks}))
    assert sorted(session.room for session in programme.sessions) == ["7", "8"]
    assert "The file has only the ids of these, and not their names: 7; a-1; 8" in [
        note.says for note in programme.guesses
    ]


def test_breaks_of_sessionize_at_other_times_are_several_though_they_share_an_id() -> None:
    talks = [
        listed("1", "Ropes", "2026-06-30T09:00:00", "2026-06-30T09:30:00", 7, speakers=[]),
        listed("9", "Change", "2026-06-30T09:30:00", "2026-06-30T09:35:00", 7, speakers=[]),
        listed("2", "Sails", "2026-06-30T09:35:00", "2026-06-30T10:00:00", 7, speakers=[]),
        listed("9", "Change", "2026-06-30T10:00:00", "2026-06-30T10:05:00", 7, speakers=[]),
    ]
    items = [item.title for session in read(json.dumps({"sessions": talks})).sessions for item in session.items]
    assert items == ["Ropes", "Change", "Sails", "Change"]


@pytest.mark.parametrize("alone", [True, False])
def test_a_part_of_an_ontime_project_is_read_as_one(alone: bool) -> None:
    events = [{**event, "timerType": "count-down", "custom": {"speaker": "Ann Lee"}} for event in EVENTS]
    events[3].pop("timeStart", None)
    part: object = [events[0]] if alone else {"rundowns": {"r": {"entries": {event["id"]: event for event in events}}}}
    programme = read(json.dumps(part))
    assert (programme.format, people(programme)["Opening"]) == ("ontime", ["Ann Lee"])
    assert [row.text for row in programme.unread] == ([] if alone else ["Skipped"])


def test_a_title_in_several_languages_is_read_in_one() -> None:
    event = {
        "id": 1,
        "title": {"de": "Uhren", "en": "Clocks"},
        "date": "2026-05-08T09:00:00+02:00",
        "duration": "00:30",
    }
    day = {"date": "2026-05-08", "rooms": {"Mill": [event, {"id": 2, "title": {"fr": "Cloches"}}]}}
    programme = read(json.dumps({"schedule": {"conference": {"title": "Mills", "days": [day]}}}))
    assert (rows(programme), [row.text for row in programme.unread]) == ([("09:00", "Clocks", 30)], ["Cloches"])


def test_two_people_in_one_name_of_sessionize_are_two() -> None:
    session = {"id": "1", "title": "Springs", "startsAt": "2026-05-08T09:00:00", "endsAt": "2026-05-08T09:30:00"}
    room = {"id": 1, "name": "Mill", "sessions": [{**session, "speakers": [{"id": "x", "name": "Ann Lee and Bo Chu"}]}]}
    assert people(read(json.dumps([{"date": "2026-05-08T00:00:00", "rooms": [room]}]))) == {
        "Springs": ["Ann Lee", "Bo Chu"]
    }


def test_texts_of_sessionize_in_several_languages_are_read_in_one() -> None:
    def both(en: str, ja: str) -> dict[str, str]:
        return {"ja": ja, "en": en}

    talk = listed("1", "", "2026-06-30T09:00:00", "2026-06-30T09:30:00", 7, speakers=[])
    talk |= {"title": both("Ropes", "綱"), "description": both("How to tie.", "結び方"), "categoryItems": [5]}
    category = {"id": 4, "title": both("Track", "分野"), "items": [{"id": 5, "name": both("Knots", "結び目")}]}
    rooms = [{"id": 7, "name": both("Mill", "水車")}]
    programme = read(json.dumps({"sessions": [talk], "rooms": rooms, "categories": [category], "speakers": []}))
    item = programme.sessions[0].items[0]
    assert (item.title, item.details.abstract, item.details.track) == ("Ropes", "How to tie.", "Knots")
    assert programme.sessions[0].room == "Mill"
    assert "This is there in several languages; not read was: ja." in [note.says for note in programme.guesses]


OTHER_OFFSET = "Times of the file are those of UTC+09:00, which is not the zone of the programme. Check the zone."


@pytest.mark.parametrize("of", ["frab", "sessionize", "xml"])
def test_times_of_another_zone_in_known_formats_are_noted(of: str) -> None:
    event = {"id": 1, "title": "Clocks", "date": "2026-05-08T09:00:00+09:00", "start": "09:00", "duration": "00:30"}
    day = {"date": "2026-05-08", "rooms": {"Mill": [event]}}
    talk = listed("1", "Clocks", "2026-05-08T09:00:00+09:00", "2026-05-08T09:30:00+09:00", 7, speakers=[])
    files = {
        "frab": json.dumps({"schedule": {"conference": {"title": "Mills", "days": [day]}}}),
        "sessionize": json.dumps({"sessions": [talk]}),
        "xml": "<schedule><day date='2026-05-08'><room name='Mill'><event id='1'><title>Clocks</title>"
        "<start>09:00</start><date>2026-05-08T09:00:00+09:00</date><duration>00:30</duration></event></room></day>"
        "</schedule>",
    }
    chosen = ImportHints("programme", "Europe/Berlin", THE_DAY, zone_chosen=True)
    programme = read_programme(files[of].encode(), chosen)
    assert [note.says for note in programme.guesses].count(OTHER_OFFSET) == 1


def test_a_subtitle_of_frab_stands_above_the_abstract() -> None:
    talk = event(
        1, "Clocks", "2026-05-08T09:00:00+02:00", "00:30", "Mill", subtitle="Of towers", abstract="How they go."
    )
    day = {"date": "2026-05-08", "rooms": {"Mill": [talk]}}
    programme = read(json.dumps({"schedule": {"conference": {"title": "Mills", "days": [day]}}}))
    assert programme.sessions[0].items[0].details.abstract.split("\n\n") == ["Of towers", "How they go."]
