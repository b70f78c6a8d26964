"""Rows whose times count from the start get times of day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.domain.values import HOUR
from app.formats.imports.found.times import TimeOfDay
from app.formats.imports.tables.cells import Row
from app.formats.imports.tables.columns import Layout
from app.formats.imports.tables.elapsed_rows import with_times_of_day
from app.formats.text.notes import Notes

TWO_O_CLOCK = TimeOfDay(14 * HOUR, True)


def timed(times: Sequence[object], begins: TimeOfDay | None, columns: dict[int, str] | None = None) -> list[object]:
    rows = [Row(f"row {n}", [time, f"Item {n}"]) for n, time in enumerate(times, 1)]
    layout = Layout(columns or {0: "start", 1: "title"}, ("Start", "Title"))
    _, body = with_times_of_day(layout, rows, begins, Notes())
    return [row.cells[0] for row in body]


def times_of_day(*minutes: int) -> list[timedelta]:
    return [timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("times", "begins", "expected"),
    [
        ([0, 10, 25], TWO_O_CLOCK, times_of_day(840, 850, 865)),
        ([0, 10, 25], None, times_of_day(540, 550, 565)),
        (["0:00", "0:10", "0:25"], None, times_of_day(540, 550, 565)),
        (["00:00", "00:10", "00:25"], TWO_O_CLOCK, times_of_day(840, 850, 865)),
        (["00:00", "00:10", "00:25"], None, ["00:00", "00:10", "00:25"]),  # midnight, unless a beginning is stated
        (["10:00", "10:10", "10:25"], None, ["10:00", "10:10", "10:25"]),
    ],
)
def test_times_count_from_a_stated_beginning_or_from_nine(
    times: Sequence[object], begins: TimeOfDay | None, expected: list[object]
) -> None:
    assert timed(times, begins) == expected


def test_beside_a_column_of_times_a_column_of_minutes_does_not_count_from_the_start() -> None:
    assert timed([0, 10, 25], None, {0: "duration", 1: "start"}) == [0, 10, 25]


def test_a_row_with_a_time_alone_stays_and_the_beginning_that_was_taken_is_noted() -> None:
    notes = Notes()
    rows = [Row("1", [0, "One"]), Row("2", [10, "Two"]), Row("3", [20, None]), Row("4", [25, "Three"])]
    layout, body = with_times_of_day(Layout({0: "duration", 1: "title"}, ("Minute", "Title")), rows, None, notes)
    assert layout.columns == {0: "start", 1: "title"}
    assert [row.cells[0] for row in body] == [*times_of_day(540, 550), 20, *times_of_day(565)]
    assert [str(note.says).count("09:00") for note in notes.guesses] == [1]
