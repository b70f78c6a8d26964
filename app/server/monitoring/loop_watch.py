"""Measure how late the event loop is, and find the function that blocked it.

The stack of a running thread is read by `faulthandler`, in C and in one piece. Frames that Python hands to another
thread (`sys._current_frames`) may end while they are read: Python 3.11 then reads memory that was used again.
"""

from __future__ import annotations

import asyncio
import faulthandler
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import structlog

log = structlog.get_logger()

EVERY_S = 0.1
TOLERATED_S = 0.01
LOOK_AGAIN_S = 0.005
STACKS_EVERY_S = 1.0  # reading the stacks keeps every thread waiting for some milliseconds
TOLD_EVERY_S = 60.0  # per place in the code; a slow function is slow again, and the log is for people
ROOT = Path(__file__).resolve().parents[3]
OUTSIDE = frozenset({".venv", "site-packages"})
# Files of the loop itself; with uvloop, only the runner is visible.
THE_LOOP = ("asyncio/base_events.py", "asyncio/runners.py", "asyncio/events.py", "selectors.py", "uvicorn/_compat.py")


class LoopWatch:
    """A heartbeat on the loop, and a thread that reads the loop's stack when a beat is late.

    A pause is detected if a beat falls into it: always if it is longer than the interval, otherwise now and then. One
    a second is looked into.
    """

    def __init__(self, lagged: Callable[[float], None], silent_s: float = 0.0) -> None:
        """`lagged` is called with the delay of each beat in seconds; the first `silent_s` seconds are not logged."""
        self._lagged = lagged
        self._says_from = time.monotonic() + silent_s
        self._due = 0.0
        self._next_stack = 0.0  # when the stack may be read again
        self._stopped = threading.Event()
        self._told: dict[str, float] = {}
        self.seen: str | None = None  # the place in the code when a beat was late; until the next beat

    async def watch(self) -> None:
        """Measure the delay of a beat every `EVERY_S` seconds, and log what held a late one up, until cancelled."""
        self._due = time.monotonic() + EVERY_S
        threading.Thread(target=self._look, args=(threading.get_ident(),), name="loop-watch", daemon=True).start()
        try:
            while True:
                await asyncio.sleep(max(self._due - time.monotonic(), 0))
                self._beat(time.monotonic())
        finally:
            self._stopped.set()

    def _beat(self, now: float) -> None:
        late, where = max(now - self._due, 0.0), self.seen
        self.seen, self._due = None, now + EVERY_S
        self._lagged(late)
        if where is not None and now >= self._says_from and now - self._told.get(where, -TOLD_EVERY_S) >= TOLD_EVERY_S:
            self._told[where] = now
            log.warning("the event loop was blocked", by=where, ms=round(late * 1000))

    def _look(self, loop_thread: int) -> None:
        """Runs in its own thread."""
        with tempfile.TemporaryFile() as stacks:
            while not self._stopped.wait(max(self._due + TOLERATED_S - time.monotonic(), LOOK_AGAIN_S)):
                now = time.monotonic()
                if now >= max(self._due + TOLERATED_S, self._next_stack) and self.seen is None:
                    self._next_stack = now + STACKS_EVERY_S
                    self.seen = place_of(stack_of(loop_thread, stacks))


def stack_of(thread: int, stacks: IO[bytes]) -> list[str]:
    """Return the calls of a thread as `faulthandler` writes them, innermost first; `stacks` is an open file."""
    stacks.seek(0)
    stacks.truncate()
    faulthandler.dump_traceback(stacks)
    stacks.seek(0)
    threads = stacks.read().decode(errors="replace").split("\n\n")
    _, *calls = next((text for text in threads if f"0x{thread:016x} " in text), "").splitlines() or [""]
    return calls


def place_of(calls: list[str]) -> str | None:
    """Return the innermost function that the loop is running, ours before a library's; None if it is idle."""
    running: list[tuple[Path, str]] = []
    for call in calls:
        path, _, line = call.removeprefix('  File "').partition('", line ')
        if path.endswith(THE_LOOP):
            break
        running.append((Path(path), line.partition(" in ")[2]))
    ours = (place for place in running if _is_ours(place[0]))
    place = next(ours, running[0] if running else None)
    return None if place is None else f"{_short(place[0])}:{place[1]}"


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and not OUTSIDE & set(path.parts)


def _short(path: Path) -> Path:
    return path.relative_to(ROOT) if _is_ours(path) else Path(*path.parts[-2:])
