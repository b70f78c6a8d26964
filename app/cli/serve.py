"""Serve: take the port, print the links, and respond until the process is stopped."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from app.cli.addresses import address_for_people, others_may_serve, places
from app.cli.output import print_links
from app.clock import SystemClock
from app.config import Settings
from app.main import create_app
from app.parts import Server
from app.processes.children import Supervised
from app.processes.draining import DrainingServer
from app.processes.listening import WAITING, adopt, listen, port_of
from app.server.http.connection_limits import HttpLimits
from app.server.http.limited_http import limited_http
from app.store.folder import DataFolder, LentFolder

SWITCH_S = 0.0005  # how long a thread keeps the interpreter while another one waits for it
STOP_WITHIN_S = 5
YOUNG_OBJECTS = 10_000  # objects between two garbage collections; a burst of arrivals makes and frees thousands
FILES_ON_MACOS = 10_240


@dataclass(frozen=True, slots=True)
class Told:
    """What a process writes on standard output once it serves: the links, as JSON or for people; or nothing."""

    links: bool = True
    as_json: bool = False


def serve(settings: Settings, told: Told) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        PortTaken: the port is in use or not allowed.
        DataUnusable: another server holds the data folder, or something in it cannot be used.
    """
    _run(_serve_alone(settings, told))


def serve_as_child(settings: Settings, told: Told, control: int, listening: Sequence[int]) -> None:
    """Serve as one of several processes, until a signal or the supervisor ends it; raises as `serve` does.

    Args:
        settings: those of the server; the data folder is held by the supervisor.
        told: what to print.
        control: the inherited socket to the supervisor.
        listening: the inherited sockets to listen on.
    """
    _run(_serve_as_child(settings, told, Supervised(control), listening))


def _run(serving: Coroutine[None, None, None]) -> None:
    """Run on the faster loop where it is installed."""
    with asyncio.Runner(loop_factory=uvicorn.Config("", log_config=None).get_loop_factory()) as runner:
        runner.run(serving)


async def _serve_alone(settings: Settings, told: Told) -> None:
    folder = DataFolder(settings.data)
    # Before anything is made or opened: of two servers that start together, one must do nothing at all.
    folder.take(settings.address)
    files = _allow_many_files()
    try:
        with ExitStack() as sockets:
            listening = [sockets.enter_context(closing(listen(place, files))) for place in places(settings)]
            address = address_for_people(settings, port_of(listening[0]))
            folder.take(address)
            server = Server(settings, SystemClock(), folder)

            async def begin() -> None:
                await server.open()
                await _tell(server, address, told)

            web = _web(settings, server, files, begin)
            web.drain_on_sigterm_s = settings.drain_s if others_may_serve(settings) else 0
            await web.serve([*listening])
    finally:
        folder.release()


async def _serve_as_child(settings: Settings, told: Told, supervised: Supervised, inherited: Sequence[int]) -> None:
    files = _allow_many_files()
    with ExitStack() as sockets:
        listening = [sockets.enter_context(closing(adopt(file, files))) for file in inherited]
        server = Server(settings, SystemClock(), LentFolder(settings.data))

        async def begin() -> None:
            await _tell(server, address_for_people(settings, port_of(listening[0])), told)
            supervised.ready()

        web = _web(settings, server, files, begin)
        web.drain_on_sigterm_s = settings.drain_s
        supervised.watch(lambda: web.hand_over(settings.drain_s))
        try:
            # Before it listens: until then the other processes get the connections.
            await server.open()
        except BaseException:
            await server.close()
            raise
        await web.serve([*listening])


def _web(
    settings: Settings, server: Server, files: int | None, begin: Callable[[], Coroutine[None, None, None]]
) -> DrainingServer:
    web = DrainingServer(_config(settings, server, files), server.readiness, begin, server.close)
    _spare_the_collector()
    _share_the_interpreter()
    return web


async def _tell(server: Server, address: str, told: Told) -> None:
    if told.links:
        links = await server.printed_links(address)
        _print(links, as_json=told.as_json)


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
        http=limited_http(_http_limits(settings, files), server.services.passing),
        log_config=None,
        access_log=settings.log_level == "debug",
        server_header=False,
        proxy_headers=False,
        # Our HTTP connection reads handshakes; no WebSocket library has to be installed for that.
        ws="none",
        backlog=WAITING,
        # The server is opened and closed around it: `/readyz` answers while the database is still being migrated.
        lifespan="off",
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


def _print(links: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(links) + "\n")
        sys.stdout.flush()
    else:
        print_links(links)
