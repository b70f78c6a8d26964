"""A cue is shown as long as what it says is true, and the key that sends one sends what is true at that moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.messages import commands as c
from app.domain.values import Interruption
from tests.fakes import START, Scene, minutes, seconds


def shown(scene: Scene) -> str | None:
    cue = scene.view()["stage"]["cue"]
    return cue["cue"] if cue else None


def one_minute_left() -> Scene:
    scene = Scene.after(c.GiveFloor("t1")).wait(minutes(5) + seconds(3))
    assert (shown(scene), scene.remaining) == ("1:00", seconds(57))
    return scene


def corrected(scene: Scene) -> None:
    scene.send(c.CorrectStart(minutes(5) + seconds(13)))


@pytest.mark.parametrize(
    "change",
    [
        lambda scene: scene.send(c.GrantTime(seconds(60))),
        lambda scene: scene.send(c.GrantTime(-seconds(30))),
        corrected,
        lambda scene: scene.send(c.EditSegment("t1", {"planned": "7:00"})),
        lambda scene: scene.send(c.PauseClock()),
        lambda scene: scene.send(c.PauseClock(), c.ResumeClock()),
        lambda scene: scene.send(c.Interrupt(Interruption.OTHER)),
        lambda scene: scene.send(c.Advance()),
        lambda scene: scene.send(c.YieldFloor()),
        lambda scene: scene.send(c.GoBack()),
        lambda scene: scene.send(c.CloseSession()),
        lambda scene: scene.wait(seconds(7)),
    ],
    ids=[
        "granted", "cut", "corrected", "planned anew", "paused", "resumed", "interrupted", "next speaker", "yielded",
        "taken back", "closed", "time passed",
    ],
)  # fmt: skip
def test_a_cue_is_withdrawn_when_it_is_no_longer_true(change: Callable[[Scene], object]) -> None:
    scene = one_minute_left()
    change(scene)
    assert shown(scene) is None


def test_a_cue_comes_back_when_what_withdrew_it_is_undone() -> None:
    scene = one_minute_left()
    scene.send(c.GrantTime(minutes(1)))
    assert (shown(scene), scene.view()["ladder"]["stands"]) == (None, False)
    latest = scene.view()["ladder"]["latest"]
    assert latest is not None
    assert latest["cue"] == "1:00"
    scene.send(c.Undo())
    assert (shown(scene), scene.view()["ladder"]["stands"]) == ("1:00", True)


def test_a_screen_is_told_until_when_a_cue_is_true() -> None:
    scene = one_minute_left()
    cue = scene.view()["stage"]["cue"]
    assert cue is not None
    assert cue["until_ms"] == START + minutes(5) + seconds(10)
    scene.wait(seconds(7) - 1)
    assert shown(scene) == "1:00"
    scene.wait(1)
    assert shown(scene) is None
    scene.wait(minutes(1) - seconds(10))
    assert shown(scene) == "0:00"
    scene.wait(seconds(30))
    assert shown(scene) == "+0:30"
    last = scene.view()["stage"]["cue"]
    assert last is not None
    assert last["until_ms"] is None


def test_a_cue_ends_where_the_next_phase_begins() -> None:
    scene = Scene.after(c.GiveFloor("t1"), wrap_up="0:55", cues=["1:00", "0:20"]).wait(minutes(5))
    cue = scene.view()["stage"]["cue"]
    assert cue is not None
    assert cue["until_ms"] == START + minutes(5) + seconds(5)


def test_the_console_knows_from_when_and_until_when_each_cue_can_be_sent() -> None:
    scene = Scene.after(c.GiveFloor("t1"))
    at = START + minutes(6)
    rungs = scene.view()["ladder"]["cues"]
    assert [(rung["cue"], rung["true_from_ms"], rung["true_until_ms"]) for rung in rungs] == [
        ("1:00", at - seconds(65), at - seconds(50)),
        ("0:00", at - seconds(5), at + seconds(30)),
        ("+0:30", at, None),
    ]
    ladder = Scene.after(c.GiveFloor("t1"), cues=["0:00", "+0:30", "+1:00"]).view()["ladder"]["cues"]
    assert [rung["true_until_ms"] for rung in ladder] == [at + seconds(30), at + seconds(60), None]
    scene.send(c.PauseClock())
    assert [rung["true_from_ms"] for rung in scene.view()["ladder"]["cues"]] == [None, None, None]


@pytest.mark.parametrize(
    ("planned", "granted", "wrap_up"),
    [
        ("6:00", "-5:00", "1:00"),  # a cut leaves the thresholds of the plan
        ("6:00", "0:00", "1:00"),
        ("1:30", "0:00", "0:30"),  # planned short: a third of it
        ("1:30", "-0:30", "0:30"),
        ("1:30", "0:30", "0:40"),  # a third of what it has become
        ("1:30", "8:00", "1:00"),
        ("0:00", "6:00", "1:00"),  # nothing was planned: what was granted counts
    ],
)
def test_thresholds_follow_the_plan_and_what_was_granted_but_no_cut(planned: str, granted: str, wrap_up: str) -> None:
    length = {"1:30": seconds(90), "8:00": minutes(8), "6:00": minutes(6), "-5:00": -minutes(5), "-0:30": -seconds(30)}
    scene = Scene.after(c.GiveFloor("t1"))
    scene.send(c.EditSegment("t1", {"planned": planned}))
    scene.send(c.GrantTime(length.get(granted, seconds(30) if granted == "0:30" else 0)))
    assert scene.floor["wrap_up_ms"] == {"1:00": seconds(60), "0:30": seconds(30), "0:40": seconds(40)}[wrap_up]


def test_a_speech_that_was_cut_to_a_minute_is_in_its_wrap_up_at_once() -> None:
    scene = Scene.after(c.GiveFloor("t1"))
    scene.send(c.GrantTime(-minutes(5)))
    assert scene.wait(seconds(29)).floor["phase"] == "wrap_up"
    assert scene.wait(seconds(11)).floor["phase"] == "last_call"


def test_a_cue_ends_where_the_next_cue_of_the_ladder_begins() -> None:
    scene = Scene.after(c.GiveFloor("t1"), wrap_up="0:10", last_call="0:05", cues=["1:00", "0:55", "0:20"])
    scene.wait(minutes(5))
    cue = scene.view()["stage"]["cue"]
    assert cue is not None
    assert cue["until_ms"] == START + minutes(5) + seconds(5)


def test_a_cue_below_forty_seconds_is_true_for_a_quarter_of_its_value() -> None:
    scene = Scene.after(c.GiveFloor("t1"), wrap_up="0:10", last_call="0:05", cues=["0:20"])
    cue = scene.wait(minutes(6) - seconds(20)).view()["stage"]["cue"]
    assert cue is not None
    assert cue["until_ms"] == START + minutes(6) - seconds(15)


def test_a_cue_can_be_sent_from_five_seconds_before_its_moment_also_as_the_clock_starts() -> None:
    scene = Scene.after(c.GiveFloor("t1"), cue_mode="by_hand")
    scene.wait(minutes(5) - seconds(5)).send(c.SendCue("1:00"))
    assert shown(scene) == "1:00"
    scene.send(c.EditSegment("t2", {"planned": "1:00"}), c.GiveFloor("t2"))
    assert shown(scene) is None  # the next speaker began at that instant with a minute left: it was not for them
    scene.send(c.SendCue("1:00"))
    assert shown(scene) == "1:00"
