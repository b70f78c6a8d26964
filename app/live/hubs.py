"""The hubs of this process, one for each session that is open, and the tasks that run beside each room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from app.clock import Clock
from app.live.following import follow_votes
from app.live.hub import Hub
from app.live.news import tell_authors, tell_votes
from app.live.ticker import watch_time
from app.service.room import Room
from app.service.votes import Votes


class Hubs:
    """Hubs by session, made when they are first asked for."""

    def __init__(self, make: Callable[[str], Hub], clock: Clock, dropped: Callable[[str], None]) -> None:
        """`make` makes the hub of a session; `dropped` is called with a session whose hub is dropped."""
        self._make = make
        self._clock = clock
        self._dropped = dropped
        self._hubs: dict[str, Hub] = {}
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}

    def of(self, slug: str) -> Hub:
        """Return the hub of a session, the same for its room and for its sockets."""
        if slug not in self._hubs:
            self._hubs[slug] = self._make(slug)
        return self._hubs[slug]

    def all(self) -> list[Hub]:
        """Return every hub that there is."""
        return list(self._hubs.values())

    def opened(self, room: Room, votes: Votes) -> None:
        """Start the tasks of a room that was loaded: automatic commands, votes, and news to authors of questions."""
        slug = room.session.plan.slug
        hub = self.of(slug)
        beside: tuple[Coroutine[None, None, None], ...] = (
            watch_time(room),
            follow_votes(votes, slug),
            tell_votes(room, votes, hub, self._clock),
            tell_authors(room, hub),
        )
        self._tasks[slug] = [asyncio.get_running_loop().create_task(task) for task in beside]

    def is_watched(self, slug: str) -> bool:
        """Whether a socket listens to the session."""
        return (hub := self._hubs.get(slug)) is not None and hub.is_watched

    def retired(self, slug: str) -> None:
        """End the tasks beside a room that was retired, and drop its hub."""
        for task in self._tasks.pop(slug, ()):
            task.cancel()
        if (hub := self._hubs.pop(slug, None)) is not None:
            hub.forget()
            self._dropped(slug)

    async def close(self) -> None:
        """End all tasks."""
        tasks = [task for beside in self._tasks.values() for task in beside]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
