"""The time of the whole, the title and the room in a line above a programme."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.values import HOUR
from app.formats.imports.found.frame import are_details, beginning_of, head_of, is_room, room_beside, title_beside


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Wednesday 4 November 2026 \u2013 Chamber \u2013 starting at 14:00", 14),
        ("Panel on clocks, beginning at 2 pm", 14),
        ("Rehearsal from 14:00", 14),
        ("D\u00e9but de s\u00e9ance : 18 h 30", 18.5),
        ("Convegno, inizio ore 15:00", 15),
        ("Beginn um 9 Uhr im Saal 2", 9),
        ("Comienzo: 10:00 h", 10),
        ("\u041d\u0430\u0447\u0430\u043b\u043e \u0432 10:00", 10),
        ("\u5f00\u59cb\u65f6\u95f4\uff1a9:00", 9),
        ("\u062a\u0628\u062f\u0623 \u0627\u0644\u0633\u0627\u0639\u0629 \u0669:\u0660\u0660", 9),
    ],
)
def test_a_line_says_when_the_whole_begins(text: str, hour: float) -> None:
    frame = beginning_of(text, date(2026, 1, 1))
    assert frame is not None
    assert frame.start.ms == hour * HOUR


@pytest.mark.parametrize(
    "text",
    ["9:00 Beginn", "from 20 to 30 people", "starting 3 May 2026", "Beginning with 2 songs"],
)
def test_other_lines_do_not(text: str) -> None:
    assert beginning_of(text, date(2026, 1, 1)) is None


def test_the_day_and_the_room_stand_beside_the_beginning() -> None:
    frame = beginning_of("4 November 2026, starting 14:00 in Room 4", None)
    assert frame is not None
    assert frame.day is not None
    assert (frame.day.date, frame.room) == (date(2026, 11, 4), "Room 4")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Panel on clocks, 9 September 2026, beginning at 2 pm", "Panel on clocks"),
        ("Conseil municipal du jeudi 15 octobre 2026", "Conseil municipal"),
        ("Our wedding day \u2013 Saturday 12 June 2027", "Our wedding day"),
        ("Wednesday 4 November 2026 \u2013 Chamber", ""),
        ("Stand: 14.09.2026", ""),
        ("Day 1: 21 September 2026", ""),
        ("anbei der Ablauf f\u00fcr Dienstag, 6. Oktober 2026:", ""),
        ("\u65f6\u95f4\uff1a2026\u5e7411\u67085\u65e5", ""),
    ],
)
def test_the_title_is_what_stands_before_the_day(text: str, title: str) -> None:
    assert title_beside(text) == title


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("2026年4月18日(星期六) 地点:图书馆报告厅", "图书馆报告厅"),
        ("Saturday, 18 April, Place: Old Mill, doors at 9", "Old Mill"),
        ("venerdì 9 ottobre 2026, Sala Verdi", "Sala Verdi"),
        ("Saturday, 18 April, everywhere", ""),
    ],
)
def test_the_room_stands_beside_the_day(text: str, room: str) -> None:
    assert room_beside(text) == room


def test_a_room_that_is_not_known_yet_is_none() -> None:
    assert room_beside("Friday, October 9, 2026 · Grand Pier (room TBA)") == ""


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("> Host ACME · Time 4 May 2026 · Place Pier 4", True),
        ("> 主办 钟表公司 · 时间 2026-06-06 14:00–17:00 · 地点 北京", True),
        ("Clock day · Pier 4", False),
        ("Time for clocks · Annual meeting", False),
    ],
)
def test_a_line_of_labels_is_no_title(text: str, several: bool) -> None:
    assert are_details(text) is several


def test_a_hall_in_polish_is_a_room() -> None:
    assert is_room("s. Chopin")
    assert not is_room("s. 12")


def test_the_last_day_is_no_room() -> None:
    frame = head_of("Wednesday, 18 May 2022, 13:00 - Saturday 21 th 13.00", date(2022, 1, 1))
    assert frame is not None
    assert frame.room == ""


def test_a_weekday_alone_is_no_title() -> None:
    assert title_beside("Samstag") == ""
