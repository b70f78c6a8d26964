"""A desk and participants who act at random; nothing that is not public reaches another role."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.fold import fold
from app.domain.state.questions import QuestionState
from app.domain.values import FloorPolicy, Role
from app.domain.views.questions import own_questions
from app.domain.views.view import project
from tests.domain.asked import GIVEN, PUBLIC, asking_scene
from tests.fakes import Scene

PEOPLE = ("ada", "bob", "eve")


# Written down here once more, so that a mistake in the product's own table is noticed.
OPENLY = {"approved", "queued", "live", "answered"}


AS_BEFORE = {"deferred", "not_reached"}


SECRET = "SECRET-{}-{}"


class DeskMachine(RuleBasedStateMachine):
    """Random people at the desk and in the room; what is not public is in nothing that other people are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = asking_scene(ask_every="0:00", most_open_questions=10_000, most_questions=10_000)
        self.asked = 0
        self.ever_public: set[str] = set()

    def give(self, command: AnyCommand, role: Role = Role.DESK, author: str | None = None) -> None:
        before = self.scene.session
        with suppress(Rejection):
            self.scene.send(command, role=role, author=author)
            return
        assert self.scene.session is before

    @rule(
        author=st.sampled_from(PEOPLE),
        identity=st.sampled_from(["public", "moderators", "anonymous"]),
        policy=st.sampled_from(FloorPolicy),
    )
    def ask(self, author: str, identity: Any, policy: FloorPolicy) -> None:
        self.asked += 1
        self.give(c.SetFloorPolicy(policy))
        name = SECRET.format("name", self.asked)
        self.give(
            c.Ask(SECRET.format("text", self.asked), identity, name=name, affiliation=f"{name}-of"),
            Role.PARTICIPANT,
            author,
        )

    @rule(data=st.data(), move=st.sampled_from(sorted({*GIVEN, "take_question_off", "close_batch"})))
    def move(self, data: st.DataObject, move: str) -> None:
        ids = list(self.scene.session.asked.questions)
        if not ids:
            return
        one, other = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
        asked = self.scene.session.asked.questions[one]
        text = SECRET.format("edit", self.asked) if move == "edit_question" else "Yes."
        given: dict[str, AnyCommand] = {
            "edit_question": c.EditQuestion(one, text),
            "dismiss_question": c.DismissQuestion(one, "SECRET-reason", "SECRET-note"),
            "merge_questions": c.MergeQuestions(one, (other,)),
            "take_batch": c.TakeBatch((one, other)),
            "take_question_off": c.TakeQuestionOff(),
            "close_batch": c.CloseBatch(),
            "approve_question": c.ApproveQuestion(one),
            "withdraw_question": c.WithdrawQuestion(one),
            "queue_question": c.QueueQuestion(one, 0),
            "put_question_on": c.PutQuestionOn(one),
            "answer_question live": c.AnswerQuestion(one, "live"),
            "answer_question text": c.AnswerQuestion(one, "text", text="Yes."),
            "answer_question later": c.AnswerQuestion(one, "later"),
            "unmerge_question": c.UnmergeQuestion(one),
            "return_question": c.ReturnQuestion(one),
        }
        self.give(given[move], Role.PARTICIPANT if move == "withdraw_question" else Role.DESK, asked.author)

    @rule(command=st.sampled_from([c.CloseSession(), c.ReopenSession(), c.Undo(), c.Advance()]))
    def run(self, command: AnyCommand) -> None:
        self.give(command, Role.MODERATOR)

    def note_what_is_public(self) -> None:
        self.ever_public |= {q.id for q in self.scene.session.asked.questions.values() if str(q.state) in OPENLY}

    @invariant()
    def nothing_hidden_is_sent(self) -> None:
        self.note_what_is_public()
        hidden = secrets_of(self.scene, self.ever_public)
        for role in PUBLIC:
            sent = json.dumps(project(self.scene.session, role, self.scene.now), ensure_ascii=False)
            assert [secret for secret in hidden if f'"{secret}"' in sent] == []
        for person in PEOPLE:
            sent = json.dumps(own_questions(self.scene.session, person), ensure_ascii=False)
            theirs = {q.text for q in self.scene.session.asked.by(person)}
            assert [
                secret for secret in secrets_of(self.scene, self.ever_public, person) - theirs if f'"{secret}"' in sent
            ] == []

    @invariant()
    def the_book_agrees_with_itself(self) -> None:
        book = self.scene.session.asked
        assert {id_ for id_, q in book.questions.items() if q.state is QuestionState.QUEUED} == set(book.queue)
        assert len(set(book.queue)) == len(book.queue)
        live = {id_ for id_, q in book.questions.items() if q.state is QuestionState.LIVE}
        assert live == {*book.batch, *([book.on] if book.on else [])}
        assert all((q.into is not None) == (q.state is QuestionState.MERGED) for q in book.questions.values())
        assert self.scene.session == fold(self.scene.records)


def secrets_of(scene: Scene, ever_public: set[str], own: str | None = None) -> set[str]:
    """Every text, name, reason and note that only the desk (and its author) may read."""
    secrets: set[str] = {"SECRET-note"}
    shown: set[str] = set()
    for q in scene.session.asked.questions.values():
        fields = {q.text, q.original or "", q.name, q.affiliation, q.reason}
        public = str(q.state) in OPENLY or (str(q.state) in AS_BEFORE and q.id in ever_public)
        names = {q.name, q.affiliation} if q.identity == "public" else set()
        may = {q.text, *names} if public else set()
        if own is not None and q.author == own:
            may = {q.text, q.original or "", q.name, q.affiliation, q.reason}
        secrets |= {field for field in fields if field}
        shown |= may
    return secrets - shown
