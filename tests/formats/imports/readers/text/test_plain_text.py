"""Programmes as people write them in a message."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import days, people, places, read, refused, rows

MESSAGE = """Counter-terrorism week
Monday, 3 June 2024

10:00 Opening (Mr. X)
10.15-10.45 Keynote: The next decade (Ms Lindqvist, ACME)
\u2022 10:45 Coffee break (15 min)
11:00 Panel discussion: futures
    Moderator: Jane Doe
    - John Smith (UN)
    - Ann Jones, Director, ACME
1:30 Lunch [45 min]

Tuesday 4 June
9am Talk by Bob Bill
9:30
A title on its own line
17:00 End
"""


def test_a_message_is_a_programme() -> None:
    programme = read(MESSAGE)
    assert (programme.format, programme.title, days(programme)) == (
        "text",
        "Counter-terrorism week",
        ["2024-06-03", "2024-06-04"],
    )
    assert rows(programme) == [
        ("10:00", "Opening", 15),
        ("10:15", "Keynote: The next decade", 30),
        ("10:45", "Coffee break", 15),
        ("11:00", "Panel discussion: futures", 150),
        ("13:30", "Lunch", 45),
        ("09:00", "Talk", 30),
        ("09:30", "A title on its own line", 450),
    ]
    assert people(programme) == {
        "Opening": ["Mr. X"],
        "Keynote: The next decade": ["Ms Lindqvist"],
        "Panel discussion: futures": ["Jane Doe", "John Smith", "Ann Jones"],
        "Talk": ["Bob Bill"],
    }
    assert programme.sessions[0].items[3].moderators == ("jane-doe",)
    assert places(programme.unread) == []


def test_lines_that_say_nothing_that_is_understood_are_named() -> None:
    programme = read("10:00 One\n   - with cake\n11:00\n12:00 Two\nYours sincerely, the committee\n")
    assert [(row.where, row.text) for row in programme.unread] == [
        ("line 3", ""),
        ("line 5", "Yours sincerely, the committee"),
    ]


UN = """10 a.m. \u2013 10.30 a.m.  Opening session
Chair: H.E. Ms. Ana Cruz, Permanent Representative
Speakers:
\u2022 H.E. Mr. Luis Vega, Minister
\u2022 Dr. Ann Lee (ACME)
10:30 a.m. to 1 p.m. General debate
Moderated by Bo Chu
[3:00 p.m.] Side event
Reception (6:30 p.m. - 8:00 p.m.)
"""


def test_people_and_times_stand_in_many_places() -> None:
    programme = read(UN)
    assert rows(programme) == [
        ("10:00", "Opening session", 30),
        ("10:30", "General debate", 150),
        ("15:00", "Side event", 210),
        ("18:30", "Reception", 90),
    ]
    assert people(programme) == {
        "Opening session": ["H.E. Ms. Ana Cruz", "H.E. Mr. Luis Vega", "Dr. Ann Lee"],
        "General debate": ["Bo Chu"],
    }
    assert places(programme.unread) == []


def test_who_is_addressed_with_a_title_is_no_heading() -> None:
    programme = read(
        "09.00 Welcome\nProf. Anna Berg, Rector, University of Oslo\n09.45 Keynote\nDr. John Q. Public, Director\n"
        "10.30-12.00 Parallel sessions\n Session A (Room 101): Oceans\n"
    )
    assert people(programme) == {"Welcome": ["Prof. Anna Berg"], "Keynote": ["Dr. John Q. Public"]}
    assert [(s.title, s.affiliation) for s in programme.speakers] == [
        ("Rector", "University of Oslo"),
        ("Director", ""),
    ]
    assert (len(programme.sessions), programme.unread) == (1, ())
    assert programme.sessions[0].items[-1].details.abstract == "Session A (Room 101): Oceans"


def test_a_table_that_is_drawn_is_a_table() -> None:
    programme = read("| Time | Title |\n|------|-------|\n| 10:00 | One |\n| 10:30 | Two |\n")
    assert (rows(programme)[0], places(programme.unread)) == (("10:00", "One", 30), [])


MARKDOWN = """# Spring meeting

## Monday, 3 June 2024

- **10:00** [Opening](https://example.org/1) (*Ann Lee*)
- **10:30-11:00** `Clocks`
* 11:00 Coffee (15 min)
"""


def test_markdown_is_read_without_its_signs() -> None:
    programme = read(MARKDOWN)
    assert (programme.title, days(programme)) == ("Spring meeting", ["2024-06-03"])
    assert rows(programme) == [("10:00", "Opening", 30), ("10:30", "Clocks", 30), ("11:00", "Coffee", 15)]
    assert people(programme) == {"Opening": ["Ann Lee"]}
    table = read("| **Time** | **Talk** |\n|:--|:--|\n| 10:00-10:30 | **One** |\n| 10:30-11:00 | Two |\n")
    assert rows(table) == [("10:00", "One", 30), ("10:30", "Two", 30)]


def test_headings_between_lines_make_sessions() -> None:
    programme = read("Plan\nSession 1: Peace\n10:00-11:00 One\nSession 2: War\n11:00-12:00 Two\n12:00-12:30 Three\n")
    assert [(s.title, len(s.items)) for s in programme.sessions] == [("Session 1: Peace", 1), ("Session 2: War", 2)]


def test_what_else_stands_beside_a_day_is_said() -> None:
    programme = read("Monday, 3 June 2024 at the town hall\n10:00-11:00 One\n")
    assert (days(programme), [note.where for note in programme.guesses]) == (["2024-06-03"], ["line 1"])


def test_durations_alone_are_enough() -> None:
    programme = read("Agenda\n1. Welcome (5 min)\n2. Budget \u2013 20 min\n3. Any other business 10 min\n")
    assert [(title, minutes) for _, title, minutes in rows(programme)] == [
        ("Welcome", 5),
        ("Budget", 20),
        ("Any other business", 10),
    ]
    assert programme.title == "Agenda"


@pytest.mark.parametrize(
    ("line", "title", "names"),
    [
        ("10:00 \u2013 Clocks \u2013 Ann Lee", "Clocks", ["Ann Lee"]),
        ("10:00 Clocks - Dr. Lee and Mr. Chu", "Clocks", ["Dr. Lee", "Mr. Chu"]),
        ("10:00 Lunch - Main Hall", "Lunch", []),
        ("10:00 Reception \u2013 Garden Terrace", "Reception", []),
        ("10:00 Clocks (in French)", "Clocks (in French)", []),
        ("10:00: Clocks (Ann Lee; Bo Chu)", "Clocks", ["Ann Lee", "Bo Chu"]),
        ("10:00 | Mr. Chu", "Mr. Chu", ["Mr. Chu"]),
        ("١٠:٠٠ الافتتاح", "الافتتاح", []),
    ],
)
def test_who_speaks_is_told_from_where_it_is(line: str, title: str, names: list[str]) -> None:
    programme = read(f"{line}\n11:00 Next thing\n")
    (item, _) = programme.sessions[0].items
    assert (item.title, people(programme).get(title, [])) == (title, names)


def test_commas_do_not_make_a_table_of_a_text() -> None:
    text = "9:00 Opening, welcome, and thanks\n9:30 Talk, by many\n10:00 Coffee, tea, cake\n"
    assert [title for _, title, _ in rows(read(text))] == [
        "Opening, welcome, and thanks",
        "Talk, by many",
        "Coffee, tea, cake",
    ]
    assert read("9:00\tOpening\tAnn Lee\n9:30\tTalk\tBo Chu\n").format == "csv"


MEETING = """Informal briefing
The meeting will take place on Monday, 3 June 2024 from 10:00 am to 12:00 pm in Conference Room 4.

10:00 am Opening, Ann Lee
10:15 am Clocks, Bo Chu, ACME
11:00 am Open floor
"""


def test_a_sentence_that_says_when_the_whole_is_is_no_item() -> None:
    programme = read(MEETING)
    assert rows(programme) == [("10:00", "Opening", 15), ("10:15", "Clocks", 45), ("11:00", "Open floor", 60)]
    assert (days(programme), programme.sessions[0].room) == (["2024-06-03"], "Conference Room 4")
    assert people(programme) == {"Opening": ["Ann Lee"], "Clocks": ["Bo Chu"]}


@pytest.mark.parametrize("head", ["10:00 am - 12:00 pm ET", "Time: 10:00-12:00 (CET)", "10 am to 12 pm, Hall B"])
def test_a_range_above_all_items_is_when_the_whole_is(head: str) -> None:
    programme = read(f"Briefing\n3 June 2024\n{head}\n10:00 One\n11:00 Two\n")
    assert rows(programme) == [("10:00", "One", 60), ("11:00", "Two", 60)]
    assert programme.sessions[0].room == ("Hall B" if "Hall" in head else "")


def test_an_end_is_no_item_and_ends_the_session() -> None:
    programme = read("10:00 One\n10:30 Two\n11:00 End of session\n")
    assert rows(programme) == [("10:00", "One", 30), ("10:30", "Two", 30)]
    assert programme.sessions[0].ends_ms - programme.sessions[0].starts_ms == 3_600_000
    assert rows(read("10:00 One\n10:30 End-to-end tests\n"))[1] == ("10:30", "End-to-end tests", 0)


def test_a_comma_parts_a_name_only_where_most_lines_have_one() -> None:
    programme = read("10:00 Opening, Next Steps\n11:00 Budget\n12:00 Coffee\n13:00 Planning\n")
    assert next(title for _, title, _ in rows(programme)) == "Opening, Next Steps"
    addressed = read("10:00 Opening, Ms Ann Lee\n11:00 Budget\n12:00 Coffee\n13:00 Planning\n")
    assert people(addressed) == {"Opening": ["Ms Ann Lee"]}


def test_a_letter_is_refused() -> None:
    assert refused("Dear all,\nthe meeting is moved.\nYours\n").startswith(
        "This is a text in which no line begins with a time or ends with a duration."
    )


def test_the_zone_in_a_sentence_about_the_whole_is_no_part_of_the_room() -> None:
    programme = read(
        "Side event\nJoin us on Thursday, 6 June 2024, 10:00 am - 12:00 pm ET in Conference Room 4.\n\n"
        "10:00 Welcome (Ann Lee)\n10:10 A talk (Bo Chu)\n"
    )
    assert [session.room for session in programme.sessions] == ["Conference Room 4"]


def test_what_stands_below_the_sign_of_a_signature_is_no_item() -> None:
    letter = (
        'Hi all,\n\n7:00pm Welcome\n7:05pm "What bees know"\n7:25pm Break\n\n{}\n\n--\nKaren | Mon-Thu 9:00-15:00\n'
    )
    programme = read(letter.format("Send slides by Thursday.\nSee you"))
    assert [title for _, title, _ in rows(programme)] == ["Welcome", "What bees know", "Break"]
    assert {note.why for note in programme.unread} >= {"a letter ends here; it is no item"}
    assert programme.sessions[0].items[-1].details.abstract == ""


def test_headings_with_times_are_read_where_a_table_in_markdown_is_about_something_else() -> None:
    text = "# Clock workshop\n\n| Role | When | Job |\n|---|---|---|\n| Narrative | all day | Owns the clock. |\n"
    text += "| Door | 08:15–12:00, then as needed | Tickets. |\n\n## 08:15–09:00 — Door\n\n## Morning\n\n"
    text += "### 09:00–09:25 — Welcome\n\n### 09:25–10:20 — Springs\n\n"
    text += "1. Morning treated as a lab and the afternoon then starts late: door\n   at 08:15, observe the tower.\n"
    programme = read(text)
    assert rows(programme) == [("08:15", "Door", 45), ("09:00", "Welcome", 25), ("09:25", "Springs", 55)]
    assert any("Role | When" in row.text for row in programme.unread)


def test_grids_with_gaps_between_their_rows_are_read_one_by_one() -> None:
    words = "+----+-------+-------+\n|Word|Plural |Meaning|\n+====+=======+=======+\n|oak |oaks   |a tree |\n"
    words += "+----+-------+-------+\n\n"
    times = "+-----------+--------+\n|Time       |Topic   |\n+===========+========+\n|09:00-9:50 |Springs |\n"
    times += "+-----------+--------+\n|9:50-10:05 |Dials   |\n+-----------+--------+\n"
    programme = read(f"Clocks\n======\n\n{words}Some words\n\n{times}\nOther words\n")
    assert rows(programme) == [("09:00", "Springs", 50), ("09:50", "Dials", 15)]


def test_a_duration_below_an_item_is_its_length_and_behind_a_gap_not() -> None:
    text = "9:00 Springs\nDuration: 20 min\n\n10:00 Dials\n11:00 Hands\n"
    assert rows(read(text)) == [("09:00", "Springs", 20), ("10:00", "Dials", 60), ("11:00", "Hands", 0)]
    assert rows(read(f"{text}\nDuration: 3 hours\n"))[-1] == ("11:00", "Hands", 0)


def test_a_sentence_above_all_is_no_title() -> None:
    long = "The workshop this year has talks on ropes and on boats of paper, and whoever brings glue may stay for more."
    for above in ("All times are in CEST", long):
        programme = read(f"{above}\n\n10:00 Ropes in knots\n11:00 Boats of paper\n12:00 Lunch\n")
        assert programme.title == "Programme"
        assert [row.text[:20] for row in programme.unread] == [above[:20]]


def test_a_range_above_the_place_is_that_of_the_whole_and_a_name_stands_before_an_office() -> None:
    programme = read(
        "時計の会\n10:00〜16:30\n会場 水車小屋\nプログラム\n10:00 開会の辞 山田 太郎 時計委員会委員長\n12:00 昼食\n"
    )
    assert [(person.name, person.affiliation) for person in programme.speakers] == [("山田 太郎", "時計委員会委員長")]
    assert (rows(programme)[-1], {session.room for session in programme.sessions}) == (
        ("12:00", "昼食", 270),
        {"水車小屋"},
    )


def test_a_range_long_before_the_others_is_an_item() -> None:
    programme = read("9 May 2026\n\n16:00 - 19:00\n\nArrival\n\n17:00 - 17:15\n\nBoard\n\n17:15 - 18:15\n\nMembers\n")
    assert {title for _, title, _ in rows(programme)} == {"Arrival", "Board", "Members"}


def test_a_place_behind_at_or_among_others_in_brackets_is_doubted_and_no_person() -> None:
    text = "9:00 Supper @ Old Mill Hall\n10:00 Tea (Brass Hall)\n11:00 Bells (Crater North)\n12:00 Sand (Sand Room)\n"
    programme = read(text)
    said = [note.says.rpartition(": ")[2] for note in programme.guesses if "its room" in note.says]
    assert (said, programme.speakers) == (["Old Mill Hall", "Brass Hall", "Crater North", "Sand Room"], ())


def test_small_words_behind_by_are_no_person() -> None:
    assert not read("9:00 Grupos por Eixo Comum, inscrição de pessoas para a delegação do moinho\n10:00 Fim\n").speakers


def test_a_room_that_stands_below_several_items_is_that_of_the_item_above_it_behind_a_gap_too() -> None:
    text = (
        "9:00 - 9:30\n\nSprings\nBrass Hall\n\n9:30 - 10:00\n\nLevers\nAnn Lee\n\nUniversity of Mills\n\nBrass Hall\n\n"
        "10:00 - 10:30\n\nTea\nYard Hall\n"
    )
    programme = read(text)
    assert [(s.title, s.room, len(s.items)) for s in programme.sessions] == [
        ("Programme · Brass Hall · 30 June 2026", "Brass Hall", 2),
        ("Programme · Yard Hall · 30 June 2026", "Yard Hall", 1),
    ]
    assert [(person.name, person.affiliation) for person in programme.speakers] == [("Ann Lee", "University of Mills")]


def test_a_place_below_all_items_of_a_day_is_that_of_each_and_this_is_said() -> None:
    day = "14:00 Ropes\n15:00 Bells\nRoom: Old Mill\n"
    programme = read(f"4 May 2026\n{day}5 May 2026\n{day.replace('Old', 'New')}")
    assert [(session.room, len(session.items)) for session in programme.sessions] == [("Old Mill", 2), ("New Mill", 2)]
    assert sum("that of its neighbours was taken" in note.says for note in programme.guesses) == 2
    of_one = read("4 May 2026\n- 14:00 Ropes\n- Room: Old Mill\n- 15:00 Bells\n- Room: New Mill\n")
    assert {session.room for session in of_one.sessions} == {"Old Mill", "New Mill"}


def test_a_room_behind_a_label_below_a_day_is_that_of_this_day_and_of_no_other() -> None:
    first = "4 May 2026\nLocation: Old Mill\n14:00 Ropes\n15:00 Bells\n"
    programme = read(f"{first}5 May 2026\nLocation: New Mill\n14:00 Wheels\n15:00 Songs\n")
    assert [(session.room, len(session.items)) for session in programme.sessions] == [("Old Mill", 2), ("New Mill", 2)]
    assert "Taken for the room of all that follows: New Mill" in [note.says for note in programme.guesses]
    again = read(f"{first}Location: Mill Inn\nLocation: Mill Yard\n16:00 Dances\n17:00 Songs\n")
    assert {s.room: [i.title for i in s.items] for s in again.sessions} == {
        "Old Mill": ["Ropes"],
        "Mill Inn": ["Bells"],
        "Mill Yard": ["Dances", "Songs"],
    }


def test_a_room_in_a_sentence_above_all_items_is_said_and_one_in_brackets_is_none() -> None:
    items = "9:30 Keynote\n10:30 Walk to the mill\n"
    bracketed = read(f"We begin at 9:00 on Saturday (many of us have breakfast in Windsor hall before then).\n{items}")
    assert [session.room for session in bracketed.sessions] == [""]
    said = read(f"We will meet from 9:00 to 11:00 in Windsor hall, and many of us will stay.\n{items}")
    assert [session.room for session in said.sessions] == ["Windsor hall"]
    assert "Taken for the room of all that follows: Windsor hall" in [note.says for note in said.guesses]


def test_rooms_left_in_titles_are_doubted_before_people_and_by_number_too() -> None:
    programme = read(
        "9:00 Opening\n9:30 Steps of a shop (amphi Oak 2) - Ann Lee (ACME)\n"
        "11:00 sessions, rooms 3, 6 and 7\n12:00 Lunch\n"
    )
    said = {str(note.says) for note in programme.guesses}
    assert {
        f"This may be its room, and was left in the title: {room}" for room in ("amphi Oak 2", "rooms 3, 6 and 7")
    } <= said
