"""Drafts: files that organisers look at before they import them, kept for a while, the same in every process.

A process that is asked for a draft of another one gets its file and reads it too. Of processes that begin to save one
at once, one does.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial

from app.clock import Clock
from app.domain.errors import JournalUnavailable, NotFound
from app.domain.values import HOUR, SECOND
from app.formats.imports.corrections import Corrections, carried
from app.formats.imports.found.findings import ImportHints, Programme, UnknownColumns
from app.formats.imports.sandbox import read_apart
from app.formats.imports.selection import ImportOutcome, source_apart
from app.formats.text.notes import NotAProgramme, Tell
from app.service.draft import Draft, told_draft
from app.service.fetching import Fetcher
from app.service.ports import SharedDrafts
from app.store.shared.drafts import DraftLimits, StoredDraft

KEPT_MS = 4 * HOUR
MOST = 30
MOST_BYTES = 128 * 1024 * 1024
LIMITS = DraftLimits(KEPT_MS, MOST, MOST_BYTES)
FETCHED_BYTES = 1024 * 1024  # room for a file whose size is not known yet
AT_ONCE = 2  # workers; each may take much memory and a whole processor
PROGRESS_S = 1.0  # between two signs of a process that saves
SAVING_MS = 15 * SECOND  # without such a sign, the process has ended


class Drafts:
    """The drafts that one process holds in memory, of all drafts. The oldest make room for new ones."""

    def __init__(self, stored: SharedDrafts, clock: Clock, fetcher: Fetcher | None = None) -> None:
        self.fetcher = fetcher or Fetcher()
        self._stored = stored
        self._clock = clock
        self._drafts: dict[str, Draft] = {}
        self._readings = _TaskByDraft()
        self._savings = _TaskByDraft()
        self._workers = asyncio.Semaphore(AT_ONCE)

    async def add(
        self,
        data: bytes,
        hints: ImportHints,
        *,
        pasted: bool,
        into: str = "",
        address: str = "",
        sources: frozenset[str] = frozenset(),
    ) -> Draft:
        """Add a draft and start reading it; with an address, start fetching it.

        Raises:
            JournalUnavailable: it could not be stored.
        """
        now, size = self._clock.now(), len(data) or (FETCHED_BYTES if address else 0)
        draft = Draft(secrets.token_hex(8), now, data, hints, pasted, into, address, sources)
        await self._stored.add(StoredDraft(draft.id, now, draft.version, draft.facts()), data, size, LIMITS)
        self._hold(draft, size)
        return draft

    async def get(self, id_: str) -> Draft:
        """Return a draft by its id, as it is now in any process.

        Raises:
            NotFound: there is no such draft, or not any longer.
            JournalUnavailable: it could not be looked up.
        """
        if (stored := await self._stored.read(id_)) is None:
            raise self._gone(id_)
        if id_ not in self._drafts:
            await self._fetch(stored)
        draft = self._drafts[id_]
        self._take_in(draft, stored)
        if draft.sessions and id_ not in self._savings and draft.saving_until_ms <= self._clock.now():
            draft.sessions = 0
            draft.unsaved = JournalUnavailable("the server process that was saving has ended")
        return draft

    async def again(self, draft: Draft, hints: ImportHints) -> None:
        """Read a draft once more with other settings."""
        draft.read_with(hints)
        self._begin(draft)
        await self._tell(draft)

    async def correct(self, draft: Draft, corrections: Corrections) -> None:
        """Replace the corrections of a draft, and tell the other processes if they differ."""
        if corrections != draft.corrections:
            draft.corrections = corrections
            await self._tell(draft)

    async def inserted(self, draft: Draft, outcome: ImportOutcome) -> None:
        """Note what inserting the draft's items into a session has done, for the draft's page in every process."""
        draft.outcomes = [outcome]
        await self._tell(draft)

    async def save(self, draft: Draft, run: Callable[[Tell], Awaitable[list[ImportOutcome]]], *, of: int = 1) -> None:
        """Begin to save a draft; `run` saves it and tells how many sessions are done. `of`: how many there are.

        Does nothing while the draft is being saved, here or in another process.
        """
        while draft.sessions == 0:
            draft.sessions, draft.sessions_saved, draft.unsaved, draft.outcomes = of, 0, None, []
            draft.saving_until_ms = self._clock.now() + SAVING_MS
            if await self._keep(draft):
                self._savings.start(draft.id, self._save(draft, run))
            else:
                self._take_in(draft, await self._read_stored(draft.id))

    async def wait(self, draft: Draft, seconds: float) -> None:
        """Return once a draft has been read or saved, or after so many seconds."""
        tasks = [task for tasks in (self._readings, self._savings) if (task := tasks.get(draft.id)) is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    async def forget_old(self) -> None:
        """Delete the drafts that were kept long enough."""
        now = self._clock.now()
        await self._stored.forget(now - KEPT_MS)
        self._make_room(0, now)

    async def close(self) -> None:
        """Stop every reading and saving, and wait until their workers have ended."""
        await self._readings.close()
        await self._savings.close()

    async def _fetch(self, stored: StoredDraft) -> None:
        """Get a draft that another process has received."""
        if (data := await self._stored.data(stored.id)) is None:
            raise self._gone(stored.id)
        if stored.id not in self._drafts:
            self._hold(told_draft(stored.id, stored.at_ms, data, stored.version, stored.facts), len(data))

    async def _read_stored(self, id_: str) -> StoredDraft:
        if (stored := await self._stored.read(id_)) is None:
            raise self._gone(id_)
        return stored

    async def _tell(self, draft: Draft) -> None:
        """Tell the other processes what was chosen; of two that choose at once, the later one counts."""
        while not await self._keep(draft):
            draft.version = (await self._read_stored(draft.id)).version

    async def _keep(self, draft: Draft) -> bool:
        version = draft.version + 1
        if is_kept := await self._stored.keep(draft.id, version, draft.facts()):
            draft.version = max(draft.version, version)
        return is_kept

    def _take_in(self, draft: Draft, stored: StoredDraft) -> None:
        if stored.version > draft.version and draft.take_in(stored.version, stored.facts):
            self._begin(draft)

    def _gone(self, id_: str) -> NotFound:
        if (draft := self._drafts.get(id_)) is not None:
            self._drop(draft)
        return NotFound("such file any more; it was only kept for a while. Upload it again: nothing was saved of it")

    def _hold(self, draft: Draft, size: int) -> None:
        self._make_room(size, self._clock.now())
        self._drafts[draft.id] = draft
        self._begin(draft)

    def _begin(self, draft: Draft) -> None:
        """Read a draft; an earlier reading of it does not go on."""
        self._readings.start(draft.id, self._read(draft))

    async def _read(self, draft: Draft) -> None:
        def tell(read: int, of: int) -> None:
            draft.rows_read, draft.rows = read, of

        async with self._workers:
            try:
                data = await self.fetcher.fetch(draft.address) if draft.address else draft.data
                programme = await read_apart(data, draft.hints, tell)
            except NotAProgramme as error:
                draft.cannot_be_read(error.sentence, error.columns if isinstance(error, UnknownColumns) else ())
                if draft.not_so:
                    with suppress(JournalUnavailable):  # then other processes refuse the file
                        await self._tell(draft)
                return
            draft.data, draft.programme = data, programme
            former, draft.former = draft.former, None
            if draft.version == 0:
                draft.corrections = _only(draft.sources, programme)
            elif former is not None:
                with suppress(JournalUnavailable):  # then other processes have the former names
                    await self.correct(draft, carried(draft.corrections, former[1], programme))

    async def _save(self, draft: Draft, run: Callable[[Tell], Awaitable[list[ImportOutcome]]]) -> None:
        def tell(saved: int, of: int) -> None:
            draft.sessions_saved, draft.sessions = saved, of

        saving = asyncio.ensure_future(run(tell))
        try:
            while not (await asyncio.wait([saving], timeout=PROGRESS_S))[0]:
                draft.saving_until_ms = self._clock.now() + SAVING_MS
                await self._tell_if_possible(draft)
            draft.outcomes = saving.result()
        except JournalUnavailable as error:
            draft.unsaved = error
        finally:
            saving.cancel()
            await asyncio.wait([saving])
            draft.sessions = 0
        await self._tell_if_possible(draft)

    async def _tell_if_possible(self, draft: Draft) -> None:
        with suppress(JournalUnavailable, NotFound):
            await self._tell(draft)

    def _make_room(self, size: int, now: int) -> None:
        for draft in list(self._drafts.values()):
            total = sum(len(d.data) for d in self._drafts.values()) + size
            if now - draft.at_ms > KEPT_MS or len(self._drafts) >= MOST or total > MOST_BYTES:
                self._drop(draft)

    def _drop(self, draft: Draft) -> None:
        del self._drafts[draft.id]
        self._readings.end(draft.id)
        self._savings.end(draft.id)


class _TaskByDraft:
    """One task for each draft, by its id; an earlier one of the same draft is cancelled and ends by itself."""

    def __init__(self) -> None:
        self._latest: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def __contains__(self, id_: str) -> bool:
        return id_ in self._latest

    def get(self, id_: str) -> asyncio.Task[None] | None:
        return self._latest.get(id_)

    def start(self, id_: str, work: Coroutine[None, None, None]) -> None:
        self.end(id_)
        task = self._latest[id_] = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(partial(self._ended, id_))

    def end(self, id_: str) -> None:
        if (task := self._latest.get(id_)) is not None:
            task.cancel()

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _ended(self, id_: str, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._latest.get(id_) is task:
            del self._latest[id_]


def _only(sources: frozenset[str], programme: Programme) -> Corrections:
    """Return the corrections that leave out all but these sources, all if the file has none of them any more."""
    whole = {session.source for session in programme.sessions}
    if not sources:
        return Corrections()
    if whole & sources:
        return Corrections(sessions_out=frozenset(whole - sources))
    items = {(session.source, item.id) for session in programme.sessions for item in session.items}
    alone = {key for key in items if source_apart(*key) in sources}
    if not alone:
        return Corrections(sessions_out=frozenset(whole))
    return Corrections(frozenset(whole - {source for source, _ in alone}), frozenset(items - alone), apart=True)
