"""Whole hours with everything that goes wrong in them; every number here was worked out by hand, on paper."""

from __future__ import annotations

from typing import Any

from tests.fakes import START, document, minutes, seconds
from tests.service.test_rehearsal import play


def by_id(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in report["segments"]}


async def test_a_late_hour_with_a_pause_an_absence_an_interruption_and_a_cut() -> None:
    shown = await play(
        {"at": "10:04:00", "command": "open_session"},
        {"at": "10:04:10", "command": "give_floor", "segment": "opening"},
        {"at": "10:07:40", "command": "advance"},
        {"at": "10:07:40", "show": "view"},
        {"at": "10:08:30", "command": "advance"},
        {"at": "10:08:30", "show": "view"},
        {"at": "10:10:30", "command": "pause_clock"},
        {"at": "10:12:00", "command": "resume_clock"},
        {"at": "10:13:00", "command": "grant_time", "ms": 60_000},
        {"at": "10:17:30", "command": "advance"},
        {"at": "10:17:30", "command": "mark_absent", "segment": "t2"},
        {"at": "10:18:15", "command": "advance"},
        {"at": "10:20:15", "command": "interrupt", "kind": "technical"},
        {"at": "10:22:15", "command": "end_interruption"},
        {"at": "10:24:00", "show": "view"},
        {"at": "10:26:15", "command": "advance"},
        {"at": "10:26:30", "command": "undo"},
        {"at": "10:27:00", "command": "advance"},
        {"at": "10:27:00", "show": "rebalance"},
        {"at": "10:27:00", "command": "apply_rebalance", "mode": "proportional"},
        {"at": "10:27:00", "show": "view"},
        {"at": "10:27:50", "command": "advance"},
        {"at": "10:28:30", "command": "correct_start", "ms": 45_000},
        {"at": "10:33:00", "command": "advance"},
        {"at": "10:33:45", "command": "advance"},
        {"at": "10:35:00", "command": "close_session"},
        {"at": "10:36:00", "show": "report"},
    )
    cued, running, later, cuts, cut, report = shown
    # 0:45 to introduce, six times 6:00 with five more handovers, 14:30, 2:00: 57:00 from 10:07:40.
    assert (cued["forecast_end_ms"] - START, cued["offset_ms"]) == (minutes(64) + seconds(40), seconds(280))
    # The introduction took 0:50.
    assert running["offset_ms"] == seconds(285)
    # 2:00 before and 1:45 after the interruption of 2:00; three panellists are left.
    assert (later["floor"]["spent_before_ms"], later["floor"]["text"]) == (minutes(2), "2:15")
    assert later["offset_ms"] == minutes(3)
    # 33:00 are left; three handovers and the closing take 4:15: 28:45 for what was planned as 32:30.
    assert [(row["segment"], row["new_ms"]) for row in cuts["rows"]] == [
        ("t4", seconds(315)),
        ("t5", seconds(315)),
        ("t6", seconds(315)),
        ("discussion", minutes(13)),
    ]
    assert (cut["forecast_end_ms"] - START, cut["offset_ms"]) == (minutes(60), 0)
    rows = by_id(report)
    told = ("state", "granted_ms", "spent_ms", "paused_ms", "interrupted_ms", "over_ms")
    assert {
        id_: tuple(rows[id_][name] for name in told) for id_ in ("opening", "t1", "t2", "t3", "t4", "t5", "t6")
    } == {
        "opening": ("finished", 0, seconds(210), 0, 0, seconds(30)),
        "t1": ("finished", seconds(60), seconds(450), seconds(90), 0, seconds(30)),
        "t2": ("absent", 0, 0, 0, 0, None),
        "t3": ("finished", 0, seconds(405), 0, seconds(120), seconds(45)),
        "t4": ("finished", -seconds(45), seconds(315), 0, 0, 0),
        "t5": ("finished", -seconds(45), seconds(75), 0, 0, -seconds(240)),
        "t6": ("idle", -seconds(45), 0, 0, 0, None),
    }
    assert (report["opened_late_ms"], report["closed_late_ms"]) == (minutes(4), -minutes(25))
    assert (report["elapsed_ms"], report["running_ms"]) == (minutes(31), minutes(24) + seconds(15))
    assert rows["t4"]["started_at_ms"] - START == minutes(27) + seconds(45)
    assert [(row["segment"], row["was_ms"] - row["started_at_ms"]) for row in report["corrections"]] == [
        ("t4", seconds(5))
    ]


async def test_a_chain_of_undos_leaves_no_trace_in_the_times() -> None:
    shown = await play(
        {"at": "10:00:00", "command": "give_floor", "segment": "t1"},
        {"at": "10:01:00", "command": "pause_clock"},
        {"at": "10:01:30", "command": "grant_time", "ms": 120_000},
        {"at": "10:02:00", "command": "advance"},
        {"at": "10:02:10", "command": "advance"},
        {"at": "10:02:20", "command": "interrupt", "kind": "other"},
        *({"at": f"10:02:{second}", "command": "undo"} for second in (30, 31, 32, 33, 34)),
        {"at": "10:02:35", "show": "view"},
        {"at": "10:02:36", "command": "undo"},
        {"at": "10:02:37", "show": "view"},
        {"at": "10:02:38", "command": "undo"},
        {"at": "10:07:00", "command": "give_floor", "segment": "t1"},
        {"at": "10:13:30", "show": "report"},
    )
    running, planned, refused, report = (shown[0], shown[1], shown[2], shown[-1])
    assert (running["floor"]["segment"], running["floor"]["state"], running["floor"]["text"]) == (
        "t1",
        "running",
        "3:25",
    )
    assert (running["floor"]["granted_ms"], running["floor"]["paused_before_ms"]) == (0, 0)
    assert (planned["status"], planned["floor"]["segment"], planned["opened_at_ms"]) == ("planned", None, None)
    assert refused["refused"] == "nothing_to_undo"
    row = by_id(report)["t1"]
    assert (row["spent_ms"], row["over_ms"], report["opened_late_ms"]) == (seconds(390), seconds(30), minutes(7))


async def test_the_speech_before_ends_where_the_corrected_one_begins() -> None:
    shown = await play(
        {"at": "10:00:00", "command": "give_floor", "segment": "t1"},
        {"at": "10:05:40", "command": "give_floor", "segment": "t2"},
        {"at": "10:06:10", "command": "correct_start", "ms": 60_000},
        {"at": "10:06:10", "command": "correct_start", "ms": 60_000, "also_end_previous": True},
        {"at": "10:07:10", "command": "correct_start", "ms": 60_000},
        {"at": "10:10:00", "show": "report"},
        {"at": "10:10:00", "command": "undo"},
        {"at": "10:10:00", "show": "report"},
    )
    too_early, not_earlier, corrected, undone = shown
    assert (too_early["refused"], not_earlier["refused"]) == ("too_early", "not_earlier")
    assert [by_id(corrected)[id_]["spent_ms"] for id_ in ("t1", "t2")] == [seconds(310), seconds(290)]
    assert [by_id(undone)[id_]["spent_ms"] for id_ in ("t1", "t2")] == [seconds(340), seconds(260)]
    assert corrected["running_ms"] == undone["running_ms"] == minutes(10)


async def test_an_equal_cut_takes_the_same_from_each_segment_but_never_below_a_minimum() -> None:
    doc = document(panellists=4)
    doc["segments"][2]["minimum"] = "5:30"
    doc["segments"][5]["locked"] = True
    shown = await play(
        {"at": "10:00:00", "command": "give_floor", "segment": "opening"},
        {"at": "10:09:30", "command": "advance"},
        {"at": "10:10:15", "show": "rebalance", "mode": "equal"},
        doc=doc,
    )
    # 49:45 are left. Fixed: three handovers, the discussion's 28:00 and the closing's 2:00, the first is due now:
    # 17:30 for 24:00. The second keeps its 5:30; the others share 12:00.
    assert [(row["segment"], row["new_ms"]) for row in shown[0]["rows"]] == [
        ("t1", minutes(4)),
        ("t2", minutes(5.5)),
        ("t3", minutes(4)),
        ("t4", minutes(4)),
    ]


async def test_a_time_of_day_after_midnight_belongs_to_the_next_day_where_the_session_is_planned_into_it() -> None:
    doc = document(starts_at="2021-06-30T23:50:00-04:00", ends_at="2021-07-01T00:50:00-04:00")
    shown = await play(
        {"at": "23:57:00", "command": "give_floor", "segment": "t1"},
        {"at": "23:58:00", "command": "pause_clock"},
        {"at": "00:02:00", "command": "resume_clock"},
        {"at": "00:08:30", "show": "text"},
        doc=doc,
    )
    assert shown[0]["text"] == "+1:30"
