"""Votes: set and never toggled, kept before they count, counted once in a group, in time, and not too many."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.domain.errors import JournalUnavailable, Rejection, TooMany
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.messages.events import Record
from app.domain.state.history import History
from app.domain.state.votes import BURST_OF
from app.domain.values import FloorPolicy, Role
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from app.service.votes import Bursts, Vote, Voter, Votes
from tests.fakes import START, FakeClock, created, minutes, plan, seconds
from tests.ports import MemoryBallots, RecordingPublisher

LONG_AGO = START - minutes(10)


def voter(who: str, since: int = LONG_AGO, address: str = "192.0.2.1") -> Voter:
    return Voter(who, since, address)


class Hall:
    """A room with three questions of Ada's, Bob's and Eve's, and its votes."""

    def __init__(self, records: list[Record] | None = None, **changes: Any) -> None:
        self.clock = FakeClock()
        self.ballots = MemoryBallots()
        self.publisher = RecordingPublisher()
        first = created(plan(floor_policy=FloorPolicy.OPEN, **changes))
        self.journal = MemoryJournal([first])
        self.room = Room(History.of([first]), self.journal, self.publisher, self.clock)
        self.poll = Votes(self.room, self.ballots, [])

    async def ask(self) -> Hall:
        for who in ("ada", "bob", "eve"):
            await self.room.send(c.Ask("Why?", id=who[0]), by=Sender("", Role.PARTICIPANT, who))
        return self

    async def send(self, *commands: AnyCommand) -> None:
        for command in commands:
            await self.room.send(command, by=Sender("Desk", Role.DESK))

    async def vote(self, question: str, who: str, *, wanted: bool = True, **more: Any) -> Vote:
        return await self.poll.vote(question, voter(who, **more), wanted=wanted)

    @property
    def votes(self) -> dict[str, int]:
        return dict(self.room.session.tally.votes)


async def test_a_hundred_identical_votes_at_once_are_one_vote_and_one_of_the_limit() -> None:
    hall = await Hall(most_votes_a_minute=2).ask()
    answers = await asyncio.gather(*(hall.vote("a", "bob") for _ in range(100)))
    assert set(answers) == {Vote(1, True)}
    assert (hall.votes, len(hall.ballots.kept), sum(hall.ballots.written)) == ({"a": 1}, 1, 1)
    await hall.vote("e", "bob")
    assert hall.votes == {"a": 1, "e": 1}


async def test_many_votes_at_once_are_kept_together() -> None:
    hall = await Hall().ask()
    await asyncio.gather(*(hall.vote("a", f"v{n}", address=f"{n}") for n in range(50)))
    assert hall.votes == {"a": 50}
    assert len(hall.ballots.written) <= 2


async def test_setting_and_taking_back_at_once_ends_as_the_last_one_wanted() -> None:
    hall = await Hall().ask()
    await asyncio.gather(*(hall.vote("a", "bob", wanted=wanted) for wanted in (True, False, True, False)))
    assert (hall.votes, hall.ballots.kept) == ({}, {})
    await asyncio.gather(*(hall.vote("a", "bob", wanted=wanted) for wanted in (False, True)))
    assert hall.votes == {"a": 1}
    assert await hall.vote("a", "bob", wanted=False) == Vote(0, False)


async def test_a_vote_that_could_not_be_kept_is_refused_and_not_counted() -> None:
    hall = await Hall().ask()
    hall.ballots.fails = JournalUnavailable("the disk is full")
    for _ in range(2):
        with pytest.raises(JournalUnavailable):
            await hall.vote("a", "bob")
    assert (hall.votes, hall.poll.voted("bob")) == ({}, {})
    hall.ballots.fails = None
    assert await hall.vote("a", "bob") == Vote(1, True)


async def test_votes_that_were_kept_before_count_in_a_room_that_is_loaded() -> None:
    hall = await Hall().ask()
    await hall.vote("a", "bob")
    await hall.vote("a", "new", since=START)
    again = Room(History.of(await hall.journal.read()), hall.journal, RecordingPublisher(), hall.clock)
    poll = Votes(again, hall.ballots, await hall.ballots.read())
    assert (again.session.tally.votes, poll.voted("bob")) == ({"a": 1}, {"a": START})
    hall.clock.set(START + seconds(20))
    await poll.changed(hall.clock)
    assert (poll.take_news(), again.session.tally.votes) == ({"a": 2}, {"a": 2})


async def test_a_newcomers_vote_counts_after_twenty_seconds_of_presence() -> None:
    hall = await Hall().ask()
    assert await hall.vote("a", "new", since=START - seconds(5)) == Vote(0, True, seconds(15))
    waiting = asyncio.ensure_future(hall.poll.changed(hall.clock))
    await hall.clock.advance(seconds(15) - 1)
    assert (waiting.done(), hall.votes) == (False, {})
    await hall.clock.advance(1)
    assert (waiting.done(), hall.votes, hall.poll.take_news()) == (True, {"a": 1}, {"a": 1})
    assert await hall.vote("a", "new", since=START - seconds(5)) == Vote(1, True)


async def test_an_earlier_vote_wakes_the_waiters_for_a_later_one() -> None:
    hall = await Hall().ask()
    await hall.vote("a", "late", since=START)
    waiting = asyncio.ensure_future(hall.poll.changed(hall.clock))
    await hall.clock.advance(seconds(1))
    await hall.vote("b", "soon", since=START - seconds(10))
    await hall.clock.advance(seconds(9))
    assert (waiting.done(), hall.votes) == (True, {"b": 1})


async def test_too_many_votes_a_minute_are_told_when_to_go_on() -> None:
    hall = await Hall(most_votes_a_minute=2).ask()
    await hall.vote("a", "joe")
    await hall.clock.advance(seconds(10))
    await hall.vote("a", "joe", wanted=False)
    with pytest.raises(TooMany) as refused:
        await hall.vote("b", "joe")
    assert (refused.value.code, refused.value.retry_after_s) == ("too_many_votes", 50)
    assert await hall.vote("b", "joe", wanted=False) == Vote(0, False)
    await hall.vote("b", "moe")
    await hall.clock.advance(seconds(50))
    assert await hall.vote("b", "joe") == Vote(2, True)


async def test_votes_given_through_another_process_count_toward_the_limit() -> None:
    hall = await Hall(most_votes_a_minute=2).ask()
    elsewhere = Votes(
        Room(History.of(hall.room.records), hall.journal, RecordingPublisher(), hall.clock), hall.ballots, []
    )
    await elsewhere.vote("a", voter("joe"), wanted=True)
    await hall.poll.catch_up()
    await hall.clock.advance(seconds(10))
    await hall.vote("b", "joe")
    await hall.poll.catch_up()
    for poll in (hall.poll, elsewhere):
        await poll.catch_up()
        with pytest.raises(TooMany) as refused:
            await poll.vote("e", voter("joe"), wanted=True)
        assert refused.value.retry_after_s == 50
    await hall.clock.advance(seconds(50))
    assert await hall.vote("e", "joe") == Vote(1, True)


async def test_a_group_counts_each_voter_once_and_comes_apart_exactly() -> None:
    hall = await Hall().ask()
    for question, who in (("a", "v1"), ("a", "v2"), ("b", "v2"), ("b", "v3"), ("e", "v3")):
        await hall.vote(question, who)
    apart = {"a": 2, "b": 2, "e": 1}
    assert hall.votes == apart
    await hall.send(c.MergeQuestions("b", ("a",)), c.MergeQuestions("e", ("b",)))
    assert hall.publisher.shown[-1].tally.votes == {"a": 2, "b": 3, "e": 3}
    assert await hall.vote("e", "v1") == Vote(3, True)
    assert await hall.vote("e", "v4") == Vote(4, True)
    with pytest.raises(Rejection) as refused:
        await hall.vote("a", "v5")
    assert refused.value.code == "not_found"
    await hall.send(c.UnmergeQuestion("b"), c.UnmergeQuestion("a"))
    assert hall.publisher.shown[-1].tally.votes == {"a": 2, "b": 2, "e": 3}


async def test_the_votes_of_a_banned_participant_are_not_counted_during_the_ban() -> None:
    hall = await Hall().ask()
    await hall.vote("a", "bob")
    await hall.send(c.BanParticipant("bob"))
    assert hall.publisher.shown[-1].tally.votes == {}
    await hall.send(c.UnbanParticipant("bob"))
    assert hall.publisher.shown[-1].tally.votes == {"a": 1}


async def test_news_is_every_count_that_changed_since_a_state_was_shown() -> None:
    hall = await Hall().ask()
    await hall.vote("a", "bob")
    assert hall.poll.take_news() == {"a": 1}
    await hall.vote("b", "ada")
    await hall.vote("a", "bob", wanted=False)
    assert hall.poll.take_news() == {"a": 0, "b": 1}
    await hall.send(c.QueueQuestion("b"))
    assert hall.poll.take_news() == {}
    await hall.vote("e", "ada")
    assert hall.poll.take_news() == {"e": 1}


async def test_a_burst_from_one_address_marks_the_question_and_shows_that_at_once() -> None:
    hall = await Hall().ask()
    for n in range(BURST_OF - 1):
        await hall.vote("a", f"v{n}")
    shown = len(hall.publisher.shown)
    await hall.vote("a", "v0", wanted=False)
    await hall.vote("a", "v0")
    await hall.vote("a", "elsewhere", address="192.0.2.2")
    assert (hall.room.session.tally.bursts, len(hall.publisher.shown)) == (frozenset(), shown)
    await hall.vote("a", "one-more")
    assert (hall.publisher.shown[-1].tally.bursts, len(hall.publisher.shown)) == (frozenset({"a"}), shown + 1)
    await hall.vote("a", "and-another")
    assert len(hall.publisher.shown) == shown + 1


async def test_a_burst_that_one_process_detects_is_marked_in_all_also_after_a_start() -> None:
    hall = await Hall().ask()
    publisher = RecordingPublisher()
    room = Room(History.of(hall.room.records), hall.journal, publisher, hall.clock)
    elsewhere = Votes(room, hall.ballots, [])
    for n in range(BURST_OF):
        await hall.vote("a", f"v{n}")
    for _ in range(2):
        await elsewhere.catch_up()
    assert [shown.tally.bursts for shown in publisher.shown] == [{"a"}]
    started = Room(History.of(hall.room.records), hall.journal, RecordingPublisher(), hall.clock)
    stored = await hall.ballots.changes(0)
    Votes(started, hall.ballots, stored.cast, stored.upto, stored.bursts)
    assert started.session.tally.bursts == {"a"}


async def test_a_burst_that_could_not_be_stored_is_marked_with_the_next_vote() -> None:
    hall = await Hall().ask()
    for n in range(BURST_OF - 1):
        await hall.vote("a", f"v{n}")
    hall.ballots.fails = JournalUnavailable("the disk is full")
    with pytest.raises(JournalUnavailable):
        await hall.vote("a", "last")
    assert hall.room.session.tally.bursts == frozenset()
    hall.ballots.fails = None
    await hall.vote("a", "last")
    assert hall.room.session.tally.bursts == {"a"}


def test_votes_that_come_slowly_are_no_burst() -> None:
    bursts = Bursts()
    assert not any(bursts.note("a", "192.0.2.1", f"v{n}", START + n * seconds(1.2)) for n in range(50))
    assert bursts.marked == frozenset()
