"""The words that several pages share: how late, how much over, and whether a plan fits."""

from __future__ import annotations

import pytest

from app.domain.values import MINUTE
from app.domain.views.shapes import CueView
from app.languages.words import ENGLISH
from app.web.words.common import SessionWords, cue_shown_until, offset_level

SAID = SessionWords(ENGLISH)


@pytest.mark.parametrize(
    ("ms", "late", "over", "fits"),
    [
        (0, "on time", "", "fits exactly"),
        (150_000, "2:30 late", "2:30 over", "fits with 2:30 to spare"),
        (-45_000, "0:45 early", "0:45 under", "0:45 too long"),
    ],
)
def test_lengths_are_said_to_the_second_with_their_direction(ms: int, late: str, over: str, fits: str) -> None:
    assert (SAID.offset(ms), SAID.over(ms), SAID.capacity(ms)) == (late, over, fits)


def test_less_than_half_a_second_is_on_time() -> None:
    assert (SAID.offset(499), SAID.over(-499)) == ("on time", "")
    assert (SAID.offset(501), SAID.over(-501)) == ("0:01 late", "0:01 under")


@pytest.mark.parametrize(
    ("offset_ms", "level"),
    [(None, ""), (59_999, ""), (60_000, "warn"), (299_999, "warn"), (300_000, "alarm"), (-300_000, "")],
)
def test_lateness_warns_from_a_minute_and_alarms_from_five(offset_ms: int | None, level: str) -> None:
    assert offset_level(offset_ms) == level


def test_a_cue_is_hidden_when_it_stops_being_true() -> None:
    cue = CueView(
        cue="1:00", text="1:00", remaining_ms=MINUTE, segment="t1", at_ms=1_000, until_ms=None, seq=1, automatic=True
    )
    assert cue_shown_until(cue, 500) == 1_500
    cue["until_ms"] = 1_200
    assert cue_shown_until(cue, 500) == 1_200
