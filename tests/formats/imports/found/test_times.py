"""Times of day and ranges as people write them."""

from __future__ import annotations

import pytest

from app.domain.values import MINUTE
from app.formats.imports.found.times import clock_of, leading_range, range_of


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
        ("25:30", 1530),
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


@pytest.mark.parametrize("text", ["", "10", "36:30", "10:75", "ten", "10 people", True, None])
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
