"""Commands: requests to change the session. `decide` turns each into events or refuses it.

Names are those of the HTTP contract in snake case. Durations are milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from app.domain.messages.aux_commands import *  # noqa: F403
from app.domain.messages.aux_commands import AuxCommand
from app.domain.messages.base import Command
from app.domain.messages.list_commands import *  # noqa: F403
from app.domain.messages.list_commands import CountHeard, ListCommand, RequestCommand
from app.domain.messages.plan_commands import *  # noqa: F403
from app.domain.messages.plan_commands import EditingCommand, ReplacePlan
from app.domain.messages.question_commands import *  # noqa: F403 - `c.Ask` is read like every other command
from app.domain.messages.question_commands import AskingCommand, DeskCommand
from app.domain.messages.recording_commands import *  # noqa: F403
from app.domain.messages.recording_commands import RecordingCommand
from app.domain.messages.screen_commands import *  # noqa: F403
from app.domain.messages.screen_commands import ScreenCommand
from app.domain.messages.start_commands import *  # noqa: F403
from app.domain.messages.start_commands import StartOnTime, StopStart
from app.domain.values import (
    TO_STAGES,
    CoverageMark,
    Interruption,
    MessageStyle,
    NoteKind,
    QuestionMark,
    RebalanceMode,
)


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
    """Start the clock; with `ago_ms` it started that long ago, because the key was pressed late (at most 10 min)."""

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
    """`ms` is signed: negative takes time away. `segment` names the segment meant; refused if another has the floor."""

    command = "grant_time"
    ms: int
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectStart(Command):
    """The speech started `ms` before the instant of the command."""

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
    """Mark a segment's speaker absent, or the speaker of a request, who was called and was not there.

    A request goes to the end of its category the first time, and leaves the list the second time or with `out`.
    """

    command = "mark_absent"
    segment: str = ""
    request: str = ""
    out: bool = False


@dataclass(frozen=True, slots=True)
class RecallSegment(Command):
    command = "recall_segment"
    segment: str


@dataclass(frozen=True, slots=True)
class ShowMessage(Command):
    """Show a text as typed, or the preset of this code in each reader's language.

    `n` is the number of the guiding question that the preset names. `to` is one of `MESSAGE_TO`, or the id of the link
    that one screen was opened with.
    """

    command = "show_message"
    text: str = ""
    style: MessageStyle = MessageStyle.NORMAL
    hide_after_ms: int | None = None
    preset: str = ""
    n: int | None = None
    to: str = TO_STAGES


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
    """Send a cue to the speaker, named by the remaining time (`1:00`, `+0:30`), or `now` for the one true now."""

    command = "send_cue"
    cue: str


@dataclass(frozen=True, slots=True)
class FocusQuestion(Command):
    command = "focus_question"
    question: str | None


@dataclass(frozen=True, slots=True)
class MarkQuestion(Command):
    command = "mark_question"
    question: str
    state: QuestionMark | None


@dataclass(frozen=True, slots=True)
class MarkCoverage(Command):
    command = "mark_coverage"
    question: str
    speaker: str
    mark: CoverageMark | None


@dataclass(frozen=True, slots=True)
class AttributeStretch(Command):
    command = "attribute_stretch"
    segment: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddNote(Command):
    command = "add_note"
    text: str
    kind: NoteKind = "point"


@dataclass(frozen=True, slots=True)
class RemoveNote(Command):
    """Remove a note from the record; the journal and the audit still show that it existed."""

    command = "remove_note"
    note: str


@dataclass(frozen=True, slots=True)
class SetScript(Command):
    """Set the words to be read aloud in a segment: the moderator's, or a speaker's statement; no text removes them.

    `kept`: they are not deleted some time after the session.
    """

    command = "set_script"
    segment: str
    text: str
    speaker: str = ""
    language: str = "en"
    kept: bool = False


# What a command is about; `policy` gives each group to roles.
FloorCommand = (
    OpenSession | CloseSession | ReopenSession | Cue | GiveFloor | SetVoice | YieldFloor | Advance | GoBack | Undo
)
ClockCommand = PauseClock | ResumeClock | GrantTime | CorrectStart | Interrupt | EndInterruption | ApplyRebalance
RunningOrderCommand = SkipSegment | MarkAbsent | RecallSegment
StageCommand = ShowMessage | ClearMessage | FlashStage | Blackout | ShowQuestionOnStage | SendCue
GuidingCommand = FocusQuestion | MarkQuestion | MarkCoverage | AttributeStretch
NoteCommand = AddNote | RemoveNote
ScriptCommand = SetScript
StartCommand = StopStart
ServerCommand = CountHeard | StartOnTime

AnyCommand = (
    FloorCommand
    | ClockCommand
    | RunningOrderCommand
    | EditingCommand
    | ReplacePlan
    | StageCommand
    | GuidingCommand
    | NoteCommand
    | ScriptCommand
    | AuxCommand
    | RecordingCommand
    | ScreenCommand
    | StartCommand
    | ListCommand
    | RequestCommand
    | ServerCommand
    | DeskCommand
    | AskingCommand
)

COMMANDS: Mapping[str, type[Command]] = {command.command: command for command in get_args(AnyCommand)}
