"""Times that count from the start of the session."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from app.domain.values import HOUR, MINUTE
from app.formats.imports.found.elapsed import count_from_start, elapsed_of, leading_elapsed


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        *[("10", 10), (10, 10), ("10'", 10), ("+0:10", 10), ("T+10", 10), ("1:05", 65), (time(1, 5), 65)],
        *[(timedelta(minutes=25), 25), ("ab Minute 25", 25), ("\u0661\u0660", 10), ("10 min", 10)],
    ],
)
def test_a_time_since_the_start_is_read(cell: object, minutes: int) -> None:
    assert elapsed_of(cell) == minutes * MINUTE


@pytest.mark.parametrize("cell", ["", "ten", "10 people", "14.5.", True, None, 5_000, -1])
def test_what_is_no_time_since_the_start_is_none(cell: object) -> None:
    assert elapsed_of(cell) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("10' Opening", (10 * MINUTE, "Opening")),
        ("+0:10 \u2013 Opening", (10 * MINUTE, "Opening")),
        ("1:30 Opening", (HOUR + 30 * MINUTE, "Opening")),
        ("25: \u201cWater\u201d", (25 * MINUTE, "\u201cWater\u201d")),
        ("10th meeting", None),
        ("2026", None),
        ("Opening", None),
    ],
)
def test_a_line_begins_with_the_time_since_the_start(line: str, says: object) -> None:
    assert leading_elapsed(line) == says


@pytest.mark.parametrize(
    ("minutes", "counts"),
    [
        ([0, 10, 25], True),
        ([0, 10], False),
        ([0, 1, 2, 3], False),
        ([5, 10, 25], False),
        ([0, 10, 10, 25], False),
        ([0, 10, 5000], False),
        ([0, 10, None, 25], False),
    ],
)
def test_only_rising_times_from_zero_count_from_the_start(minutes: list[int | None], counts: bool) -> None:
    assert count_from_start([None if n is None else n * MINUTE for n in minutes]) is counts
