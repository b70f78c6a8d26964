"""What somebody asks for. A command is only a wish: `decide` turns it into events or refuses it.

Names are those of the HTTP contract in snake case. Durations are milliseconds. `fields` of an editing command are
those of the session document, unread; `document` reads them when the command is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

from app.domain.values import FloorPolicy, Interruption, MessageStyle, RebalanceMode

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""

    command: ClassVar[str]


@dataclass(frozen=True, slots=True)
class OpenSession(Command):
    command = "open_session"


@dataclass(frozen=True, slots=True)
class CloseSession(Command):
    command = "close_session"


@dataclass(frozen=True, slots=True)
class ReopenSession(Command):
    command = "reopen_session"


@dataclass(frozen=True, slots=True)
class Cue(Command):
    command = "cue"
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class GiveFloor(Command):
    """The clock starts; with `ago_ms` it started that long ago, because the key was pressed late (at most 10 min)."""

    command = "give_floor"
    segment: str | None = None
    ago_ms: int = 0


@dataclass(frozen=True, slots=True)
class SetVoice(Command):
    command = "set_voice"
    speaker: str | None


@dataclass(frozen=True, slots=True)
class YieldFloor(Command):
    command = "yield_floor"


@dataclass(frozen=True, slots=True)
class Advance(Command):
    command = "advance"


@dataclass(frozen=True, slots=True)
class GoBack(Command):
    command = "go_back"


@dataclass(frozen=True, slots=True)
class Undo(Command):
    command = "undo"


@dataclass(frozen=True, slots=True)
class PauseClock(Command):
    command = "pause_clock"


@dataclass(frozen=True, slots=True)
class ResumeClock(Command):
    command = "resume_clock"


@dataclass(frozen=True, slots=True)
class GrantTime(Command):
    """`ms` is signed: negative takes time away."""

    command = "grant_time"
    ms: int


@dataclass(frozen=True, slots=True)
class CorrectStart(Command):
    """ "It started `ms` ago", counted from the instant of the command."""

    command = "correct_start"
    ms: int
    also_end_previous: bool = False


@dataclass(frozen=True, slots=True)
class Interrupt(Command):
    command = "interrupt"
    kind: Interruption
    note: str = ""


@dataclass(frozen=True, slots=True)
class EndInterruption(Command):
    command = "end_interruption"


@dataclass(frozen=True, slots=True)
class ApplyRebalance(Command):
    command = "apply_rebalance"
    mode: RebalanceMode


@dataclass(frozen=True, slots=True)
class SkipSegment(Command):
    command = "skip_segment"
    segment: str


@dataclass(frozen=True, slots=True)
class MarkAbsent(Command):
    command = "mark_absent"
    segment: str


@dataclass(frozen=True, slots=True)
class RecallSegment(Command):
    command = "recall_segment"
    segment: str


@dataclass(frozen=True, slots=True)
class MoveSegment(Command):
    """Places a segment behind `after`, or first when `after` is None."""

    command = "move_segment"
    segment: str
    after: str | None


@dataclass(frozen=True, slots=True)
class AddSegment(Command):
    """Adds behind `after`; without it, at the end."""

    command = "add_segment"
    after: str | None = None
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditSegment(Command):
    command = "edit_segment"
    segment: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoveSegment(Command):
    command = "remove_segment"
    segment: str


@dataclass(frozen=True, slots=True)
class AddSpeaker(Command):
    command = "add_speaker"
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditSpeaker(Command):
    command = "edit_speaker"
    speaker: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoveSpeaker(Command):
    command = "remove_speaker"
    speaker: str


@dataclass(frozen=True, slots=True)
class EditSession(Command):
    command = "edit_session"
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplacePlan(Command):
    """The whole document anew, from PUT; refused in parts that have already happened."""

    command = "replace_plan"
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddGuidingQuestion(Command):
    command = "add_guiding_question"
    text: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class EditGuidingQuestion(Command):
    command = "edit_guiding_question"
    question: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoveGuidingQuestion(Command):
    command = "remove_guiding_question"
    question: str


@dataclass(frozen=True, slots=True)
class ShowMessage(Command):
    command = "show_message"
    text: str
    style: MessageStyle = MessageStyle.NORMAL
    hide_after_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ClearMessage(Command):
    command = "clear_message"


@dataclass(frozen=True, slots=True)
class FlashStage(Command):
    command = "flash_stage"


@dataclass(frozen=True, slots=True)
class Blackout(Command):
    command = "blackout"
    on: bool


@dataclass(frozen=True, slots=True)
class ShowQuestionOnStage(Command):
    command = "show_question_on_stage"
    on: bool


@dataclass(frozen=True, slots=True)
class SendCue(Command):
    """A cue to the speaker, named by what remains: `1:00`, `0:00`, `+0:30`."""

    command = "send_cue"
    cue: str


@dataclass(frozen=True, slots=True)
class UndoEdit(Command):
    """Takes back the latest edit of the plan by another one; floor and clocks stay as they are."""

    command = "undo_edit"


@dataclass(frozen=True, slots=True)
class RedoEdit(Command):
    """Does again what `undo_edit` took back, as long as no other edit came in between."""

    command = "redo_edit"


@dataclass(frozen=True, slots=True)
class FocusQuestion(Command):
    command = "focus_question"
    question: str | None


@dataclass(frozen=True, slots=True)
class MarkQuestion(Command):
    command = "mark_question"
    question: str
    state: Literal["addressed", "skipped"] | None


@dataclass(frozen=True, slots=True)
class MarkCoverage(Command):
    command = "mark_coverage"
    question: str
    speaker: str
    mark: Literal["covered", "passed"] | None


@dataclass(frozen=True, slots=True)
class AttributeStretch(Command):
    command = "attribute_stretch"
    segment: str
    questions: tuple[str, ...]


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
    """A question that somebody asked aloud, typed in by the desk; who asked it is public."""

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
    """`by` are ids of speakers; without any, a live answer is by whoever is speaking.

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


@dataclass(frozen=True, slots=True)
class AddNote(Command):
    command = "add_note"
    text: str
    kind: Literal["point", "quote", "action"] = "point"


AnyCommand = (
    OpenSession
    | CloseSession
    | ReopenSession
    | Cue
    | GiveFloor
    | SetVoice
    | YieldFloor
    | Advance
    | GoBack
    | Undo
    | PauseClock
    | ResumeClock
    | GrantTime
    | CorrectStart
    | Interrupt
    | EndInterruption
    | ApplyRebalance
    | SkipSegment
    | MarkAbsent
    | RecallSegment
    | MoveSegment
    | AddSegment
    | EditSegment
    | RemoveSegment
    | AddSpeaker
    | EditSpeaker
    | RemoveSpeaker
    | EditSession
    | ReplacePlan
    | AddGuidingQuestion
    | EditGuidingQuestion
    | RemoveGuidingQuestion
    | UndoEdit
    | RedoEdit
    | ShowMessage
    | ClearMessage
    | FlashStage
    | Blackout
    | ShowQuestionOnStage
    | SendCue
    | FocusQuestion
    | MarkQuestion
    | MarkCoverage
    | AttributeStretch
    | SetFloorPolicy
    | Ask
    | AddFloorQuestion
    | WithdrawQuestion
    | ApproveQuestion
    | EditQuestion
    | DismissQuestion
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
    | AddNote
)

COMMANDS: Mapping[str, type[Command]] = {command.command: command for command in get_args(AnyCommand)}
