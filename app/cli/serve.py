"""Serve: take the port, print the links, and respond until the process is stopped."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import sys
from contextlib import ExitStack, closing, suppress
from typing import Any

import uvicorn

from app.cli.output import print_links
from app.clock import SystemClock
from app.config import Settings
from app.main import Server, create_app
from app.server.http.limited_http import HttpLimits, limited_http
from app.server.http.open_files import Entrance
from app.service.access.links import printed_links
from app.store.folder import DataFolder

SWITCH_S = 0.0005  # how long a thread keeps the interpreter while another one waits for it
STOP_WITHIN_S = 5
YOUNG_OBJECTS = 10_000  # objects between two garbage collections; a burst of arrivals makes and frees thousands
UNSENT_BYTES = 16 * 1024
WAITING = 16_384  # connections not yet accepted, at most; most systems have a lower limit
SILENCE_MS = 60_000
FILES_ON_MACOS = 10_240


class PortTaken(Exception):
    """The address is not available; the message gives the reason and the remedy."""


def serve(settings: Settings, *, as_json: bool) -> None:
    """Serve until SIGTERM or SIGINT, on the faster loop where it is installed; raises as `serve_forever` does."""
    with asyncio.Runner(loop_factory=uvicorn.Config("", log_config=None).get_loop_factory()) as runner:
        runner.run(serve_forever(settings, as_json=as_json))


async def serve_forever(settings: Settings, *, as_json: bool) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: the address and the data.
        as_json: print the links as one JSON object on the first line instead of for people.

    Raises:
        PortTaken: the port is in use or not allowed.
        DataUnusable: another server holds the data folder, or something in it cannot be used.
    """
    folder = DataFolder(settings.data)
    # Before anything is made or opened: of two servers that start together, one must do nothing at all.
    folder.take(settings.address)
    files = _allow_many_files()
    try:
        with ExitStack() as sockets:
            listening = [sockets.enter_context(closing(_listen(*place, files))) for place in _places(settings)]
            await _serve(settings, folder, listening, files, as_json=as_json)
    finally:
        folder.release()


async def _serve(
    settings: Settings, folder: DataFolder, listening: list[socket.socket], files: int | None, *, as_json: bool
) -> None:
    folder.take(address := _address(settings, listening[0]))
    server = Server(settings, SystemClock(), folder)
    config = _config(settings, server, files)
    _spare_the_collector()
    _share_the_interpreter()
    try:
        await server.open()
    except BaseException:
        await server.close()
        raise
    links = await printed_links(server.services.access, await server.services.rooms.titles(), address)
    _print(links, as_json=as_json)
    await uvicorn.Server(config).serve(sockets=listening)


def _share_the_interpreter() -> None:
    """Let a database thread have the interpreter soon after it asks, which it does several times per command.

    With the default of five milliseconds, a command waits ten times that long for its thread while the event loop is
    busy.
    """
    sys.setswitchinterval(SWITCH_S)


def _spare_the_collector() -> None:
    """Everything imported and built so far stays; collecting garbage there would stop all clients for long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def _config(settings: Settings, server: Server, files: int | None) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings, server=server),
        http=limited_http(_http_limits(settings, files)),
        log_config=None,
        access_log=settings.log_level == "debug",
        server_header=False,
        proxy_headers=False,
        # Our HTTP connection reads handshakes; no WebSocket library has to be installed for that.
        ws="none",
        backlog=WAITING,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )


def _allow_many_files() -> int | None:
    """Raise the number of open files, and so of sockets, to this user's limit.

    Returns:
        How many files may be open; None where the system has no such limit (Windows).
    """
    try:
        import resource
    except ImportError:
        return None
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS answers "without limit", and then allows no more than the second value.
    for wanted in (most, FILES_ON_MACOS):
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
            break
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if allowed == resource.RLIM_INFINITY else allowed


def _http_limits(settings: Settings, files: int | None) -> HttpLimits:
    return HttpLimits(
        head_within_s=settings.head_within_s,
        body_within_s=settings.body_within_s,
        answer_within_s=settings.answer_within_s,
        head_bytes=settings.head_limit_bytes,
        idle_connections=settings.idle_connections if files is None else min(settings.idle_connections, files // 2),
        open_files=files,
    )


def _places(settings: Settings) -> list[tuple[str, int]]:
    """Return the addresses to listen on: the server's, and the metrics' if that is another port."""
    everybody = (settings.host, settings.port)
    if settings.metrics_port is None:
        return [everybody]
    if settings.metrics_port == settings.port:
        raise PortTaken("The metrics cannot have the port of everything else. Choose another ROSTRUM_METRICS_ADDRESS.")
    return [everybody, (settings.metrics_host, settings.metrics_port)]


def _listen(host: str, port: int, files: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = Entrance(family, socket.SOCK_STREAM, files)
    try:
        _set_up(listening)
        listening.bind((host, port))
        # From here on a click on a link waits instead of failing, even before the first response.
        listening.listen(WAITING)
    except OSError as error:
        listening.close()
        reason = f"{host}:{port} cannot be used: {error.strerror}."
        raise PortTaken(f'{reason} Choose another one: make run ARGS="--port 8001"') from None
    listening.setblocking(False)
    return listening


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


def _address(settings: Settings, listening: socket.socket) -> str:
    """Return the address for people: the public one, or this machine's own on the local network."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = _own_address() if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"


def _own_address() -> str:
    """Return this machine's address on the local network; loopback if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only chooses the route.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _print(links: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(links) + "\n")
        sys.stdout.flush()
    else:
        print_links(links)
