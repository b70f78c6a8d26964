"""Commands about audience questions, from participants and the desk. Names are those of the HTTP contract."""

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
    "AskingCommand",
    "BanParticipant",
    "CloseBatch",
    "DeskCommand",
    "DismissBurst",
    "DismissQuestion",
    "EditQuestion",
    "MergeQuestions",
    "PutQuestionOn",
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
    """Send a question; `id` is the participant's own UUID, so that sending twice asks once."""

    command = "ask"
    text: str
    identity: Literal["public", "moderators", "anonymous"] = "anonymous"
    id: str | None = None
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class AddFloorQuestion(Command):
    """Enter a question that was asked aloud; the asker's name is public."""

    command = "add_floor_question"
    text: str = ""
    name: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawQuestion(Command):
    """Withdraw the participant's own question, unless it is live."""

    command = "withdraw_question"
    question: str


@dataclass(frozen=True, slots=True)
class ApproveQuestion(Command):
    """`version`, here and below, is the one on the sender's screen; refused if the question has changed since."""

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
    """`reason` is shown to the author; `note` only to the desk."""

    command = "dismiss_question"
    question: str
    reason: str
    note: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DismissBurst(Command):
    """Dismiss every pending question of a burst; `burst` is the id of its first question."""

    command = "dismiss_burst"
    burst: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnBurst(Command):
    """Restore all questions that are still dismissed with this burst."""

    command = "return_burst"
    burst: str


@dataclass(frozen=True, slots=True)
class QueueQuestion(Command):
    """`position` counts from 0; without it, the question goes to the end of the queue."""

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
    """Take the live question off the stage; if `question` is given, only that one."""

    command = "take_question_off"
    question: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion(Command):
    """`by` are ids of speakers; if empty, a live answer is by the speaker who has the floor.

    With `next`, the next question goes on the stage: another one of the open round, or else the head of the queue.
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
    """Merge duplicates into one question; their voters are counted together."""

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
    """Reverse a question's latest step: queued, dismissed or answered."""

    command = "return_question"
    question: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class TakeBatch(Command):
    """Take two to five questions as one round, answered together."""

    command = "take_batch"
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloseBatch(Command):
    """End the round; its questions that are still live count as answered."""

    command = "close_batch"


@dataclass(frozen=True, slots=True)
class BanParticipant(Command):
    """Refuse further questions and votes of a participant, named by the pseudonym that the desk sees."""

    command = "ban_participant"
    participant: str


@dataclass(frozen=True, slots=True)
class UnbanParticipant(Command):
    command = "unban_participant"
    participant: str


# What a command is about; `policy` gives each group to roles.
AskingCommand = Ask | WithdrawQuestion
DeskCommand = (
    SetFloorPolicy
    | AddFloorQuestion
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
