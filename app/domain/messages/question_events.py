"""Events about audience questions, stored for ever. A changed meaning is a new version."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Event

__all__ = [
    "BatchClosed",
    "BatchTaken",
    "BurstDismissed",
    "BurstReturned",
    "FloorQuestionAdded",
    "ParticipantBanned",
    "ParticipantUnbanned",
    "QuestionAnswered",
    "QuestionApproved",
    "QuestionAsked",
    "QuestionDeferred",
    "QuestionDismissed",
    "QuestionEdited",
    "QuestionEvent",
    "QuestionPutOn",
    "QuestionQueued",
    "QuestionReturned",
    "QuestionTakenOff",
    "QuestionUnmerged",
    "QuestionWithdrawn",
    "QuestionsMerged",
]


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """A participant's question. `author` is a pseudonym in this session; `state` is its first state.

    `held`: it contains a word of the list that the desk reviews first. The name is stored apart.
    """

    kind = "question_asked"
    apart = frozenset({"name", "affiliation"})
    question: str
    text: str
    state: str
    author: str
    identity: str
    held: bool
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class FloorQuestionAdded(Event):
    """A question asked aloud and entered by the desk; public at once. The text may be missing."""

    kind = "floor_question_added"
    apart = frozenset({"name", "affiliation"})
    question: str
    text: str
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class QuestionApproved(Event):
    kind = "question_approved"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionEdited(Event):
    """The desk changed the wording; the original one stays in the record."""

    kind = "question_edited"
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionDismissed(Event):
    """The author reads the reason; only the desk reads the note."""

    kind = "question_dismissed"
    question: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class BurstDismissed(Event):
    """Questions of one burst, dismissed together. `burst` is the id of its first question; no address is stored."""

    kind = "burst_dismissed"
    burst: str
    questions: tuple[str, ...]
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class BurstReturned(Event):
    """The questions of a dismissed burst have this state again."""

    kind = "burst_returned"
    burst: str
    questions: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn(Event):
    kind = "question_withdrawn"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionQueued(Event):
    """The question is in the queue before the one that now has this position (0: first; None: last)."""

    kind = "question_queued"
    question: str
    position: int | None


@dataclass(frozen=True, slots=True)
class QuestionPutOn(Event):
    kind = "question_put_on"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionTakenOff(Event):
    kind = "question_taken_off"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """`how` is `live` or `text`; `by` are ids of speakers, as far as the desk named them."""

    kind = "question_answered"
    question: str
    how: str
    by: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class QuestionDeferred(Event):
    """The question will be answered in writing later."""

    kind = "question_deferred"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionsMerged(Event):
    kind = "questions_merged"
    into: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionUnmerged(Event):
    """The question is no longer merged: it has this state and, if queued, this position."""

    kind = "question_unmerged"
    question: str
    state: str
    position: int | None


@dataclass(frozen=True, slots=True)
class QuestionReturned(Event):
    """A step was reversed: the question has this state and, if queued, this position."""

    kind = "question_returned"
    question: str
    state: str
    position: int | None


@dataclass(frozen=True, slots=True)
class BatchTaken(Event):
    """These questions are answered in one round."""

    kind = "batch_taken"
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchClosed(Event):
    kind = "batch_closed"


@dataclass(frozen=True, slots=True)
class ParticipantBanned(Event):
    """Questions of this pseudonym are refused and its votes do not count until the ban is lifted."""

    kind = "participant_banned"
    participant: str


@dataclass(frozen=True, slots=True)
class ParticipantUnbanned(Event):
    kind = "participant_unbanned"
    participant: str


QuestionEvent = (
    QuestionAsked
    | FloorQuestionAdded
    | QuestionApproved
    | QuestionEdited
    | QuestionDismissed
    | BurstDismissed
    | BurstReturned
    | QuestionWithdrawn
    | QuestionQueued
    | QuestionPutOn
    | QuestionTakenOff
    | QuestionAnswered
    | QuestionDeferred
    | QuestionsMerged
    | QuestionUnmerged
    | QuestionReturned
    | BatchTaken
    | BatchClosed
    | ParticipantBanned
    | ParticipantUnbanned
)
