"""Notices: changes by other processes and the command line. A notice names the place of the change and has no state.

A notice is announced in the transaction that makes the change, so it exists exactly if the change is stored. It reaches
every process that listens, the announcing one included. If notices may have been missed, the listener gets `EVERYTHING`
and checks all that it holds.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Thread
from typing import Protocol

import structlog
from sqlalchemy import Connection, delete, func, insert, select
from sqlmodel import col

from app.store.tables import NoticeRow

log = structlog.get_logger()

CHANNEL = "rostrum"
KEPT = 1_000  # rows of notices, where they are rows; a listener looks many times a second
AGAIN_AFTER_S = (0.2, 1.0)  # random, so that a hundred processes do not return at one instant


class Topic(StrEnum):
    """The topic of a notice, in the order in which notices are handled."""

    EVERYTHING = "everything"
    JOURNAL = "journal"  # records were appended, or a session was made
    LINKS = "links"  # a link was revoked, or leads elsewhere
    VOTES = "votes"  # of a session were cast or taken back
    SIGN_IN = "sign_in"  # a password was set or forgotten
    BATON = "baton"  # another console runs the session
    FLASH = "flash"  # a screen, or the screens of a link, shall flash
    GO = "go"  # the screens of a link have another page now
    PRESENCE = "presence"  # of a session has changed in a process; without a session: the process is alive
    LEFT = "left"  # a process has ended


ORDER = {topic: place for place, topic in enumerate(Topic)}


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """Check a session's journal up to this seq, or the data that the topic names.

    `about` is the id of a process, a screen or a link, by the topic.
    """

    topic: Topic
    session: str | None = None
    seq: int = 0
    about: str = ""


EVERYTHING = ChangeNotice(Topic.EVERYTHING)
Heard = Callable[[Sequence[ChangeNotice]], None]


class ListeningLost(Exception):
    """The database cannot be listened to now; the message gives the reason."""


class Watch(Protocol):
    """How one engine delivers the commits of other processes."""

    def listen(self, heard: Heard, ended: Event) -> None:
        """Deliver notices as they come, `EVERYTHING` first, until `ended` is set; called in its own thread.

        Raises:
            ListeningLost: notices may be missed from now on; the caller starts again.
        """


def announce(connection: Connection, notice: ChangeNotice) -> None:
    """Announce in this transaction that something has changed."""
    if connection.dialect.name == "postgresql":
        payload = json.dumps([notice.topic, notice.session, notice.seq, *([notice.about] if notice.about else [])])
        connection.execute(select(func.pg_notify(CHANNEL, payload)))
    elif notice.topic is not Topic.JOURNAL:  # the journal's own rows announce themselves
        connection.execute(
            insert(NoticeRow), [{"topic": notice.topic, "session": notice.session, "about": notice.about}]
        )
        latest = select(func.max(col(NoticeRow.id))).scalar_subquery()
        connection.execute(delete(NoticeRow).where(col(NoticeRow.id) <= latest - KEPT))


class SqlNotices:
    """The notices of one database, for the listener of one process."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._ended = Event()
        self._thread: Thread | None = None
        self._is_well = True
        self._waiting: dict[tuple[Topic, str | None, str], ChangeNotice] = {}
        self._any = asyncio.Event()

    def open(self) -> None:
        """Start listening, in a thread."""
        loop = asyncio.get_running_loop()

        def heard(notices: Sequence[ChangeNotice]) -> None:
            loop.call_soon_threadsafe(self._put, notices)

        self._thread = Thread(target=self._listen, args=(heard,), name="store-notices", daemon=True)
        self._thread.start()

    async def take(self) -> list[ChangeNotice]:
        """Wait for notices; return the newest of each topic, session and subject since then, in order of topics."""
        await self._any.wait()
        self._any.clear()
        waiting, self._waiting = self._waiting, {}
        return sorted(waiting.values(), key=lambda notice: ORDER[notice.topic])

    async def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _put(self, notices: Sequence[ChangeNotice]) -> None:
        for notice in notices:
            self._waiting[notice.topic, notice.session, notice.about] = notice
            self._any.set()

    def _listen(self, heard: Heard) -> None:
        while not self._ended.is_set():
            try:
                self._watch.listen(self._well(heard), self._ended)
            except ListeningLost as error:
                if self._is_well:
                    log.warning("changes of other processes cannot be received", reason=str(error))
                self._rest()
            except Exception:
                # A thread that ended here would leave every screen of this process behind, without a word.
                log.exception("listening for changes of other processes failed; it begins again")
                self._rest()

    def _rest(self) -> None:
        """Wait a moment before listening again."""
        self._is_well = False
        self._ended.wait(random.uniform(*AGAIN_AFTER_S))  # noqa: S311 - chance, not a secret

    def _well(self, heard: Heard) -> Heard:
        """Return `heard` with a note that listening works, so that a later loss is logged again."""

        def heard_well(notices: Sequence[ChangeNotice]) -> None:
            self._is_well = True
            heard(notices)

        return heard_well
