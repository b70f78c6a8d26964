"""Audience questions through a session: what an undo, a close and a reopening make of them."""

from __future__ import annotations

import json

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from app.domain.messages import commands as c
from app.domain.state.policy import MAY
from app.domain.state.questions import MOVES, SEEN, QuestionState, Seen
from app.domain.values import Role
from tests.domain.asked import ask, asking_scene, question
from tests.domain.random_desk import DeskMachine
from tests.fakes import rejection


def test_what_was_not_reached_is_answered_in_writing_and_comes_back_when_the_session_goes_on() -> None:
    scene = asking_scene()
    pending, queued, on = (ask(scene, author=who) for who in ("ada", "bob", "eve"))
    for id_ in (queued, on):
        scene.send(c.ApproveQuestion(id_), c.QueueQuestion(id_))
    scene.send(c.PutQuestionOn(on), c.CloseSession())
    assert {str(q.state) for q in scene.session.asked.questions.values()} == {"not_reached"}
    assert pending not in json.dumps(scene.view(Role.VIEWER)["questions"])
    scene.send(c.AnswerQuestion(pending, "text", text="In writing."))
    assert scene.view(Role.VIEWER)["questions"][0]["answer"] == {"how": "text", "by": [], "text": "In writing."}
    assert rejection(scene, c.AnswerQuestion(queued, "live")).code == "session_closed"
    scene.send(c.ReopenSession())
    assert [str(question(scene, id_).state) for id_ in (pending, queued, on)] == ["answered", "queued", "queued"]
    scene.send(c.CloseSession(), c.Undo())
    assert [str(question(scene, id_).state) for id_ in (pending, queued, on)] == ["answered", "queued", "queued"]


def test_undo_means_the_floor_and_leaves_questions_alone() -> None:
    scene = asking_scene("open")
    scene.send(c.GiveFloor("t1"))
    a = ask(scene)
    scene.send(c.QueueQuestion(a), c.PutQuestionOn(a), c.AnswerQuestion(a, "live"), c.Undo())
    assert (scene.state("t1"), question(scene, a).state) == ("idle", QuestionState.ANSWERED)
    scene.send(c.ReturnQuestion(a), c.ReturnQuestion(a))
    assert question(scene, a).state is QuestionState.APPROVED


def test_what_was_merged_into_a_question_that_is_taken_back_stands_for_itself_again() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.MergeQuestions(b, (a,)), c.WithdrawQuestion(b), author="bob")
    assert (question(scene, a).state, question(scene, a).into) == (QuestionState.APPROVED, None)
    assert rejection(scene, c.MergeQuestions(b, (a,))).code == "not_this_move"
    assert rejection(scene, c.MergeQuestions(a, (a,))).code == "invalid"


def test_a_queue_stands_after_reopening_as_it_stood() -> None:
    scene = asking_scene("open")
    ids = [ask(scene, author=f"p{n}") for n in range(6)]
    for id_ in (ids[2], ids[0], ids[3]):
        scene.send(c.QueueQuestion(id_))
    # What was on stands at the head of it, and so does the rest of an open round.
    scene.send(c.TakeBatch((ids[4], ids[5])), c.PutQuestionOn(ids[5]), c.CloseSession(), c.ReopenSession())
    assert scene.view()["queue"] == [ids[5], ids[4], ids[2], ids[0], ids[3]]
    assert question(scene, ids[1]).state is QuestionState.APPROVED
    scene.send(c.CloseSession(), c.AnswerQuestion(ids[2], "text", text="Yes."), c.ReopenSession())
    assert scene.view()["queue"] == [ids[5], ids[4], ids[0], ids[3]]


def test_closing_takes_what_is_on_off_the_stage_and_ends_the_round() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.TakeBatch((a, b)), c.PutQuestionOn(a), c.CloseSession())
    view = scene.view(Role.VIEWER)
    assert (view["question_on"], view["batch"], view["queue"]) == (None, [], [])
    assert [row["state"] for row in view["questions"]] == ["not_reached", "not_reached"]


def test_every_state_says_who_sees_it_and_every_move_belongs_to_a_command() -> None:
    assert set(SEEN) == set(QuestionState)
    hidden = {state for state, seen in SEEN.items() if seen is Seen.DESK_AND_AUTHOR}
    assert hidden >= {QuestionState.PENDING, QuestionState.DISMISSED, QuestionState.WITHDRAWN}
    assert {move.partition(" ")[0] for move in MOVES} <= {kind.command for kinds in MAY.values() for kind in kinds}


def test_random_desks_keep_the_table_and_their_secrets() -> None:
    run_state_machine_as_test(DeskMachine, settings=settings(max_examples=30, stateful_step_count=40, deadline=None))


def test_a_question_on_the_stage_stays_there_when_it_is_taken_into_a_round() -> None:
    scene = asking_scene("open")
    one, other = ask(scene), ask(scene, author="bob")
    scene.send(c.PutQuestionOn(one), c.TakeBatch((one, other)))
    assert (scene.session.asked.on, scene.session.asked.batch) == (one, (one, other))


def test_a_question_that_leaves_the_stage_or_the_queue_leaves_nothing_behind() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.QueueQuestion(a), c.QueueQuestion(b), c.PutQuestionOn(a))
    assert (scene.session.asked.on, scene.session.asked.queue) == (a, (b,))
    scene.send(c.AnswerQuestion(b, "live"))
    assert (scene.session.asked.on, scene.session.asked.queue) == (a, ())
    scene.send(c.AnswerQuestion(a, "live"))
    assert (scene.session.asked.on, scene.session.asked.queue) == (None, ())


def test_a_question_of_the_floor_is_not_held_and_shows_its_name() -> None:
    scene = asking_scene("open")
    scene.send(c.AddFloorQuestion("Asked aloud?", "Ms Loud", "Row 5"))
    hidden = ask(scene, identity="moderators", name="Ada")
    [floor, asked] = scene.session.asked.questions.values()
    assert (floor.held, floor.public_name) == (False, ("Ms Loud", "Row 5"))
    assert (asked.id, asked.name, asked.public_name) == (hidden, "Ada", ("", ""))
