"""Rehearsals: the file moves the clock, the same core answers, and a file that cannot be read says where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.formats.rehearsal import UnreadableFile, read_rehearsal
from app.service.rehearsal import rehearse
from tests.fakes import START, document, minutes, seconds

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "session-v.jsonl"


async def play(*lines: dict[str, Any], doc: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    text = [json.dumps(doc or document()), *(json.dumps(line) for line in lines)]
    return [line.says async for line in rehearse(read_rehearsal(text))]


async def test_the_example_tells_the_hour_exactly() -> None:
    with EXAMPLE.open(encoding="utf-8") as lines:
        shown = [line.says async for line in rehearse(read_rehearsal(lines))]
    final = shown[-1]
    assert [row["spent_ms"] for row in final["segments"]] == [
        190_000, 350_000, 390_000, 355_000, 535_000, 330_000, 330_000, 735_000, 110_000,
    ]  # fmt: skip
    assert [row["over_ms"] for row in final["segments"]] == [
        10_000, -10_000, 30_000, -5_000, 115_000, -30_000, -30_000, 0, -10_000,
    ]  # fmt: skip
    assert (final["running_ms"], final["closed_late_ms"], final["final"]) == (3_325_000, -5_000, True)
    assert [row["granted_ms"] for row in final["segments"]][4:8:3] == [60_000, -135_000]


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
