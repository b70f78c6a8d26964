"""Lines of a pasted text: heads of letters, feet of pages, broken words, times at the end."""

from __future__ import annotations

import pytest

from app.formats.imports.readers.text.pages import laid_out
from app.formats.text.notes import Notes
from tests.formats.imports.reading import people, read, rows

LETTER = """From: Karen Dale <karen@example.org>
Sent: Monday, May 4, 2026 9:12 AM
To: Board members
Subject: RE: Agenda for Thursday

Thursday, May 7, 2026
10:00 am – 10:10 am	Welcome (Karen Dale)
10:10 am – 10:40 am	Report

Best,
Karen
"""
PAGES = """Workshop on Clock Syn-
chronisation
30 June 2026
09:15 – 10:15 Keynote: Forty years of net-
work time
Page 1 of 2
10:45 – 11:15 Measuring jitter on wireless
links
11:15 – 12:00 Discussion
2 | CLOCKS 2026
"""


def test_the_head_and_the_end_of_a_letter_are_no_items_and_its_subject_is_the_title() -> None:
    programme = read(LETTER)
    assert (programme.title, rows(programme)) == (
        "Agenda for Thursday",
        [("10:00", "Welcome", 10), ("10:10", "Report", 30)],
    )
    assert [row.where for row in programme.unread] == ["line 1", "line 2", "line 3", "line 10", "line 11"]


@pytest.mark.parametrize("subject", ["Reminder: the agenda for Thursday", "Dinner for all: bring boats"])
def test_a_subject_keeps_words_that_end_like_the_marks_of_answers(subject: str) -> None:
    assert read(LETTER.replace("RE: Agenda for Thursday", subject)).title == subject


def test_pages_leave_whole_words_and_titles() -> None:
    programme = read(PAGES)
    assert rows(programme) == [
        ("09:15", "Keynote: Forty years of network time", 60),
        ("10:45", "Measuring jitter on wireless links", 30),
        ("11:15", "Discussion", 45),
    ]
    assert programme.title == "Workshop on Clock Synchronisation"
    assert [row.where for row in programme.unread] == ["line 6", "line 10"]


def test_lines_keep_their_numbers_and_times_come_first() -> None:
    notes = Notes()
    assert laid_out(["Opening ..... 9:00", "Words that are bro-", "ken", "Lunch ..... 12:00"], notes) == [
        "9:00 Opening",
        "Words that are broken",
        "",
        "12:00 Lunch",
    ]
    assert [note.where for note in notes.guesses] == ["line 3"]


@pytest.mark.parametrize(
    "text",
    [
        "School\n\nOpening\n9:00 - 9:30\nAnn Lee\n\nMaps\n9:30 - 10:15\nBo Chu\n\nCoffee\n10:15 - 10:45\n",
        "School\nOpening\n9:00 - 9:30\nAnn Lee\nMaps\n9:30 - 10:15\nBo Chu\nCoffee\n10:15 - 10:45\nDee Fox\n",
        "Opening\n30 June 2026, 9:00 - 9:30\nAnn Lee\n\nMaps\n30 June 2026, 9:30 - 10:15\nBo Chu\n\n"
        "Coffee\n30 June 2026, 10:15 - 10:45\n",
    ],
    ids=["blocks", "turns", "days"],
)
def test_titles_above_their_times_are_titles(text: str) -> None:
    programme = read(text)
    assert rows(programme) == [("09:00", "Opening", 30), ("09:30", "Maps", 45), ("10:15", "Coffee", 30)]
    assert (people(programme)["Opening"], people(programme)["Maps"]) == (["Ann Lee"], ["Bo Chu"])


def test_a_place_behind_a_time_below_a_title_is_its_room() -> None:
    programme = read("Opening\n9:00 - 9:30 | Hall B\nMaps\n9:30 - 10:15 | Hall B\nBirds\n10:15 - 11:00 | Foyer\n")
    assert [(session.room, len(session.items)) for session in programme.sessions] == [("Hall B", 2), ("Foyer", 1)]


def test_titles_below_their_times_stay_there() -> None:
    below = "School\n9:00 - 9:30\nOpening\n9:30 - 10:15\nMaps\n10:15 - 11:00\nBirds\n"
    assert rows(read(below)) == [("09:00", "Opening", 30), ("09:30", "Maps", 45), ("10:15", "Birds", 45)]
