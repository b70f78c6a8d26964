"""Ending on time: the time that is left is shared out, in whole pieces, not below any minimum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.derived.forecast import forecast_end
from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.rules.rebalance import PIECE_MS, Preview, Price, preview, price
from app.domain.state.document import read_document
from app.domain.values import HOUR, RebalanceMode
from tests.fakes import START, Scene, minutes, plan, seconds

PROPORTIONAL, EQUAL = RebalanceMode.PROPORTIONAL, RebalanceMode.EQUAL


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


def refused_by(scene: Scene, command: AnyCommand) -> str:
    with pytest.raises(Rejection) as refused:
        scene.send(command)
    return refused.value.code


def worked_example() -> Scene:
    """Seven panellists of 6:00, handovers of 0:45, closing 4:00; at 29:40 four are left and no speech runs."""
    document = {
        "title": "Worked",
        "starts_at_ms": START,
        "ends_at_ms": START + HOUR,
        "hard_end": True,
        "handover": "0:45",
        "segments": [
            {"id": "opening", "kind": "opening", "planned": "3:00"},
            *({"id": f"t{n}", "kind": "presentation", "planned": "6:00"} for n in range(1, 8)),
            {"id": "closing", "kind": "closing", "planned": "4:00"},
        ],
    }
    scene = Scene(read_document(document))
    scene.send(c.OpenSession(), c.GiveFloor("opening"))
    for id_ in ("t1", "t2", "t3"):
        scene.wait(minutes(3)).send(c.GiveFloor(id_))
    scene.wait(START + minutes(29) + seconds(40) - scene.now).send(c.Advance())
    return scene


def test_the_worked_example_is_exact() -> None:
    scene = worked_example()
    proposal = preview(scene.session, PROPORTIONAL, scene.now)
    assert (proposal.state, proposal.available_ms, proposal.over_ms) == ("cut", minutes(23) + seconds(20), seconds(5))
    assert [(s.segment, s.new_ms) for s in proposal.shares] == [
        ("t4", minutes(6)),
        ("t5", seconds(345)),
        ("t6", seconds(345)),
        ("t7", seconds(345)),
    ]


def test_applying_keeps_the_cuts_as_grants_and_ends_on_time() -> None:
    scene = worked_example()
    scene.send(c.ApplyRebalance(PROPORTIONAL))
    assert [scene.session.timers[f"t{n}"].granted_ms for n in (4, 5, 6, 7)] == [0, -15_000, -15_000, -15_000]
    assert scene.view()["offset_ms"] == -seconds(5)
    with pytest.raises(Rejection) as refused:
        scene.send(c.ApplyRebalance(PROPORTIONAL))
    assert refused.value.code == "nothing_to_rebalance"


@pytest.mark.parametrize(
    ("before", "between"),
    [
        ([], [c.FocusQuestion(None), c.EditSegment("t7", {"planned": "5:00"})]),
        ([c.GiveFloor()], [c.GrantTime(seconds(30))]),
        ([c.GiveFloor()], [c.CorrectStart(seconds(10) + 1, also_end_previous=True)]),
        ([c.GiveFloor(), c.GrantTime(seconds(30))], [c.Undo()]),
        ([], [c.ApplyRebalance(PROPORTIONAL)]),
    ],
)
def test_applying_is_stale_when_what_it_was_computed_from_has_changed(
    before: list[AnyCommand], between: list[AnyCommand]
) -> None:
    scene = worked_example()
    scene.send(*before)
    seen = scene.wait(seconds(10)).session.seq
    scene.send(c.ShowMessage("Please conclude"))
    assert preview(scene.session, PROPORTIONAL, scene.now).shares
    scene.send(*between)
    with pytest.raises(Rejection) as refused:
        scene.send(c.ApplyRebalance(PROPORTIONAL), seen=seen)
    assert refused.value.code == "stale_view"


def test_what_it_was_not_computed_from_does_not_make_applying_stale() -> None:
    scene = worked_example()
    seen = scene.session.seq
    scene.send(c.FocusQuestion(None), c.ShowMessage("Please conclude"), c.AddNote("Noted"))
    assert scene.send(c.ApplyRebalance(PROPORTIONAL), seen=seen)


def test_what_cannot_fit_says_by_how_much_and_proposes_nothing() -> None:
    scene = worked_example()
    scene.wait(minutes(15))
    proposal = preview(scene.session, PROPORTIONAL, scene.now)
    # 45 s of the wait were handover; four floors of 4:00 need 16:00, and 8:20 + 0:45 are left.
    assert (proposal.state, proposal.shortage_ms) == (
        "short",
        minutes(16) - (minutes(23) + seconds(20) - minutes(15) + seconds(45)),
    )
    assert [s.difference_ms for s in proposal.shares] == [0, 0, 0, 0]
    assert (proposal.spare_ms, proposal.over_ms) == (0, 0)
    with pytest.raises(Rejection) as refused:
        scene.send(c.ApplyRebalance(PROPORTIONAL))
    assert refused.value.code == "infeasible"


def test_where_there_is_enough_the_spare_is_told_and_nothing_is_cut() -> None:
    scene = worked_example()
    scene.send(c.EditSession({"ends_at_ms": START + minutes(60) + seconds(40)}))
    proposal = preview(scene.session, PROPORTIONAL, scene.now)
    assert (proposal.state, proposal.spare_ms) == ("spare", 0)
    scene.send(c.EditSession({"ends_at_ms": START + minutes(65)}))
    proposal = preview(scene.session, EQUAL, scene.now)
    assert (proposal.state, proposal.spare_ms, proposal.available_ms) == (
        "spare",
        minutes(4) + seconds(20),
        seconds(1700),
    )
    assert [s.difference_ms for s in proposal.shares] == [0, 0, 0, 0]
    assert refused_by(scene, c.ApplyRebalance(EQUAL)) == "nothing_to_rebalance"


@pytest.mark.parametrize("mode", [PROPORTIONAL, EQUAL])
def test_exactly_what_all_floors_need_is_enough_and_a_millisecond_less_is_not(mode: RebalanceMode) -> None:
    scene = worked_example()
    scene.send(c.EditSession({"ends_at_ms": scene.now + minutes(16 + 3 + 4)}))
    proposal = preview(scene.session, mode, scene.now)
    assert (proposal.state, [s.new_ms for s in proposal.shares], proposal.over_ms) == ("cut", [minutes(4)] * 4, 0)
    scene.send(c.EditSession({"ends_at_ms": scene.now + minutes(16 + 3 + 4) - 1}))
    assert (preview(scene.session, mode, scene.now).state, preview(scene.session, mode, scene.now).shortage_ms) == (
        "short",
        1,
    )


@pytest.mark.parametrize("kind", ["break", "closing"])
def test_breaks_and_the_closing_are_never_cut(kind: str) -> None:
    scene = worked_example()
    scene.send(c.EditSegment("t6", {"kind": kind}))
    proposal = preview(scene.session, PROPORTIONAL, scene.now)
    assert [s.segment for s in proposal.shares] == ["t4", "t5", "t7"]
    # 6:00 that cannot be cut, and one handover fewer.
    assert proposal.available_ms == minutes(23) + seconds(20) - minutes(6) + seconds(45)


def test_what_remains_of_the_running_speech_is_not_shared_out() -> None:
    scene = worked_example()
    scene.send(c.GiveFloor())
    scene.wait(minutes(2))
    proposal = preview(scene.session, PROPORTIONAL, scene.now)
    assert [s.segment for s in proposal.shares] == ["t5", "t6", "t7"]
    # 29:40 were over, then 2:00; 4:00 are left of this speech, then three handovers and the closing.
    assert proposal.available_ms == minutes(60) - minutes(31) - seconds(40) - minutes(4) - seconds(135) - minutes(4)
    scene.wait(minutes(5))
    overtime = preview(scene.session, PROPORTIONAL, scene.now)
    assert overtime.available_ms == proposal.available_ms - minutes(1)


def test_a_cut_counts_from_what_was_granted_before() -> None:
    scene = worked_example()
    scene.send(c.GrantTime(minutes(3)))
    (first, *_) = preview(scene.session, PROPORTIONAL, scene.now).shares
    assert (first.segment, first.old_ms, first.floor_ms) == ("t4", minutes(9), minutes(6))


def test_in_mode_equal_each_segment_loses_the_same_seconds() -> None:
    scene = worked_example()
    scene.send(c.EditSegment("t4", {"planned": "9:00"}), c.EditSession({"ends_at_ms": START + minutes(61)}))
    # 1:00 later, 3:00 more wanted: 27:00 of 24:20.
    proposal = preview(scene.session, EQUAL, scene.now)
    assert [s.difference_ms for s in proposal.shares] == [-30_000, -45_000, -45_000, -45_000]
    assert proposal.over_ms == seconds(5)
    proposal = preview(scene.session, PROPORTIONAL, scene.now)
    assert [s.difference_ms for s in proposal.shares] == [-60_000, -30_000, -30_000, -45_000]


def test_a_closed_session_is_not_rebalanced() -> None:
    scene = worked_example()
    scene.send(c.CloseSession())
    assert refused_by(scene, c.ApplyRebalance(PROPORTIONAL)) == "session_closed"


def test_locked_segments_keep_their_time_and_minimums_hold() -> None:
    scene = worked_example()
    scene.send(c.EditSegment("t4", {"locked": True}), c.EditSegment("t5", {"minimum": "5:55"}))
    proposal = preview(scene.session, EQUAL, scene.now)
    assert [s.segment for s in proposal.shares] == ["t5", "t6", "t7"]
    assert proposal.shares[0].new_ms >= seconds(355)


def test_beside_a_grant_stand_its_two_prices() -> None:
    scene = worked_example()
    scene.send(c.ApplyRebalance(PROPORTIONAL), c.GiveFloor())
    scene.wait(seconds(1)).send(c.EditSession({"ends_at_ms": forecast_end(scene.session, scene.now)}))
    half, whole = (price(scene.session, ms, scene.now) for ms in (seconds(30), minutes(1)))
    assert half is not None
    assert whole is not None
    assert (half.left, half.each_ms, whole.left, whole.each_ms) == (3, seconds(10), 3, seconds(20))
    assert whole.ends_ms == forecast_end(scene.session, scene.now) + minutes(1)
    assert price(Scene().session, minutes(1), START) is None


def test_the_price_of_a_grant_is_its_own_and_not_the_whole_debt() -> None:
    scene = worked_example()
    scene.send(c.GiveFloor())
    scene.send(c.EditSession({"ends_at_ms": forecast_end(scene.session, scene.now) - minutes(2)}))
    priced = [price(scene.session, ms, scene.now) for ms in (seconds(20), seconds(30), minutes(1))]
    # Three others share what is added; that they give up 0:40 each already is no price of this grant.
    assert [cost.each_ms for cost in priced if cost] == [seconds(7), seconds(10), seconds(20)]


def test_a_grant_to_the_cued_segment_is_paid_by_the_others() -> None:
    scene = worked_example()
    cost = price(scene.session, minutes(1), scene.now)
    # 24:00 wanted of 23:20: three give up 0:40 already. With the grant it is 1:40 between them, 0:20 more for each.
    assert cost == Price(minutes(1), forecast_end(scene.session, scene.now) + minutes(1), 3, seconds(20))
    assert price(scene.session, minutes(20), scene.now) == Price(
        minutes(20), forecast_end(scene.session, scene.now) + minutes(20), 3, None
    )
    # With 5:20 more the three have the 12:00 of their minimums: 2:00 less for each, of which 0:13 are owed anyway.
    at_most = minutes(5) + seconds(20)
    costs = [price(scene.session, ms, scene.now) for ms in (at_most, at_most + 1)]
    assert [cost and cost.each_ms for cost in costs] == [seconds(107), None]
    # One that cannot give up any time leaves what is missing to the two others.
    scene.send(c.EditSegment("t5", {"minimum": "6:00"}))
    assert price(scene.session, minutes(1), scene.now) == replace(cost, each_ms=seconds(30))


def test_a_grant_that_would_take_more_than_there_is_takes_all() -> None:
    scene = worked_example()
    taken = price(scene.session, -minutes(20), scene.now)
    assert taken is not None
    assert taken.ends_ms == forecast_end(scene.session, scene.now) - minutes(6)


def test_a_grant_that_still_fits_has_no_price() -> None:
    scene = worked_example()
    scene.send(c.EditSession({"ends_at_ms": START + minutes(70)}))
    cost = price(scene.session, minutes(1), scene.now)
    assert cost is not None
    assert (cost.left, cost.each_ms) == (3, 0)


def test_a_grant_that_all_but_fits_costs_each_of_the_others_a_second() -> None:
    scene = worked_example()
    scene.send(c.EditSession({"ends_at_ms": START + minutes(70)}))
    spare = preview(scene.session, RebalanceMode.EQUAL, scene.now).spare_ms
    costs = [price(scene.session, spare + over, scene.now) for over in (0, 1, 3 * seconds(1), 3 * seconds(1) + 1)]
    assert [cost and cost.each_ms for cost in costs] == [0, seconds(1), seconds(1), seconds(2)]


@st.composite
def squeezed(draw: st.DrawFn) -> Scene:
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 1_200_000), st.none() | st.integers(0, 1_300_000), st.booleans()),
            min_size=1,
            max_size=12,
        )
    )
    segments = [
        {"planned_ms": planned, "minimum_ms": minimum, "locked": locked, "kind": "discussion"}
        for planned, minimum, locked in rows
    ]
    total = sum(planned for planned, _, _ in rows)
    scene = Scene(read_document({"title": "x", "starts_at_ms": START, "segments": segments}))
    end = START + draw(st.integers(1, max(total, 2)))
    scene.session = replace(scene.session, plan=replace(scene.session.plan, ends_at_ms=end))
    return scene


@given(squeezed(), st.sampled_from([PROPORTIONAL, EQUAL]))
def test_shares_are_fair_within_their_bounds(scene: Scene, mode: RebalanceMode) -> None:
    proposal = preview(scene.session, mode, scene.now)
    assert proposal == preview(scene.session, mode, scene.now)
    if proposal.state != "cut":
        assert all(share.difference_ms == 0 for share in proposal.shares)
        return
    assert sum(s.new_ms for s in proposal.shares) + proposal.over_ms == proposal.available_ms
    assert proposal.over_ms >= 0
    for share in proposal.shares:
        assert share.floor_ms <= share.new_ms <= share.old_ms
        assert share.new_ms % PIECE_MS == 0 or (share.new_ms - share.floor_ms) % PIECE_MS == 0
    room = [s for s in proposal.shares if s.new_ms + PIECE_MS <= s.old_ms]
    assert proposal.over_ms < PIECE_MS or not room


def shared_out(length: int, *planned: int) -> Preview:
    """Share a session's seconds equally out to two discussions of so many seconds."""
    segments = [{"kind": "discussion", "planned_ms": seconds(each)} for each in planned]
    times = {"starts_at_ms": START, "ends_at_ms": START + seconds(length)}
    return preview(Scene(read_document({"title": "x", **times, "segments": segments})).session, EQUAL, START)


def test_a_piece_that_is_left_goes_to_the_one_who_lost_most_by_rounding_down() -> None:
    # Each loses 10 s: 292 and 357 s are 19 pieces and 7 s, and 23 pieces and 12 s. One piece of 15 s is left.
    proposal = shared_out(649, 302, 367)
    assert [share.new_ms for share in proposal.shares] == [seconds(285), seconds(360)]
    assert proposal.over_ms == seconds(4)


def test_a_piece_that_is_left_goes_to_none_who_would_then_have_more_than_before() -> None:
    proposal = shared_out(611, 299, 314)
    assert [share.new_ms for share in proposal.shares] == [seconds(285), seconds(300)]
    assert proposal.over_ms == seconds(26)
