"""Several processes in one: each has a hub of one session, and they share a store in memory and a clock of the test."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from app.domain.errors import JournalUnavailable
from app.live.hub import Hub
from app.live.sharing import Sharing
from app.store.notices import ChangeNotice, Topic
from app.store.shared.batons import Holding
from app.store.shared.presence import StoredPart
from tests.fakes import START

SLUG = "session-v"


class MemoryStore:
    """The rows of presence and of the batons, and the notices about them, in order; counts what is asked of it."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, str], str] = {}
        self.batons: dict[str, Holding] = {}
        self.notices: list[ChangeNotice] = []
        self.statements = self.reads = 0
        self.is_away = False

    async def publish(self, process: str, parts: Mapping[str, str | None]) -> None:
        self._asked()
        for slug, text in parts.items():
            self.parts.pop((slug, process), None)
            if text is not None:
                self.parts[slug, process] = text
            self.notices.append(ChangeNotice(Topic.PRESENCE, slug, about=process))
        self.notices.append(ChangeNotice(Topic.PRESENCE, about=process))

    async def read(self, slugs: Collection[str]) -> list[StoredPart]:
        self._asked()
        self.reads += 1
        return [StoredPart(slug, process, text) for (slug, process), text in self.parts.items() if slug in slugs]

    async def forget(self, process: str) -> None:
        self._asked()
        self.parts = {key: text for key, text in self.parts.items() if key[1] != process}

    async def forget_all_but(self, processes: Collection[str]) -> None:
        self._asked()
        self.parts = {key: text for key, text in self.parts.items() if key[1] in processes}

    async def announce(self, notice: ChangeNotice) -> None:
        self.notices.append(notice)

    async def leave(self, process: str) -> None:
        await self.forget(process)
        self.notices.append(ChangeNotice(Topic.LEFT, about=process))

    def _asked(self) -> None:
        self.statements += 1
        if self.is_away:
            raise JournalUnavailable("away")


class MemoryBatons:
    """The batons of a store."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def read(self, slug: str) -> Holding | None:
        await asyncio.sleep(0)
        return self._store.batons.get(slug)

    async def take(self, slug: str, holding: Holding) -> bool:
        await asyncio.sleep(0)
        stored = self._store.batons.get(slug)
        if stored is not None and stored.epoch != holding.epoch - 1:
            return False
        self._store.batons[slug] = holding
        self._store.notices.append(ChangeNotice(Topic.BATON, slug))
        return True


class Process:
    """One process: what it shares, and its hub."""

    def __init__(self, company: Company, name: str) -> None:
        self.sharing = Sharing(company.store, MemoryBatons(company.store), name, lambda: company.seconds)
        self.hub = Hub(company.now, shared=self.sharing.of(SLUG))
        self.sharing.add(SLUG, self.hub)
        self.presence, self.baton = self.hub.presence, self.hub.presence.baton
        self.name = name
        self.is_running = True

    @property
    def holder(self) -> str | None:
        held: str | None = self.baton.facts()["holder"]
        return held


class Company:
    """All processes, as their event loops and the database would run them."""

    def __init__(self, *names: str) -> None:
        self.store = MemoryStore()
        self.seconds = 1_000.0
        self.processes = [Process(self, name) for name in names]

    def now(self) -> int:
        return START + round((self.seconds - 1_000) * 1_000)

    def start(self, name: str) -> Process:
        self.processes.append(Process(self, name))
        return self.processes[-1]

    async def wait(self, seconds: float) -> None:
        """Let time pass in steps of a quarter of a second."""
        for _ in range(round(seconds * 4)):
            self.seconds += 0.25
            for process in self._running():
                process.baton.look()
            await self.settle()

    async def settle(self) -> None:
        """Let every process do what is due now, and hear what was announced, until nothing more is."""
        for _ in range(12):
            for process in self._running():
                try:
                    await process.sharing.step()
                except JournalUnavailable:
                    continue
            told, self.store.notices = self.store.notices, []
            for process in self._running():
                for notice in told:
                    process.sharing.heed(notice)
                await process.sharing.agreed(SLUG)

    def _running(self) -> list[Process]:
        return [process for process in self.processes if process.is_running]
