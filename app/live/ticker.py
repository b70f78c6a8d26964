"""Timers: one task per room, asleep until the next automatic command is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

import structlog

from app.clock import SystemClock, first_of
from app.domain.errors import JournalUnavailable, UnreadableJournal
from app.domain.state.timer import HAS_FLOOR
from app.service.room import Room

RETRY_MS = 1_000
RESYNC_EVERY_S = 60.0
WORTH_MENTIONING_MS = 250

log = structlog.get_logger()


async def watch_time(room: Room) -> None:
    """Carry out what is due, then sleep until the next command is, or until the session changes.

    This ends only if the session comes to hold records that this program cannot read.
    """
    while True:
        seq = room.session.seq
        try:
            due_ms = await room.tick()
        except JournalUnavailable as error:
            log.error("records cannot be stored", session=room.session.plan.slug, reason=str(error))
            due_ms = room.now() + RETRY_MS
        except UnreadableJournal as error:
            log.error("the session goes on without this program", session=room.session.plan.slug, reason=error.why)
            return
        await first_of(room, due_ms, room.changed(seq if due_ms is None else room.session.seq))


async def resync_when_quiet(clock: SystemClock, rooms: Callable[[], Iterable[Room]]) -> None:
    """Follow the machine's clock again whenever no speech is timed by ours, without end."""
    while True:
        await asyncio.sleep(RESYNC_EVERY_S)
        resync(clock, list(rooms()))


def resync(clock: SystemClock, rooms: Sequence[Room]) -> None:
    """Follow the machine's clock if no speech runs at all; each session without a running speech follows it too."""
    quiet = [room for room in rooms if room.session.timer.state not in HAS_FLOOR]
    if len(quiet) == len(rooms) and abs(moved_ms := clock.resync()) >= WORTH_MENTIONING_MS:
        log.warning("the machine's clock was set", moved_ms=moved_ms)
    for room in quiet:
        room.follow_clock()
