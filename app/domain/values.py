"""The basic types of a session, and conversion between time and text.

Instants are integer milliseconds since 1970 in UTC. Durations are integer milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Role(StrEnum):
    """The role of a person in one session; an organiser has it in every session."""

    ORGANISER = "organiser"
    MODERATOR = "moderator"
    DESK = "desk"
    CREW = "crew"  # backstage: microphones, the green room
    STAGE = "stage"
    SPEAKER = "speaker"
    INTERPRETER = "interpreter"
    PARTICIPANT = "participant"
    VIEWER = "viewer"
    SYSTEM = "system"  # the server itself, for automatic commands


# Whom a message is for: all stage screens, the speaker's page only, or the crew only; else the id of one screen's link.
TO_STAGES, TO_SPEAKER, TO_CREW = MESSAGE_TO = ("stages", "speaker", "crew")


class Status(StrEnum):
    """The status of a session as a whole."""

    PLANNED = "planned"
    LIVE = "live"
    CLOSED = "closed"


class SegmentKind(StrEnum):
    """The kind of a rundown segment; only a presentation is preceded by a handover."""

    OPENING = "opening"
    INTRODUCTION = "introduction"
    PRESENTATION = "presentation"
    DISCUSSION = "discussion"
    INTERVENTIONS = "interventions"
    QUESTIONS = "questions"
    BREAK = "break"
    CLOSING = "closing"
    OTHER = "other"


class ClockState(StrEnum):
    """The state of one segment's clock."""

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
    """What the clock does at zero: count overtime up, stay at 0:00, or end the speech."""

    CONTINUE = "continue"
    HOLD = "hold"
    YIELD = "yield"


class CueMode(StrEnum):
    """Whether the server sends the cues of the ladder, only the moderator does, or there are none."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"
    OFF = "off"


class Interruption(StrEnum):
    """Why the main clock is held without a pause by the moderator."""

    POINT_OF_ORDER = "point_of_order"
    TECHNICAL = "technical"
    OTHER = "other"


class FloorPolicy(StrEnum):
    """Whether and how participants may ask questions."""

    NONE = "none"
    WRITTEN = "written"
    MODERATED = "moderated"
    OPEN = "open"


class RequestKind(StrEnum):
    """What a person wants the floor for."""

    STATEMENT = "statement"
    REPLY = "reply"  # to a speech: the right of reply
    QUESTION = "question"  # asked aloud
    POINT_OF_ORDER = "point_of_order"  # now
    ANSWER = "answer"  # a panellist's, to a question


class ListRule(StrEnum):
    """A rule that decides which of two requests comes first; see `derived.places`."""

    RANK = "rank"
    ALTERNATE_GROUPS = "alternate_groups"
    LEAST_HEARD = "least_heard"
    FIRST_TIME_FIRST = "first_time_first"
    LOT = "lot"
    FIRST_COME = "first_come"


class ListShown(StrEnum):
    """What the public and the stage see of those who wait: their names, how many they are, or nothing."""

    NAMES = "names"
    NUMBERS = "numbers"
    NOTHING = "nothing"


class ReadinessLevel(StrEnum):
    """How near a person is to being able to speak."""

    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    CHECKED = "checked"
    ON_DECK = "on_deck"
    FINISHED = "finished"  # said during the speech: nothing more will be said


class AuxDirection(StrEnum):
    """How an aux clock counts: up, down from its length, or down to a time of day."""

    UP = "up"
    DOWN = "down"
    UNTIL = "until"


class StartMode(StrEnum):
    """How a segment with a set time starts: by hand, by hand after a reminder, or by itself at that time."""

    BY_HAND = "by_hand"
    REMINDER = "reminder"
    AT = "at"


class ScreenMode(StrEnum):
    """What a stage screen shows large."""

    SPEECH = "speech"
    ELAPSED = "elapsed"
    TIME_OF_DAY = "time_of_day"
    SESSION = "session"  # the time to its end
    AUX_1 = "aux_1"
    AUX_2 = "aux_2"
    AUX_3 = "aux_3"
    QUESTION = "question"
    NEXT = "next"
    MESSAGE = "message"  # and nothing else
    NOTHING = "nothing"


class ScreenSecondary(StrEnum):
    """What a stage screen shows in its corner."""

    WALL_CLOCK = "wall_clock"
    AUX_1 = "aux_1"
    AUX_2 = "aux_2"
    AUX_3 = "aux_3"
    SESSION = "session"
    NONE = "none"


class ScreenFace(StrEnum):
    """Whether a clock is digits, or a lamp: a colour, a shape and a word."""

    DIGITS = "digits"
    LAMP = "lamp"


class MessageStyle(StrEnum):
    """How a stage message is displayed."""

    NORMAL = "normal"
    URGENT = "urgent"


# The languages of the interface, in which a plan can be translated too: each by its own name, as its readers look for
# it, in the order in which pages list them. To add one: a line here, and its folder in `locale` (CONTRIBUTING.md).
LANGUAGES: Mapping[str, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
OF_SPEAKER = "speaker"  # as the language of the stage: that of who has the floor

# What a moderator sets by hand for a guiding question, and for one speaker and question.
QuestionMark = Literal["addressed", "skipped"]
CoverageMark = Literal["covered", "passed"]
NoteKind = Literal["point", "quote", "action"]


class RebalanceMode(StrEnum):
    """Cut every segment in proportion to its length, or by the same number of seconds."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"


def clock_text(remaining_ms: int) -> str:
    """Return the clock's text for a remaining time, as `static/js/lib/time/format.js` does (tests/clock_vectors.json).

    Args:
        remaining_ms: milliseconds left; negative in overtime.

    Returns:
        `M:SS` below one hour and `H:MM:SS` from there. Remaining time is rounded up, so that 0:00 appears exactly at
        zero; overtime is rounded down and has a leading `+` once a whole second is over.
    """
    if remaining_ms > 0:
        return _digits(-(-remaining_ms // SECOND))
    over = -remaining_ms // SECOND
    return f"+{_digits(over)}" if over else "0:00"


def elapsed_text(elapsed_ms: int) -> str:
    """Return an elapsed duration as text, in whole seconds, never negative: `0:47`, `1:02:03`."""
    return _digits(max(elapsed_ms, 0) // SECOND)


def signed_text(ms: int) -> str:
    """Return a grant or a difference: `+0:30`, `−1:00`, `0:00`."""
    sign = "+" if ms > 0 else "−" if ms < 0 else ""
    return f"{sign}{elapsed_text(abs(ms))}"


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
    """Read a duration as milliseconds; None for other texts.

    A bare number is minutes, or after a unit the next smaller one: `6`, `6m`, `6:00`, `6m30`, `90s`, `1h05`,
    `00:06:00`. Seconds after a colon, and minutes between two colons, stay below 60. Negative durations and those over
    24 hours are not accepted.
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
    """Return the remaining milliseconds for a clock's text, the inverse of `clock_text`; None for other texts."""
    ms = parse_duration(text.removeprefix("+"))
    return -ms if ms is not None and text.startswith("+") else ms
