"""Retention: names given with questions, and scripts, are deleted some time after the session's end.

Questions and counts stay, and so do the scripts that are to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from app.clock import Clock
from app.domain.errors import JournalUnavailable, UnreadableJournal
from app.domain.state.session import Session
from app.domain.values import HOUR, Status
from app.service.drafts import Drafts
from app.service.ports import Leases, Names, Tries
from app.service.room import Room
from app.service.rooms import Rooms

EVERY_MS = HOUR
WORK = "retention"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retention:
    """The names and scripts of one database, and for how many milliseconds they are kept.

    Every process deletes those that it has in memory. Of several processes, one reads the sessions that it does not
    have in memory: the one with the lease.
    """

    rooms: Rooms
    names: Names
    leases: Leases
    process: str
    kept_ms: int

    async def forget_hourly(self, clock: Clock, forgotten: Callable[[], None]) -> None:
        """Delete, every hour and without end, the names whose time is over; call `forgotten` if there were any."""
        while True:
            await clock.sleep_until(clock.now() + EVERY_MS)
            try:
                if await self.forget_due(clock.now()):
                    forgotten()
            except JournalUnavailable as error:
                log.warning("names could not be deleted yet", reason=str(error))

    async def forget_due(self, now: int) -> bool:
        """Delete the names of every session that ended at least `kept_ms` ago, and those in memory.

        A session that fails now is tried again an hour later.

        Returns:
            Whether there were names to delete.

        Raises:
            JournalUnavailable: it cannot be read which sessions have names.
        """
        if not await self.leases.take(WORK, self.process, now, EVERY_MS):
            return await self._forget_all([], now)
        try:
            return await self._forget_all(await self._stored(now), now)
        finally:
            with suppress(JournalUnavailable):
                await self.leases.give_back(WORK, self.process)

    async def _stored(self, now: int) -> list[Room]:
        """Return the sessions with rows to delete; those in memory are among them."""
        due = await self.names.due(now - self.kept_ms)
        return [room for slug in due if (room := await _readable(self.rooms, slug)) is not None]

    async def _forget_all(self, stored: Iterable[Room], now: int) -> bool:
        # Names may be in memory although their rows are deleted: another process has done it, or reading again failed.
        candidates = dict.fromkeys([*stored, *(room for room in self.rooms.loaded if holds_names(room.session))])
        due = [room for room in candidates if ended_at(room.session) + self.kept_ms <= now]
        for room in due:
            await _forget(room, self.names)
        return bool(due)


async def forget_old_hourly(tries: Tries, drafts: Drafts, clock: Clock) -> None:
    """Delete, every hour and without end, the tries of passwords and codes that no longer count, and old drafts."""
    while True:
        try:
            await tries.forget_full(clock.now())
            await drafts.forget_old()
        except JournalUnavailable as error:
            log.warning("tries and drafts could not be deleted yet", reason=str(error))
        await clock.sleep_until(clock.now() + EVERY_MS)


async def _readable(rooms: Rooms, slug: str) -> Room | None:
    with suppress(UnreadableJournal):
        return await rooms.get(slug)
    return None


def ended_at(session: Session) -> int:
    """Return the instant from which names are kept for a while longer: when the session was closed.

    A session that was not closed ended at its scheduled end, or with its latest event.
    """
    if session.status is Status.CLOSED and session.closed_at_ms is not None:
        return session.closed_at_ms
    return max(session.plan.ends_at_ms, session.at_ms)


def holds_names(session: Session) -> bool:
    """Whether the session still holds a name that a participant gave, or a script that is not to be kept."""
    return any(script.text and not script.kept for script in session.scripts.values()) or any(
        question.name or question.affiliation for question in session.asked.questions.values()
    )


async def _forget(room: Room, names: Names) -> None:
    slug = room.session.plan.slug
    try:
        deleted = await names.delete(slug)
        await room.read_again()
    except (JournalUnavailable, UnreadableJournal) as error:
        log.warning("names could not be deleted yet", session=slug, reason=str(error))
    else:
        log.info("names deleted", session=slug, names=deleted)
