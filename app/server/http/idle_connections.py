"""Connections without a request in progress: a server has so many at most, and closes the oldest first."""

from __future__ import annotations

import asyncio


class IdleConnections:
    """The idle connections of one server, in the order in which they became idle."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._transports: dict[asyncio.Transport, None] = {}

    def add(self, transport: asyncio.Transport) -> None:
        """Add a connection; if they are too many, close the one that has been idle longest."""
        self.remove(transport)
        self._transports[transport] = None
        if len(self._transports) > self._most:
            longest = next(iter(self._transports))
            self.remove(longest)
            longest.close()

    def remove(self, transport: asyncio.Transport) -> None:
        """Remove a connection that is in use or has ended, if it was idle."""
        self._transports.pop(transport, None)
