"""Read what an Ontime v4 client asks for as ordinary commands. Pure: nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.domain.errors import Invalid, NotFound, Problem, Refused, Sentence
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.crew.aux_clock import COUNT, AuxClock
from app.domain.state.session import Session
from app.domain.values import SECOND, AtZero, AuxDirection
from app.outside.actions import ACTIONS, command_for
from app.outside.ontime.events import OUT, next_event
from app.outside.ontime.messages import LARGEST, OntimeMessage
from app.outside.ontime.store import Store

Commands = Iterator[AnyCommand]

# These are answered, and change nothing: clients send them for features that sessions do not have.
WITHOUT_EFFECT = frozenset(
    {"ping", "roll", "offsetmode", "client", "client-list", "client-rename", "client-redirect", "set-client-type"}
)
# What `change` names of an event: our field, and what a number of it counts in milliseconds.
CHANGES: Mapping[str, tuple[str, int]] = {
    "title": ("title", 0),
    "note": ("notes_moderator", 0),
    "duration": ("planned_ms", SECOND),
    "timeWarning": ("wrap_up_ms", SECOND),
    "timeDanger": ("last_call_ms", SECOND),
    "endAction": ("at_zero", 0),
}
AUX_SETTINGS = frozenset({"duration", "addtime", "direction"})


def commands_for(asked: OntimeMessage, session: Session, message: Store) -> list[AnyCommand]:
    """Return the commands that a client asks for, in view of the present session; none if nothing has to be done.

    Args:
        asked: the action.
        session: the present state.
        message: the message on the stage, as clients hold it.

    Raises:
        Invalid: there is no such action, or its payload cannot be read.
        NotFound, Refused: it names what the session does not have, or there is nothing to be done.
    """
    if asked.tag in WITHOUT_EFFECT:
        return []
    if asked.tag == "message":
        return list(_message(asked.payload, message["timer"]))
    if (read := READERS.get(asked.tag)) is None:
        arguments = _texts(asked.payload) if asked.tag in ACTIONS else ()
        return [command_for(asked.tag, arguments, session)]
    return list(read(asked.payload, session))


def typed(payload: Any, message: Store) -> str | None:
    """Return a text that is to be kept until it is made visible; None if this message shows one or has none."""
    timer = payload.get("timer") if isinstance(payload, dict) else None
    if not isinstance(timer, dict) or not isinstance(text := timer.get("text"), str):
        return None
    will_be_visible = flag(timer["visible"]) if "visible" in timer else message["timer"]["visible"]
    return None if will_be_visible else text


def flag(value: Any) -> bool:
    """Return a switch, as clients write it: a boolean, 0 or 1, or one of these as text.

    Raises:
        Invalid: it is something else.
    """
    words = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}
    if (switched := words.get(str(value).lower())) is None:
        raise _unread_as("true, false, 1, 0")
    return switched


def _start(payload: Any, session: Session) -> Commands:
    yield command_for("start", _segment(payload, session), session)


def _load(payload: Any, session: Session) -> Commands:
    yield command_for("load", _segment(payload, session), session)


def _reload(_payload: Any, session: Session) -> Commands:
    """Cue the segment that is on again, with its full time; a cued one has it already."""
    if session.on is None:
        yield command_for("load", (), session)
    elif session.someone_has_floor:
        yield c.GoBack()


def _add_time(payload: Any, _session: Session) -> Commands:
    """Give or take time: milliseconds, or `{"add": ms}` or `{"remove": ms}`."""
    match payload:
        case {"add": ms}:
            yield c.GrantTime(_number(ms))
        case {"remove": ms}:
            yield c.GrantTime(-_number(ms))
        case _:
            yield c.GrantTime(_number(payload))


def aux_numbers(payload: Any) -> list[int]:
    """Return the aux clocks that a payload is about: its keys.

    Raises:
        Invalid: it has none, or other keys.
    """
    if not isinstance(payload, dict) or not payload or not payload.keys() <= {str(n) for n in range(1, COUNT + 1)}:
        raise _unread_as('{"1": "start"}, {"2": {"duration": 300000}}, {"3": {"addtime": 60000}}')
    return [int(key) for key in payload]


def _aux(payload: Any, session: Session) -> Commands:
    """Start, hold, stop or set aux clocks, by their numbers."""
    for n in aux_numbers(payload):
        match payload[str(n)]:
            case "start":
                yield c.AuxStart(n)
            case "pause":
                yield c.AuxPause(n)
            case "stop":
                yield c.AuxStop(n)
            case dict() as settings if settings and settings.keys() <= AUX_SETTINGS:
                yield _aux_set(n, settings, session.aux.get(n, AuxClock(direction=AuxDirection.DOWN)))
            case _:
                raise _unread_as("start, pause, stop, " + ", ".join(sorted(AUX_SETTINGS)))


def _aux_set(n: int, settings: Mapping[str, Any], present: AuxClock) -> AnyCommand:
    """Set a clock's length, lengthen or shorten it, or say how it counts; one that counted to a time counts down."""
    length = _number(settings["duration"]) if "duration" in settings else present.ms
    if "addtime" in settings:
        length = max(length + _number(settings["addtime"]), 0)
    up = settings["direction"] == "count-up" if "direction" in settings else present.direction is AuxDirection.UP
    return c.AuxSet(n, ms=length, direction=AuxDirection.UP if up else AuxDirection.DOWN)


def _change(payload: Any, session: Session) -> Commands:
    """Edit segments, by their ids; properties that segments do not have are ignored."""
    if not isinstance(payload, dict) or not all(isinstance(changes, dict) for changes in payload.values()):
        raise _unread_as('{"s2": {"title": "Welcome"}}')
    for id_, changes in payload.items():
        if session.plan.segment(id_) is None:
            raise NotFound('segment "{segment}"', segment=id_[:60])
        if fields := {CHANGES[name][0]: _field(name, value) for name, value in changes.items() if name in CHANGES}:
            yield c.EditSegment(id_, fields)
        if "skip" in changes:
            yield from _skip(id_, flag(changes["skip"]), session)


def _field(name: str, value: Any) -> object:
    if name == "endAction":
        return AtZero.CONTINUE if value == "none" else AtZero.YIELD
    unit = CHANGES[name][1]
    return _number(value) * unit if unit else str(value)


def _skip(segment: str, skipped: bool, session: Session) -> Commands:
    if skipped != (session.timers[segment].state in OUT):
        yield c.SkipSegment(segment) if skipped else c.RecallSegment(segment)


def _message(payload: Any, now: Store) -> Commands:
    """Read a partial message: each property that it has is a command, unless it is so already."""
    timer = payload.get("timer", {}) if isinstance(payload, dict) else None
    if not isinstance(timer, dict):
        raise _unread_as('{"timer": {"text": "Please conclude", "visible": true}}')
    yield from _text(timer, now)
    if "blackout" in timer and (dark := flag(timer["blackout"])) != now["blackout"]:
        yield c.Blackout(dark)
    if "blink" in timer and flag(timer["blink"]):
        yield c.FlashStage()
    if "secondarySource" in timer and (on := _source(timer["secondarySource"])) != (now["secondarySource"] is not None):
        yield c.ShowQuestionOnStage(on)


def _text(timer: Mapping[str, Any], now: Store) -> Commands:
    """Show or remove the message; a text for a message that is not visible is only kept (see `typed`)."""
    visible = flag(timer["visible"]) if "visible" in timer else now["visible"]
    text = timer.get("text", now["text"])
    if not isinstance(text, str):
        raise _unread_as("Please conclude")
    if visible and (text != now["text"] or not now["visible"]):
        yield c.ShowMessage(text) if text or not now["visible"] else c.ClearMessage()
    elif now["visible"] and not visible:
        yield c.ClearMessage()


def _source(value: Any) -> bool:
    """Return whether the guiding question is to be on the stage; an aux clock is shown where a screen is set to it."""
    if value not in ("secondary", None, "null", ""):
        raise _unread_as("secondary, null")
    return bool(value == "secondary")


def _segment(payload: Any, session: Session) -> Sequence[str]:
    """Return the argument that names a segment: `next`, `previous`, or `{id}`, `{cue}` or `{index}`; none: the cued."""
    match payload:
        case None | "":
            return ()
        case "next" if (upcoming := next_event(session)) is not None:
            return (upcoming,)
        case "next":
            raise Refused("nothing_left")
        case "previous":
            return (payload,)
        case {"id": str(id_)} if session.plan.segment(id_) is not None:
            return (id_,)
        case {"cue": str() | int() as cue} | {"index": str() | int() as cue}:
            return (_numbered(str(cue), session),)
        case {"id": named}:
            raise NotFound('segment "{segment}"', segment=str(named)[:60])
    raise _unread_as('"next", "previous", {"id": "s2"}, {"cue": "2"}, {"index": 2}')


def _numbered(number: str, session: Session) -> str:
    """Return the id of the segment with this number, from 1: a segment's cue is its number."""
    segments = session.plan.segments
    at = int(number) if number.isascii() and number.isdecimal() and len(number) <= 6 else 0
    if not 1 <= at <= len(segments):
        raise NotFound('segment "{segment}"', segment=number[:60])
    return segments[at - 1].id


def _texts(payload: Any) -> Sequence[str]:
    """Return the arguments of one of our own actions."""
    match payload:
        case None | "":
            return ()
        case bool():
            return ("on" if payload else "off",)
        case str() | int():
            return (str(payload),)
    raise _unread_as('"next", 60000')


def _number(value: Any) -> int:
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        number = None
    if number is None or not abs(number) < LARGEST:
        raise _unread_as("60000, -30000")
    return round(number)


def _unread_as(examples: str) -> Invalid:
    return Invalid(Problem("payload", Sentence("cannot be read; write it like one of {examples}", examples=examples)))


READERS: Mapping[str, Callable[[Any, Session], Commands]] = {
    "start": _start,
    "load": _load,
    "reload": _reload,
    "addtime": _add_time,
    "change": _change,
    "auxtimer": _aux,
}
