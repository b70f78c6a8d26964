"""Delivering: at least once, in order for each receiver, by one process, and no receiver waits for another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.history import History
from app.domain.values import DAY, HOUR, SECOND, Role
from app.service.room import Room, Sender
from app.service.webhooks.delivering import KEPT_MS, WAITS_MS, Delivering
from app.service.webhooks.posting import Poster, Undelivered
from app.service.webhooks.signature import secret_of, signed_headers
from app.store.database import Database
from app.store.journal import SqlJournal
from app.store.shared.leases import SqlLeases
from app.store.webhooks.deliveries import Deliveries, Delivery
from app.store.webhooks.subscriptions import Subscription, Subscriptions
from tests.fakes import FakeClock
from tests.ports import RecordingPublisher

KEY = b"the key of this server"
CHAIR = Sender("Chair", Role.MODERATOR)


@dataclass
class Receiver(Poster):
    """What receivers were sent, by address; those in `away` do not take it, those in `slow` never answer."""

    taken: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    came: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def post(self, url: str, headers: Mapping[str, str], body: str) -> int:
        if url in self.slow:
            await asyncio.Event().wait()
        if url in self.away:
            raise Undelivered("status 500")
        self.taken.append((url, headers, body))
        self.came.release()
        return 200

    def names(self, url: str) -> list[str]:
        return [json.loads(body)["type"] for to, _, body in self.taken if to == url]


@dataclass
class Post:
    """One process that delivers, and a room whose records cause messages."""

    database: Database
    clock: FakeClock
    receiver: Receiver = field(default_factory=Receiver)

    def process(self, name: str = "a", receiver: Receiver | None = None) -> Delivering:
        of = (Deliveries(self.database), SqlLeases(self.database), name, receiver or self.receiver, KEY, self.clock)
        return Delivering(*of)

    async def subscribe(self, url: str, events: str = "", session: str | None = None) -> Subscription:
        made = Subscription(url[:8], session, url, events, self.clock.now())
        assert await Subscriptions(self.database).add(made, 10)
        return made

    async def give(self, *commands: AnyCommand, slug: str = "session-v") -> None:
        journal = SqlJournal(self.database, slug)
        room = Room(History.of(await journal.read()), journal, RecordingPublisher(), self.clock)
        for command in commands:
            await room.send(command, by=CHAIR)

    async def sent(self, id_: str) -> Sequence[Delivery]:
        return await Deliveries(self.database).latest(id_, 50)


@pytest.fixture
def post(database: Database, clock: FakeClock) -> Post:
    return Post(database, clock)


async def round_of(delivering: Delivering) -> None:
    async with asyncio.timeout(30):
        await delivering.start_due()
        await delivering.settle()


async def test_a_receiver_is_sent_what_it_wants_in_order_and_signed(post: Post) -> None:
    made = await post.subscribe("a-floor", "floor.given floor.yielded", "session-v")
    await post.give(c.GiveFloor("t1"), c.PauseClock(), c.YieldFloor(), c.GiveFloor("t2"))
    await post.give(c.GiveFloor("t1"), slug="other")
    await round_of(post.process())
    assert post.receiver.names("a-floor") == ["floor.given", "floor.yielded", "floor.given"]
    _, headers, body = post.receiver.taken[0]
    expected = signed_headers(secret_of(KEY, made.id), headers["webhook-id"], post.clock.now() // SECOND, body)
    assert headers == expected
    assert len({headers["webhook-id"] for _, headers, _ in post.receiver.taken}) == 3
    await round_of(post.process("a"))
    assert len(post.receiver.taken) == 3


async def test_a_receiver_of_the_server_is_told_of_every_session(post: Post) -> None:
    await post.subscribe("all", "floor.given")
    await post.give(c.GiveFloor("t1"))
    await post.give(c.GiveFloor("t1"), slug="other")
    await round_of(post.process())
    assert [json.loads(body)["data"]["session"] for _, _, body in post.receiver.taken] == ["other", "session-v"]


async def test_nothing_is_stored_where_there_is_no_receiver(post: Post) -> None:
    await post.give(c.GiveFloor("t1"))
    made = await post.subscribe("late")
    await round_of(post.process())
    assert (post.receiver.taken, await post.sent(made.id)) == ([], [])


async def test_a_message_that_is_not_taken_is_sent_again_after_growing_waits_and_before_the_next(post: Post) -> None:
    made = await post.subscribe("away", "floor.given floor.yielded")
    post.receiver.away.add("away")
    await post.give(c.GiveFloor("t1"), c.YieldFloor())
    delivering = post.process()
    for tries, wait_ms in enumerate(WAITS_MS, start=1):
        await round_of(delivering)
        await round_of(delivering)
        first = (await post.sent(made.id))[-1]
        assert (first.tries, first.state, first.outcome) == (tries, "waiting", "status 500")
        post.clock.set(post.clock.now() + wait_ms)
    post.receiver.away.clear()
    await round_of(delivering)
    assert post.receiver.names("away") == ["floor.given", "floor.yielded"]
    assert {one.state for one in await post.sent(made.id)} == {"delivered"}


async def test_after_a_day_messages_are_dead_and_shown_and_can_be_sent_again(post: Post) -> None:
    made = await post.subscribe("away", "floor.given floor.yielded")
    post.receiver.away.add("away")
    await post.give(c.GiveFloor("t1"), c.YieldFloor())
    post.clock.set(post.clock.now() + DAY)
    delivering = post.process()
    await round_of(delivering)
    assert [(one.state, one.outcome) for one in await post.sent(made.id)] == [("dead", "status 500")] * 2
    post.receiver.away.clear()
    post.clock.set(post.clock.now() + HOUR)
    await round_of(delivering)
    assert post.receiver.taken == []
    oldest = (await post.sent(made.id))[-1]
    assert await Deliveries(post.database).resend(made.id, oldest.session, oldest.seq, post.clock.now())
    await round_of(delivering)
    assert post.receiver.names("away") == ["floor.given"]
    assert post.receiver.taken[0][1]["webhook-id"] == oldest.id


async def test_a_slow_receiver_delays_no_other(post: Post) -> None:
    post.receiver.slow.add("slow")
    await post.subscribe("slow")
    await post.subscribe("quick", "floor.given")
    await post.give(c.GiveFloor("t1"))
    delivering = post.process()
    await delivering.start_due()
    async with asyncio.timeout(30):
        await post.receiver.came.acquire()
    assert post.receiver.names("quick") == ["floor.given"]
    await post.give(c.YieldFloor(), c.GiveFloor("t2"))
    await delivering.start_due()
    async with asyncio.timeout(30):
        await post.receiver.came.acquire()
    await delivering.close()


async def test_of_two_processes_one_delivers_and_the_other_ten_seconds_after_it_was_killed(post: Post) -> None:
    await post.subscribe("all", "floor.given floor.yielded")
    here, there = post.process("a"), post.process("b")
    await post.give(c.GiveFloor("t1"))
    await round_of(here)
    await post.give(c.YieldFloor())
    await round_of(there)
    assert post.receiver.names("all") == ["floor.given"]
    post.clock.set(post.clock.now() + 10 * SECOND)
    await round_of(there)
    assert post.receiver.names("all") == ["floor.given", "floor.yielded"]
    await there.close()
    await post.give(c.GiveFloor("t2"))
    await round_of(here)
    assert len(post.receiver.taken) == 3


async def test_a_process_that_ends_while_it_sends_loses_nothing(post: Post) -> None:
    await post.subscribe("all", "floor.given")
    await post.give(c.GiveFloor("t1"))
    killed = post.process("a", Receiver(slow={"all"}))
    await killed.start_due()
    await killed.close()
    await round_of(post.process("b"))
    assert post.receiver.names("all") == ["floor.given"]


async def test_delivered_messages_are_deleted_after_a_week(post: Post) -> None:
    made = await post.subscribe("all", "floor.given")
    await post.give(c.GiveFloor("t1"))
    delivering = post.process()
    await round_of(delivering)
    post.clock.set(post.clock.now() + KEPT_MS + 1)
    await post.give(c.YieldFloor(), c.GiveFloor("t2"))
    await round_of(delivering)
    assert [one.event for one in await post.sent(made.id)] == ["floor.given"]
    assert len(post.receiver.taken) == 2


async def test_it_looks_every_second_and_ends_with_the_server(post: Post) -> None:
    await post.subscribe("all", "floor.given")
    delivering = post.process()
    running = asyncio.create_task(delivering.run())
    await post.give(c.GiveFloor("t1"))
    async with asyncio.timeout(30):
        while not post.receiver.taken:
            await post.clock.advance(SECOND)
            await asyncio.sleep(0.001)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
