"""The standard messages, and the words of cues."""

from __future__ import annotations

import pytest

from app.domain.presets import STANDARD, cue_text, standard_text
from app.domain.values import SECOND
from app.languages.words import words_in


@pytest.mark.parametrize("language", ["ar", "zh", "fr", "ru", "es"])
def test_every_standard_message_is_said_in_every_language(language: str) -> None:
    words = words_in(language)
    assert [code for code, text in STANDARD.items() if words.told(text) == text] == []
    assert "3" in words.told(standard_text("answer_question", 3))


@pytest.mark.parametrize(
    ("remaining_s", "english", "french"),
    [
        (120, "2 minutes left", "restent 2 min"),
        (60, "1 minute left", "reste 1 min"),
        (1, "1 second left", "reste 1 s"),
        (90, "1:30 left", "1:30 restant"),
        (0, "Time", "Temps écoulé"),
        (-30, "Please conclude", "Veuillez conclure"),
    ],
)
def test_a_cue_says_how_much_time_is_left(remaining_s: int, english: str, french: str) -> None:
    text = cue_text(remaining_s * SECOND)
    assert (text, words_in("fr").told(text)) == (english, french)
