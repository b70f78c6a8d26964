"""Two servers on one database, SQLite and PostgreSQL: each shows what the other one knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.config import Settings
from app.domain.errors import NotFound, TooMany
from app.domain.messages.commands import Ask, SetFloorPolicy
from app.domain.values import FloorPolicy, Role
from app.live.hub import Hub
from app.parts import Server
from app.service.access.pairing import UnknownCode, destination, screen_link
from app.service.access.sign_in import PER_PLACE, Trier, WrongPassword
from app.service.room import Sender
from app.service.votes import Voter
from tests.fakes import FakeClock

SLUG = "session-v"
WITHIN_S = 60.0


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something lasting holds; fail with a sentence if it does not in time."""
    latest = asyncio.get_running_loop().time() + WITHIN_S
    while not holds():
        assert asyncio.get_running_loop().time() < latest, f"not within {WITHIN_S:.0f} s: {what}"
        await asyncio.sleep(0.02)


class Two:
    """Both servers, with a room and a hub of one session in each."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.clock = FakeClock()
        self.a, self.b = (
            Server(
                Settings(data=folder / name, database_url=database_url, secret=SecretStr("s" * 40)), clock=self.clock
            )
            for name in "ab"
        )

        self.running = [self.a, self.b]

    async def open(self) -> None:
        for server in (self.a, self.b):
            await server.open()
            await server.services.rooms.get(SLUG)
        await until(lambda: bool(self.a.sharing.peers.others and self.b.sharing.peers.others), "both know each other")

    async def end(self, server: Server) -> None:
        self.running.remove(server)
        await server.close()

    async def close(self) -> None:
        for server in list(self.running):
            await self.end(server)

    @property
    def hubs(self) -> tuple[Hub, Hub]:
        return self.a.hubs.of(SLUG), self.b.hubs.of(SLUG)


@pytest.fixture
async def two(database_url: str, tmp_path: Path) -> AsyncIterator[Two]:
    two = Two(database_url, tmp_path)
    await two.open()
    yield two
    await two.close()


async def test_viewers_screens_and_the_baton_are_those_of_both(two: Two) -> None:
    here, there = two.hubs
    here.presence.viewer_came()
    there.presence.viewer_came()
    here.presence.screen_came("stage-1", "Left", "stage", two.clock.now())
    here.presence.baton.came("console-a", "Ada")
    await until(lambda: there.presence.viewers == here.presence.viewers == 2, "the sum of the viewers")
    await until(lambda: [screen.name for screen in there.presence.screens] == ["Left"], "the screen of the other")
    await until(lambda: there.presence.baton.facts()["name"] == "Ada", "the baton of the other")
    there.presence.baton.came("console-b", "Ben")
    there.presence.baton.take("console-b", at_any_time=True)
    await until(lambda: here.presence.baton.facts()["holder"] == "console-b", "the baton that was taken over")
    await two.end(two.b)
    await until(lambda: here.presence.viewers == 1, "the viewers of the server that ended")


async def test_votes_at_one_are_counted_by_both_once(two: Two) -> None:
    rooms = [await server.services.rooms.get(SLUG) for server in (two.a, two.b)]
    votes = [server.services.rooms.votes(room) for server, room in zip((two.a, two.b), rooms, strict=True)]
    await rooms[0].send(SetFloorPolicy(FloorPolicy.OPEN), by=Sender("Chair", Role.ORGANISER))
    await rooms[0].send(Ask("What is next?", id="q-next"), by=Sender("", Role.PARTICIPANT, "author"))
    question = next(iter(rooms[0].session.asked.questions))
    await until(lambda: question in rooms[1].session.asked.questions, "the question at the other server")
    long_ago = two.clock.now() - 3_600_000

    def counts() -> list[int]:
        return [room.session.tally.votes.get(question, 0) for room in rooms]

    for n in range(10):
        await votes[n % 2].vote(question, Voter(f"voter-{n}", long_ago, ""), wanted=True)
        await votes[(n + 1) % 2].vote(question, Voter(f"voter-{n}", long_ago, ""), wanted=True)
    await until(lambda: counts() == [10, 10], "each vote once at both")
    await votes[1].vote(question, Voter("voter-0", long_ago, ""), wanted=False)
    await until(lambda: counts() == [9, 9], "the vote that was taken back")
    assert [vote.voted("voter-0") for vote in votes] == [{}, {}]


async def test_of_two_questions_of_one_participant_at_once_one_is_too_soon(two: Two) -> None:
    rooms = [await server.services.rooms.get(SLUG) for server in (two.a, two.b)]
    await rooms[0].send(SetFloorPolicy(FloorPolicy.OPEN), by=Sender("Chair", Role.ORGANISER))
    await rooms[1].catch_up()
    author = Sender("", Role.PARTICIPANT, "author")
    for n in range(3):
        # Neither waits for a notice of the other: the one that loses the race decides again.
        both = (room.send(Ask("What is next?", id=f"q-{n}-{place}"), by=author) for place, room in enumerate(rooms))
        answers = await asyncio.gather(*both, return_exceptions=True)
        assert sum(isinstance(answer, TooMany) for answer in answers) == 1
        two.clock.set(two.clock.now() + rooms[0].session.plan.ask_every_ms)
    for room in rooms:
        await room.catch_up()
    assert [len(room.session.asked.questions) for room in rooms] == [3, 3]


async def test_a_code_shown_by_one_is_paired_at_the_other(two: Two) -> None:
    pairing, other = two.a.services.pairing, two.b.services.pairing
    token = await pairing.token_for(None)
    code = (await pairing.code_for(token, "192.0.2.1")).code
    assert await other.shown(token) == code
    plan = (await two.a.services.rooms.get(SLUG)).session.plan
    link = screen_link(None, SLUG, destination("stage", plan, ()), "Left", two.clock.now())
    await other.pair(code, link, "chair")
    assert await pairing.shown(token) is None
    assert (await two.a.services.access.visitor([token])).links[0].label == "Left"
    with pytest.raises(UnknownCode):
        await pairing.pair(code, link, "chair")


async def test_a_link_that_ends_or_moves_at_one_is_looked_up_again_by_the_other(two: Two) -> None:
    here, there = two.a.services.access, two.b.services.access
    link = screen_link(
        None, SLUG, destination("stage", (await two.a.services.rooms.get(SLUG)).session.plan, ()), "Left", 0
    )
    token = await here.make(link)
    assert await there.link_of(token) == link
    await here.move(replace(link, label="Right"))
    await until(lambda: there.in_use(token) is None, "the link that has another name is looked up again")
    assert (await there.visitor([token])).links[0].label == "Right"
    await here.revoke(link.id)
    await until(lambda: there.in_use(token) is None, "the link that was revoked is looked up again")
    assert await there.link_of(token) is None


async def test_tries_to_sign_in_count_at_both_and_a_link_signs_in_once(two: Two) -> None:
    doors = [two.a.sign_in, two.b.sign_in]
    for n in range(PER_PLACE[0]):
        with pytest.raises(WrongPassword):
            await doors[n % 2].by_password("wrong", "", Trier("192.0.2.1"))
    for door in doors:
        with pytest.raises(TooMany):
            await door.by_password("wrong", "", Trier("192.0.2.1"))
    token = await doors[0].make_link()
    links = [await server.services.access.link_of(token) for server in (two.a, two.b)]
    signed_in = await asyncio.gather(
        *(door.by_link(link, token) for door, link in zip(doors, links, strict=True) if link), return_exceptions=True
    )
    assert sum(isinstance(result, tuple) for result in signed_in) == 1
    assert sum(isinstance(result, NotFound) for result in signed_in) == 1
