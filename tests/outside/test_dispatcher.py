"""The dispatcher: the role decides, the audit names the program, and no link gives more than a person can."""

from __future__ import annotations

import pytest

from app.domain.errors import Forbidden, NotFound, StaleView, TooMany
from app.domain.messages import commands as c
from app.domain.state.history import History
from app.domain.values import Role
from app.outside.dispatcher import AT_ONCE, Dispatcher, Press, Program
from app.service.access.throttle import Throttle
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from tests.fakes import FakeClock, created, plan
from tests.ports import RecordingPublisher


def program(clock: FakeClock, role: Role = Role.MODERATOR) -> Program:
    records = [created(plan())]
    room = Room(History.of(records), MemoryJournal(records), RecordingPublisher(), clock)
    return Program(room, Sender("Companion: Moderator's link", role), "link")


async def test_an_action_is_carried_out_once_with_its_key_and_the_audit_names_the_program() -> None:
    clock = FakeClock()
    asking, dispatcher = program(clock), Dispatcher(clock)
    first = await dispatcher.act(asking, Press("start", ["t1"], "k1"))
    assert await dispatcher.act(asking, Press("start", ["t1"], "k1")) == first
    assert {record.actor for record in first.records} == {"Companion: Moderator's link"}
    assert asking.room.session.on == "t1"


async def test_a_viewers_link_gives_no_action() -> None:
    clock = FakeClock()
    asking = program(clock, Role.VIEWER)
    with pytest.raises(Forbidden):
        await Dispatcher(clock).act(asking, Press("advance"))
    with pytest.raises(Forbidden):
        await Dispatcher(clock).give(asking, c.Advance())
    assert asking.room.session.seq == 1


async def test_a_program_that_saw_an_older_state_is_refused() -> None:
    clock = FakeClock()
    asking, dispatcher = program(clock), Dispatcher(clock)
    await dispatcher.give(asking, c.GiveFloor("t1"))
    with pytest.raises(StaleView):
        await dispatcher.act(asking, Press("advance", seen=1))


async def test_a_bouncing_key_counts_once_and_a_refused_one_can_be_pressed_again() -> None:
    clock = FakeClock()
    asking, dispatcher, once = program(clock), Dispatcher(clock), Throttle(1, 300)
    assert await dispatcher.act_once(asking, Press("advance"), once) is not None
    assert await dispatcher.act_once(asking, Press("advance"), once) is None
    clock.set(clock.now() + 300)
    assert await dispatcher.act_once(asking, Press("advance"), once) is not None
    for _ in range(2):
        with pytest.raises(NotFound):
            await dispatcher.act_once(asking, Press("load", ["t99"]), once)


async def test_a_link_that_floods_is_told_when_to_come_again_and_delays_no_other() -> None:
    clock = FakeClock()
    asking, dispatcher = program(clock), Dispatcher(clock)
    other = Program(asking.room, asking.sender, "other")
    for _ in range(AT_ONCE):
        await dispatcher.act(asking, Press("flash"))
    with pytest.raises(TooMany) as refused:
        await dispatcher.act(asking, Press("flash"))
    assert (refused.value.code, refused.value.retry_after_s) == ("too_many", 1)
    await dispatcher.act(other, Press("flash"))
    clock.set(clock.now() + 1_000)
    await dispatcher.act(asking, Press("flash"))
