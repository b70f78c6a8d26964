"""What participants and the desk ask for: commands about audience questions. Names are those of the HTTP contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.messages.base import Command
from app.domain.values import FloorPolicy

__all__ = [
    "AddFloorQuestion",
    "AnswerQuestion",
    "ApproveQuestion",
    "Ask",
    "BanParticipant",
    "CloseBatch",
    "DismissBurst",
    "DismissQuestion",
    "EditQuestion",
    "MergeQuestions",
    "PutQuestionOn",
    "QuestionCommand",
    "QueueQuestion",
    "ReturnBurst",
    "ReturnQuestion",
    "SetFloorPolicy",
    "TakeBatch",
    "TakeQuestionOff",
    "UnbanParticipant",
    "UnmergeQuestion",
    "WithdrawQuestion",
]


@dataclass(frozen=True, slots=True)
class SetFloorPolicy(Command):
    command = "set_floor_policy"
    policy: FloorPolicy


@dataclass(frozen=True, slots=True)
class Ask(Command):
    """A participant's question; `id` is the participant's own UUID, so that sending twice asks once."""

    command = "ask"
    text: str
    identity: Literal["public", "moderators", "anonymous"] = "anonymous"
    id: str | None = None
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class AddFloorQuestion(Command):
    """A question that was asked aloud, typed in by the desk; who asked it is public."""

    command = "add_floor_question"
    text: str = ""
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawQuestion(Command):
    """Its author takes a question back, as long as it is not live."""

    command = "withdraw_question"
    question: str


@dataclass(frozen=True, slots=True)
class ApproveQuestion(Command):
    """`version`, here and below, is the one on the sender's screen; a question that has changed since is left alone."""

    command = "approve_question"
    question: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class EditQuestion(Command):
    command = "edit_question"
    question: str
    text: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DismissQuestion(Command):
    """The author reads the reason; the note is for the desk."""

    command = "dismiss_question"
    question: str
    reason: str
    note: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DismissBurst(Command):
    """Dismisses every question of a burst that still waits; `burst` is the id of its first question."""

    command = "dismiss_burst"
    burst: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnBurst(Command):
    """Takes back that a burst was dismissed, for all that is still dismissed with it."""

    command = "return_burst"
    burst: str


@dataclass(frozen=True, slots=True)
class QueueQuestion(Command):
    """`position` counts from 0; without one, the question goes to the end of the queue."""

    command = "queue_question"
    question: str
    position: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PutQuestionOn(Command):
    command = "put_question_on"
    question: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class TakeQuestionOff(Command):
    """Whatever is on; or, if a question is named, that one, unless it is not on any more."""

    command = "take_question_off"
    question: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion(Command):
    """`by` are ids of speakers; without any, a live answer is by the speaker who has the floor.

    With `next`, what comes next goes on the stage: another one of the open round, or else the head of the queue.
    """

    command = "answer_question"
    question: str
    how: Literal["live", "text", "later"]
    by: tuple[str, ...] = ()
    text: str = ""
    next: bool = False
    version: int | None = None


@dataclass(frozen=True, slots=True)
class MergeQuestions(Command):
    """Duplicates into one: their voters are counted together."""

    command = "merge_questions"
    into: str
    from_: tuple[str, ...]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class UnmergeQuestion(Command):
    command = "unmerge_question"
    question: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnQuestion(Command):
    """Takes the latest step with a question back: out of the queue, not dismissed after all, not answered after all."""

    command = "return_question"
    question: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class TakeBatch(Command):
    """Collects two to five questions that are answered in one round."""

    command = "take_batch"
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloseBatch(Command):
    """The round is over: what is still live in it has been answered."""

    command = "close_batch"


@dataclass(frozen=True, slots=True)
class BanParticipant(Command):
    """Takes no more questions and no votes from a participant, named by the pseudonym that the desk sees."""

    command = "ban_participant"
    participant: str


@dataclass(frozen=True, slots=True)
class UnbanParticipant(Command):
    command = "unban_participant"
    participant: str


QuestionCommand = (
    SetFloorPolicy
    | Ask
    | AddFloorQuestion
    | WithdrawQuestion
    | ApproveQuestion
    | EditQuestion
    | DismissQuestion
    | DismissBurst
    | ReturnBurst
    | QueueQuestion
    | PutQuestionOn
    | TakeQuestionOff
    | AnswerQuestion
    | MergeQuestions
    | UnmergeQuestion
    | ReturnQuestion
    | TakeBatch
    | CloseBatch
    | BanParticipant
    | UnbanParticipant
)
