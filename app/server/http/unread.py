"""Clients that read nothing: those that hung up at once, and those whose unread responses fill the server's memory."""

from __future__ import annotations

import asyncio
import socket
import sys

from app.logs import floods
from app.server.http.proxies import prefix_of

WORTH_A_SECOND = 64 * 1024  # a client that reads or sends this many bytes a second is not slow
CUT_OFF = "a client was cut off"
_INFO = getattr(socket, "TCP_INFO", None) if sys.platform == "linux" else None
_CLOSE_WAIT = 8  # the first byte of Linux's `tcp_info`: the client sends nothing more


def hung_up(transport: asyncio.Transport) -> bool:
    """Whether the client of a new connection has closed it already; False where the system does not tell.

    The system takes connections, and a megabyte each, before the server does. A client that opens and closes them one
    after the other has thousands waiting, and each whose request is answered delays those behind it by a millisecond.
    """
    if _INFO is None:
        return False
    state: int = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, _INFO, 1)[0]
    return state == _CLOSE_WAIT


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
