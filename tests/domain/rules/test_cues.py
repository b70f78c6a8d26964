"""A cue is sent if it is true at that moment, to the speaker with the floor, and by the server once."""

from __future__ import annotations

import pytest

from app.domain.errors import Refused
from app.domain.messages import commands as c
from app.domain.messages.events import CueSent
from app.domain.rules.decide import decide
from app.domain.values import Role
from tests.fakes import START, Scene, minutes, plan, refusal, seconds


def test_a_cue_is_one_of_the_ladder_and_for_the_speaker_who_has_the_floor(scene: Scene) -> None:
    assert refusal(scene, c.SendCue("2:00")) == "invalid"
    assert refusal(Scene(), c.SendCue("1:00")) == "nobody_has_floor"
    cued = Scene()
    cued.send(c.Cue("t1"))
    assert refusal(cued, c.SendCue("1:00")) == "nobody_has_floor"
    assert refusal(scene, c.SendCue("1:00")) == "cue_not_true"
    scene.wait(minutes(5) - 1).send(c.SendCue("1:00"))
    assert scene.view()["stage"]["cue"] == {
        "cue": "1:00",
        "text": "1 minute left",
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
    sent = [(r.at_ms - START, r.event.cue) for r in scene.wait(minutes(8)).records if isinstance(r.event, CueSent)]
    assert sent == [(minutes(4), "2:00"), (minutes(5) + seconds(30), "0:30"), (minutes(7), "+1:00")]


@pytest.mark.parametrize("mode", ["by_hand", "off"])
def test_without_the_automatic_none_goes_out_by_itself(mode: str) -> None:
    scene = Scene(plan(cue_mode=mode))
    scene.send(c.GiveFloor("t1"))
    assert [r for r in scene.wait(minutes(8)).records if r.event.kind == "cue_sent"] == []


@pytest.mark.parametrize(
    ("after", "sent"),
    [
        (minutes(5) - seconds(5), "1:00"),
        (minutes(5) + seconds(9), "1:00"),
        (minutes(5) + seconds(18), "0:40"),
        (minutes(6) - seconds(6), "0:05"),
        (minutes(5) + seconds(25), "0:35"),
        (minutes(6) - seconds(4), "0:00"),
        (minutes(6) + seconds(8), "0:00"),
        (minutes(6) + seconds(40), "+0:30"),
        (minutes(20), "+0:30"),
    ],
)
def test_the_key_sends_the_cue_that_is_true_now(after: int, sent: str) -> None:
    scene = Scene.after(c.GiveFloor("t1"), cue_mode="by_hand").wait(after)
    (event,) = scene.send(c.SendCue("now"))
    assert isinstance(event, CueSent)
    assert event.cue == sent


@pytest.mark.parametrize(
    ("scene", "sentence"),
    [
        (
            Scene.after(c.GiveFloor("t1")).wait(minutes(2)),
            "It is too early for a cue: the clock shows 4:00, the first cue is 1:00.",
        ),
        (Scene.after(c.GiveFloor("t1"), cues=[]), "This session has no cues."),
        (Scene.after(c.GiveFloor("t1"), cues=["1:00"]).wait(minutes(6)), "This session has no cue for overtime."),
    ],
)
def test_where_no_cue_is_true_the_key_says_why(scene: Scene, sentence: str) -> None:
    with pytest.raises(Refused, match="cue") as refused:
        scene.send(c.SendCue("now"))
    assert (refused.value.code, refused.value.sentence) == ("cue_not_true", sentence)


def test_a_cue_by_name_that_would_be_untrue_is_refused() -> None:
    scene = Scene.after(c.GiveFloor("t1")).wait(minutes(6) + seconds(8))
    with pytest.raises(Refused, match=r"The clock shows \+0:08, so the cue 1:00 would not be true"):
        scene.send(c.SendCue("1:00"))
    scene.send(c.PauseClock())
    with pytest.raises(Refused, match="No clock is running"):
        scene.send(c.SendCue("now"))


@pytest.mark.parametrize(
    ("cues", "after", "sent"),
    [
        (["1:00", "0:55"], minutes(5), "0:55"),  # both are true
        (["1:00"], minutes(6) - 1, "0:01"),  # what is left, to the last moment
        (["+0:30", "+1:00"], minutes(6) + seconds(8), "+0:30"),  # the first one of overtime
    ],
)
def test_the_key_sends_the_cue_of_another_ladder_that_is_true_now(cues: list[str], after: int, sent: str) -> None:
    scene = Scene.after(c.GiveFloor("t1"), cue_mode="by_hand", cues=cues, wrap_up="0:30").wait(after)
    (event,) = scene.send(c.SendCue("now"))
    assert isinstance(event, CueSent)
    assert event.cue == sent
