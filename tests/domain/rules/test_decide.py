"""Every command: refused to roles without it and in a stale view, and without an event if the session is so already."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import FloorPolicy, Interruption, MessageStyle, RebalanceMode, Role
from tests.fakes import Scene, minutes, plan, refusal, seconds


def test_a_message_stands_until_it_is_cleared_or_its_time_is_over(scene: Scene) -> None:
    scene.send(c.ShowMessage("Please conclude", MessageStyle.URGENT))
    shown = {
        "text": "Please conclude",
        "preset": None,
        "n": None,
        "style": "urgent",
        "hide_at_ms": None,
        "seq": scene.session.seq,
        "to": "stages",
    }
    assert scene.wait(minutes(60)).view()["stage"]["message"] == shown
    scene.send(c.ShowMessage("Another", hide_after_ms=seconds(5)))
    scene.wait(seconds(5) - 1)
    message = scene.view()["stage"]["message"]
    assert message is not None
    assert (message["text"], message["hide_at_ms"]) == ("Another", scene.now + 1)
    assert scene.wait(1).view()["stage"]["message"] is None
    scene.send(c.ShowMessage("A third"))
    assert [event.kind for event in scene.send(c.ClearMessage())] == ["message_cleared"]
    assert scene.view()["stage"]["message"] is None
    assert scene.send(c.ClearMessage()) == []


@pytest.mark.parametrize("text", ["x", "x" * 200])
def test_a_message_has_one_to_two_hundred_characters(scene: Scene, text: str) -> None:
    scene.send(c.ShowMessage(text))
    assert refusal(scene, c.ShowMessage(f"{'x' * 200}{text}")) == "invalid"
    assert refusal(scene, c.ShowMessage(" \u200b ")) == "invalid"
    assert refusal(scene, c.ShowMessage(text, hide_after_ms=999)) == "invalid"
    scene.send(c.ShowMessage(text, hide_after_ms=1_000))


def test_what_is_so_already_is_not_said_twice(scene: Scene) -> None:
    assert len(scene.send(c.Blackout(True))) == 1
    assert scene.send(c.Blackout(True)) == []
    assert scene.send(c.ShowQuestionOnStage(True)) == []
    assert len(scene.send(c.ShowQuestionOnStage(False))) == 1
    assert scene.send(c.ShowQuestionOnStage(False)) == []
    assert scene.view()["stage"] == {
        "cue": None, "message": None, "blackout": True, "flash": 0, "show_question": False,
    }  # fmt: skip
    assert scene.send(c.SetFloorPolicy(FloorPolicy.NONE)) == []
    assert len(scene.send(c.SetFloorPolicy(FloorPolicy.OPEN))) == 1
    assert len(scene.send(c.FlashStage())) == len(scene.send(c.FlashStage())) == 1
    assert scene.view()["stage"]["flash"] == 2


def test_who_has_no_role_for_it_is_refused() -> None:
    scene = Scene()
    with pytest.raises(Rejection) as refused:
        scene.send(c.Advance(), role=Role.VIEWER)
    assert (refused.value.code, refused.value.status) == ("forbidden", 403)


def test_asking_is_refused_with_its_reason() -> None:
    with pytest.raises(Rejection) as refused:
        Scene(plan()).send(c.Ask("May I ask something?"), role=Role.PARTICIPANT)
    assert (refused.value.code, refused.value.status) == ("floor_closed", 403)
    assert refused.value.sentence == "There are no interventions from the floor in this session."


def test_two_people_who_press_next_advance_once(scene: Scene) -> None:
    seen = scene.session.seq
    scene.send(c.Advance(), seen=seen)
    assert refusal(scene, c.Advance(), seen) == "stale_view"
    assert scene.floor["segment"] == "t2"


@pytest.mark.parametrize(
    "between",
    [
        c.FocusQuestion("q1"),
        c.ShowMessage("Hello"),
        c.AddNote("x"),
        c.EditSegment("t5", {"title": "y"}),
        c.GrantTime(30_000),
        c.SetVoice("p1"),
        c.SetFloorPolicy(FloorPolicy.OPEN),
        c.AddFloorQuestion("Why?"),
        c.Blackout(True),
    ],
)
def test_what_does_not_move_the_floor_does_not_make_a_floor_command_stale(scene: Scene, between: AnyCommand) -> None:
    seen = scene.session.seq
    scene.send(between)
    scene.send(c.Advance(), seen=seen)
    assert scene.floor["segment"] == "t2"


def test_a_cue_does_not_make_a_floor_command_stale(scene: Scene) -> None:
    seen = scene.wait(minutes(5) - 1).session.seq
    scene.send(c.SendCue("1:00"))
    scene.send(c.Advance(), seen=seen)
    assert scene.floor["segment"] == "t2"


@pytest.mark.parametrize(
    "command",
    [
        c.OpenSession(), c.CloseSession(), c.ReopenSession(), c.Cue(), c.GiveFloor(), c.SetVoice("p2"), c.YieldFloor(),
        c.Advance(), c.GoBack(), c.Undo(), c.PauseClock(), c.ResumeClock(), c.GrantTime(1), c.CorrectStart(1),
        c.Interrupt(Interruption.OTHER), c.EndInterruption(), c.ApplyRebalance(RebalanceMode.EQUAL),
        c.SkipSegment("t5"), c.MarkAbsent("t5"), c.RecallSegment("t5"), c.SendCue("1:00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", [c.Advance(), c.PauseClock(), c.SkipSegment("t6"), c.Interrupt(Interruption.OTHER)])
def test_every_command_of_floor_clock_and_running_order_is_stale_once_the_floor_has_moved(
    scene: Scene, command: AnyCommand, between: AnyCommand
) -> None:
    seen = scene.session.seq
    scene.send(between)
    before = scene.session
    assert refusal(scene, command, seen) == "stale_view"
    assert scene.session is before


@pytest.mark.parametrize(
    "command",
    [
        c.FocusQuestion("q1"), c.MarkQuestion("q1", "skipped"), c.AddNote("x"), c.ShowMessage("x"), c.FlashStage(),
        c.EditSegment("t5", {"title": "y"}), c.MoveSegment("t5", "t3"), c.AddFloorQuestion("Why?"),
        c.SetFloorPolicy(FloorPolicy.OPEN),
    ],
)  # fmt: skip
def test_everything_else_is_never_stale_because_of_the_floor(scene: Scene, command: AnyCommand) -> None:
    seen = scene.session.seq
    scene.send(c.Advance())
    assert len(scene.send(command, seen=seen)) == 1


def test_a_grant_for_a_floor_that_has_moved_is_stale(scene: Scene) -> None:
    seen = scene.session.seq
    scene.send(c.Advance())
    assert refusal(scene, c.GrantTime(60_000), seen) == "stale_view"
    scene.send(c.ShowMessage("Not stale"), seen=seen)


def test_an_undo_takes_back_only_what_its_sender_has_seen(scene: Scene) -> None:
    seen = scene.session.seq
    scene.send(c.GrantTime(60_000))
    assert refusal(scene, c.Undo(), seen) == "stale_view"
    scene.send(c.Undo(), seen=scene.session.seq)


def test_the_system_may_not_do_more_than_it_needs() -> None:
    scene = Scene()
    with pytest.raises(Rejection):
        scene.send(c.Advance(), role=Role.SYSTEM)


def test_a_screen_that_has_seen_nothing_yet_gives_what_does_not_move_the_floor(scene: Scene) -> None:
    assert len(scene.send(c.ShowMessage("Welcome"), seen=0)) == 1
    assert refusal(scene, c.Advance(), seen=0) == "stale_view"
