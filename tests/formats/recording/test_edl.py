"""The edit decision list: timecode at every rate, drop frame, reels and names that old editors can read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.values import HOUR
from app.formats.recording.edl import MOST_EVENTS, Timecode, edl
from app.formats.recording.takes import TakeContents
from tests.formats.recording.filmed import take


def lines(rate: str = "25", reel: str = "", **names: str) -> list[str]:
    return edl(take(None, **names), Timecode(rate), reel).decode("ascii").split("\r\n")


def test_a_list_has_an_event_for_each_turn() -> None:
    assert lines()[:8] == [
        "TITLE: SESSION V",
        "FCM: NON-DROP FRAME",
        "001  TAKE2    B     C        00:00:30:00 00:02:30:00 01:00:30:00 01:02:30:00",
        "* FROM CLIP NAME: 01 Moderator",
        "002  TAKE2    B     C        00:02:50:00 00:05:50:00 01:02:50:00 01:05:50:00",
        "* FROM CLIP NAME: 02 Panellist 1",
        "003  TAKE2    B     C        00:05:50:00 00:06:50:00 01:05:50:00 01:06:50:00",
        "* FROM CLIP NAME: 08 Panellist 2",
    ]
    assert lines()[-2:] == ["* TAKE 2 OF SESSION V: ZERO IS 10:10:00.", ""]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (0, "00:00:00;00"),
        (1799, "00:00:59;29"),
        (1800, "00:01:00;02"),
        (17_981, "00:09:59;29"),
        (17_982, "00:10:00;00"),
        (107_892, "01:00:00;00"),
        (2_589_407, "23:59:59;29"),
        (2_589_408, "00:00:00;00"),
    ],
)
def test_drop_frame_leaves_two_numbers_out_each_minute_but_the_tenth(frame: int, code: str) -> None:
    assert Timecode("29.97df").at(frame) == code


def test_drop_frame_follows_the_clock_and_non_drop_frame_falls_behind() -> None:
    dropping, counting = Timecode("29.97df"), Timecode("29.97")
    assert dropping.at(dropping.frame(HOUR)) == "01:00:00;00"
    assert counting.at(counting.frame(HOUR)) == "00:59:56:12"
    assert Timecode("59.94df").at(Timecode("59.94df").begins_at(1)) == "01:00:00;00"
    assert Timecode("23.976").at(Timecode("23.976").begins_at(1)) == "01:00:00:00"


def test_every_frame_of_a_day_at_a_rate_with_drop_frame_has_a_code_of_its_own() -> None:
    code = Timecode("59.94df")
    day = 86_400 * 60 - 4 * (1440 - 144)
    assert len({code.at(frame) for frame in range(0, day, 7)}) == len(range(0, day, 7))
    assert code.at(day) == "00:00:00;00"


def test_a_name_without_latin_letters_is_the_number_of_its_segment() -> None:
    assert "* FROM CLIP NAME: 02 SEGMENT" in lines(p1="王建国")
    assert "* FROM CLIP NAME: 02 Zoe 003 A" in lines(p1="Zoë\n\n003 Á")


def test_drop_frame_is_said_at_the_head() -> None:
    assert lines("29.97df")[1] == "FCM: DROP FRAME"


@pytest.mark.parametrize("reel", ["NINECHARS", "a b", "Ä", "x\n"])
def test_a_reel_has_at_most_eight_plain_characters(reel: str) -> None:
    with pytest.raises(Invalid, match="reel: needs 1 to 8"):
        lines(reel=reel)
    assert "001  CAM_A-1  B " in lines(reel="cam_a-1")[2]


def test_an_unknown_rate_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"rate: is none of 23\.976, 24, 25, 29\.97, 29\.97df"):
        Timecode("26")


def test_a_list_ends_with_the_event_that_has_three_digits() -> None:
    one: Any = take()
    many = [replace(one.speeches[0], from_ms=1000 * n, to_ms=1000 * n + 999) for n in range(MOST_EVENTS + 5)]
    long: Any = TakeContents(one.report)
    long.__dict__["speeches"] = many
    text = edl(long, Timecode()).decode()
    assert "\r\n999  " in text
    assert "\r\n1000" not in text
    assert "* 8 MORE DO NOT FIT" in text
