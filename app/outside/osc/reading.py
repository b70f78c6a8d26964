"""Read OSC datagrams: an action of ours below `/rostrum/`, or one of show files for Ontime below `/ontime/`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pythonosc.osc_message import OscMessage, ParseError

from app.domain.errors import Invalid, Problem, Sentence
from app.outside.actions import ACTIONS, LONGEST_ARGUMENT, MOST_ARGUMENTS
from app.outside.ontime.messages import OntimeMessage, of_path

LARGEST = 2_048  # bytes of a datagram; the longest message on the stage has about 600
LONGEST_ADDRESS = 200  # characters
# The address and the types of the arguments, of which few are of use here. Checked first: the parser writes a line into
# the log for each type that it does not know.
_SHAPE = re.compile(rb"(/[!-~]{1,%d})\0{1,4}(?:,[ihfdsTFN]{0,%d}\0|\Z)" % (LONGEST_ADDRESS, MOST_ARGUMENTS), re.DOTALL)


@dataclass(frozen=True, slots=True)
class OscAction:
    """One of our actions with its arguments, as texts."""

    name: str
    arguments: Sequence[str] = ()


def read_datagram(datagram: bytes) -> OscAction | OntimeMessage | None:
    """Return what a datagram asks for; None for the release of a key, which does nothing.

    Raises:
        Invalid: it is a bundle, cannot be read, or its address is not below one of the two.
    """
    if len(datagram) > LARGEST:
        raise _unread(Sentence("has more than {count} bytes", count=LARGEST))
    if datagram.startswith(b"#bundle"):
        raise _unread(Sentence("is a bundle; send each message by itself"))
    address, values = _parsed(datagram)
    dialect, _, path = address.removeprefix("/").partition("/")
    names = path.rstrip("/").split("/")
    if dialect == "ontime" and names[0]:
        return of_path([*names, *values], {})
    if dialect != "rostrum" or not names[0]:
        raise _unread(Sentence("has an address that is not below /rostrum/ or /ontime/"))
    name, *arguments = names
    arguments += values
    if (action := ACTIONS.get(name)) is not None and not action.arguments and len(arguments) == 1:
        # Keys of control surfaces send a number: above zero when they are pressed, zero when they are released.
        return None if arguments == ["0"] else OscAction(name)
    return OscAction(name, tuple(arguments))


def _parsed(datagram: bytes) -> tuple[str, list[str]]:
    if _SHAPE.match(datagram) is None:
        raise _unread(Sentence("is not an OSC message of texts, numbers and switches"))
    try:
        message = OscMessage(datagram)
    except (ParseError, ValueError, OverflowError):  # the parser lets broken UTF-8 through as such
        raise _unread(Sentence("is not an OSC message of texts, numbers and switches")) from None
    return message.address, [text for value in message if (text := _text(value)) is not None]


def _text(value: object) -> str | None:
    """Return a value as the text that an action takes: switches as on and off, whole numbers without a point."""
    match value:
        case None:
            return None
        case bool():
            return "on" if value else "off"
        case float() if value.is_integer() and abs(value) < 1e12:
            return str(int(value))
    return str(value)[: LONGEST_ARGUMENT + 1]


def _unread(sentence: Sentence) -> Invalid:
    return Invalid(Problem("OSC", sentence))
