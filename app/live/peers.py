"""Peers: the other processes of one database, by their signs of life. A process that is alone gives none.

A process that starts says so, and the others answer. From then on each gives a sign of life every second. One that was
not heard for some seconds has died, unless this process has not heard itself either: then the database is away, or this
process stood still, and all times begin again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.store.notices import Topic

BEAT_EVERY_S = 1.0
DEAD_AFTER_S = 4.0  # a lost screen is named within 5 s
SETTLED_AFTER_S = 2.0  # after a start; another process answers within milliseconds
UNHEARD_S = 2.5  # without our own signs of life, nothing is known about those of others


class Peers:
    """The signs of life that one process has heard. Seconds of any clock that only goes forward."""

    def __init__(self, own: str, now: Callable[[], float]) -> None:
        self.own = own
        self._now = now
        self._heard: dict[str, float] = {}  # by process
        self._heard_own = self._began = now()

    @property
    def others(self) -> list[str]:
        """The processes that are alive, without this one."""
        return list(self._heard)

    @property
    def wants_beats(self) -> bool:
        """Whether this process has to give signs of life: there are others, or there may be."""
        return bool(self._heard) or not self.is_settled

    @property
    def is_settled(self) -> bool:
        """Whether all others must have been heard since the start."""
        return self._now() >= self._began + SETTLED_AFTER_S

    def begin_again(self) -> None:
        """Give all processes their time again, because signs of life may have been missed."""
        self._began = self._heard_own = self._now()
        self._heard = dict.fromkeys(self._heard, self._began)

    def hear(self, process: str) -> bool:
        """Note a sign of life; return whether it is the first one of another process."""
        now = self._now()
        if process == self.own:
            if now - self._heard_own > UNHEARD_S:
                self.begin_again()
            self._heard_own = now
            return False
        is_new = process not in self._heard
        self._heard[process] = now
        return is_new

    def leave(self, process: str) -> None:
        """Note that a process has said that it ends."""
        self._heard.pop(process, None)

    def is_alive(self, process: str) -> bool:
        """Whether a process is alive; shortly after the start any process may be."""
        return process == self.own or process in self._heard or not self.is_settled

    def take_dead(self) -> list[str]:
        """Return the processes that have died since the last call."""
        now = self._now()
        if now - self._heard_own > UNHEARD_S:
            return []
        dead = [process for process, heard in self._heard.items() if now - heard >= DEAD_AFTER_S]
        for process in dead:
            del self._heard[process]
        return dead


class Shared(Protocol):
    """Tells other processes what happens here."""

    def changed(self) -> None:
        """Note that this process's part of presence has changed."""

    def moved(self) -> None:
        """Note that this process has passed the baton."""

    async def agreed(self) -> None:
        """Return once the other processes know who holds the baton, or have decided otherwise."""

    async def tell(self, topic: Topic, about: str) -> bool:
        """Tell the other processes something about a screen or a link; return False if there are none."""


class Alone:
    """There are no other processes."""

    def changed(self) -> None:
        """Nothing to tell."""

    def moved(self) -> None:
        """Nothing to tell."""

    async def agreed(self) -> None:
        """Nothing to wait for."""

    async def tell(self, topic: Topic, about: str) -> bool:  # noqa: ARG002 - as other processes need it
        """Return False: there is no other process."""
        return False
