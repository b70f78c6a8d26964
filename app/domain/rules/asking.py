"""Participants' commands: ask within the session's limits, and withdraw a question. Pure decisions."""

from __future__ import annotations

import re

from app.domain.errors import Banned, FloorClosed, Invalid, NotFound, NotYours, Problem, Refused, Sentence, TooMany
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.review_words import needs_review
from app.domain.state.questions import (
    APPROVED,
    LONGEST_NAME,
    LONGEST_QUESTION,
    MOVES,
    OPEN,
    PENDING,
    SHORTEST_QUESTION,
    Question,
)
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import MINUTE, SECOND, FloorPolicy, Status

Events = tuple[e.AnyEvent, ...]

QUESTION_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
ASK_AFTER_MS = 5 * SECOND  # minimum age of the cookie of a participant without a link
MOST_QUESTIONS = 20_000  # questions of one session, in any state
COME_BACK_S = 60  # the server cannot predict when a place becomes free; a minute is often enough


def ask(session: Session, command: c.Ask, now: int, author: str | None) -> Events:
    """Accept a participant's question: pending, or public at once under an open policy unless a review word holds it.

    The same id from the same author again changes nothing: the participant sent it twice because the response was lost.
    """
    _require_open(session)
    if author is None:
        raise NotYours
    if author in session.asked.banned:
        raise Banned
    text = question_text(command.text)
    name, affiliation = _name(command)
    if _was_sent_before(session, command.id, author):
        return ()
    _require_within_limits(session, now, author)
    held = needs_review(text, session.plan.review_words)
    state = APPROVED if session.plan.floor_policy is FloorPolicy.OPEN and not held else PENDING
    id_ = command.id or free_question_id(session)
    return (e.QuestionAsked(id_, text, state, author, command.identity, held, name, affiliation),)


def withdraw(session: Session, question: str, author: str | None) -> Events:
    """Withdraw the author's own question. For other authors, a question they cannot see does not exist."""
    target = session.asked.questions.get(question)
    if target is None or (target.author != author and not target.is_public):
        raise NotFound('question "{question}"', question=question)
    if author is None or target.author != author:
        raise NotYours
    if target.state not in MOVES["withdraw_question"]:
        raise Refused(
            "not_this_move",
            "This question is {state} and cannot be taken back.",
            state=str(target.state).replace("_", " "),
        )
    return (e.QuestionWithdrawn(question),)


def free_question_id(session: Session) -> str:
    """Return an unused question id; the same state gives the same id."""
    number = session.seq + 1
    while f"a{number}" in session.asked.questions:
        number += 1
    return f"a{number}"


def question_text(text: str) -> str:
    """Return the text of a question as it will be stored.

    Raises:
        Invalid: after cleaning it is too short or too long; text is never cut off.
    """
    return cleaned("text", text, SHORTEST_QUESTION, LONGEST_QUESTION)


def _was_sent_before(session: Session, id_: str | None, author: str) -> bool:
    if id_ is None:
        return False
    if not QUESTION_ID.fullmatch(id_):
        raise Invalid(Problem("id", "is up to 64 letters, digits, hyphens or underscores, best a UUID"))
    known = session.asked.questions.get(id_)
    if known is not None and known.author != author:
        raise Refused("already_exists")
    return known is not None


def _require_open(session: Session) -> None:
    if session.status is Status.CLOSED:
        raise FloorClosed("The session is closed; questions are no longer accepted.")
    if session.plan.floor_policy is FloorPolicy.NONE:
        if any(segment.takes_requests for segment in session.plan.segments):
            raise FloorClosed("No questions are taken in this session.")
        raise FloorClosed("There are no interventions from the floor in this session.")


def _name(command: c.Ask) -> tuple[str, str]:
    """Return name and affiliation; always empty for an anonymous question."""
    if command.identity == "anonymous":
        return "", ""
    return (
        cleaned("name", command.name, 0, LONGEST_NAME),
        cleaned("affiliation", command.affiliation, 0, LONGEST_NAME),
    )


def _require_within_limits(session: Session, now: int, author: str) -> None:
    plan, asked = session.plan, session.asked.by(author)
    if session.asked.open >= plan.most_open_in_session or len(session.asked.questions) >= MOST_QUESTIONS:
        raise Refused("session_full")
    if len(asked) >= plan.most_questions:
        sentence = Sentence(
            "You have asked as many questions in this session as one person may: {count}.", count=len(asked)
        )
        raise TooMany("too_many_asked", sentence, _until_end(session, now))
    if _open(asked) >= plan.most_open_questions:
        sentence = Sentence(
            "Questions of yours that are still open: {count}. Wait until one is answered, or take one back.",
            count=_open(asked),
        )
        raise TooMany("too_many_open", sentence, COME_BACK_S)
    wait = asked[-1].at_ms + plan.ask_every_ms - now if asked else 0
    if wait > 0:
        seconds = -(-wait // SECOND)
        raise TooMany(
            "asked_too_soon",
            Sentence("You have just asked a question. Send the next one in {seconds} s.", seconds=seconds),
            seconds,
        )


def _open(asked: list[Question]) -> int:
    return sum(question.state in OPEN for question in asked)


def _until_end(session: Session, now: int) -> int:
    return max((session.plan.ends_at_ms - now) // SECOND, MINUTE // SECOND)
