"""Drafts: files that organisers look at before they import them, in memory only and for a while."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace

from app.domain.errors import JournalUnavailable, NotFound
from app.domain.values import HOUR
from app.formats.imports.corrections import Corrections
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.sandbox import read_apart
from app.formats.imports.selection import ImportOutcome, source_apart
from app.formats.text.notes import NotAProgramme, Tell
from app.service.fetching import Fetcher
from app.store.sources import Origin

KEPT_MS = 4 * HOUR
MOST = 30
MOST_BYTES = 128 * 1024 * 1024
FETCHED_BYTES = 1024 * 1024  # room for a file whose size is not known yet
AT_ONCE = 2  # workers; each may take much memory and a whole processor


@dataclass(slots=True)
class Draft:
    """A file, the organiser's settings for it, and the result of reading it; `text` if it was pasted.

    `into` is the address of the session that the items are for; empty for sessions of their own. `address` is where the
    file is fetched from, again each time it is read; empty for a file that was sent. `sources` are the only sessions
    that are ticked at first; empty for all of them.
    """

    id: str
    at_ms: int
    data: bytes
    hints: ImportHints
    pasted: bool
    into: str = ""
    address: str = ""
    sources: frozenset[str] = frozenset()
    programme: Programme | None = None
    refusal: str = ""
    rows_read: int = 0
    rows: int = 0  # 0 while unknown
    sessions_saved: int = 0
    sessions: int = 0  # 0 unless they are being saved
    unsaved: JournalUnavailable | None = None  # why not everything could be saved
    outcomes: list[ImportOutcome] = field(default_factory=list)
    corrections: Corrections = field(default_factory=Corrections)
    readings: int = 0  # numbers in a form of the preview belong to one reading
    recalls: bool = True  # whether the columns that were set for the same headings before are still to be recalled

    @property
    def is_read(self) -> bool:
        return self.programme is not None or self.refusal != ""

    @property
    def origin(self) -> Origin | None:
        """Where the file was fetched from, and how it was read."""
        return Origin(self.address, replace(self.hints, name="")) if self.address else None

    @property
    def text(self) -> str:
        """The pasted text, to be shown again."""
        return self.data.decode("utf-8", errors="replace") if self.pasted else ""


class Drafts:
    """The drafts of one server. The oldest make room for new ones."""

    def __init__(self, fetcher: Fetcher | None = None) -> None:
        self.fetcher = fetcher or Fetcher()
        self._drafts: dict[str, Draft] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._workers = asyncio.Semaphore(AT_ONCE)

    def add(
        self,
        data: bytes,
        hints: ImportHints,
        *,
        pasted: bool,
        now: int,
        into: str = "",
        address: str = "",
        sources: frozenset[str] = frozenset(),
    ) -> Draft:
        """Add a draft and start reading it; with an address, start fetching it."""
        self._make_room(len(data) or (FETCHED_BYTES if address else 0), now)
        draft = Draft(secrets.token_hex(8), now, data, hints, pasted, into, address, sources)
        self._drafts[draft.id] = draft
        self._begin(draft)
        return draft

    def get(self, id_: str) -> Draft:
        """Return a draft by its id.

        Raises:
            NotFound: there is no such draft, or not any longer.
        """
        if (draft := self._drafts.get(id_)) is None:
            raise NotFound("such file any more; it was only kept for a while. Upload it again: nothing was saved of it")
        return draft

    def again(self, draft: Draft, hints: ImportHints) -> None:
        """Read a draft once more with other settings."""
        draft.hints, draft.recalls = replace(hints, name=draft.hints.name), False
        draft.readings += 1
        draft.programme, draft.refusal, draft.outcomes, draft.rows_read, draft.rows = None, "", [], 0, 0
        self._begin(draft)

    def save(self, draft: Draft, run: Callable[[Tell], Awaitable[list[ImportOutcome]]]) -> None:
        """Begin to save a draft; `run` saves it and tells how many sessions are done. Does nothing if that goes on."""
        if draft.sessions == 0:
            draft.sessions, draft.unsaved, draft.outcomes = 1, None, []
            self._keep(draft, self._save(draft, run))

    async def wait(self, draft: Draft, seconds: float) -> None:
        """Return when a draft has been read or saved, or after a while."""
        if (task := self._tasks.get(draft.id)) is not None:
            await asyncio.wait([task], timeout=seconds)

    def close(self) -> None:
        for task in self._tasks.values():
            task.cancel()

    def _begin(self, draft: Draft) -> None:
        self._keep(draft, self._read(draft))

    def _keep(self, draft: Draft, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks[draft.id] = task
        task.add_done_callback(lambda done: self._forget(draft.id, done))

    async def _read(self, draft: Draft) -> None:
        def tell(read: int, of: int) -> None:
            draft.rows_read, draft.rows = read, of

        async with self._workers:
            try:
                if draft.address:
                    draft.data = await self.fetcher.fetch(draft.address)
                draft.programme = await read_apart(draft.data, draft.hints, tell)
                if draft.readings == 0:
                    draft.corrections = _only(draft.sources, draft.programme)
            except NotAProgramme as error:
                draft.refusal = error.sentence

    async def _save(self, draft: Draft, run: Callable[[Tell], Awaitable[list[ImportOutcome]]]) -> None:
        def tell(saved: int, of: int) -> None:
            draft.sessions_saved, draft.sessions = saved, of

        try:
            draft.outcomes = await run(tell)
        except JournalUnavailable as error:
            draft.unsaved = error
        finally:
            draft.sessions = 0

    def _forget(self, id_: str, task: asyncio.Task[None]) -> None:
        # A draft that is being read again has another task by now.
        if self._tasks.get(id_) is task:
            del self._tasks[id_]

    def _make_room(self, size: int, now: int) -> None:
        for draft in list(self._drafts.values()):
            total = sum(len(d.data) for d in self._drafts.values()) + size
            if now - draft.at_ms > KEPT_MS or len(self._drafts) >= MOST or total > MOST_BYTES:
                self._drop(draft)

    def _drop(self, draft: Draft) -> None:
        del self._drafts[draft.id]
        if (task := self._tasks.pop(draft.id, None)) is not None:
            task.cancel()


def _only(sources: frozenset[str], programme: Programme) -> Corrections:
    """Return the corrections that leave out all but these sources, if the file still has one of them."""
    whole = {session.source for session in programme.sessions}
    if whole & sources:
        return Corrections(sessions_out=frozenset(whole - sources))
    items = {(session.source, item.id) for session in programme.sessions for item in session.items}
    alone = {key for key in items if source_apart(*key) in sources}
    if not alone:
        return Corrections()
    return Corrections(frozenset(whole - {source for source, _ in alone}), frozenset(items - alone), apart=True)
