"""Sharing: what processes of one database tell each other about who watches, and who holds the batons.

Each process stores its own part of a session's presence, at most once a second and only when it has changed, and says
once a second that it is alive. It reads the parts of the others when a notice says that they have changed. A process
that is alone stores no part and says nothing; only a baton that moves is stored always.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from app.domain.errors import JournalUnavailable
from app.live.baton import BatonPart
from app.live.hub import Hub
from app.live.peers import BEAT_EVERY_S, Peers
from app.live.presence import PresencePart
from app.service.ports import Batons, SharedPresence
from app.store.notices import ChangeNotice, Topic

PARTS_EVERY_S = 1.0
READS_EVERY_S = 0.2  # of fifty processes, each of which tells something each second, the parts are read five times

log = structlog.get_logger()


def process_name() -> str:
    """Return a new name of this process, for other processes and for people: its machine, its number, and chance."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(2)}"


@dataclass(frozen=True, slots=True)
class SharedSession:
    """How the hub of one session tells the others what happens here."""

    sharing: Sharing
    slug: str

    def changed(self) -> None:
        """Note that this process's part of presence has changed."""
        self.sharing.changed(self.slug)

    def moved(self) -> None:
        """Note that this process has passed the baton."""
        self.sharing.look_at_baton(self.slug)

    async def agreed(self) -> None:
        """Return once the other processes know who holds the baton, or have decided otherwise."""
        await self.sharing.agreed(self.slug)

    async def tell(self, topic: Topic, about: str) -> bool:
        """Tell the other processes something about a screen or a link; return False if there are none."""
        return await self.sharing.tell(ChangeNotice(topic, self.slug, about=about))


class Sharing:
    """The presence and the batons of all sessions of one process, shared with its peers."""

    def __init__(self, presence: SharedPresence, batons: Batons, process: str, now: Callable[[], float]) -> None:
        """`process` names this one, also to people; `now` returns seconds that only go forward."""
        self._presence = presence
        self._batons = batons
        self._now = now
        self.peers = Peers(process, now)
        self._hubs: dict[str, Hub] = {}
        self._changed: set[str] = set()  # sessions whose own part may have to be stored
        self._stored: dict[str, str] = {}  # own parts
        self._unread: set[str] = set()  # sessions whose parts have changed elsewhere
        self._next_beat = self._next_parts = self._next_read = 0.0
        self._is_tidy = False  # whether parts of processes that have ended before are deleted
        self._woken = asyncio.Event()
        self._batons_due: set[str] = set()  # sessions whose baton has to be stored or read
        self._settling: dict[str, asyncio.Task[None]] = {}
        self._is_away = False

    def of(self, slug: str) -> SharedSession:
        """Return how the hub of a session tells the others what happens here."""
        return SharedSession(self, slug)

    def add(self, slug: str, hub: Hub) -> None:
        """Share a session from now on."""
        self._hubs[slug] = hub
        if self.peers.wants_beats:
            self._look_at(slug)

    def remove(self, slug: str) -> None:
        """Share a session no longer: nothing listens to it here, and its room is not in memory."""
        del self._hubs[slug]
        self.changed(slug)

    def heed(self, notice: ChangeNotice) -> None:
        """Follow a notice of another process, or take note of an own one."""
        match notice.topic:
            case Topic.EVERYTHING:
                self.peers.begin_again()
                for slug in self._hubs:
                    self._look_at(slug)
            case Topic.LEFT:
                self.peers.leave(notice.about)
                self._lose(notice.about, died=False)
            case Topic.BATON if notice.session in self._hubs:
                self.look_at_baton(notice.session)
            case Topic.FLASH if notice.session in self._hubs:
                self._hubs[notice.session].sockets.flash(notice.about)
            case Topic.GO if notice.session in self._hubs:
                self._hubs[notice.session].sockets.send_away(notice.about)
            case Topic.PRESENCE:
                self._hear(notice)

    def changed(self, slug: str) -> None:
        """Note that the own part of a session has changed."""
        self._changed.add(slug)
        if self.peers.others:
            self._woken.set()

    def look_at_baton(self, slug: str) -> None:
        """Store a baton that this process has passed, or else follow the one that is stored."""
        self._batons_due.add(slug)
        if slug not in self._settling:
            self._settling[slug] = asyncio.get_running_loop().create_task(self._settle(slug))

    async def agreed(self, slug: str) -> None:
        """Return once the baton's move is stored, or another process's is followed, or neither is possible now."""
        if (task := self._settling.get(slug)) is not None:
            await asyncio.wait([task])

    async def tell(self, notice: ChangeNotice) -> bool:
        """Announce something to the other processes; return False if there are none."""
        if self.peers.others:
            await self._presence.announce(notice)
        return bool(self.peers.others)

    async def run(self) -> None:
        """Share, without end; a failure is logged, and tried again a moment later."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._due_in()):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.step()
                self._is_away = False
            except JournalUnavailable as error:
                if not self._is_away:
                    log.warning("presence cannot be shared now", reason=str(error))
                self._is_away = True
                await asyncio.sleep(BEAT_EVERY_S)
            except Exception:
                log.exception("presence could not be shared; it is tried again")
                await asyncio.sleep(BEAT_EVERY_S)

    async def step(self) -> None:
        """Do what is due now: give a sign of life with what has changed, read what others have changed."""
        for process in self.peers.take_dead():
            log.warning("another process of this database is not heard any more", process=process)
            self._lose(process, died=True)
            await self._presence.forget(process)
        if self.peers.is_settled and not self._is_tidy:
            await self._presence.forget_all_but([self.peers.own, *self.peers.others])
            self._is_tidy = True
        if self._beat_in() == 0:
            await self._beat()
        if self._read_in() == 0:
            self._next_read = self._now() + READS_EVERY_S
            unread, self._unread = self._unread, set()
            await self._read(unread)

    async def close(self) -> None:
        """Tell the others that this process ends, if there are any."""
        for task in self._settling.values():
            task.cancel()
        await asyncio.gather(*self._settling.values(), return_exceptions=True)
        if self.peers.others or self._stored:
            with suppress(JournalUnavailable):
                await self._presence.leave(self.peers.own)

    def _due_in(self) -> float | None:
        """Return the seconds until the next step; None: it is not due before something happens."""
        if self.peers.is_settled and not self._is_tidy:
            return 0.0
        return min((due for due in (self._beat_in(), self._read_in()) if due is not None), default=None)

    def _beat_in(self) -> float | None:
        """Return the seconds until the next sign of life, or part; None: none is needed."""
        if not self.peers.wants_beats:
            return None
        has_news = self._changed and self.peers.others
        due = min(self._next_beat, self._next_parts) if has_news else self._next_beat
        return max(due - self._now(), 0.0)

    def _read_in(self) -> float | None:
        """Return the seconds until the parts of others may be read; None: none has changed."""
        return max(self._next_read - self._now(), 0.0) if self._unread else None

    def _hear(self, notice: ChangeNotice) -> None:
        process, slug = notice.about, notice.session
        if self.peers.hear(process):
            # It has just started, and waits for signs of life.
            self._next_beat = 0.0
            self._changed.update(self._hubs)
            self._unread.update(self._hubs)
            self._woken.set()
        if slug in self._hubs and process != self.peers.own:
            self._unread.add(slug)
            self._woken.set()

    def _look_at(self, slug: str) -> None:
        self._unread.add(slug)
        self._woken.set()
        self.look_at_baton(slug)

    async def _beat(self) -> None:
        self._next_beat = self._now() + BEAT_EVERY_S
        changed, self._changed = (self._changed, set()) if self.peers.others else (set(), self._changed)
        parts = {slug: self._part(slug) for slug in changed}
        new = {slug: text for slug, text in parts.items() if text != self._stored.get(slug)}
        if new:
            self._next_parts = self._now() + PARTS_EVERY_S
        try:
            await self._presence.publish(self.peers.own, new)
        except JournalUnavailable:
            self._changed |= changed
            raise
        for slug, text in new.items():
            if text is None:
                self._stored.pop(slug)
            else:
                self._stored[slug] = text

    def _part(self, slug: str) -> str | None:
        """Return the own part of a session as JSON; None if there is nothing to tell."""
        if (hub := self._hubs.get(slug)) is None:
            return None
        part, baton = hub.presence.own, hub.presence.baton.own
        if part == PresencePart() and not baton.consoles:
            return None
        return json.dumps({**asdict(part), "baton": baton.facts()})

    async def _read(self, slugs: set[str]) -> None:
        try:
            stored = await self._presence.read(slugs)
        except JournalUnavailable:
            self._unread |= slugs
            raise
        parts = {(part.session, part.process): part.text for part in stored}
        for slug in slugs & self._hubs.keys():
            for process in self.peers.others:
                text = parts.get((slug, process))
                self._take_in(slug, process, json.loads(text) if text is not None else None)
            self._hubs[slug].show_presence_soon()

    def _take_in(self, slug: str, process: str, facts: dict[str, Any] | None) -> None:
        hub = self._hubs[slug]
        presence = hub.presence
        for about, name in presence.take_in(process, PresencePart.of(facts) if facts is not None else None).items():
            hub.sockets.name(about, name)
        presence.baton.take_in(process, BatonPart.of(facts["baton"], process) if facts is not None else None)

    def _lose(self, process: str, *, died: bool) -> None:
        for hub in self._hubs.values():
            hub.presence.lose(process, died=died)
            hub.presence.baton.lose(process)
            hub.show_presence_soon()

    async def _settle(self, slug: str) -> None:
        """Agree with the others who holds the baton of a session, until there is nothing more to agree about."""
        try:
            while slug in self._batons_due:
                self._batons_due.remove(slug)
                await self._settle_once(slug)
        except JournalUnavailable as error:
            # All is looked at again when the database is back.
            log.info("a baton could not be shared", session=slug, reason=str(error))
        finally:
            del self._settling[slug]

    async def _settle_once(self, slug: str) -> None:
        if (hub := self._hubs.get(slug)) is None:
            return
        baton = hub.presence.baton
        if (holding := baton.unstored(self.peers.own)) is not None and await self._batons.take(slug, holding):
            baton.stored(holding)
        elif (stored := await self._batons.read(slug)) is not None:
            here, alive = stored.process == self.peers.own, self.peers.is_alive(stored.process)
            baton.follow(stored, here=here, alive=alive)
        if baton.unstored(self.peers.own) is not None:
            self._batons_due.add(slug)
