"""The messages to the speaker in a view: those that can be shown, and those that were."""

from __future__ import annotations

import json

import pytest

from app.domain.messages import commands as c
from app.domain.state.fold import fold
from app.domain.state.policy import RUNS_SESSION, SEES_STAGE
from app.domain.values import Role
from app.domain.views.messages import MOST_SHOWN
from app.domain.views.report import report
from app.domain.views.view import project
from tests.fakes import Scene, plan


def test_what_was_shown_is_listed_newest_first_and_an_undone_message_is_not() -> None:
    scene = Scene(plan(guiding_questions=[{"id": "q1", "text": "Why?"}]))
    scene.send(c.ShowMessage("A word"), c.ShowMessage(preset="louder"), c.ShowMessage(preset="thank_you"), c.Undo())
    assert [(shown["text"], shown["preset"]) for shown in scene.view()["messages"]] == [
        ("Louder, please", "louder"),
        ("A word", None),
    ]
    assert [row["preset"] for row in report(fold(scene.records), scene.now)["messages"]] == [None, "louder"]


def test_the_question_to_answer_is_the_one_in_focus() -> None:
    scene = Scene()

    def asks() -> tuple[str, int | None, bool]:
        preset = next(one for one in scene.view()["presets"] if one["preset"] == "answer_question")
        return preset["text"], preset["n"], preset["can_be_shown"]

    assert asks() == ("Please answer question …", None, False)
    scene.send(c.OpenSession(), c.FocusQuestion("q2"))
    assert asks() == ("Please answer question 2", 2, True)


def test_a_view_has_the_latest_messages_only() -> None:
    scene = Scene()
    scene.send(*(c.ShowMessage(f"Message {number}") for number in range(MOST_SHOWN + 1)))
    shown = [message["text"] for message in scene.view()["messages"]]
    assert (len(shown), shown[0], shown[-1]) == (MOST_SHOWN, f"Message {MOST_SHOWN}", "Message 1")


def test_a_message_of_the_session_comes_first_and_takes_its_key_from_a_standard_one() -> None:
    scene = Scene(plan(presets=[{"text": "Sit down", "key": 2}], translations={"fr": {"presets.m1.text": "Asseyez"}}))
    first, *standard = scene.view()["presets"]
    assert (first["preset"], first["own_text"], first["key"], first["translations"], first["can_be_shown"]) == (
        "m1", "Sit down", 2, {"fr": "Asseyez"}, True,
    )  # fmt: skip
    assert [preset["key"] for preset in standard] == [1, None, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("to", "also"),
    [
        ("stages", SEES_STAGE),
        ("speaker", {Role.SPEAKER}),
        ("crew", {Role.CREW}),
        ("left", set()),
        ("right", {Role.STAGE}),
    ],
)
def test_a_message_is_sent_to_those_whom_it_is_for_and_to_no_other_role(to: str, also: set[Role]) -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.ShowMessage("For you alone", to=to))
    told = {
        role
        for role in Role
        if "For you alone" in json.dumps(project(scene.session, role, scene.now, speaker="p1", screen="right"))
    }
    assert told - {Role.SYSTEM} == RUNS_SESSION | also - {Role.SYSTEM}
    assert [shown["to"] for shown in scene.view()["messages"]] == [to]


def test_the_record_tells_messages_to_the_speaker_and_none_to_the_crew() -> None:
    scene = Scene()
    scene.send(c.ShowMessage("Slower", to="speaker"), c.ShowMessage("Lights", to="crew"))
    assert [row["text"] for row in report(scene.session, scene.now)["messages"]] == ["Slower"]
