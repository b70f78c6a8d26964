"""Every view has the shape that programs rely on, in every state of a session and for every role."""

from __future__ import annotations

from typing import get_type_hints

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import Role
from app.domain.views.shapes import View
from app.domain.views.view import project
from tests.domain.eventful import eventful
from tests.fakes import Scene, minutes
from tests.shapes import misfits

ROLES = [role for role in Role if role is not Role.SYSTEM]
# What happens to few sessions.
RARE: list[AnyCommand] = [
    c.EndInterruption(),
    c.TakeBatch(("a13", "a14")),
    c.FocusQuestion("q2"),
    c.EditSession({"language": "en", "notice": "This session is recorded."}),
    c.EditSegment("t2", {"abstract": "How to measure it."}),
    c.EditSegment("closing", {"hard_start": "10:58", "start": "at", "list": {}}),
    c.OpenList("closing"),
    c.AuxSet(1, "Break", "5:00"),
    c.SetLook("hall", mirror=True),
    c.Clap(),
]
THEN: list[list[AnyCommand]] = [
    [],
    [c.EndInterruption()],
    [c.YieldFloor()],
    [c.CloseSession()],
    [c.CloseSession(), c.ReopenSession()],
    [c.Undo()],
    RARE,
]
FOR_THOSE_WHO_RUN_IT = {"ladder", "capacity", "undo", "notes", "scripts", "hints", "unattributed"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "then", THEN, ids=lambda then: "+".join(command.command for command in then[:2]) or "interrupted"
)
def test_a_view_has_its_shape(role: Role, then: list[AnyCommand]) -> None:
    scene = eventful()
    scene.send(*then)
    assert list(misfits(scene.view(role), View)) == []
    assert list(misfits(scene.wait(minutes(90)).view(role), View)) == []


@pytest.mark.parametrize("role", ROLES)
def test_a_plan_without_anything_has_the_shape_of_a_view(role: Role) -> None:
    assert list(misfits(Scene().view(role), View)) == []


def test_each_field_of_a_view_has_content_in_one_of_these_states() -> None:
    scenes = [Scene(), *(eventful() for _ in THEN)]
    for scene, then in zip(scenes[1:], THEN, strict=True):
        scene.send(*then)
    views = [project(scene.session, role, scene.now, "p1") for scene in scenes for role in ROLES]
    empty: tuple[object, ...] = (None, "", [], {})
    assert {name for view in views for name, value in view.items() if value not in empty} == set(get_type_hints(View))


@pytest.mark.parametrize("role", ROLES)
def test_the_fields_for_those_who_run_a_session_are_in_no_other_view(role: Role) -> None:
    fields = set(eventful().view(role)) & FOR_THOSE_WHO_RUN_IT
    assert fields == (FOR_THOSE_WHO_RUN_IT if role in {Role.ORGANISER, Role.MODERATOR} else set())


def test_a_value_that_is_not_promised_is_noticed() -> None:
    view = {**eventful().view(), "more": 1, "seq": "7"}
    assert sorted(misfits(view, View)) == [".more: is not promised", ".seq: '7' is not <class 'int'>"]
    del view["status"]
    assert ".status: is missing" in set(misfits(view, View))
    assert "status" in get_type_hints(View)
