"""The newest state wins: what each socket is sent, in which order, however many there are and however slow they are."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.domain.messages import commands as c
from app.domain.state.session import Session
from app.domain.values import Role
from app.live.hub import FIRST_SLICE, MANY, SLICE, Figures, Frames, Hub
from app.live.presence import Presence
from app.wire.frames import Message
from tests.fakes import START, Scene
from tests.live.wires import Differing, Wire, turns

FIRST: Session = Scene().session


def state(seq: int) -> Session:
    return replace(FIRST, seq=seq)


@pytest.fixture
def figures() -> Figures:
    return Figures()


@pytest.fixture
def hub(figures: Figures) -> Hub:
    return Hub(lambda: START, figures=figures)


def join(hub: Hub, count: int = 1, role: Role = Role.VIEWER, log: list[str] | None = None) -> list[Wire]:
    wires = [Wire(log, f"{role}") for _ in range(count)]
    for wire in wires:
        hub.join(wire, Differing(role), FIRST)
    return wires


async def test_the_whole_state_comes_first_and_then_what_changed(hub: Hub) -> None:
    (wire,) = join(hub)
    hub.publish(state(2))
    hub.publish(state(3))
    assert wire.read() == ["state 1", "change 2", "change 3"]


async def test_stage_screens_are_shown_a_state_before_all_others(hub: Hub) -> None:
    log: list[str] = []
    join(hub, role=Role.VIEWER, log=log)
    join(hub, role=Role.MODERATOR, log=log)
    (screen,) = join(hub, role=Role.STAGE, log=log)
    hub.sockets.seat("screen-1", screen)
    log.clear()
    hub.publish(state(2))
    assert log == ["stage change 2", "moderator change 2", "viewer change 2"]


async def test_a_slow_socket_skips_states_and_then_gets_the_whole_newest(hub: Hub, figures: Figures) -> None:
    (wire,) = join(hub)
    wire.read()
    wire.shut = True
    for seq in (2, 3, 4, 5):
        hub.publish(state(seq))
    assert wire.read() == ["change 2"]
    wire.open()
    assert wire.read() == ["state 5"]
    assert figures.skipped == 2
    hub.publish(state(6))
    assert wire.read() == ["change 6"]


async def test_a_socket_that_missed_nothing_while_it_was_slow_gets_the_change_alone(hub: Hub, figures: Figures) -> None:
    (wire,) = join(hub)
    wire.shut = True
    hub.publish(state(2))
    hub.publish(state(3))
    wire.open()
    assert wire.read() == ["state 1", "change 2", "change 3"]
    assert figures.skipped == 0


async def test_nothing_is_sent_to_a_socket_that_has_everything(hub: Hub) -> None:
    (wire,) = join(hub)
    wire.shut = True
    hub.publish(state(2))
    wire.open()
    assert wire.read() == ["state 1", "change 2"]


async def test_those_who_run_the_session_come_before_the_viewers(hub: Hub) -> None:
    log: list[str] = []
    join(hub, 3, Role.VIEWER, log)
    join(hub, 1, Role.STAGE, log)
    join(hub, 1, Role.MODERATOR, log)
    log.clear()
    hub.publish(state(2))
    assert {line.split()[0] for line in log[:2]} == {"moderator", "stage"}
    assert log[2:] == ["viewer change 2"] * 3


async def test_many_are_served_in_slices_and_a_newer_state_takes_over_the_rest(hub: Hub, figures: Figures) -> None:
    wires = join(hub, FIRST_SLICE + SLICE)
    for wire in wires:
        wire.read()
    hub.publish(state(2))
    assert sum(bool(wire.taken) for wire in wires) == FIRST_SLICE
    hub.publish(state(3))
    await turns()
    received = sorted(tuple(wire.read()) for wire in wires)
    assert received == [("change 2", "change 3")] * FIRST_SLICE + [("state 3",)] * SLICE
    assert figures.skipped == SLICE
    hub.publish(state(4))
    await turns()
    assert {tuple(wire.read()) for wire in wires} == {("change 4",)}


async def test_the_time_of_a_fan_out_is_taken_once_all_have_it(hub: Hub, figures: Figures) -> None:
    taken: list[float] = []
    figures.fanned_out = taken.append
    join(hub, FIRST_SLICE + 1)
    hub.publish(state(2))
    assert taken == []
    await turns()
    assert len(taken) == 1


async def test_news_never_overtakes_a_state(hub: Hub) -> None:
    wires = join(hub, FIRST_SLICE + 1)
    for wire in wires:
        wire.read()
    hub.publish(state(2))
    hub.say("votes", "two", {Role.VIEWER})
    hub.say("votes", "three", {Role.VIEWER})
    await turns()
    assert {tuple(wire.read()) for wire in wires} == {("change 2", "three")}


async def test_a_slow_socket_has_one_piece_of_news_of_each_kind_pending(hub: Hub) -> None:
    (wire,) = join(hub)
    wire.shut = True
    hub.publish(state(2))
    wire.read()
    for n in range(100):
        hub.say("votes", f"{n} votes", {Role.VIEWER})
        hub.say("mood", f"mood {n}", {Role.VIEWER})
    hub.publish(state(3))
    wire.open()
    assert wire.read() == ["change 3", "99 votes", "mood 99"]


async def test_a_revoked_link_ends_its_sockets_with_nothing_pending(hub: Hub) -> None:
    wires = [Wire() for _ in range(3)]
    for wire, link in zip(wires, ("a", "a", "b"), strict=True):
        hub.sockets.admit(wire, link)
        hub.join(wire, Differing(), FIRST)
        wire.shut = True
    hub.publish(state(2))
    hub.publish(state(3))
    for wire in wires:
        wire.read()
    assert hub.sockets.end_link("a") == 2
    for wire in wires:
        wire.open()
    assert [(wire.code, wire.read()) for wire in wires] == [(4401, []), (4401, []), (None, ["change 3"])]


async def test_a_link_can_be_revoked_before_its_socket_has_said_hello(hub: Hub) -> None:
    wire = Wire()
    hub.sockets.admit(wire, "a")
    assert (hub.sockets.end_link("a"), wire.code) == (1, 4401)
    hub.unsubscribe(wire)
    assert hub.sockets.end_link("a") == 0


def private(seq: int) -> Session:
    return replace(state(seq), plan=replace(FIRST.plan, public=False))


async def test_a_session_made_private_ends_the_lines_without_a_link_before_it_is_shown(hub: Hub) -> None:
    linked, joined, stuck, _silent = wires = [Wire() for _ in range(4)]
    for wire, link in zip(wires, ("a", None, None, None), strict=True):
        hub.sockets.admit(wire, link)
    for wire in (linked, joined, stuck):
        hub.join(wire, Differing(), FIRST)
        wire.read()
    stuck.shut = True
    hub.publish(state(2))
    hub.publish(private(3))
    stuck.open()
    assert [wire.code for wire in wires] == [None, 4401, 4401, 4401]
    assert [wire.read() for wire in wires] == [["change 2", "change 3"], ["change 2"], ["change 2"], []]


async def test_a_line_without_a_link_that_was_let_in_before_gets_no_place_in_a_private_session(hub: Hub) -> None:
    wire = Wire()
    hub.sockets.admit(wire, None)
    hub.join(wire, Differing(), private(2))
    assert (wire.code, wire.read(), wire.channel) == (4401, [], None)


async def test_a_socket_that_leaves_during_a_fan_out_is_not_written_to(hub: Hub) -> None:
    wires = join(hub, FIRST_SLICE + 100)
    for wire in wires:
        wire.read()
    hub.publish(state(2))
    late = [wire for wire in wires if not wire.taken]
    hub.say("votes", "two", {Role.VIEWER})
    for wire in late[:50]:
        hub.unsubscribe(wire)
    await turns()
    assert [wire.read() for wire in late[:50]] == [[]] * 50
    assert [wire.read() for wire in late[50:]] == [["change 2", "two"]] * 50


async def test_a_broken_transport_keeps_no_other_socket_from_the_state(hub: Hub) -> None:
    broken = Wire()

    def refuse(data: bytes) -> None:
        raise BrokenPipeError("the client is gone")

    before, after = join(hub), Wire()
    broken.write = refuse
    hub.join(broken, Differing(), FIRST)
    hub.join(after, Differing(), FIRST)
    hub.publish(state(2))
    assert before[0].read()[-1] == after.read()[-1] == "change 2"


async def test_the_state_can_be_asked_for_again(hub: Hub) -> None:
    (wire,) = join(hub)
    wire.read()
    wire.show_again()
    assert wire.read() == ["state 1"]
    hub.publish(state(2))
    assert wire.read() == ["change 2"]


async def test_an_audience_that_cannot_be_rendered_does_not_affect_the_others(hub: Hub) -> None:
    class Failing(Differing):
        def frames(self, session: Session, presence: Presence, now: int) -> Frames:
            if session.seq > 1:
                raise ValueError("cannot be rendered")
            return super().frames(session, presence, now)

    failing = Wire()
    hub.join(failing, Failing(Role.STAGE), FIRST)
    (viewer,) = join(hub)
    hub.publish(state(2))
    assert (failing.read(), viewer.read()) == (["state 1"], ["state 1", "change 2"])


async def test_a_message_for_one_screen_waits_until_it_can_be_read(hub: Hub) -> None:
    (wire,) = join(hub, role=Role.STAGE)
    hub.sockets.seat("screen-1", wire)
    wire.shut = True
    hub.publish(state(2))
    wire.read()
    for _ in range(100):
        assert hub.sockets.tell_screen("screen-1", "flash")
    wire.open()
    assert wire.read() == ["flash"]


async def test_an_ordinary_loop_follows_the_same_rule(hub: Hub, figures: Figures) -> None:
    line = hub.subscribe(Differing(), FIRST)
    assert await line.next(1) == ["state 1"]
    for seq in (2, 3, 4):
        hub.publish(state(seq))
    assert await line.next(1) == ["state 4"]
    assert figures.skipped == 2
    hub.publish(state(5))
    line.answer("now")
    assert await line.next(1) == ["now", "change 5"]
    hub.publish(state(6))
    line.end(4401)
    assert (await line.next(1), line.ending) == ([], (4401, "closed by the server"))


async def test_an_empty_audience_is_forgotten_and_rendered_again(hub: Hub) -> None:
    (wire,) = join(hub)
    hub.unsubscribe(wire)
    hub.publish(state(7))
    assert hub.watching() == {}
    again = Wire()
    hub.join(again, Differing(), state(7))
    assert (again.read(), hub.watching()) == (["state 7"], {"viewer": 1})


async def test_the_same_message_is_encoded_once_for_all(hub: Hub) -> None:
    seen: list[bytes] = []
    for _ in range(3):
        wire = Wire()
        wire.write = seen.append
        hub.join(wire, Differing(), FIRST)
    seen.clear()
    hub.publish(state(2))
    assert [data is seen[0] for data in seen] == [True, True, True]
    assert seen[0] == Message("change 2").frame(False)


class OfOne(Differing):
    """The audience of one speaker; it notes which states it rendered."""

    def __init__(self, speaker: str) -> None:
        super().__init__(Role.SPEAKER)
        self.speaker, self.rendered = speaker, [0]

    @property
    def key(self) -> tuple[Role, str | None]:
        return self.role, self.speaker

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        self.rendered.append(session.seq)
        return super().frames(session, presence, now)


def delegates(hub: Hub, count: int) -> dict[str, tuple[OfOne, Wire]]:
    seated = {f"p{n}": (OfOne(f"p{n}"), Wire()) for n in range(1, count + 1)}
    for audience, wire in seated.values():
        hub.join(wire, audience, FIRST)
    return seated


async def all_show(seated: dict[str, tuple[OfOne, Wire]], seq: int) -> None:
    async with asyncio.timeout(30):
        while any(audience.rendered[-1] != seq for audience, _ in seated.values()):  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.01)


async def test_of_many_delegates_the_one_who_speaks_is_served_at_once_and_the_others_soon(hub: Hub) -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    seated = delegates(hub, MANY + 10)
    hub.publish(scene.session)
    speaking = scene.session.timer.voice or "p1"
    assert [id_ for id_, (audience, _) in seated.items() if len(audience.rendered) > 2] == [speaking]
    newest = replace(scene.session, seq=99)
    for seq in range(50, 60):
        hub.publish(replace(scene.session, seq=seq))
    hub.publish(newest)
    await all_show(seated, 99)
    assert all(wire.read()[-1] == "change 99" for _, wire in seated.values())
    others = [audience.rendered for id_, (audience, _) in seated.items() if id_ != speaking]
    assert all(rendered == [0, 1, 99] for rendered in others)  # not one of the states in between


async def test_a_few_speakers_are_all_served_at_once_and_one_who_leaves_is_not_waited_for(hub: Hub) -> None:
    few = delegates(hub, MANY)
    hub.publish(state(2))
    assert all(audience.rendered == [0, 1, 2] for audience, _ in few.values())
    last, wire = OfOne("late"), Wire()
    hub.join(wire, last, FIRST)
    hub.publish(state(3))
    hub.unsubscribe(wire)
    await all_show(few, 3)
    assert last.rendered == [0, 1]
