"""The messages of a socket, without the socket: text in, text out.

A client says hello first and may then ask for the time as often as it likes. A screen also reports what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

# Close codes beyond those of RFC 6455; part of the public contract.
NOT_ALLOWED = 4401
NO_SUCH_SESSION = 4404
SAID_NOTHING = 4408
REPLACED = 4409
NOT_TEXT = 1003
NOT_UNDERSTOOD = 1008
TOO_BIG = 1009
RESTARTING = 1012
TRY_LATER = 1013

HELLO_WITHIN_S = 10.0
PING_EVERY_S = 12.0  # where an ordinary loop sends them; the contract promises one at least every 15 s
# Clients that lost their process together come back over so long for each: twice what one of the others needs for it.
SPREAD_OF_EACH_MS = 0.3
SPREAD_MS = (300, 3_000)  # at least, at most
LONGEST_MESSAGE = 2_048  # bytes; a report with a long name has about 300

PING = '{"t":"ping"}'


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message: the client's seq, and its name if it is a screen or a console.

    `was` is a console's name before its page was reloaded; `held`: it had the keys when last connected; `patches`: it
    wants the changes of its state as merge patches.
    """

    seq: int
    screen: str | None = None
    name: str = ""
    console: str | None = None
    was: str | None = None
    held: bool = False
    patches: bool = False


@dataclass(frozen=True, slots=True)
class ClockSample:
    """The client's own reading of its clock, in milliseconds from any beginning, sent back with the server's."""

    client: float


@dataclass(frozen=True, slots=True)
class ScreenReport:
    """A screen's report: the seq shown, whether it is visible, whether a message is, and the seq of the cue on show.

    `error_ms` is the most by which its clock may be wrong, either way; None: unknown. `seen` is the seq of the latest
    cue or message that its reader acknowledged.
    """

    seq: int
    visible: bool
    error_ms: float | None
    message: bool
    cue: int | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class CommandSent:
    """A command: its key, which the response repeats, and the message as sent, without its type."""

    key: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A message that ends the conversation, with the close code and the reason."""

    code: int
    reason: str


Heard = Hello | ClockSample | ScreenReport | CommandSent | Mistake


def hear(text: str) -> Heard:
    """Parse a client's message; anything outside the protocol is a mistake, never an exception."""
    if len(text) > LONGEST_MESSAGE:
        return Mistake(TOO_BIG, "message too big")
    try:
        message = from_json(text)
    except ValueError:
        return Mistake(NOT_UNDERSTOOD, "not JSON")
    if not isinstance(message, dict):
        return Mistake(NOT_UNDERSTOOD, "not an object")
    try:
        return _READERS[message["t"]](message)
    except (KeyError, TypeError, ValueError, OverflowError):
        return Mistake(NOT_UNDERSTOOD, "not a message of this protocol")


def spread_ms(connections: int) -> int:
    """Return the milliseconds over which so many clients spread when they come back from a process that died."""
    least, most = SPREAD_MS
    return min(max(least, round(SPREAD_OF_EACH_MS * connections)), most)


def clock_reply(sample: ClockSample, now_ms: int, connections: int | None = None) -> str:
    """Return the response to a clock sample: the client's value, and the server's instant in milliseconds UTC.

    `connections` is how many this process has: they will all come back together if it dies. None: unknown.
    """
    spread = {} if connections is None else {"spread": spread_ms(connections)}
    return encode({"t": "clock", "c": sample.client, "s": now_ms, **spread})


def done(key: str, seq: int, **more: str) -> str:
    """Return the response to a command that was carried out, with the seq of its last record."""
    return encode({"t": "done", "key": key, "seq": seq, **more})


def refusal(key: str, code: str, said: str) -> str:
    """Return the response to a refused command: the code of the reason, and a sentence for a person."""
    return encode({"t": "refused", "key": key, "code": code, "said": said})


def encode(message: dict[str, Any]) -> str:
    """Encode a message as JSON text."""
    return to_json(message).decode()


def _hello(message: dict[str, Any]) -> Hello:
    screen, console, was = (_own_id(message.get(name)) for name in ("screen", "console", "was"))
    held, patches = message.get("held") is True, message.get("patches") is True
    return Hello(_whole(message["seq"]), screen, str(message.get("name", ""))[:60], console, was, held, patches)


def _own_id(value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or not 8 <= len(value) <= 64):
        raise ValueError("not an id")
    return value


def _clock(message: dict[str, Any]) -> ClockSample:
    return ClockSample(_number(message["c"]))


def _report(message: dict[str, Any]) -> ScreenReport:
    error = message.get("error_ms")
    return ScreenReport(
        seq=_whole(message["seq"]),
        visible=message["visible"] is True,
        error_ms=None if error is None else _number(error),
        message=message.get("message") is True,
        cue=_optional(message.get("cue")),
        seen=_optional(message.get("seen")),
    )


def _command(message: dict[str, Any]) -> CommandSent:
    key = _own_id(message["key"])
    if key is None:
        raise ValueError("not a key")
    return CommandSent(key, {name: value for name, value in message.items() if name != "t"})


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise ValueError("not a whole number")
    return value


def _optional(value: object) -> int | None:
    return None if value is None else _whole(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 2**53:
        raise ValueError("not a number")
    return value


_READERS: dict[str, Callable[[dict[str, Any]], Heard]] = {
    "hello": _hello,
    "clock": _clock,
    "report": _report,
    "command": _command,
}
