"""Labels that the server gave are read in the reader's language; those of people stay."""

from __future__ import annotations

import pytest

from app.languages.labels import label_in
from app.languages.words import ENGLISH, words_in


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
