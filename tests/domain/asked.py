"""Sessions that take audience questions, for tests: people ask, and a question is brought into each state."""

from __future__ import annotations

from typing import Any

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.questions import Question, QuestionState
from app.domain.values import Role
from tests.fakes import Scene, plan

PUBLIC = (Role.VIEWER, Role.PARTICIPANT, Role.STAGE, Role.SPEAKER)


def asking_scene(policy: str = "moderated", **changes: Any) -> Scene:
    scene = Scene(plan(floor_policy=policy, **changes))
    scene.send(c.OpenSession())
    return scene


def ask(scene: Scene, text: str = "What next?", author: str = "ada", **more: Any) -> str:
    """A participant asks; the answer is the question's id."""
    [event] = scene.send(c.Ask(text, **more), role=Role.PARTICIPANT, author=author)
    return str(getattr(event, "question"))  # noqa: B009 - any event


def question(scene: Scene, id_: str) -> Question:
    return scene.session.asked.questions[id_]


# A way to bring a fresh question into each state.
WAYS: dict[QuestionState, list[AnyCommand]] = {
    QuestionState.PENDING: [],
    QuestionState.APPROVED: [c.ApproveQuestion("x")],
    QuestionState.QUEUED: [c.ApproveQuestion("x"), c.QueueQuestion("x")],
    QuestionState.LIVE: [c.ApproveQuestion("x"), c.PutQuestionOn("x")],
    QuestionState.ANSWERED: [c.ApproveQuestion("x"), c.AnswerQuestion("x", "live")],
    QuestionState.DEFERRED: [c.ApproveQuestion("x"), c.AnswerQuestion("x", "later")],
    QuestionState.DISMISSED: [c.DismissQuestion("x", "Off topic")],
    QuestionState.MERGED: [c.MergeQuestions("other", ("x",))],
    QuestionState.WITHDRAWN: [c.WithdrawQuestion("x")],
    QuestionState.NOT_REACHED: [c.CloseSession()],
}


GIVEN: dict[str, AnyCommand] = {
    "approve_question": c.ApproveQuestion("x"),
    "edit_question": c.EditQuestion("x", "In better words?"),
    "dismiss_question": c.DismissQuestion("x", "Off topic"),
    "withdraw_question": c.WithdrawQuestion("x"),
    "queue_question": c.QueueQuestion("x"),
    "put_question_on": c.PutQuestionOn("x"),
    "answer_question live": c.AnswerQuestion("x", "live"),
    "answer_question text": c.AnswerQuestion("x", "text", text="Yes."),
    "answer_question later": c.AnswerQuestion("x", "later"),
    "merge_questions": c.MergeQuestions("other", ("x",)),
    "unmerge_question": c.UnmergeQuestion("x"),
    "return_question": c.ReturnQuestion("x"),
    "take_batch": c.TakeBatch(("x", "other")),
}


def scene_in(state: QuestionState) -> Scene:
    scene = asking_scene()
    ask(scene, "The question itself?", id="x")
    ask(scene, "Another question?", "bob", id="other")
    scene.send(c.ApproveQuestion("other"))
    for command in WAYS[state]:
        scene.send(command, author="ada")
    assert question(scene, "x").state is state
    return scene
