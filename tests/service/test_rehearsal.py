"""Rehearsals: the file moves the clock, the same core answers, and a file that cannot be read says where."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.formats.rehearsal import UnreadableFile, read_rehearsal
from app.service.rehearsal import rehearse
from tests.fakes import START, document, minutes, seconds

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


async def play(*lines: dict[str, Any], doc: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    text = [json.dumps(doc or document()), *(json.dumps(line) for line in lines)]
    return [line.says async for line in rehearse(read_rehearsal(text))]


async def played(example: str) -> list[dict[str, Any]]:
    with (EXAMPLES / example).open(encoding="utf-8") as lines:
        return [line.says async for line in rehearse(read_rehearsal(lines))]


def wall(instant: int | None) -> str:
    """Return the time of day of the example, which is in New York in summer."""
    return datetime.fromtimestamp((instant or 0) / 1000, timezone(timedelta(hours=-4))).strftime("%H:%M:%S")


async def test_the_example_tells_the_hour_exactly() -> None:
    final = (await played("session-v.jsonl"))[-1]
    assert [row["spent_ms"] for row in final["segments"]] == [
        190_000, 350_000, 390_000, 355_000, 535_000, 330_000, 330_000, 735_000, 110_000,
    ]  # fmt: skip
    assert [row["over_ms"] for row in final["segments"]] == [
        10_000, -10_000, 30_000, -5_000, 115_000, -30_000, -30_000, 0, -10_000,
    ]  # fmt: skip
    assert (final["running_ms"], final["closed_late_ms"], final["final"]) == (3_325_000, -5_000, True)
    assert [row["granted_ms"] for row in final["segments"]][4:8:3] == [60_000, -135_000]


# By rank, groups in turn, then as they asked. `kenya` was not there; `order-` and `reply-` are not statements.
SPOKE = (
    "ghana argentina fiji cyprus latvia senegal barbados estonia samoa order-1 norway chile gabon jordan france brazil"
    " reply-1 chad portugal japan botswana ecuador reply-2 finland colombia kenya"
    " poland china jamaica morocco iceland bulgaria germany peru order-2 algeria bangladesh italy hungary costa-rica"
    " egypt indonesia ireland reply-3 albania mexico togo cambodia romania austria bolivia namibia india canada greece"
    " denmark bhutan guyana comoros malta mongolia australia lesotho nepal sweden"
)


async def test_the_general_debate_runs_to_its_end_in_the_order_of_its_rules() -> None:
    shown = await played("general-debate.jsonl")
    assert [(row["at"], row["refused"]) for row in shown if "refused" in row] == [
        ("09:46:20", "already_requested"),
        ("10:57:25", "list_cut_off"),
    ]
    final = shown[-1]
    requests = final["lists"][0]["requests"]
    assert " ".join(row["id"] for row in requests) == SPOKE
    assert {row["state"] for row in requests} == {"spoken"}
    assert sum(row["kind"] == "statement" for row in requests) == 60
    debate, talks = final["segments"][1], [row for row in requests if row["kind"] != "point_of_order"]
    introductions = sum(later["started_at_ms"] - earlier["ended_at_ms"] for earlier, later in pairwise(talks))
    before_and_after = talks[0]["started_at_ms"] - debate["started_at_ms"] + seconds(10)
    assert debate["spent_ms"] == sum(row["spent_ms"] for row in talks) + introductions + before_and_after
    assert (debate["spent_ms"], debate["interrupted_ms"], debate["over_ms"]) == (7_809_000, 65_000, -2_091_000)
    assert [(row["id"], row["spent_ms"], row["slot_ms"]) for row in requests if "-" in row["id"][-2:]] == [
        ("order-1", 40_000, None), ("reply-1", 125_000, 300_000), ("reply-2", 135_000, 300_000),
        ("order-2", 25_000, None), ("reply-3", 135_000, 180_000),
    ]  # fmt: skip
    assert {row["id"]: row["spent_ms"] for row in final["lists"][0]["categories"]} == {
        "heads": 2_660_000, "ministers": 3_610_000, "delegations": 1_020_000,
    }  # fmt: skip
    assert next(row["absences"] for row in requests if row["id"] == "kenya") == 1


async def test_places_times_and_reasons_of_the_general_debate_are_exact() -> None:
    views = [row for row in await played("general-debate.jsonl") if "floor" in row]
    lists = [[row for row in view["lists"][0]["requests"] if row["place"]] for view in views]
    assert [(view["lists"][0]["waiting"], view["floor"]["voice"], view["floor"]["text"]) for view in views] == [
        (47, "ghana", "2:30"), (42, "kenya", "2:15"), (41, "brazil", "2:10"),
        (36, "poland", "2:00"), (22, "ireland", "2:00"), (0, None, "34:51"),
    ]  # fmt: skip
    told = {
        (number, row["place"]): (row["id"], wall(row["earliest_ms"]), wall(row["latest_ms"]), row["reason"])
        for number, rows in enumerate(lists)
        for row in rows
    }
    asia, africa = "Asia-Pacific States", "African States"
    assert told[0, 1] == ("argentina", "10:06:48", "10:08:27", "before Fiji: asked earlier")
    assert told[0, 2] == ("fiji", "10:09:10", "10:11:40", "after Argentina, who asked earlier")
    assert told[0, 19] == (
        "poland", "10:50:07", "11:05:38", "after Botswana: Heads of State and Government speak before Ministers"
    )  # fmt: skip
    assert told[1, 1] == ("jordan", "10:29:48", "10:30:21", "before France: asked earlier")
    assert told[1, 7] == (
        "chad", "10:40:40", "10:42:20", f"after Japan: groups take turns, {asia} in turn 4, {africa} in 5"
    )  # fmt: skip
    assert told[2, 1] == ("reply-1", "10:36:40", "10:37:20", "a reply to France")
    assert told[2, 9] == ("kenya", "10:53:55", "10:56:44", "after Colombia: was not there when called")
    assert told[3, 26] == ("greece", "11:44:26", "11:48:45", "after Canada, who asked earlier")
    assert told[3, 36] == ("sweden", "12:02:40", "12:08:15", "after Nepal, who asked earlier")
    assert told[4, 1] == ("reply-3", "11:29:50", "11:30:29", "a reply to Indonesia")


async def test_a_delegate_of_a_rehearsal_asks_for_themselves() -> None:
    delegate = {"at": "10:00:00", "role": "speaker", "by": "p1", "command": "request_floor", "id": "r1"}
    doc = document()
    doc["segments"][1] = {"id": "t1", "kind": "interventions", "title": "Debate", "planned": "10:00"}
    shown = await play(
        {"at": "10:00:00", "command": "open_list", "segment": "t1"},
        delegate,
        {**delegate, "speaker": "p2", "id": "r2"},
        {"at": "10:00:00", "show": "view", "role": "speaker", "by": "p1"},
        doc=doc,
    )
    assert shown[0]["refused"] == "not_yours"
    assert [row["speaker"] for row in shown[1]["lists"][0]["requests"]] == ["p1"]


async def test_time_stands_where_the_file_says() -> None:
    shown = await play(
        {"at": "10:00:00", "command": "open_session"},
        {"at": "10:00:00", "command": "give_floor", "segment": "t1"},
        {"at": "10:05:01", "show": "text"},
        {"at": "2021-06-30T14:06:30Z", "show": "view", "role": "viewer"},
        {"at": START + minutes(7), "show": "rebalance", "mode": "equal"},
    )
    assert shown[0] == {
        "at_ms": START + seconds(301),
        "segment": "t1",
        "state": "running",
        "phase": "wrap_up",
        "text": "0:59",
    }
    assert (shown[1]["floor"]["text"], shown[1]["role"]) == ("0:00", "viewer")  # overtime is not told to the public
    assert (shown[2]["mode"], shown[2]["state"]) == ("equal", "cut")


async def test_what_happens_by_itself_happens_at_its_instant() -> None:
    doc = document()
    doc["segments"][1]["at_zero"] = "yield"
    shown = await play(
        {"at": "10:00:00", "command": "give_floor", "segment": "t1"},
        {"at": "10:30:00", "show": "report"},
        doc=doc,
    )
    cues = [(row["at_ms"] - START, row["event"]) for row in shown[0]["timeline"] if row["event"] == "cue_sent"]
    assert cues == [(minutes(5), "cue_sent"), (minutes(6), "cue_sent")]
    assert shown[0]["segments"][0]["ended_at_ms"] == START + minutes(6)


async def test_refused_commands_say_so_and_the_rest_goes_on() -> None:
    shown = await play(
        {"at": "10:00:00", "command": "pause_clock"},
        {"at": "10:00:00", "command": "advance", "role": "viewer"},
        {"at": "10:00:00", "command": "grant_time", "ms": "sixty"},
        {"at": "10:00:00", "command": "advanse"},
        {"at": "10:00:00", "command": "ask", "text": "May I?", "role": "participant"},
        {"at": "10:00:01", "show": "text"},
    )
    assert [(row.get("refused"), row.get("command")) for row in shown] == [
        ("not_running", "pause_clock"),
        ("forbidden", "advance"),
        ("invalid", "grant_time"),
        ("invalid", "advanse"),
        ("floor_closed", "ask"),
        (None, None),
    ]
    assert shown[0]["at"] == "10:00:00"


async def test_a_speech_across_midnight_lasts_as_long_as_it_lasts() -> None:
    doc = document(starts_at="2021-06-30T23:50:00-04:00", ends_at="2021-07-01T00:50:00-04:00")
    shown = await play(
        {"at": "23:57:00", "command": "give_floor", "segment": "t1"},
        {"at": "23:58:00", "command": "pause_clock"},
        {"at": "2021-07-01T00:02:00", "command": "resume_clock"},
        {"at": "2021-07-01T00:08:30", "show": "text"},
        {"at": "2021-07-01T00:08:30", "show": "report"},
        doc=doc,
    )
    assert shown[0]["text"] == "+1:30"
    row = shown[1]["segments"][0]
    assert (row["spent_ms"], row["paused_ms"], row["over_ms"]) == (minutes(7.5), minutes(4), minutes(1.5))


@pytest.mark.parametrize(
    ("day", "offset", "given", "shown_at", "spent_minutes"),
    [
        # The clocks go from 2:00 to 3:00: an hour and three minutes on the wall are three.
        ("2021-03-14", "-05:00", "01:58:00", "03:01:00", 3),
        # The clocks go from 2:00 back to 1:00: the second 1:02 is four minutes after 1:58.
        ("2021-11-07", "-04:00", "01:58:00", "01:02:00", 4),
    ],
)
async def test_a_change_of_clocks_in_mid_speech_is_not_a_change_of_time(
    day: str, offset: str, given: str, shown_at: str, spent_minutes: int
) -> None:
    doc = document(starts_at=f"{day}T01:30:00{offset}", ends_at=f"{day}T01:59:00{offset}")
    shown = await play(
        {"at": given, "command": "give_floor", "segment": "t1"}, {"at": shown_at, "show": "report"}, doc=doc
    )
    assert shown[0]["segments"][0]["spent_ms"] == minutes(spent_minutes)


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ([], 1, "empty"),
        (["{"], 1, "not JSON"),
        (['{"title": "x"}'], 1, "starts_at: is missing"),
        ([json.dumps(document()), "[]"], 2, "not an object"),
        ([json.dumps(document()), "", '{"command": "advance"}'], 3, "at: is missing"),
        ([json.dumps(document()), '{"at": "soon", "command": "advance"}'], 2, "not an instant"),
        ([json.dumps(document()), '{"at": "10:00:00", "show": "everything"}'], 2, "show: is one of"),
        ([json.dumps(document()), '{"at": "10:00:00", "role": "king", "command": "advance"}'], 2, "role: is one of"),
        ([json.dumps(document()), '{"at": "10:00:00", "by": "p1", "command": "advance"}'], 2, "by: is the id of a"),
        (
            [
                json.dumps(document()),
                '{"at": "10:01:00", "command": "advance"}',
                '{"at": "10:00:59", "command": "advance"}',
            ],
            3,
            "backwards",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(lines: list[str], line: int, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_rehearsal(lines)
    assert refused.value.line == line
    assert reason in str(refused.value)
