"""Review words hold a question for the desk: whole words, without case and accents, in every script."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.state.questions import QuestionState
from tests.domain.asked import ask, asking_scene, question


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("What the FUCK is this?", True),
        ("C'est de la Merde?", True),
        ("Was soll die SCHEISSE?", True),
        ("这是他妈的问题", True),
        ("ما هذا يا حمار؟", True),
        ("What about Scunthorpe and Dickens?", False),
        ("What is a class assessment?", False),
    ],
)
def test_some_words_hold_a_question_for_review_and_never_refuse_it(text: str, held: bool) -> None:
    scene = asking_scene("open")
    asked = question(scene, ask(scene, text))
    assert (asked.held, asked.state is QuestionState.PENDING) == (held, held)


def test_a_session_may_have_its_own_words_or_none() -> None:
    scene = asking_scene("open", review_words=["umbrella"])
    assert question(scene, ask(scene, "Where is my Umbrella?")).held
    assert not question(scene, ask(scene, "What the fuck?", "bob")).held
    scene.send(c.EditSession({"review_words": []}))
    assert not question(scene, ask(scene, "An umbrella again?", "eve")).held
