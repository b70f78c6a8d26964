"""The votes of one session: stored before they count, counted before they are shown, and told in batches."""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.clock import Clock, first_of
from app.domain.errors import Sentence, TooMany
from app.domain.state.questions import Book, Tally
from app.domain.state.session import Session
from app.domain.state.votes import (
    BURST_OF,
    BURST_WITHIN_MS,
    COUNTS_AFTER_MS,
    Ballot,
    count_votes,
    counted_in,
    require_vote,
)
from app.domain.values import MINUTE, SECOND
from app.service.arrivals import Arrivals
from app.service.ports import Ballots
from app.service.room import Room
from app.store.ballots import BallotChanges


@dataclass(frozen=True, slots=True)
class Voter:
    """A voter: a pseudonym, the instant of arrival (milliseconds UTC), and the address.

    The address stays in memory for seconds, to detect a burst, and is never shown.
    """

    participant: str
    since_ms: int
    address: str


@dataclass(frozen=True, slots=True)
class Vote:
    """The result of a vote: how many count, whether the voter's is among them, and in how long it will count."""

    votes: int
    voted: bool
    counts_in_ms: int = 0


@dataclass(frozen=True, slots=True)
class _Cast:
    """A vote to set or remove, and the future of the request that waits until it is stored."""

    question: str
    voter: Voter
    wanted: bool
    done: asyncio.Future[None]


Changes = dict[tuple[str, str], int | None]  # (question, participant) -> from when it counts; None: removed


class Votes:
    """The ballots of one room. Setting a vote a hundred times is one vote."""

    def __init__(
        self,
        room: Room,
        ballots: Ballots,
        stored: Iterable[Ballot],
        upto: int = 0,
        bursts: frozenset[str] = frozenset(),
    ) -> None:
        """`stored` are all ballots up to a change of the session's votes; `bursts` the questions that have one."""
        self._upto = upto
        self._turn = asyncio.Lock()  # what is stored and what is read are noted in one order
        self._outdated = asyncio.Event()
        self._room = room
        self._ballots = ballots
        self._voters: dict[str, dict[str, int]] = defaultdict(dict)
        self._waiting: list[tuple[int, str]] = []
        for ballot in stored:
            self._note(*ballot)
        self._recent: dict[str, deque[int]] = defaultdict(deque)
        self._bursts = Bursts(bursts)
        self.arrivals = Arrivals()
        self._queue: list[_Cast] = []
        self._writer: asyncio.Task[None] | None = None
        self._groups: object = None
        self._untold: set[str] = set()  # changed since the counts were last told
        self._news: set[str] = set()  # changed since a state was last shown
        self._moved = asyncio.Event()
        room.count_with(self._count_for)

    async def vote(self, question: str, voter: Voter, *, wanted: bool) -> Vote:
        """Set or remove a vote; when this returns, the change is stored and counted.

        Raises:
            Rejection: not for this question, or too soon: nothing has changed.
            JournalUnavailable: it could not be stored; nothing has changed.
        """
        require_vote(self._room.session.asked, question, voter.participant)
        cast = _Cast(question, voter, wanted, asyncio.get_running_loop().create_future())
        self._queue.append(cast)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._store_all())
        await cast.done
        return self._standing(question, voter.participant)

    def voted(self, participant: str) -> dict[str, int]:
        """Return the questions that a participant votes for, each with the instant from which the vote counts."""
        return {id_: voters[participant] for id_, voters in self._voters.items() if participant in voters}

    async def all(self) -> list[Ballot]:
        """Return all ballots, including those that do not count yet."""
        return await self._ballots.read()

    async def changed(self, clock: Clock) -> None:
        """Return once there are counts to tell, including votes that begin to count as time passes."""
        while not self._untold:
            self._moved.clear()
            await first_of(clock, self._waiting[0][0] if self._waiting else None, self._moved.wait())
            self._count_due()

    def take_news(self) -> dict[str, int]:
        """Return the counts of questions whose votes have changed since a state was last shown, and mark them told."""
        self._untold = set()
        return {id_: self._room.session.tally.votes.get(id_, 0) for id_ in self._news}

    @property
    def are_being_stored(self) -> bool:
        return self._writer is not None and not self._writer.done()

    def look_again(self, upto: int | None = None) -> None:
        """Note that another process may have changed the votes; not if `upto`, its latest change, is known here."""
        if upto is None or upto > self._upto:
            self._outdated.set()

    async def outdated(self) -> None:
        """Return once another process may have changed the votes."""
        await self._outdated.wait()
        self._outdated.clear()

    async def catch_up(self) -> None:
        """Count the votes that other processes have stored and removed.

        Raises:
            JournalUnavailable: they cannot be read; nothing was changed.
        """
        async with self._turn:
            changes = await self._ballots.changes(self._upto)
            self._upto = changes.upto
            questions = {question for question, _ in changes.taken_back} | {ballot.question for ballot in changes.cast}
            if changes.whole:
                questions |= self._voters.keys()
                self._voters.clear()
            else:
                self._count_recent(changes)
            for question, participant in changes.taken_back:
                self._note(question, participant, None)
            for ballot in changes.cast:
                self._note(*ballot)
            if questions:
                self._recount(questions)
                self._moved.set()
            self._show_bursts(changes.bursts)

    def _count_recent(self, changes: BallotChanges) -> None:
        """Count what other processes have stored among the latest votes of each participant."""
        changed = [*((*key, None) for key in changes.taken_back), *changes.cast]
        for question, participant, instant in changed:
            if self._voters[question].get(participant) != instant:
                self._recent[participant].append(self._room.now())

    async def close(self) -> None:
        """Store pending votes."""
        if self._writer is not None:
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _store_all(self) -> None:
        """Store all pending votes together, so that votes never queue up before a command of the floor."""
        while self._queue:
            batch, self._queue = self._queue, []
            changes: Changes = {}
            taken = [cast for cast in batch if self._take(cast, changes)]
            try:
                async with self._turn:
                    bursts = self._new_bursts(changes, {cast.voter.participant: cast.voter for cast in taken})
                    if changes:
                        await self._store(changes, bursts)
                    self._apply(changes)
                    self._show_bursts(bursts)
            except Exception as error:
                # Each waiting request receives any error; none may wait for ever.
                for cast in taken:
                    _end(cast, error)
            else:
                for cast in taken:
                    _end(cast, None)

    def _take(self, cast: _Cast, changes: Changes) -> bool:
        """Add a change to those to be stored unless it is there already; False if the participant has to wait."""
        who = cast.voter.participant
        now, key = self._room.now(), (cast.question, who)
        present = changes[key] if key in changes else self._voters[cast.question].get(who)
        if (present is not None) == cast.wanted:
            return True
        if (wait := self._wait(who, now)) > 0:
            _end(cast, _too_many(self._room.session.plan.most_votes_a_minute, wait))
            return False
        self._recent[who].append(now)
        changes[key] = max(now, cast.voter.since_ms + COUNTS_AFTER_MS) if cast.wanted else None
        return True

    def _wait(self, participant: str, now: int) -> int:
        """Return the milliseconds until this participant may vote again; 0 or less: now."""
        recent, most = self._recent[participant], self._room.session.plan.most_votes_a_minute
        while recent and recent[0] <= now - MINUTE:
            recent.popleft()
        return 0 if len(recent) < most else recent[-most] + MINUTE - now

    def _new_bursts(self, changes: Changes, voters: dict[str, Voter]) -> set[str]:
        """Return the questions that a burst of votes has not marked before these."""
        return {
            question
            for (question, who), at in changes.items()
            if at is not None and self._bursts.note(question, voters[who].address, who, self._room.now())
        }

    def _show_bursts(self, questions: Collection[str]) -> None:
        if self._bursts.mark(questions):
            self._room.recount(self._tally(self._room.session.tally.votes))
            self._room.show_again()

    async def _store(self, changes: Changes, bursts: Collection[str]) -> None:
        cast = [Ballot(*key, instant) for key, instant in changes.items() if instant is not None]
        number = await self._ballots.keep(cast, [key for key, instant in changes.items() if instant is None], bursts)
        if number == self._upto + 1:
            self._upto = number  # else another process has changed something before, which is still to be read

    def _apply(self, changes: Changes) -> None:
        for (question, who), instant in changes.items():
            self._note(question, who, instant)
        self._recount({question for question, _ in changes})
        # Even if nothing counts yet: `changed` waits for the next instant and has to compute it again.
        self._moved.set()

    def _note(self, question: str, participant: str, instant: int | None) -> None:
        if instant is None:
            self._voters[question].pop(participant, None)
            return
        self._voters[question][participant] = instant
        if instant > self._room.now():
            heapq.heappush(self._waiting, (instant, question))

    def _standing(self, question: str, participant: str) -> Vote:
        counts_from = self._voters[question].get(participant)
        votes = self._room.session.tally.votes.get(question, 0)
        waits = 0 if counts_from is None else max(counts_from - self._room.now(), 0)
        return Vote(votes, counts_from is not None, waits)

    def _count_due(self) -> None:
        """Count the votes whose instant has come."""
        due: set[str] = set()
        while self._waiting and self._waiting[0][0] <= self._room.now():
            due.add(heapq.heappop(self._waiting)[1])
        if due:
            self._recount(due)

    def _recount(self, questions: set[str]) -> None:
        session = self._room.session
        changed = {id_ for question in questions for id_ in counted_in(session.asked, question)}
        counted = count_votes(session.asked, self._voters, self._room.now(), changed)
        votes = {**session.tally.votes, **counted}
        for id_ in changed - counted.keys():
            votes.pop(id_, None)
        different = {id_ for id_ in changed if session.tally.votes.get(id_, 0) != votes.get(id_, 0)}
        self._room.recount(self._tally(votes))
        self._untold |= different
        self._news |= different

    def _count_for(self, session: Session) -> Tally:
        """Count for a state about to be shown. Besides votes, only groups and bans change the count."""
        self._untold, self._news = set(), set()
        self.arrivals.take_in(session.asked)
        if (groups := _groups(session.asked)) == self._groups:
            return self._tally(session.tally.votes)
        self._groups = groups
        return self._tally(count_votes(session.asked, self._voters, self._room.now()))

    def _tally(self, votes: Mapping[str, int]) -> Tally:
        return Tally(votes, self._bursts.marked, self.arrivals.together)


def _groups(book: Book) -> object:
    """Equal as long as the same ballots make the same counts."""
    return book.banned, [(question.id, question.into) for question in book.questions.values() if question.into]


def _end(cast: _Cast, error: Exception | None) -> None:
    if cast.done.done():
        return  # the sender has hung up
    if error is None:
        cast.done.set_result(None)
    else:
        cast.done.set_exception(error)


def _too_many(most: int, wait_ms: int) -> TooMany:
    seconds = -(-wait_ms // SECOND)
    return TooMany(
        "too_many_votes",
        Sentence("At most {most} votes a minute are taken. Go on in {seconds} s.", most=most, seconds=seconds),
        seconds,
    )


class Bursts:
    """Detect many votes for one question that come from one address within seconds.

    A whole hall may share one address, so this is only a mark for the desk to judge, and refuses nothing. One process
    detects a burst among its own votes; the mark, without the address, is stored for all of them.
    """

    def __init__(self, marked: frozenset[str] = frozenset()) -> None:
        self._recent: dict[tuple[str, str], dict[str, int]] = {}
        self.marked = marked

    def note(self, question: str, address: str, participant: str, now: int) -> bool:
        """Note one more vote; return whether its question is now to be marked."""
        self._forget(now)
        voters = self._recent.setdefault((question, address), {})
        voters[participant] = now
        return len(voters) >= BURST_OF and question not in self.marked

    def mark(self, questions: Collection[str]) -> bool:
        """Mark these questions; return whether one of them was not marked before."""
        before, self.marked = self.marked, self.marked.union(questions)
        return self.marked != before

    def _forget(self, now: int) -> None:
        for key, voters in list(self._recent.items()):
            late = {who: at for who, at in voters.items() if at > now - BURST_WITHIN_MS}
            if late:
                self._recent[key] = late
            else:
                del self._recent[key]
