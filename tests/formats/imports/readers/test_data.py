"""What data of unknown programs say of people and of the whole."""

from __future__ import annotations

import json

from tests.formats.imports.reading import read


def test_all_functions_of_a_person_are_kept() -> None:
    person = {"name": "Ann Lee", "board_role": "Co-Chair", "position": "Keeper of the mill", "organization": "Works"}
    talks = [{"title": "Why wheels wear", "start": "13:00", "end": "13:45", "speaker": [person]}]
    [speaker] = read(json.dumps(talks)).speakers
    assert (speaker.title, speaker.affiliation) == ("Co-Chair, Keeper of the mill", "Works")


def test_a_talk_is_no_function_of_who_gives_it() -> None:
    person = {"name": "Ann Lee", "talk_title": "Tides", "company": "Works"}
    talks = [{"title": "Why wheels wear", "start": "13:00", "end": "13:45", "speaker": [person]}]
    programme = read(json.dumps(talks))
    assert programme.speakers[0].title == ""
    assert "Tides" in programme.unread[0].text


def test_an_evening_with_talks_is_called_by_the_title_that_is_named_as_its_times() -> None:
    people = [{"name": "Ann Lee", "talk": "Tides"}, {"name": "Ben Roy", "talk": "Wheels"}]
    evening = {"mailTitle": "Stay near", "eventTitle": "Clocks", "eventStart": "18:00", "eventEnd": "20:00"}
    [session] = read(json.dumps({"club": {**evening, "speakers": people}})).sessions
    assert (session.title, [item.title for item in session.items]) == ("Clocks", ["Tides", "Wheels"])


def test_the_only_zone_that_a_script_names_is_that_of_its_times() -> None:
    talks = "talks: [{title: 'Tides', start: '2026-06-30T09:00', end: '2026-06-30T10:00'}]"
    code = f"export const plan = {{ day: DateTime.fromISO('2026-06-30', {{ zone: 'Australia/Perth' }}), {talks} }}"
    assert read(code).timezone == "Australia/Perth"
    other = code.replace("talks:", "seen: from('Asia/Tokyo'), talks:")
    assert read(other).timezone == read(json.dumps([{"title": "Tides", "start": "9:00"}])).timezone


def test_kinds_in_lists_are_no_sessions() -> None:
    talks = [
        {"time": "9:00", "topic": "Tides", "session": "Presentation"},
        {"time": "9:30", "topic": "Wheels", "session": ["Presentation", "Tutorial"]},
    ]
    assert len(read(json.dumps(talks)).sessions) == 1


def test_degrees_behind_names_are_no_organisations() -> None:
    said = ["dr. Ayu Sari, M.Biomed, Sp.JP(K), FIHA", "Ann Lee, PhD", "Bo Chu, MD, Clock Works"]
    talks = [{"title": f"Talk {at}", "start": f"{9 + at}:00", "speaker": name} for at, name in enumerate(said)]
    told = [(each.name, each.title, each.affiliation) for each in read(json.dumps(talks)).speakers]
    assert told == [
        ("dr. Ayu Sari", "M.Biomed, Sp.JP(K), FIHA", ""),
        ("Ann Lee", "PhD", ""),
        ("Bo Chu", "MD", "Clock Works"),
    ]


def test_people_with_degrees_between_commas_are_several() -> None:
    talks = [{"title": "Tides", "start": "9:00", "speakers": "Ann Lee, PhD, Bo Chu, MD"}]
    assert [(each.name, each.title) for each in read(json.dumps(talks)).speakers] == [
        ("Ann Lee", "PhD"),
        ("Bo Chu", "MD"),
    ]


def test_titles_below_an_unknown_key_and_rooms_in_their_second_lines() -> None:
    def day(date: str, *infos: str) -> dict[str, object]:
        events = [{"time": f"{9 + at}:00 AM - {9 + at}:30 AM", "info": info} for at, info in enumerate(infos)]
        return {"date": date, "events": events}

    first = day("March 23", "<u>Lamps</u><br>North Hall")
    second = day("March 24", "<u>Tides</u><br>Willow Room", "<u>Wheels</u><br>Tower Rooms", "<u>Dinner</u><br>")
    items = [(item.title, each.room) for each in read(json.dumps([first, second])).sessions for item in each.items]
    assert sorted(items) == [
        ("Dinner", ""),
        ("Lamps", "North Hall"),
        ("Tides", "Willow Room"),
        ("Wheels", "Tower Rooms"),
    ]


def test_ids_may_count_the_days() -> None:
    ids = ("d1-main", "d1-main", "d2-main", "d2-main")
    talks = [{"id": id_, "start": f"{9 + at}:00", "title": f"Talk {at}"} for at, id_ in enumerate(ids)]
    assert [len(session.items) for session in read(json.dumps(talks)).sessions] == [2, 2]


def test_the_word_for_who_leads_is_no_person() -> None:
    talk = {"title": "Tides", "start": "9:00", "moderator-role": "Moderator", "moderator": "Ann Lee"}
    assert [each.name for each in read(json.dumps([talk])).speakers] == ["Ann Lee"]


def test_blocks_of_single_rows_are_no_sessions() -> None:
    names = ("Block 1", "Break", "Block 2", "Break", "Block 3", "Lunch", "Block 4")
    rows = [f"{name};{9 + at}:00;{said}" for at, (name, said) in enumerate(zip(names, "ABCDEFG", strict=True))]
    table = "\n".join(["Block;Time;Activity", *(f"{row}lways a walk" for row in rows)])
    [session] = read(table).sessions
    assert [item.details.track for item in session.items] == list(names)


def test_the_code_around_a_table_is_no_heading() -> None:
    rows = "".join(f"<tr><td>{at}:00</td><td>{name}</td></tr>\n" for at, name in ((9, "Tides"), (10, "Wheels")))
    page = f"export default function Plan() {{\n  return (\n    <table>\n{rows}    </table>\n  );\n}}\n"
    programme = read(page)
    assert ([session.title.partition(" ")[0] for session in programme.sessions], programme.unread) == (
        ["programme"],
        (),
    )


def test_lists_with_times_in_cells_are_read_below_their_days() -> None:
    days = {"Monday": ("Tides", "Wheels", "Lamps"), "Tuesday": ("Keys", "Sails", "Ropes")}
    rows = [
        f"<tr><td>{day}</td><td><ul>"
        + "".join(f"<li>{9 + at}:00 - {9 + at}:30 {name}</li>" for at, name in enumerate(names))
        + "</ul></td></tr>"
        for day, names in days.items()
    ]
    sessions = read(f"<h2>Clock days</h2><table>{''.join(rows)}</table>").sessions
    assert [tuple(item.title for item in session.items) for session in sessions] == list(days.values())


def test_a_subtitle_above_a_page_may_say_the_day() -> None:
    table = "| Time | Session |\n|---|---|\n| 9:00 - 9:30 | [Tides](all-about-tides) |\n| 9:30 - 10:00 | Wheels |\n"
    programme = read(f'---\ntitle: "Clock day"\nsubtitle: "Thursday, March 21th, 2024"\n---\n\n{table}')
    assert (programme.sessions[0].starts_ms or 0) // 86_400_000 == 19_803
    assert [item.title for item in programme.sessions[0].items] == ["Tides", "Wheels"]


def test_times_and_titles_in_lines_of_two_cells_are_rows() -> None:
    times = "".join(f"<p>{at}:00 - {at}:30</p>" for at in (9, 10, 11))
    names = "".join(f"<p>{name}</p>" for name in ("Tides", "Wheels", "Lamps"))
    page = f"<table><tr><td>8:00 - 8:30</td><td>Keys</td></tr><tr><td>{times}</td><td>{names}</td></tr></table>"
    [session] = read(page).sessions
    assert [item.title for item in session.items] == ["Keys", "Tides", "Wheels", "Lamps"]


def test_lines_typed_into_a_page_stay_lines() -> None:
    lines = "\n".join(f"      {at}:00-{at}:30  {name}" for at, name in ((9, "Tides"), (10, "Wheels"), (11, "Lamps")))
    page = f"<!DOCTYPE html>\n<html><body><div>\n{lines}\n</div></body></html>"
    assert [item.title for item in read(page).sessions[0].items] == ["Tides", "Wheels", "Lamps"]


def test_settings_of_a_server_may_stand_above_a_page() -> None:
    rows = "".join(f"<tr><td>{at}:00 - {at}:30</td><td>{name}</td></tr>" for at, name in ((9, "Tides"), (10, "Wheels")))
    head = '<%@page language="java" contentType="text/html;charset=UTF-8"%>\n<c:set var="ctx" value="${path}" />\n'
    page = f"{head}<!doctype html>\n<html><body><table><tr><th>Time</th><th>Title</th></tr>{rows}</table></body></html>"
    assert [item.title for item in read(page).sessions[0].items] == ["Tides", "Wheels"]


def test_a_break_has_no_people_behind_its_name() -> None:
    days = "<tr><th></th><th>Monday 22 June</th><th>Tuesday 23 June</th></tr>"
    talks = "<tr><td>11:00</td><td>Tides<br>Ann Lee (Works)</td><td>Wheels<br>Bo Chu (Mill)</td></tr>"
    pause = "<tr><td>11:30</td><td>Coffee - Gather Town</td><td>Coffee - Gather Town</td></tr>"
    more = "<tr><td>12:00</td><td>Lamps - Cy Dee</td><td>Keys - Di Eff</td></tr>"
    names = {each.name for each in read(f"<table>{days}{talks}{pause}{more}</table>").speakers}
    assert "Gather Town" not in names


def test_a_ministry_of_several_fields_is_one() -> None:
    talks = [
        {"title": "Tides", "start": "9:00", "speakers": ["Sanayi ve Teknoloji Bakanlığı", "Mehmet Ak ve Ayşe Gül"]}
    ]
    named = [each.name for each in read(json.dumps(talks)).speakers]
    assert named == ["Sanayi ve Teknoloji Bakanlığı", "Mehmet Ak", "Ayşe Gül"]
