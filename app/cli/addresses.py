"""The addresses of a server: where it listens, what people type, and whether another server may be there for them."""

from __future__ import annotations

import socket

from app.config import Settings, address_of
from app.processes.listening import Place, PortTaken


def places(settings: Settings, number: int = 0) -> list[Place]:
    """Return the addresses on which a process listens: the server's, and the metrics' if they have their own.

    Args:
        settings: those of the server.
        number: of the process, from 0; its metrics have the port that is so much higher, because they are its own.

    Raises:
        PortTaken: the ports of both are the same.
    """
    everybody = (settings.host, settings.port)
    if settings.metrics_port is None:
        return [everybody]
    port = settings.metrics_port + number
    if port == settings.port:
        raise PortTaken("The metrics cannot have the port of everything else. Choose another ROSTRUM_METRICS_ADDRESS.")
    return [everybody, (settings.metrics_host, port)]


def address_for_people(settings: Settings, port: int) -> str:
    """Return the address of a server that listens on this port: the public one, or this machine's on its network."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = _own_address() if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return f"http://{address_of(host, port)}"


def others_may_serve(settings: Settings) -> bool:
    """Whether sockets that leave this server may find another one: a file of SQLite has one server."""
    return not settings.database.startswith("sqlite") or "drain_s" in settings.model_fields_set


def _own_address() -> str:
    """Return this machine's address on the local network; loopback if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only chooses the route.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
