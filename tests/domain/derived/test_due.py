"""What the server does by itself, and when: cues of the ladder, and the end of a speech that ends at zero."""

from __future__ import annotations

from typing import Any

from app.domain.derived.due import CUE_AT_MOST_LATE_MS, Due, next_due
from app.domain.messages import commands as c
from app.domain.messages.commands import SendCue, YieldFloor
from app.domain.messages.events import CueSent
from tests.fakes import START, Scene, minutes, plan, seconds


def speaking(**changes: Any) -> Scene:
    scene = Scene(plan(cue_mode="automatic", cues=["2:00", "0:00"], **changes))
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    return scene


def test_the_next_cue_is_due_at_the_instant_that_it_names() -> None:
    scene = speaking()
    assert next_due(scene.session, scene.now) == Due(scene.now + minutes(4), SendCue("2:00"))


def test_nothing_is_due_while_no_clock_runs() -> None:
    scene = speaking()
    scene.send(c.PauseClock())
    assert next_due(scene.session, scene.now) is None


def test_a_cue_that_is_late_is_given_for_five_seconds_and_not_after() -> None:
    scene = speaking()
    late = scene.now + minutes(4) + CUE_AT_MOST_LATE_MS
    last = Due(scene.now + minutes(6), SendCue("0:00"))
    assert next_due(scene.session, late) == Due(scene.now + minutes(4), SendCue("2:00"))
    assert next_due(scene.session, late + 1) == last


def test_a_cue_as_long_as_the_speech_is_not_given_at_its_start() -> None:
    scene = Scene(plan(cue_mode="automatic", cues=["6:00"]))
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    assert next_due(scene.session, scene.now) is None


def test_a_speech_that_ends_at_zero_is_ended_for_that_instant_however_late() -> None:
    scene = Scene(plan(cue_mode="off"))
    scene.send(c.OpenSession(), c.EditSegment("t1", {"at_zero": "yield"}), c.GiveFloor("t1"))
    zero = scene.now + minutes(6)
    assert next_due(scene.session, zero + minutes(30)) == Due(zero, YieldFloor())


def test_an_automatic_end_that_was_undone_is_not_repeated() -> None:
    scene = Scene(plan(cue_mode="off"))
    scene.send(c.OpenSession(), c.EditSegment("t1", {"at_zero": "yield"}), c.GiveFloor("t1"))
    scene.wait(minutes(6) + seconds(1))
    assert scene.session.on == "t2"
    scene.send(c.Undo())
    assert (scene.session.on, next_due(scene.session, scene.now)) == ("t1", None)


def test_cues_go_out_once_and_a_grant_arms_them_again() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    sent = [(r.at_ms - START, r.event.cue) for r in scene.wait(minutes(7)).records if isinstance(r.event, CueSent)]
    assert sent == [(minutes(5), "1:00"), (minutes(6), "0:00"), (minutes(6) + seconds(30), "+0:30")]
    scene.send(c.GrantTime(minutes(3)))
    again = next_due(scene.session, scene.now)
    assert again is not None
    assert (again.at_ms - START, again.command) == (minutes(8), c.SendCue("1:00"))


def test_no_cue_of_its_own_when_they_are_off_or_by_hand() -> None:
    scene = Scene(plan(cue_mode="by_hand"))
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    assert next_due(scene.session, scene.now) is None
    scene.wait(minutes(5)).send(c.SendCue("1:00"))
    assert scene.session.stage.cue is not None


def test_a_speech_ends_by_itself_as_of_the_instant_of_zero() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"at_zero": "yield"}), c.GiveFloor("t1"))
    scene.wait(minutes(8))
    assert (scene.state("t1"), scene.spent("t1"), scene.floor["segment"]) == ("finished", minutes(6), "t2")


def test_a_pause_puts_off_a_cue_and_an_end_at_zero() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"at_zero": "yield"}), c.GiveFloor("t1"))
    scene.wait(minutes(4)).send(c.PauseClock())
    assert next_due(scene.session, scene.now) is None
    scene.wait(minutes(10)).send(c.ResumeClock())
    scene.wait(minutes(2))
    assert (scene.state("t1"), scene.session.timers["t1"].ended_at_ms) == ("finished", scene.now)
    assert scene.session.timers["t1"].cues_sent == frozenset({"1:00", "0:00"})
