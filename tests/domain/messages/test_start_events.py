"""Starts that came or were stopped are stored and read back as they were."""

from __future__ import annotations

from app.domain.codec import from_line, to_line
from app.domain.messages import commands as c
from tests.domain.derived.test_starts import scene_with
from tests.fakes import minutes


def test_a_session_with_timed_starts_survives_its_journal() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.EditSegment("t4", {"start": "at", "hard_start": "10:30"}), c.StopStart("t4"))
    scene.wait(minutes(40))
    assert [from_line(to_line(record)) for record in scene.records] == scene.records
    assert {"start_came", "start_stopped"} <= {record.event.kind for record in scene.records}
