"""Receive OSC datagrams, bounded before any work: who may send, how many, how large, and how many may wait."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import logs
from app.clock import Clock
from app.outside.osc.reading import LARGEST
from app.service.access.throttle import Throttle

AT_ONCE, EVERY_MS = 60, 20  # datagrams of one sender: this many at once, then one every so many milliseconds
MOST_WAITING = 64

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Received:
    """A datagram, and where it came from: host and port."""

    datagram: bytes
    sender: tuple[str, int]


class OscReceiver(asyncio.DatagramProtocol):
    """Holds what may be read, in order of arrival; the rest is dropped and counted in the log."""

    def __init__(self, allowed: Sequence[Network], clock: Clock) -> None:
        self.waiting: asyncio.Queue[Received] = asyncio.Queue(MOST_WAITING)
        self._allowed = allowed
        self._clock = clock
        self._limits = Throttle(AT_ONCE, EVERY_MS)
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: Any) -> None:
        """Keep the socket, to answer by it."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        """Queue a datagram, or drop it."""
        sender = (str(addr[0]), int(addr[1]))
        if why := self._refused(data, sender[0]):
            logs.floods.say("OSC was dropped", sender[0], why)
        else:
            self.waiting.put_nowait(Received(data, sender))

    def answer(self, datagram: bytes, to: tuple[str, int]) -> None:
        """Send a datagram back to a sender."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(datagram, to)

    def _refused(self, data: bytes, host: str) -> str:
        address = ipaddress.ip_address(host.partition("%")[0])
        if not any(address in network for network in self._allowed):
            return "not an allowed address"
        if self._limits.take(host, self._clock.now()):
            return "too many"
        if len(data) > LARGEST:
            return "too large"
        return "too many wait" if self.waiting.full() else ""
