"""Audience questions as each role sees them, and as the record counts them."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.state.questions import Tally
from app.domain.values import Role
from app.domain.views.questions import audience_figures, own_questions
from app.domain.views.report import report
from tests.domain.asked import ask, asking_scene


def test_the_record_has_the_audiences_figures() -> None:
    scene = asking_scene()
    ids = [ask(scene, author=f"p{n}") for n in range(5)]
    scene.send(*(c.ApproveQuestion(id_) for id_ in ids[:3]), c.DismissQuestion(ids[3], "Off topic"))
    scene.send(c.AnswerQuestion(ids[0], "live"), c.AnswerQuestion(ids[1], "text", text="Yes."), c.CloseSession())
    figures = report(scene.session, scene.now)["audience"]
    assert figures == audience_figures(scene.session)
    assert {name: figures[name] for name in ("received", "published", "answered_live", "answered_in_writing")} == {
        "received": 5,
        "published": 3,
        "answered_live": 1,
        "answered_in_writing": 1,
    }
    assert (figures["dismissed"], figures["not_reached"], figures["participants"]) == (1, 2, 5)


@pytest.mark.parametrize("role", Role)
def test_fields_for_the_desk_are_in_no_other_view(role: Role) -> None:
    scene = asking_scene()
    hidden, shown = ask(scene, identity="moderators", name="Ada"), ask(scene, author="bob")
    scene.send(c.ApproveQuestion(shown))
    rows = {row["id"]: row for row in scene.view(role)["questions"]}
    if role in {Role.ORGANISER, Role.MODERATOR, Role.DESK}:
        assert set(rows) == {hidden, shown}
        assert (rows[hidden]["name"], rows[hidden]["state"]) == ("Ada", "pending")
    else:
        assert set(rows) == {shown}
        public = {"id", "text", "state", "votes", "on", "name", "affiliation", "floor", "answer"}
        assert (set(rows[shown]), rows[shown]["votes"]) == (public, 0)


def test_those_who_ask_see_the_votes_for_their_question_once_it_is_public() -> None:
    scene = asking_scene()
    mine, other = ask(scene), ask(scene, author="bob")
    scene.session = scene.session.with_tally(Tally(votes={mine: 3}))

    def votes(participant: str) -> list[int]:
        return [question["votes"] for question in own_questions(scene.session, participant)]

    assert votes("ada") == [0]
    scene.send(c.ApproveQuestion(mine), c.ApproveQuestion(other), c.PutQuestionOn(other))
    assert (votes("ada"), votes("bob")) == ([3], [0])
    assert {row["id"]: row["on"] for row in scene.view(Role.VIEWER)["questions"]} == {mine: False, other: True}


def test_an_answer_that_was_taken_back_is_not_counted() -> None:
    scene = asking_scene("open")
    a = ask(scene)
    scene.send(c.AnswerQuestion(a, "live"), c.ReturnQuestion(a))
    assert audience_figures(scene.session)["answered_live"] == 0
