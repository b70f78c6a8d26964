"""Timeouts and pings of listening sockets: one timer for a whole room, its work spread over time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from app.wire.messages import HELLO_WITHIN_S

TICK_S = 0.5
VISIT_EVERY_S = 7.0  # a socket that was sent nothing between two visits gets a ping: after 14 s at most
GONE_WITHIN_S = 5.0  # for the client to answer a close


class Watched(Protocol):
    """A socket that the keepalive watches."""

    def visit(self) -> None:
        """Send a ping if the socket was sent nothing for a while."""

    def said_nothing(self) -> None:
        """Called when hello has not come in time."""

    def stalled(self) -> None:
        """Called when the client has not read for too long."""

    def give_up(self) -> None:
        """Called when the client has not closed in time."""


class Deadlines:
    """Calls `missed` with each socket that is not stopped in time; one limit for all, so the oldest is first.

    Every `now` is in seconds of one monotonic clock.
    """

    def __init__(self, after_s: float, missed: Callable[[Watched], None]) -> None:
        self._after_s = after_s
        self._missed = missed
        self._until: dict[Watched, float] = {}

    def start(self, socket: Watched, now: float) -> None:
        """Start the time of a socket; a running time goes on."""
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
    """Visit each socket at intervals, a few at a time, and end those that are late."""

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
        """Watch a socket, which has to say hello in time; return its slot, for `let_go`."""
        slot = (self._ticks + self._count) % len(self._slots)
        self._slots[slot].add(socket)
        self._count += 1
        self._hello.start(socket, self._now())
        self._wind()
        return slot

    def let_go(self, socket: Watched, slot: int) -> None:
        """Stop watching a socket that has ended."""
        self._slots[slot].discard(socket)
        for deadlines in (self._hello, self._stalled, self._closing):
            deadlines.stop(socket)

    def greeted(self, socket: Watched) -> None:
        """Note that hello was received."""
        self._hello.stop(socket)

    def stuck(self, socket: Watched) -> None:
        """Note that the client does not read as fast as it is sent to."""
        self._stalled.start(socket, self._now())

    def flows(self, socket: Watched) -> None:
        """Note that the client reads again."""
        self._stalled.stop(socket)

    def closing(self, socket: Watched) -> None:
        """Note that the socket was sent a close, and has to close in time."""
        self._hello.stop(socket)
        self._stalled.stop(socket)
        self._closing.start(socket, self._now())

    def tick(self) -> None:
        """Do one turn of the timer: end the sockets that are late, and visit a few."""
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
