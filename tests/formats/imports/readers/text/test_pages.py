"""Lines of a pasted text: heads of letters, feet of pages, broken words, times at the end."""

from __future__ import annotations

from app.formats.imports.readers.text.pages import laid_out
from app.formats.text.notes import Notes
from tests.formats.imports.reading import read, rows

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
