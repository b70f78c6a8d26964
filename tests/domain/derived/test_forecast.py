"""Where the session stands, what fits, and how it can still end on time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.derived.forecast import forecast, forecast_end, head, offset
from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.rules.rebalance import PIECE_MS, Price, preview, price
from app.domain.state.document import read_document
from app.domain.state.rundown import capacity, planned_starts
from app.domain.values import HOUR, Interruption, RebalanceMode
from tests.fakes import START, Scene, minutes, plan, seconds

PROPORTIONAL, EQUAL = RebalanceMode.PROPORTIONAL, RebalanceMode.EQUAL


@pytest.mark.parametrize(("panellists", "spare"), [(6, 0), (7, 0), (8, 0), (9, -(minutes(5) + seconds(45)))])
def test_capacity_is_exact(panellists: int, spare: int) -> None:
    assert capacity(plan(panellists)).spare_ms == spare


def test_seven_panellists_leave_a_discussion_of_seven_and_three_quarters() -> None:
    discussion = plan(7).segment("discussion")
    assert discussion is not None
    assert discussion.planned_ms == minutes(7) + seconds(45)


def test_before_the_opening_the_walk_starts_at_the_scheduled_start() -> None:
    scene = Scene(at=START - HOUR)
    assert offset(scene.session, scene.now) == 0
    scene.wait(HOUR + minutes(2))
    assert offset(scene.session, scene.now) == minutes(2)


def test_a_late_start_is_behind_and_a_short_speech_ahead() -> None:
    scene = Scene()
    scene.wait(seconds(150)).send(c.OpenSession(), c.GiveFloor("opening"))
    assert scene.view()["offset_ms"] == seconds(150)
    scene.wait(minutes(1)).send(c.Advance())
    assert scene.view()["offset_ms"] == seconds(150) - minutes(2)


def test_overtime_and_pauses_push_the_end() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(4))
    assert scene.view()["offset_ms"] == minutes(1)
    scene.send(c.GrantTime(minutes(2)), c.PauseClock())
    assert scene.view()["offset_ms"] == minutes(2)
    scene.wait(minutes(1))
    assert scene.view()["offset_ms"] == minutes(3)


def test_a_cued_speech_can_start_after_its_handover_and_then_waits_for_now() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(3)).send(c.Advance())
    cued = scene.now
    scene.wait(seconds(20))
    assert scene.view()["segments"][1]["forecast_start_ms"] == cued + seconds(45)
    scene.wait(seconds(40))
    assert scene.view()["segments"][1]["forecast_start_ms"] == cued + seconds(60)
    assert scene.view()["offset_ms"] == seconds(15)


def test_who_is_out_takes_no_time_and_a_hard_start_is_not_moved_up() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t3", {"hard_start": "10:40:00"}), c.GiveFloor("opening"), c.SkipSegment("t2"))
    view = scene.view()
    times = {s["id"]: s["forecast_start_ms"] for s in view["segments"]}
    assert (times["t1"], times["t2"], times["t3"]) == (START + seconds(225), None, START + minutes(40))
    assert times["t4"] == START + minutes(46) + seconds(45)
    assert planned_starts(scene.session.plan)["t3"] == START + minutes(40)


def test_planned_starts_follow_one_another_with_a_handover_before_each_presentation() -> None:
    starts = planned_starts(plan(2))
    assert {id_: at - START for id_, at in starts.items()} == {
        "opening": 0,
        "t1": minutes(3) + seconds(45),
        "t2": minutes(10) + seconds(30),
        "discussion": minutes(16) + seconds(30),
        "closing": minutes(58),
    }


def test_the_offset_of_the_running_segment_is_its_start_against_the_plan() -> None:
    scene = Scene()
    scene.send(c.OpenSession())
    scene.wait(minutes(4)).send(c.GiveFloor("t1"))
    assert scene.floor["start_offset_ms"] == seconds(15)
    scene.wait(minutes(1)).send(c.GiveFloor("t2"))
    assert scene.floor["start_offset_ms"] == -(minutes(5) + seconds(30))


def test_whoever_speaks_is_forecast_from_their_start_to_the_end_of_what_remains() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    for waited, command, left in ((2, c.PauseClock(), 4), (3, c.ResumeClock(), 4), (1, c.PauseClock(), 3)):
        scene.wait(minutes(waited)).send(command)
        row = next(s for s in scene.view()["segments"] if s["id"] == "t1")
        assert (row["forecast_start_ms"], row["forecast_end_ms"]) == (START, scene.now + minutes(left))
        assert scene.view()["head_not_before_ms"] is None
    scene.send(c.ResumeClock(), c.Interrupt(Interruption.OTHER), c.GrantTime(-minutes(5)))
    row = next(s for s in scene.view()["segments"] if s["id"] == "t1")
    assert row["forecast_end_ms"] == scene.now


def test_screens_can_derive_every_forecast_from_the_facts() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t3", {"hard_start": "10:40:00"}), c.GiveFloor("opening"))
    walk = forecast(scene.session)
    for _ in range(40):
        scene.wait(seconds(77))
        from_head = head(scene.session, scene.now)
        for segment in scene.view()["segments"]:
            if facts := segment["forecast"]:
                assert segment["forecast_start_ms"] == max(from_head + facts["after_ms"], facts["not_before_ms"] or 0)
        assert scene.view()["forecast_end_ms"] == walk.end.at(from_head)


def test_after_the_close_the_offset_is_what_it_was() -> None:
    scene = Scene()
    scene.send(c.OpenSession())
    scene.wait(minutes(61)).send(c.CloseSession())
    scene.wait(HOUR)
    assert scene.view()["offset_ms"] == minutes(1)


def refused_by(scene: Scene, command: AnyCommand) -> str:
    with pytest.raises(Rejection) as refused:
        scene.send(command)
    return refused.value.code


def worked_example() -> Scene:
    """Seven panellists of 6:00, handovers of 0:45, closing 4:00; at 29:40 four are left and nobody speaks."""
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


def test_applying_is_stale_when_what_it_was_computed_from_has_changed() -> None:
    scene = worked_example()
    seen = scene.session.seq
    scene.send(c.FocusQuestion(None), c.EditSegment("t7", {"planned": "5:00"}))
    with pytest.raises(Rejection) as refused:
        scene.send(c.ApplyRebalance(PROPORTIONAL), seen=seen)
    assert refused.value.code == "stale_view"


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


def test_what_whoever_speaks_still_has_is_not_there_for_the_others() -> None:
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


def test_in_mode_equal_everybody_loses_the_same_seconds() -> None:
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


def test_a_grant_to_whoever_is_cued_is_paid_by_the_others() -> None:
    scene = worked_example()
    cost = price(scene.session, minutes(1), scene.now)
    # 24:00 wanted of 23:20: three give up 0:40 already. With the grant it is 1:40 between them, 0:20 more for each.
    assert cost == Price(minutes(1), forecast_end(scene.session, scene.now) + minutes(1), 3, seconds(20))
    assert price(scene.session, minutes(20), scene.now) == Price(
        minutes(20), forecast_end(scene.session, scene.now) + minutes(20), 3, None
    )


def test_a_grant_that_still_fits_costs_nobody_anything() -> None:
    scene = worked_example()
    scene.send(c.EditSession({"ends_at_ms": START + minutes(70)}))
    cost = price(scene.session, minutes(1), scene.now)
    assert cost is not None
    assert (cost.left, cost.each_ms) == (3, 0)


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
