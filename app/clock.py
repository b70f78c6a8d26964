"""The only place that reads the time, and the only one that sleeps until an instant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Protocol

LONGEST_NAP_S = 3600.0


class Clock(Protocol):
    """Instants in milliseconds UTC that never jump while the process lives."""

    def now(self) -> int:
        """Return the present instant."""

    async def sleep_until(self, instant_ms: int) -> None:
        """Return once the instant has come; at once if it has passed."""


class SystemClock:
    """The wall clock as of the start, continued by the monotonic clock.

    A step of the machine's clock (NTP, an operator) therefore never moves a running speech. `resync` takes over the
    wall clock's present value; it is called only while no speech runs.
    """

    def __init__(self) -> None:
        self._wall_minus_monotonic_ns = _difference()

    def now(self) -> int:
        return (time.monotonic_ns() + self._wall_minus_monotonic_ns) // 1_000_000

    def resync(self) -> int:
        """Follow the wall clock again; return by how many milliseconds it had moved away (signed)."""
        before, self._wall_minus_monotonic_ns = self._wall_minus_monotonic_ns, _difference()
        return (self._wall_minus_monotonic_ns - before) // 1_000_000

    async def sleep_until(self, instant_ms: int) -> None:
        # A timer may fire a little early, and a sleep is bounded so that a distant instant is no special case.
        while (left_ms := instant_ms - self.now()) > 0:  # noqa: ASYNC110 - only time itself can be waited for here
            await asyncio.sleep(min(left_ms / 1000, LONGEST_NAP_S))


async def first_of(clock: Clock, instant_ms: int | None, happening: Coroutine[Any, Any, Any]) -> None:
    """Return at the instant (None: never) or when the event happens; the other wait is cancelled."""
    waits = [asyncio.ensure_future(happening)]
    if instant_ms is not None:
        waits.append(asyncio.ensure_future(clock.sleep_until(instant_ms)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


def _difference() -> int:
    return time.time_ns() - time.monotonic_ns()
