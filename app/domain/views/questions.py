"""Audience questions as each reader may see them: the desk all, the public the public ones, authors their own.

A question that a reader may not see is absent in every form: no text, no name, no placeholder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from app.domain.state.policy import AT_DESK
from app.domain.state.questions import (
    ANSWERED,
    DISMISSED,
    MERGED,
    MOVES,
    NOT_REACHED,
    WITHDRAWN,
    Answer,
    Book,
    Question,
    QuestionState,
)
from app.domain.state.session import Session
from app.domain.values import Role


class AnswerView(TypedDict):
    """How a question was answered; `by` are ids of speakers."""

    how: str
    by: list[str]
    text: str


class QuestionView(TypedDict):
    """One audience question. The fields below `answer` are for the desk only."""

    id: str
    text: str  # empty for a floor question whose text the desk has not entered yet
    state: QuestionState
    votes: int
    on: bool  # on the stage now
    name: str  # empty unless its author wanted it public; for the desk, unless its author is anonymous
    affiliation: str
    floor: bool  # asked aloud, entered by the desk
    answer: AnswerView | None
    version: NotRequired[int]
    at_ms: NotRequired[int]
    author: NotRequired[str | None]  # a pseudonym in this session
    identity: NotRequired[str]
    held: NotRequired[bool]  # it contains a review word
    together: NotRequired[str | None]  # the burst it came in, as the id of its first question
    dismissed_with: NotRequired[str | None]  # the burst with which it was dismissed
    burst: NotRequired[bool]  # many of its votes came from one address within seconds
    banned: NotRequired[bool]
    original: NotRequired[str | None]  # the author's wording, if the desk has changed it
    reason: NotRequired[str]
    note: NotRequired[str]
    into: NotRequired[str | None]
    position: NotRequired[int | None]  # in the queue, from 0
    published: NotRequired[bool]


class OwnQuestionView(TypedDict):
    """An author's view of their own question. `standing` is the state of the question it was merged into."""

    id: str
    text: str
    original: str | None
    state: QuestionState
    standing: QuestionState
    votes: int
    reason: str
    answer: AnswerView | None
    can_withdraw: bool
    identity: str


class AudienceFigures(TypedDict):
    """Counts of audience questions; names and texts may be deleted, these counts stay."""

    received: int
    published: int
    answered_live: int
    answered_in_writing: int
    dismissed: int
    not_reached: int
    merged: int
    withdrawn: int
    participants: int
    votes: int


def questions_for(session: Session, role: Role) -> list[QuestionView]:
    """Return the questions that this role may see, in the order in which they were asked."""
    everything = role in AT_DESK
    shown = [q for q in session.asked.questions.values() if everything or q.is_public]
    return [_desk_row(session, q) if everything else _public_row(session, q) for q in shown]


def own_questions(session: Session, participant: str) -> list[OwnQuestionView]:
    """Return one participant's questions, newest first."""
    return [_own_row(session, question) for question in reversed(session.asked.by(participant))]


@dataclass(frozen=True, slots=True)
class Own:
    """One participant's questions, newest first, and the questions they vote for."""

    questions: tuple[OwnQuestionView, ...] = ()
    voted: frozenset[str] = frozenset()

    @property
    def asked(self) -> frozenset[str]:
        """The ids of their questions."""
        return frozenset(question["id"] for question in self.questions)


def audience_figures(session: Session) -> AudienceFigures:
    """Count questions for the record; names and texts may be deleted, these counts stay."""
    asked = session.asked.questions.values()
    answers = [question.answer.how for question in asked if question.state is ANSWERED and question.answer]
    return {
        "received": len(asked),
        "published": sum(question.published for question in asked),
        "answered_live": answers.count("live"),
        "answered_in_writing": answers.count("text"),
        "dismissed": _count(session.asked, DISMISSED),
        "not_reached": _count(session.asked, NOT_REACHED),
        "merged": _count(session.asked, MERGED),
        "withdrawn": _count(session.asked, WITHDRAWN),
        "participants": len({question.author for question in asked if question.author is not None}),
        "votes": sum(votes for id_, votes in session.tally.votes.items() if _stands_alone(session.asked, id_)),
    }


def _count(book: Book, state: object) -> int:
    return sum(question.state is state for question in book.questions.values())


def _stands_alone(book: Book, id_: str) -> bool:
    return id_ in book.questions and book.questions[id_].into is None


def _public_row(session: Session, question: Question) -> QuestionView:
    name, affiliation = question.public_name
    return {
        "id": question.id,
        "text": question.text,
        "state": question.state,
        "votes": session.tally.votes.get(question.id, 0),
        "on": session.asked.on == question.id,
        "name": name,
        "affiliation": affiliation,
        "floor": question.author is None,
        "answer": _answer(question.answer) if question.state is ANSWERED else None,
    }


def _desk_row(session: Session, question: Question) -> QuestionView:
    book = session.asked
    row = _public_row(session, question)
    row.update(
        {
            "name": question.name,
            "affiliation": question.affiliation,
            "version": question.version,
            "at_ms": question.at_ms,
            "author": question.author,
            "identity": question.identity,
            "held": question.held,
            "burst": question.id in session.tally.bursts,
            "together": session.tally.together.get(question.id),
            "dismissed_with": question.burst if question.state is DISMISSED else None,
            "banned": question.author in book.banned,
            "original": question.original,
            "reason": question.reason if question.state is DISMISSED else "",
            "note": question.note if question.state is DISMISSED else "",
            "into": question.into,
            "position": book.queue.index(question.id) if question.id in book.queue else None,
            "published": question.published,
        }
    )
    return row


def _own_row(session: Session, question: Question) -> OwnQuestionView:
    book = session.asked
    root = book.questions[book.root(question.id)]
    answered = root if root.is_public else question
    return {
        "id": question.id,
        "text": question.text,
        "original": question.original,
        "state": question.state,
        "standing": root.state if root.is_public else question.state,
        "votes": session.tally.votes.get(root.id, 0) if root.is_public else 0,
        "reason": question.reason if question.state is DISMISSED else "",
        "answer": _answer(answered.answer) if answered.state is ANSWERED else None,
        "can_withdraw": question.state in MOVES["withdraw_question"],
        "identity": question.identity,
    }


def _answer(answer: Answer | None) -> AnswerView | None:
    if answer is None:
        return None
    return {"how": answer.how, "by": list(answer.by), "text": answer.text}
