"""Pipelining: requests that a client sends before it has the responses to earlier ones.

They are parsed in pieces so short that no more than `MOST_PIPELINED` of them ever wait. The rest of the bytes stays
unparsed, and the connection is not read until all of them are answered; so a connection costs at most one read of the
transport.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from uvicorn.protocols.http.flow_control import FlowControl

MOST_PIPELINED = 4  # requests that wait on one connection for an earlier response
SHORTEST_REQUEST = 24  # bytes of `GET / HTTP/1.1`, an empty Host and the lines between them
MOST_HELD = 4 * 1024 * 1024  # bytes behind pipelined requests, of all connections together
NOTHING = memoryview(b"")


class Reading(FlowControl):
    """Whether a connection is read. uvicorn would resume reading after each response, however many requests wait."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self.stopped = False  # until the pipelined requests are answered; until then nothing resumes reading

    def resume_reading(self) -> None:
        if not self.stopped:
            super().resume_reading()


@dataclass(slots=True)
class HeldTotal:
    """The bytes that all connections of one server hold."""

    size: int = 0


class HeldBytes:
    """Bytes behind pipelined requests, not parsed yet: of one connection, and of all that share the `total`."""

    def __init__(self, total: HeldTotal) -> None:
        self._total = total
        self._bytes = NOTHING

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def hold(self, data: memoryview) -> bool:
        """Hold bytes for later; return False once all connections together hold more than `MOST_HELD` bytes."""
        self._bytes = data
        self._total.size += len(data)
        return self._total.size <= MOST_HELD

    def take(self) -> memoryview:
        """Return the bytes, which are held no longer."""
        held, self._bytes = self._bytes, NOTHING
        self._total.size -= len(held)
        return held
