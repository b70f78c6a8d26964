"""Sentences as JSON: another process says them in each language as this one would."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.domain.errors import Counted, Dated, Sentence, in_a_row
from app.formats.text.sentences import facts_of, sentence_of
from app.languages.words import words_in

DAY = Dated(date(2026, 6, 3))


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("There is nothing in this file."),
        Sentence("row {number}", number=4),
        Sentence("Durations such as {length} were read as seconds.", length="{text}"),
        Counted("{count} item", "{count} items", 3),
        Sentence("No time is given; it was put at 09:00 on {day}.", day=DAY),
        in_a_row([Sentence("{where}: {what}", where=Sentence("line {number}", number=2), what=DAY), "title: x"]),
        "segments[2].title",
    ],
    ids=str,
)
def test_a_sentence_is_the_same_after_its_way_through_json(sentence: str) -> None:
    back = sentence_of(json.loads(json.dumps(facts_of(sentence))))
    assert (back, type(back)) == (sentence, type(sentence))
    for language in ("en", "ar", "ru"):
        assert words_in(language).told(back) == words_in(language).told(sentence)


def test_other_values_in_places_become_texts() -> None:
    assert facts_of(Sentence("{error}", error=ValueError("no")))["places"] == {"error": "no"}
