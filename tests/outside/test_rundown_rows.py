"""Rows of the rundown: the session's own times, and nothing that the role may not see."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.values import Role
from app.languages.words import ENGLISH
from app.outside.rundown_rows import rundown_rows
from tests.fakes import Scene, minutes, plan


def test_times_are_those_of_the_sessions_zone_and_rows_have_the_same_keys() -> None:
    scene = Scene(plan(2))
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(2))
    scene.send(c.Advance(), c.SkipSegment("t2"))
    rows = rundown_rows(scene.view(), ENGLISH)
    assert [row["state"] for row in rows] == ["finished", "cued", "skipped", "idle", "idle"]
    assert (rows[0]["start"], rows[0]["end"], rows[0]["spent"], rows[0]["planned"]) == (
        "10:00",
        "10:02",
        "2:00",
        "3:00",
    )
    assert (rows[2]["start"], rows[2]["end"]) == ("", "")
    assert {tuple(row) for row in rows} == {tuple(rows[0])}


def test_the_public_is_not_told_when_a_segment_ended() -> None:
    scene = Scene(plan(2))
    scene.send(c.GiveFloor("opening"))
    assert {row["end"] for row in rundown_rows(scene.view(Role.VIEWER), ENGLISH)} == {""}
