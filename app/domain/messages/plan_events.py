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
class PlanReplaced(Event):
    kind = "plan_replaced"
    moves_forecast = True
    changes_plan = True
    document: Fields


@dataclass(frozen=True, slots=True)
class SegmentAdded(Event):
    kind = "segment_added"
    moves_forecast = True
    changes_plan = True
    segment: Fields
    after: str | None


@dataclass(frozen=True, slots=True)
class SegmentEdited(Event):
    kind = "segment_edited"
    moves_forecast = True
    changes_plan = True
    segment: str
    changes: Fields


@dataclass(frozen=True, slots=True)
class SegmentMoved(Event):
    kind = "segment_moved"
    moves_forecast = True
    changes_plan = True
    segment: str
    after: str | None


@dataclass(frozen=True, slots=True)
class SegmentRemoved(Event):
    kind = "segment_removed"
    moves_forecast = True
    changes_plan = True
    segment: str


@dataclass(frozen=True, slots=True)
class SpeakerAdded(Event):
    kind = "speaker_added"
    changes_plan = True
    speaker: Fields
    position: int | None = None  # counted from 0; None: at the end


@dataclass(frozen=True, slots=True)
class SpeakerEdited(Event):
    kind = "speaker_edited"
    changes_plan = True
    speaker: str
    changes: Fields


@dataclass(frozen=True, slots=True)
class SpeakerMoved(Event):
    kind = "speaker_moved"
    changes_plan = True
    speaker: str
    after: str | None


@dataclass(frozen=True, slots=True)
class SpeakerRemoved(Event):
    kind = "speaker_removed"
    changes_plan = True
    speaker: str


@dataclass(frozen=True, slots=True)
class SessionEdited(Event):
    kind = "session_edited"
    moves_forecast = True
    changes_plan = True
    changes: Fields


@dataclass(frozen=True, slots=True)
class FloorPolicySet(Event):
    kind = "floor_policy_set"
    changes_plan = True
    policy: str


@dataclass(frozen=True, slots=True)
class GuidingQuestionAdded(Event):
    kind = "guiding_question_added"
    changes_plan = True
    question: Fields
    after: str | None
    position: int | None = None  # counted from 0; if set, `after` is ignored


@dataclass(frozen=True, slots=True)
class GuidingQuestionEdited(Event):
    kind = "guiding_question_edited"
    changes_plan = True
    question: str
    changes: Fields


@dataclass(frozen=True, slots=True)
class GuidingQuestionMoved(Event):
    kind = "guiding_question_moved"
    changes_plan = True
    question: str
    after: str | None


@dataclass(frozen=True, slots=True)
class GuidingQuestionRemoved(Event):
    kind = "guiding_question_removed"
    changes_plan = True
    question: str


@dataclass(frozen=True, slots=True)
class TextTranslated(Event):
    """A text of the plan was said in another language; None: its translation was removed."""

    kind = "text_translated"
    changes_plan = True
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
    | TextTranslated
)
