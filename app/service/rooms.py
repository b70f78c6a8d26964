"""All rooms of this process: a session's room is loaded at the first request for it, and stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import structlog

from app.clock import Clock
from app.domain.errors import JournalUnavailable, NotFound, Rejection, UnreadableJournal
from app.domain.messages.events import Record, SessionCreated
from app.domain.state.document import canonical
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.state.votes import Ballot
from app.domain.views.summary import Summary, summarise
from app.service.loading import folded, left_alone
from app.service.ports import Ballots, Journal, Publisher, Witness
from app.service.room import Room, Sender
from app.service.votes import Votes

log = structlog.get_logger()


class Sessions(Protocol):
    """The list of sessions, and how a new one is stored."""

    async def slugs(self) -> list[str]:
        """Return the addresses of all sessions, oldest first."""

    async def create(self, slug: str, records: Sequence[Record], ballots: Sequence[Ballot] = ()) -> None:
        """Store a new session with its first records and, if it has any, its votes; raises if the address is taken."""


class StoredSummaries(Protocol):
    """The rows that lists are made of."""

    async def of(self, slug: str) -> Summary | None:
        """Return the summary of a session; None if there is no row."""

    async def keep(self, summary: Summary) -> None:
        """Store a summary in place of the one that is there, if that is not of a later record."""


# How long the list of all sessions is not read again. A session that another process makes is listed that much later;
# one of this process at once.
LISTED_FOR_S = 0.5


class Rooms:
    """The rooms of this process, each loaded once."""

    def __init__(
        self,
        sessions: Sessions,
        summaries: StoredSummaries,
        journal_of: Callable[[str], Journal],
        publisher_of: Callable[[str], Publisher],
        clock: Clock,
        opened: Callable[[Room, Votes], None],
        ballots_of: Callable[[str], Ballots],
        witness: Witness | None = None,
    ) -> None:
        self._sessions = sessions
        self._summaries = summaries
        self._journal_of = journal_of
        self._publisher_of = publisher_of
        self._clock = clock
        self._opened = opened
        self._ballots_of = ballots_of
        self._witness = witness
        self._rooms: dict[str, Room] = {}
        self._votes: dict[str, Votes] = {}
        self._left_out: dict[str, str] = {}
        self._loading = asyncio.Lock()
        self._slugs: list[str] = []
        self._slugs_until = 0.0  # of the loop's clock, in seconds

    @property
    def loaded(self) -> list[Room]:
        return list(self._rooms.values())

    def held(self, slug: str) -> Room | None:
        """Return the room of a session if it is loaded; reads nothing."""
        return self._rooms.get(slug)

    async def lists(self, slug: str) -> bool:
        """Whether there is such a session; one that another process made just now may not be listed yet."""
        return slug in await self._all_slugs()

    def look_again(self) -> None:
        """Read the list of all sessions again when it is next asked for."""
        self._slugs_until = 0.0

    def let_go(self, slug: str, why: str) -> None:
        """Serve a session no more, because its journal has come to hold what cannot be read here."""
        self._rooms.pop(slug, None)
        self._leave_out(slug, why)

    async def get(self, slug: str) -> Room:
        """Return the room of a session.

        Raises:
            NotFound: there is no such session.
            UnreadableJournal: its journal cannot be read; it is not tried again.
        """
        if (room := self._rooms.get(slug)) is not None:
            return room
        async with self._loading:
            return self._rooms.get(slug) or await self._load_readable(slug)

    def votes(self, room: Room) -> Votes:
        """Return the votes of a loaded room."""
        return self._votes[room.session.plan.slug]

    async def all(self) -> list[Room]:
        """Return the rooms of all readable sessions, in the order in which they were made."""
        rooms = []
        for slug in await self._all_slugs():
            with suppress(UnreadableJournal):
                rooms.append(await self.get(slug))
        return rooms

    @property
    def left_out(self) -> Mapping[str, str]:
        """The sessions left out, by address, and why their journals cannot be read."""
        return self._left_out

    def now(self, slug: str) -> int:
        """Return the present instant of a session, in milliseconds UTC; the machine's if the session is not loaded."""
        return (self._rooms.get(slug) or self._clock).now()

    async def titles(self) -> dict[str, str]:
        """Return the titles of all sessions by address, in the order in which they were made."""
        return {room.session.plan.slug: room.session.plan.title for room in await self.all()}

    async def create(self, plan: Plan, by: Sender) -> Room:
        """Store a new session and return its room; raises if the address is taken."""
        created = SessionCreated(canonical(plan))
        record = Record(1, self._clock.now(), by.label, by.role, "create", "create_session", created)
        await self._sessions.create(plan.slug, [record])
        self.look_again()
        return await self.get(plan.slug)

    async def bring(self, records: Sequence[Record], ballots: Sequence[Ballot]) -> Room:
        """Store a session exported elsewhere and return its room; raises if the address is taken."""
        slug = (await folded(records)).session.plan.slug
        await self._sessions.create(slug, records, ballots)
        self.look_again()
        return await self.get(slug)

    async def _all_slugs(self) -> list[str]:
        now = asyncio.get_running_loop().time()
        if now >= self._slugs_until:
            self._slugs = await self._sessions.slugs()
            self._slugs_until = now + LISTED_FOR_S
        return self._slugs

    async def _load_readable(self, slug: str) -> Room:
        if (why := self._left_out.get(slug)) is not None:
            raise UnreadableJournal(slug, why)
        try:
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

    async def _mend_summary(self, session: Session) -> None:
        """Store the summary again if the stored one is not that of the journal, as after another program's writes."""
        stored, computed = await self._summaries.of(session.plan.slug), summarise(session)
        if stored is None or stored.different(computed):
            log.warning("a session's line in the lists was wrong, and is made again", session=session.plan.slug)
            with suppress(JournalUnavailable):
                await self._summaries.keep(computed)

    async def _load(self, slug: str) -> Room:
        journal = self._journal_of(slug)
        with left_alone():
            if not (records := await journal.read()):
                raise NotFound(f"session {slug}")
            history = await folded(records)
        await self._mend_summary(history.session)
        room = Room(history, journal, self._publisher_of(slug), self._clock, self._witness)
        ballots = self._ballots_of(slug)
        self._votes[slug] = votes = Votes(room, ballots, await ballots.read())
        # Commands that became due while the room was not loaded are carried out now, as of their own instants.
        await room.tick()
        self._rooms[slug] = room
        self._opened(room, votes)
        return room
