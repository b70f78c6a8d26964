"""The messages to the speaker in a view: those that can be shown, and those that were."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.state.fold import fold
from app.domain.views.messages import MOST_SHOWN
from app.domain.views.report import report
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
    assert (first["preset"], first["own_text"], first["key"], first["translations"]) == (
        "m1", "Sit down", 2, {"fr": "Asseyez"},
    )  # fmt: skip
    assert [preset["key"] for preset in standard] == [1, None, 3, 4, 5, 6, 7, 8, 9]
