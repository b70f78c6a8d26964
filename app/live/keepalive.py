"""What happens to listening sockets because time passes: one timer for a whole room, its work spread out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from app.wire.messages import HELLO_WITHIN_S

TICK_S = 0.5
VISIT_EVERY_S = 7.0  # a socket that has been sent nothing since the visit before the last is sent a ping: 14 s at most
GONE_WITHIN_S = 5.0  # for the other side to answer a close


class Kept(Protocol):
    """A socket that is kept."""

    def visit(self) -> None:
        """Time for a sign of life, if there was none for a while."""

    def said_nothing(self) -> None:
        """It has not said hello in time."""

    def stalled(self) -> None:
        """It has not read for too long."""

    def give_up(self) -> None:
        """It was closed, and the other side does not let go."""


class Fuse:
    """Calls for everybody who is not taken out in time; all have the same time, so the oldest is always the first."""

    def __init__(self, after_s: float, burnt: Callable[[Kept], None]) -> None:
        self._after_s = after_s
        self._burnt = burnt
        self._until: dict[Kept, float] = {}

    def light(self, kept: Kept, now: float) -> None:
        """Start; if it burns already, it burns on."""
        self._until.setdefault(kept, now + self._after_s)

    def put_out(self, kept: Kept) -> None:
        self._until.pop(kept, None)

    def burn(self, now: float) -> None:
        """Call for everybody whose time is over."""
        while self._until and self._until[first := next(iter(self._until))] <= now:
            del self._until[first]
            self._burnt(first)

    def __len__(self) -> int:
        return len(self._until)


class Keeper:
    """Visits everybody once in a while, a few at a time, and knows who is late."""

    def __init__(self, stalled_after_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._hello = Fuse(HELLO_WITHIN_S, lambda kept: kept.said_nothing())
        self._stalled = Fuse(stalled_after_s, lambda kept: kept.stalled())
        self._closing = Fuse(GONE_WITHIN_S, lambda kept: kept.give_up())
        self._slots: tuple[set[Kept], ...] = tuple(set() for _ in range(round(VISIT_EVERY_S / TICK_S)))
        self._count = 0
        self._ticks = 0
        self._timer: asyncio.TimerHandle | None = None

    def take(self, kept: Kept) -> int:
        """Keep a socket; the answer is its slot, which `let_go` wants to know. It has to say hello in time."""
        slot = (self._ticks + self._count) % len(self._slots)
        self._slots[slot].add(kept)
        self._count += 1
        self._hello.light(kept, self._now())
        self._wind()
        return slot

    def let_go(self, kept: Kept, slot: int) -> None:
        """The socket has ended."""
        self._slots[slot].discard(kept)
        for fuse in (self._hello, self._stalled, self._closing):
            fuse.put_out(kept)

    def greeted(self, kept: Kept) -> None:
        """It has said hello."""
        self._hello.put_out(kept)

    def stuck(self, kept: Kept) -> None:
        """It does not read as fast as it is sent to."""
        self._stalled.light(kept, self._now())

    def flows(self, kept: Kept) -> None:
        """It reads again."""
        self._stalled.put_out(kept)

    def closing(self, kept: Kept) -> None:
        """It was sent a close, and has to let go in time."""
        self._hello.put_out(kept)
        self._stalled.put_out(kept)
        self._closing.light(kept, self._now())

    def tick(self) -> None:
        """One turn of the timer: a few are visited, and whoever is late is dealt with."""
        self._timer = None
        now = self._now()
        for fuse in (self._hello, self._stalled, self._closing):
            fuse.burn(now)
        self._ticks += 1
        for kept in list(self._slots[self._ticks % len(self._slots)]):
            kept.visit()
        self._wind()

    def _wind(self) -> None:
        if self._timer is None and any(self._slots):
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self.tick)
