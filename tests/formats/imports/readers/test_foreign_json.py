"""JSON of other conference programs, and XML and calendars that begin with a comment."""

from __future__ import annotations

import json

from tests.formats.imports.reading import days, people, read, rows

TWO = [("09:00", "One", 30), ("09:30", "Two", 45)]


def test_the_second_version_of_the_voc_schedule_has_a_flat_list_of_events() -> None:
    events: list[dict[str, object]] = [
        {"guid": "a", "title": "One", "date": "2024-06-03T09:00:00+02:00", "duration": "00:30", "room": "Hall 1",
         "persons": [{"guid": "p1", "name": "Ann Lee"}]},
        {"guid": "b", "title": "Two", "date": "2024-06-03T09:30:00+02:00", "duration": "00:45", "room": "Hall 1"},
    ]  # fmt: skip
    conference = {"title": "Camp", "time_zone_name": "Europe/Berlin", "rooms": [{"name": "Hall 1"}]}
    for holder in (events, {str(event["guid"]): event for event in events}):
        programme = read(json.dumps({"schedule": {"conference": conference, "events": holder}}))
        assert (rows(programme), programme.title, programme.timezone) == (TWO, "Camp", "Europe/Berlin")
        assert people(programme) == {"One": ["Ann Lee"]}


def test_events_of_the_second_version_may_have_both_ends_and_rooms_as_objects() -> None:
    event = {
        "guid": "a", "title": "One", "room": {"guid": "r", "name": "Hall 1"}, "type": "talk",
        "start": "2024-06-03T09:00:00+02:00", "end": "2024-06-03T09:30:00+02:00",
        "participants": [{"guid": "p", "name": "Ann Lee", "role": "speaker"}],
    }  # fmt: skip
    conference = {"title": "Camp", "time_zone_name": "Europe/Berlin", "days": [{"index": 1, "date": "2024-06-03"}]}
    programme = read(json.dumps({"schedule": {"version": "1", "conference": conference, "events": [event]}}))
    assert (rows(programme), programme.sessions[0].room) == ([("09:00", "One", 30)], "Hall 1")
    assert people(programme) == {"One": ["Ann Lee"]}


def test_a_flat_schedule_in_xml_has_its_rooms_in_the_events() -> None:
    programme = read(
        "<!-- made by hand -->\n<schedule><conference><title>Days</title></conference><day date='2024-06-03'>"
        "<event id='1'><start>09:00</start><duration>00:30</duration><room>Janson</room><title>One</title></event>"
        "<event id='2'><start>09:30</start><duration>00:45</duration><room>Janson</room><title>Two</title></event>"
        "</day></schedule>"
    )
    assert (rows(programme), [session.room for session in programme.sessions]) == (TWO, ["Janson"])


def test_a_calendar_may_begin_with_a_comment() -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20240603T070000Z\r\nDTEND:20240603T073000Z\r\nSUMMARY:One\r\nEND:VEVENT\r\n"
    )
    programme = read(f"# exported today\n<!-- by us -->\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n")
    assert rows(programme) == [("09:00", "One", 30)]


def test_a_script_that_assigns_the_programme_to_a_name_is_read() -> None:
    items = [
        {"id": "1", "title": "One", "date": "2024-06-03", "time": "09:00", "mins": "30", "loc": ["Hall"],
         "people": [{"id": "9", "name": "Ann Lee"}], "desc": "About clocks"},
        {"id": "2", "title": "Two", "date": "2024-06-03", "time": "09:30", "mins": "45", "loc": ["Hall"], "people": []},
    ]  # fmt: skip
    programme = read(f"var program = {json.dumps(items)};\nvar people = [];\n")
    assert (rows(programme), people(programme), days(programme)) == (TWO, {"One": ["Ann Lee"]}, ["2024-06-03"])
    assert programme.sessions[0].room == "Hall"


def test_slots_of_a_conference_site_are_items() -> None:
    slots = [
        {"conf_key": 1, "name": "One", "room": "A", "start": "2024-06-03T09:00:00", "end": "2024-06-03T09:30:00",
         "duration": 30, "authors": ["Ann Lee", "Bo Chu"], "license": "CC", "released": True, "tags": ""},
        {"conf_key": 2, "name": "Two", "room": "A", "start": "2024-06-03T09:30:00", "end": "2024-06-03T10:15:00",
         "duration": 45, "authors": [], "license": "", "released": False, "tags": ""},
    ]  # fmt: skip
    programme = read(json.dumps({"schedule": slots}))
    assert (rows(programme), people(programme)) == (TWO, {"One": ["Ann Lee", "Bo Chu"]})


def test_offsets_of_moments_name_the_zone_where_nothing_else_does() -> None:
    items = [{"title": "One", "start": "2024-06-03T09:00:00+03:00", "end": "2024-06-03T09:30:00+03:00"}]
    programme = read(json.dumps(items), zone="")
    assert (programme.timezone, rows(programme)) == ("Europe/Athens", [("09:00", "One", 30)])
    assert any("have the offset UTC+03:00" in note.says for note in programme.guesses)


def test_authors_of_a_conference_site_speak_although_descriptions_are_empty() -> None:
    talk = {"kind": "Talk", "room": "Room 1", "description": "", "abstract": "", "contact": ["a@example.org"]}
    talk["conf_url"] = "https://example.org/schedule/1"
    slots = [
        {**talk, "name": "One", "start": "2024-06-03T09:00:00", "duration": 30, "authors": ["Ann Lee", "Bo Chu"]},
        {**talk, "name": "Two", "start": "2024-06-03T09:30:00", "duration": 45, "authors": ["Cy Dee"]},
    ]
    programme = read(json.dumps({"schedule": slots}))
    assert (rows(programme), people(programme)) == (TWO, {"One": ["Ann Lee", "Bo Chu"], "Two": ["Cy Dee"]})
    links = [item.details.references[0].url for item in programme.sessions[0].items]
    assert links == ["https://example.org/schedule/1"] * 2
