"""Permissions: which role may give which command, in one table for every entrance; which commands can be stale."""

from __future__ import annotations

from app.domain.errors import Forbidden
from app.domain.messages import commands as c
from app.domain.messages.base import Command
from app.domain.messages.commands import AnyCommand
from app.domain.values import Role

Kinds = frozenset[type[Command]]

FLOOR: Kinds = frozenset(
    {
        c.OpenSession,
        c.Cue,
        c.GiveFloor,
        c.SetVoice,
        c.YieldFloor,
        c.Advance,
        c.GoBack,
        c.CloseSession,
        c.ReopenSession,
        c.Undo,
    }
)
CLOCK: Kinds = frozenset(
    {
        c.PauseClock,
        c.ResumeClock,
        c.GrantTime,
        c.CorrectStart,
        c.Interrupt,
        c.EndInterruption,
        c.ApplyRebalance,
    }
)
RUNNING_ORDER: Kinds = frozenset({c.SkipSegment, c.MarkAbsent, c.RecallSegment})
EDITING: Kinds = frozenset(
    {
        c.MoveSegment,
        c.AddSegment,
        c.EditSegment,
        c.RemoveSegment,
        c.AddSpeaker,
        c.EditSpeaker,
        c.MoveSpeaker,
        c.RemoveSpeaker,
        c.EditSession,
        c.AddGuidingQuestion,
        c.EditGuidingQuestion,
        c.MoveGuidingQuestion,
        c.RemoveGuidingQuestion,
        c.UndoEdit,
        c.RedoEdit,
    }
)
STAGE: Kinds = frozenset(
    {c.ShowMessage, c.ClearMessage, c.FlashStage, c.Blackout, c.ShowQuestionOnStage, c.SendCue},
)
GUIDING: Kinds = frozenset({c.FocusQuestion, c.MarkQuestion, c.MarkCoverage, c.AttributeStretch})
NOTES: Kinds = frozenset({c.AddNote, c.RemoveNote})
DESK: Kinds = frozenset(
    {
        c.SetFloorPolicy,
        c.ShowQuestionOnStage,
        c.AddFloorQuestion,
        c.ApproveQuestion,
        c.EditQuestion,
        c.DismissQuestion,
        c.DismissBurst,
        c.ReturnBurst,
        c.QueueQuestion,
        c.PutQuestionOn,
        c.TakeQuestionOff,
        c.AnswerQuestion,
        c.MergeQuestions,
        c.UnmergeQuestion,
        c.ReturnQuestion,
        c.TakeBatch,
        c.CloseBatch,
        c.BanParticipant,
        c.UnbanParticipant,
    }
)
ASKING: Kinds = frozenset({c.Ask, c.WithdrawQuestion})
WHOLE_PLAN: Kinds = frozenset({c.ReplacePlan})

_RUNS_SESSION = FLOOR | CLOCK | RUNNING_ORDER | EDITING | STAGE | GUIDING | NOTES | DESK | ASKING

MAY: dict[Role, Kinds] = {
    Role.ORGANISER: _RUNS_SESSION | WHOLE_PLAN,
    Role.MODERATOR: _RUNS_SESSION,
    Role.DESK: DESK | ASKING,
    Role.STAGE: frozenset(),
    Role.SPEAKER: frozenset(),
    Role.PARTICIPANT: ASKING,
    Role.VIEWER: ASKING,
    Role.SYSTEM: frozenset({c.YieldFloor, c.SendCue}),
}

# A role that may give every editing command may open the planner and send a whole document.
EDITS_PLANS = frozenset(role for role, kinds in MAY.items() if kinds >= EDITING)

# Refused as stale when the floor has moved since `seen`.
NEEDS_FRESH_FLOOR: Kinds = (FLOOR | CLOCK | RUNNING_ORDER | {c.SendCue}) - {c.Undo, c.ApplyRebalance}

# Commands that `undo` reverses; other commands are corrected by giving another one. Commands about audience questions
# are not among them: while the desk works, the moderator's undo must still mean the floor (see docs/questions.md).
UNDOABLE: Kinds = (FLOOR | CLOCK | RUNNING_ORDER | STAGE) - {c.Undo}


def allow(role: Role, command: AnyCommand) -> None:
    """Require that this role may give this command.

    Raises:
        Forbidden: it may not; the sentence names what it is not allowed to do.
    """
    if type(command) not in MAY[role]:
        raise Forbidden(command.command.replace("_", " "))
