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


class Watched(Protocol):
    """A socket that the keepalive watches."""

    def visit(self) -> None:
        """Time for a sign of life, if there was none for a while."""

    def said_nothing(self) -> None:
        """It has not said hello in time."""

    def stalled(self) -> None:
        """It has not read for too long."""

    def give_up(self) -> None:
        """It was closed, and the other side does not let go."""


class Deadlines:
    """Calls `missed` with each socket that is not stopped in time; all have the same time: the oldest is first."""

    def __init__(self, after_s: float, missed: Callable[[Watched], None]) -> None:
        self._after_s = after_s
        self._missed = missed
        self._until: dict[Watched, float] = {}

    def start(self, socket: Watched, now: float) -> None:
        """Start the time of a socket; a time that runs already runs on."""
        self._until.setdefault(socket, now + self._after_s)

    def stop(self, socket: Watched) -> None:
        self._until.pop(socket, None)

    def end_due(self, now: float) -> None:
        """Call `missed` with each socket whose time is over."""
        while self._until and self._until[first := next(iter(self._until))] <= now:
            del self._until[first]
            self._missed(first)

    def __len__(self) -> int:
        return len(self._until)


class Keepalive:
    """Visits each socket once in a while, a few at a time, and ends those that are late."""

    def __init__(self, stalled_after_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._hello = Deadlines(HELLO_WITHIN_S, lambda socket: socket.said_nothing())
        self._stalled = Deadlines(stalled_after_s, lambda socket: socket.stalled())
        self._closing = Deadlines(GONE_WITHIN_S, lambda socket: socket.give_up())
        self._slots: tuple[set[Watched], ...] = tuple(set() for _ in range(round(VISIT_EVERY_S / TICK_S)))
        self._count = 0
        self._ticks = 0
        self._timer: asyncio.TimerHandle | None = None

    def take(self, socket: Watched) -> int:
        """Watch a socket, which has to say hello in time; the answer is its slot, for `let_go`."""
        slot = (self._ticks + self._count) % len(self._slots)
        self._slots[slot].add(socket)
        self._count += 1
        self._hello.start(socket, self._now())
        self._wind()
        return slot

    def let_go(self, socket: Watched, slot: int) -> None:
        """The socket has ended."""
        self._slots[slot].discard(socket)
        for deadlines in (self._hello, self._stalled, self._closing):
            deadlines.stop(socket)

    def greeted(self, socket: Watched) -> None:
        """It has said hello."""
        self._hello.stop(socket)

    def stuck(self, socket: Watched) -> None:
        """It does not read as fast as it is sent to."""
        self._stalled.start(socket, self._now())

    def flows(self, socket: Watched) -> None:
        """It reads again."""
        self._stalled.stop(socket)

    def closing(self, socket: Watched) -> None:
        """It was sent a close, and has to let go in time."""
        self._hello.stop(socket)
        self._stalled.stop(socket)
        self._closing.start(socket, self._now())

    def tick(self) -> None:
        """One turn of the timer: end the sockets that are late, and visit a few."""
        self._timer = None
        now = self._now()
        for deadlines in (self._hello, self._stalled, self._closing):
            deadlines.end_due(now)
        self._ticks += 1
        for socket in list(self._slots[self._ticks % len(self._slots)]):
            socket.visit()
        self._wind()

    def _wind(self) -> None:
        if self._timer is None and any(self._slots):
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self.tick)
