"""Listening sockets: one server's own, and those by which several processes share one address.

On Linux each process has a socket of its own on the same address (SO_REUSEPORT), and the system spreads connections
evenly over those that listen. With one socket for all, the process that wakes up first takes all that wait: of 800
connections that came together, one of two processes took 792. Other systems do not spread them, so there all processes
share one socket.
"""

from __future__ import annotations

import socket
import sys

from app.server.http.open_files import Entrance

Place = tuple[str, int]

UNSENT_BYTES = 16 * 1024
WAITING = 16_384  # connections not yet accepted, at most; most systems have a lower limit
SILENCE_MS = 60_000
SPREADS = sys.platform == "linux" and hasattr(socket, "SO_REUSEPORT")


class PortTaken(Exception):
    """The address is not available; the message gives the reason and the remedy."""


def listen(place: Place, files: int | None) -> Entrance:
    """Return a socket that listens.

    Args:
        place: host and port; port 0 takes a free one.
        files: how many files may be open in this process; None: any number.

    Raises:
        PortTaken: the address cannot be used.
    """
    listening = Entrance(_family(place), socket.SOCK_STREAM, files)
    _bind(listening, place)
    # From here on a click on a link waits instead of failing, even before the first response.
    try:
        listening.listen(WAITING)
    except OSError as error:
        raise _taken(listening, place, error) from None
    return listening


def adopt(file: int, files: int | None) -> Entrance:
    """Return an inherited socket, which does not listen yet; the process's own children do not get it."""
    adopted = Entrance(allowed=files, fileno=file)
    adopted.set_inheritable(False)
    adopted.setblocking(False)
    return adopted


class SharedAddress:
    """An address of a supervisor, held while it lives, on which only its children listen."""

    def __init__(self, place: Place, *, spreads: bool = SPREADS) -> None:
        """Hold the address; raises PortTaken as `listen` does."""
        self._spreads = spreads
        # Without the option first: with it, two servers of one user would share an address without a word.
        held = _bound(place)
        self.place = (place[0], port_of(held))
        if spreads:
            held.close()
            held = _bound(self.place, spreads=True)
        self._held = held

    def for_child(self) -> socket.socket:
        """Return a socket for one child, bound and not listening."""
        return _bound(self.place, spreads=True) if self._spreads else self._held.dup()

    def close(self) -> None:
        """Release the address."""
        self._held.close()


def port_of(listening: socket.socket) -> int:
    """Return the port of a bound socket."""
    port: int = listening.getsockname()[1]
    return port


def _bound(place: Place, *, spreads: bool = False) -> socket.socket:
    bound = socket.socket(_family(place), socket.SOCK_STREAM)
    if spreads:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    _bind(bound, place)
    return bound


def _family(place: Place) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in place[0] else socket.AF_INET


def _bind(unbound: socket.socket, place: Place) -> None:
    try:
        _set_up(unbound)
        unbound.bind(place)
    except (OSError, OverflowError) as error:
        raise _taken(unbound, place, error) from None
    unbound.setblocking(False)


def _taken(useless: socket.socket, place: Place, error: Exception) -> PortTaken:
    useless.close()
    why = getattr(error, "strerror", None) or "there is no such port"
    return PortTaken(f'{place[0]}:{place[1]} cannot be used: {why}. Choose another one: make run ARGS="--port 8001"')


def _set_up(listening: socket.socket) -> None:
    """Set options of the socket, which every connection inherits where the system supports it (Linux)."""
    # On other systems this option lets a restarted server have its port back; on Windows it means something else.
    alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if alone is None else alone, 1)
    # A slow viewer is behind by the system's buffer, which would otherwise grow to megabytes.
    if (unsent := getattr(socket, "TCP_NOTSENT_LOWAT", None)) is not None:
        listening.setsockopt(socket.IPPROTO_TCP, unsent, UNSENT_BYTES)
    # A client that has vanished is dropped sooner than after the usual quarter of an hour.
    if (silence := getattr(socket, "TCP_USER_TIMEOUT", None)) is not None:
        listening.setsockopt(socket.IPPROTO_TCP, silence, SILENCE_MS)
