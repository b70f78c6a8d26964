"""Log lines that strangers cause are counted, and no log line holds a token."""

from __future__ import annotations

import io
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.logs import ELSEWHERE, MOST_PLACES, Floods, _Standing, redact


@pytest.fixture
def floods() -> Floods:
    return Floods()


def facts(lines: list[Any]) -> list[tuple[str, int | None, str]]:
    return [(line["client"], line.get("times"), line.get("codes", line.get("code"))) for line in lines]


def test_the_first_line_of_a_place_is_written_and_the_rest_is_counted(floods: Floods) -> None:
    with capture_logs() as lines:
        for place in ("192.0.2.1", "192.0.2.2"):
            for code in ("slow", "large", "large"):
                floods.say("a client was cut off", place, code, bytes=5)
        floods.say("a sign-in was refused", "192.0.2.1", "wrong_password")
        assert facts(lines) == [
            ("192.0.2.1", None, "slow"),
            ("192.0.2.2", None, "slow"),
            ("192.0.2.1", None, "wrong_password"),
        ]
        assert lines[0]["bytes"] == 5
        lines.clear()
        floods.sum_up()
        assert facts(lines) == [("192.0.2.1", 2, "large"), ("192.0.2.2", 2, "large")]


def test_a_place_that_goes_on_is_one_line_a_minute_and_a_quiet_one_is_a_first_again(floods: Floods) -> None:
    with capture_logs() as lines:
        for _ in range(3):
            for _ in range(100):
                floods.say("x", "192.0.2.1", "slow")
            floods.sum_up()
        assert facts(lines) == [
            ("192.0.2.1", None, "slow"),
            ("192.0.2.1", 99, "slow"),
            ("192.0.2.1", 100, "slow"),
            ("192.0.2.1", 100, "slow"),
        ]
        lines.clear()
        floods.sum_up()
        floods.say("x", "192.0.2.1", "slow")
        assert facts(lines) == [("192.0.2.1", None, "slow")]


def test_a_flood_from_many_places_costs_a_bounded_number_of_lines(floods: Floods) -> None:
    with capture_logs() as lines:
        for number in range(MOST_PLACES + 500):
            floods.say("x", f"2001:db8:{number:x}::/64", "slow")
        assert len(lines) == MOST_PLACES + 1
        lines.clear()
        floods.sum_up()
        assert facts(lines) == [(ELSEWHERE, 499, "slow")]


@pytest.mark.parametrize(
    "text", ["/t/{}/s/x", "/join/{}", "Bearer {}", "Bearer   {}", "rostrum_x_stage={}", "__Host-rostrum_x_desk={}"]
)
def test_a_token_is_in_no_line(text: str) -> None:
    assert "grape" not in redact(text.format("grapefruit" * 3))


def test_a_line_for_a_stream_that_is_closed_stops_nothing() -> None:
    stream = io.StringIO()
    standing = _Standing(stream)
    standing.write("heard")
    assert stream.getvalue() == "heard"
    stream.close()
    standing.write("lost")
    standing.flush()
