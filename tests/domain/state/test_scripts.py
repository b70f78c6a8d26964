"""Scripts: how a text becomes paragraphs, which question a paragraph puts, and how it is counted."""

from __future__ import annotations

import pytest

from app.domain.state.rundown import GuidingQuestion
from app.domain.state.scripts import (
    Paragraph,
    count_characters,
    count_words,
    paragraphs_of,
    read_aloud,
    split_paragraphs,
)

QUESTIONS = (GuidingQuestion("q1", "What are the limits?"), GuidingQuestion("q2", "Who will pay?"))


def test_a_text_is_split_at_empty_lines_headings_and_items() -> None:
    text = "# Welcome\nDear **friends**,\nall of you.\n\n- one\n- two\n  lines\n\n\n3. March"
    assert split_paragraphs(text) == ["Welcome", "Dear friends, all of you.", "one", "two lines", "3. March"]


GREETING = "Excellencies,\nLadies and Gentlemen,\n\nWelcome."


@pytest.mark.parametrize("head", ["Second Conference\n**ON WATER**\n\n30 June, 10 a.m. – 11 a.m.\n\n", "", "  \n \n"])
def test_a_letterhead_before_the_salutation_is_not_read_aloud(head: str) -> None:
    assert [paragraph.text for paragraph in paragraphs_of(head + GREETING, ())] == [
        "Excellencies, Ladies and Gentlemen,",
        "Welcome.",
    ]
    assert count_words(head + GREETING) == 5
    assert count_characters(head + GREETING) == 13 + 6 + 3 + 10 + 8


RUSSIAN = "Уважаемый господин Председатель!\nДамы и господа!"


@pytest.mark.parametrize(
    "salutation", ["Excelencias:", "各位阁下：", "أصحاب السعادة،", "**Excelencias:**", "各位代表！", RUSSIAN]
)
def test_a_salutation_ends_as_its_language_ends_it(salutation: str) -> None:
    assert read_aloud(f"New York\n\n{salutation}\n\nGracias.") == f"{salutation}\n\nGracias."


@pytest.mark.parametrize(
    "said", ["Please take your seats.", "[question 1] The limits", "请坐。", "Title\n\n“We begin!”", "Начинаем!"]
)
def test_what_is_said_before_the_salutation_stays(said: str) -> None:
    assert len(paragraphs_of(f"{said}\n\n{GREETING}", ())) == len(split_paragraphs(said)) + 2


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("[question 2] And the money.", "q2"),
        ("The money [ Question 2 ], then.", "q2"),
        ("- And: WHAT are the limits?", "q1"),
        ("[question 7] None such.", None),
        ("No question.", None),
    ],
)
def test_a_paragraph_puts_the_question_of_its_mark_or_of_its_words(text: str, question: str | None) -> None:
    assert [paragraph.question for paragraph in paragraphs_of(text, QUESTIONS)] == [question]


def test_a_mark_is_neither_read_nor_counted() -> None:
    assert paragraphs_of("Now [question 1] this.", QUESTIONS) == [Paragraph("Now this.", "q1")]
    assert (count_words("Now [question 1] this."), count_characters("Now [question 1] this.")) == (2, 8)


def test_a_question_without_words_is_in_no_paragraph() -> None:
    assert paragraphs_of("Any text.", (GuidingQuestion("q", ""),)) == [Paragraph("Any text.")]
