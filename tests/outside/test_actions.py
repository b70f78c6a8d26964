"""Actions: each is one ordinary command; what cannot be read is refused with what to write instead."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid, NotFound, Refused, Rejection
from app.domain.messages import commands as c
from app.domain.messages.base import Command
from app.domain.messages.commands import AnyCommand
from app.domain.presets import STANDARD
from app.domain.values import AuxDirection, Interruption, MessageStyle, RebalanceMode
from app.outside.actions import ACTIONS, command_for
from tests.fakes import Scene, seconds

EXAMPLES: dict[str, Command] = {
    "advance": c.Advance(),
    "back": c.GoBack(),
    "start": c.GiveFloor(),
    "start/t2": c.GiveFloor("t2"),
    "start/3": c.GiveFloor("t2"),
    "load": c.Cue(),
    "load/t2": c.Cue("t2"),
    "load/next": c.Cue("opening"),
    "stop": c.YieldFloor(),
    "pause": c.PauseClock(),
    "resume": c.ResumeClock(),
    "toggle": c.GiveFloor(),
    "grant/60000": c.GrantTime(60_000),
    "grant/-30000": c.GrantTime(-30_000),
    "grant/+1m30": c.GrantTime(90_000),
    "rebalance": c.ApplyRebalance(RebalanceMode.PROPORTIONAL),
    "rebalance/equal": c.ApplyRebalance(RebalanceMode.EQUAL),
    "interrupt": c.Interrupt(Interruption.TECHNICAL),
    "interrupt/point_of_order": c.Interrupt(Interruption.POINT_OF_ORDER),
    "skip/2": c.SkipSegment("t1"),
    "absent/t1": c.MarkAbsent("t1"),
    "recall/t1": c.RecallSegment("t1"),
    "voice/none": c.SetVoice(None),
    "message/Please wait/a moment": c.ShowMessage("Please wait/a moment"),
    "message/1": c.ShowMessage(preset="one_minute"),
    "urgent/3": c.ShowMessage(style=MessageStyle.URGENT, preset="please_conclude"),
    "message/77": c.ShowMessage("77"),
    "urgent/Stop": c.ShowMessage("Stop", MessageStyle.URGENT),
    "clear": c.ClearMessage(),
    "flash": c.FlashStage(),
    "blackout": c.Blackout(True),
    "blackout/on": c.Blackout(True),
    "blackout/off": c.Blackout(False),
    "question": c.ShowQuestionOnStage(False),
    "cue": c.SendCue("now"),
    "cue/1:00": c.SendCue("1:00"),
    "focus/2": c.FocusQuestion("q2"),
    "focus/q4": c.FocusQuestion("q4"),
    "focus/next": c.FocusQuestion("q1"),
    "focus/none": c.FocusQuestion(None),
    "aux/1/start": c.AuxStart(1),
    "aux/2/pause": c.AuxPause(2),
    "aux/3/stop": c.AuxStop(3),
    "aux/1/up": c.AuxSet(1, direction=AuxDirection.UP),
    "aux/1/down/10:00": c.AuxSet(1, ms="10:00"),
    "aux/1/until/14:30": c.AuxSet(1, until="14:30"),
    "note/A point": c.AddNote("A point"),
    "clap": c.Clap(),
    "open": c.OpenSession(),
    "close": c.CloseSession(),
    "undo": c.Undo(),
}


def read(action: str, scene: Scene) -> AnyCommand:
    name, *arguments = action.split("/")
    return command_for(name, arguments, scene.session)


@pytest.mark.parametrize("action", EXAMPLES)
def test_an_action_is_one_command(action: str) -> None:
    command: Command = read(action, Scene())
    assert command == EXAMPLES[action]


def test_every_action_has_an_example() -> None:
    assert {action.partition("/")[0] for action in EXAMPLES} == set(ACTIONS)


@pytest.mark.parametrize(
    ("before", "start", "toggle", "resume"),
    [
        ([c.GiveFloor("t1")], c.GiveFloor(), c.PauseClock(), c.ResumeClock()),
        ([c.GiveFloor("t1"), c.PauseClock()], c.ResumeClock(), c.ResumeClock(), c.ResumeClock()),
        (
            [c.GiveFloor("t1"), c.Interrupt(Interruption.OTHER)],
            c.EndInterruption(),
            c.EndInterruption(),
            c.EndInterruption(),
        ),
    ],
)
def test_the_same_key_starts_pauses_and_continues(
    before: list[AnyCommand], start: Command, toggle: Command, resume: Command
) -> None:
    scene = Scene()
    scene.send(*before)
    assert [read(name, scene) for name in ("start", "toggle", "resume")] == [start, toggle, resume]


def test_next_previous_and_the_speaker_are_those_of_the_present_segment() -> None:
    scene = Scene()
    scene.send(c.SkipSegment("t2"), c.GiveFloor("t3"), c.FocusQuestion("q2"))
    assert read("load/next", scene) == c.Cue("t4")
    assert read("start/previous", scene) == c.GiveFloor("t1")
    assert read("voice/1", scene) == c.SetVoice("p3")
    assert read("focus/next", scene) == c.FocusQuestion("q3")
    scene.send(c.FocusQuestion("q4"))
    with pytest.raises(Refused, match="Nothing is left"):
        read("focus/next", scene)


def test_a_switch_turns_to_the_other_side() -> None:
    scene = Scene()
    scene.send(c.Blackout(True), c.ShowQuestionOnStage(False))
    assert read("blackout/toggle", scene) == c.Blackout(False)
    assert read("question", scene) == c.ShowQuestionOnStage(True)


@pytest.mark.parametrize(
    ("action", "refused", "sentence"),
    [
        ("advence", Invalid, 'action: "advence" is not an action; did you mean advance?'),
        ("xyzzy", Invalid, 'action: "xyzzy" is not an action'),
        ("advance/0", Invalid, "arguments: has to be empty for this action"),
        ("grant", Invalid, "like one of 60000, -30000, 1m30"),
        ("grant/--5", Invalid, "like one of 60000, -30000, 1m30"),
        ("grant/9999999999", Invalid, "like one of 60000, -30000, 1m30"),
        ("blackout/maybe", Invalid, "like one of on, off, toggle"),
        ("interrupt/lunch", Invalid, "like one of point_of_order, technical, other"),
        ("aux/1", Invalid, "like one of 1/start"),
        ("aux/1/down", Invalid, "like one of 1/start"),
        ("start/t99", NotFound, 'segment "t99"'),
        ("start/0", NotFound, 'segment "0"'),
        ("skip", NotFound, "segment "),
        ("focus/9", NotFound, 'guiding question "9"'),
        ("voice/1", Refused, "does not list this speaker"),
        ("start/previous", Refused, "no earlier segment"),
        ("note/" + "x" * 501, Invalid, "is too long"),
        ("note" + "/x" * 21, Invalid, "is too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(
    action: str, refused: type[Rejection], sentence: str
) -> None:
    with pytest.raises(refused) as why:
        read(action, Scene())
    assert sentence in str(why.value)


def test_a_preset_that_names_a_question_names_the_one_in_focus() -> None:
    scene = Scene()
    key = list(STANDARD).index("answer_question") + 1
    with pytest.raises(Invalid):
        scene.send(read(f"message/{key}", scene))
    scene.send(c.FocusQuestion("q2"))
    assert read(f"message/{key}", scene) == c.ShowMessage(preset="answer_question", n=2)


def test_time_is_given_to_the_segment_that_is_on() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    scene.send(read("grant/-30000", scene))
    assert scene.remaining == seconds(330)
