"""Audience questions in words, as those read them who work with them: states, moves, names. Each is given gettext."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.question_views import QuestionView
from app.domain.questions import MOVES, QuestionState

Gettext = Callable[[str], str]

# The moves that one press makes, most likely first; the others need words and stand on the question's panel. On and off
# share a place, so that a second press in haste takes back what the first did, and never marks anything as answered.
ONE_PRESS = (
    "approve_question",
    "put_question_on",
    "take_question_off",
    "answer_question live",
    "queue_question",
    "answer_question later",
    "return_question",
    "unmerge_question",
)


def one_press_moves(question: QuestionView) -> list[str]:
    """What one press can do with this question now: the legal moves of its state that lead anywhere."""
    state = QuestionState(question["state"])
    return [move for move in ONE_PRESS if state in MOVES[move] and not _leads_nowhere(move, question)]


def may(question: QuestionView, move: str) -> bool:
    """Is this move legal from where the question stands?"""
    return QuestionState(question["state"]) in MOVES[move]


def _leads_nowhere(move: str, question: QuestionView) -> bool:
    if move == "queue_question":
        return question["state"] == QuestionState.QUEUED
    return question["on"] if move == "put_question_on" else move == "take_question_off" and not question["on"]


def move_words(_: Gettext, move: str, state: str) -> str:
    """What stands on the button of a move."""
    if move == "return_question":
        return {"queued": _("Out of the queue"), "dismissed": _("Not dismissed after all")}.get(
            state, _("Not answered after all")
        )
    return {
        "approve_question": _("Approve"),
        "put_question_on": _("Put on"),
        "answer_question live": _("Answered"),
        "queue_question": _("Queue"),
        "take_question_off": _("Take off"),
        "answer_question later": _("Later"),
        "unmerge_question": _("Unmerge"),
    }[move]


def asked_state_words(_: Gettext, question: QuestionView) -> str:
    """Where an audience question stands, for the desk."""
    if question["on"]:
        return _("on the stage")
    if question["state"] == "answered" and question["answer"] is not None:
        return _("answered in writing") if question["answer"]["how"] == "text" else _("answered live")
    return {
        "pending": _("waiting for approval"),
        "approved": _("approved"),
        "queued": _("in the queue"),
        "live": _("taken, being answered"),
        "answered": _("answered"),
        "deferred": _("to be answered later"),
        "dismissed": _("dismissed"),
        "merged": _("merged into another one"),
        "withdrawn": _("withdrawn by its author"),
        "not_reached": _("not reached"),
    }[question["state"]]


def asker_words(_: Gettext, question: QuestionView) -> str:
    """Who may know who asked."""
    if question["floor"]:
        return _("from the floor")
    return {
        "public": _("name is public"),
        "moderators": _("name for moderators only"),
        "anonymous": _("anonymous"),
    }[question["identity"]]


def policy_label(_: Gettext, policy: str) -> str:
    """A policy as an answer to "who may ask?"."""
    return {
        "none": _("No questions"),
        "written": _("In writing only, answered later"),
        "moderated": _("Yes, the desk reads them first"),
        "open": _("Yes, shown at once"),
    }[policy]


def common_reasons(_: Gettext) -> list[str]:
    """Reasons for dismissing a question that an author can live with."""
    return [
        _("It has already been answered."),
        _("It is outside the subject of this session."),
        _("It is not a question."),
        _("It is about a person, not about the subject."),
        _("There is no time left for it."),
    ]
