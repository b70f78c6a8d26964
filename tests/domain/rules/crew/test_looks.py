"""Setting the look of a screen: what is left out stays, and the floor does not notice."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.crew.look import Look
from app.domain.values import Role, ScreenFace, ScreenMode, ScreenSecondary
from tests.fakes import Scene, rejection

STAGE = "standing:session-v:stage"


def test_what_is_left_out_stays() -> None:
    scene = Scene()
    scene.send(c.SetLook(STAGE, ScreenMode.AUX_1, mirror=True, language="fr"), c.SetLook(STAGE, rotate=90, hours=12))
    assert scene.session.looks == {STAGE: Look(ScreenMode.AUX_1, mirror=True, rotate=90, hours=12, language="fr")}
    scene.send(c.SetLook(STAGE, language="own", secondary=ScreenSecondary.NONE, face=ScreenFace.LAMP, margin=5))
    look = scene.session.looks[STAGE]
    assert (look.language, look.secondary, look.face, look.margin) == ("", "none", "lamp", 5)


def test_nothing_new_is_no_event_and_a_plain_look_is_none() -> None:
    scene = Scene()
    assert scene.send(c.SetLook(STAGE, ScreenMode.SPEECH)) == []
    scene.send(c.SetLook(STAGE, ScreenMode.NOTHING), c.SetLook(STAGE, ScreenMode.SPEECH))
    assert scene.session.looks == {}


def test_setting_a_screen_makes_no_key_stale_and_undo_leaves_it() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    seen = scene.session.seq
    scene.send(c.SetLook(STAGE, ScreenMode.NEXT), c.PauseClock(), seen=seen)
    scene.send(c.Undo())
    assert (scene.floor["state"], scene.session.looks[STAGE].mode) == ("running", "next")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (c.SetLook(""), "screen: is the id of a link"),
        (c.SetLook("a b"), "screen: is the id of a link"),
        (c.SetLook(STAGE, rotate=45), "rotate: is one of 0, 90, 180, 270"),
        (c.SetLook(STAGE, hours=0), "hours: is one of 24, 12"),
        (c.SetLook(STAGE, margin=50), "margin: is one of 0, 3, 5, 10"),
        (c.SetLook(STAGE, language="xx"), "language: is one of own, ar"),
    ],
)
def test_what_cannot_be_is_named(command: AnyCommand, sentence: str) -> None:
    assert sentence in str(rejection(Scene(), command))


def test_only_those_who_run_the_session_are_told_how_screens_look() -> None:
    scene = Scene()
    scene.send(c.SetLook(STAGE, ScreenMode.NEXT))
    assert {role for role in Role if "looks" in scene.view(role)} == {Role.MODERATOR, Role.ORGANISER}
    assert scene.view().get("looks", {})[STAGE]["mode"] == "next"
