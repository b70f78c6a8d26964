"""A view of a while ago shows what a new one would: the clock, the phase, the message, how late it is."""

from __future__ import annotations

import pytest

from app.cli.view_now import view_at
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import Role
from tests.fakes import Scene, minutes, seconds

PLAYED: dict[str, list[AnyCommand]] = {
    "planned": [],
    "cued": [c.OpenSession(), c.Cue("t1")],
    "running": [c.GiveFloor("t1"), c.ShowMessage("Slower", hide_after_ms=seconds(90))],
    "paused": [c.GiveFloor("t1"), c.PauseClock()],
    "free": [c.GiveFloor("t1"), c.YieldFloor()],
}


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.VIEWER])
@pytest.mark.parametrize("state", PLAYED)
def test_it_shows_what_a_new_view_would(state: str, role: Role) -> None:
    scene = Scene()
    scene.send(*PLAYED[state])
    received = scene.view(role)
    for later in (0, 100, seconds(89), seconds(1), minutes(4) + 1, minutes(1), minutes(12)):
        scene.now += later  # nothing happens meanwhile, or the view would have been followed by another
        computed, new = view_at(received, scene.now), scene.view(role)
        for name in ("text", "phase", "remaining_ms"):
            assert computed["floor"][name] == new["floor"][name], (name, scene.now)
        assert computed["offset_ms"] == new["offset_ms"]
        assert (computed["stage"]["message"] is None) == (new["stage"]["message"] is None)


def test_the_view_itself_is_left_as_it_was() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    received = scene.view()
    before = received["floor"]["text"]
    assert view_at(received, scene.now + minutes(1))["floor"]["text"] != before == received["floor"]["text"]
