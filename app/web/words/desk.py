"""Audience questions in words, as those read them who work with them: states, moves, names. Each is given gettext."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import east_asian_width

from app.domain.state.questions import MOVES, TAKES_IN, QuestionState
from app.domain.views.questions import QuestionView
from app.domain.views.shapes import View

Gettext = Callable[[str], str]

SHORT = 40
STAGE_HOLDS = 200

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
AFTERWARDS = ("answer_question later", "return_question", "unmerge_question")
TO_BE_WRITTEN = (QuestionState.NOT_REACHED, QuestionState.DEFERRED)


def one_press_moves(question: QuestionView, status: str) -> list[str]:
    """What one press can do with this question now: the legal moves of its state that lead anywhere.

    Once the session is closed, nothing goes on the stage any more; what is left is answered in writing.
    """
    state, left = QuestionState(question["state"]), AFTERWARDS if status == "closed" else ONE_PRESS
    return [move for move in left if state in MOVES[move] and not _leads_nowhere(move, question)]


def may(question: QuestionView, move: str) -> bool:
    """Is this move legal from where the question stands?"""
    return QuestionState(question["state"]) in MOVES[move]


def can_be_picked(question: QuestionView) -> bool:
    """Can it be merged with others, or taken together with others?"""
    return may(question, "merge_questions") or may(question, "take_batch")


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


@dataclass(frozen=True, slots=True)
class NextKey:
    """The key "answered, next": the move it makes and of which question; `next` if another one then goes on."""

    label: str
    move: str = ""
    question: str = ""
    version: int = 0
    next: bool = False


def next_key(_: Gettext, view: View) -> NextKey:
    """What "answered, next" does now: the question that is on is answered, and the next one goes on."""
    rows = {row["id"]: row for row in view["questions"]}
    waiting = [rows[id_] for id_ in (*view["batch"], *view["queue"]) if id_ != view["question_on"]]
    if view["question_on"] is not None:
        on = rows[view["question_on"]]
        label = _("Answered, next: {}").format(short(_, waiting[0])) if waiting else _("Answered, nothing is next")
        return NextKey(label, "answer_question live", on["id"], on["version"], bool(waiting))
    if waiting:
        label = _("Put on: {}").format(short(_, waiting[0]))
        return NextKey(label, "put_question_on", waiting[0]["id"], waiting[0]["version"])
    return NextKey(_("Nothing is in the queue"))


def most_wanted(view: View, most: int) -> list[QuestionView]:
    """Of the approved questions those with the most votes, in the order in which they were asked.

    Votes come in all the time; a moderator about to press must not get another question in the place of this one.
    """
    approved = [row for row in view["questions"] if row["state"] == QuestionState.APPROVED]
    wanted = {row["id"] for row in sorted(approved, key=lambda row: -row["votes"])[:most]}
    return [row for row in approved if row["id"] in wanted]


def in_queue(view: View) -> list[QuestionView]:
    """The questions in the queue, in their order."""
    rows = {row["id"]: row for row in view["questions"]}
    return [rows[id_] for id_ in view["queue"]]


def short(_: Gettext, question: QuestionView) -> str:
    """A question's first words, for a button."""
    text = question["text"] or _("not typed in yet")
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def mergeable_into(view: View, question: QuestionView) -> list[QuestionView]:
    """The other questions that can take this one in."""
    return [row for row in view["questions"] if row["id"] != question["id"] and row["state"] in TAKES_IN]


def too_long_for_stage(question: QuestionView) -> bool:
    """Would it be cut on the stage, where three lines hold about 200 Latin letters, or half as many Chinese ones?"""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in question["text"]) > STAGE_HOLDS


def policy_label(_: Gettext, policy: str) -> str:
    """A policy as an answer to "who may ask?"."""
    return {
        "none": _("No questions"),
        "written": _("In writing only, answered later"),
        "moderated": _("Moderated"),
        "open": _("Shown at once"),
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
