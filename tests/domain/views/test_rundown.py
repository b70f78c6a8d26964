"""The rundown in a view: states, forecasts and details of segments, and what roles read of people."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.state.policy import SEES_READINESS
from app.domain.values import Interruption, ReadinessLevel, Role
from app.domain.views.report import report
from app.domain.views.view import project
from tests.fakes import START, Scene, minutes, seconds


def test_in_the_list_of_segments_an_interrupted_one_is_paused() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.send(c.Interrupt(Interruption.OTHER))
    row = next(s for s in scene.view()["segments"] if s["id"] == "t1")
    assert (row["state"], scene.floor["state"]) == ("paused", "interrupted")
    assert report(scene.session, scene.now)["segments"][0]["state"] == "paused"


def test_a_segment_shows_its_forecast_and_after_its_end_when_it_was() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(2))
    running, coming = (next(row for row in scene.view()["segments"] if row["id"] == id_) for id_ in ("t1", "t2"))
    assert (running["started_at_ms"], running["forecast_end_ms"]) == (START, START + minutes(6))
    assert coming["forecast"] == {"after_ms": seconds(45), "not_before_ms": None}
    assert coming["forecast_start_ms"] == START + minutes(6) + seconds(45)
    scene.send(c.YieldFloor())
    over = next(row for row in scene.view()["segments"] if row["id"] == "t1")
    assert (over["forecast"], over["forecast_end_ms"], over["spent_ms"]) == (None, START + minutes(2), minutes(2))


@pytest.mark.parametrize("role", Role)
def test_how_ready_people_are_is_read_by_those_who_get_them_ready_and_by_themselves(role: Role) -> None:
    scene = Scene()
    scene.send(c.MarkReady(ReadinessLevel.ARRIVED, "p1"))
    people = {one["id"]: one for one in project(scene.session, role, scene.now, "p1")["speakers"]}
    assert people["p1"]["ready"] == "arrived"
    assert (people["p2"].get("ready") == "unknown", "seat" in people["p2"]) == (role in SEES_READINESS,) * 2


@pytest.mark.parametrize(
    "fields",
    [
        {"abstract": "On evidence."},
        {"track": "Law"},
        {"language": "fr"},
        {"references": [{"url": "https://example.org/paper", "title": "Paper"}]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_segment_has_details_if_it_has_any_of_them(fields: dict[str, Any]) -> None:
    scene = Scene()
    assert scene.view(Role.VIEWER)["details"] == []
    scene.send(c.EditSegment("t2", fields))
    [details] = scene.view(Role.VIEWER)["details"]
    assert details["segment"] == "t2"
    assert {name: details[name] for name in fields} == fields  # type: ignore[literal-required]  # each of them is one
