"""Ending on time: the time that is left is shared out, in whole pieces, not below any minimum."""

from __future__ import annotations

from typing import Any

from app.domain.messages import commands as c
from app.domain.rules.rebalance import PIECE_MS, preview
from app.domain.values import RebalanceMode
from tests.fakes import Scene, minutes, plan, seconds


def live(**changes: Any) -> Scene:
    scene = Scene(plan(2, **changes))
    scene.send(c.OpenSession())
    return scene


def test_the_available_time_is_what_locked_segments_breaks_and_handovers_leave() -> None:
    scene = live()
    previewed = preview(scene.session, RebalanceMode.PROPORTIONAL, scene.now)
    assert [share.segment for share in previewed.shares] == ["opening", "t1", "t2", "discussion"]
    # an hour without the closing (2:00) and two handovers (0:45)
    assert previewed.available_ms == minutes(60) - minutes(2) - 2 * seconds(45)
    scene.send(c.EditSegment("t1", {"locked": True}))
    locked = preview(scene.session, RebalanceMode.PROPORTIONAL, scene.now)
    assert [share.segment for share in locked.shares] == ["opening", "t2", "discussion"]
    assert locked.available_ms == previewed.available_ms - minutes(6)


def test_what_is_cut_adds_up_to_what_is_missing_and_no_piece_is_split() -> None:
    scene = live()
    scene.wait(minutes(5) + seconds(7))
    for mode in RebalanceMode:
        cut = preview(scene.session, mode, scene.now)
        assert cut.state == "cut"
        assert sum(share.new_ms for share in cut.shares) + cut.over_ms == cut.available_ms
        assert 0 <= cut.over_ms < PIECE_MS
        assert all(share.floor_ms <= share.new_ms <= share.old_ms for share in cut.shares)


def test_a_rebalance_that_was_computed_from_an_older_forecast_is_stale() -> None:
    scene = live()
    scene.wait(minutes(5))
    scene.send(c.ApplyRebalance(RebalanceMode.EQUAL))
    assert scene.session.forecast_seq == scene.session.seq
