"""Votes are told together, at most so often, in absolute numbers, and to each role only of what it may see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.history import History
from app.domain.values import FloorPolicy, Role
from app.live.channels import QueueSubscriber
from app.live.hub import Hub
from app.live.news import pause_ms, tell_authors, tell_votes
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from app.service.votes import Voter, Votes
from tests.fakes import FakeClock, created, plan
from tests.live.wires import Watching
from tests.ports import MemoryBallots


@pytest.mark.parametrize(
    ("viewers", "pause"), [(0, 500), (200, 500), (201, 1_000), (2_000, 1_000), (2_001, 2_000), (10_000, 2_000)]
)
def test_the_more_are_watching_the_longer_the_pause(viewers: int, pause: int) -> None:
    assert pause_ms(viewers) == pause


class Telling:
    """A room with one published and one pending question, its hub, and the teller at work."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.hub = Hub(self.clock.now)
        first = created(plan(floor_policy=FloorPolicy.OPEN))
        self.room = Room(History.of([first]), MemoryJournal([first]), self.hub, self.clock)
        self.poll = Votes(self.room, MemoryBallots(), [])
        self.voters = 0

    async def start(self) -> Telling:
        for who in ("ada", "bob"):
            await self.room.send(c.Ask("Why?", id=who[0]), by=Sender("", Role.PARTICIPANT, who))
        self.task = asyncio.ensure_future(tell_votes(self.room, self.poll, self.hub, self.clock))
        return self

    async def vote(self, question: str = "a", times: int = 1) -> None:
        for _ in range(times):
            self.voters += 1
            voter = Voter(f"v{self.voters}", 0, str(self.voters))
            await self.poll.vote(question, voter, wanted=True)

    async def watch(self, role: Role = Role.VIEWER) -> QueueSubscriber:
        return self.hub.subscribe(Watching(role), self.room.session)


async def said(subscription: QueueSubscriber) -> list[object]:
    """What is waiting for a socket: states as text, votes as their counts."""
    texts = await subscription.next(0.001)
    return [json.loads(text)["v"] if text.startswith("{") else text for text in texts]


@pytest.fixture
async def telling() -> AsyncIterator[Telling]:
    telling = await Telling().start()
    yield telling
    telling.task.cancel()


async def test_the_first_vote_is_told_at_once_and_the_next_ones_together_after_the_pause(telling: Telling) -> None:
    viewer = await telling.watch()
    await said(viewer)
    await telling.vote()
    await telling.clock.advance(0)
    assert await said(viewer) == [{"a": 1}]
    await telling.vote(times=20)
    await telling.clock.advance(499)
    assert await said(viewer) == []
    await telling.clock.advance(1)
    assert await said(viewer) == [{"a": 21}]
    await telling.clock.advance(5_000)
    assert await said(viewer) == []


@pytest.mark.parametrize(("viewers", "most"), [(10, 20), (1_000, 10), (3_000, 5)])
async def test_fifty_votes_a_second_are_few_messages(telling: Telling, viewers: int, most: int) -> None:
    for _ in range(viewers):
        telling.hub.presence.viewer_came()
    viewer = await telling.watch()
    await said(viewer)
    heard = []
    for _ in range(500):
        await telling.vote()
        await telling.clock.advance(20)
        heard += await said(viewer)
    await telling.clock.advance(5_000)
    heard += await said(viewer)
    assert len(heard) == most + 1
    assert heard[-1] == {"a": 500}


async def test_a_change_of_the_floor_goes_out_at_once_and_before_the_votes(telling: Telling) -> None:
    viewer = await telling.watch()
    await telling.vote(times=3)
    await telling.clock.advance(0)
    await said(viewer)
    await telling.vote(times=2)
    await telling.room.send(c.FocusQuestion("q1"), by=Sender("", Role.MODERATOR))
    assert await said(viewer) == [f"state {telling.room.session.seq}"]
    await telling.vote()
    await telling.clock.advance(500)
    await telling.room.send(c.FocusQuestion("q2"), by=Sender("", Role.MODERATOR))
    assert await said(viewer) == [f"state {telling.room.session.seq}", {"a": 6}]


async def test_of_what_is_not_public_only_the_desk_is_told(telling: Telling) -> None:
    viewer, desk = await telling.watch(), await telling.watch(Role.DESK)
    await telling.poll.vote("b", Voter("newcomer", telling.clock.now(), ""), wanted=True)
    await telling.room.send(c.DismissQuestion("b", "Off topic"), by=Sender("", Role.DESK))
    await said(viewer), await said(desk)
    await telling.clock.advance(20_000)
    assert (await said(viewer), await said(desk)) == ([], [{"b": 1}])
    await telling.vote("a")
    await telling.clock.advance(500)
    assert (await said(viewer), await said(desk)) == ([{"a": 1}], [{"a": 1, "b": 1}])


async def test_a_socket_that_opens_between_two_states_is_told_the_votes(telling: Telling) -> None:
    await telling.watch()
    await telling.vote(times=2)
    await telling.clock.advance(0)
    late = await telling.watch()
    assert await said(late) == [f"state {telling.room.session.seq}", {"a": 2}]
    await telling.room.send(c.FocusQuestion("q1"), by=Sender("", Role.MODERATOR))
    later = await telling.watch()
    assert await said(later) == [f"state {telling.room.session.seq}"]


async def test_only_authors_are_told_that_their_questions_changed(telling: Telling) -> None:
    authors = asyncio.ensure_future(tell_authors(telling.room, telling.hub))
    ada, bob, eve = (
        telling.hub.subscribe(Watching(Role.VIEWER), telling.room.session, who) for who in ("ada", "bob", "eve")
    )
    for subscription in (ada, bob, eve):
        await subscription.next(1)

    async def told(command: AnyCommand) -> list[int]:
        await telling.room.send(command, by=Sender("", Role.MODERATOR))
        await telling.clock.advance(0)
        sent = [await subscription.next(1) for subscription in (ada, bob, eve)]
        return [sum('"t":"mine"' in text for text in texts) for texts in sent]

    assert await told(c.QueueQuestion("a")) == [1, 0, 0]
    assert await told(c.FocusQuestion("q1")) == [0, 0, 0]
    assert await told(c.MergeQuestions("b", ("a",))) == [1, 1, 0]
    # The outcome of a question is news for those whose questions were put together with it.
    assert await told(c.AnswerQuestion("b", "live")) == [1, 1, 0]
    authors.cancel()
