"""Responses that a client does not read: they fill the server's memory, so the connection is aborted."""

from __future__ import annotations

import asyncio

from app.logs import floods
from app.server.http.proxies import prefix_of

WORTH_A_SECOND = 64 * 1024  # a client that reads or sends this many bytes a second is not slow
CUT_OFF = "a client was cut off"


class UnreadTimer:
    """Abort a connection that leaves a response unread for so many seconds; slow readers may go on reading."""

    def __init__(self, transport: asyncio.Transport, within_s: float, client: tuple[str, int] | None) -> None:
        self._transport = transport
        self._within_s = within_s
        self._client = client
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to wait for the reader, unless the timer runs already."""
        if self._timer is None:
            self._wait()

    def stop(self) -> None:
        """Everything was read, or the connection has ended."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        left = self._transport.get_write_buffer_size()
        self._timer = asyncio.get_running_loop().call_later(self._within_s, self._check, left)

    def _check(self, before: int) -> None:
        self._timer = None
        left = self._transport.get_write_buffer_size()
        if 0 < left <= before - WORTH_A_SECOND:
            self._wait()
        elif left > 0:
            log_cut_off(self._client, "does_not_read", unread_bytes=left)
            self._transport.abort()


def log_cut_off(client: tuple[str, int] | None, reason: str, **more: int) -> None:
    """Log that a connection was ended over a limit; a flood of these is counted by address and logged once."""
    floods.say(CUT_OFF, prefix_of(client[0]) if client else "", reason, **more)
