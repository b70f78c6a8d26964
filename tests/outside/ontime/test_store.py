"""The store of Ontime v4 clients: our facts in their keys, whole, and nothing that a role may not see."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.values import HOUR, MINUTE, Role
from app.outside.ontime.store import store_of, whole_second
from tests.fakes import Scene, minutes, plan, seconds
from tests.outside.ontime.playing import ENGLISH

TEN = 10 * HOUR  # the start, in milliseconds of the local day


def store(scene: Scene, role: Role = Role.MODERATOR, prepared: str = "") -> Any:
    return store_of(scene.session, scene.view(role), ENGLISH, prepared)


def test_before_the_session_nothing_is_on() -> None:
    now = store(Scene())
    assert now["clock"] == TEN
    assert (now["timer"]["current"], now["timer"]["playback"], now["timer"]["phase"]) == (None, "stop", "none")
    assert (now["timer"]["addedTime"], now["offset"]["absolute"], now["offset"]["relative"]) == (0, 0, 0)
    assert (now["eventNow"], now["eventNext"]["id"], now["rundown"]["selectedEventIndex"]) == (None, "opening", None)
    assert (now["rundown"]["numEvents"], now["rundown"]["plannedEnd"]) == (9, TEN + HOUR)


@pytest.mark.parametrize(
    ("wait_s", "current", "phase"),
    [
        (0, 360_000, "default"),
        (0.001, 360_000, "default"),
        (1, 359_000, "default"),
        (300, 60_000, "warning"),
        (340, 20_000, "danger"),
        (359.5, 1_000, "danger"),
        (360, 0, "overtime"),
        (360.9, 0, "overtime"),
        (361, -1_000, "overtime"),
    ],
)
def test_the_timer_is_the_text_of_our_clock_in_whole_seconds(wait_s: float, current: int, phase: str) -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    scene.wait(seconds(wait_s))
    timer = store(scene)["timer"]
    assert (timer["current"], timer["phase"], timer["playback"]) == (current, phase, "play")
    assert (timer["duration"], timer["elapsed"]) == (360_000, 360_000 - current)


def test_a_whole_second_is_that_of_the_clocks_text() -> None:
    assert [whole_second(ms) for ms in (1_001, 1_000, 1, 0, -1, -999, -1_000)] == [2_000, 1_000, 1_000, 0, 0, 0, -1_000]


def test_the_timer_says_what_was_granted_and_when_it_ends() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.GrantTime(minutes(1)))
    scene.wait(minutes(2))
    timer = store(scene)["timer"]
    assert (timer["addedTime"], timer["expectedFinish"], timer["startedAt"]) == (MINUTE, TEN + 7 * MINUTE, TEN)
    scene.send(c.PauseClock())
    assert (store(scene)["timer"]["playback"], store(scene)["timer"]["expectedFinish"]) == ("pause", None)
    scene.send(c.Cue("t2"))
    timer = store(scene)["timer"]
    assert (timer["playback"], timer["phase"], timer["current"]) == ("armed", "none", 360_000)


def test_progress_is_never_a_share_of_nothing() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t2", {"planned_ms": 0}), c.Cue("t2"))
    assert store(scene)["timer"]["duration"] is None


def test_the_offset_is_positive_when_late() -> None:
    scene = Scene().wait(minutes(3))
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(5))
    offset = store(scene)["offset"]
    assert (offset["absolute"], offset["relative"], offset["mode"]) == (5 * MINUTE, 2 * MINUTE, "absolute")
    assert offset["expectedRundownEnd"] == TEN + HOUR + 5 * MINUTE


def test_the_event_that_is_on_has_its_speaker_and_the_question() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q2"))
    now = store(scene)
    assert now["eventNow"]["custom"] == {"speaker": "Panellist 1", "affiliation": "", "question": "Question 2?"}
    assert (now["eventNow"]["cue"], now["eventNext"]["id"]) == ("2", "t2")
    assert (now["message"]["secondary"], now["message"]["timer"]["secondarySource"]) == ("Question 2?", "secondary")


def test_behind_the_last_segment_nothing_follows_even_if_others_were_passed_over() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("closing"))
    assert (scene.view()["next"], store(scene)["eventNext"]) == ("opening", None)


def test_a_hidden_message_is_the_one_that_would_be_shown() -> None:
    scene = Scene()
    assert store(scene)["message"]["timer"]["text"] == ""
    scene.send(c.ShowMessage("Please conclude"), c.ClearMessage())
    message = store(scene)["message"]["timer"]
    assert (message["text"], message["visible"]) == ("Please conclude", False)
    assert store(scene, prepared="Typed")["message"]["timer"]["text"] == "Typed"
    for role in (Role.VIEWER, Role.STAGE, Role.DESK):  # who may show no message is told none that is not shown
        assert store(scene, role, prepared="Typed")["message"]["timer"]["text"] == ""
    scene.send(c.ShowMessage("Shown"))
    assert store(scene, prepared="Typed")["message"]["timer"] | {"visible": True} == store(scene)["message"]["timer"]


def test_aux_clocks_count_down_up_and_to_a_time() -> None:
    scene = Scene()
    stopped = {"duration": 0, "current": 0, "playback": "stop", "direction": "count-down"}
    assert [store(scene)[f"auxtimer{n}"] for n in (1, 2, 3)] == [stopped] * 3
    scene.send(c.AuxSet(1, ms=60_000), c.AuxStart(1), c.AuxStart(2), c.AuxSet(3, until="10:30"))
    scene.wait(seconds(61.5))
    scene.send(c.AuxStart(3), c.AuxPause(2))
    now = store(scene)
    assert now["auxtimer1"] == {**stopped, "duration": 60_000, "current": -1_000, "playback": "start"}
    assert now["auxtimer2"] == {**stopped, "current": 61_000, "playback": "pause", "direction": "count-up"}
    assert now["auxtimer3"] == {**stopped, "duration": 1_738_500, "current": 1_739_000, "playback": "start"}
    assert [store(scene, Role.VIEWER)[f"auxtimer{n}"] for n in (1, 2, 3)] == [stopped] * 3


def test_a_message_for_the_crew_is_neither_shown_nor_the_next_to_be_shown() -> None:
    scene = Scene()
    scene.send(c.ShowMessage("Please conclude"), c.ShowMessage("For the crew alone", to="crew"))
    message = store(scene)["message"]["timer"]
    assert (message["text"], message["visible"]) == ("Please conclude", False)


def test_a_viewer_sees_no_message_no_lateness_and_no_overtime() -> None:
    scene = Scene(plan(public_overtime=False))
    scene.send(c.GiveFloor("t1"), c.ShowMessage("Between us"), c.Blackout(True))
    scene.wait(minutes(10))
    seen = store(scene, Role.VIEWER)
    assert seen["message"]["timer"] == {
        "text": "",
        "visible": False,
        "blink": False,
        "blackout": False,
        "secondarySource": "secondary",
    }
    assert (seen["timer"]["current"], seen["timer"]["expectedFinish"], seen["timer"]["startedAt"]) == (0, None, None)
    assert (seen["offset"]["absolute"], seen["offset"]["expectedRundownEnd"]) == (0, None)
    assert seen["eventNow"]["timeStart"] == 0
