"""The account of a file: what it holds and no item has is listed, and nothing else is."""

from __future__ import annotations

import json

import pytest

from app.formats.imports import account
from app.formats.imports.account import note_lost
from app.formats.text.notes import Notes, Statement
from tests.formats.imports.reading import read

TABLE = "Time,Title,Speaker\n09:00-09:30,Opening,Ann Lee\n09:30-10:00,Bridges that sing,Bo Chu\n"
DRAWN = "| Time | Title |\n|---|---|\n| 9:00-9:30 | Springs |\n| 9:30-10:00 | Levers |\n"
AGENDA = "Spring meeting\n9 June 2026\n\n9:00 Opening\n9:30 Bridges that sing (Bo Chu)\n10:00 End\n"
TALKS = [
    {"title": "Bridges that sing", "start": "2026-06-30T09:00+02:00", "end": "2026-06-30T09:30+02:00"},
    {"title": "Rivers", "start": "2026-06-30T09:30+02:00", "end": "2026-06-30T10:00+02:00"},
]
NO_ITEM, NO_TIME = "no item has it", "no item begins or ends then"


def lost(file: str) -> list[tuple[str, str, str]]:
    """What is listed as lost in a file: where, the text, and why."""
    return [(row.where, row.text, row.why) for row in read(file).unread]


@pytest.mark.parametrize("file", [TABLE, AGENDA, json.dumps(TALKS)])
def test_nothing_is_listed_of_a_file_that_is_read_to_its_last_word(file: str) -> None:
    assert lost(file) == []


def test_a_line_above_a_table_that_no_session_has_is_listed() -> None:
    table = f"Spring meeting\nOpening week in the garden\n{TABLE}"
    assert lost(table) == [("line 2", "Opening week in the garden", NO_ITEM)]


def test_what_another_item_has_does_not_hide_what_the_item_of_a_row_lacks() -> None:
    notes = Notes(statements=[[Statement("line 2", "Rivers"), Statement("line 9", "Rivers")]])
    note_lost(read(TABLE.replace("Bridges that sing", "Rivers")), notes)
    assert [row.where for row in notes.unread] == ["line 2"]


def test_a_time_at_which_no_item_begins_or_ends_is_listed() -> None:
    table = f"Spring meeting\nOpening week: bridges that sing until 17:45\n{TABLE}"
    assert lost(table) == [("line 2", "Opening week: bridges that sing until 17:45", NO_TIME)]


def test_what_counts_from_the_start_and_what_is_a_length_is_no_lost_time() -> None:
    assert lost("Show\nStart 20:00\n\n0:00 Lights (4:30)\n4:30 Song (3:00)\n7:30 Bow (2:00)\n") == []
    assert lost("Title\tDuration\nSongs\t12:00\nRivers\t7:00\nBridges\t3:00\nMountains\t10:00\n") == []


def test_a_date_on_which_there_is_no_item_is_listed() -> None:
    agenda = AGENDA.replace("9:00 Opening", "Dinner on 8 June 2026\n\n9:00 Opening of 3 May") + "\nNext: 11 June 2026\n"
    assert lost(agenda)[-1] == ("line 10", "Next: 11 June 2026", "no item is on this day")
    data = {"nights": [{"date": "1 July 2026"}], "stamp": "2026-05-05T10:00:07Z", "talks": TALKS}
    assert lost(json.dumps(data)) == [("nights[0].date", "nights.date: 1 July 2026", "no item is on this day")]


def test_data_beside_the_items_are_listed_by_their_keys() -> None:
    data = {
        "greeters": [{"who": "Dora Falk"}, {"who": "Emil Gray"}],
        "party": "Boat at the quay",
        "doors": "08:15",
        "logo": "/img/logo.png",
        "accent": "#ffcc00",
        "talks": TALKS,
    }
    assert lost(json.dumps(data)) == [
        ("greeters[0].who", "greeters.who: Dora Falk | Emil Gray", NO_ITEM),
        ("party", "Boat at the quay", NO_ITEM),
        ("doors", "08:15", NO_TIME),
    ]


def test_when_a_program_wrote_a_file_is_no_lost_time() -> None:
    assert lost(json.dumps({"updated": "2026-06-01T11:47:45Z", "talks": TALKS})) == []
    assert [why for _, _, why in lost(json.dumps({"doors": "2026-06-30T11:47:00Z", "talks": TALKS}))] == [NO_TIME]


def test_columns_and_keys_that_are_listed_as_unused_are_not_listed_again() -> None:
    assert lost("Time,Title,Catering\n09:00-09:30,Opening,Tea and buns\n09:30-10:00,Rivers,Soup of the day\n") == []
    assert lost(json.dumps([{**talk, "catering": "Soup of the day"} for talk in TALKS])) == []


def test_a_very_long_file_is_compared_up_to_a_limit_which_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "MOST_CHARACTERS", 20)
    programme = read(f"Spring meeting\nOpening week in the garden\n{TABLE}")
    assert programme.unread == ()
    assert [note.where for note in programme.guesses if "very long" in note.says] == ["line 2"]


def test_a_script_without_spaces_is_compared_by_pairs() -> None:
    assert lost("春季会议\n\n9:00 开幕式\n9:30 桥梁之歌\n10:00 结束\n") == []
    table = "春季会议\n请自带椅子\n时间,主题\n9:00-9:30,开幕式\n9:30-10:00,桥梁之歌\n"
    assert lost(table) == [("line 2", "请自带椅子", NO_ITEM)]


def test_the_theme_of_a_numbered_day_is_the_title_of_its_session() -> None:
    days = [
        {
            "title": f"Day {number} - {theme}",
            "date": f"{number} May 2026",
            "items": [{"time": "9:00-9:30", "name": name}],
        }
        for number, theme, name in ((1, "Gears and levers", "Springs"), (2, "Sundials", "Sand"))
    ]
    programme = read(json.dumps(days))
    assert ([session.title for session in programme.sessions], programme.unread) == (
        ["Day 1 - Gears and levers", "Day 2 - Sundials"],
        (),
    )


def test_columns_of_a_grid_that_look_like_no_rooms_are_listed() -> None:
    grid = (
        "time,cyan_team,lime_team,game_type\n8:30,Opening,Opening,Show\n9:00,Anna,Bella,Match\n9:30,Cora,Dora,Match\n"
    )
    says = "Columns that were taken for rooms: cyan_team, lime_team, game_type."
    assert says in [note.says for note in read(grid).guesses]
    assert says not in [note.says for note in read(grid.replace("cyan_team", "Hall 1")).guesses]


def test_lines_below_a_table_are_listed_together_if_they_are_short() -> None:
    table = f"{DRAWN}\n## Desks\n1. Brass\n2. Steel\n"
    assert lost(table) == [("line 6", "Desks | 1. Brass | 2. Steel", NO_ITEM)]
    long = lost(f"{table}* Coffee is in the hall of the mill, which has a clock with a bell, and a chair.\n")
    assert {where for where, _, _ in long} == {"line 6", "line 9"}


def test_a_place_that_is_to_come_does_not_hide_its_line() -> None:
    page = (
        "<p>Friday, 8 May 2026 · Brass Mill Old Yard (room TBA)</p><table><tr><th>Time</th><th>Title</th></tr>"
        "<tr><td>9:00-9:30</td><td>Springs</td></tr><tr><td>9:30-10:00</td><td>Levers</td></tr></table>"
    )
    assert [text for _, text, _ in lost(page)] == ["Friday, 8 May 2026 · Brass Mill Old Yard (room TBA)"]


@pytest.mark.parametrize(
    "line", ["## Instructors", "Ann Lee, Bo Chu, Cy Dee", "Goals: better clocks", "> Bring a chair"]
)
def test_a_line_of_something_else_is_not_the_title_of_a_table(line: str) -> None:
    table = f"# 8 May 2026\n{line}\n## Bridges\n\n{DRAWN}"
    assert read(table).title == "Bridges"


def test_who_leads_what_is_in_a_table_stands_above_it() -> None:
    table = f"**Chair:** Ann Lee (ACME)\n\n{DRAWN}"
    programme = read(table)
    assert [(person.name, person.affiliation) for person in programme.speakers] == [("Ann Lee", "ACME")]
    assert programme.sessions[0].moderator == programme.speakers[0].id


def test_what_a_list_above_a_table_says_of_people_is_kept() -> None:
    programme = read(
        "- **Ann Lee** (Brass mill) -- keynote\n\n"
        "| Time | Title | Speaker |\n|---|---|---|\n| 9:00-9:30 | Springs | Ann Lee |\n"
    )
    assert [(person.name, person.affiliation) for person in programme.speakers] == [("Ann Lee", "Brass mill")]


def test_an_organisation_behind_two_people_is_that_of_both() -> None:
    rows = "".join(
        f'9:{at}0-9:{at}5,Talk {at},"{who}"\n'
        for at, who in enumerate(("Bo Chu, Rope", "Cy Dee, Sand", "Eve Fox, Tin"))
    )
    more = '10:00-10:05,Talk 3,"Flo Gray, Iron"\n10:10-10:15,Talk 4,"Gus Hay and Ida Jay, Glass"\n'
    said = {each.name: each.affiliation for each in read(f"Time,Title,Speaker\n{rows}{more}").speakers}
    assert (said["Gus Hay"], said["Ida Jay"], said["Bo Chu"]) == ("Glass", "Glass", "Rope")


def test_what_tags_of_a_page_compute_is_no_text() -> None:
    page = (
        "<table><tr><th>Time</th><th>Title</th></tr><tr><td>9:00-9:30</td><td>Springs (<a href='#x' "
        "onClick={() => show('a')}>more</a>)</td></tr><tr><td>9:30-10:00</td><td>Levers</td></tr></table>"
    )
    assert [item.title for session in read(page).sessions for item in session.items] == ["Springs (more)", "Levers"]


def test_a_town_before_the_date_is_a_doubtful_title() -> None:
    says = [note.says for note in read("Kiel, 8 May 2026\n9:00 Springs\n10:00 Levers\n").guesses]
    assert "Taken for titles, and perhaps none, or not only: Kiel" in says


def test_a_heading_below_the_last_item_of_a_table_is_listed() -> None:
    day = "Time,Activity\n9:00-10:00,Ropes\n10:00-11:00,Sails\n,Wrap up\n"
    programme = read(f"{day}{day}")
    assert [(str(row.where), row.text, str(row.why)) for row in programme.unread] == [
        ("line 8", "Wrap up", "no item has it")
    ]


def test_a_date_that_a_program_wrote_as_noon_in_utc_is_no_time() -> None:
    rows = "Title,Date,Start Time,End Time\nRopes,2026-03-13T12:00:00.000Z,10:50 AM,11:30 AM\n"
    assert read(f"{rows}Sails,2026-03-13T12:00:00.000Z,11:30 AM,12:30 PM\n").unread == ()
