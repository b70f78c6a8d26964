"""What planners are sent: only what changed, and the same as if everything had been made again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import FloorPolicy, Interruption, Role
from app.live.hub import Hub
from app.server.memo import Memo
from app.web.planner.live import plan_parts, planner_audience
from app.web.rendering.assets import Assets
from app.web.rendering.render import PageContext
from tests.fakes import Scene, document, minutes

AROUND = PageContext("session-v", "", Assets(Path("static")), Memo())
STEPS: list[AnyCommand] = [
    c.EditSegment("t1", {"planned": "7", "title": "Other"}),
    c.MoveSegment("t4", None),
    c.EditSpeaker("p2", {"name": "Somebody <b>"}),
    c.EditSpeaker("mv", {"name": "Chair"}),
    c.MoveSpeaker("p3", None),
    c.MoveGuidingQuestion("q1", "q2"),
    c.AddSegment("t2", {"title": "Extra", "speakers": ["p1"]}),
    c.EditSession({"conference": {"timezone": "Asia/Tokyo", "title": "C"}, "title": "T"}),
    c.EditSession({"handover": "1:00", "moderator": None}),
    c.AddSpeaker({"name": "New"}),
    c.EditSegment("t3", {"speakers": ["p1", "p7"]}),
    c.EditSegment("t6", {"kind": "interventions", "list": {"rules": ["rank"]}}),
    c.EditSession({"categories": [{"title": "Members"}], "groups": [{"title": "Asia"}]}),
    c.EditSpeaker("p1", {"category": "c1", "group": "g1"}),
    c.EditSession({"categories": [{"id": "c1", "title": "Observers"}]}),
    c.RemoveSegment("t5"),
    c.UndoEdit(),
    c.UndoEdit(),
    c.RedoEdit(),
    c.OpenSession(),
    c.Advance(),
    c.Advance(),
    c.FocusQuestion("q1"),
    c.Interrupt(Interruption.OTHER),
    c.EndInterruption(),
    c.GrantTime(60_000),
    c.Advance(),
    c.SkipSegment("t3"),
    c.SetFloorPolicy(FloorPolicy.OPEN),
    c.ReplacePlan(document(6, title="Replaced")),
    c.CloseSession(),
]


def test_the_stored_page_equals_a_new_one_after_every_step() -> None:
    scene = Scene()
    for step in STEPS:
        scene.wait(minutes(1)).send(step, role=Role.ORGANISER)
        assert plan_parts(scene.session, AROUND) == plan_parts(scene.session, replace(AROUND, memo=Memo())), step


@pytest.mark.parametrize(
    ("step", "changed"),
    [
        (c.FocusQuestion("q1"), {"part-questions"}),
        (c.PauseClock(), {"part-rundown"}),
        (c.ShowMessage("Hello"), set()),
        (c.GrantTime(60_000), set()),
        (c.EditSpeaker("p3", {"bio": "New"}), {"part-speakers", "part-fits"}),
        (c.EditSegment("closing", {"planned": "3"}), {"part-rundown", "part-fits"}),
    ],
)
def test_a_planner_is_sent_the_parts_that_changed(step: AnyCommand, changed: set[str]) -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    audience, presence = planner_audience(AROUND), Hub(lambda: scene.now).presence
    audience.frames(scene.session, presence, scene.now)
    scene.send(step)
    frames = audience.frames(scene.session, presence, scene.now)
    message = json.loads(frames.change or "{}")
    assert (set(message["parts"]), message["seq"]) == (changed, scene.session.seq)
    assert set(json.loads(frames.whole)["parts"]) == set(plan_parts(scene.session, AROUND))


def test_a_row_says_whether_its_script_fits_and_has_no_word_of_it() -> None:
    scene = Scene()
    scene.send(c.SetScript("t1", "Heliotrope " * 1_200, "p1"))
    parts = plan_parts(scene.session, AROUND)
    assert "1200 words" in parts["part-rundown"]
    assert "too long" in parts["part-rundown"]
    assert "Heliotrope" not in "".join(parts.values())
    scene.send(c.SetScript("t1", "Heliotrope.", "p1"))
    assert "1 word" in plan_parts(scene.session, AROUND)["part-rundown"]
