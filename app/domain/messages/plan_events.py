"""Events that change the plan, stored for ever. A changed meaning is a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.messages.base import Event

__all__ = [
    "Fields",
    "FloorPolicySet",
    "GuidingQuestionAdded",
    "GuidingQuestionEdited",
    "GuidingQuestionMoved",
    "GuidingQuestionRemoved",
    "PlanEvent",
    "PlanReplaced",
    "PresetsSet",
    "SegmentAdded",
    "SegmentEdited",
    "SegmentMoved",
    "SegmentRemoved",
    "SessionEdited",
    "SpeakerAdded",
    "SpeakerEdited",
    "SpeakerMoved",
    "SpeakerRemoved",
    "TextTranslated",
]

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PlanChange(Event):
    """Base of the events that change the programme which other programs fetch."""

    changes_plan = True


@dataclass(frozen=True, slots=True)
class ScheduleChange(PlanChange):
    """Base of those that can also change when something ends."""

    moves_forecast = True


@dataclass(frozen=True, slots=True)
class PlanReplaced(ScheduleChange):
    kind = "plan_replaced"
    document: Fields


@dataclass(frozen=True, slots=True)
class SegmentAdded(ScheduleChange):
    kind = "segment_added"
    segment: Fields
    after: str | None


@dataclass(frozen=True, slots=True)
class SegmentEdited(ScheduleChange):
    kind = "segment_edited"
    segment: str
    changes: Fields


@dataclass(frozen=True, slots=True)
class SegmentMoved(ScheduleChange):
    kind = "segment_moved"
    segment: str
    after: str | None


@dataclass(frozen=True, slots=True)
class SegmentRemoved(ScheduleChange):
    kind = "segment_removed"
    segment: str


@dataclass(frozen=True, slots=True)
class SpeakerAdded(PlanChange):
    kind = "speaker_added"
    speaker: Fields
    position: int | None = None  # counted from 0; None: at the end


@dataclass(frozen=True, slots=True)
class SpeakerEdited(PlanChange):
    kind = "speaker_edited"
    speaker: str
    changes: Fields


@dataclass(frozen=True, slots=True)
class SpeakerMoved(PlanChange):
    kind = "speaker_moved"
    speaker: str
    after: str | None


@dataclass(frozen=True, slots=True)
class SpeakerRemoved(PlanChange):
    kind = "speaker_removed"
    speaker: str


@dataclass(frozen=True, slots=True)
class SessionEdited(ScheduleChange):
    kind = "session_edited"
    changes: Fields


@dataclass(frozen=True, slots=True)
class FloorPolicySet(PlanChange):
    kind = "floor_policy_set"
    policy: str


@dataclass(frozen=True, slots=True)
class GuidingQuestionAdded(PlanChange):
    kind = "guiding_question_added"
    question: Fields
    after: str | None
    position: int | None = None  # counted from 0; if set, `after` is ignored


@dataclass(frozen=True, slots=True)
class GuidingQuestionEdited(PlanChange):
    kind = "guiding_question_edited"
    question: str
    changes: Fields


@dataclass(frozen=True, slots=True)
class GuidingQuestionMoved(PlanChange):
    kind = "guiding_question_moved"
    question: str
    after: str | None


@dataclass(frozen=True, slots=True)
class GuidingQuestionRemoved(PlanChange):
    kind = "guiding_question_removed"
    question: str


@dataclass(frozen=True, slots=True)
class PresetsSet(PlanChange):
    """The session's own messages, all of them, with their translations."""

    kind = "presets_set"
    presets: tuple[Fields, ...]


@dataclass(frozen=True, slots=True)
class TextTranslated(PlanChange):
    """A text of the plan was said in another language; None: its translation was removed."""

    kind = "text_translated"
    language: str
    of: str  # its place in the document: `segments.s2.title`
    text: str | None


PlanEvent = (
    PlanReplaced
    | SegmentAdded
    | SegmentEdited
    | SegmentMoved
    | SegmentRemoved
    | SpeakerAdded
    | SpeakerEdited
    | SpeakerMoved
    | SpeakerRemoved
    | SessionEdited
    | FloorPolicySet
    | GuidingQuestionAdded
    | GuidingQuestionEdited
    | GuidingQuestionMoved
    | GuidingQuestionRemoved
    | PresetsSet
    | TextTranslated
)
