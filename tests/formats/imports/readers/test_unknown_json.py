"""JSON of unknown programs: what has a title and a time is an item."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from app.formats.text.notes import NotAProgramme
from tests.formats.imports.reading import days, people, read, refused, rows


def test_submissions_of_a_conference_system_are_items() -> None:
    submission: dict[str, Any] = {
        "code": "ABC123",
        "title": "Clocks",
        "speakers": [{"code": "S1", "name": "Ann Lee"}, {"code": "S2", "name": "Bo Chu"}],
        "duration": 30,
        "slot": {"room": {"en": "Main"}, "start": "2024-06-03T09:00:00+02:00", "end": "2024-06-03T09:30:00+02:00"},
        "track": None,
    }
    unplaced = {**submission, "code": "DEF456", "title": "Not placed", "slot": None}
    programme = read(json.dumps({"count": 2, "next": None, "results": [submission, unplaced]}))
    assert rows(programme) == [("09:00", "Clocks", 30)]
    assert [(row.where, row.text) for row in programme.unread] == [("results[1]", "Not placed")]
    assert people(programme) == {"Clocks": ["Ann Lee", "Bo Chu"]}
    assert (programme.sessions[0].room, programme.sessions[0].items[0].id) == ("Main", "ABC123")


def test_items_are_found_wherever_they_are() -> None:
    value = {
        "2024-06-03": {"540": {"1": {"title": "One", "startTime": 1717398000, "endTime": 1717399800000}}},
        "x": [1],
    }
    assert rows(read(json.dumps(value))) == [("09:00", "One", 30)]
    assert rows(read('[{"name": "Two", "start_time": "10:00", "end_time": "10:45"}]')) == [("10:00", "Two", 45)]


def test_objects_without_times_are_no_items() -> None:
    assert "of no programme that is known" in refused('[{"title": "One"}, {"title": "Two"}]')


def test_fields_may_have_a_programs_prefix_lengths_be_seconds_and_codes_stand_beside_names() -> None:
    value = [
        {
            "title": {"rendered": f"Blocks &#8211; {name}"},
            "meta": {"_wcpt_session_time": 1_746_774_000 + 1800 * n, "_wcpt_session_duration": 1800},
            "session_speakers": [{"id": "7", "name": name}],
            "speaker": [f"rec{n}8Yx2k9"],
        }
        for n, name in enumerate(("Gita Das", "Remy Duc"))
    ]
    programme = read(json.dumps(value))
    assert rows(programme) == [("09:00", "Blocks \u2013 Gita Das", 30), ("09:30", "Blocks \u2013 Remy Duc", 30)]
    assert people(programme) == {"Blocks \u2013 Gita Das": ["Gita Das"], "Blocks \u2013 Remy Duc": ["Remy Duc"]}


TALKS = [{"title": "One", "minutes": 20}, {"title": "Two", "minutes": 10}, {"title": "Three", "minutes": 5}]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        [],
        {"title": "Long", "minutes": 1e300},
        {"title": "Long", "minutes": 10**12},
        {"title": "-", "minutes": -5},
    ],
)
@pytest.mark.parametrize("begins", ["2026-01-01T09:00", "9999-12-31T23:59", "09:00"])
@pytest.mark.parametrize("place", range(4))
def test_an_agenda_of_lengths_with_something_else_in_it_is_read_or_refused(
    odd: object, begins: str, place: int
) -> None:
    value = json.dumps({"start": begins, "agenda": [*TALKS[:place], odd, *TALKS[place:]]})
    with suppress(NotAProgramme):
        assert rows(read(value))


def test_what_lacks_a_title_or_a_time_is_listed_as_unread_in_every_list() -> None:
    value = {
        "2026-06-30": [{"title": "Bells", "time": "7:00 PM", "location": "Hall"}, {"title": "Spokes", "time": "8 PM"}],
        "2026-07-01": [{"type": "supper", "time": "5:40 PM", "location": "Ballroom"}],
        "nights": [
            {"title": "Ride", "date": "3 July", "doors": "Doors 6:30 PM"},
            {"title": "Friday", "date": "4 July"},
        ],
        "faq": [{"q": "When is it?", "a": "From 3 to 4 July."}],
    }
    assert [(row.where, row.text, row.why) for row in read(json.dumps(value)).unread] == [
        ("2026-07-01[0]", "supper | 5:40 PM | Ballroom", "it has no title"),
        ("nights[0]", "Ride", "it has no time that can be read"),
        ("nights[0].date", "nights.date: 3 July | 4 July", "no item is on this day"),
        ("nights[0].doors", "nights.doors: Doors 6:30 PM", "no item begins or ends then"),
        ("faq[0].a", "faq.a: From 3 to 4 July.", "no item is on this day"),
    ]


def test_what_is_said_of_people_elsewhere_in_the_file_is_theirs() -> None:
    value = {
        "talks": [
            {"title": "Bells", "start": "10:00", "speakers": ["Ann Lee"]},
            {
                "title": "Spokes",
                "start": "10:30",
                "speaker": {"name": "Bo Chu", "company": "Hub", "title": "Smith"},
            },
            {"title": "Hubs", "start": "11:00", "chair": {"name": "Cy Dee", "role": "Chair", "country": "fr"}},
        ],
        "speakers": {"ann": {"name": "Ann Lee", "role": "Founder of bells", "bio": "She rings."}, "di": {"name": "Di"}},
    }
    speakers = read(json.dumps(value)).speakers
    assert sorted((p.name, p.title, p.affiliation, p.country, p.bio) for p in speakers) == [
        ("Ann Lee", "Founder of bells", "", "", "She rings."),
        ("Bo Chu", "Smith", "Hub", "", ""),
        ("Cy Dee", "", "", "FR", ""),
    ]


def test_the_organisation_of_a_person_is_not_that_of_the_item() -> None:
    value = [
        {
            "title": title,
            "start": start,
            "organizations": [{"name": "ACME", "url": "https://acme.example"}],
            "speakers": [{"name": name, "organization": "Hub"}],
        }
        for title, start, name in (("Bells", "10:00", "Ann Lee"), ("Spokes", "10:30", "Bo Chu"))
    ]
    speakers = read(json.dumps(value)).speakers
    assert [(p.name, p.affiliation) for p in speakers] == [("Ann Lee", "Hub"), ("Bo Chu", "Hub")]


def test_an_address_of_a_meeting_is_no_room() -> None:
    value = [
        {"name": "Kick-off", "date": "2026-06-30", "time": "17:00", "joining": "https://example.org/zoom/room/1"},
        {"name": "Closing", "date": "2026-06-30", "time": "18:00", "joining": "https://example.org/zoom/room/1"},
    ]
    assert [session.room for session in read(json.dumps(value)).sessions] == [""]


def test_talks_by_id_are_in_the_room_of_their_place_and_those_of_no_slot_are_listed() -> None:
    value = {
        "days": [{"date": "2026-06-30", "tracks": [{"title": "Hall"}, {"title": "Barn"}], "slots": [
            {"start": "09:00", "end": "09:30", "session_ids": [1]},
            {"start": "09:30", "end": "10:00", "session_ids": [2, 3]},
            {"start": "10:00", "end": "10:30", "session_ids": [9]},
        ]}],
        "sessions": [{"id": number, "title": f"Talk {number}"} for number in (1, 2, 3, 4)],
    }  # fmt: skip
    programme = read(json.dumps(value))
    rooms = {item.title: session.room for session in programme.sessions for item in session.items}
    assert rooms == {"Talk 1": "", "Talk 2": "Hall", "Talk 3": "Barn"}
    assert [(row.text, row.why) for row in programme.unread] == [
        ("Talk 4", "it has no time, unlike the others"),
        ("9", "it has no title"),
        ("10:00 | 10:30 | 9", "it has no title"),
    ]


def test_stages_that_may_be_those_of_a_process_are_taken_for_rooms_with_a_word() -> None:
    plan = [
        {"title": "Laws", "start": "09:00", "end": "10:00", "stage": "policy"},
        {"title": "Money", "start": "10:00", "end": "11:00", "stage": "investment"},
    ]
    assert any('"stage" was taken for the room' in note.says for note in read(json.dumps(plan)).guesses)
    stages = [{**item, "stage": place} for item, place in zip(plan, ("main", "garden"), strict=True)]
    assert not any("was taken for the room" in note.says for note in read(json.dumps(stages)).guesses)


def test_the_room_of_breaks_alone_is_not_that_of_all() -> None:
    items = [
        {"time": "09:00-09:30", "title": "Springs"},
        {"time": "09:30-09:45", "title": "Coffee Break", "location": "Foyer"},
        {"time": "09:45-10:30", "title": "Bells"},
    ]
    programme = read(json.dumps(items))
    assert [(session.room, len(session.items)) for session in programme.sessions] == [("", 3)]
    assert "The room of the breaks alone was left out: Foyer" in [note.says for note in programme.guesses]


def _whole_day(*talks: tuple[str, str]) -> dict[str, Any]:
    data = [{"time": time, "title": title} for time, title in talks]
    doors = [{"time": "9:00 - 9:30", "title": "Doors"}]
    return {"before": doors, "table": {"title": ["Time", "Hall"], "data": data}}


def test_whole_days_that_begin_with_the_same_are_days_one_after_the_other() -> None:
    one = _whole_day(("10:00 - 11:00", "One"), ("15:00 - 16:00", "Two"))
    two = _whole_day(("10:00 - 11:00", "Three"), ("15:00 - 16:00", "Four"))
    programme = read(json.dumps({"items": [one, two]}))
    assert [[item.title for item in session.items] for session in programme.sessions] == [
        ["Doors", "One", "Two"],
        ["Doors", "Three", "Four"],
    ]
    assert any("Times begin again" in guess.says for guess in programme.guesses)
    late = _whole_day(("10:00 - 11:00", "Three"), ("11:00 - 12:00", "Four"))
    assert not any("Times begin again" in guess.says for guess in read(json.dumps({"items": [one, late]})).guesses)


def test_items_above_the_first_date_are_on_the_days_before_it() -> None:
    value = [
        {"title": "One", "starttime": "20:00:00", "endtime": "23:30:00"},
        {"title": "Two", "starttime": "23:30:00", "endtime": "2026-05-17 00:30:00"},
        {"title": "Three", "starttime": "2026-05-17 00:30:00", "endtime": "2026-05-17 02:00:00"},
    ]
    programme = read(json.dumps(value))
    assert days(programme) == ["2026-05-16", "2026-05-17"]
    assert rows(programme) == [("20:00", "One", 210), ("23:30", "Two", 60), ("00:30", "Three", 90)]


def test_panels_that_talks_refer_to_are_their_sessions() -> None:
    day = {"day": "2026-05-17"}
    value = {
        "panels": [
            {"id": "p1", **day, "start": "09:00", "title": "Clocks", "chair": "Dr. Ann Lee"},
            {"id": "p2", **day, "start": "11:00", "title": "Alone", "chair": "Dr. Bo Chu"},
        ],
        "talks": [
            {"id": "t1", "panel_id": "p1", **day, "start": "09:00", "end": "09:30", "title": "One"},
            {"id": "t2", "panel_id": "p1", **day, "start": "09:30", "end": "10:00", "title": "Two"},
        ],
    }
    programme = read(json.dumps(value))
    first = programme.sessions[0]
    assert (first.title, [item.title for item in first.items]) == ("Clocks", ["One", "Two"])
    assert [title for _, title, _ in rows(programme)] == ["One", "Two", "Alone"]


def test_names_of_parts_that_no_item_has_are_listed() -> None:
    parts = {f"design-{n}": {"1": {"title": f"Talk {n}", "start": f"1{n}:00", "end": f"1{n}:30"}} for n in (5, 6)}
    unread = [(row.where, row.text) for row in read(json.dumps({"schedule": parts})).unread]
    assert unread == [("schedule.design-5", "design-5"), ("schedule.design-6", "design-6")]


def test_a_task_is_a_title_beside_what_describes_it() -> None:
    value = [{"time": f"{hour}:00", "task": f"Task {hour}", "description": f"Of {hour}"} for hour in (10, 11)]
    assert [title for _, title, _ in rows(read(json.dumps(value)))] == ["Task 10", "Task 11"]


def test_an_area_is_no_room_beside_a_place() -> None:
    value = {
        "event": {
            "area": "Technology",
            "location": "Harbour House",
            "agenda": [{"time": "09:00", "title": "One"}, {"time": "10:00", "title": "Two"}],
        }
    }
    assert read(json.dumps(value)).sessions[0].room == "Harbour House"


def test_a_day_that_stands_alone_in_a_list_has_the_room_of_what_follows() -> None:
    day = {"type": "day", "time": "Friday, 8 May 2026", "room": "Old mill"}
    talks = [{"title": "Springs", "time": "9:00-9:30"}, {"title": "Tea", "time": "9:30-10:00", "room": "Yard"}]
    programme = read(json.dumps([day, *talks, {"title": "Levers", "time": "10:00-10:30"}]))
    rooms = {item.title: session.room for session in programme.sessions for item in session.items}
    assert rooms == {"Springs": "Old mill", "Levers": "Old mill", "Tea": "Yard"}


def test_a_list_of_tracks_in_a_script_names_each() -> None:
    script = (
        "const tracks = [{name: 'Sand', talks: [{time: '9:00', title: 'Springs'}, {time: '9:30', title: 'Bells'}]}];"
    )
    tracks = {item.details.track for session in read(script).sessions for item in session.items}
    assert tracks == {"Sand"}


def test_several_objects_of_a_script_with_titles_and_times_are_items() -> None:
    talk = "{{speaker: '{0}', talk: '{1}', timeISO: '2026-05-08T{2}', durationMinutes: 30}}"
    script = (
        f"const a = {talk.format('Ann Lee', 'Springs', '09:00')};\nconst b = {talk.format('Bo Chu', 'Bells', '09:30')};"
    )
    assert people(read(script)) == {"Springs": ["Ann Lee"], "Bells": ["Bo Chu"]}


def test_who_made_an_entry_speaks_in_none_and_a_room_outweighs_the_place() -> None:
    event = {"title": "Springs", "start": "2026-05-08T09:00", "end": "2026-05-08T09:30", "location": "Mill"}
    value = {"results": [{**event, "room": "3/R-002", "creator": {"fullName": "Lee, Ann"}, "category": "Old Clocks"}]}
    programme = read(json.dumps(value))
    assert (people(programme), programme.sessions[0].room) == ({}, "3/R-002")


def test_items_that_a_script_gives_to_a_function_are_read_with_the_names_of_its_parts() -> None:
    script = (
        "const D = '2026-05-08';\nset('title', 'Clock day');\nset('place', 'Mill');\n"
        "const add = (s, e, title, speaker, rooms = []) => { db.run(D, s, e, title, speaker); };\n"
        "add('9:00', '9:30', 'Springs', 'Ann Lee');\nadd('9:30', '10:15', 'Levers', '');\n"
    )
    programme = read(script)
    assert (programme.title, rows(programme)) == ("Clock day", [("09:00", "Springs", 30), ("09:30", "Levers", 45)])
    assert (days(programme), people(programme)) == (["2026-05-08"], {"Springs": ["Ann Lee"]})


def test_people_by_their_tracks_speak_in_the_item_around_them() -> None:
    item = {
        "time": "9:00-10:00",
        "event": "Talks",
        "tracks": {"brass": "Dr. Ann Lee, ACME", "speaker": "TBA", "lab": "Bo Chu"},
    }
    programme = read(json.dumps([item, {"time": "10:00-10:30", "event": "Tea"}]))
    assert people(programme) == {"Talks": ["Dr. Ann Lee", "Bo Chu"]}


@pytest.mark.parametrize(("ends", "is_said"), [("2026-05-08", False), ("2026-05-09", True)])
def test_items_without_a_day_are_on_the_first_day_of_the_whole(ends: str, is_said: bool) -> None:
    talks = [{"time": "9:00-9:30", "title": "Springs"}, {"time": "9:30-10:00", "title": "Bells"}]
    programme = read(json.dumps({"date": {"start": "2026-05-08", "end": ends}, "schedule": talks}))
    said = [note.says for note in programme.guesses]
    assert days(programme) == ["2026-05-08"]
    assert not any("No date is given" in says for says in said)
    assert any(says.startswith("The whole lasts until 9 May 2026") for says in said) == is_said


def test_a_slug_is_the_title_where_there_is_none_and_this_is_said() -> None:
    slots = [{"time": "9:00-9:30", "talkSlug": "old-springs"}, {"time": "9:30-10:00", "talkSlug": "new-bells"}]
    programme = read(json.dumps({"schedule": [*slots, {"time": "10:00-10:30", "title": "Tea"}]}))
    said = [note.says for note in programme.guesses]
    assert [title for _, title, _ in rows(programme)] == ["Old Springs", "New Bells", "Tea"]
    assert any("such as Old Springs" in says for says in said)
    assert not any("Slug" in says for says in said)


def test_a_list_of_halls_names_the_rooms() -> None:
    halls = [{"id": name, "name": name, "events": [{"name": "Set-up", "startTime": "07:00", "endTime": "07:30"}] * 2}
             for name in ("Mill A", "Old church")]  # fmt: skip
    programme = read(json.dumps({"days": [{"date": "2026-05-08", "halls": halls}]}))
    assert {session.room for session in programme.sessions} == {"Mill A", "Old church"}


def test_keys_without_colons_are_times_and_slugs_below_them_are_said() -> None:
    value = {"0800": {"title": "Tea"}, "0930": "ann-lee", "1000": "bo_chu", "1645": {"title": "Closing"}}
    programme = read(json.dumps(value))
    assert [row[:2] for row in rows(programme)] == [
        ("08:00", "Tea"),
        ("09:30", "Ann Lee"),
        ("10:00", "Bo Chu"),
        ("16:45", "Closing"),
    ]
    assert any("such as Ann Lee" in note.says for note in programme.guesses)
    refused(json.dumps({str(year): {"title": "Mills"} for year in (2005, 2010, 2015, 2020)}))


def test_times_that_begin_again_below_names_that_count_are_days() -> None:
    day = {"0800": {"title": "Tea"}, "0930": {"title": "Springs"}, "1645": {"title": "Closing"}}
    programme = read(json.dumps({"mc1": day, "mc2": {**day, "0930": {"title": "Bells"}}}))
    assert days(programme) == ["2026-06-30", "2026-07-01"]


def test_moments_with_lengths_in_wrappers_are_items() -> None:
    def meeting(title: str, day: int) -> object:
        when = {"dateTime": f"2026-05-{day:02}T18:00+02:00", "duration": "PT2H"}
        return {"event": {"title": title, **when, "venue": {"name": "Mill"}}, "group": {"name": "Clocks"}}

    programme = read(json.dumps([meeting("Springs", 6), meeting("Bells", 20)]))
    assert sorted((title, minutes) for _, title, minutes in rows(programme)) == [("Bells", 120), ("Springs", 120)]
    assert days(programme) == ["2026-05-06", "2026-05-20"]


def test_lists_of_a_script_with_days_in_their_names_are_on_these() -> None:
    script = "".join(
        f"export const scheduleDay{day}: Slot[] = [{{time: '{hour}:00 - {hour}:30', title: '{title}'}}];\n"
        for day, hour, title in [(1, 16, "Springs"), (2, 9, "Bells")]
    )
    programme = read(script)
    assert [session.items[0].title for session in programme.sessions] == ["Springs", "Bells"]
    assert days(programme) == ["2026-06-30", "2026-07-01"]


def test_an_address_is_no_person() -> None:
    talks = [
        {"time": "9:00-9:30", "title": "Springs", "speaker": "Ann Lee"},
        {"time": "9:30-10:00", "title": "Sign-in", "speaker": "https://mill.example/list"},
    ]
    programme = read(json.dumps(talks))
    assert people(programme) == {"Springs": ["Ann Lee"]}
    assert "An address is no person, and was left out: https://mill.example/list" in [
        note.says for note in programme.guesses
    ]


def test_rows_in_tuples_are_called_python() -> None:
    programme = read("plan = [\n    ('9:00', '9:30', 'Springs'),\n    ('9:30', '10:00', 'Bells'),\n]\n")
    assert any(note.says.startswith("This Python is") for note in programme.guesses)


def test_an_object_assigned_without_a_word_is_of_python_only_with_keys_in_quotation_marks() -> None:
    assert refused('CLIPS = [\n  {"id": "a", "sort": "b"},\n  {"id": "c", "sort": "d"},\n]\n').startswith(
        "This is Python"
    )
    assert refused('CLIPS = [\n  {id: "a", sort: "b"},\n  {id: "c", sort: "d"},\n]\n').startswith("This is JavaScript")


def test_kinds_of_talks_are_no_sessions() -> None:
    talks = [
        {"time": "9:00-9:30", "topic": "Springs", "session": ["Presentation", "Tutorial"]},
        {"time": "9:30-10:00", "topic": "Tea", "session": ""},
        {"time": "10:00-10:30", "topic": "Bells", "session": ["Presentation", "Tutorial"]},
        {"time": "10:30-11:00", "topic": "Dials", "session": "Talk"},
    ]
    assert len(read(json.dumps(talks)).sessions) == 1


def test_what_has_an_empty_time_beside_others_is_listed() -> None:
    stops = [{"title": "Springs", "time": "9:00-9:30"}, {"location": "Garden", "time": ""}]
    assert [row.text for row in read(json.dumps(stops)).unread] == ["Garden"]


def test_talks_listed_by_ids_in_a_session_are_its_items_and_conveners_lead_it() -> None:
    talk = {"id": "c5", "title": "Springs", "start": "09:30", "end": "10:00", "presenters": [{"name": "Ann Lee"}]}
    session = {
        "title": "Clocks of today",
        "start": "09:00",
        "end": "10:00",
        "conveners": [{"name": "Bo Chu", "affiliation": "ACME"}],
        "entries": {"c5": talk},
    }
    later = {"title": "Tea", "start": "10:00", "end": "10:30", "entries": {}}
    programme = read(json.dumps({"2026-06-30": {"s1": session, "s2": later}}))
    assert rows(programme) == [("09:30", "Springs", 30), ("10:00", "Tea", 30)]
    assert people(programme)["Springs"] == ["Bo Chu", "Ann Lee"]


def test_sessions_of_one_name_that_stand_apart_are_two() -> None:
    talks = [{"title": "Springs", "time": "9:00-9:30"}, {"title": "Bells", "time": "9:30-10:00"}]
    later = [{"title": "Dials", "time": "11:00-11:30"}, {"title": "Hands", "time": "11:30-12:00"}]
    day = [
        {"title": "Part", "talks": talks},
        {"title": "Tea", "time": "10:00-11:00"},
        {"title": "Part", "talks": later},
    ]
    assert [session.title for session in read(json.dumps(day)).sessions if session.title.startswith("Part")] == [
        "Part",
        "Part (2)",
    ]


def test_tasks_of_a_person_are_no_programme() -> None:
    tasks = [
        {"title": "Stand-up meeting", "startTime": "9:00", "endTime": "9:30", "completed": True},
        {"title": "Buy springs", "startTime": "9:30", "endTime": "10:00", "completed": False, "taskId": "3"},
        {"title": "Tea", "startTime": "10:00", "endTime": "10:30", "completed": False},
    ]
    assert "of no programme" in refused(json.dumps(tasks))


def test_the_only_event_of_a_list_names_the_whole() -> None:
    agenda = [{"time": "9:00-9:30", "title": "Springs"}, {"time": "9:30-10:00", "title": "Bells"}]
    assert read(json.dumps([{"title": "Clock day", "agenda": agenda}])).title == "Clock day"
    assert read(json.dumps([{"title": "Sunday", "agenda": agenda}])).title == "programme"


def test_a_page_of_astro_has_its_script_between_its_first_lines() -> None:
    talks = '[{ time: "9:00 - 9:30", title: "Springs" }, { time: "9:30 - 10:00", title: "Bells" }]'
    page = (
        f"---\nimport Layout from './Layout.astro';\nconst talks = {talks};\n---\n<Layout>\n  <p>Talks</p>\n</Layout>\n"
    )
    assert rows(read(page)) == [("09:00", "Springs", 30), ("09:30", "Bells", 30)]


def test_rooms_that_only_names_of_lists_say_are_told() -> None:
    web = [{"time": "9:00-9:30", "title": "Springs"}, {"time": "9:30-10:00", "title": "Bells"}]
    programme = read(json.dumps({"Web": web, "Mobile": [{"time": "9:00-9:30", "title": "Dials"}]}))
    assert "Columns that were taken for rooms: Web, Mobile." in [note.says for note in programme.guesses]


def test_a_component_without_a_programme_is_refused_by_what_its_script_assigns() -> None:
    page = '<script setup>\nconst goods = [{ item: "Spring", price: "9" }, { item: "Bell", price: "8" }];\n</script>\n'
    assert refused(page + "<template>\n  <p>Goods</p>\n</template>\n").startswith("This is JavaScript")
