"""Permissions: which role may give which command, in one table for every entrance; which commands can be stale."""

from __future__ import annotations

from typing import get_args

from app.domain.errors import Forbidden
from app.domain.messages import commands as c
from app.domain.messages.base import Command
from app.domain.messages.commands import AnyCommand
from app.domain.values import Role

Kinds = frozenset[type[Command]]

FLOOR: Kinds = frozenset(get_args(c.FloorCommand))
CLOCK: Kinds = frozenset(get_args(c.ClockCommand))
RUNNING_ORDER: Kinds = frozenset(get_args(c.RunningOrderCommand))
EDITING: Kinds = frozenset(get_args(c.EditingCommand))
STAGE: Kinds = frozenset(get_args(c.StageCommand))
GUIDING: Kinds = frozenset(get_args(c.GuidingCommand))
NOTES: Kinds = frozenset(get_args(c.NoteCommand))
SCRIPTS: Kinds = frozenset({c.SetScript})
AUX: Kinds = frozenset(get_args(c.AuxCommand))
RECORDING: Kinds = frozenset(get_args(c.RecordingCommand))
STARTS: Kinds = frozenset({c.StopStart})
SCREENS: Kinds = frozenset({c.SetLook})
LIST: Kinds = frozenset(get_args(c.ListCommand))
REQUESTS: Kinds = frozenset(get_args(c.RequestCommand))
DESK: Kinds = frozenset({*get_args(c.DeskCommand), c.ShowQuestionOnStage})
ASKING: Kinds = frozenset(get_args(c.AskingCommand))
SERVER: Kinds = frozenset({c.CountHeard, c.StartOnTime})
WHOLE_PLAN: Kinds = frozenset({c.ReplacePlan})

_RUNS_SESSION = (
    FLOOR
    | CLOCK
    | RUNNING_ORDER
    | EDITING
    | STAGE
    | GUIDING
    | NOTES
    | SCRIPTS
    | AUX
    | RECORDING
    | SCREENS
    | STARTS
    | LIST
    | REQUESTS
    | DESK
    | ASKING
)

MAY: dict[Role, Kinds] = {
    Role.ORGANISER: _RUNS_SESSION | WHOLE_PLAN | SERVER,
    Role.MODERATOR: _RUNS_SESSION,
    Role.DESK: REQUESTS | DESK | ASKING,
    Role.CREW: frozenset({c.MarkReady}),
    Role.STAGE: frozenset(),
    Role.SPEAKER: REQUESTS,  # for themselves
    Role.INTERPRETER: frozenset(),
    Role.PARTICIPANT: ASKING,
    Role.VIEWER: ASKING,
    Role.SYSTEM: frozenset({c.YieldFloor, c.SendCue, c.CutOffList, *SERVER}),
}


def _who_may_give(kinds: Kinds) -> frozenset[Role]:
    return frozenset(role for role, may in MAY.items() if may >= kinds)


# Who belongs together, by what they may give: pages, addresses and views are for these groups.
RUNS_SESSION = _who_may_give(FLOOR)
AT_DESK = _who_may_give(DESK)  # read every question, and the words that are written for the speaker
ASKS = _who_may_give(ASKING)  # ask questions and vote for them
EDITS_PLANS = _who_may_give(EDITING)  # may open the planner and send a whole document
BACKSTAGE = RUNS_SESSION | {Role.CREW}  # get speakers ready, and see who comes next
SEES_READINESS = AT_DESK | BACKSTAGE
OPENS_STAGE = SEES_READINESS | {Role.STAGE}
SEES_AUX_CLOCKS = OPENS_STAGE
SEES_STAGE = OPENS_STAGE | {Role.SPEAKER}
READS_SCRIPTS = _who_may_give(SCRIPTS) | {Role.INTERPRETER}  # besides each speaker, who reads their own
CROWD = frozenset({Role.PARTICIPANT, Role.VIEWER})  # one link may be held by thousands

# Refused as stale when the floor has moved since `seen`.
NEEDS_FRESH_FLOOR: Kinds = (FLOOR | CLOCK | RUNNING_ORDER | {c.SendCue}) - {c.Undo, c.ApplyRebalance}

# Refused as stale when the floor has moved or a place on a list was decided by hand since `seen`. New requests do not
# count: they come all the time.
NEEDS_FRESH_LIST: Kinds = (LIST - {c.OpenList, c.CloseList}) | {c.Advance, c.MarkAbsent, c.SwapRequests}

# Commands that `undo` reverses; other commands are corrected by giving another one. Commands about audience questions
# are not among them: while the desk works, the moderator's undo must still mean the floor (see docs/questions.md).
# Lots are drawn once; a new rule of order is an edit of the plan.
UNDOABLE: Kinds = (FLOOR | CLOCK | RUNNING_ORDER | STAGE | AUX | STARTS | LIST | RECORDING | {c.StartOnTime}) - {
    c.Undo,
    c.DrawLots,
    c.SetListRules,
}


def allow(role: Role, command: AnyCommand) -> None:
    """Require that this role may give this command.

    Raises:
        Forbidden: it may not; the sentence names what it is not allowed to do.
    """
    if type(command) not in MAY[role]:
        raise Forbidden("{command}", command=command.command.replace("_", " "))
