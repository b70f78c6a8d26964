"""One task per room, asleep until the next instant at which something must happen by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from app.clock import Clock, SystemClock, first_of
from app.domain.errors import JournalUnavailable
from app.service.room import Room

RETRY_MS = 1_000
RESYNC_EVERY_S = 60.0
WORTH_MENTIONING_MS = 250

log = structlog.get_logger()


async def keep_time(room: Room, clock: Clock) -> None:
    """For ever: do what is due, then sleep until the next thing is, or until the session has changed."""
    while True:
        seq = room.session.seq
        try:
            due_ms = await room.tick()
        except JournalUnavailable as error:
            log.error("nothing can be kept", session=room.session.plan.slug, reason=str(error))
            due_ms = clock.now() + RETRY_MS
        await first_of(clock, due_ms, room.changed(seq if due_ms is None else room.session.seq))


async def resync_when_quiet(clock: SystemClock, running: Callable[[], bool]) -> None:
    """For ever: follow the machine's clock again, but only while no speech is timed by ours."""
    while True:
        await asyncio.sleep(RESYNC_EVERY_S)
        if not running() and abs(moved_ms := clock.resync()) >= WORTH_MENTIONING_MS:
            log.warning("the machine's clock was set", moved_ms=moved_ms)
