"""Messages to the speaker: as typed, or by a code."""

from __future__ import annotations

import pytest

from app.domain.codec import from_line, to_line
from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.presets import STANDARD
from app.domain.state.rundown import Preset
from app.domain.values import MessageStyle, Role
from app.languages.views import view_in
from app.languages.words import words_in
from tests.fakes import Scene, plan, refusal


@pytest.mark.parametrize("code", [code for code in STANDARD if code != "answer_question"])
def test_a_preset_is_kept_as_its_code(code: str) -> None:
    scene = Scene()
    assert scene.send(c.ShowMessage(preset=code)) == [e.MessageShown("", "normal", None, code)]
    message = scene.view()["stage"]["message"]
    assert message is not None
    assert (message["text"], message["preset"], message["n"]) == (STANDARD[code], code, None)


@pytest.mark.parametrize("number", [1, 4])
def test_a_preset_may_name_the_first_and_the_last_guiding_question(number: int) -> None:
    assert Scene().send(c.ShowMessage(preset="answer_question", n=number)) != []


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
        (c.ShowMessage("Louder", to=""), "to", "is one of stages, speaker, crew, or the id of a screen's link"),
        (c.ShowMessage(preset="answer_question", n=5), "n", "is the number of a guiding question, from 1 to 4"),
    ],
)
def test_a_message_that_says_nothing_or_two_things_is_refused(command: c.ShowMessage, where: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        Scene().send(command)
    assert [(problem.where, problem.what) for problem in refused.value.problems] == [(where, why)]


def test_a_message_of_the_session_may_be_a_single_letter() -> None:
    assert Scene().send(c.SetPreset("?")) != []


def test_the_session_has_messages_of_its_own_with_keys_and_translations() -> None:
    scene = Scene()
    scene.send(c.SetPreset("Please address the Chair", 1), c.SetPreset(" Buses leave  at six "))
    scene.send(c.Translate("fr", "presets.m1.text", "Adressez-vous au Président"))
    assert scene.session.plan.presets == (
        Preset("m1", "Please address the Chair", 1, {"fr": {"text": "Adressez-vous au Président"}}),
        Preset("m2", "Buses leave at six"),
    )
    scene.send(c.SetPreset("Buses leave at seven", 1, "m2"))
    assert [(p.text, p.key) for p in scene.session.plan.presets] == [
        ("Please address the Chair", None),
        ("Buses leave at seven", 1),
    ]
    assert scene.send(c.SetPreset("Buses leave at seven", 1, "m2")) == []
    scene.send(c.RemovePreset("m1"))
    assert [preset.id for preset in scene.session.plan.presets] == ["m2"]
    scene.send(c.UndoEdit())
    assert scene.session.plan.presets[0].translations == {"fr": {"text": "Adressez-vous au Président"}}


def test_a_shown_message_stays_as_it_was_when_the_sessions_own_is_changed() -> None:
    scene = Scene()
    scene.send(c.SetPreset("Sit down"), c.Translate("fr", "presets.m1.text", "Asseyez-vous"))
    [event] = scene.send(c.ShowMessage(preset="m1"))
    assert event == e.MessageShown("Sit down", "normal", None, "m1", None, {"fr": "Asseyez-vous"})
    scene.send(c.SetPreset("Stand up", preset="m1"), c.RemovePreset("m1"))
    for language, text in (("en", "Sit down"), ("fr", "Asseyez-vous"), ("ar", "Sit down")):
        message = view_in(words_in(language), scene.session, Role.STAGE, scene.now)["stage"]["message"]
        assert message is not None
        assert (message["text"], message["preset"]) == (text, "m1")
    assert refusal(scene, c.ShowMessage(preset="m1")) == "invalid"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.SetPreset(""), "invalid"),
        (c.SetPreset("x" * 201), "invalid"),
        (c.SetPreset("One too many"), "invalid"),
        (c.SetPreset("x", 0, "m1"), "invalid"),
        (c.SetPreset("x", 10, "m1"), "invalid"),
        (c.SetPreset("x", preset="louder"), "not_found"),
        (c.RemovePreset("m13"), "not_found"),
    ],
)
def test_what_cannot_be_a_message_of_the_session_is_refused(command: c.AnyCommand, code: str) -> None:
    scene = Scene(plan(presets=[{"text": f"Message {number}"} for number in range(12)]))
    assert refusal(scene, command) == code


@pytest.mark.parametrize(
    "presets",
    [
        [{"text": f"Message {number}"} for number in range(13)],
        [{"text": "One", "key": 1}, {"text": "Two", "key": 1}],
        [{"id": "louder", "text": "LOUDER"}],
        [{"text": "One", "key": "1"}],
        [{"key": 1}],
    ],
)
def test_a_document_with_wrong_messages_is_refused(presets: list[dict[str, object]]) -> None:
    with pytest.raises(Invalid) as refused:
        plan(presets=presets)
    assert all(problem.where.startswith("presets") for problem in refused.value.problems)


def test_a_journal_of_texts_alone_still_reads() -> None:
    scene = Scene()
    scene.send(c.ShowMessage("Please conclude"))
    *_, line = map(to_line, scene.records)
    old = (
        line.replace('"preset":"",', "")
        .replace('"n":null,', "")
        .replace(',"translations":{}', "")
        .replace('"version":2', '"version":1')
    )
    assert "preset" not in old
    assert from_line(old) == scene.records[-1]
