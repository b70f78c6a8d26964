"""Time into text and back, and text as it is kept."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.values import DAY, clock_text, elapsed_text, parse_clock, parse_duration, signed_text
from tests.fakes import minutes, seconds

VECTORS = json.loads((Path(__file__).parents[1] / "clock_vectors.json").read_text())


@pytest.mark.parametrize(("remaining", "text"), VECTORS["text"])
def test_a_clock_shows_what_the_shared_vectors_say(remaining: int, text: str) -> None:
    assert clock_text(remaining) == text


@given(st.integers(-DAY, DAY).map(lambda s: s // 1000 * 1000))
def test_whole_seconds_survive_being_shown_and_read(remaining: int) -> None:
    assert parse_clock(clock_text(remaining)) == remaining


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("6", minutes(6)),
        ("6m", minutes(6)),
        (" 6 min ", minutes(6)),
        ("6:00", minutes(6)),
        ("1:30", seconds(90)),
        ("90s", seconds(90)),
        ("1h05", minutes(65)),
        ("1h 5m 30s", minutes(65) + seconds(30)),
        ("00:06:00", minutes(6)),
        ("0:45", seconds(45)),
        ("90:00", minutes(90)),
        ("24h", DAY),
        ("0", 0),
        ("6:59", minutes(6) + seconds(59)),
        ("1:59:59", minutes(119) + seconds(59)),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, ms: int) -> None:
    assert parse_duration(text) == ms


@pytest.mark.parametrize(
    "text",
    ["", "six", "-3", "6:99", "6:60", "1:60:00", "1:2", "1:75:00", "25h", "6:00:0", "5 5", "1e3", "NaN", "６:00x"],
)
def test_nonsense_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


def test_a_difference_has_a_sign_unless_there_is_none() -> None:
    assert [signed_text(seconds(s)) for s in (30, -60, 0)] == ["+0:30", "−1:00", "0:00"]


def test_elapsed_time_is_never_negative() -> None:
    assert [elapsed_text(ms) for ms in (-5, 999, 47_000, 3_723_000)] == ["0:00", "0:00", "0:47", "1:02:03"]
