"""Connections without a request in progress."""

from __future__ import annotations

import asyncio

from app.server.http.idle_connections import IdleConnections


class ClosableTransport(asyncio.Transport):
    closed = False

    def close(self) -> None:
        self.closed = True


def test_the_connection_that_has_been_idle_longest_is_closed() -> None:
    idle = IdleConnections(2)
    first, second, third = transports = [ClosableTransport() for _ in range(3)]
    idle.add(first)
    idle.add(second)
    idle.add(first)  # which was in use meanwhile
    assert not any(transport.closed for transport in transports)
    idle.add(third)
    assert [transport.closed for transport in transports] == [False, True, False]


def test_a_connection_in_use_is_not_counted() -> None:
    idle = IdleConnections(1)
    first, second = ClosableTransport(), ClosableTransport()
    idle.add(first)
    idle.remove(first)
    idle.remove(first)
    idle.add(second)
    assert [first.closed, second.closed] == [False, False]
