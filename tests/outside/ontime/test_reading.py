"""What an Ontime v4 client asks for, as ordinary commands: every action of the stock module, with its payloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.errors import Invalid, NotFound, Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import AtZero, AuxDirection, MessageStyle
from app.outside.ontime.messages import OntimeMessage
from app.outside.ontime.reading import commands_for, flag, typed
from tests.fakes import Scene

EMPTY = {"text": "", "visible": False, "blink": False, "blackout": False, "secondarySource": None}


def read(tag: str, payload: Any, scene: Scene | None = None, **timer: Any) -> list[AnyCommand]:
    message: Mapping[str, Any] = {"timer": {**EMPTY, **timer}, "secondary": ""}
    return commands_for(OntimeMessage(tag, payload), (scene or Scene()).session, message)


@pytest.mark.parametrize(
    ("tag", "payload", "command"),
    [
        ("start", None, c.GiveFloor()),
        ("start", "next", c.GiveFloor("t2")),
        ("start", "previous", c.GiveFloor("opening")),
        ("start", {"id": "t3"}, c.GiveFloor("t3")),
        ("start", {"cue": "4"}, c.GiveFloor("t3")),
        ("start", {"index": 4}, c.GiveFloor("t3")),
        ("start", {"index": "4"}, c.GiveFloor("t3")),
        ("load", None, c.Cue(None)),
        ("load", "next", c.Cue("t2")),
        ("load", "previous", c.Cue("opening")),
        ("load", {"id": "t3"}, c.Cue("t3")),
        ("load", {"cue": "4"}, c.Cue("t3")),
        ("load", {"index": 4}, c.Cue("t3")),
        ("pause", None, c.PauseClock()),
        ("stop", None, c.YieldFloor()),
        ("addtime", 60_000, c.GrantTime(60_000)),
        ("addtime", -60_000, c.GrantTime(-60_000)),
        ("addtime", "60000", c.GrantTime(60_000)),
        ("addtime", {"add": 5_000}, c.GrantTime(5_000)),
        ("addtime", {"remove": "5000"}, c.GrantTime(-5_000)),
        ("note", "Our own actions are understood too", c.AddNote("Our own actions are understood too")),
        ("blackout", True, c.Blackout(True)),
    ],
)
def test_an_action_is_one_command(tag: str, payload: Any, command: AnyCommand) -> None:
    scene = Scene()
    scene.send(c.Cue("t1"))
    assert read(tag, payload, scene) == [command]


@pytest.mark.parametrize("tag", ["roll", "ping", "offsetmode", "client", "client-rename", "client-redirect"])
def test_what_sessions_do_not_have_is_taken_and_changes_nothing(tag: str) -> None:
    assert read(tag, {"anything": 1}) == []


def test_start_continues_what_was_held() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.PauseClock())
    assert read("start", None, scene) == [c.ResumeClock()]


def test_reload_cues_the_segment_again_with_its_full_time() -> None:
    scene = Scene()
    assert read("reload", None, scene) == [c.Cue(None)]
    scene.send(c.Cue("t1"))
    assert read("reload", None, scene) == []
    scene.send(c.GiveFloor())
    assert read("reload", None, scene) == [c.GoBack()]


def test_a_message_is_read_by_its_parts() -> None:
    assert read("message", {"timer": {"text": "Go on", "visible": 1}}) == [c.ShowMessage("Go on", MessageStyle.NORMAL)]
    assert read("message", {"timer": {"visible": True}}, text="Before") == [c.ShowMessage("Before")]
    assert read("message", {"timer": {"visible": 0}}, visible=True) == [c.ClearMessage()]
    assert read("message", {"timer": {"text": "Other"}}, text="One", visible=True) == [c.ShowMessage("Other")]
    assert read("message", {"timer": {"text": ""}}, text="One", visible=True) == [c.ClearMessage()]
    every = {"timer": {"blackout": 1, "blink": 1, "secondarySource": "secondary"}, "secondary": "ignored"}
    assert read("message", every) == [c.Blackout(True), c.FlashStage(), c.ShowQuestionOnStage(True)]
    assert read("message", {"timer": {"secondarySource": None}}, secondarySource="secondary") == [
        c.ShowQuestionOnStage(False)
    ]


def test_what_is_so_already_is_not_done_again() -> None:
    so: dict[str, Any] = {"text": "One", "visible": True, "blackout": True, "secondarySource": "secondary"}
    assert read("message", {"timer": {**so, "blink": 0}}, **so) == []
    assert read("message", {"timer": {"visible": 0, "blackout": 0, "secondarySource": None}}) == []
    assert read("message", {}) == []


def test_a_text_of_a_message_that_is_hidden_is_kept_and_not_shown() -> None:
    hidden, visible = {"timer": EMPTY}, {"timer": {**EMPTY, "visible": True}}
    assert typed({"timer": {"text": "Later"}}, hidden) == "Later"
    assert read("message", {"timer": {"text": "Later"}}) == []
    assert typed({"timer": {"text": "Now", "visible": 1}}, hidden) is None
    assert typed({"timer": {"text": "Now"}}, visible) is None
    assert typed({"timer": {"text": "Later", "visible": 0}}, visible) == "Later"
    for other in ({"timer": {"visible": 1}}, {"timer": 7}, "text", None):
        assert typed(other, hidden) is None


def test_aux_clocks_are_started_held_stopped_and_set() -> None:
    scene = Scene()
    assert read("auxtimer", {"1": "start", "2": "pause", "3": "stop"}) == [c.AuxStart(1), c.AuxPause(2), c.AuxStop(3)]
    down, up = AuxDirection.DOWN, AuxDirection.UP
    assert read("auxtimer", {"1": {"duration": 300_000}}, scene) == [c.AuxSet(1, ms=300_000, direction=down)]
    assert read("auxtimer", {"1": {"direction": "count-up"}}, scene) == [c.AuxSet(1, ms=0, direction=up)]
    scene.send(c.AuxSet(1, ms=60_000))
    assert read("auxtimer", {"1": {"addtime": "30000"}}, scene) == [c.AuxSet(1, ms=90_000, direction=down)]
    assert read("auxtimer", {"1": {"addtime": -90_000}}, scene) == [c.AuxSet(1, ms=0, direction=down)]
    scene.send(c.AuxSet(1, direction=up))
    assert read("auxtimer", {"1": {"duration": 5_000}}, scene) == [c.AuxSet(1, ms=5_000, direction=up)]
    assert read("auxtimer", {"1": {"duration": 5, "direction": "count-down"}}, scene) == [
        c.AuxSet(1, ms=5, direction=down)
    ]


def test_a_change_edits_a_segment_and_ignores_what_it_does_not_have() -> None:
    changes = {"title": "New", "duration": 300, "timeWarning": 60, "timeDanger": "30", "colour": "#fff", "cue": "7"}
    fields = {"title": "New", "planned_ms": 300_000, "wrap_up_ms": 60_000, "last_call_ms": 30_000}
    assert read("change", {"t1": changes}) == [c.EditSegment("t1", fields)]
    assert read("change", {"t1": {"note": "Slowly"}}) == [c.EditSegment("t1", {"notes_moderator": "Slowly"})]
    assert read("change", {"t1": {"colour": "#fff", "custom:speaker": "Ann"}}) == []
    assert read("change", {"t1": {"endAction": "load-next"}}) == [c.EditSegment("t1", {"at_zero": AtZero.YIELD})]
    assert read("change", {"t1": {"endAction": "none"}}) == [c.EditSegment("t1", {"at_zero": AtZero.CONTINUE})]
    assert len(read("change", {"t1": {"title": "A"}, "t2": {"title": "B"}})) == 2


def test_skip_leaves_a_segment_out_or_brings_it_back() -> None:
    scene = Scene()
    assert read("change", {"t1": {"skip": True}}, scene) == [c.SkipSegment("t1")]
    assert read("change", {"t1": {"skip": "false"}}, scene) == []
    scene.send(c.SkipSegment("t1"))
    assert read("change", {"t1": {"skip": 1}}, scene) == []
    assert read("change", {"t1": {"skip": False}}, scene) == [c.RecallSegment("t1")]


@pytest.mark.parametrize("value", [None, "", "perhaps", 2, 1.5, [], {}])
def test_a_switch_is_on_or_off(value: Any) -> None:
    with pytest.raises(Invalid):
        flag(value)
    assert (flag(1), flag("TRUE"), flag(False), flag("off")) == (True, True, False, False)


@pytest.mark.parametrize(
    ("tag", "payload", "error"),
    [
        ("start", {"cue": "99"}, NotFound),
        ("start", {"index": "1e3"}, NotFound),
        ("start", {"id": 4}, NotFound),
        ("start", "sideways", Invalid),
        ("start", 2, Invalid),
        ("addtime", None, Invalid),
        ("addtime", "nan", Invalid),
        ("addtime", True, Invalid),
        ("addtime", 10**15, Invalid),
        ("change", None, Invalid),
        ("change", {"t1": {"skip": "perhaps"}}, Invalid),
        ("change", {"t1": {"duration": "long"}}, Invalid),
        ("message", {"timer": None}, Invalid),
        ("pause", {"a": 1}, Invalid),
        ("pause", "now", Invalid),
        ("teleprompter", "play", Invalid),
        ("auxtimer", None, Invalid),
        ("auxtimer", {}, Invalid),
        ("auxtimer", {"4": "start"}, Invalid),
        ("auxtimer", {"1": "start", "clock": "start"}, Invalid),
        ("auxtimer", {"1": "roll"}, Invalid),
        ("auxtimer", {"1": {}}, Invalid),
        ("auxtimer", {"1": {"colour": 1}}, Invalid),
        ("auxtimer", {"1": {"duration": "long"}}, Invalid),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tag: str, payload: Any, error: type[Rejection]) -> None:
    with pytest.raises(error) as refused:
        read(tag, payload)
    assert len(refused.value.sentence) < 300
