"""Who holds the loop up is known by name."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from structlog.testing import capture_logs

from app.server.monitoring.loop_watch import LoopWatch, place_of, stack_of
from tests.patience import PATIENCE_S

NAME = "tests/server/monitoring/test_loop_watch.py:hold_the_loop"


def hold_the_loop(watch: LoopWatch) -> None:
    """Let nothing else run until that has been noticed."""
    until = time.monotonic() + PATIENCE_S
    while watch.seen is None:
        assert time.monotonic() < until


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - the watch announces nothing
        await asyncio.sleep(0)


async def test_what_holds_the_loop_is_logged_by_name_and_not_over_and_over() -> None:
    lags: list[float] = []
    watch = LoopWatch(lags.append)
    watching = asyncio.create_task(watch.watch())
    with capture_logs() as logged:
        for _ in range(2):
            # On a machine that stands still, something else may be seen at first.
            while watch.seen != NAME:
                await until(partial(lambda n: len(lags) > n, len(lags)))
                hold_the_loop(watch)
            await until(lambda: watch.seen is None)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    mine = [line for line in logged if line.get("by") == NAME]
    assert [line["event"] for line in mine] == ["the event loop was blocked"]
    assert mine[0]["ms"] >= 10
    assert max(lags) >= 0.01


async def test_a_loop_that_runs_nothing_is_not_reported_as_held_up(tmp_path: Path) -> None:
    assert place_of([]) is None
    with (tmp_path / "stacks").open("w+b") as stacks:
        idle = asyncio.get_running_loop()
        assert place_of(stack_of(0, stacks)) is None
        loop_thread = threading.get_ident()

        def look() -> list[str]:
            while "selectors.py" not in (calls := stack_of(loop_thread, stacks))[0]:
                time.sleep(0.001)
            return calls

        assert place_of(await idle.run_in_executor(None, look)) is None


def test_a_running_thread_is_read_while_its_frames_end(tmp_path: Path) -> None:
    """Frames handed to another thread would be read after their end."""
    ended = threading.Event()

    def call(depth: int) -> None:
        if depth:
            call(depth - 1)

    def run() -> None:
        while not ended.is_set():
            call(20)

    running = threading.Thread(target=run)
    running.start()
    with (tmp_path / "stacks").open("w+b") as stacks:
        places = {place_of(stack_of(running.ident or 0, stacks)) for _ in range(50)}
    ended.set()
    running.join()
    here = NAME.partition(":")[0]
    assert places & {f"{here}:run", f"{here}:call"}
    assert places <= {f"{here}:run", f"{here}:call", *(place for place in places if place and "threading.py" in place)}


async def test_nothing_is_said_of_the_beginning_and_all_of_it_is_measured() -> None:
    lags: list[float] = []
    watch = LoopWatch(lags.append, silent_s=600)
    watching = asyncio.create_task(watch.watch())
    with capture_logs() as logged:
        await until(lambda: bool(lags))
        hold_the_loop(watch)
        await until(lambda: watch.seen is None)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    assert [line for line in logged if line.get("by") == NAME] == []
    assert max(lags) >= 0.01
