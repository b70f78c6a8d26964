"""The messages of Ontime v4 clients, without the socket: a tag and a payload each. Text in, text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from app.domain.errors import Invalid, Problem, Sentence

VERSION = "4.0.0"  # of the dialect: older Companion modules listen to 4.0.y only, newer ones to any 4.x.y
LONGEST = 16 * 1024  # bytes of one message; a change of an event with its longest texts has about 4,000
DEEPEST = 4  # levels of a payload: an id, or a clock, and what of it
MOST_PARTS = 40  # of one level
LARGEST = 10**12  # of a number; no length of time in milliseconds is as large


@dataclass(frozen=True, slots=True)
class OntimeMessage:
    """What a client asks for: the tag is an action's name; the payload is plain data, and bounded."""

    tag: str
    payload: Any = None


def read(text: str) -> OntimeMessage:
    """Read a message.

    Raises:
        Invalid: it is too long or too deep, is not JSON, or has no tag; the sentence says so.
    """
    if len(text) > LONGEST:
        raise _unread(Sentence("has more than {count} characters", count=LONGEST))
    try:
        message = from_json(text)
    except ValueError:
        raise _unread(Sentence("is not JSON")) from None
    if not isinstance(message, dict) or not isinstance(tag := message.get("tag"), str):
        raise _unread(Sentence('is not an object with a text as "tag"'))
    return OntimeMessage(tag, bounded(message.get("payload")))


def of_path(path: Sequence[str], query: Mapping[str, str]) -> OntimeMessage:
    """Read an address: `start/index/2`, `addtime/60000`, `message/timer?text=Hello&visible=true`.

    Raises:
        Invalid: it has more levels or parts than any action needs.
    """
    tag, *levels = path
    payload: Any = dict(query) if query else levels.pop() if levels else None
    for level in reversed(levels):
        payload = {level: payload}
    return OntimeMessage(tag, bounded(payload))


def bounded(payload: Any, depth: int = DEEPEST) -> Any:
    """Return a payload that is no deeper and no wider than any action needs, and whose numbers are no larger.

    Raises:
        Invalid: it is.
    """
    if isinstance(payload, int) and abs(payload) > LARGEST:
        raise _unread(Sentence("has a number that is too large"))
    if isinstance(payload, dict | list):
        if depth == 0 or len(payload) > MOST_PARTS:
            raise _unread(Sentence("has more levels or parts than any action needs"))
        for part in payload.values() if isinstance(payload, dict) else payload:
            bounded(part, depth - 1)
    return payload


def message(tag: str, payload: Any) -> str:
    """Return a message to a client."""
    return to_json({"tag": tag, "payload": payload}).decode()


def logged(sentence: str, time: str) -> str:
    """Return a refusal, as a line of the log that clients show: what was not done, and why."""
    return message("log", {"id": "rostrum", "origin": "SERVER", "level": "WARN", "time": time, "text": sentence})


def _unread(sentence: Sentence) -> Invalid:
    return Invalid(Problem("message", sentence))
