"""The words of a session as types, and the two functions that turn time into text and text into time.

Instants are integer milliseconds since 1970 in UTC. Durations are integer milliseconds.
"""

from __future__ import annotations

import re
from enum import StrEnum

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Role(StrEnum):
    """The role of a person in one session; an organiser is that to every session."""

    ORGANISER = "organiser"
    MODERATOR = "moderator"
    DESK = "desk"
    STAGE = "stage"
    SPEAKER = "speaker"
    PARTICIPANT = "participant"
    VIEWER = "viewer"
    SYSTEM = "system"  # the server itself, when an instant that was agreed beforehand arrives


class Status(StrEnum):
    """Where a session stands as a whole."""

    PLANNED = "planned"
    LIVE = "live"
    CLOSED = "closed"


class SegmentKind(StrEnum):
    """What a segment of the rundown is for; only a presentation is preceded by a handover."""

    OPENING = "opening"
    INTRODUCTION = "introduction"
    PRESENTATION = "presentation"
    DISCUSSION = "discussion"
    QUESTIONS = "questions"
    BREAK = "break"
    CLOSING = "closing"
    OTHER = "other"


class ClockState(StrEnum):
    """The clock of one segment."""

    IDLE = "idle"
    CUED = "cued"
    RUNNING = "running"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    SKIPPED = "skipped"
    ABSENT = "absent"


class Phase(StrEnum):
    """How near the end of its allotment a clock is. Derived, never stored."""

    NORMAL = "normal"
    WRAP_UP = "wrap_up"
    LAST_CALL = "last_call"
    OVERTIME = "overtime"


class AtZero(StrEnum):
    """What happens when nothing remains: count overtime up, stay at 0:00, or end the speech."""

    CONTINUE = "continue"
    HOLD = "hold"
    YIELD = "yield"


class CueMode(StrEnum):
    """Whether the cues of the ladder go out by themselves, by hand only, or not at all."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"
    OFF = "off"


class Interruption(StrEnum):
    """Why the main clock is held although the moderator did not pause it."""

    POINT_OF_ORDER = "point_of_order"
    TECHNICAL = "technical"
    OTHER = "other"


class FloorPolicy(StrEnum):
    """Whether and how participants may ask questions."""

    NONE = "none"
    WRITTEN = "written"
    MODERATED = "moderated"
    OPEN = "open"


class MessageStyle(StrEnum):
    """How a stage message is set."""

    NORMAL = "normal"
    URGENT = "urgent"


class RebalanceMode(StrEnum):
    """Cut everyone in proportion to what they have, or by the same seconds."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"


def clock_text(remaining_ms: int) -> str:
    """What a clock shows for a remaining time; `static/js/lib/format.js` must agree with `tests/clock_vectors.json`.

    Args:
        remaining_ms: milliseconds left; negative in overtime.

    Returns:
        `M:SS` below one hour and `H:MM:SS` from there. What is left is rounded up, so that 0:00 appears exactly at
        zero; overtime is rounded down and has a leading `+` once a whole second is over.
    """
    if remaining_ms > 0:
        return _digits(-(-remaining_ms // SECOND))
    over = -remaining_ms // SECOND
    return f"+{_digits(over)}" if over else "0:00"


def elapsed_text(elapsed_ms: int) -> str:
    """A duration that has passed, whole seconds only, never negative: `0:47`, `1:02:03`."""
    return _digits(max(elapsed_ms, 0) // SECOND)


def _digits(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


LONGEST_DURATION = 60  # characters, spaces included
_PARTS = re.compile(
    r"(?:(?P<h>\d{1,4})\s*(?:h|hr|hrs|hour|hours)\s*)?"
    r"(?:(?P<m>\d{1,5})\s*(?:m|min|mins|minute|minutes|'|$)\s*)?"
    r"(?:(?P<s>\d{1,6})\s*(?:s|sec|secs|second|seconds|\"|$))?"
)
_COLONS = re.compile(r"(?:(?P<h>\d{1,4}):(?=\d\d:))?(?P<m>\d{1,5}):(?P<s>\d\d)")


def parse_duration(text: str) -> int | None:
    """Milliseconds that a person meant by a duration, or None for what is not one.

    A bare number is minutes, or after a unit the next smaller one: `6`, `6m`, `6:00`, `6m30`, `90s`, `1h05`,
    `00:06:00`. Seconds after a colon, and minutes between two colons, stay below 60. Nothing negative and nothing over
    24 hours is a duration.
    """
    text = text.strip().lower() if len(text) <= LONGEST_DURATION else ""
    match = _COLONS.fullmatch(text) or (_PARTS.fullmatch(text) if text else None)
    if match is None:
        return None
    hours, minutes, seconds = (int(match[part] or 0) for part in ("h", "m", "s"))
    if match.re is _COLONS and (seconds > 59 or (match["h"] is not None and minutes > 59)):
        return None
    total = hours * HOUR + minutes * MINUTE + seconds * SECOND
    return total if total <= DAY else None


def parse_clock(text: str) -> int | None:
    """Milliseconds that remain when a clock shows this text: the inverse of `clock_text`, None for anything else."""
    ms = parse_duration(text.removeprefix("+"))
    return -ms if ms is not None and text.startswith("+") else ms
