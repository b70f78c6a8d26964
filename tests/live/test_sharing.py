"""Consoles, screens and viewers of several processes are as those of one, and a process may die at any moment."""

from __future__ import annotations

import pytest

from app.domain.errors import Refused
from app.domain.values import Role
from app.live.sharing import READS_EVERY_S
from app.live.sockets import FLASH, GO
from app.store.notices import Topic
from app.wire.messages import NOT_ALLOWED, ScreenReport, encode
from tests.fakes import Scene
from tests.live.company import SLUG, Company, Process
from tests.live.wires import Differing, Wire


def states(process: Process) -> dict[str, tuple[str, str]]:
    return {screen.id: (screen.state, screen.lost_with) for screen in process.presence.screens}


@pytest.fixture
async def company() -> Company:
    company = Company("a", "b")
    await company.settle()
    return company


async def test_every_process_shows_the_viewers_and_screens_of_all(company: Company) -> None:
    a, b = company.processes
    a.presence.viewer_came()
    b.presence.viewer_came()
    b.presence.viewer_came()
    b.presence.screen_came("stage-1", "Left", "stage", company.now())
    b.presence.screen_reported("stage-1", ScreenReport(7, True, 3.0, True, 5, 4), company.now())
    a.presence.read_to("t1/p1", 3, company.now())
    await company.wait(1)
    for process in (a, b):
        facts = process.presence.facts()
        (screen,) = facts["screens"]
        assert facts["viewers"] == 3
        assert (screen["name"], screen["state"], screen["painted_seq"]) == ("Left", "here", 7)
        assert (screen["visible"], screen["shows_message"], screen["cue_shown"], screen["cue_seen"]) == (
            True,
            True,
            5,
            4,
        )
        assert facts["reading"] == {"place": "t1/p1", "paragraph": 3}
    b.presence.viewer_left()
    await company.wait(1)
    assert (a.presence.viewers, b.presence.viewers) == (2, 2)


async def test_a_screen_that_connects_to_another_process_is_listed_once_under_its_name(company: Company) -> None:
    a, b = company.processes
    a.presence.screen_came("stage-1", "Left", "stage", company.now())
    await company.wait(1)
    a.presence.screen_left("stage-1")
    b.presence.screen_came("stage-1", "", "stage", company.now())
    await company.wait(1)
    for process in (a, b):
        assert [(screen.id, screen.name, screen.state) for screen in process.presence.screens] == [
            ("stage-1", "Left", "here")
        ]


async def test_a_process_that_dies_is_named_with_its_screens_within_five_seconds(company: Company) -> None:
    a, b = company.processes
    b.presence.viewer_came()
    b.presence.screen_came("stage-1", "Left", "stage", company.now())
    await company.wait(1)
    b.is_running = False
    await company.wait(3)
    assert states(a) == {"stage-1": ("here", "")}
    await company.wait(1.5)
    assert states(a) == {"stage-1": ("gone", "b")}
    assert a.presence.viewers == 0
    assert company.store.parts == {}
    a.presence.screen_came("stage-1", "", "stage", company.now())
    assert states(a) == {"stage-1": ("here", "")}
    a.presence.screen_left("stage-1")
    assert states(a) == {"stage-1": ("gone", "")}


async def test_screens_of_a_process_that_ends_in_order_are_disconnected(company: Company) -> None:
    a, b = company.processes
    b.presence.screen_came("stage-1", "Left", "stage", company.now())
    await company.wait(1)
    b.is_running = False
    await b.sharing.close()
    await company.settle()
    assert states(a) == {"stage-1": ("gone", "")}


async def test_a_process_that_starts_later_knows_all_within_a_moment(company: Company) -> None:
    a, _ = company.processes
    a.presence.viewer_came()
    a.baton.came("console-a", "Ada")
    await company.wait(10)
    late = company.start("c")
    await company.wait(0.5)
    assert (late.presence.viewers, late.holder, late.baton.facts()["name"]) == (1, "console-a", "Ada")
    with pytest.raises(Refused):
        late.baton.require("console-c")


async def test_a_process_that_is_alone_asks_nothing_of_the_database() -> None:
    company = Company("a")
    await company.wait(5)
    (a,) = company.processes
    asked = company.store.statements
    for _ in range(100):
        a.presence.viewer_came()
        await company.wait(1)
    assert company.store.statements == asked
    assert company.store.parts == {}


async def test_a_part_is_stored_once_a_second_and_only_when_it_has_changed(company: Company) -> None:
    a, b = company.processes
    await company.wait(5)
    company.store.statements = 0
    await company.wait(10)
    assert company.store.statements <= 22  # a sign of life a second from each of two
    company.store.statements = 0
    for _ in range(40):
        for _ in range(100):
            a.presence.viewer_came()
        await company.wait(0.25)
    assert company.store.statements <= 34  # and a part a second, which the other reads
    await company.wait(1)
    assert b.presence.viewers == 4_000


async def test_what_many_processes_change_in_one_moment_is_read_together() -> None:
    company = Company(*(f"process {n}" for n in range(10)))
    await company.wait(5)
    reader, *others = company.processes
    company.store.reads = 0
    for process in others:
        process.is_running = False
    for _ in range(4):
        for process in others:
            process.presence.viewer_came()
            await process.sharing.step()
        await company.wait(1)
    assert reader.presence.viewers == 36
    assert company.store.reads <= 4 * (1 / READS_EVERY_S)


async def test_while_the_database_is_away_no_process_is_taken_for_dead_and_then_all_is_told(company: Company) -> None:
    a, b = company.processes
    b.presence.viewer_came()
    await company.wait(1)
    company.store.is_away = True
    b.presence.viewer_came()
    await company.wait(60)
    assert a.presence.viewers == 1
    company.store.is_away = False
    await company.wait(6)
    assert a.presence.viewers == 2


async def test_the_console_of_one_process_has_the_keys_in_all(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada", link="ada")
    await company.wait(1)
    b.baton.came("console-b", "Ada", link="ben")
    await company.wait(1)
    assert (a.holder, b.holder) == ("console-a", "console-a")
    assert a.baton.facts()["others"] == [{"id": "console-b", "name": "Ada (2)"}]
    assert not b.baton.may_take("console-b")
    b.baton.ask("console-b")
    await company.wait(1)
    assert a.baton.facts()["asking"] == ["console-b"]
    assert a.baton.give("console-a", "console-b") == "Ada (2)"
    await company.settle()
    assert (a.holder, b.holder) == ("console-b", "console-b")
    a.baton.require("console-b")
    for process in (a, b):
        assert process.baton.facts()["asking"] == []
        with pytest.raises(Refused):
            process.baton.require("console-a")


async def test_of_two_consoles_that_come_or_take_over_at_once_one_has_the_keys_everywhere(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada")
    b.baton.came("console-b", "Ben")
    await company.settle()
    assert a.holder == b.holder == company.store.batons[SLUG].holder
    a.baton.take("console-a", at_any_time=True)
    b.baton.take("console-b", at_any_time=True)
    await company.settle()
    assert a.holder == b.holder == company.store.batons[SLUG].holder


async def test_the_keys_of_a_process_that_died_are_free_and_a_waiting_console_gets_them(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada")
    await company.wait(1)
    b.baton.came("console-b", "Ben")
    await company.wait(1)
    a.is_running = False
    await company.wait(3)
    assert b.holder == "console-a"
    b.baton.heard("console-b")
    await company.wait(1.5)
    assert b.holder == "console-b"
    b.baton.require("console-b")
    assert company.store.batons[SLUG].holder == "console-b"


async def test_keys_without_a_waiting_console_can_be_taken_when_their_process_died(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada")
    await company.wait(1)
    a.is_running = False
    await company.wait(5)
    assert b.baton.facts()["silent"]
    b.baton.came("console-b", "Ben")
    assert b.baton.may_take("console-b")
    b.baton.take("console-b")
    await company.settle()
    assert company.store.batons[SLUG].holder == "console-b"


async def test_a_console_that_connects_to_another_process_keeps_the_keys(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada", link="ada")
    await company.wait(1)
    a.baton.left("console-a")
    b.baton.came("console-a", "Ada", link="ada", held=True)
    await company.wait(2)
    assert (a.holder, b.holder) == ("console-a", "console-a")
    assert not b.baton.facts()["silent"]
    assert company.store.batons[SLUG].process == "b"


async def test_a_console_that_is_reloaded_into_another_process_keeps_the_keys(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada", link="ada")
    await company.wait(1)
    a.baton.left("console-a")
    b.baton.came("console-a2", "Ada", "console-a", link="ada")
    await company.wait(1)
    assert (a.holder, b.holder) == ("console-a2", "console-a2")


async def test_a_silent_console_passes_its_keys_to_one_of_another_process(company: Company) -> None:
    a, b = company.processes
    a.baton.came("console-a", "Ada")
    await company.wait(1)
    b.baton.came("console-b", "Ben")
    await company.wait(3)
    assert (a.holder, b.holder) == ("console-a", "console-a")
    await company.wait(2)
    assert (a.holder, b.holder) == ("console-b", "console-b")


async def test_a_session_that_is_shared_no_longer_is_forgotten_by_the_others(company: Company) -> None:
    a, b = company.processes
    b.presence.screen_came("stage-1", "Left", "stage", company.now())
    await company.wait(2)
    assert states(a) == {"stage-1": ("here", "")}
    b.sharing.remove(SLUG)
    await company.wait(2)
    assert company.store.parts == {}
    b.sharing.look_at_baton(SLUG)
    await company.settle()


async def test_a_screen_of_another_process_is_flashed_and_sent_away(company: Company) -> None:
    a, b = company.processes
    wire = Wire()
    b.hub.sockets.admit(wire, "screen:1")
    b.hub.join(wire, Differing(Role.STAGE), Scene().session)
    b.hub.sockets.seat("stage-1", wire)
    for about in ("stage-1", "screen:1"):
        assert await a.hub.shared.tell(Topic.FLASH, about)
    await company.settle()
    assert wire.read().count(FLASH) == 2
    assert await a.hub.shared.tell(Topic.GO, "screen:1")
    await company.settle()
    assert (GO in wire.read(), wire.code) == (True, NOT_ALLOWED)


async def test_a_screen_of_another_process_gets_its_new_name(company: Company) -> None:
    a, b = company.processes
    wire = Wire()
    b.hub.sockets.admit(wire, "screen:1")
    b.hub.join(wire, Differing(Role.STAGE), Scene().session)
    b.hub.sockets.seat("stage-1", wire)
    b.presence.screen_came("stage-1", "Left", "stage", company.now(), link="screen:1")
    await company.wait(2)
    for about, name in (("stage-1", "Right"), ("screen:1", "Foyer")):
        assert a.hub.sockets.rename(about, name)
        await company.wait(2)
        assert encode({"t": "name", "name": name}) in wire.read()
        assert [screen.name for process in (a, b) for screen in process.presence.screens] == [name, name]
    assert not a.hub.sockets.rename("stage-2", "Nowhere")


async def test_a_paired_screen_is_connected_if_it_is_in_any_process(company: Company) -> None:
    a, b = company.processes
    wires = [Wire(), Wire()]
    for wire in wires:
        b.hub.sockets.admit(wire, "screen:1")
        b.hub.join(wire, Differing(Role.STAGE), Scene().session)
    await company.wait(2)
    assert [process.presence.is_connected("screen:1") for process in (a, b)] == [True, True]
    assert not a.presence.is_connected("screen:2")
    b.hub.unsubscribe(wires[0])
    await company.wait(2)
    assert a.presence.is_connected("screen:1")
    b.hub.unsubscribe(wires[1])
    await company.wait(2)
    assert [process.presence.is_connected("screen:1") for process in (a, b)] == [False, False]


async def test_a_screen_that_is_connected_to_two_processes_is_one_screen(company: Company) -> None:
    a, b = company.processes
    for process in (a, b):
        process.presence.screen_came("stage-1", "Left", "stage", company.now())
    await company.wait(2)
    assert (states(a), states(b)) == ({"stage-1": ("here", "")}, {"stage-1": ("here", "")})
    a.presence.screen_left("stage-1")
    await company.wait(2)
    assert (states(a), states(b)) == ({"stage-1": ("here", "")}, {"stage-1": ("here", "")})
    assert a.hub.sockets.rename("stage-1", "Right")
    await company.wait(2)
    assert [screen.name for process in (a, b) for screen in process.presence.screens] == ["Right", "Right"]
    b.presence.screen_left("stage-1")
    await company.wait(2)
    assert (states(a), states(b)) == ({"stage-1": ("gone", "")}, {"stage-1": ("gone", "")})


async def test_a_process_that_is_alone_tells_no_other() -> None:
    company = Company("a")
    assert not await company.processes[0].hub.shared.tell(Topic.FLASH, "stage-1")
    assert company.store.notices == []
