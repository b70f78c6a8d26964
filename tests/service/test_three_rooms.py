"""Three processes over one journal, in random order: each ends in the same state, and each command happens once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.values import FloorPolicy, Role
from app.service.loading import folded
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from app.service.votes import Voter, Votes
from tests.fakes import START, FakeClock, created, minutes, plan, seconds
from tests.ports import MemoryBallots, RecordingPublisher

CHAIR = Sender("Chair", Role.MODERATOR)
VOTERS = [f"voter {n}" for n in range(6)]


async def three_rooms(journal: MemoryJournal, clock: FakeClock) -> list[Room]:
    return [Room(await folded(await journal.read()), journal, RecordingPublisher(), clock) for _ in range(3)]


async def give(room: Room, key: str, command: c.AnyCommand, seen: int) -> str | None:
    """Give a command; return its key if it was acknowledged."""
    try:
        await room.send(command, by=CHAIR, key=key, seen=seen)
    except Rejection:
        return None
    return key


@pytest.mark.parametrize("seed", range(20))
async def test_every_process_ends_in_the_same_state_with_each_acknowledged_key_once(seed: int) -> None:
    chance, clock, journal = random.Random(seed), FakeClock(), MemoryJournal([created(plan())])
    rooms = await three_rooms(journal, clock)
    acknowledged: set[str] = set()
    for turn in range(30):
        kinds = (c.Advance(), c.PauseClock(), c.ResumeClock(), c.GrantTime(seconds(30)), c.Undo())
        sent = [(f"{turn}-{n}", chance.choice(kinds), chance.choice(rooms)) for n in range(3)]
        # Each is sent a second time, to another process, as after a lost answer.
        again = [(key, command, chance.choice(rooms)) for key, command, _ in sent]
        asked = [give(room, key, command, room.session.seq) for key, command, room in chance.sample(sent + again, 6)]
        asked += [tick(room) for room in chance.sample(rooms, 2)]
        acknowledged |= {key for key in await asyncio.gather(*asked) if key}
        if chance.random() < 0.5:
            await chance.choice(rooms).catch_up()
        await clock.advance(seconds(chance.randrange(90)))
    for room in rooms:
        await room.catch_up()
    records = await journal.read()
    keys = [record.key for record in records if record.key]
    assert len(keys) == len(set(keys))
    assert rooms[0].session == rooms[1].session == rooms[2].session == (await folded(records)).session
    assert rooms[0].records == rooms[1].records == rooms[2].records == records
    assert acknowledged


async def vote(votes: Votes, question: str, who: str, *, wanted: bool) -> None:
    """Set or take back a vote; a participant of another address each, so that none is marked as a burst."""
    await votes.vote(question, Voter(who, START - minutes(10), who), wanted=wanted)


@pytest.mark.parametrize("seed", range(10))
async def test_every_process_counts_each_vote_once_beside_commands(seed: int) -> None:
    chance, clock, ballots = random.Random(seed), FakeClock(), MemoryBallots()
    journal = MemoryJournal([created(plan(floor_policy=FloorPolicy.OPEN))])
    rooms = await three_rooms(journal, clock)
    for id_ in "abc":
        await rooms[0].send(c.Ask("Why?", id=id_), by=Sender("", Role.PARTICIPANT, f"author of {id_}"))
    for room in rooms:
        await room.catch_up()
    polls = [Votes(room, ballots, []) for room in rooms]
    for turn in range(20):
        # A participant may vote through one process and take it back through another one, in the same instant.
        voting = [
            vote(chance.choice(polls), chance.choice("abc"), chance.choice(VOTERS), wanted=chance.random() < 0.7)
            for _ in range(6)
        ]
        await asyncio.gather(*voting, give(chance.choice(rooms), f"key {turn}", c.Advance(), rooms[0].session.seq))
        if chance.random() < 0.7:
            poll = chance.choice(polls)
            await asyncio.gather(poll.catch_up(), chance.choice(rooms).catch_up())
        await clock.advance(seconds(20))  # few enough votes a minute
    for room, poll in zip(rooms, polls, strict=True):
        await room.catch_up()
        await poll.catch_up()
    counted = Counter(ballot.question for ballot in await ballots.read())
    assert [+Counter(room.session.tally.votes) for room in rooms] == [counted] * 3
    stored = {who: {b.question for b in await ballots.read() if b.participant == who} for who in VOTERS}
    assert [{who: set(poll.voted(who)) for who in VOTERS} for poll in polls] == [stored] * 3


async def tick(room: Room) -> None:
    await room.tick()


async def test_of_keys_pressed_in_view_of_one_floor_one_advances() -> None:
    clock, journal = FakeClock(), MemoryJournal([created(plan())])
    rooms = await three_rooms(journal, clock)
    seen = rooms[0].session.seq
    done = await asyncio.gather(*(give(room, f"key-{n}", c.Advance(), seen) for n, room in enumerate(rooms)))
    assert sum(key is not None for key in done) == 1


async def test_a_cue_that_is_due_in_every_process_is_sent_once() -> None:
    clock, journal = FakeClock(), MemoryJournal([created(plan())])
    rooms = await three_rooms(journal, clock)
    for _ in range(4):  # open, the opening, then the first talk is introduced and begins
        await rooms[0].send(c.Advance(), by=CHAIR)
    for room in rooms:
        await room.catch_up()
    await clock.advance(seconds(300))  # a minute is left of six
    await asyncio.gather(*(room.tick() for room in rooms))
    for room in rooms:
        await room.catch_up()
    due = [record.key for record in await journal.read() if record.key and record.key.startswith("due:")]
    assert due
    assert len(due) == len(set(due))
    assert rooms[0].session == rooms[1].session == rooms[2].session
