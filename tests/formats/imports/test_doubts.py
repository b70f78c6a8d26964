"""What is unlikely in a result is listed: odd titles, people who may be none, and sessions at night."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import read

ODD = "Taken for people, and perhaps none: "


@pytest.mark.parametrize(
    "name",
    [
        "Speaker 1",
        "Data Scientist",
        "Closing",
        "Moritz)",
        "the whole team",
        "Pitch to judges",
        "City Library",
        "Workshop Hosts",
        "Private Room",
        "you!",
        "Conference Hall",
        "Amber Dancers",
    ],
)
def test_who_is_hardly_a_person_is_named_where_they_speak(name: str) -> None:
    table = f"Time,Title,Speaker\n09:00-09:30,Opening,Ann Lee\n09:30-10:00,Bridges,{name}\n"
    assert [(note.where, note.says) for note in read(table).guesses if note.says.startswith(ODD)] == [
        ("line 3", f"{ODD}{name}")
    ]


def test_people_are_not_doubted() -> None:
    names = (
        "Dr. Ann Lee; Bo M. Chu; 张伟; von der Leyen; Hector; Prof. Dr. Rector Magnificus; Ana María de la Cruz Solís"
    )
    table = f"Time,Title,Speakers\n09:00-09:30,Opening,{names}\n09:30-10:00,Bridges,Bo Chu\n"
    assert not any(note.says.startswith(ODD) for note in read(table).guesses)


def test_a_session_that_begins_at_night_is_doubted_unless_it_goes_on() -> None:
    night = "Time,Title\n01:00-01:30,Strings\n01:30-02:15,Drums\n07:00-07:20,Horns\n"
    assert [(note.where, note.says) for note in read(night).guesses if "night" in note.says] == [
        ("line 2", "It begins at night, at 01:00, perhaps twelve hours too early: Strings")
    ]
    alone = "Fri 16.00-17.00 Strings\nSat 3.30 Drums\n"
    assert any("It begins at night" in note.says for note in read(alone).guesses)
    party = "Date,Time,Title\n3 July 2026,22:00-01:00,Strings\n4 July 2026,01:00-03:00,Drums\n"
    assert not any("night" in note.says for note in read(party).guesses)


@pytest.mark.parametrize(
    "title",
    ["Bridges {{ year }}", "Bridges (open(tab)}>see more)", "Bridges *and* __ropes", "10:45 Bridges", "Bridges " * 40],
)
def test_a_title_with_marks_or_a_time_or_as_long_as_a_description_is_doubted(title: str) -> None:
    table = f"Start,End,Title\n09:00,09:30,Opening\n09:30,10:00,{title}\n10:00,10:30,C# & <3 in 24:7\n"
    doubts = [(note.where, note.says) for note in read(table).guesses if note.says.startswith("Taken for titles")]
    assert [where for where, _ in doubts] == ["line 3"]


def test_people_that_are_left_in_a_title_are_doubted() -> None:
    left = "Bridges (hall 2) - Anna Leeds (ACME), Bo Chuks (Ropes) and a long walk by the river"
    lines = f"Bridge day\n4 May 2026\n09:00 {left}\n10:00 Ropes - Cy Dee\n11:00 Walk - The Old Mill (north bank)\n"
    doubts = [(note.where, note.says) for note in read(lines).guesses if "left in titles" in note.says]
    assert doubts == [("line 3", "These may be who speaks, and were left in titles: Anna Leeds; Bo Chuks")]


def test_people_behind_by_are_doubted_wherever_they_stand_in_a_title() -> None:
    lines = (
        "Bridge day\n4 May 2026\n09:00 Welcome by mayor Anna van der Lee and a walk\n10:00 Songs von A. B. Chu heute\n"
    )
    doubts = [(note.where, note.says) for note in read(lines).guesses if "left in titles" in note.says]
    assert doubts == [("line 3", "These may be who speaks, and were left in titles: Anna van der Lee; A. B. Chu")]


def test_a_title_of_all_that_is_a_time_is_doubted() -> None:
    line = "Friday, doors 6.30 pm"
    rows = "| 9:00-9:30 | Springs | Bo Chu |\n| 9:30-10:00 | Bells | Host |\n"
    table = f"{line}\n\n| Time | Title | Speaker |\n|---|---|---|\n{rows}"
    says = [note.says for note in read(table).guesses]
    assert f"Taken for titles, and perhaps none, or not only: {line}" in says
    assert "Taken for people, and perhaps none: Host" in says


@pytest.mark.parametrize("title", ["Please note: the doors open later", "We\u2019ve moved to the pier", "Lizenz"])
def test_a_title_of_all_that_speaks_to_readers_is_doubted(title: str) -> None:
    says = [note.says for note in read(f"{title}\n12 May 2026\n9:00 Springs\n10:00 Wheels\n11:00 Close\n").guesses]
    assert f"Taken for titles, and perhaps none, or not only: {title}" in says


@pytest.mark.parametrize("room", ["кинозал", "S022-S023", "B 14"])
def test_a_hall_in_one_word_or_the_code_of_a_room_in_brackets_may_be_the_room(room: str) -> None:
    text = f"Форум\n12 мая 2026\n9:00 Завтрак\n10:00 Открытие ({room})\n11:00 Обед\n"
    assert any(note.says.endswith(f"was left in the title: {room}") for note in read(text).guesses)


def test_an_office_before_a_person_is_doubted() -> None:
    table = "Time,Title,Speaker\n9:00-9:30,Springs,Head of Clocks Prof. Ann Lee\n9:30-10:00,Bells,Prof. Bo Chu\n"
    assert any(note.says == f"{ODD}Head of Clocks Prof. Ann Lee" for note in read(table).guesses)


def test_a_name_behind_the_last_comma_of_a_title_is_doubted_where_others_speak() -> None:
    lines = "Bridge day\n4 May 2026\n09:00 Greetings, mayor of Ropes, Xenya Leeds\n10:00 Ropes - Cy Dee\n11:00 Walk\n"
    doubts = [(note.where, note.says) for note in read(lines).guesses if "left in titles" in note.says]
    assert doubts == [("line 3", "These may be who speaks, and were left in titles: Xenya Leeds")]


def test_a_few_words_in_brackets_that_may_be_people_are_doubted() -> None:
    lines = "Camp day\n4 May 2026\n09:00 Breakfast\n10:00 Free swim (Pond Green)\n11:00 Walk\n"
    assert any(note.says == "Taken for who speaks: Pond Green" for note in read(lines).guesses)


def test_a_year_that_no_other_date_shows_is_doubted() -> None:
    lines = "## Dials: 3rd February\n- 10:00 Sand\n- 11:00 Sun\n## Start: Friday, 27th January\n- 17:00 Doors\n"
    assert any(note.says.startswith("No year is given; 2026 was taken") for note in read(lines).guesses)


def test_times_since_the_start_that_may_be_minutes_are_doubted() -> None:
    table = "|Time|Item|\n|---|---|\n|0:00-0:45|Dials|\n|0:45-2:30|Springs|\n|2:30-4:00|Sand|\n"
    assert any("read as hours and minutes" in note.says for note in read(table).guesses)


def test_a_room_below_several_items_of_another_one_is_named() -> None:
    lines = (
        "Clock day, 4 May 2026\nLocation: Hall A\n09:00 Dials\n10:00 Springs\n11:00 Sand\nLocation: Hall B\n12:00 Sun\n"
    )
    assert ("line 6", "Taken for its room: Hall B") in [(note.where, note.says) for note in read(lines).guesses]


@pytest.mark.parametrize("title", ["Bridges - 12.00 \u2013 13.00 Lunch", "15 : Bridges", "13.00 \u2013 Bridges"])
def test_a_title_with_another_time_is_doubted(title: str) -> None:
    table = f"Start,End,Title\n09:00,09:30,Opening\n09:30,10:00,{title}\n"
    assert any(note.says.startswith("Taken for titles") for note in read(table).guesses)


def test_the_room_of_one_row_that_more_rows_without_one_get_is_named() -> None:
    table = "Start,End,Title,Room\n09:00,09:30,Bridges,\n09:30,10:00,Rails,Foyer\n10:00,10:30,Ropes,\n"
    says = "No room is named; that of its neighbours was taken, Foyer."
    assert ("line 2", says) in [(note.where, note.says) for note in read(table).guesses]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Keynote #1: Bo Chu & Cy Dee", "Bo Chu; Cy Dee"),
        ("Welcome (by our dean Bo Chu)", "Bo Chu"),
        ("Plenary Session: Moderator: Bo Chu, ACME", "Bo Chu"),
        ("Keynote: The future of clocks", ""),
        ("Lunch (with soup)", ""),
    ],
)
def test_people_behind_words_for_a_talk_may_be_who_speaks(title: str, names: str) -> None:
    table = f"Start,End,Title\n09:00,09:30,Opening\n09:30,10:00,{title}\n"
    said = [note.says for note in read(table).guesses if note.says.startswith("These may be who speaks")]
    assert said == ([f"These may be who speaks, and were left in titles: {names}"] if names else [])


def test_items_without_titles_are_called_by_who_speaks_and_that_is_said() -> None:
    table = "Start,End,Title,Speaker\n09:00,09:30,Opening,\n09:30,10:00,,Bo Chu\n10:00,10:30,,Cy Dee\n"
    assert ("line 3", "Items without titles are called by who speaks, of which there are 2: Bo Chu") in [
        (note.where, note.says) for note in read(table).guesses
    ]


def test_titles_that_say_the_same_again_may_be_columns_of_several_days() -> None:
    text = "4 May 2026\n9:00 - 12:00 TalksTalksTalks\n12:00 - 14:00 Lunch Lunch\n14:00 - 15:00 Hands hand over\n"
    says = "Titles say the same several times, as columns of several days or rooms do on one line: TalksTalksTalks"
    assert [note.where for note in read(text).guesses if note.says == says] == ["line 2"]
    assert not any("several times" in note.says for note in read(text.replace("Lunch Lunch", "Lunch")).guesses)


def test_people_with_titles_in_descriptions_of_items_without_speakers_are_said() -> None:
    talks = """[{"time": "09:00", "title": "Bells", "text": "At the tower\\nDr. Ann Lee"},
    {"time": "10:00", "title": "Ropes", "text": "In the yard"}]"""
    assert any(note.says.endswith("left in descriptions: Dr. Ann Lee") for note in read(talks).guesses)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Clara Moss: Old bridges", "Clara Moss"),
        ("CLARA MOSS Adviser, Ropes: Old bridges", "CLARA MOSS"),
        ("\u201cOld bridges\u201d. Dr. polit Xanthe Moss. Rector, ACME", "Dr. polit Xanthe Moss"),
        ("Round of questions with Tomasz van der Moss, Clara J. Reed and all", "Tomasz van der Moss; Clara J. Reed"),
        ("Clara Moss", "Clara Moss"),
        ("Via Marco Moss", ""),
        ("Film: \u201cClara Moss\u201d", ""),
        ("Old Bridges Today", ""),
        ("ALICE Highlights", ""),
    ],
)
def test_a_first_name_or_a_title_such_as_dr_shows_who_was_left_in_a_title(title: str, names: str) -> None:
    table = f'Start,End,Title\n09:00,09:30,Opening\n09:30,10:00,"{title}"\n'
    said = [note.says for note in read(table).guesses if note.says.startswith("These may be who speaks")]
    assert said == ([f"These may be who speaks, and were left in titles: {names}"] if names else [])


def test_a_name_before_the_title_of_an_item_of_another_person_is_doubted() -> None:
    table = "Start,End,Title,Speaker\n09:00,09:30,Clara Moss,Bo Chu\n09:30,10:00,Clara Reed and her bridges,Cy Dee\n"
    assert "These may be who speaks, and were left in titles: Clara Moss" in [note.says for note in read(table).guesses]


def test_surnames_alone_behind_titles_are_named() -> None:
    table = "Time,Title\n09:00-09:30,Knots for all - Lee\n09:30-10:00,Canvas and sails - Chu\n10:00-10:30,Ropes\n"
    says = "These may be who speaks, and were left in titles: Lee; Chu"
    assert any(note.says == says for note in read(table).guesses)


@pytest.mark.parametrize(
    ("people", "odd"),
    [
        ("Ada Lorn; Bo Chu; Cy Dee; Ropemakers", "Ropemakers"),
        ("Ada Lorn; Bo Chu; Cy Dee; GRB Organizers", "GRB Organizers"),
        ("Baumeister Clara Moss; Dr. Bo Chu; Prof. Cy Dee; Alte Brücken", "Alte Brücken"),
        ("Ada Lorn; Bo Chu; Cy Dee; Clara Moss; leonp", ""),
        ("Ada Lorn; Bo Chu; Dr. Cy DEE; Clara MOSS", ""),
        ("Ada; Bo; Cy; Ropemakers", ""),
    ],
)
def test_the_few_names_that_are_unlike_those_of_people_are_doubted(people: str, odd: str) -> None:
    table = f"Start,End,Title,Speaker\n09:00,09:30,Opening,{people}\n09:30,10:00,Rails,\n"
    said = [note.says for note in read(table).guesses if note.says.startswith(ODD)]
    assert said == ([f"{ODD}{odd}"] if odd else [])


def test_initials_before_a_surname_are_doubted() -> None:
    lines = "Мосты\n12 мая 2026\n9:00 Доклады - И.Б. Мостов – директор музея им. К.К. Реки\n10:00 Обед\n"
    said = [note.says for note in read(lines).guesses if note.says.startswith("These may be who speaks")]
    assert said == ["These may be who speaks, and were left in titles: И.Б. Мостов"]


@pytest.mark.parametrize(
    ("heading", "doubted"), [("The timetable for Friday", True), ("The timetable for Thursday", False)]
)
def test_a_heading_of_another_weekday_is_doubted(heading: str, doubted: bool) -> None:
    lines = f"Bridge days\n8 October 2026\n{heading}:\n9:00 Bridges\n10:00 Ropes\n11:00 Close\n"
    says = [note.says for note in read(lines).guesses if "another weekday" in note.says]
    told = f"It was put on 8 October 2026, which is another weekday than its title names: {heading}"
    assert says == ([told] if doubted else [])


def test_a_description_that_only_says_who_speaks_is_told() -> None:
    talks = """[{"hour": "09:00", "title": "Barcos", "description": "por Ana Lima"},
    {"hour": "10:00", "title": "Remos", "description": "Remos novos\\npor Rui Paz\\nRemos velhos\\npor Eva Sol"}]"""
    says = [note.says for note in read(talks).guesses]
    assert "Taken for who speaks: Ana Lima" in says
    assert any(said.endswith("left in descriptions: Rui Paz; Eva Sol") for said in says)


def test_a_description_that_ends_with_who_speaks_is_told() -> None:
    talks = """[{"time": "09:00", "title": "Oars", "text": "What oars are made of, and a look at them, with Anna Sol."},
    {"time": "10:00", "title": "Ropes", "text": "Where ropes are still found, and how they work with Spring Boot."}]"""
    said = [str(note.says) for note in read(talks).guesses if "descriptions" in note.says]
    assert said == ["These may be who speaks or leads, and were left in descriptions: Anna Sol"]
