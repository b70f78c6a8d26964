"""A memo of responses: each made once for each state, off the event loop, then served from memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor

MOST_BYTES = 32 * 1024 * 1024


class Memo:
    """The newest response under each key. Clients that ask while it is being made wait for the same one."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held = 0
        self._answers: dict[Hashable, tuple[Hashable, bytes]] = {}
        self._making: dict[Hashable, asyncio.Future[bytes]] = {}
        self._thread = ThreadPoolExecutor(1, "memo")

    async def get(self, key: Hashable, state: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the response as of a state.

        Args:
            key: the page and its audience. The least recently used response is dropped first.
            state: the state shown; another one replaces the response.
            make: makes it, in a thread; its exceptions are raised here, and nothing is stored.
        """
        if (stored := self._answers.pop(key, None)) is not None:
            self._answers[key] = stored
            if stored[0] == state:
                return stored[1]
        making = self._making.get((key, state)) or self._begin(key, state, make)
        return await asyncio.shield(making)

    def close(self) -> None:
        """End the thread; waiting responses are not made any more."""
        self._thread.shutdown(cancel_futures=True)

    def _begin(self, key: Hashable, state: Hashable, make: Callable[[], bytes]) -> asyncio.Future[bytes]:
        making = asyncio.get_running_loop().run_in_executor(self._thread, make)
        self._making[key, state] = making
        making.add_done_callback(lambda done: self._made(key, state, done))
        return making

    def _made(self, key: Hashable, state: Hashable, done: asyncio.Future[bytes]) -> None:
        del self._making[key, state]
        if not done.cancelled() and done.exception() is None:
            self._store(key, state, done.result())

    def _store(self, key: Hashable, state: Hashable, answer: bytes) -> None:
        self._let_go(key)
        self._answers[key] = (state, answer)
        self._held += len(answer)
        while self._held > self._most_bytes:
            self._let_go(next(iter(self._answers)))

    def _let_go(self, key: Hashable) -> None:
        if (stored := self._answers.pop(key, None)) is not None:
            self._held -= len(stored[1])
