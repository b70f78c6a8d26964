"""Who holds the loop up is known by name."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from structlog.testing import capture_logs

from app.server.monitoring.loop_watch import LoopWatch, place_of

NAME = "tests/server/monitoring/test_loop_watch.py:hold_the_loop"


def hold_the_loop(watch: LoopWatch) -> None:
    """Let nothing else run until that has been noticed."""
    until = time.monotonic() + 20
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
            beats = len(lags)
            await until(partial(lambda n: len(lags) > n, beats))
            hold_the_loop(watch)
            assert watch.seen == NAME
            await until(lambda: watch.seen is None)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    mine = [line for line in logged if line.get("by") == NAME]
    assert [line["event"] for line in mine] == ["the event loop was blocked"]
    assert mine[0]["ms"] >= 10
    assert max(lags) >= 0.01


def test_a_loop_that_runs_nothing_is_not_reported_as_held_up() -> None:
    assert place_of(None) is None
    assert place_of(object()) is None  # type: ignore[arg-type]  # what Python gave for a frame that had just ended

    async def nothing() -> None:
        frame = sys._getframe()
        while frame.f_back is not None and not frame.f_code.co_filename.endswith("asyncio/events.py"):
            frame = frame.f_back
        assert place_of(frame) is None

    asyncio.run(nothing())


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
