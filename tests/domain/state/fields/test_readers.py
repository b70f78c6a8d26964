"""The readers of values: what a person may write, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import Invalid, Problem
from app.domain.state.fields.readers import LONGEST_NAME, MOST_SUGGESTIONS, Calendar, read_fields, read_instant
from app.domain.state.fields.tables import TABLES
from tests.fakes import START, minutes, plan, seconds


class Counted(dict[str, Any]):
    """A table that counts how often all its names are looked through."""

    looked_through = 0

    def __iter__(self) -> Iterator[str]:
        self.looked_through += 1
        return super().__iter__()


def read(of: str, **fields: object) -> dict[str, Any]:
    problems: list[Problem] = []
    values = read_fields(fields, TABLES[of], Calendar.of(plan()), "", problems)
    if problems:
        raise Invalid(*problems)
    return values


def test_a_file_full_of_unknown_names_is_compared_with_the_known_ones_a_few_times_only() -> None:
    table, problems = Counted(TABLES["segment"]), list[Problem]()
    names = ["x" * 100_000, "titel", "y" * LONGEST_NAME, *(f"titel{n}" for n in range(5_000))]
    read_fields(dict.fromkeys(names, 1), table, Calendar.of(plan()), "segments[0]", problems)
    assert (table.looked_through, len(problems)) == (MOST_SUGGESTIONS, len(names))
    assert problems[0] == Problem(f"segments[0].{'x' * LONGEST_NAME}...", "is not known here")
    assert problems[1] == Problem("segments[0].titel", "is not known here; did you mean title?")
    assert problems[2] == Problem(f"segments[0].{'y' * LONGEST_NAME}", "is not known here")
    assert {problem.what for problem in problems[MOST_SUGGESTIONS:]} == {"is not known here"}


def test_instants_without_a_date_are_on_the_session_day_in_its_zone() -> None:
    calendar = Calendar.of(plan())
    assert read_instant("10:02:30", calendar) == START + minutes(2) + seconds(30)
    assert read_instant("9:05", calendar) == START - minutes(55)
    assert read_instant("2021-06-30T14:00:00Z", calendar) == START
    assert read_instant(START, calendar) == START


def test_a_long_value_is_quoted_by_its_beginning() -> None:
    for length, shown in ((40, "9" * 40), (41, f"{'9' * 40}...")):
        with pytest.raises(Invalid) as refused:
            read("segment", planned="9" * length)
        assert refused.value.problems[0].what.startswith(f'"{shown}" is not a duration')


def test_one_field_in_two_spellings_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read("segment", planned="6:00", planned_ms=360_000)
    assert refused.value.problems == (Problem("planned_ms", "is said twice; keep one of the two spellings"),)


def test_of_two_equal_local_times_the_first_is_meant_unless_it_is_over() -> None:
    # In New York the clocks go back on 7 November 2021 at 2:00: 1:30 occurs twice, an hour apart.
    calendar = Calendar(ZoneInfo("America/New_York"), date(2021, 11, 7))
    first = read_instant("1:30", calendar)
    assert read_instant("1:30", calendar, first) == first
    assert read_instant("1:30", calendar, first + 1) == first + minutes(60)
    assert read_instant("01:30:00.5", calendar) == first + 500


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        (
            {"video": " https://video.example.org:8443/embed/1?a=b#t "},
            {"video": "https://video.example.org:8443/embed/1?a=b#t"},
        ),
        ({"video": ""}, {"video": ""}),
        ({"video_delay": "12s"}, {"video_delay_ms": 12_000}),
        ({"video_delay_ms": 300_000}, {"video_delay_ms": 300_000}),
    ],
)
def test_a_video_is_an_address_and_a_delay(fields: dict[str, object], values: dict[str, object]) -> None:
    assert read("session", **fields) == values


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"video": "http://video.example.org/1"}, "begins with https://"),
        ({"video": "https://a.org; script-src *"}, "begins with https://"),
        ({"video": "https://user:secret@video.example.org/1"}, "begins with https://"),
        ({"video": 7}, "begins with https://"),
        ({"video_delay": "5:01"}, "is at most 5:00"),
        ({"video_delay": "soon"}, "is not a duration"),
    ],
)
def test_what_is_no_video_is_refused(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        read("session", **fields)
