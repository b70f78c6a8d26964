"""The report has the shape that files and programs rely on, however a session went."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from tests.domain.eventful import eventful
from tests.fakes import Scene
from tests.shapes import misfits


@pytest.mark.parametrize(
    "then",
    [[], [c.AttributeStretch("t1", ("q2",))], [c.CloseSession()], [c.Undo()]],
    ids=lambda then: "+".join(command.command for command in then) or "interrupted",
)
def test_a_report_has_its_shape(then: list[AnyCommand]) -> None:
    scene = eventful()
    scene.send(*then)
    facts = report(scene.session, scene.now, scene.records)
    assert list(misfits(facts, Report)) == []
    assert all([facts["corrections"], facts["notes"], facts["timeline"], facts["audience_questions"]])


def test_the_report_of_a_plan_has_the_shape_of_every_report() -> None:
    assert list(misfits(report(Scene().session, Scene().now), Report)) == []


def test_a_part_that_is_missing_is_noticed() -> None:
    scene = eventful()
    facts = dict(report(scene.session, scene.now, scene.records))
    del facts["running_ms"]
    assert list(misfits(facts, Report)) == [".running_ms: is missing"]
