"""Participants ask: the policy, the limits, repeated sending, names, and taking a question back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.errors import FloorClosed, Rejection
from app.domain.messages import commands as c
from app.domain.rules.asking import ASK_AFTER_MS, MOST_QUESTIONS
from app.domain.rules.decide import decide
from app.domain.state.questions import LONGEST_QUESTION, QuestionState
from app.domain.values import FloorPolicy, Role
from tests.domain.asked import PUBLIC, ask, asking_scene, question
from tests.domain.debate import Debate
from tests.fakes import minutes, rejection, seconds


def test_the_policy_says_whether_and_how_questions_are_taken() -> None:
    scene = asking_scene("none")
    assert (rejection(scene, c.Ask("May I?"), author="ada").code) == "floor_closed"
    scene.send(c.SetFloorPolicy(FloorPolicy.OPEN))
    assert question(scene, ask(scene)).state is QuestionState.APPROVED
    for policy in (FloorPolicy.WRITTEN, FloorPolicy.MODERATED):
        scene.send(c.SetFloorPolicy(policy))
        scene.wait(seconds(15))
        assert question(scene, ask(scene)).state is QuestionState.PENDING
    scene.send(c.CloseSession())
    assert rejection(scene, c.Ask("Too late?"), author="bob").code == "floor_closed"


def test_a_question_sent_twice_is_asked_once_and_another_authors_id_is_refused() -> None:
    scene = asking_scene()
    ask(scene, id="u1")
    assert scene.send(c.Ask("What next?", id="u1"), role=Role.PARTICIPANT, author="ada") == []
    assert rejection(scene, c.Ask("Mine now?", id="u1"), author="bob").code == "already_exists"
    assert rejection(scene, c.Ask("Spaces?", id="not an id"), author="bob").code == "invalid"


def test_a_question_without_an_id_has_the_number_of_its_record_or_the_next_one_that_is_free() -> None:
    scene = asking_scene()
    assert ask(scene) == f"a{scene.session.seq}"
    ask(scene, author="bob", id=f"a{scene.session.seq + 2}")
    assert ask(scene, author="eve") == f"a{scene.session.seq + 1}"


def test_limits_say_when_to_come_again() -> None:
    scene = asking_scene(most_questions=7)
    for n in range(5):
        ask(scene, f"Question number {n}?")
        soon = rejection(scene, c.Ask("At once?"), author="ada")
        if n < 4:
            assert (soon.code, soon.status, getattr(soon, "retry_after_s", 0)) == ("asked_too_soon", 429, 15)
        scene.wait(seconds(15) - 1)
        if n < 4:
            assert getattr(rejection(scene, c.Ask("A moment early?"), author="ada"), "retry_after_s", 0) == 1
        scene.wait(1)
    assert rejection(scene, c.Ask("A sixth?"), author="ada").code == "too_many_open"
    ask(scene, "Somebody else may?", "bob")
    mine = [q.id for q in scene.session.asked.by("ada")]
    scene.send(c.WithdrawQuestion(mine[0]), c.WithdrawQuestion(mine[1]), author="ada")
    for n in (5, 6):
        ask(scene, f"Question number {n}?")
        scene.wait(seconds(15))
    for later, rest_s in ((0, minutes(60) // 1_000 - 7 * 15), (minutes(60), 60)):
        too_many = rejection(scene.wait(later), c.Ask("An eighth?"), author="ada")
        assert (too_many.code, getattr(too_many, "retry_after_s", 0)) == ("too_many_asked", rest_s)


# The browser counts and cleans the same texts: tests/browser/test_asking.py.
TEXTS: list[tuple[str, str]] = json.loads((Path(__file__).parents[2] / "text_vectors.json").read_text())


@pytest.mark.parametrize(("typed", "kept"), [(typed, kept) for typed, kept in TEXTS if len(kept) <= LONGEST_QUESTION])
def test_text_from_anywhere_is_kept_whole(typed: str, kept: str) -> None:
    scene = asking_scene("open")
    assert question(scene, ask(scene, typed)).text == kept


@pytest.mark.parametrize("typed", ["x" * 301, "🙂" * 301, "ab", "  a \u200b ", "\u202e\u202c"])
def test_too_long_and_too_short_are_refused_and_never_cut(typed: str) -> None:
    refused = rejection(asking_scene(), c.Ask(typed), author="ada")
    assert (refused.code, refused.status) == ("invalid", 422)


def test_an_anonymous_question_keeps_no_name_and_others_keep_theirs() -> None:
    scene = asking_scene("open")
    anonymous = ask(scene, name="Ada Lovelace", affiliation="Engine")
    hidden = ask(scene, author="bob", identity="moderators", name="Bob Hidden", affiliation="Shade")
    public = ask(scene, author="eve", identity="public", name="Eve Open", affiliation="Light")
    without = ask(scene, author="joe", identity="public")
    asked = (without, anonymous, hidden, public)
    assert [(question(scene, id_).name, question(scene, id_).affiliation) for id_ in asked] == [
        ("", ""),
        ("", ""),
        ("Bob Hidden", "Shade"),
        ("Eve Open", "Light"),
    ]
    for role in PUBLIC:
        assert [row["name"] for row in scene.view(role)["questions"]] == ["", "", "Eve Open", ""]
    assert [row["name"] for row in scene.view(Role.DESK)["questions"]] == ["", "Bob Hidden", "Eve Open", ""]


def test_only_its_author_takes_a_question_back_and_others_do_not_learn_that_it_is_there() -> None:
    scene = asking_scene()
    id_ = ask(scene)
    assert rejection(scene, c.WithdrawQuestion(id_), author="bob").code == "not_found"
    scene.send(c.ApproveQuestion(id_))
    assert rejection(scene, c.WithdrawQuestion(id_), author="bob").code == "not_yours"
    assert rejection(scene, c.WithdrawQuestion(id_)).code == "not_yours"
    scene.send(c.WithdrawQuestion(id_), author="ada")
    assert question(scene, id_).state is QuestionState.WITHDRAWN


def test_a_question_is_open_until_it_is_answered_or_removed() -> None:
    scene = asking_scene(ask_every="0:00")
    ids = [ask(scene, f"Question number {n}?") for n in range(5)]
    scene.send(c.ApproveQuestion(ids[1]), *(c.ApproveQuestion(id_) for id_ in ids[2:4]))
    scene.send(c.QueueQuestion(ids[2]), c.PutQuestionOn(ids[3]))
    assert rejection(scene, c.Ask("A sixth?"), author="ada").code == "too_many_open"
    scene.send(c.AnswerQuestion(ids[3], "live"))
    ids.append(ask(scene, "A sixth, now?"))
    for command in (
        c.AnswerQuestion(ids[2], "later"),
        c.DismissQuestion(ids[1], "Off topic"),
        c.MergeQuestions(ids[0], (ids[5],)),
    ):
        assert rejection(scene, c.Ask("One too many?"), author="ada").code == "too_many_open"
        scene.send(command)
        ids.append(ask(scene, f"After {command.command}?"))


def test_a_participant_without_a_pseudonym_cannot_ask() -> None:
    scene = asking_scene("open")
    with pytest.raises(Rejection) as refused:
        decide(scene.session, c.Ask("Who am I?"), scene.now, role=Role.VIEWER)
    assert refused.value.code == "not_yours"
    scene.wait(minutes(1))


def test_where_delegates_can_ask_for_the_floor_only_questions_are_refused() -> None:
    with pytest.raises(FloorClosed) as refused:
        Debate().send(c.Ask("Why is that so?"), role=Role.PARTICIPANT, author="p")
    assert refused.value.sentence == "No questions are taken in this session."


def test_a_session_takes_so_many_open_questions_of_all_and_more_once_some_are_dealt_with() -> None:
    scene = asking_scene(most_open_in_session=2)
    first, _ = ask(scene), ask(scene, author="bob")
    assert rejection(scene, c.Ask("A third?"), author="eve").code == "session_full"
    scene.send(c.DismissQuestion(first, "Off topic"))
    ask(scene, author="eve")


def test_a_session_has_so_many_questions_whether_open_or_dealt_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.rules.asking.MOST_QUESTIONS", 2)
    scene = asking_scene()
    first, _ = ask(scene), ask(scene, author="bob")
    scene.send(c.DismissQuestion(first, "Off topic"))
    assert rejection(scene, c.Ask("A third?"), author="eve").code == "session_full"
    assert MOST_QUESTIONS == 20_000


def test_a_browser_without_a_link_may_ask_after_the_five_seconds_that_the_documents_name() -> None:
    assert seconds(5) == ASK_AFTER_MS
