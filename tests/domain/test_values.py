"""Time into text and back, and text as it is kept."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.state.timer import Thresholds, phase_of, shown_text, thresholds_for
from app.domain.text import clean_text
from app.domain.values import DAY, AtZero, clock_text, elapsed_text, parse_clock, parse_duration
from tests.fakes import minutes, seconds

VECTORS = json.loads((Path(__file__).parents[1] / "clock_vectors.json").read_text())


@pytest.mark.parametrize(("remaining", "text"), VECTORS["text"])
def test_a_clock_shows_what_the_shared_vectors_say(remaining: int, text: str) -> None:
    assert clock_text(remaining) == text


@pytest.mark.parametrize(("remaining", "wrap_up", "last_call", "phase"), VECTORS["phase"])
def test_a_phase_is_what_the_shared_vectors_say(remaining: int, wrap_up: int, last_call: int, phase: str) -> None:
    assert phase_of(remaining, Thresholds(wrap_up, last_call)) == phase


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


def test_a_short_segment_has_thresholds_of_its_own() -> None:
    assert thresholds_for(minutes(3), minutes(1), seconds(20)) == Thresholds(minutes(1), seconds(20))
    assert thresholds_for(seconds(90), minutes(1), seconds(20)) == Thresholds(seconds(30), seconds(10))
    # Three wrap-ups are no shorter than three wrap-ups.
    assert thresholds_for(seconds(180), minutes(1), seconds(45)) == Thresholds(minutes(1), seconds(45))
    assert thresholds_for(seconds(180) - 9, minutes(1), seconds(45)) == Thresholds(59_997, 19_999)
    assert thresholds_for(0, minutes(1), seconds(20)) == Thresholds(0, 0)


def test_hold_stays_at_zero_and_continue_counts_up() -> None:
    assert shown_text(-seconds(5), AtZero.HOLD) == "0:00"
    assert shown_text(-seconds(5), AtZero.CONTINUE) == "+0:05"
    assert shown_text(seconds(5), AtZero.HOLD) == "0:05"


def test_elapsed_time_is_never_negative() -> None:
    assert [elapsed_text(ms) for ms in (-5, 999, 47_000, 3_723_000)] == ["0:00", "0:00", "0:47", "1:02:03"]


def test_text_loses_what_misleads_and_keeps_what_shapes_it() -> None:
    assert clean_text("  a\u202eb\u200bc \u2028 d\x00 ") == "abc d"
    assert clean_text("e\u0301") == "é"
    family = "👨\u200d👩\u200d👧"
    assert clean_text(family) == family
    wanted = "می\u200cخواهم"
    assert clean_text(f"\u200c {wanted} \ue000\u200d") == wanted
