"""Measure how late the event loop is, and find the function that blocked it."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import structlog

log = structlog.get_logger()

EVERY_S = 0.1
TOLERATED_S = 0.01
LOOK_AGAIN_S = 0.005
TOLD_EVERY_S = 60.0  # per place in the code; a slow function is slow again, and the log is for people
ROOT = Path(__file__).resolve().parents[3]
OUTSIDE = frozenset({".venv", "site-packages"})
# Frames of the loop itself; with uvloop, only the runner is visible.
THE_LOOP = ("asyncio/base_events.py", "asyncio/runners.py", "asyncio/events.py", "selectors.py", "uvicorn/_compat.py")


class LoopWatch:
    """A heartbeat on the loop, and a thread that reads the loop's stack when a beat is late.

    A pause is detected if a beat falls into it: always if it is longer than the interval, otherwise now and then.
    """

    def __init__(self, lagged: Callable[[float], None], silent_s: float = 0.0) -> None:
        """`lagged` is called with the delay of each beat in seconds; the first `silent_s` seconds are not logged."""
        self._lagged = lagged
        self._says_from = time.monotonic() + silent_s
        self._due = 0.0
        self._stopped = threading.Event()
        self._told: dict[str, float] = {}
        self.seen: str | None = None  # the place in the code when a beat was late; until the next beat

    async def watch(self) -> None:
        """Measure the delay of a beat every `EVERY_S` seconds, and log what held a late one up, until cancelled."""
        self._due = time.monotonic() + EVERY_S
        thread = threading.Thread(target=self._look, args=(threading.get_ident(),), name="loop-watch", daemon=True)
        thread.start()
        try:
            while True:
                await asyncio.sleep(max(self._due - time.monotonic(), 0))
                self._beat(time.monotonic())
        finally:
            self._stopped.set()
            thread.join()

    def _beat(self, now: float) -> None:
        late, where = max(now - self._due, 0.0), self.seen
        self.seen, self._due = None, now + EVERY_S
        self._lagged(late)
        if where is not None and now >= self._says_from and now - self._told.get(where, -TOLD_EVERY_S) >= TOLD_EVERY_S:
            self._told[where] = now
            log.warning("the event loop was blocked", by=where, ms=round(late * 1000))

    def _look(self, loop_thread: int) -> None:
        """Runs in its own thread."""
        while not self._stopped.wait(max(self._due + TOLERATED_S - time.monotonic(), LOOK_AGAIN_S)):
            if time.monotonic() >= self._due + TOLERATED_S and self.seen is None:
                self.seen = place_of(sys._current_frames().get(loop_thread))


def place_of(frame: FrameType | None) -> str | None:
    """Return the innermost function that the loop is running, ours before a library's; None if it is idle."""
    running = []
    # The loop goes on meanwhile: Python 3.11 was seen to give something else for a frame that had just ended.
    while isinstance(frame, FrameType) and not frame.f_code.co_filename.endswith(THE_LOOP):
        running.append(frame.f_code)
        frame = frame.f_back
    ours = (code for code in running if _is_ours(Path(code.co_filename)))
    code = next(ours, running[0] if running else None)
    return None if code is None else f"{_short(Path(code.co_filename))}:{code.co_qualname}"


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and not OUTSIDE & set(path.parts)


def _short(path: Path) -> Path:
    return path.relative_to(ROOT) if _is_ours(path) else Path(*path.parts[-2:])
