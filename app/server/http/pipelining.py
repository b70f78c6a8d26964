"""Pipelining: requests that a client sends before it has the responses to earlier ones.

They are parsed in pieces so short that no more than `MOST_PIPELINED` of them ever wait. The rest of the bytes stays
unparsed, and the connection is not read until all of them are answered; so a connection costs at most one read of the
transport.

A client that pipelines needs not wait for the server: it connects, sends, leaves and comes again, and the system holds
thousands of such connections with 128 KiB each. Parsing the requests of one and answering the first takes more than a
millisecond, and a moderator's new connection stands behind all of them. So a connection that begins with more bytes
than a head has is parsed later (`ParseQueue`): one every ten milliseconds, and the newest first, because those before
it have left.

A client with a thousand connections needs no pipeline: it sends a hundred requests at once, which arrive in one round
of the event loop. To parse one, and to find out who sent it, takes a quarter of a millisecond. So only a few are parsed
in a round (`ParseTurns`), and the rest in the rounds that follow, first come first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from uvicorn.protocols.http.flow_control import FlowControl

from app.server.admission import Passing

MOST_PIPELINED = 4  # requests that wait on one connection for an earlier response
SHORTEST_REQUEST = 24  # bytes of `GET / HTTP/1.1`, an empty Host and the lines between them
MOST_HELD = 4 * 1024 * 1024  # bytes behind pipelined requests, of all connections together
MANY_BYTES = 16 * 1024  # at the beginning of a connection; a request without a body has fewer
PARSED_EVERY_S = 0.01
MOST_UNPARSED = 16  # connections that wait to be parsed; the oldest is aborted first
PARSED_IN_A_ROUND, PARSED_BESIDE_PASSING = 8, 1  # requests; fewer while a request that passes is at work
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

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more leave all connections together within `MOST_HELD`."""
        return self._total.size + size <= MOST_HELD

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


class ParseQueue:
    """The connections of one server whose first bytes are parsed later."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Transport, Callable[[], None]] = {}
        self._is_due = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, transport: asyncio.Transport, parse: Callable[[], None]) -> None:
        """Call `parse` when its turn has come; if too many wait, abort the connection that waits longest."""
        self._waiting[transport] = parse
        if len(self._waiting) > MOST_UNPARSED:
            longest = next(iter(self._waiting))
            self.remove(longest)
            longest.abort()
        self._arrange()

    def remove(self, transport: asyncio.Transport) -> None:
        """Remove a connection that has ended, if it waits."""
        self._waiting.pop(transport, None)

    def _arrange(self) -> None:
        if self._waiting and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(PARSED_EVERY_S, self._parse_newest)

    def _parse_newest(self) -> None:
        self._is_due = False
        if self._waiting:
            _, parse = self._waiting.popitem()
            parse()
            self._arrange()


class ParseTurns:
    """How many requests of strangers are parsed in one round of the event loop; the others wait for later rounds.

    What comes from a sender who passes (`app.server.admission`) takes no turn.
    """

    def __init__(self, passing: Passing) -> None:
        self._passing = passing
        self._waiting: dict[asyncio.Transport, Callable[[], None]] = {}
        self._parsed = 0  # in this round
        self._is_due = False

    def take(self) -> bool:
        """Take one of this round's turns; return False if none is left, or others wait."""
        if self._waiting or not self._may_parse():
            return False
        self._parsed += 1
        self._arrange()
        return True

    def add(self, transport: asyncio.Transport, parse: Callable[[], None]) -> None:
        """Call `parse` in the round in which this connection has a turn."""
        self._waiting[transport] = parse
        self._arrange()

    def remove(self, transport: asyncio.Transport) -> None:
        """Remove a connection that has ended, if it waits."""
        self._waiting.pop(transport, None)

    def _may_parse(self) -> bool:
        most = PARSED_BESIDE_PASSING if self._passing.are_some else PARSED_IN_A_ROUND
        return self._parsed < most and not self._passing.has_right_of_way

    def _arrange(self) -> None:
        if self._is_due:
            return
        self._is_due = True
        if self._passing.has_right_of_way:
            self._passing.give_way(self._begin_round)
        else:
            asyncio.get_running_loop().call_soon(self._begin_round)

    def _begin_round(self) -> None:
        self._is_due, self._parsed = False, 0
        while self._waiting and self._may_parse():
            self._parsed += 1
            parse = self._waiting.pop(next(iter(self._waiting)))
            parse()
        if self._waiting or self._parsed:
            self._arrange()
