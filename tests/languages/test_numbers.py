"""Sentences with a number are right at none, at one and at many."""

from __future__ import annotations

import re

import pytest

from app.domain.errors import Counted
from app.domain.text import cleaned
from app.languages.catalogues import LOCALE, TEMPLATE, read
from app.languages.languages import LANGUAGES
from app.languages.words import words_in
from scripts.translations import extract

# A number with what it counts behind it: "{count} items", "{read} of {all:,} rows".
COUNTS = re.compile(r"\{(?:count|all|again|records|votes|megabytes|seconds|minutes)(?::,)?\} [a-z]+s\b")
OF_MANY = (
    "One password for all organisers of this server",  # 12 characters
    "Up to {count} characters",  # 300
    "has more than {count} ",  # a limit
    "has {count:,} ",  # more than a limit
    "has {count} characters; it needs 0 to",  # more than a limit
    "This looks like a list of ",
    "This is a list of {count:,} titles",
    "This looks like a table of ",
    "most of its {count:,} rows",
    "{again:,} of {count:,} titles",
    "Read as {count} people",
    "which of {count} people",
    "The same {count} people",
    "they were put into {count} sessions",
    "the {count} of this one were made",
    "{first}\u2013{last} of {count} sessions",  # of a list of more than a page
    "has {count} characters; it may have {most}",  # more than a limit
    "{count} ms",  # a unit
    "{count} ran over their time",  # one has a sentence of its own
)


def counted_without_forms() -> set[str]:
    """The texts that count things, and have no plural forms."""
    texts = {message.id for message in extract() if isinstance(message.id, str)}
    return {text for text in texts if COUNTS.search(text) and not any(part in text for part in OF_MANY)}


def test_a_text_that_counts_things_has_plural_forms_or_names_them_before_the_number() -> None:
    assert counted_without_forms() == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 21, 100, 101])
def test_each_plural_text_can_be_said_of_each_number(language: str, count: int) -> None:
    words = words_in(language)
    for message in read(LOCALE / TEMPLATE):
        if isinstance(message.id, tuple):
            one, more = message.id
            said = words.plural(one, more, count)
            assert said
            if count > 2 and "{count}" in more:
                assert "{count}" in said, message.id


def test_a_counted_sentence_has_other_places_in_each_language() -> None:
    sentence = Counted(
        "has {count} page; of {whose}", "has {count} pages; of {whose}", 1, whose=Counted("one", "more", 2)
    )
    assert sentence == "has 1 page; of more"
    assert [words_in(language).told(sentence) for language in ("en", "ru")] == ["has 1 page; of more"] * 2


@pytest.mark.parametrize(("text", "says"), [("", "has 0 characters"), ("a", "has 1 character;"), ("ab", "has 2 char")])
def test_how_long_a_text_is_is_said_right(text: str, says: str) -> None:
    with pytest.raises(Exception, match=says):
        cleaned("text", text, 3, 300)
