"""What is shown to the speaker: messages, cues, flashes, blackout and the question on the stage."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.rules.decide import decide
from app.domain.values import FloorPolicy, MessageStyle, Role
from tests.fakes import START, Scene, minutes, plan, seconds


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    return scene


def refusal(scene: Scene, command: AnyCommand) -> str:
    before = scene.session
    with pytest.raises(Rejection) as refused:
        scene.send(command)
    assert scene.session is before
    return refused.value.code


def test_a_message_stands_until_it_is_cleared_or_its_time_is_over(scene: Scene) -> None:
    scene.send(c.ShowMessage("Please conclude", MessageStyle.URGENT))
    shown = {"text": "Please conclude", "style": "urgent", "hide_at_ms": None, "seq": scene.session.seq}
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


def test_a_cue_is_one_of_the_ladder_and_for_somebody_who_has_the_floor(scene: Scene) -> None:
    assert refusal(scene, c.SendCue("2:00")) == "invalid"
    assert refusal(Scene(), c.SendCue("1:00")) == "nobody_has_floor"
    cued = Scene()
    cued.send(c.Cue("t1"))
    assert refusal(cued, c.SendCue("1:00")) == "nobody_has_floor"
    assert refusal(scene, c.SendCue("1:00")) == "cue_not_true"
    scene.wait(minutes(5) - 1).send(c.SendCue("1:00"))
    assert scene.view()["stage"]["cue"] == {
        "cue": "1:00",
        "remaining_ms": seconds(60),
        "segment": "t1",
        "at_ms": START + minutes(5) - 1,
        "until_ms": START + minutes(5) + seconds(10),
        "seq": scene.session.seq,
        "automatic": False,
    }
    scene.send(c.Advance())
    assert scene.view()["stage"]["cue"] is None


def test_a_cue_by_hand_can_be_repeated_and_one_of_the_server_comes_once(scene: Scene) -> None:
    scene.wait(minutes(5) - 1)
    assert len(scene.send(c.SendCue("1:00"))) == len(scene.send(c.SendCue("1:00"))) == 1
    assert decide(scene.session, c.SendCue("1:00"), scene.now, role=Role.SYSTEM) == ()
    assert len(decide(scene.session, c.SendCue("0:00"), scene.now + minutes(1), role=Role.SYSTEM)) == 1


def test_the_ladder_belongs_to_the_session() -> None:
    scene = Scene(plan(cues=["0:30", "2:00", "+1:00"]))
    scene.send(c.GiveFloor("t1"))
    assert [cue["cue"] for cue in scene.view()["ladder"]["cues"]] == ["2:00", "0:30", "+1:00"]
    sent = [(r.at_ms - START, r.event.cue) for r in scene.wait(minutes(8)).records if r.event.kind == "cue_sent"]  # type: ignore[union-attr]  # of that kind
    assert sent == [(minutes(4), "2:00"), (minutes(5) + seconds(30), "0:30"), (minutes(7), "+1:00")]


@pytest.mark.parametrize("mode", ["by_hand", "off"])
def test_without_the_automatic_none_goes_out_by_itself(mode: str) -> None:
    scene = Scene(plan(cue_mode=mode))
    scene.send(c.GiveFloor("t1"))
    assert [r for r in scene.wait(minutes(8)).records if r.event.kind == "cue_sent"] == []
