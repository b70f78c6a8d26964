"""What events that change the plan say of themselves, held against what they do."""

from __future__ import annotations

from typing import get_args

import pytest

from app.domain.derived.forecast import forecast
from app.domain.messages import commands as c
from app.domain.messages import plan_events as p
from app.domain.messages.base import Event
from app.domain.messages.commands import AnyCommand
from app.domain.state.fold import evolve
from app.domain.state.session import Session
from app.domain.values import FloorPolicy, Role
from tests.fakes import Scene, document, plan

KINDS: set[type[Event]] = set(get_args(p.PlanEvent))
EDITS: dict[type[Event], AnyCommand] = {
    p.PlanReplaced: c.ReplacePlan(document(title="Another title", handover="1:00")),
    p.SegmentAdded: c.AddSegment(None, {"title": "Extra", "planned": "2:00"}),
    p.SegmentEdited: c.EditSegment("t3", {"planned": "7:00"}),
    p.SegmentMoved: c.MoveSegment("t3", "opening"),
    p.SegmentRemoved: c.RemoveSegment("t3"),
    p.SpeakerAdded: c.AddSpeaker({"name": "Guest"}),
    p.SpeakerEdited: c.EditSpeaker("p1", {"name": "Dr. Panellist"}),
    p.SpeakerMoved: c.MoveSpeaker("p1", "p3"),
    p.SpeakerRemoved: c.RemoveSpeaker("guest"),
    p.SessionEdited: c.EditSession({"handover": "1:30"}),
    p.FloorPolicySet: c.SetFloorPolicy(FloorPolicy.OPEN),
    p.GuidingQuestionAdded: c.AddGuidingQuestion("Why?"),
    p.GuidingQuestionEdited: c.EditGuidingQuestion("q1", {"text": "Why not?"}),
    p.GuidingQuestionMoved: c.MoveGuidingQuestion("q1", "q3"),
    p.GuidingQuestionRemoved: c.RemoveGuidingQuestion("q1"),
    p.PresetsSet: c.SetPreset("Please address the Chair"),
    p.TextTranslated: c.Translate("fr", "segments.t3.title", "Troisième exposé"),
}


def edited(kind: type[Event]) -> tuple[Event, Session, Session]:
    """The event of an edit, and the sessions before and after it."""
    people = [*document()["speakers"], {"id": "guest", "name": "Guest"}]
    scene = Scene(plan(speakers=people))
    before = scene.session
    [event] = scene.send(EDITS[kind], role=Role.ORGANISER)
    assert type(event) is kind
    return event, before, evolve(before, scene.records[-1])


def test_every_event_is_published_and_tried_here() -> None:
    assert {kind.__name__ for kind in KINDS} | {"Fields", "PlanEvent"} == set(p.__all__)
    assert set(EDITS) == KINDS


@pytest.mark.parametrize("kind", EDITS, ids=lambda kind: kind.__name__)
def test_every_event_changes_the_plan_and_says_so(kind: type[Event]) -> None:
    event, before, after = edited(kind)
    assert event.changes_plan
    assert after.plan != before.plan
    assert not event.moves_floor


@pytest.mark.parametrize("kind", EDITS, ids=lambda kind: kind.__name__)
def test_an_event_that_changes_what_is_still_to_come_says_so(kind: type[Event]) -> None:
    event, before, after = edited(kind)
    assert event.moves_forecast == (forecast(after) != forecast(before))
