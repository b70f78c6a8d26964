"""Durations as people write them."""

from __future__ import annotations

import pytest

from app.domain.values import SECOND
from app.formats.imports.found.durations import measure_of


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
