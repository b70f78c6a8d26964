"""The tick of Ontime v4 clients: when the next one is due, and that there is none for a session without clients."""

from __future__ import annotations

import asyncio

from app.domain.messages import commands as c
from app.outside.ontime.ticker import next_instant
from tests.fakes import Scene
from tests.outside.ontime.playing import Listening, Played, connected


def due(scene: Scene) -> int | None:
    instant = next_instant(scene.session, scene.now)
    return None if instant is None else instant - scene.now


def test_a_tick_is_due_when_the_clocks_text_changes() -> None:
    scene = Scene()
    assert due(scene) is None
    scene.send(c.GiveFloor("t1"))
    assert due(scene) == 1_000
    assert due(scene.wait(1)) == 999
    assert due(scene.wait(998)) == 1
    assert due(scene.wait(1)) == 1_000
    assert due(scene.wait(400_250)) == 750  # in overtime too
    scene.send(c.PauseClock())
    assert due(scene) is None
    scene.wait(333).send(c.ResumeClock())
    assert due(scene) == 750
    scene.send(c.YieldFloor())
    assert due(scene) is None


def test_a_running_aux_clock_ticks_with_its_own_text() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, ms=60_000), c.AuxStart(1))
    scene.wait(250)
    assert due(scene) == 750
    scene.send(c.AuxStart(2))
    scene.wait(300)
    assert due(scene) == 450
    scene.send(c.AuxStop(1))
    assert due(scene) == 700
    scene.send(c.AuxPause(2))
    assert due(scene) is None


def test_a_message_that_hides_itself_is_waited_for() -> None:
    scene = Scene()
    scene.send(c.ShowMessage("Soon gone", hide_after_ms=2_500))
    assert due(scene) == 2_500
    scene.send(c.GiveFloor("t1"))
    assert due(scene) == 1_000
    scene.send(c.PauseClock())
    assert due(scene.wait(2_500)) is None


async def test_only_a_session_with_clients_has_a_task() -> None:
    before = asyncio.all_tasks()
    played = Played()
    Listening(played).leave()
    assert len(played.ticker) == 0
    one, two = await connected(played), await connected(played)
    assert len(played.ticker) == 1
    one.leave()
    await played.give(c.GiveFloor("t1"))
    await two.sent()
    await played.clock.advance(1_000)
    assert len(await two.sent()) == 1
    two.leave()
    await played.clock.advance(0)
    assert len(played.ticker) == 0
    assert asyncio.all_tasks() == before
