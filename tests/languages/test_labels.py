"""Labels that the server gave are read in the reader's language; those of people stay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.languages.labels import label_in
from app.languages.languages import LANGUAGES
from app.languages.words import ENGLISH, Words, words_in

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Moderator", "Модератор"),
        ("Moderator (default link)", "Модератор (ссылка по умолчанию)"),
        ("Key: Moderator (default link)", "Key: Модератор (ссылка по умолчанию)"),
        ("Stage 2", "Экран сцены 2"),
        ("Organiser (by link)", "Организатор (по ссылке)"),
        ("Organiser (one-time link)", "Организатор (одноразовая ссылка)"),
        ("Screen 1", "Экран 1"),
        ("Organiser (by link) (2)", "Организатор (по ссылке) (2)"),
        ("server", "Сервер"),
    ],
)
def test_a_label_that_the_server_gave_is_translated(label: str, said: str) -> None:
    assert label_in(words_in("ru"), label) == said


@pytest.mark.parametrize("label", ["Left laptop", "Stage left", "Moderator, evening", "Key: left", "", "Ms Okafor"])
def test_a_label_that_a_person_wrote_stays(label: str) -> None:
    assert label_in(words_in("ru"), label) == label


def test_english_says_whom_a_link_is_for() -> None:
    assert label_in(ENGLISH, "Desk (default link)") == "Q&A desk (default link)"


# A button whose accessible name is a sentence with more than its seen words.
NAMED = re.compile(
    r"""<button[^<>]* aria-label="\{\{ _\((['"])(.+?)\1,[^<]*\) \}\}"[^<>]*>\{\{ _\((['"])(.+?)\3\) \}\}</button>"""
)


def whole(words: Words, text: str) -> str:
    """A text with nothing in its places."""
    return words(text, **dict.fromkeys(re.findall(r"\{(\w+)\}", text), ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_is_called_by_the_words_that_are_seen_on_it(language: str) -> None:
    words = words_in(language)
    pairs = {(name, seen) for path in TEMPLATES.rglob("*.html") for _, name, _, seen in NAMED.findall(path.read_text())}
    assert ("Revoke {name}", "Revoke") in pairs
    assert [seen for name, seen in pairs if words(seen).casefold() not in whole(words, name).casefold()] == []
