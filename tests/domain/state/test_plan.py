"""The plan: each event that edits it, and events whose item an undo has taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.messages import plan_events as e
from app.domain.state.plan import follow_plan
from app.domain.state.rundown import Plan
from app.domain.values import FloorPolicy
from tests.fakes import plan

QUESTIONS = [{"id": "q1", "text": "Who?"}, {"id": "q2", "text": "How?"}]


def ids(of: str) -> Callable[[Plan], list[str]]:
    return lambda changed: [item.id for item in getattr(changed, of)]


SEGMENTS, SPEAKERS, ASKED = ids("segments"), ids("speakers"), ids("guiding_questions")
ROW = {"id": "new", "kind": "other", "title": "New", "planned_ms": 60_000}
PERSON, QUESTION = {"id": "px", "name": "Px"}, {"id": "q3", "text": "Why?"}


@pytest.mark.parametrize(
    ("event", "shown", "expected"),
    [
        (e.SegmentAdded(ROW, "t1"), SEGMENTS, ["opening", "t1", "new", "discussion", "closing"]),
        (e.SegmentAdded(ROW, "gone"), SEGMENTS, ["new", "opening", "t1", "discussion", "closing"]),
        (e.SegmentMoved("closing", "opening"), SEGMENTS, ["opening", "closing", "t1", "discussion"]),
        (e.SegmentRemoved("t1"), SEGMENTS, ["opening", "discussion", "closing"]),
        (e.SegmentEdited("t1", {"title": "Late"}), lambda p: [s.title == "Late" for s in p.segments], [0, 1, 0, 0]),
        (e.SpeakerAdded(PERSON, 1), SPEAKERS, ["mv", "px", "p1"]),
        (e.SpeakerAdded(PERSON, None), SPEAKERS, ["mv", "p1", "px"]),
        (e.SpeakerEdited("p1", {"name": "Ann"}), lambda p: [s.name == "Ann" for s in p.speakers], [0, 1]),
        (e.SpeakerMoved("p1", None), SPEAKERS, ["p1", "mv"]),
        (e.SpeakerRemoved("p1"), SPEAKERS, ["mv"]),
        (e.SessionEdited({"title": "Other"}), lambda p: p.title, "Other"),
        (e.FloorPolicySet("open"), lambda p: p.floor_policy, FloorPolicy.OPEN),
        (e.GuidingQuestionAdded(QUESTION, "q1", None), ASKED, ["q1", "q3", "q2"]),
        (e.GuidingQuestionAdded(QUESTION, "q2", None), ASKED, ["q1", "q2", "q3"]),
        (e.GuidingQuestionAdded(QUESTION, "gone", None), ASKED, ["q1", "q2", "q3"]),
        (e.GuidingQuestionAdded(QUESTION, None, 0), ASKED, ["q3", "q1", "q2"]),
        (e.GuidingQuestionEdited("q2", {"text": "When?"}), lambda p: p.guiding_questions[1].text, "When?"),
        (e.GuidingQuestionMoved("q2", None), ASKED, ["q2", "q1"]),
        (e.GuidingQuestionRemoved("q1"), ASKED, ["q2"]),
        (e.PresetsSet(({"id": "m1", "text": "Louder"},)), lambda p: [each.text for each in p.presets], ["Louder"]),
        (e.SegmentEdited("gone", {"title": "Late"}), SEGMENTS, ["opening", "t1", "discussion", "closing"]),
        (e.SpeakerRemoved("gone"), SPEAKERS, ["mv", "p1"]),
    ],
    ids=lambda value: value.kind if isinstance(value, e.PlanChange) else "",
)
def test_an_event_makes_this_of_the_plan(event: e.PlanEvent, shown: Callable[[Plan], object], expected: object) -> None:
    assert shown(follow_plan(plan(1, guiding_questions=QUESTIONS), event)) == expected
