"""Who comes next, and the warnings about those who are not ready."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.state.policy import BACKSTAGE
from app.domain.values import ReadinessLevel, Role
from app.domain.views.view import project
from tests.domain.debate import Debate
from tests.fakes import Scene


def below(scene: Scene) -> list[list[str]]:
    return [turn["below"] for turn in scene.view()["turns"]]


def test_the_next_three_turns_follow_the_running_order() -> None:
    scene = Scene.after(c.OpenSession(), c.GiveFloor("t1"), c.SkipSegment("t2"))
    turns = scene.view()["turns"]
    assert [(turn["segment"], turn["speakers"], turn["needed"]) for turn in turns] == [
        ("t3", ["p3"], "checked"),
        ("t4", ["p4"], "arrived"),
        ("t5", ["p5"], "unknown"),
    ]


def test_without_readiness_there_are_no_warnings() -> None:
    assert below(Scene.after(c.OpenSession(), c.GiveFloor("t1"))) == [[], [], []]


def test_who_speaks_next_needs_to_be_checked_and_the_next_but_one_to_be_here() -> None:
    scene = Scene.after(c.OpenSession(), c.GiveFloor("t1"), c.MarkReady(ReadinessLevel.ARRIVED, "p2"))
    assert below(scene) == [["p2"], ["p3"], []]
    scene.send(c.MarkReady(ReadinessLevel.CHECKED, "p2"), c.MarkReady(ReadinessLevel.ARRIVED, "p3"))
    assert below(scene) == [[], [], []]
    scene.send(c.Advance())
    assert below(scene) == [["p3"], ["p4"], []]
    scene.send(c.MarkReady(ReadinessLevel.UNKNOWN, "p3"))
    assert below(scene)[0] == ["p3"]


def test_the_moderator_is_ready_and_items_without_speakers_are_no_turn() -> None:
    scene = Scene.after(c.AddSegment(None, {"id": "coffee", "kind": "break", "title": "Coffee"}))
    scene.send(c.MoveSegment("coffee", "opening"), c.MarkReady(ReadinessLevel.CONFIRMED, "p6"))
    turns = scene.view()["turns"]
    assert [(turn["segment"], turn["needed"], turn["below"]) for turn in turns] == [
        ("opening", "checked", []),
        ("coffee", "unknown", []),
        ("t1", "arrived", ["p1"]),
    ]


def test_those_who_wait_on_the_list_of_the_item_on_come_first() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.begin()
    debate.send(c.MarkReady(ReadinessLevel.CHECKED, "chad"))
    turns = debate.view()["turns"]
    assert [(turn["segment"], turn["request"], turn["below"]) for turn in turns[:2]] == [
        ("debate", "peru", ["peru"]),
        ("debate", "fiji", ["fiji"]),
    ]
    assert turns[2]["request"] is None


def test_a_closed_session_has_no_turns() -> None:
    assert Scene.after(c.OpenSession(), c.CloseSession()).view()["turns"] == []


@pytest.mark.parametrize("role", list(Role))
def test_turns_are_for_the_crew_and_those_who_run_the_session(role: Role) -> None:
    scene = Scene.after(c.OpenSession(), c.MarkReady(ReadinessLevel.CHECKED, "p1"))
    view = project(scene.session, role, scene.now, "p2")
    assert ("turns" in view) == (role in BACKSTAGE)
    sees = {person["id"] for person in view["speakers"] if "ready" in person}
    everyone = {person.id for person in scene.session.plan.speakers}
    assert sees == (everyone if role in {*BACKSTAGE, Role.DESK} else {"p2"})
