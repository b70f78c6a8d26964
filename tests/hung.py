"""A test that waits for ever ends its worker, and says where every thread and every task of the loop waits."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

HUNG_AFTER_S = 1_000  # a busy machine must not be mistaken for a test that waits for ever


@contextmanager
def ended_if_hung(name: str, out: TextIO, after_s: float = HUNG_AFTER_S) -> Iterator[None]:
    """End the process if the block is not over in time; `out` is told why, with the test's `name` last."""
    watch = threading.Timer(after_s, _end, (name, out, threading.get_ident()))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _end(name: str, out: TextIO, tested: int) -> None:
    say_where(out, tested)
    out.write(f"hung for too long: {name}\n")
    out.flush()
    os._exit(3)


def say_where(out: TextIO, tested: int) -> None:
    """Write where each thread is, the test's own last and its innermost call last, then what each task waits for."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frames = sys._current_frames()
    for ident in sorted(frames, key=lambda ident: ident == tested):
        out.write(f"thread {names.get(ident, ident)}\n")
        traceback.print_stack(frames[ident], limit=8, file=out)
    for task in list(asyncio.tasks._all_tasks):  # type: ignore[attr-defined]  # of every loop, in any thread
        if not task.done():
            out.write(f"{task.get_name()}: {' > '.join(_awaited(task.get_coro()))}\n")


def _awaited(waiting: Any) -> Iterator[str]:
    """The coroutines that wait for each other, with their lines, down to what has not happened."""
    while (frame := getattr(waiting, "cr_frame", None) or getattr(waiting, "ag_frame", None)) is not None:
        yield f"{waiting.__qualname__}:{frame.f_lineno}"
        waiting = getattr(waiting, "cr_await", None) or getattr(waiting, "ag_await", None)
    yield type(waiting).__name__
