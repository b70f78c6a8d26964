"""The parts of one line of a text, each by itself."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.values import HOUR, MINUTE
from app.formats.imports.readers.text import lines as text_lines


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Coffee break (15 min)", 15),
        ("Keynote, 1.5 hours", 90),
        ("Opening - 5'", 5),
        ("Welcome (10 min), Ann Lee", 10),
        ("Panel 45 min (Bo Chu)", 45),
        ("Springs (30min, Ann)", 30),
        ("Clocks (Ann Lee)", None),
        ("Agenda 2030", None),
    ],
)
def test_a_length_may_end_a_line(text: str, minutes: int | None) -> None:
    length = text_lines.length_at_end(text)
    assert (length and length // MINUTE) == minutes


@pytest.mark.parametrize(
    ("text", "parts"),
    [("5 min Welcome", (5 * MINUTE, "Welcome")), ("1 h: Panel", (HOUR, "Panel")), ("5 Minnows", None)],
)
def test_a_length_may_begin_a_line(text: str, parts: tuple[int, str] | None) -> None:
    assert text_lines.leading_length(text) == parts


@pytest.mark.parametrize(
    ("text", "start", "end", "rest"),
    [
        ("10:00 Opening", 10 * 60, None, "Opening"),
        ("10:00-10:30 Opening", 10 * 60, 10 * 60 + 30, "Opening"),
        ("[10:00-10:30] Opening", 10 * 60, 10 * 60 + 30, "Opening"),
        ("Opening (10:00 - 10:30)", 10 * 60, 10 * 60 + 30, "Opening"),
    ],
)
def test_a_time_begins_a_line_or_a_range_ends_it(text: str, start: int, end: int | None, rest: str) -> None:
    timed = text_lines.timed_line(text)
    assert timed is not None
    (first, last), behind = timed
    assert (first.ms // MINUTE, last and last.ms // MINUTE, behind.strip()) == (start, end, rest)


def test_a_line_without_a_time_has_none() -> None:
    assert text_lines.timed_line("Opening of the week") is None


def test_a_line_may_begin_with_its_day() -> None:
    dated = text_lines.dated_line("Mon 14 Sep 2026 10:00 Opening", None)
    assert dated is not None
    assert (dated[0].date, dated[1]) == (date(2026, 9, 14), "10:00 Opening")


@pytest.mark.parametrize(
    ("function", "line", "expected"),
    [
        (text_lines.without_bullet, "- Opening", "Opening"),
        (text_lines.without_bullet, "10. Opening", "Opening"),
        (text_lines.without_bullet, "10.00 Opening", "10.00 Opening"),
        (text_lines.without_gaps, "10:00    Opening\tAnn Lee", "10:00 – Opening – Ann Lee"),
        (text_lines.without_length, "Opening, 5 min", "Opening"),
        (text_lines.trimmed, " - Ann B. ", "Ann B."),
        (text_lines.trimmed, " - Clocks. ", "Clocks"),
    ],
)
def test_what_is_around_a_text_is_removed(function: object, line: str, expected: str) -> None:
    assert callable(function)
    assert function(line) == expected


def test_times_since_the_start_become_times_of_day() -> None:
    lines, first = text_lines.with_times_of_day(["Starts at 14:00", "0:00 Opening", "0:10 Talk", "0:30 End"], None)
    assert (lines, first) == (["Starts at 14:00", "14:00 Opening", "14:10 Talk", "14:30 End"], 1)


def test_minutes_and_seconds_get_hours_only_if_they_count_up_from_zero_for_long() -> None:
    assert text_lines.with_hours(["00:00 Intro", "25:30 Talk", "75:00 End"]) == [
        "0:00:00 Intro",
        "0:25:30 Talk",
        "1:15:00 End",
    ]
    clocks = ["9:00 Intro", "9:30 Talk"]
    assert text_lines.with_hours(clocks) == clocks
