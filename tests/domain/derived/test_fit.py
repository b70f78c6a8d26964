"""Fit: a text against the time planned for it, and its reader against the clock."""

from __future__ import annotations

import pytest

from app.domain.derived.fit import Fit, course_ms, fit, planned_for
from tests.fakes import minutes, plan, seconds


def test_a_statement_of_778_words_is_four_minutes_too_long_for_three() -> None:
    long = fit(778, 5_000, "en", minutes(3))
    assert long == Fit(778, "words", 110, minutes(7) + seconds(5), minutes(3), minutes(4) + seconds(5), False)


def test_a_text_that_fits_only_when_read_fast_says_both() -> None:
    assert [(f.over_ms, f.fits_at_most) for f in (fit(n, 0, "en-GB", minutes(3)) for n in (330, 360, 361))] == [
        (0, True),
        (seconds(15), True),
        (seconds(15), False),
    ]


@pytest.mark.parametrize(("language", "count", "unit"), [("fr", 330, "words"), ("zh-Hans", 900, "characters")])
def test_a_language_without_a_known_rate_is_counted_and_not_timed(language: str, count: int, unit: str) -> None:
    counted = fit(330, 900, language, minutes(3))
    assert (counted.count, counted.unit) == (count, unit)
    assert (counted.rate, counted.speaking_ms, counted.over_ms, counted.fits_at_most) == (None, None, None, False)


def test_the_words_of_an_introduction_have_the_handover_and_a_statement_the_segment() -> None:
    six, no_handover = plan(), plan(handover="0:00")
    assert planned_for(six, ("opening", "")) == minutes(3)
    assert (planned_for(six, ("t1", "")), planned_for(six, ("t1", "p1"))) == (seconds(45), minutes(6))
    assert planned_for(no_handover, ("t1", "")) is None
    assert planned_for(six, ("gone", "")) is None
    timeless = fit(110, 0, "en", None)
    assert (timeless.over_ms, timeless.fits_at_most) == (None, False)


@pytest.mark.parametrize(("elapsed", "late"), [(0, -20), (20, 0), (39, 0), (41, 1), (60, 20)])
def test_a_reader_is_on_course_while_the_clock_is_within_the_paragraph(elapsed: int, late: int) -> None:
    three = ["one two", "three four", "five six"]
    assert course_ms(three, 1, seconds(elapsed), seconds(60)) == seconds(late)


def test_a_text_without_words_is_on_course() -> None:
    assert course_ms([], 0, 0, seconds(60)) == 0
