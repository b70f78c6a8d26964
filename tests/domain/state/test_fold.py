"""The fold: an undo is the fold of the records without the undone ones."""

from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import Role, Status
from tests.fakes import Scene, document, minutes, refusal, seconds


def without(segment: str) -> list[dict[str, Any]]:
    return [segment_ for segment_ in document()["segments"] if segment_["id"] != segment]


def test_a_mispressed_key_gives_the_former_speaker_a_clock_that_never_stopped(scene: Scene) -> None:
    scene.wait(minutes(2)).send(c.Advance())
    scene.wait(seconds(8)).send(c.Undo())
    assert (scene.floor["segment"], scene.floor["state"]) == ("t1", "running")
    assert scene.remaining == minutes(4) - seconds(8)
    assert scene.state("t2") == "idle"


def test_undo_repeats_and_names_what_it_takes_back(scene: Scene) -> None:
    scene.send(c.GrantTime(30_000), c.PauseClock(), c.ShowMessage("Please conclude"))
    undo = scene.view().get("undo")
    assert undo is not None
    assert (undo["command"], undo["effects"]) == ("show_message", [("message_shown", None)])
    assert undo["granted_ms"] == 0
    scene.send(c.Undo(), c.Undo())
    assert (undo := scene.view().get("undo")) is not None
    assert undo["granted_ms"] == 30_000
    assert (scene.floor["state"], scene.floor["granted_ms"], scene.session.stage.message) == ("running", 30_000, None)
    scene.send(c.Undo())
    assert scene.floor["granted_ms"] == 0


def test_undo_goes_twenty_steps_back_and_no_further(scene: Scene) -> None:
    for _ in range(25):
        scene.send(c.GrantTime(1_000))
    for _ in range(20):
        scene.send(c.Undo())
    assert scene.floor["granted_ms"] == 5_000
    assert refusal(scene, c.Undo()) == "nothing_to_undo"
    scene.send(c.GrantTime(500), c.Undo(), c.Undo())
    assert scene.floor["granted_ms"] == 4_000


def test_undo_reaches_ten_minutes_back(scene: Scene) -> None:
    scene.send(c.GrantTime(1_000))
    scene.wait(minutes(10)).send(c.Undo())
    scene.send(c.GrantTime(1_000))
    scene.wait(minutes(10) + 1)
    assert refusal(scene, c.Undo()) == "nothing_to_undo"
    assert scene.view().get("undo") is None


def test_undo_leaves_edits_focus_and_notes_alone(scene: Scene) -> None:
    scene.send(c.Advance(), c.EditSegment("t2", {"planned": "7:00"}), c.FocusQuestion("q2"), c.AddNote("Noted"))
    scene.send(c.Undo())
    assert scene.floor["segment"] == "t1"
    assert (scene.session.focus, scene.session.allotted("t2"), len(scene.session.notes)) == ("q2", minutes(7), 1)


@pytest.mark.parametrize(
    "command",
    [
        c.SkipSegment("t3"),
        c.MarkAbsent("t3"),
        c.Blackout(True),
        c.FlashStage(),
        c.PauseClock(),
        c.CloseSession(),
        c.Cue("t5"),
    ],
)
def test_undo_restores_the_very_same_state(scene: Scene, command: AnyCommand) -> None:
    before = scene.wait(seconds(5)).view()
    scene.send(command)
    scene.send(c.Undo())
    after = scene.view()
    changing = {"seq", "undo"}
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


def test_undoing_a_correction_gives_both_speeches_their_times_back(scene: Scene) -> None:
    scene.wait(minutes(3)).send(c.GiveFloor("t2"))
    scene.wait(seconds(5)).send(c.CorrectStart(seconds(30), also_end_previous=True), c.Undo())
    assert (scene.spent("t1"), scene.spent("t2"), list(scene.session.corrections)) == (minutes(3), seconds(5), [])


@pytest.mark.parametrize("replaced", [False, True])
def test_an_undo_after_the_cued_segment_was_taken_out_of_the_plan_starts_no_second_clock(
    scene: Scene, replaced: bool
) -> None:
    scene.wait(minutes(2)).send(c.Advance())
    if replaced:
        scene.send(c.GiveFloor("t4"), c.ReplacePlan(document(segments=without("t2"))), role=Role.ORGANISER)
    else:
        scene.send(c.RemoveSegment("t2"))
    scene.wait(minutes(1)).send(c.Undo())
    if replaced:
        scene.send(c.Undo())
    assert (scene.floor["segment"], scene.floor["state"], scene.remaining) == ("t1", "running", minutes(3))
    assert scene.session.plan.segment("t2") is None
    assert [id_ for id_, timer in scene.session.timers.items() if timer.open_span] == ["t1"]
    scene.send(c.Advance())
    assert scene.floor["segment"] == "t3"


def test_an_undo_that_removes_the_cued_segment_cues_the_next(scene: Scene) -> None:
    scene.wait(minutes(2)).send(c.Advance(), c.GiveFloor("t5"))
    scene.send(c.ReplacePlan(document(segments=without("t2"))), role=Role.ORGANISER)
    scene.send(c.Undo())
    assert (scene.floor["segment"], scene.floor["state"], scene.state("t5")) == ("t3", "cued", "idle")


def test_removing_the_cued_segment_moves_the_floor(scene: Scene) -> None:
    scene.send(c.Advance())
    seen = scene.session.seq
    scene.send(c.RemoveSegment("t2"))
    assert scene.floor["segment"] == "t3"
    assert refusal(scene, c.Advance(), seen) == "stale_view"
    seen = scene.session.seq
    scene.send(c.RemoveSegment("t5"))
    scene.send(c.Advance(), seen=seen)
    assert scene.floor["state"] == "running"


def test_a_cue_to_a_speaker_whose_floor_was_undone_is_dropped(scene: Scene) -> None:
    scene.wait(minutes(5) + seconds(5))
    assert scene.view()["stage"]["cue"] is not None
    scene.send(c.Undo())
    assert (scene.floor["state"], scene.view()["stage"]["cue"]) == ("idle", None)


def test_a_cue_to_a_speaker_who_is_only_cued_after_an_undo_is_dropped() -> None:
    scene = Scene.after(c.OpenSession(), c.Cue("t1"), c.GiveFloor()).wait(minutes(5) + seconds(5))
    scene.send(c.Undo())
    assert (scene.floor["state"], scene.view()["stage"]["cue"]) == ("cued", None)
    assert scene.session.timer.cues_sent == frozenset()


def test_undoing_the_opening_makes_the_session_planned_again() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.Undo())
    assert (scene.session.status, scene.session.opened_at_ms) == (Status.PLANNED, None)


def test_an_end_at_zero_that_was_undone_does_not_come_again() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"at_zero": "yield"}), c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(6) + seconds(2))
    assert (scene.state("t1"), scene.session.timers["t1"].ended_at_ms) == ("finished", scene.now - seconds(2))
    scene.send(c.Undo())
    scene.wait(seconds(20))
    assert (scene.floor["segment"], scene.floor["text"]) == ("t1", "+0:22")


def test_an_automatic_cue_is_not_what_undo_takes_back(scene: Scene) -> None:
    scene.wait(minutes(5) + seconds(1))
    assert scene.session.stage.cue is not None
    scene.send(c.Undo())
    assert scene.floor["segment"] is None


def test_cueing_another_segment_returns_the_one_that_was_only_cued_to_the_running_order() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.Cue("t2"), c.Cue("t3"))
    assert (scene.state("t2"), scene.state("t3"), scene.session.timers["t2"].cued_at_ms) == ("idle", "cued", None)
    scene.wait(seconds(5)).send(c.Cue("t3"))
    assert (scene.state("t3"), scene.session.timers["t3"].cued_at_ms) == ("cued", scene.now)


def test_a_command_ends_the_series_of_undos_before_it(scene: Scene) -> None:
    scene.send(c.GrantTime(1_000), c.GrantTime(1_000), c.Undo(), c.Undo())
    assert scene.session.undos == 2
    scene.send(c.GrantTime(1_000))
    assert scene.session.undos == 0
