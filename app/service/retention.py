"""Retention: names given with questions, and scripts, are deleted some time after the session's end.

Questions and counts stay, and so do the scripts that are to be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import structlog

from app.clock import Clock
from app.domain.errors import JournalUnavailable, UnreadableJournal
from app.domain.state.session import Session
from app.domain.values import HOUR, Status
from app.service.ports import Names, Tries
from app.service.room import Room
from app.service.rooms import Rooms

EVERY_MS = HOUR

log = structlog.get_logger()


async def forget_hourly(rooms: Rooms, names: Names, kept_ms: int, clock: Clock, forgotten: Callable[[], None]) -> None:
    """Every hour, delete the names whose time is over, without end; `forgotten` is called if there were any."""
    while True:
        await clock.sleep_until(clock.now() + EVERY_MS)
        if await forget_due(rooms, names, kept_ms, clock.now()):
            forgotten()


async def forget_tries_hourly(tries: Tries, clock: Clock) -> None:
    """Every hour, forget the tries of passwords and codes that no longer count, without end."""
    while True:
        try:
            await tries.forget_full(clock.now())
        except JournalUnavailable as error:
            log.warning("tries could not be forgotten yet", reason=str(error))
        await clock.sleep_until(clock.now() + EVERY_MS)


async def forget_due(rooms: Rooms, names: Names, kept_ms: int, now: int) -> bool:
    """Delete the names of every session that ended at least `kept_ms` ago, and those in memory.

    A session that fails now is tried again an hour later.

    Returns:
        Whether there were names to delete.
    """
    stored = [room for slug in await names.due(now - kept_ms) if (room := await _readable(rooms, slug)) is not None]
    # Names may be in memory still although their rows are deleted, if reading the journal again has failed.
    candidates = dict.fromkeys([*stored, *(room for room in rooms.loaded if holds_names(room.session))])
    due = [room for room in candidates if ended_at(room.session) + kept_ms <= now]
    for room in due:
        await _forget(room, names)
    return bool(due)


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
