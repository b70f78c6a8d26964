"""What has happened to audience questions, as it is kept for ever. A changed meaning is a new version."""

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
    """A participant's question. `author` is a pseudonym in this session; `state` is where it stands at once.

    `held`: a word of it was on the list of words that the desk reviews first. The name is kept apart.
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
    """Asked aloud in the room and typed in by the desk; public at once. The text may be missing."""

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
    """Another wording; the first one stays in the record."""

    kind = "question_edited"
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionDismissed(Event):
    """The author reads the reason; the note is the desk's own."""

    kind = "question_dismissed"
    question: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class BurstDismissed(Event):
    """Questions that came in one burst, dismissed together. `burst` is the id of its first question; no address."""

    kind = "burst_dismissed"
    burst: str
    questions: tuple[str, ...]
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class BurstReturned(Event):
    """What was dismissed as one burst is in this state again."""

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
    """In the queue before what now has this position (0: first; None: last)."""

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
    """`how` is `live` or `text`; `by` are ids of speakers, as far as the desk said."""

    kind = "question_answered"
    question: str
    how: str
    by: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class QuestionDeferred(Event):
    """To be answered in writing later."""

    kind = "question_deferred"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionsMerged(Event):
    kind = "questions_merged"
    into: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionUnmerged(Event):
    """For itself again, in this state, and in the queue at this position if it is queued."""

    kind = "question_unmerged"
    question: str
    state: str
    position: int | None


@dataclass(frozen=True, slots=True)
class QuestionReturned(Event):
    """A step was taken back: it is in this state again, and in the queue at this position if it is queued."""

    kind = "question_returned"
    question: str
    state: str
    position: int | None


@dataclass(frozen=True, slots=True)
class BatchTaken(Event):
    """These are answered in one round."""

    kind = "batch_taken"
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchClosed(Event):
    kind = "batch_closed"


@dataclass(frozen=True, slots=True)
class ParticipantBanned(Event):
    """What this pseudonym asks is refused, and its votes do not count, until the ban is lifted."""

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
