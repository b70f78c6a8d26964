"""Follow other processes and the command line: show their changes at once, by their notices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping

import structlog

from app.domain.errors import JournalUnavailable, UnreadableJournal
from app.service.ports import Notices
from app.service.room import Room
from app.service.rooms import Rooms
from app.service.votes import Votes
from app.store.notices import ChangeNotice, Topic

AGAIN_AFTER_S = 1.0
VOTES_EVERY_S = 0.2

log = structlog.get_logger()

Told = Callable[[ChangeNotice], None]

LeftOut = Callable[[str], None]


async def follow_others(notices: Notices, rooms: Rooms, told: Mapping[Topic, Told], left_out: LeftOut) -> None:
    """Bring loaded sessions up to date and call the functions for other topics, without end.

    Args:
        notices: the announcements of all processes, this one included.
        rooms: the sessions of this process.
        told: by topic, the function to call with a notice; with `EVERYTHING` when some may have been missed.
        left_out: called with a session that has come to hold records which this program does not know.
    """
    while True:
        for notice in await notices.take():
            try:
                await _heed(notice, rooms, told, left_out)
            except Exception:
                # A task that ended here would leave every screen of this process behind, without a word.
                log.exception("a change of another process could not be followed", topic=notice.topic)


async def _heed(notice: ChangeNotice, rooms: Rooms, told: Mapping[Topic, Told], left_out: LeftOut) -> None:
    match notice.topic:
        case Topic.EVERYTHING:
            rooms.look_again()
            for look in dict.fromkeys(told.values()):
                look(notice)
            latest = await _latest(rooms)
            behind = [room for room in rooms.loaded if latest.get(room.session.plan.slug, 0) > room.session.seq]
            await asyncio.gather(*(_catch_up(room, None, rooms, left_out) for room in behind))
            await _load(rooms.load_live())
        case Topic.JOURNAL if notice.session is not None and (room := rooms.held(notice.session)) is not None:
            await _catch_up(room, notice.seq, rooms, left_out)
        case Topic.JOURNAL:
            # The session may be a new one, or one that another process has opened.
            rooms.look_again()
            if notice.session is not None:
                await _load(rooms.load_if_live(notice.session))
        case topic:
            told[topic](notice)


async def _latest(rooms: Rooms) -> dict[str, int]:
    """Return the seq of the latest record of each loaded session, once that can be read."""
    while True:
        try:
            return await rooms.latest()
        except JournalUnavailable as error:
            log.warning("changes of other processes cannot be read yet", reason=str(error))
            await asyncio.sleep(AGAIN_AFTER_S)


async def _load(live: Coroutine[None, None, None]) -> None:
    try:
        await live
    except JournalUnavailable as error:
        log.warning("live sessions of other processes cannot be loaded yet", reason=str(error))


async def _catch_up(room: Room, seq: int | None, rooms: Rooms, left_out: LeftOut) -> None:
    """Repeat until it succeeds: a notice is announced only once."""
    slug = room.session.plan.slug
    while True:
        try:
            return await room.catch_up(seq)
        except UnreadableJournal as error:
            rooms.let_go(slug, error.why)
            return left_out(slug)
        except JournalUnavailable as error:
            log.warning("changes of other processes cannot be read yet", session=slug, reason=str(error))
            await asyncio.sleep(AGAIN_AFTER_S)


async def follow_votes(votes: Votes, slug: str) -> None:
    """Count the votes that other processes store, several times a second at most, without end."""
    while True:
        await votes.outdated()
        try:
            await votes.catch_up()
        except JournalUnavailable as error:
            # All is looked at again when the database is back.
            log.info("votes of other processes cannot be read now", session=slug, reason=str(error))
        await asyncio.sleep(VOTES_EVERY_S)
