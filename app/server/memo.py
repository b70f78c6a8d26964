"""A memo of renderings: the newest under each key, rendered again when its state has changed.

The application owns one. It holds rows, parts and pages; they may show names, so it is emptied when names are deleted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sized
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

MOST_BYTES = 64 * 1024 * 1024

Rendered = TypeVar("Rendered", bound=Sized)


class Memo:
    """The newest rendering under each key; the least recently used is dropped first.

    Args:
        most_bytes: how much is stored, in bytes or characters.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held = 0
        self._stored: dict[Hashable, tuple[object, Sized]] = {}
        self._making: dict[Hashable, asyncio.Future[bytes]] = {}
        self._thread = ThreadPoolExecutor(1, "memo")

    def get(self, key: Hashable, state: object, make: Callable[[], Rendered]) -> Rendered:
        """Return the rendering of a state, on the event loop.

        Args:
            key: the thing rendered and its audience; the same key always has the same type.
            state: everything that it shows; if it differs from the stored one, it is rendered again.
            make: makes it; its exceptions are raised here, and nothing is stored.
        """
        if (stored := self._used(key)) is not None and stored[0] == state:
            return cast("Rendered", stored[1])
        made = make()
        self._store(key, state, made)
        return made

    async def get_apart(self, key: Hashable, state: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return a response as `get` does, but made in a thread; requests for it wait for the same one meanwhile."""
        if (stored := self._used(key)) is not None and stored[0] == state:
            return cast("bytes", stored[1])
        making = self._making.get((key, state)) or self._begin(key, state, make)
        return await asyncio.shield(making)

    def clear(self) -> None:
        """Drop everything; a response being made is not stored any more."""
        self._stored.clear()
        self._making.clear()
        self._held = 0

    def close(self) -> None:
        """End the thread; waiting responses are not made any more."""
        self._thread.shutdown(cancel_futures=True)

    def _used(self, key: Hashable) -> tuple[object, Sized] | None:
        if (stored := self._stored.pop(key, None)) is not None:
            self._stored[key] = stored
        return stored

    def _begin(self, key: Hashable, state: Hashable, make: Callable[[], bytes]) -> asyncio.Future[bytes]:
        making = asyncio.get_running_loop().run_in_executor(self._thread, make)
        self._making[key, state] = making
        making.add_done_callback(lambda done: self._made(key, state, done))
        return making

    def _made(self, key: Hashable, state: Hashable, done: asyncio.Future[bytes]) -> None:
        if self._making.get((key, state)) is not done:
            return  # The memo was emptied meanwhile.
        del self._making[key, state]
        if not done.cancelled() and done.exception() is None:
            self._store(key, state, done.result())

    def _store(self, key: Hashable, state: object, made: Sized) -> None:
        self._let_go(key)
        self._stored[key] = (state, made)
        self._held += len(made)
        while self._held > self._most_bytes:
            self._let_go(next(iter(self._stored)))

    def _let_go(self, key: Hashable) -> None:
        if (stored := self._stored.pop(key, None)) is not None:
            self._held -= len(stored[1])
