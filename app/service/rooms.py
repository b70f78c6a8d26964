"""The rooms of this process: those of live sessions, and those of sessions that are open on a screen.

A room is loaded at the first request for it. Live sessions are loaded at the start and stay in memory, because their
clocks run and their cues are due even if no screen shows them. Any other room is retired, which frees its memory, when
no socket listens to it and no request has asked for it for some minutes; the next request loads it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from app.clock import Clock
from app.domain.derived.starts import LATEST_MS
from app.domain.errors import JournalUnavailable, NotFound, Rejection, UnreadableJournal
from app.domain.messages.events import Record, SessionCreated
from app.domain.state.document import canonical
from app.domain.state.history import History
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.state.votes import Ballot
from app.domain.values import MINUTE, SECOND, Status
from app.domain.views.summary import Summary, summarise
from app.service.conference import ConferenceSummaries, OtherSessions
from app.service.loading import folded, left_alone
from app.service.ports import Ballots, Journal, Publisher, Witness
from app.service.room import Room, Sender
from app.service.video import VideoSites
from app.service.votes import Votes

log = structlog.get_logger()


class Sessions(Protocol):
    """The list of sessions, and how a new one is stored."""

    async def slugs(self) -> list[str]:
        """Return the addresses of all sessions, oldest first."""

    async def create(self, slug: str, records: Sequence[Record], ballots: Sequence[Ballot] = ()) -> None:
        """Store a new session with its first records and, if it has any, its votes; raises if the address is taken."""


class StoredSummaries(ConferenceSummaries, Protocol):
    """The stored summaries of all sessions, from which lists are made."""

    async def of(self, slug: str) -> Summary | None:
        """Return the summary of a session; None if there is no row."""

    async def keep(self, summary: Summary) -> None:
        """Store a summary in place of the one that is there, if that is not of a later record."""

    async def live(self) -> list[str]:
        """Return the addresses of all live sessions."""

    async def starting(self, since_ms: int, until_ms: int) -> list[str]:
        """Return the addresses of planned sessions that open by themselves between two instants."""

    async def latest(self, slugs: Collection[str]) -> dict[str, tuple[int, int]]:
        """Return the seq of the latest record of these sessions, and the number of the latest change of their votes."""

    async def public(self) -> list[str]:
        """Return the addresses of all public sessions."""

    async def missing(self) -> list[str]:
        """Return the addresses of sessions without a row: those whose journals cannot be read."""


class Attendants(Protocol):
    """The timers and sockets beside the rooms."""

    def opened(self, room: Room, votes: Votes) -> None:
        """Begin what runs beside a room that was loaded."""

    def is_watched(self, slug: str) -> bool:
        """Whether a socket listens to the session."""

    def retired(self, slug: str) -> None:
        """End what runs beside a room that was retired."""


# How long the list of public sessions is not read again. A session that another process makes is listed that much
# later; one of this process at once.
LISTED_FOR_S = 0.5
IDLE_MS = 5 * MINUTE  # from the last request for a room to its retirement
MOST_IDLE = 200  # rooms that are not in use; the one used longest ago is retired first
JUST_USED_MS = 10 * SECOND  # a request for the room may still be in progress
RETIRED_EVERY_S = 30.0
SOON_MS = 2 * MINUTE  # a planned session is loaded so long before its start; more than `RETIRED_EVERY_S`
RETIRED_AGAIN_MS = SECOND  # however many rooms are loaded meanwhile: to find the idle ones, all are looked at
# Strangers may ask for thousands of public sessions in a row; each is folded in a thread beside the event loop.
LOADS_AT_ONCE = 4


@dataclass(slots=True)
class LoadedRoom:
    """A room in memory, its votes, and the instant of the latest request for it."""

    room: Room
    votes: Votes
    used_ms: int


class Rooms:
    """The rooms of this process, each loaded once at a time."""

    def __init__(
        self,
        sessions: Sessions,
        summaries: StoredSummaries,
        journal_of: Callable[[str], Journal],
        publisher_of: Callable[[str], Publisher],
        clock: Clock,
        attendants: Attendants,
        ballots_of: Callable[[str], Ballots],
        witness: Witness | None = None,
    ) -> None:
        self._sessions = sessions
        self._summaries = summaries
        self._journal_of = journal_of
        self._publisher_of = publisher_of
        self._clock = clock
        self._attendants = attendants
        self._ballots_of = ballots_of
        self._witness = witness
        self.video = VideoSites()  # the sites of videos that plans may name
        self._heard = OtherSessions(summaries, journal_of).heard
        self._loaded: dict[str, LoadedRoom] = {}
        self._loading: dict[str, asyncio.Task[Room]] = {}
        self._loads = asyncio.Semaphore(LOADS_AT_ONCE)
        self._retired_ms = 0  # when idle rooms were last looked for
        self._votes_moved = 0  # how often other processes may have changed votes
        self._left_out: dict[str, str] = {}
        self._public: frozenset[str] = frozenset()
        self._public_until = 0.0  # of the loop's clock, in seconds

    @property
    def loaded(self) -> list[Room]:
        return [loaded.room for loaded in self._loaded.values()]

    def held(self, slug: str) -> Room | None:
        """Return the room of a session if it is loaded; reads nothing, and is no use of the room."""
        loaded = self._loaded.get(slug)
        return loaded.room if loaded is not None else None

    async def is_public(self, slug: str) -> bool:
        """Whether there is a public session with this address.

        The time that this takes does not tell a private session from none. A session that another process made or
        published just now may not count yet.
        """
        room = self.held(slug)
        return (room is not None and room.session.plan.public) or slug in await self._all_public()

    def look_again(self) -> None:
        """Read the list of public sessions again when it is next asked for."""
        self._public_until = 0.0

    def let_go(self, slug: str, why: str) -> None:
        """Serve a session no more, because its journal has come to hold what cannot be read here."""
        self._loaded.pop(slug, None)
        self._leave_out(slug, why)

    async def get(self, slug: str) -> Room:
        """Return the room of a session.

        Raises:
            NotFound: there is no such session.
            UnreadableJournal: its journal cannot be read; it is not tried again.
        """
        if (loaded := self._loaded.get(slug)) is not None:
            loaded.used_ms = self._clock.now()
            return loaded.room
        if (loading := self._loading.get(slug)) is None:
            loading = self._loading[slug] = asyncio.get_running_loop().create_task(self._load_readable(slug))
            loading.add_done_callback(lambda _: self._loading.pop(slug))
        # A reader who hangs up does not keep the others from the room.
        return await asyncio.shield(loading)

    async def sessions(self, slugs: Iterable[str]) -> dict[str, Session]:
        """Return the states of these sessions by address, loading their rooms; without those that cannot be read."""
        states = {}
        for slug in slugs:
            with suppress(UnreadableJournal, NotFound):
                states[slug] = (await self.get(slug)).session
        return states

    async def history(self, slug: str) -> tuple[Session, list[Record]]:
        """Return a session's state, perhaps without votes, and its records; a room that is not loaded stays so.

        Raises:
            JournalUnavailable, NotFound, UnreadableJournal: as `get` does.
        """
        if (room := self.held(slug)) is not None:
            return room.session, room.records
        if slug in self._left_out:
            raise UnreadableJournal(slug, self._left_out[slug])
        history = await self._history(self._journal_of(slug), slug)
        return history.session, history.records

    def votes(self, room: Room) -> Votes:
        """Return the votes of a loaded room."""
        return self._loaded[room.session.plan.slug].votes

    def votes_changed(self, slug: str) -> None:
        """Count the votes of a session again, because another process may have changed them."""
        self._votes_moved += 1
        if (loaded := self._loaded.get(slug)) is not None:
            loaded.votes.look_again()

    async def latest(self) -> dict[str, int]:
        """Return the seq of the latest record of each loaded session, and have the votes counted that have changed.

        Raises:
            JournalUnavailable: the database cannot be read.
        """
        latest = await self._summaries.latest(list(self._loaded)) if self._loaded else {}
        for slug, (_, votes) in latest.items():
            if (loaded := self._loaded.get(slug)) is not None:
                loaded.votes.look_again(votes)
        return {slug: seq for slug, (seq, _) in latest.items()}

    @property
    def left_out(self) -> Mapping[str, str]:
        """The sessions left out, by address, and why their journals cannot be read."""
        return self._left_out

    def now(self, slug: str) -> int:
        """Return the present instant of a session, in milliseconds UTC; the machine's if the session is not loaded."""
        return (self.held(slug) or self._clock).now()

    async def slugs(self) -> list[str]:
        """Return the addresses of all sessions, oldest first."""
        return await self._sessions.slugs()

    async def create(self, plan: Plan, by: Sender) -> None:
        """Store a new session; raises if the address is taken, or if its video is of a site that may not be shown."""
        self.video.require(plan.video)
        created = SessionCreated(canonical(plan))
        record = Record(1, self._clock.now(), by.label, by.role, "create", "create_session", created)
        await self._sessions.create(plan.slug, [record])
        self.look_again()

    async def bring(self, records: Sequence[Record], ballots: Sequence[Ballot]) -> None:
        """Store a session exported elsewhere; raises if the address is taken."""
        session = (await folded(records)).session
        await self._sessions.create(session.plan.slug, records, ballots)
        self.look_again()
        if session.status is Status.LIVE:
            await self.get(session.plan.slug)

    async def load_live(self) -> None:
        """Load all live sessions that are not in memory, and those about to start, which may open by themselves."""
        now = self._clock.now()
        starting = await self._summaries.starting(now - LATEST_MS, now + SOON_MS)
        slugs = [slug for slug in (*await self._summaries.live(), *starting) if slug not in self._loaded]
        await asyncio.gather(*map(self._load_quietly, slugs))

    async def load_if_live(self, slug: str) -> None:
        """Load a session if it is live: another process may have opened it, and may die."""
        summary = await self._summaries.of(slug)
        if summary is not None and summary.status == Status.LIVE:
            await self._load_quietly(slug)

    async def name_unreadable(self) -> None:
        """Try to load each session without a summary, so that an unreadable one is named, and a readable one listed."""
        for slug in await self._summaries.missing():
            await self._load_quietly(slug)

    def retire(self) -> None:
        """Retire rooms that were not asked for during `IDLE_MS`, and of other idle ones as many as are too many."""
        self._retired_ms = now = self._clock.now()
        idle = sorted((one.used_ms, slug) for slug, one in self._loaded.items() if self._is_idle(slug, one))
        too_many = len(idle) - MOST_IDLE
        for number, (used_ms, slug) in enumerate(idle):
            if now - used_ms >= (JUST_USED_MS if number < too_many else IDLE_MS):
                self._loaded.pop(slug).room.retire()
                self._attendants.retired(slug)

    def _is_idle(self, slug: str, loaded: LoadedRoom) -> bool:
        room = loaded.room
        if room.session.status is Status.LIVE or room.is_busy or loaded.votes.are_being_stored:
            return False
        return not self._attendants.is_watched(slug)

    async def _all_public(self) -> frozenset[str]:
        now = asyncio.get_running_loop().time()
        if now >= self._public_until:
            self._public = frozenset(await self._summaries.public())
            self._public_until = now + LISTED_FOR_S
        return self._public

    async def _load_quietly(self, slug: str) -> None:
        with suppress(UnreadableJournal, NotFound):
            await self.get(slug)

    async def _load_readable(self, slug: str) -> Room:
        if (why := self._left_out.get(slug)) is not None:
            raise UnreadableJournal(slug, why)
        try:
            async with self._loads:
                return await self._load(slug)
        except UnreadableJournal as error:
            self._leave_out(slug, error.why)
            raise
        except (Rejection, JournalUnavailable):
            raise
        except Exception as error:
            # An error from folding a damaged journal must not keep the other sessions from being served.
            log.exception("a session could not be loaded", session=slug)
            self._leave_out(slug, why := f"its records do not add up to a session ({type(error).__name__})")
            raise UnreadableJournal(slug, why) from error

    def _leave_out(self, slug: str, why: str) -> None:
        self._left_out[slug] = why
        log.error("a session is left out, because its journal cannot be read", session=slug, reason=why)

    async def _load(self, slug: str) -> Room:
        journal = self._journal_of(slug)
        history = await self._history(journal, slug)
        await self._mend_summary(history.session)
        room = Room(history, journal, self._publisher_of(slug), self._clock, self._witness, self._heard, self.video)
        ballots, moved = self._ballots_of(slug), self._votes_moved
        stored = await ballots.changes(0)
        votes = Votes(room, ballots, stored.cast, stored.upto, stored.bursts)
        # Commands that became due while the room was not loaded are carried out now, as of their own instants.
        await room.tick()
        self._loaded[slug] = LoadedRoom(room, votes, self._clock.now())
        if moved != self._votes_moved:
            votes.look_again()
        self._attendants.opened(room, votes)
        if len(self._loaded) > MOST_IDLE and self._clock.now() - self._retired_ms >= RETIRED_AGAIN_MS:
            self.retire()
        return room

    async def _history(self, journal: Journal, slug: str) -> History:
        with left_alone():
            if not (records := await journal.read()):
                raise NotFound('session "{slug}"', slug=slug)
            return await folded(records)

    async def _mend_summary(self, session: Session) -> None:
        """Store the summary again if the stored one is not that of the journal, as after another program's writes."""
        stored, computed = await self._summaries.of(session.plan.slug), summarise(session)
        if stored is None or stored.different(computed):
            log.warning("a session's line in the lists was wrong, and is made again", session=session.plan.slug)
            with suppress(JournalUnavailable):
                await self._summaries.keep(computed)


async def keep_open_rooms(rooms: Rooms) -> None:
    """Retire idle rooms, and load live sessions that other processes have opened, without end."""
    while True:
        await asyncio.sleep(RETIRED_EVERY_S)
        rooms.retire()
        try:
            await rooms.load_live()
        except JournalUnavailable as error:
            log.warning("live sessions cannot be loaded now", reason=str(error))
