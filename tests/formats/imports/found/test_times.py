"""Times, dates and durations as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.values import HOUR, MINUTE, SECOND
from app.formats.imports.found.times import clock_of, day_of, leading_range, measure_of, moment_of, range_of


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:00", 600),
        ("10.30", 630),
        ("10h", 600),
        ("9h05", 545),
        ("9 pm", 1260),
        ("9:30 p.m.", 1290),
        ("12:15 AM", 15),
        ("0930", 570),
        ("noon", 720),
        ("14:30 Uhr", 870),
        ("14:00 PM", 840),
        ("\u0669:\u0663\u0660", 570),
        ("10\uff1a00", 600),
        (0.5, 720),
        (930, 570),
    ],
)
def test_times_of_day_are_read(text: object, minutes: int) -> None:
    clock = clock_of(text)
    assert clock is not None
    assert clock.ms == minutes * MINUTE


@pytest.mark.parametrize("text", ["", "10", "25:00", "10:75", "ten", "10 people", True, None])
def test_what_is_no_time_is_none(text: object) -> None:
    assert clock_of(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10:00-10:15", 600, 615),
        ("10.00 \u2013 10.15", 600, 615),
        ("9-10:30 am", 540, 630),
        ("9:00 to 10:30 pm", 1260, 1350),
        ("11:30-1:00 PM", 690, 780),
        ("9:00 bis 10:00 Uhr", 540, 600),
        ("14h \u00e0 15h30", 840, 930),
    ],
)
def test_ranges_are_read(text: str, first: int, last: int) -> None:
    times = range_of(text)
    assert times is not None
    assert times[1] is not None
    assert (times[0].ms // MINUTE, times[1].ms // MINUTE) == (first, last)


def test_a_line_begins_with_a_time_only_where_one_stands() -> None:
    assert leading_range("10:00 a session") is not None
    assert leading_range("10:00-10:15 Coffee") is not None
    assert [leading_range(text) for text in ("10 people", "3.5 things", "2024 was a year", "10:00pmish")] == [None] * 4


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-03",
        "3 June 2024",
        "Monday, 3rd June 2024",
        "June 3, 2024",
        "3. Juni 2024",
        "lundi 3 juin 2024",
        "3 de junio de 2024",
        "03.06.2024",
        "3-Jun-24",
        "20240603",
        "2024\u5e746\u67083\u65e5",
        "3 \u0438\u044e\u043d\u044f 2024 \u0433.",
        "\u0663 \u064a\u0648\u0646\u064a\u0648 \u0662\u0660\u0662\u0664",
        45446,
    ],
)
def test_dates_are_read(text: object) -> None:
    day = day_of(text)
    assert day is not None
    assert (day.date, day.otherwise) == (date(2024, 6, 3), None)


def test_a_date_that_may_be_two_says_so() -> None:
    day = day_of("03/06/2024")
    assert day is not None
    assert (day.date, day.otherwise) == (date(2024, 6, 3), date(2024, 3, 6))
    assert (plain := day_of("13/06/2024")) is not None
    assert plain.otherwise is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 min", 1800),
        ("1,5 h", 5400),
        ("1h30", 5400),
        ("1 hour 30 minutes", 5400),
        ("PT45M", 2700),
        ("30'", 1800),
        ("45 Minuten", 2700),
        ("30 \u5206", 1800),
        ("\u00bd h", 1800),
        ("90 sec", 90),
        ("(15 min.)", 900),
    ],
)
def test_durations_with_units_are_read(text: str, seconds: int) -> None:
    assert measure_of(text) == seconds * SECOND


def test_a_bare_number_has_no_unit() -> None:
    assert [measure_of(text) for text in ("10", "", "about 10 min of rest")] == [None, None, None]


def test_a_moment_needs_a_time() -> None:
    assert moment_of("2024-06-03") is None
    assert (moment := moment_of("2024-06-03T10:00:00+02:00")) is not None
    assert moment.timestamp() * 1000 % HOUR == 0
    assert (loose := moment_of("13/06/2024 10:00 AM")) is not None
    assert (loose.month, loose.hour) == (6, 10)
