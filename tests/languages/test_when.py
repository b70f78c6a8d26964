"""When something is, in words: with its date if that is another day, with its zone if that is another one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.languages.when import length_text, until_text, when_text
from app.languages.words import ENGLISH, Words

VECTORS = json.loads((Path(__file__).parents[1] / "when_vectors.json").read_text())


@pytest.mark.parametrize(("instant", "day", "zone", "seconds", "text"), VECTORS["when"])
def test_an_instant_is_said_as_the_shared_vectors_say(
    instant: int, day: int, zone: str, seconds: bool, text: str
) -> None:
    assert when_text(ENGLISH.dates, instant, day, zone, seconds=seconds) == text


@pytest.mark.parametrize(("ms", "text"), VECTORS["until"])
def test_a_distance_is_said_as_the_shared_vectors_say(ms: int, text: str) -> None:
    assert until_text(ENGLISH.dates, ms) == text


@pytest.mark.parametrize(("ms", "text"), VECTORS["length"])
def test_a_length_is_said_as_the_shared_vectors_say(ms: int, text: str) -> None:
    assert length_text(ENGLISH.dates, ms) == text


def test_the_names_of_days_and_months_are_those_of_the_language() -> None:
    french = Words("fr").dates
    assert (french.weekdays[0], french.months[7]) == ("lun.", "août")
    assert Words("zh").dates.weekdays[6] == "周日"
