"""Audience questions in words for the desk: their states and moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import east_asian_width

from app.domain.state.questions import MOVES, TAKES_IN, QuestionState
from app.domain.views.questions import QuestionView
from app.domain.views.shapes import View
from app.languages.words import Words

SHORT = 40
STAGE_HOLDS = 200
# The moves with one key, most likely first; the others need words and are on the question's panel. Putting on and
# taking off share a place, so that a hasty second press undoes the first and never marks a question answered.
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
MOVE_KEYS = {
    "approve_question": "A",
    "queue_question": "Q",
    "put_question_on": "↵",
    "take_question_off": "↵",
    "answer_question later": "L",
    "return_question": "R",
    "unmerge_question": "R",
}
# What stands in the row of a question itself: the way to the stage, one step at a time.
IN_ROWS: Mapping[str, tuple[str, ...]] = {
    "pending": ("approve_question",),
    "approved": ("queue_question", "put_question_on"),
    "queued": ("put_question_on",),
    "live": ("take_question_off", "put_question_on", "answer_question live"),
    "deferred": ("queue_question",),
}
AFTERWARDS = ("answer_question later", "return_question", "unmerge_question")


@dataclass(frozen=True, slots=True)
class NextKey:
    """The key "answered, next": its move and question; `next` if another question then goes on."""

    label: str
    move: str = ""
    question: str = ""
    version: int = 0
    next: bool = False


@dataclass(frozen=True, slots=True)
class DeskWords:
    """The words about questions for the desk and the moderator, in one language."""

    _: Words

    def move(self, move: str, state: str) -> str:
        """Return the label of a move's button."""
        if move == "return_question":
            return {"queued": self._("Out of the queue"), "dismissed": self._("Undo the dismissal")}.get(
                state, self._("Undo the answer")
            )
        return {
            "approve_question": self._("Approve"),
            "put_question_on": self._("Put on"),
            "answer_question live": self._("Answered"),
            "queue_question": self._("Queue"),
            "take_question_off": self._("Take off"),
            "answer_question later": self._("Later"),
            "unmerge_question": self._("Unmerge"),
        }[move]

    def state(self, question: QuestionView) -> str:
        """Return a question's state, for the desk."""
        if question["on"]:
            return self._("on the stage")
        if question["state"] == "answered" and question["answer"] is not None:
            return self._("answered in writing") if question["answer"]["how"] == "text" else self._("answered live")
        return self.standing(question["state"])

    def standing(self, state: str) -> str:
        """Say a state of questions."""
        return {
            "pending": self._("waiting for approval"),
            "approved": self._("approved"),
            "queued": self._("in the queue"),
            "live": self._("taken, being answered"),
            "answered": self._("answered"),
            "deferred": self._("to be answered later"),
            "dismissed": self._("dismissed"),
            "merged": self._("merged into another one"),
            "withdrawn": self._("withdrawn by its author"),
            "not_reached": self._("not reached"),
        }[state]

    def asker(self, question: QuestionView) -> str:
        """Say who may know the asker."""
        if question["floor"]:
            return self._("from the floor")
        return self.identity(question["identity"])

    def identity(self, identity: str) -> str:
        """Say who may know an asker who chose this."""
        return {
            "public": self._("name is public"),
            "moderators": self._("name for moderators only"),
            "anonymous": self._("anonymous"),
        }[identity]

    def next_key(self, view: View) -> NextKey:
        """Say what "answered, next" does now: the live question is answered, and the next one goes on."""
        rows = {row["id"]: row for row in view["questions"]}
        waiting = [rows[id_] for id_ in (*view["batch"], *view["queue"]) if id_ != view["question_on"]]
        if view["question_on"] is not None:
            on = rows[view["question_on"]]
            label = (
                self._("Answered, next: {question}", question=self.short(waiting[0]))
                if waiting
                else self._("Answered, no next question")
            )
            return NextKey(label, "answer_question live", on["id"], on["version"], bool(waiting))
        if waiting:
            label = self._("Put on: {question}", question=self.short(waiting[0]))
            return NextKey(label, "put_question_on", waiting[0]["id"], waiting[0]["version"])
        return NextKey(self._("No question in the queue"))

    def short(self, question: QuestionView, most: int = SHORT) -> str:
        """Return a question's first words, for a button, limited to so many characters."""
        text = question["text"] or self._("not typed in yet")
        return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

    def moved(self, move: str, done: int, refused: int) -> str:
        """Say what one move did with each of the selected questions."""
        made = {
            "approve_question": self._("Approved: {count}.", count=done),
            "queue_question": self._("Queued: {count}.", count=done),
            "dismiss_question": self._("Dismissed: {count}.", count=done),
        }[move]
        left = self._("Not possible in their present state: {count}.", count=refused)
        return f"{made} {left}" if refused else made

    def policy(self, policy: str) -> str:
        """Return a policy as the answer to "who may ask?"."""
        return {
            "none": self._("No questions"),
            "written": self._("In writing only, answered later"),
            "moderated": self._("Moderated"),
            "open": self._("Shown at once"),
        }[policy]

    def reasons_to_dismiss(self) -> list[str]:
        """Return reasons for a dismissal that an author can accept."""
        return [
            self._("It has already been answered."),
            self._("It is outside the subject of this session."),
            self._("It is not a question."),
            self._("It is about a person, not about the subject."),
            self._("There is no time left for it."),
        ]


def one_press_moves(question: QuestionView, status: str) -> list[str]:
    """Return the moves that one press can make now: the legal moves of its state that lead to another.

    Once the session is closed, no question goes on the stage any longer; the rest is answered in writing.
    """
    state, left = question["state"], AFTERWARDS if status == "closed" else ONE_PRESS
    return [move for move in left if state in MOVES[move] and not _leads_nowhere(move, question)]


def row_moves(moves: list[str], question: QuestionView) -> list[str]:
    """Return the one-press moves that the question's row shows."""
    return [move for move in IN_ROWS.get(question["state"], ()) if move in moves]


def may(question: QuestionView, move: str) -> bool:
    """Whether this move is legal in the question's state."""
    return question["state"] in MOVES[move]


def can_be_picked(question: QuestionView) -> bool:
    """Whether it can be merged or taken together with others."""
    return may(question, "merge_questions") or may(question, "take_batch")


def _leads_nowhere(move: str, question: QuestionView) -> bool:
    if move == "queue_question":
        return question["state"] == QuestionState.QUEUED
    return question["on"] if move == "put_question_on" else move == "take_question_off" and not question["on"]


def most_wanted(view: View, most: int) -> list[QuestionView]:
    """Return the approved questions with the most votes, in the order in which they were asked.

    Votes arrive all the time; the order must not change under the hand of a moderator about to press.
    """
    approved = [row for row in view["questions"] if row["state"] == QuestionState.APPROVED]
    wanted = {row["id"] for row in sorted(approved, key=lambda row: -row["votes"])[:most]}
    return [row for row in approved if row["id"] in wanted]


def in_queue(view: View) -> list[QuestionView]:
    """Return the questions in the queue, in order."""
    rows = {row["id"]: row for row in view["questions"]}
    return [rows[id_] for id_ in view["queue"]]


def mergeable_into(view: View, question: QuestionView) -> list[QuestionView]:
    """Return the other questions that can absorb this one."""
    return [row for row in view["questions"] if row["id"] != question["id"] and row["state"] in TAKES_IN]


def too_long_for_stage(question: QuestionView) -> bool:
    """Whether the stage would cut it: three lines hold about 200 Latin letters, or half as many Chinese ones."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in question["text"]) > STAGE_HOLDS
