"""Actions: what a key, a program or a device asks for, read as an ordinary command. Pure: nothing is sent here."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import Invalid, NotFound, Problem, Refused, Sentence
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.rules.cues import NOW
from app.domain.rules.floor import next_segment, previous_segment
from app.domain.state.session import Session
from app.domain.values import (
    AuxDirection,
    ClockState,
    Interruption,
    MessageStyle,
    NoteKind,
    RebalanceMode,
    parse_duration,
)
from app.domain.views.messages import presets

MOST_ARGUMENTS = 20
LONGEST_ARGUMENT = 500  # characters


@dataclass(frozen=True, slots=True)
class Given:
    """What an action has to go by: the present session, and its arguments as texts."""

    session: Session
    arguments: tuple[str, ...]

    @property
    def text(self) -> str:
        """All arguments as one text; an address splits a text at its slashes."""
        return "/".join(self.arguments)

    @property
    def first(self) -> str:
        """The first argument in small letters; empty if there is none."""
        return self.arguments[0].strip().lower() if self.arguments else ""


@dataclass(frozen=True, slots=True)
class Action:
    """One action: how its arguments are written, what it does, and the command that it is."""

    arguments: str
    what: str
    read: Callable[[Given], AnyCommand]


def command_for(name: str, arguments: Sequence[str], session: Session) -> AnyCommand:
    """Return the command that an action asks for, in view of the present session.

    Args:
        name: one of `ACTIONS`.
        arguments: its arguments, each as text.
        session: the present state; `toggle`, `next` and numbers are read in it.

    Raises:
        Invalid: there is no such action, or its arguments cannot be read.
        NotFound, Refused: they name what the session does not have.
    """
    if (action := ACTIONS.get(name)) is None:
        raise Invalid(Problem("action", _unknown(name[:60])))
    if len(arguments) > MOST_ARGUMENTS or any(len(argument) > LONGEST_ARGUMENT for argument in arguments):
        raise _unread(Sentence("is too long"))
    return action.read(Given(session, tuple(arguments)))


def _unknown(name: str) -> Sentence:
    if near := difflib.get_close_matches(name, ACTIONS, n=1):
        return Sentence('"{what}" is not an action; did you mean {near}?', what=name, near=near[0])
    return Sentence('"{what}" is not an action', what=name)


def _start(given: Given) -> AnyCommand:
    """Start the named segment, or continue what is cued, paused or interrupted."""
    if given.arguments:
        return c.GiveFloor(_segment(given))
    held = given.session.timer.state
    return _resume(given) if held in {ClockState.PAUSED, ClockState.INTERRUPTED} else c.GiveFloor()


def _load(given: Given) -> AnyCommand:
    return c.Cue(_segment(given) if given.arguments else None)


def _resume(given: Given) -> AnyCommand:
    return c.ResumeClock() if given.session.interruption is None else c.EndInterruption()


def _toggle(given: Given) -> AnyCommand:
    return c.PauseClock() if given.session.timer.state is ClockState.RUNNING else _start(given)


def _interrupt(given: Given) -> AnyCommand:
    kind = given.first or Interruption.TECHNICAL
    return c.Interrupt(Interruption(_one_of(kind, list(Interruption))))


def _rebalance(given: Given) -> AnyCommand:
    return c.ApplyRebalance(RebalanceMode(_one_of(given.first or RebalanceMode.PROPORTIONAL, list(RebalanceMode))))


def _grant(given: Given) -> AnyCommand:
    signed = given.first[:1] in {"+", "-"}
    sign, digits = -1 if given.first[:1] == "-" else 1, given.first[signed:]
    whole = int(digits) if digits.isdecimal() and len(digits) <= 9 else parse_duration(digits)
    if whole is None or not digits:
        raise _unread_as("60000, -30000, 1m30")
    return c.GrantTime(sign * whole)


def _message(given: Given, style: MessageStyle = MessageStyle.NORMAL) -> AnyCommand:
    """Show a text, or the preset with this key on the console."""
    number = _number(given.text)
    preset = next((preset for preset in presets(given.session) if preset["key"] == number), None)
    if preset is not None:
        return c.ShowMessage(style=style, preset=preset["preset"], n=preset["n"])
    return c.ShowMessage(given.text, style)


def _urgent(given: Given) -> AnyCommand:
    return _message(given, MessageStyle.URGENT)


def _blackout(given: Given) -> AnyCommand:
    return c.Blackout(_switched(given, given.session.stage.blackout))


def _question(given: Given) -> AnyCommand:
    return c.ShowQuestionOnStage(_switched(given, given.session.stage.show_question))


def _cue(given: Given) -> AnyCommand:
    return c.SendCue(given.first or NOW)


def _focus(given: Given) -> AnyCommand:
    """Turn to a guiding question by its number or id, to the next one, or to none."""
    ids = [question.id for question in given.session.plan.guiding_questions]
    match given.first:
        case "none" | "0":
            return c.FocusQuestion(None)
        case "next":
            at = ids.index(given.session.focus) + 1 if given.session.focus in ids else 0
            if at >= len(ids):
                raise Refused("nothing_left")
            return c.FocusQuestion(ids[at])
    if (chosen := _chosen(given, ids)) is None:
        raise NotFound('guiding question "{question}"', question=given.text[:60])
    return c.FocusQuestion(chosen)


def _voice(given: Given) -> AnyCommand:
    """Say who speaks: a speaker of the segment that is on, by number or id, or none."""
    if given.first in {"none", "0"}:
        return c.SetVoice(None)
    speakers = given.session.segment.speakers if given.session.segment else ()
    if (chosen := _chosen(given, speakers)) is None:
        raise Refused("not_listed")
    return c.SetVoice(chosen)


def _note(given: Given, kind: NoteKind = "point") -> AnyCommand:
    return c.AddNote(given.text, kind)


def _aux(given: Given) -> AnyCommand:
    """Start, hold, stop or set an aux clock: `1/start`, `2/down/10:00`, `3/until/14:30`."""
    number, did, value = (*given.arguments, "", "", "")[:3]
    n = _number(number.strip()) or 0
    match did.strip().lower(), value:
        case "start", "":
            return c.AuxStart(n)
        case "pause", "":
            return c.AuxPause(n)
        case "stop", "":
            return c.AuxStop(n)
        case "up", "":
            return c.AuxSet(n, direction=AuxDirection.UP)
        case "down", value if value:
            return c.AuxSet(n, ms=value)
        case "until", value if value:
            return c.AuxSet(n, until=value)
    raise _unread_as("1/start, 2/pause, 3/stop, 1/up, 1/down/10:00, 1/until/14:30")


def _just(kind: type[AnyCommand]) -> Callable[[Given], AnyCommand]:
    """Return the reader of an action without arguments."""

    def read(given: Given) -> AnyCommand:
        if given.arguments:
            raise _unread(Sentence("has to be empty for this action"))
        return kind()  # type: ignore[call-arg]  # only commands without fields are named in the table

    return read


def _segment(given: Given) -> str:
    """Return the id of the segment that the arguments name: its id, its number from 1, `next` or `previous`."""
    plan = given.session.plan
    ids = [segment.id for segment in plan.segments]
    if (chosen := _chosen(given, ids)) is not None:
        return chosen
    match given.first:
        case "next" if (upcoming := next_segment(given.session)) is not None:
            return upcoming.id
        case "next":
            raise Refused("nothing_left")
        case "previous":
            return previous_segment(given.session).id
    raise NotFound('segment "{segment}"', segment=given.text[:60])


def _chosen(given: Given, ids: Sequence[str]) -> str | None:
    """Return the id that the arguments name, by itself or by its number from 1; None if there is none."""
    if given.text in ids:
        return given.text
    number = _number(given.text)
    return ids[number - 1] if number is not None and 1 <= number <= len(ids) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None


def _switched(given: Given, present: bool) -> bool:
    """Return what a switch is to be: on, off, or the other of the two."""
    match given.first:
        case "on" | "1" | "true":
            return True
        case "off" | "0" | "false":
            return False
        case "" | "toggle":
            return not present
    raise _unread_as("on, off, toggle")


def _one_of(given: str, known: Sequence[str]) -> str:
    if given not in known:
        raise _unread_as(", ".join(known))
    return given


def _unread_as(examples: str) -> Invalid:
    return _unread(Sentence("cannot be read; write it like one of {examples}", examples=examples))


def _unread(sentence: Sentence) -> Invalid:
    return Invalid(Problem("arguments", sentence))


ACTIONS: Mapping[str, Action] = {
    "advance": Action(
        "", "The next step, as the console's big key: start what is cued, or cue what comes.", _just(c.Advance)
    ),
    "back": Action("", "Take the step back: cue the running segment again, or the one before.", _just(c.GoBack)),
    "start": Action("[segment]", "Start the cued segment, or the named one; continue after a pause.", _start),
    "load": Action("[segment]", "Cue the next segment, or the named one.", _load),
    "stop": Action("", "End the speech.", _just(c.YieldFloor)),
    "pause": Action("", "Hold the clock.", _just(c.PauseClock)),
    "resume": Action("", "Continue after a pause or an interruption.", _resume),
    "toggle": Action("", "Pause a running clock; start or continue any other.", _toggle),
    "grant": Action("ms", "Give time, or take it with a minus: `60000`, `-30000`, `1m30`.", _grant),
    "rebalance": Action("[proportional or equal]", "End on time: shorten what is to come.", _rebalance),
    "interrupt": Action(
        "[kind]", "Hold the clock: `technical` (without a kind), `point_of_order`, `other`.", _interrupt
    ),
    "skip": Action("segment", "Skip a segment.", lambda given: c.SkipSegment(_segment(given))),
    "absent": Action("segment", "Mark a segment's speaker absent.", lambda given: c.MarkAbsent(_segment(given))),
    "recall": Action(
        "segment", "Bring back a skipped or absent segment.", lambda given: c.RecallSegment(_segment(given))
    ),
    "voice": Action("speaker or none", "Say which speaker of the segment is speaking.", _voice),
    "message": Action(
        "text or number", "Show a message on the stage; a number is a preset's key on the console.", _message
    ),
    "urgent": Action("text or number", "Show an urgent message.", _urgent),
    "clear": Action("", "Remove the message.", _just(c.ClearMessage)),
    "flash": Action("", "Flash the stage screens.", _just(c.FlashStage)),
    "blackout": Action("[on, off or toggle]", "Make the stage screens black.", _blackout),
    "question": Action("[on, off or toggle]", "Show the guiding question on the stage.", _question),
    "cue": Action("[cue]", "Send a cue of the ladder, such as `1:00`; without one, the cue that is true now.", _cue),
    "focus": Action("question, next or none", "Turn to a guiding question.", _focus),
    "aux": Action(
        "clock/what",
        "Aux clock 1 to 3: `1/start`, `1/pause`, `1/stop`; how it counts: `1/up`, `1/down/10:00`, `1/until/14:30`.",
        _aux,
    ),
    "note": Action("text", "Add a note to the record.", _note),
    "clap": Action("", "Mark now as the zero of a recording.", _just(c.Clap)),
    "open": Action("", "Open the session.", _just(c.OpenSession)),
    "close": Action("", "Close the session.", _just(c.CloseSession)),
    "undo": Action("", "Undo the latest step of the floor, the clock or the stage.", _just(c.Undo)),
}
