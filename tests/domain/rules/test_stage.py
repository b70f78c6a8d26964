"""Messages to the speaker: as typed, or by a code."""

from __future__ import annotations

import pytest

from app.domain.codec import from_line, to_line
from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.presets import STANDARD
from app.domain.values import MessageStyle
from tests.fakes import Scene


@pytest.mark.parametrize("code", [code for code in STANDARD if code != "answer_question"])
def test_a_preset_is_kept_as_its_code(code: str) -> None:
    scene = Scene()
    assert scene.send(c.ShowMessage(preset=code)) == [e.MessageShown("", "normal", None, code)]
    message = scene.view()["stage"]["message"]
    assert message is not None
    assert (message["text"], message["preset"], message["n"]) == (STANDARD[code], code, None)


def test_a_preset_may_name_a_guiding_question_by_its_number() -> None:
    scene = Scene()
    scene.send(c.ShowMessage(preset="answer_question", n=3, style=MessageStyle.URGENT, hide_after_ms=5_000))
    message = scene.view()["stage"]["message"]
    assert message is not None
    assert (message["text"], message["n"], message["style"]) == ("Please answer question 3", 3, "urgent")


@pytest.mark.parametrize(
    ("command", "where", "why"),
    [
        (c.ShowMessage(), "text", "has 0 characters; it needs 1 to 200"),
        (c.ShowMessage("Louder", preset="louder"), "text", "is not needed with a preset; send one of the two"),
        (c.ShowMessage(preset="shout"), "preset", f"is none of {', '.join(STANDARD)}"),
        (c.ShowMessage(preset="louder", n=1), "n", "belongs to answer_question only"),
        (c.ShowMessage("Louder", n=1), "n", "belongs to answer_question only"),
        (c.ShowMessage(preset="answer_question"), "n", "is missing"),
        (c.ShowMessage(preset="answer_question", n=0), "n", "is the number of a guiding question, from 1 to 4"),
        (c.ShowMessage(preset="answer_question", n=5), "n", "is the number of a guiding question, from 1 to 4"),
    ],
)
def test_a_message_that_says_nothing_or_two_things_is_refused(command: c.ShowMessage, where: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        Scene().send(command)
    assert [(problem.where, problem.what) for problem in refused.value.problems] == [(where, why)]


def test_a_journal_of_texts_alone_still_reads() -> None:
    scene = Scene()
    scene.send(c.ShowMessage("Please conclude"))
    *_, line = map(to_line, scene.records)
    old = line.replace('"preset":"",', "").replace('"n":null,', "").replace('"version":2', '"version":1')
    assert "preset" not in old
    assert from_line(old) == scene.records[-1]
