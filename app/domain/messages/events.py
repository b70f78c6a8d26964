"""Events: decided facts, stored for ever. A changed meaning is a new version.

Fields hold only values that JSON has: strings, whole numbers, booleans, None, lists and mappings of these. An event
states the decision, never its consequences; its record holds the instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from app.domain.messages.aux_events import *  # noqa: F403
from app.domain.messages.aux_events import AuxEvent
from app.domain.messages.base import Event
from app.domain.messages.list_events import *  # noqa: F403
from app.domain.messages.list_events import ListEvent
from app.domain.messages.plan_events import *  # noqa: F403 - `e.SegmentAdded` is read like every other event
from app.domain.messages.plan_events import Fields, PlanEvent
from app.domain.messages.question_events import *  # noqa: F403
from app.domain.messages.question_events import QuestionEvent
from app.domain.messages.recording_events import *  # noqa: F403
from app.domain.messages.recording_events import RecordingEvent
from app.domain.messages.screen_events import *  # noqa: F403
from app.domain.messages.screen_events import ScreenEvent
from app.domain.messages.start_events import *  # noqa: F403
from app.domain.messages.start_events import StartEvent
from app.domain.values import TO_STAGES, CoverageMark, NoteKind, QuestionMark


@dataclass(frozen=True, slots=True)
class SessionCreated(Event):
    """The first event of every journal: the whole session document in its canonical form."""

    kind = "session_created"
    document: Fields


@dataclass(frozen=True, slots=True)
class SessionOpened(Event):
    kind = "session_opened"
    moves_floor = True


@dataclass(frozen=True, slots=True)
class SessionClosed(Event):
    kind = "session_closed"
    moves_floor = True


@dataclass(frozen=True, slots=True)
class SessionReopened(Event):
    kind = "session_reopened"
    moves_floor = True


@dataclass(frozen=True, slots=True)
class SegmentCued(Event):
    kind = "segment_cued"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class ClockStarted(Event):
    kind = "clock_started"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class SpeechEnded(Event):
    kind = "speech_ended"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class SpeechDiscarded(Event):
    """The segment goes back from running to cued, which the next event does; the time spent stays in the record."""

    kind = "speech_discarded"
    segment: str


@dataclass(frozen=True, slots=True)
class ClockPaused(Event):
    kind = "clock_paused"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class ClockResumed(Event):
    kind = "clock_resumed"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class TimeGranted(Event):
    """`ms` is signed and already clamped to what the allotment allows."""

    kind = "time_granted"
    moves_forecast = True
    segment: str
    ms: int
    request: str | None = None  # the speech of the segment's list that it is for


@dataclass(frozen=True, slots=True)
class StartCorrected(Event):
    """The speech began at `started_at_ms`; `previous`, if any, ended at that instant."""

    kind = "start_corrected"
    moves_forecast = True
    segment: str
    started_at_ms: int
    was_ms: int
    previous: str | None
    request: str | None = None  # the speech of the segment's list that is meant; `previous` is then a request, too


@dataclass(frozen=True, slots=True)
class VoiceSet(Event):
    kind = "voice_set"
    segment: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class SegmentSkipped(Event):
    kind = "segment_skipped"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class SegmentMarkedAbsent(Event):
    kind = "segment_marked_absent"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class SegmentRecalled(Event):
    kind = "segment_recalled"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class InterruptionBegan(Event):
    kind = "interruption_began"
    moves_floor = True
    segment: str
    reason: str
    note: str
    request: str | None = None  # the point of order on the segment's list that took the floor


@dataclass(frozen=True, slots=True)
class InterruptionEnded(Event):
    kind = "interruption_ended"
    moves_floor = True
    segment: str


@dataclass(frozen=True, slots=True)
class Rebalanced(Event):
    """Signed grants by segment that make the rest end on time."""

    kind = "rebalanced"
    moves_forecast = True
    mode: str
    grants: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """The fold ignores the records `seqs`, which `command` made.

    `waived` names a segment whose automatic end at zero was undone: it continues into overtime and is not ended again.
    """

    kind = "undone"
    moves_floor = True
    changes_plan = True  # in calendars that were fetched: the number of a revision never goes down
    seqs: tuple[int, ...]
    command: str
    waived: str | None


@dataclass(frozen=True, slots=True)
class QuestionFocused(Event):
    kind = "question_focused"
    question: str | None


@dataclass(frozen=True, slots=True)
class QuestionMarked(Event):
    """Set by hand: `addressed` or `skipped`; None clears it, and the computed state counts again."""

    kind = "question_marked"
    question: str
    state: QuestionMark | None


@dataclass(frozen=True, slots=True)
class CoverageMarked(Event):
    """Set by hand for one speaker and question: `covered` or `passed`; None clears it."""

    kind = "coverage_marked"
    question: str
    speaker: str
    mark: CoverageMark | None


@dataclass(frozen=True, slots=True)
class StretchAttributed(Event):
    """A segment's unattributed time went to these questions in equal shares: an estimate."""

    kind = "stretch_attributed"
    segment: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageShown(Event):
    """A text as typed; or, with a `preset`, the message of this code, which each page says in its language."""

    kind = "message_shown"
    version = 3
    text: str  # empty for a standard message
    style: str
    hide_after_ms: int | None
    preset: str = ""
    n: int | None = None  # the number of the guiding question that the message names
    translations: Mapping[str, str] = field(default_factory=dict)  # of the session's own message, when it was shown
    to: str = TO_STAGES  # one of `MESSAGE_TO`, or the id of one screen's link


@dataclass(frozen=True, slots=True)
class MessageCleared(Event):
    kind = "message_cleared"


@dataclass(frozen=True, slots=True)
class StageFlashed(Event):
    kind = "stage_flashed"


@dataclass(frozen=True, slots=True)
class BlackoutSet(Event):
    kind = "blackout_set"
    on: bool


@dataclass(frozen=True, slots=True)
class QuestionOnStageSet(Event):
    kind = "question_on_stage_set"
    on: bool


@dataclass(frozen=True, slots=True)
class CueSent(Event):
    """A cue of the ladder was sent to the speaker; `cue` is its text, such as `1:00` or `+0:30`."""

    kind = "cue_sent"
    segment: str
    cue: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class NoteAdded(Event):
    kind = "note_added"
    text: str
    note_kind: NoteKind


@dataclass(frozen=True, slots=True)
class NoteRemoved(Event):
    kind = "note_removed"
    note: str


@dataclass(frozen=True, slots=True)
class ScriptSet(Event):
    """The words to be read aloud in a segment, by a speaker or (empty) the moderator. The journal has their length.

    The text is stored beside the journal; it is deleted when another one replaces it, and after the session unless
    `kept`.
    """

    kind = "script_set"
    apart = frozenset({"script"})
    segment: str
    speaker: str
    language: str
    words: int
    characters: int
    kept: bool
    script: str = ""


AnyEvent = (
    SessionCreated
    | SessionOpened
    | SessionClosed
    | SessionReopened
    | SegmentCued
    | ClockStarted
    | SpeechEnded
    | SpeechDiscarded
    | ClockPaused
    | ClockResumed
    | TimeGranted
    | StartCorrected
    | VoiceSet
    | SegmentSkipped
    | SegmentMarkedAbsent
    | SegmentRecalled
    | InterruptionBegan
    | InterruptionEnded
    | Rebalanced
    | Undone
    | QuestionFocused
    | QuestionMarked
    | CoverageMarked
    | StretchAttributed
    | MessageShown
    | MessageCleared
    | StageFlashed
    | BlackoutSet
    | QuestionOnStageSet
    | CueSent
    | NoteAdded
    | NoteRemoved
    | ScriptSet
    | AuxEvent
    | RecordingEvent
    | ScreenEvent
    | StartEvent
    | ListEvent
    | PlanEvent
    | QuestionEvent
)

EVENTS: Mapping[str, type[Event]] = {event.kind: event for event in get_args(AnyEvent)}


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a session's journal.

    `key` is set on the first record of a command and None on those that belong to the same command. `at_ms` never
    goes backwards within a journal.
    """

    seq: int
    at_ms: int
    actor: str
    role: str
    key: str | None
    command: str
    event: AnyEvent


def without_names(record: Record) -> Record:
    """Return this record without the fields that are stored apart from the journal."""
    event: Any = record.event
    return replace(record, event=replace(event, **dict.fromkeys(event.apart, ""))) if event.apart else record
