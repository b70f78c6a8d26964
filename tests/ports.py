"""Small real stand-ins for what a room needs from outside: summaries, ballots, a publisher that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from app.domain.state.session import Session
from app.domain.state.votes import Ballot
from app.domain.views.summary import Summary
from app.service.room import Room
from app.service.votes import Votes
from app.store.ballots import BallotChanges


class MemorySummaries:
    """The summaries of sessions in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Summary] = {}
        self.votes_changed: dict[str, int] = {}

    async def of(self, slug: str) -> Summary | None:
        return self.kept.get(slug)

    async def keep(self, summary: Summary) -> None:
        self.kept[summary.slug] = summary

    async def live(self) -> list[str]:
        return [one.slug for one in self.kept.values() if one.status == "live"]

    async def starting(self, since_ms: int, until_ms: int) -> list[str]:
        planned = [one for one in self.kept.values() if one.status == "planned" and one.opens_itself]
        return [one.slug for one in planned if since_ms <= one.starts_at_ms <= until_ms]

    async def latest(self, slugs: Collection[str]) -> dict[str, tuple[int, int]]:
        known = [one for slug in slugs if (one := self.kept.get(slug)) is not None]
        return {one.slug: (one.seq, self.votes_changed.get(one.slug, 0)) for one in known}

    async def public(self) -> list[str]:
        return [one.slug for one in self.kept.values() if one.public]

    async def of_conference(self, title: str, most: int) -> list[str]:
        latest = sorted(self.kept.values(), key=lambda one: -one.starts_at_ms)
        return [one.slug for one in latest if one.conference == title][:most]

    async def missing(self) -> list[str]:
        return []


class NoAttendants:
    """Nothing runs beside the rooms; `watched` are the sessions that a socket listens to."""

    def __init__(self) -> None:
        self.watched: set[str] = set()
        self.gone: list[str] = []

    def opened(self, room: Room, votes: Votes) -> None:
        """Nothing begins."""

    def is_watched(self, slug: str) -> bool:
        return slug in self.watched

    def retired(self, slug: str) -> None:
        self.gone.append(slug)


class RecordingPublisher:
    """Remembers every session that was shown."""

    def __init__(self) -> None:
        self.shown: list[Session] = []

    def publish(self, session: Session) -> None:
        self.shown.append(session)


class MemoryBallots:
    """Votes of one session, gone with the test; each writing is one entry of `written`, and the next may fail."""

    def __init__(self, kept: Sequence[Ballot] = ()) -> None:
        self.kept = {(ballot.question, ballot.participant): ballot for ballot in kept}
        self.written: list[int] = []
        self._changed: list[list[tuple[str, str]]] = []
        self._bursts: set[str] = set()
        self.fails: Exception | None = None

    async def read(self) -> list[Ballot]:
        return list(self.kept.values())

    async def changes(self, after: int) -> BallotChanges:
        keys = {key for number, changed in enumerate(self._changed, start=1) if number > after for key in changed}
        cast = [self.kept[key] for key in self.kept if after == 0 or key in keys]
        gone, bursts = sorted(keys - self.kept.keys()), frozenset(self._bursts)
        return BallotChanges(len(self.written), cast, gone, whole=False, bursts=bursts)

    async def keep(
        self, cast: Sequence[Ballot], taken_back: Sequence[tuple[str, str]], bursts: Collection[str] = ()
    ) -> int:
        await asyncio.sleep(0)
        if self.fails is not None:
            raise self.fails
        for key in taken_back:
            self.kept.pop(key, None)
        for ballot in cast:
            self.kept.setdefault((ballot.question, ballot.participant), ballot)
        self._bursts.update(bursts)
        self.written.append(len(cast) + len(taken_back))
        self._changed.append([*taken_back, *((ballot.question, ballot.participant) for ballot in cast)])
        return len(self.written)
