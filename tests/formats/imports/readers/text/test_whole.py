"""What a text says of the whole: its year, its times, and whether it is a programme at all."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.formats.imports.reading import days, read, refused, rows


def _day(text: str) -> str:
    starts_ms = read(text).sessions[0].starts_ms
    return f"{datetime.fromtimestamp(starts_ms / 1000, ZoneInfo('Europe/Berlin')):%Y-%m-%d}"


def test_the_only_year_above_the_items_is_that_of_dates_without_one() -> None:
    text = "# CLOCKMEET2017\n\n## Thursday 15 June\n\n9:00 Opening\n10:00 Clocks\n"
    assert _day(text) == "2017-06-15"
    assert any("which a line above names" in note.says for note in read(text).guesses)
    assert _day("Vision 2050\n\nThursday 15 June\n\n9:00 Opening\n10:00 Clocks\n") != "2050-06-15"


def test_a_day_with_its_number_and_its_range() -> None:
    text = (
        "Day 1 Course: 9:30am - 4:30pm\n\n09:00 Doors\n09:30 Clocks\n\nDay 2 Course: 9:30am - 4:30pm\n\n09:30 Weights\n"
    )
    assert [len(session.items) for session in read(text).sessions] == [2, 1]


@pytest.mark.parametrize(
    "file",
    [
        "Weekly call\n9 June 2026, 10:00 am - 12:00 pm ET\n\n1. Welcome (5 min)\n2. Budget (20 min)\n",
        "Weekly call\n9 June 2026, 10:00 am - 12:00 pm ET\n\n10:00 Welcome (5 min)\n11:30 Budget (20 min)\n",
        "Weekly call,\n9 June 2026 10:00-12:00,\nTopic,Minutes\nWelcome,5\nBudget,20\n",
        "9 June 2026\n10:00-12:00 Session 1\n10:00-10:20 Welcome\n10:20-11:00 Budget\n",
    ],
)
def test_a_session_ends_when_a_line_above_says_that_the_whole_ends(file: str) -> None:
    programme = read(file)
    (session,) = programme.sessions
    starts, ends = (
        f"{datetime.fromtimestamp(ms / 1000, ZoneInfo(programme.timezone)):%H:%M}"
        for ms in (session.starts_ms, session.ends_ms)
    )
    assert (starts, ends) == ("10:00", "12:00")


def test_items_with_lengths_follow_each_other_from_the_time_of_the_whole() -> None:
    text = (
        "# Clocks WG\n\n## Wednesday, 1 July 2026\n\n*9:30-11:00 Morning session, Oak room - [in other zones](x)*\n\n"
    )
    text += "### Start\n* 2 min - Minutes\n* 3 min - Agenda\n\n### Report\n* 5 min - Repairs\n\n"
    text += "### Drafts\n* 20 min - Dials\n"
    programme = read(text)
    assert [(title, minutes) for _, title, minutes in rows(programme)] == [
        ("Minutes", 2),
        ("Agenda", 3),
        ("Repairs", 5),
        ("Dials", 20),
    ]
    assert len(programme.sessions) == 1


def test_early_times_without_am_are_those_of_an_afternoon() -> None:
    programme = read("* 1:05–1:10. Start\n* 1:10–1:45. Clocks\n* 2:30–3:00. Weights\n")
    assert rows(programme) == [("13:05", "Start", 5), ("13:10", "Clocks", 35), ("14:30", "Weights", 30)]
    assert read("1:13 Fault\n2:07 Fault\n").sessions[0].items[0].starts_ms is not None


def test_a_long_text_with_one_or_two_lengths_is_none_and_one_with_several_is_doubted() -> None:
    prose = "".join(f"- Wind clock number {n} before you leave it\n\n" for n in range(12))
    assert "no programme" in refused(f"{prose}15 min of rest\n\n15 min of work\n")
    doubted = read(f"{prose}15 min of rest\n\n15 min of work\n\n5 min of sleep\n")
    assert any("may be a text that is no programme" in note.says for note in doubted.guesses)


def test_long_sentences_that_end_with_lengths_are_no_items() -> None:
    prose = "How you wind it\n\n"
    prose += "Whoever winds the clock in the tower and has no time to go down again may stay there for 45 min\n\n"
    prose += "It is oiled.\n\nOn the days on which nobody comes it is best to climb up there and look at it for 1 h\n\n"
    prose += "It is cleaned.\n\nIt is quiet.\n\n15 min of rest\n\nIt rings.\n\nIt is old.\n"
    assert "no programme" in refused(prose)


def test_zones_and_open_ends_behind_times_are_no_titles() -> None:
    text = "9:00 am - 10:00 am PDT | **Welcome**\n10:00 am EST    Clocks\nh. 18:00 - in poi Ricevimento\n2A Weights\n"
    assert [title for _, title, _ in rows(read(text))] == ["Welcome", "Clocks", "Ricevimento"]


def test_a_rundown_that_names_ust_is_no_bill() -> None:
    text = "### Opening\n07.30 – 08.00\nPIC: Ust Agus, Ust Basri\n\n### Close\n08.00 – 08.30\nPIC: Ust Fahmi\n"
    assert len(rows(read(text))) == 2


def test_items_above_the_first_day_are_on_the_day_before_if_they_go_on_beyond_its_first_item() -> None:
    programme = read("16:00 Arrival\n18:00 Supper\n9 May 2026\n9:00 Springs\n10:00 Levers\n")
    assert (days(programme), rows(programme)[0]) == (["2026-05-08", "2026-05-09"], ("16:00", "Arrival", 120))
    assert days(read("7:00 Arrival\n8:00 Supper\n9 May 2026\n9:00 Springs\n10:00 Levers\n")) == ["2026-05-09"]


def test_a_sentence_tells_the_day_with_its_weekday() -> None:
    programme = read(
        "The show, online on Saturday 9 May at 10, is for all who like brass.\n10:00 Springs\n10:30 Levers\n"
    )
    assert days(programme) == ["2026-05-09"]
