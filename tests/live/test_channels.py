"""News beside the state: newest of its kind, for some roles or one participant, and never before a state."""

from __future__ import annotations

from app.domain.values import Role
from app.live.channels import BLOCK, Block, Pool
from app.live.hub import Hub
from tests.fakes import START, Scene
from tests.live.wires import Watching, Wire


def new_hub() -> Hub:
    return Hub(lambda: START)


async def test_newer_news_of_a_kind_replaces_what_is_pending_and_a_state_goes_first() -> None:
    hub, session = new_hub(), Scene().session
    viewer = hub.subscribe(Watching(Role.VIEWER), session)
    await viewer.next(1)
    hub.say("votes", "three votes", {Role.VIEWER})
    hub.say("mood", "calm", {Role.VIEWER})
    hub.say("votes", "four votes", {Role.VIEWER})
    hub.publish(session)
    assert await viewer.next(1) == ["state 1", "four votes", "calm"]
    hub.say("votes", "five votes", {Role.VIEWER})
    assert await viewer.next(1) == ["five votes"]


async def test_news_is_for_the_roles_it_names() -> None:
    hub, session = new_hub(), Scene().session
    viewer, stage = (hub.subscribe(Watching(role), session) for role in (Role.VIEWER, Role.STAGE))
    for subscription in (viewer, stage):
        await subscription.next(1)
    hub.say("votes", "three votes", {Role.VIEWER})
    hub.say("alarm", "for the stage", {Role.STAGE})
    assert await viewer.next(1) == ["three votes"]
    assert await stage.next(1) == ["for the stage"]


async def test_news_for_one_participant_reaches_every_socket_of_theirs_and_no_other() -> None:
    hub, session = new_hub(), Scene().session
    audience = Watching(Role.VIEWER)
    phone, laptop = (hub.subscribe(audience, session, "ada") for _ in range(2))
    other = hub.subscribe(audience, session, "bob")
    for subscription in (phone, laptop, other):
        await subscription.next(1)
    hub.tell("ada", "mine", "yours has changed")
    hub.tell("nobody", "mine", "lost")
    hub.say("votes", "three votes", {Role.VIEWER})
    assert await phone.next(1) == ["yours has changed", "three votes"]
    assert await other.next(1) == ["three votes"]
    hub.unsubscribe(laptop)
    hub.tell("ada", "mine", "again")
    assert await phone.next(1) == ["again"]
    assert await laptop.next(1) == ["yours has changed", "three votes"]


class Narrow(Wire):
    """A socket that takes so many bytes at once; None: it is lost."""

    def __init__(self, most: int | None) -> None:
        self.straightway, self.later = b"", b""
        super().__init__()
        self.write, self.most = self._later, most

    def _later(self, data: bytes) -> None:
        self.later += data

    def send(self, data: bytes, /) -> int:
        if self.most is None:
            raise BrokenPipeError("lost")
        self.straightway += data[: self.most]
        return len(data[: self.most])


def test_what_a_socket_does_not_take_goes_through_its_transport_and_keeps_no_other_waiting() -> None:
    block, wires = Block(1), [Narrow(most) for most in (2, None, 0, 5)]
    for wire in wires:
        block.add(wire)
    block.write(b"state")
    assert [wire.straightway for wire in wires] == [b"st", b"", b"", b"state"]
    assert [wire.later for wire in wires] == [b"ate", b"state", b"state", b""]


def test_what_is_left_of_blocks_is_joined_so_that_each_state_serves_few() -> None:
    pool, wires = Pool(deflate=False), [Narrow(9) for _ in range(3 * BLOCK)]
    for wire in wires:
        pool.add(wire, 1)
    for wire in wires[::2]:
        assert wire.block is not None
        wire.block.take_out(wire)
    assert (pool.outdate(), [len(block) for block in pool.due], len(pool)) == (0, [BLOCK, BLOCK // 2], len(wires) // 2)
    assert {wire.block for wire in wires} == {None, *pool.due}
