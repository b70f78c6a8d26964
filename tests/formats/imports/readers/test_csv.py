"""Tables in the wild: every row is an item, a heading, or is said not to have been read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.values import MINUTE
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.selection import Choice, wanted
from tests.formats.imports.reading import DAY, days, people, places, read, refused, rows

PLAIN = "Start,End,Title,Speaker\n09:00,09:30,Opening,Ann Lee\n09:30,10:15,Caf\u00e9 society,Bo Chu\n"
EXPECTED = [("09:00", "Opening", 30), ("09:30", "Caf\u00e9 society", 45)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_same_table_is_read_however_it_was_saved(encoding: str, delimiter: str, ending: str) -> None:
    data = PLAIN.replace(",", delimiter).replace("\n", ending).encode(encoding)
    programme = read(data)
    assert (rows(programme), places(programme.unread)) == (EXPECTED, [])
    assert ("cp1252" in str(programme.guesses)) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("encoding", "titles"),
    [
        ("cp1251", ["Открытие семинара", "Обсуждение докладов"]),
        ("koi8-r", ["Открытие семинара", "Обсуждение докладов"]),
        ("cp1256", ["كلمة الافتتاح", "جلسة نقاش"]),
        ("gb18030", ["领导致辞", "工作总结"]),
        ("cp1250", ["Rejestracja uczestników", "Wystąpienia gości i łączność"]),
        ("cp1252", ["Begrüßung der Gäste", "Führung"]),
    ],
)
def test_the_letters_show_in_which_older_encoding_a_table_was_saved(encoding: str, titles: list[str]) -> None:
    text = f"Start;End;Title\n09:00;09:30;{titles[0]}\n09:30;10:15;{titles[1]}\n"
    programme = read(text.encode(encoding))
    assert [title for _, title, _ in rows(programme)] == titles
    assert f"read in the encoding {encoding}" in str(programme.guesses)


@pytest.mark.parametrize(
    "headings",
    [
        "Beginn;Ende;Titel;Referent/in",
        "D\u00e9but;Fin;Titre;Intervenant(s)",
        "Inicio;Fin;T\u00edtulo;Ponente",
        "Inizio;Fine;Titolo;Relatore",
        "\u041d\u0430\u0447\u0430\u043b\u043e;\u041a\u043e\u043d\u0435\u0446;\u0422\u0435\u043c\u0430;\u0414\u043e\u043a\u043b\u0430\u0434\u0447\u0438\u043a",
        "\u5f00\u59cb\u65f6\u95f4;\u7ed3\u675f\u65f6\u95f4;\u6807\u9898;\u6f14\u8bb2\u8005",
        "\u0627\u0644\u0628\u062f\u0627\u064a\u0629;\u0627\u0644\u0646\u0647\u0627\u064a\u0629;\u0627\u0644\u0639\u0646\u0648\u0627\u0646;\u0627\u0644\u0645\u062a\u062d\u062f\u062b",
        "Start Time (CET);End Time (CET);Session title;Speaker name(s)",
        "FROM;TO;TOPIC;PRESENTED BY",
    ],
)
def test_headings_are_known_in_many_languages(headings: str) -> None:
    programme = read(f"{headings}\n09:00;09:30;One;Ann Lee\n")
    assert (rows(programme), people(programme)) == ([("09:00", "One", 30)], {"One": ["Ann Lee"]})


def test_what_stands_above_the_headings_is_the_title_and_the_day() -> None:
    programme = read("Annual meeting;;\n;;\nMonday 3 June 2024;;\nTime;Title;Speaker\n9:00;One;\n9:30;Two;\n")
    assert (programme.title, days(programme)) == ("Annual meeting", ["2024-06-03"])


def test_labels_above_the_headings_are_no_title() -> None:
    programme = read("Venue:;Geneva\nEvent:;Annual meeting\nDate:;3 June 2024\nTime;Title\n9:00;One\n")
    assert (programme.title, days(programme)) == ("Annual meeting", ["2024-06-03"])


def test_half_past_one_after_noon_is_half_past_thirteen_and_that_is_said() -> None:
    programme = read("Time,Title\n9:00,One\n12:00,Two\n1:30,Three\n3:00-4:00,Four\n")
    assert rows(programme) == [
        ("09:00", "One", 180),
        ("12:00", "Two", 90),
        ("13:30", "Three", 90),
        ("15:00", "Four", 60),
    ]
    assert {"line 4", "line 5"} <= set(places(programme.guesses))


def test_an_evening_between_two_mornings_is_a_slip_of_the_pen() -> None:
    programme = read("Start,End,Title\n8:30 AM,9:00 AM,One\n9:00 PM,9:30 PM,Two\n9:30 AM,10:00 AM,Three\n")
    assert rows(programme) == [("08:30", "One", 30), ("09:00", "Two", 30), ("09:30", "Three", 30)]
    assert "line 3" in places(programme.guesses)


def test_an_end_before_its_start_is_after_noon() -> None:
    programme = read("Start,End,Title\n11:30,12:30,One\n12:30,1:15,Two\n1:15,2:00 PM,Three\n")
    assert [minutes for _, _, minutes in rows(programme)] == [60, 45, 45]


def test_rows_in_another_order_are_sorted_and_not_moved_by_half_a_day() -> None:
    programme = read("Start,End,Title\n15:00,16:00,C\n09:00,10:00,A\n13:00,14:00,B\n11:00,12:00,D\n")
    assert [title for _, title, _ in rows(programme)] == ["A", "D", "B", "C"]
    assert "sorted" in str(programme.guesses)


def test_ambiguous_dates_follow_what_the_rest_of_the_file_can_only_mean() -> None:
    said = read("Date,Start,End,Title\n03/04/2024,9:00,10:00,A\n03/13/2024,9:00,10:00,B\n")
    assert days(said) == ["2024-03-04", "2024-03-13"]
    doubtful = read("Date,Start,End,Title\n03/04/2024,9:00,10:00,A\n")
    assert days(doubtful) == ["2024-04-03"]
    assert any("might mean" in note.says for note in doubtful.guesses)


def test_weekdays_and_numbered_days_follow_the_first_day() -> None:
    listed = read("Day;Time;Title\nTuesday;9:00;One\n;10:00;Two\nWednesday;9:00;Three\nThursday;9:00;Four\n")
    assert days(listed) == ["2026-06-30", "2026-07-01", "2026-07-02"]
    assert listed.sessions[0].source.endswith("|tuesday")  # the same on any day of import
    headed = read("Time;Title\nDienstag;\n9:00;One\nMittwoch;\n9:00;Two\n")
    assert days(headed) == ["2026-06-30", "2026-07-01"]
    counted = read("Time;Title\nDay 1: 3 June 2024;\n9:00;One\nDay 2;\n9:00;Two\n")
    assert days(counted) == ["2024-06-03", "2024-06-04"]


def test_durations_without_times_follow_each_other() -> None:
    programme = read("Title;Duration;Speaker\nOne;7,5;Ann Lee\nTwo;10 min;Bo Chu\nThree;1h05;Cy Dee\n")
    assert [item.planned_ms for session in programme.sessions for item in session.items] == [
        450_000,
        600_000,
        3_900_000,
    ]


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [(["0:30", "1:15"], [30, 75]), (["6:00", "12:30"], [6, 12]), (["00:06:00", "00:12:00"], [6, 12])],
)
def test_colons_in_durations_mean_what_gives_a_sensible_day(cells: list[str], minutes: list[int]) -> None:
    programme = read("Title;Duration\n" + "".join(f"Item {n};{cell}\n" for n, cell in enumerate(cells)))
    assert [item.planned_ms // 60_000 for session in programme.sessions for item in session.items] == minutes


def test_start_and_end_decide_what_a_duration_counts() -> None:
    programme = read("Start,Title,Duration\n9:00,One,6:00\n9:06,Two,9:00\n9:15,Three,1:00\n")
    assert [item.planned_ms // 1000 for s in programme.sessions for item in s.items] == [360, 540, 60]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('"Ann Lee, Bo Chu"', ["Ann Lee", "Bo Chu"]),
        ("Ann Lee; Bo Chu", ["Ann Lee", "Bo Chu"]),
        ("Ann Lee and Bo Chu", ["Ann Lee", "Bo Chu"]),
        ("Ann Lee & Bo Chu", ["Ann Lee", "Bo Chu"]),
        ('"Ms. Ann Lee, Director, ACME"', ["Ms. Ann Lee"]),
        ("Ann Lee (ACME); Bo Chu (UN)", ["Ann Lee", "Bo Chu"]),
        ('"Lee, Ann"', ["Ann Lee"]),
        ('"Ann Lee\nBo Chu"', ["Ann Lee", "Bo Chu"]),
        ("Ann Lee \u2013 Director of Research and Policy", ["Ann Lee"]),
    ],
)
def test_people_are_told_apart(cell: str, names: list[str]) -> None:
    assert people(read(f"Time,Title,Speaker\n9:00,One,{cell}\n10:00,Two,\n"))["One"] == names


def test_a_person_is_one_person_with_and_without_a_title() -> None:
    programme = read("Time;Title;Speaker\n9:00;One;Dr. Ann Lee (ACME)\n10:00;Two;Ann Lee\n11:00;Three;TBA\n")
    assert [(speaker.name, speaker.affiliation) for speaker in programme.speakers] == [("Dr. Ann Lee", "ACME")]


def test_details_of_the_only_speaker_are_theirs() -> None:
    programme = read("Time;Title;First name;Last name;Company;Country\n9:00;One;Ann;Lee;ACME;KE\n9:30;Two;;;;\n")
    (speaker,) = programme.speakers
    assert (speaker.name, speaker.affiliation, speaker.country) == ("Ann Lee", "ACME", "KE")


def test_rooms_and_days_make_sessions() -> None:
    programme = read(
        "Date;Room;Start;End;Title\n3.6.2024;A;9:00;10:00;One\n;B;9:00;10:00;Two\n;A;10:00;11:00;Three\n4.6.2024;A;9:00;9:30;Four\n"
    )
    assert [(session.room, len(session.items)) for session in programme.sessions] == [("A", 2), ("B", 1), ("A", 1)]
    assert programme.counts["minutes"] == 210


def test_rooms_stand_in_the_order_of_their_numbers() -> None:
    rooms = ("Room 10", "Annex", "Room 2", "Room 2b", "Room 02a", "", f"Room {'9' * 5000}")
    programme = read("Room,Start,End,Title\n" + "".join(f"{room},9:00,10:00,One\n" for room in rooms))
    listed = [session.room[:8] for session in programme.sessions]
    assert listed == ["", "Annex", "Room 2", "Room 02a", "Room 2b", "Room 10", "Room 999"]


def test_named_sessions_stay_together_and_headings_between_rows_name_one() -> None:
    named = read("Session;Start;Title\nMorning;9:00;One\n;9:30;Two\nNoon;10:00;Three\n")
    assert [(s.title, len(s.items)) for s in named.sessions] == [("Morning", 2), ("Noon", 1)]
    headed = read("Time,Title\nMorning,\n9:00,One\n9:30,Two\nAfternoon,\n14:00,Three\n")
    assert [(s.title, len(s.items)) for s in headed.sessions] == [("Morning", 2), ("Afternoon", 1)]


def test_a_grid_has_an_item_in_each_room() -> None:
    programme = read("Time,Room 1,Room 2\n10:00,One,Two\n11:00,Three,\n12:00,Four,Five\n12:30,End,End\n")
    assert {(s.room, len(s.items)) for s in programme.sessions} == {("Room 1", 3), ("Room 2", 2)}
    assert [minutes for _, title, minutes in rows(programme) if title in {"One", "Two", "Three"}] == [60, 60, 60]


def test_every_row_that_cannot_be_read_is_named_with_its_line() -> None:
    programme = read('Time,Title,Speaker\n9:00,"One\nand more",Ann Lee\nsoon,Two,Bo Chu\n10:00,,\n\n11:00,Three,\n')
    assert [(row.where, row.text) for row in programme.unread] == [
        ("line 4", "soon | Two | Bo Chu"),
        ("line 5", "10:00"),
    ]
    assert len(rows(programme)) == 2


def test_another_speaker_below_an_item_belongs_to_it_and_repeated_headings_are_no_item() -> None:
    programme = read("Time,Title,Speaker\n9:00,One,Ann Lee\n,,Bo Chu\nTime,Title,Speaker\n10:00,Two,\n")
    assert (people(programme), programme.counts["items"]) == ({"One": ["Ann Lee", "Bo Chu"]}, 2)


def test_columns_that_are_not_used_are_named() -> None:
    programme = read("Time,Title,Level,Budget\n9:00,One,high,3\n")
    assert any("Level, Budget" in note.says for note in programme.guesses)


def test_a_table_without_headings_is_read_by_what_it_holds() -> None:
    programme = read("09:00,Opening words,Ann Lee\n09:30,A long talk about things,Bo Chu\n10:00,Coffee,\n")
    assert [row[:2] for row in rows(programme)] == [
        ("09:00", "Opening words"),
        ("09:30", "A long talk about things"),
        ("10:00", "Coffee"),
    ]
    assert any("no headings" in note.says for note in programme.guesses)


def test_rows_that_are_no_items_are_named() -> None:
    total = read("Title;Minutes\nOne;5\nTwo;10\nTotal;15\n")
    assert ([row.why for row in total.unread], total.counts["minutes"]) == (["it adds up the other rows"], 15)
    calendar = read(
        "Subject,Start Date,Start Time,End Date,End Time,All Day Event\n"
        "One,06/14/2024,09:00 AM,06/14/2024,10:00 AM,False\n"
        "Two,06/14/2024,11:00 PM,06/15/2024,1:00 AM,False\nDay,06/14/2024,,06/14/2024,,True\n"
    )
    assert rows(calendar) == [("09:00", "One", 60), ("23:00", "Two", 120)]
    assert [row.why for row in calendar.unread] == ["it lasts all day and has no time"]


def test_exports_have_moments_and_what_has_none_is_not_placed() -> None:
    programme = read(
        "ID,Proposal title,Duration,Room,Start,Start (date),End,Speaker names\n"
        'ABC,One,30,Main,2024-06-03T09:00:00+02:00,2024-06-03,2024-06-03T09:30:00+02:00,"Ann Lee, Bo Chu"\n'
        "DEF,Two,45,Main,2024-06-03T09:30:00+02:00,2024-06-03,2024-06-03T10:15:00+02:00,Cy Dee\n"
        "GHI,Three,45,,,,,Cy Dee\n"
    )
    assert (rows(programme), [item.id for item in programme.sessions[0].items]) == (
        [("09:00", "One", 30), ("09:30", "Two", 45)],
        ["ABC", "DEF"],
    )
    assert [(row.where, row.why) for row in programme.unread] == [("line 4", "it has no time, unlike the others")]


def test_excel_may_declare_what_parts_the_cells() -> None:
    assert rows(read("sep=;\nStart;End;Title\n9:00;10:00;One\n")) == [("09:00", "One", 60)]


def test_ids_stay_the_same_when_rows_are_moved_and_one_is_changed() -> None:
    before = read("Time,Title\n9:00,One\n10:00,Two\n11:00,Three\n")
    after = read("Time,Title\n9:00,New\n9:30,Two\n10:30,One\n")
    ids = [{item.title: item.id for item in programme.sessions[0].items} for programme in (before, after)]
    assert ids[0].items() & ids[1].items() == {("One", "one"), ("Two", "two")}
    assert before.sessions[0].source == after.sessions[0].source


def test_a_table_of_something_else_is_refused() -> None:
    assert refused("Name,Price\nBread,3\nMilk,1\n") == (
        "This looks like a list of goods, prices or orders (Name, Price), not like a programme. "
        "If it is one, call its columns Time, Title and Speaker."
    )


NO_TIMES = "Title,Speaker\nOpening,Ann Lee\nClocks,Bo Chu\nClosing,\n"


def test_items_without_any_times_have_a_length_that_is_stated_and_can_be_said() -> None:
    programme = read(NO_TIMES)
    assert rows(programme) == [("", "Opening", 5), ("", "Clocks", 5), ("", "Closing", 5)]
    assert people(programme) == {"Opening": ["Ann Lee"], "Clocks": ["Bo Chu"]}
    assert programme.lengthless == 3
    says = "Neither times nor lengths are given; each item was given 5:00 (items: 3). Say how long an item takes."
    assert says in [note.says for note in programme.guesses]
    said = read_programme(NO_TIMES.encode(), ImportHints("x.csv", "UTC", DAY, length_ms=8 * MINUTE))
    assert rows(said) == [("", "Opening", 8), ("", "Clocks", 8), ("", "Closing", 8)]
    assert any("was given 8:00 (items: 3)" in note.says for note in said.guesses)


@pytest.mark.parametrize(
    ("body", "unsaid", "said"),
    [
        ("Minutes,Title,Speaker\n3,Opening,Ann Lee\n,Clocks,Bo Chu\n", [3, 0], [3, 8]),
        ("Start,Title\n09:00,Opening\n09:30,Closing\n", [30, 0], [30, 8]),
        ("Start,End,Title\n09:00,09:10,Opening\n09:30,09:40,End\n", [10, 10], [10, 10]),
    ],
)
def test_a_length_that_is_said_is_for_items_that_do_not_say_their_own(
    body: str, unsaid: list[int], said: list[int]
) -> None:
    assert [minutes for _, _, minutes in rows(read(body))] == unsaid
    assert read(body).lengthless == 0
    programme = read_programme(body.encode(), ImportHints("x.csv", "UTC", DAY, length_ms=8 * MINUTE))
    assert [minutes for _, _, minutes in rows(programme)] == said


WHOVA = """"Fill in all columns with a star, one row for each session of 2023-01-01",,,,,,
START YOUR AGENDA BELOW,,,,,,
*Date,*Time Start,*Time End,"*Session or\nSub-session(Sub)",*Session Title,Room/Location,Speakers
06/16/2024,8:30 AM,9:00 AM,Session,Breakfast,Lobby,
06/16/2024,9:00 AM,10:30 AM,Session,Papers,Hall,Eve Chair
06/16/2024,9:00 AM,9:25 AM,Sub,Clocks,Hall,Ann Lee; Bo Chu
06/16/2024,9:25 AM,9:50 AM,Sub,Bells,,Cy Dee
06/16/2024,11:00 AM,12:00 PM,Session,Keynote,Hall,Gus Hay
06/16/2024,1:00 PM,2:00 PM,Session,Papers,Hall,Ira Jon; Kai Lux
06/16/2024,,,Sub,Hands,Hall,Mo Nix
"""


def test_a_session_with_sub_sessions_is_counted_once() -> None:
    programme = read(WHOVA)
    times = [(s.title.partition(" · 16")[0], rows(replace(programme, sessions=(s,)))) for s in programme.sessions]
    assert times == [
        ("programme · Lobby", [("08:30", "Breakfast", 30)]),
        ("Papers", [("09:00", "Clocks", 25), ("09:25", "Bells", 25)]),
        ("programme · Hall", [("11:00", "Keynote", 60)]),
        ("Papers (2)", [("13:00", "Hands", 60)]),
    ]
    assert [(s.ends_ms - s.starts_ms) // MINUTE for s in programme.sessions] == [30, 90, 60, 60]
    assert programme.unread == ()


def test_people_named_for_a_session_with_sub_sessions_are_in_it() -> None:
    programme = read(WHOVA)
    names = {person.id: person.name for person in programme.speakers}
    documents = {made.document["title"]: made.document for made in wanted(programme, Choice())}
    assert names[documents["Papers"]["moderator"]] == "Eve Chair"
    assert {person["name"] for person in documents["Papers"]["speakers"]} == {
        "Eve Chair",
        "Ann Lee",
        "Bo Chu",
        "Cy Dee",
    }
    assert documents["Papers (2)"]["moderator"] is None
    assert people(programme)["Hands"] == ["Mo Nix", "Ira Jon", "Kai Lux"]


def test_a_sub_session_with_nothing_above_it_is_an_item() -> None:
    _, _, head, *rest = WHOVA.replace('"*Session or\nSub-session(Sub)"', "Session or Sub-session").splitlines()
    alone = read("\n".join([head, *(line for line in rest if ",Sub," in line and "AM" in line)]))
    assert rows(alone) == [("09:00", "Clocks", 25), ("09:25", "Bells", 25)]


def test_times_of_a_grid_may_be_instants() -> None:
    body = "Time,Hall,Attic\n2024-06-03T09:00+02:00,One,Two\n2024-06-03T10:30+02:00,Three,\n"
    programme = read(body, zone="Europe/Berlin")
    assert (rows(programme), programme.unread) == (
        [("09:00", "Two", 0), ("09:00", "One", 90), ("10:30", "Three", 0)],
        (),
    )
    assert days(programme) == ["2024-06-03", "2024-06-03"]


def test_a_table_in_markdown_is_read_without_its_marks() -> None:
    table = "# Data day\n\n| Time | Talk |\n|:---|---:|\n| 9:00-9:30 | **One** |\n"
    table += "| 9:30-10:15 | [Two](https://a.example/x) |\n"
    programme = read(table)
    assert (rows(programme), programme.title) == ([("09:00", "One", 30), ("09:30", "Two", 45)], "Data day")


def test_marks_of_style_in_a_cell_are_removed_and_one_that_is_never_closed_is_a_text() -> None:
    table = "Start;Titel\n9:00;<p><b>Anfang</b>\n9:30;Was <b> heisst\n9:45;<P>Drei</P>\n"
    assert [title for _, title, _ in rows(read(table))] == ["Anfang", "Was <b> heisst", "Drei"]


def test_the_first_letter_beyond_ascii_may_come_late() -> None:
    table = "Start;Title\n" + "".join(f"{8 + n // 60}:{n % 60:02};Point {n:0400}\n" for n in range(60)) + "9:30;Café\n"
    assert rows(read(table.encode("cp1252")))[-1][1] == "Café"


def test_sessions_without_times_are_noted_once() -> None:
    programme = read_programme(
        b"Date,Title\n2026-07-08,Opening\n2026-07-15,Clocks\n2026-07-22,Closing\n", ImportHints("x.csv", "UTC", DAY)
    )
    assert [str(note.says) for note in programme.guesses] == [
        "No times are given; sessions that were put at 09:00: 3, the first one on 8 July 2026.",
        "Neither times nor lengths are given; each item was given 5:00 (items: 3). Say how long an item takes.",
    ]


def test_a_paragraph_above_a_table_in_markdown_is_no_title() -> None:
    table = "| Hora | Título |\n|---|---|\n| 9:00 | **Ríos (sala `B 2`)** |\n| 9:30 | Puentes |\n"
    above = "El encuentro reúne a quienes cuentan ríos y puentes.\n\n## Programa del día\n\n"
    programme = read_programme(f"{above}{table}".encode(), ImportHints("x.md", "UTC", DAY))
    assert (programme.title, [title for _, title, _ in rows(programme)]) == (
        "Programa del día",
        ["Ríos (sala B 2)", "Puentes"],
    )


def test_the_year_of_dates_without_one_is_that_of_the_title() -> None:
    table = "Seminars 2019\nDate,Time,Title\nSeptember 10,10:00-10:30,Knots\nSeptember 17,10:00-10:30,Canvas\n"
    programme = read(table)
    assert [session.starts_ms for session in programme.sessions] == [1568102400000, 1568707200000]
    assert "A date without a year was put in 2019, which a line above names." in [
        note.says for note in programme.guesses
    ]


def test_a_page_of_parts_is_not_called_by_the_first_one() -> None:
    above = "## Getting help\n\n## Helpers\n\nAnn Lee, Ben Roy\n\n## Clock day\n\n"
    page = f"{above}|Time|Topic|\n|---|---|\n|9:00|Tides|\n|10:00|Wheels|\n"
    programme = read(page, "plan.md")
    assert programme.title == "Clock day"
    assert [row.text for row in programme.unread] == ["- Getting help | - Helpers | - Ann Lee, Ben Roy"]
