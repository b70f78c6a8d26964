"""Columns by their headings and by what they hold, all together: tables as conferences really write them."""

from __future__ import annotations

import pytest

from app.domain.values import SegmentKind
from app.formats.imports.tables.cells import MergedCell, Row
from app.formats.imports.tables.columns import Layout, most
from tests.formats.imports.reading import days, people, places, read, rows

ONE_AND_TWO = [("10:00", "One", 30), ("10:30", "Two", 30)]


def test_most_are_seven_in_ten_and_of_nothing_there_is_no_most() -> None:
    assert most([1] * 7 + [0] * 3, bool)
    assert not most([1] * 6 + [0] * 4, bool)
    assert not most([], bool)


def test_a_merged_cell_says_the_same_below_and_nothing_beside() -> None:
    layout = Layout({0: "room", 1: "title"})
    below, beside = (Row("1", [cell, "One"]) for cell in (MergedCell("Hall", 1, 0), MergedCell("Hall", 0, 1)))
    assert (layout.cell(below, "room"), layout.cell(beside, "room")) == ("Hall", None)


def test_a_note_alone_in_a_row_is_no_heading() -> None:
    programme = read("time,session,notes\n10:00,Arrivals,\n11:20,Session 2,Panel\n,,Questions\n12:10,Time of prayer,\n")
    assert rows(programme) == [("10:00", "Arrivals", 80), ("11:20", "Session 2", 50), ("12:10", "Time of prayer", 0)]
    assert len(programme.sessions) == 1
    assert [note.text for note in programme.unread] == ["Questions"]


def test_what_no_item_keeps_is_said() -> None:
    table = "time,title,kind\n10:00,Bridges,Concert,Ann\n11:00,Rivers,Film\n12:00,Lunch,Break\n"
    says = {note.says for note in read(table).guesses}
    assert {"Types of items that were not kept: Concert, Film.", "Columns that were not used: 4."} <= says


def test_an_organisation_of_one_of_several_people_is_said() -> None:
    table = "time,title,speakers,affiliation\n10:00,Bridges,Ann Lee; Bo Chu,Oak Society\n11:00,Rivers,Cy Dee,Elm\n"
    notes = [note for note in read(table).guesses if "Oak Society" in note.says]
    assert [note.says for note in notes] == ["Not kept, as it does not say which of 2 people it is about: Oak Society"]


def test_one_row_beside_a_time_makes_no_rooms_of_unknown_words() -> None:
    programme = read("Jam,Lantai,Warna\n08:00 - 09:00,Tari bersama,Biru\n")
    assert [session.room for session in programme.sessions] == [""]


def test_lines_above_a_table_without_headings_are_none_of_its_sessions() -> None:
    lines = "<h1>Clocks 2026</h1><p>Home</p><p>Contact</p><h2>Programme</h2>"
    table = "<tr><td colspan=3>Tuesday, 30 June 2026</td></tr><tr><td>13:00</td><td>Opening</td><td>(Chairs)</td></tr>"
    table += "<tr><td>13:10</td><td>Keynote</td><td>How to measure a year with water</td></tr>"
    table += "<tr><td>14:00</td><td>Talk</td><td>How to measure a day with sand</td></tr>"
    table += "<tr><td>15:00</td><td>Coffee break (for all)</td><td></td></tr>"
    programme = read(f"<html><body>{lines}<table>{table}</table></body></html>")
    assert rows(programme)[:2] == [("13:00", "Opening (Chairs)", 10), ("13:10", "How to measure a year with water", 50)]
    assert [(session.title, len(session.items)) for session in programme.sessions] == [
        ("Clocks 2026 · 30 June 2026", 4)
    ]
    assert programme.sessions[0].items[3].kind is SegmentKind.BREAK


def test_days_may_be_numbers() -> None:
    programme = read("day,time,title\n1,9:00-10:00,One\n1,10:00-11:00,Two\n2,9:00-9:30,Three\n3,9:00-9:30,Four\n")
    assert days(programme) == ["2026-06-30", "2026-07-01", "2026-07-02"]
    assert programme.unread == ()


def test_a_column_is_a_time_only_if_it_holds_times() -> None:
    programme = read(
        "slot;time;title\nDi D;14:00-15:30 Uhr;Panel of the day\n"
        "Di E;16:00-17:00 Uhr;Another panel\nMi A;17:00-18:00 Uhr;Last\n"
    )
    assert rows(programme) == [("14:00", "Panel of the day", 90), ("16:00", "Another panel", 60), ("17:00", "Last", 60)]


def test_numbers_are_no_titles_under_any_heading() -> None:
    programme = read("Item,Time,Title\n1,10:00-10:30,One\n2,10:30-11:00,Two\n")
    assert rows(programme) == ONE_AND_TWO
    lettered = read("Item,Time,Title\nA1,10:00-10:30,One\nA2,10:30-11:00,Two\n")
    assert rows(lettered) == ONE_AND_TWO


def test_the_start_of_an_item_is_the_column_that_varies() -> None:
    table = "MS_TITLE,TITLE,START,END,START_STR,END_STR\n"
    table += "".join(
        f"Block A,Talk {n},2026-06-30T09:00:00,2026-06-30T12:00:00,{9 + n}:00,{9 + n}:30\n" for n in range(6)
    )
    programme = read(table)
    assert rows(programme)[:3] == [("09:00", "Talk 0", 30), ("10:00", "Talk 1", 30), ("11:00", "Talk 2", 30)]


@pytest.mark.parametrize(
    "table",
    [
        "Cue;Start;Dauer;Inhalt;Ton\n1;10:00;30;One;Mikro 1\n2;10:30;30;Two;Mikro 2\n",
        "Hora;Contenido;Responsable\n10:00-10:30;One;Ann Lee\n10:30-11:00;Two;Bo Chu\n",
        "Zeit;Was;Wer\n10:00-10:30;One;Ann Lee\n10:30-11:00;Two;\n",
        "\u65f6\u95f4;\u8bae\u7a0b;\u53d1\u8a00\u4eba\n10:00-10:30;One;\n10:30-11:00;Two;\n",
        "\u0627\u0644\u0648\u0642\u062a;\u0627\u0644\u0628\u0646\u062f\n10:00-10:30;One\n10:30-11:00;Two\n",
        "StartTime,EndTime,SessionTitle,Presenter1\n10:00,10:30,One,Ann Lee\n10:30,11:00,Two,Cy Dee\n",
        "start_hour,end_hour,name\n10:00,10:30,One\n10:30,11:00,Two\n",
        "start_at,duration,subject\n10:00,30,One\n10:30,30,Two\n",
        "time_block,talk\n10:00-10:30,One\n10:30-11:00,Two\n",
        "Uhrzeit;Zzyzx\n10:00-10:30;One\n10:30-11:00;Two\n",
        "When,Qwerty,Asdf\n10:00-10:30,One,Ann Lee\n10:30-11:00,Two,Bo Chu\n",
        "Date,Title\n2026-06-30 10:00-10:30,One\n2026-06-30 10:30-11:00,Two\n",
        "Date and time,Title\n30 June 2026 10:00-10:30,One\n30 June 2026 10:30-11:00,Two\n",
    ],
)
def test_headings_in_any_spelling_and_none_that_is_known(table: str) -> None:
    programme = read(table)
    assert (rows(programme), programme.unread, len(programme.sessions)) == (ONE_AND_TWO, (), 1)


def test_a_column_that_was_chosen_by_what_it_holds_is_said() -> None:
    programme = read("Uhrzeit;Zzyzx\n10:00-10:30;One\n10:30-11:00;Two\n")
    assert any('"Zzyzx" was taken for the title' in note.says for note in programme.guesses)


def test_numbered_presenters_all_speak() -> None:
    programme = read(
        "Time,Title,Presenter1,Presenter2,Presenter3\n9:00,One,Ann Lee,Bo Chu,\n10:00,Two,Cy Dee,,Di Fox\n"
    )
    assert people(programme) == {"One": ["Ann Lee", "Bo Chu"], "Two": ["Cy Dee", "Di Fox"]}


def test_a_list_of_people_with_names_is_no_programme_and_names_are_theirs() -> None:
    programme = read("Time;Name;Ablauf\n10:00;Ann Lee;Opening words\n10:30;Bo Chu;More words\n")
    assert rows(programme)[0][1] == "Opening words"
    assert people(programme)["Opening words"] == ["Ann Lee"]


def test_durations_in_seconds_are_known_by_the_starts_and_said() -> None:
    programme = read("Start,Title,Duration\n9:00,One,600\n9:10,Two,1200\n9:30,Three,300\n")
    assert [minutes for *_, minutes in rows(programme)] == [10, 20, 5]
    assert any("seconds" in note.says for note in programme.guesses)


def test_durations_in_seconds_are_known_by_their_total() -> None:
    programme = read("Title,Duration\n" + "".join(f"Item {n},{600 + 60 * n}\n" for n in range(6)))
    assert [minutes for *_, minutes in rows(programme)] == [10, 11, 12, 13, 14, 15]
    assert any("seconds" in note.says for note in programme.guesses)


def test_a_date_without_a_year_is_in_the_year_that_fits_its_weekday() -> None:
    programme = read("Date,Time,Title\nMonday 3 June,10:00-10:30,One\nTuesday 4 June,10:00-10:30,Two\n")
    assert days(programme) == ["2024-06-03", "2024-06-04"]  # nearest to 2026 in which 3 June is a Monday
    assert any("2024" in note.says for note in programme.guesses)


def test_groups_milestones_and_skipped_rows_of_a_show_are_named_and_no_items() -> None:
    programme = read(
        "Time Start,Time End,Title,Timer Type,Skip,Artist\n,,Morning,group,,\n10:00,10:30,One,count-down,,Ann Lee\n"
        ",,Doors,milestone,,\n10:30,11:00,Two,count-up,,Bo Chu\n11:00,11:30,Spare,count-down,true,\n"
    )
    assert (rows(programme), people(programme)) == (ONE_AND_TWO, {"One": ["Ann Lee"], "Two": ["Bo Chu"]})
    assert [item.details.track for session in programme.sessions for item in session.items] == ["Morning", "Morning"]
    assert any(note.says.endswith("track of the rows in it: Morning") for note in programme.guesses)
    assert [row.why for row in programme.unread] == [
        "it is a milestone, which is no item",
        "it is marked to be skipped",
    ]


def test_a_group_of_a_show_ends_where_a_row_says_so_and_the_event_gives_its_title() -> None:
    programme = read(
        "Ontime \u00b7 Schedule,,,,\nEvent title,Festival,,,\nTime Start,Time End,Title,Timer Type,Artist\n"
        ",,Morning,group,\n"
        "10:00,10:30,One,count-down,Ann Lee\n,,,group-end,\n10:30,11:00,Two,count-up,Bo Chu\n"
    )
    ((session,), title) = programme.sessions, programme.title
    assert (title, [item.details.track for item in session.items]) == ("Festival", ["Morning", ""])


def test_rooms_of_a_grid_are_told_from_columns_of_unknown_headings() -> None:
    grid = read("Time,Blue,Green\n10:00,One thing,Two things\n11:00,Three,\n12:00,Five,Six\n")
    assert {session.room for session in grid.sessions} == {"Blue", "Green"}
    table = read(
        "Time,Xx,Yy\n10:00,A long title about something,ok\n11:00,Another title about it,no\n12:00,End of it all,-\n"
    )
    assert ({session.room for session in table.sessions}, places(table.unread)) == ({""}, [])


def test_columns_that_all_have_another_text_in_every_row_are_no_rooms() -> None:
    records = read(
        "Godzina,Zmiana,Komenda\n15:51,leak i query,patch flags\n15:53,nowy start,roll out\n16:02,limit,apply\n"
    )
    assert {session.room for session in records.sessions} == {""}


def test_a_second_column_of_titles_that_recur_is_the_session() -> None:
    table = "MS_TITLE,TITLE,START,START_STR,END_STR\n" + "".join(
        f"Block {block},{title},{at}:00,{at}:{n}0,{at}:{n}9\n"
        for block, at in (("A", 9), ("B", 11))
        for n, title in enumerate(("Opening words", "A talk", "Another talk"))
    )
    programme = read(table)
    assert [session.title for session in programme.sessions] == ["Block A", "Block B"]
    assert [title for _, title, _ in rows(programme)] == ["Opening words", "A talk", "Another talk"] * 2
    assert people(programme) == {}
    assert any('"MS_TITLE" was taken for the session' in note.says for note in programme.guesses)


def test_a_description_is_no_list_of_speakers_unless_it_has_names() -> None:
    described = "Time,Title,Authors,Description\n9:00-9:30,One,Ann Lee,short\n9:30-10:00,Two,Bo Chu,\n"
    assert people(read(described)) == {"One": ["Ann Lee"], "Two": ["Bo Chu"]}
    named = "Time,Title,Description\n9:00-9:30,One,Ann Lee\n9:30-10:00,Two,Bo Chu\n"
    assert people(read(named)) == {"One": ["Ann Lee"], "Two": ["Bo Chu"]}


def test_the_room_of_all_rows_stands_beside_the_day_above_the_headings() -> None:
    programme = read('Congresso\n"9 ottobre 2026, Sala Verdi"\nOra,Titolo\n09:00,Saluti\n09:15,Il mare\n')
    assert [session.room for session in programme.sessions] == ["Sala Verdi"]
    assert "Taken for its room: Sala Verdi" in [note.says for note in programme.guesses]


def test_a_line_with_a_label_above_rows_without_headings_is_the_room_of_these() -> None:
    rows = "".join(f"{hour}:00 - {hour}:30 | Tides {hour} | Ann Lee\n" for hour in range(9, 15))
    programme = read(f"Boat Days\nRoom: Great Hall\n12 October 2026\n\n{rows}")
    assert [session.room for session in programme.sessions] == ["Great Hall"]
    assert "Taken for the room of all that follows: Great Hall" in [note.says for note in programme.guesses]


@pytest.mark.parametrize("heading", ["Veranstaltungsort", "Аудитория"])
def test_a_heading_with_a_word_of_places_is_that_of_rooms(heading: str) -> None:
    programme = read(f"Time;Title;{heading}\n10:00-10:30;One;Nord 1\n10:30-11:00;Two;Nord 2\n")
    assert sorted(session.room for session in programme.sessions) == ["Nord 1", "Nord 2"]
