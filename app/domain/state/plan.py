"""The plan: what the events that edit it make of it. What they mean for clocks and for the floor is the fold's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.messages import plan_events as e
from app.domain.state.document import plan_from, segment_from, typed_segment, typed_session
from app.domain.state.rundown import GuidingQuestion, Plan, Preset, Speaker, moved
from app.domain.state.translations import with_translation
from app.domain.values import FloorPolicy

T = TypeVar("T")


def follow_plan(plan: Plan, event: e.PlanEvent) -> Plan:
    """Return the plan after an event. An event whose item is gone, because an undo took it back, changes nothing."""
    match event:
        case e.PlanReplaced(document):
            return plan_from(document)
        case e.SegmentAdded(segment, after):
            return plan.with_segment(segment_from(segment), _known(plan, after))
        case e.SegmentEdited(segment, changes):
            return _edited(plan, "segments", segment, typed_segment(changes))
        case e.SegmentMoved(segment, after):
            return replace(plan, segments=moved(plan.segments, segment, after))
        case e.SegmentRemoved(segment):
            return replace(plan, segments=tuple(s for s in plan.segments if s.id != segment))
        case e.SpeakerAdded(speaker, position):
            return replace(plan, speakers=_placed(plan.speakers, Speaker(**_any(speaker)), position))
        case e.SpeakerEdited(speaker, changes):
            return _edited(plan, "speakers", speaker, changes)
        case e.SpeakerMoved(speaker, after):
            return replace(plan, speakers=moved(plan.speakers, speaker, after))
        case e.SpeakerRemoved(speaker):
            return replace(plan, speakers=tuple(s for s in plan.speakers if s.id != speaker))
        case e.SessionEdited(changes):
            return replace(plan, **typed_session(changes, plan))
        case e.FloorPolicySet(policy):
            return replace(plan, floor_policy=FloorPolicy(policy))
        case e.GuidingQuestionAdded(question, after, position):
            behind = _place_behind(plan, after) if position is None else position
            placed = _placed(plan.guiding_questions, GuidingQuestion(**_any(question)), behind)
            return replace(plan, guiding_questions=placed)
        case e.GuidingQuestionEdited(question, changes):
            return _edited(plan, "guiding_questions", question, changes)
        case e.GuidingQuestionMoved(question, after):
            return replace(plan, guiding_questions=moved(plan.guiding_questions, question, after))
        case e.GuidingQuestionRemoved(question):
            return replace(plan, guiding_questions=tuple(q for q in plan.guiding_questions if q.id != question))
        case e.PresetsSet(presets):
            return replace(plan, presets=tuple(Preset(**_any(preset)) for preset in presets))
        case e.TextTranslated(language, of, text):
            return with_translation(plan, language, of, text)


def _known(plan: Plan, after: str | None) -> str | None:
    return after if after is not None and plan.segment(after) else None


def _edited(plan: Plan, name: str, id_: str, changes: Mapping[str, Any]) -> Plan:
    items = tuple(replace(item, **changes) if item.id == id_ else item for item in getattr(plan, name))
    with_items: dict[str, Any] = {name: items}
    return replace(plan, **with_items)


def _place_behind(plan: Plan, after: str | None) -> int | None:
    ids = [q.id for q in plan.guiding_questions]
    return ids.index(after) + 1 if after in ids else None


def _placed(items: tuple[T, ...], item: T, position: int | None) -> tuple[T, ...]:
    at = len(items) if position is None else position
    return (*items[:at], item, *items[at:])


def _any(fields: e.Fields) -> dict[str, Any]:
    return dict(fields)
