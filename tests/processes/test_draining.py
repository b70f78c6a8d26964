"""Sockets that leave a process do so one after another; what comes meanwhile is sent on at once."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect

from app.clock import SystemClock
from app.config import Settings
from app.main import create_app
from app.parts import Server
from app.processes.draining import Drain, DrainingServer
from app.server.http.connection_limits import HttpLimits
from app.server.http.limited_http import limited_http
from app.server.monitoring.readiness import Readiness, ServingPhase
from app.wire.messages import RESTARTING
from tests.patience import PATIENCE_S, SOCKET


class Socket:
    """Counts how often it was told to end."""

    def __init__(self) -> None:
        self.told = 0

    def shutdown(self) -> None:
        self.told += 1


def told(sockets: set[Socket]) -> int:
    return sum(socket.told for socket in sockets)


def test_sockets_are_spread_evenly_over_the_time() -> None:
    sockets = {Socket() for _ in range(1_000)}
    drain = Drain(sockets, 5, now=100)
    counts = []
    for tenth in range(1, 51):
        assert drain.step(sockets, 100 + tenth / 10) is (tenth == 50)
        counts.append(told(sockets) - 20 * tenth)
    assert set(counts) <= {0, 1}
    assert {socket.told for socket in sockets} == {1}


def test_a_socket_that_comes_meanwhile_is_told_at_once_and_one_that_has_left_is_not() -> None:
    stays, left, new = Socket(), Socket(), Socket()
    drain = Drain({stays, left}, 5, now=0)
    drain.step({stays, new}, 0.1)
    assert new.told == 1
    assert drain.step({stays}, 5)
    assert (stays.told, left.told) == (1, 0)


def test_without_time_all_are_told_at_once() -> None:
    sockets = {Socket() for _ in range(3)}
    assert Drain(sockets, 0, now=0).step(sockets, 0)
    assert told(sockets) == 3


def server(begin_fails: Exception | None = None) -> tuple[DrainingServer, Readiness, list[str]]:
    """A server that serves nothing, and what it has done."""
    readiness, did = Readiness(), []

    async def begin() -> None:
        did.append("begun")
        if begin_fails is not None:
            raise begin_fails
        readiness.enter(ServingPhase.SERVING)

    async def end() -> None:
        did.append("ended")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing is asked of it."""

    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="none")
    return DrainingServer(config, readiness, begin, end), readiness, did


async def test_a_signal_to_end_makes_the_process_not_ready_before_it_ends() -> None:
    web, readiness, did = server()
    web.drain_on_sigterm_s = 0.3
    serving = asyncio.create_task(web._serve())
    async with asyncio.timeout(PATIENCE_S):
        await readiness.opened()
        web.handle_exit(signal.SIGTERM, None)
        while readiness.phase is not ServingPhase.DRAINING:  # noqa: ASYNC110 - it announces nothing
            await asyncio.sleep(0.01)
        assert not web.should_exit
        await serving
    assert did == ["begun", "ended"]


async def test_pages_are_told_to_come_back_and_a_request_in_progress_is_answered(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    rostrum = Server(settings, SystemClock())
    app = create_app(settings, server=rostrum)
    config = uvicorn.Config(
        app, http=limited_http(HttpLimits(), rostrum.services.passing), ws="none", lifespan="off", log_config=None
    )
    web = DrainingServer(config, rostrum.readiness, rostrum.open, rostrum.close)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    serving = asyncio.create_task(web._serve([listening]))
    async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient(base_url=base, timeout=PATIENCE_S) as http:
        await rostrum.readiness.opened()
        async with connect(f"ws://127.0.0.1:{port}/api/v1/sessions/session-v/live", **SOCKET) as page:
            await page.send('{"t": "hello", "seq": 0}')
            await page.recv()
            web.drain_on_sigterm_s = 3_600
            web.handle_exit(signal.SIGTERM, None)
            # What it still receives is of no interest here.
            await page.wait_closed()
            assert page.close_code == RESTARTING
        assert (await http.get("/readyz")).json()["code"] == "draining"
        assert (await http.get("/api/v1/sessions/session-v")).status_code == 200
        web.handle_exit(signal.SIGINT, None)
        await serving


async def test_ctrl_c_ends_it_without_a_drain() -> None:
    web, readiness, did = server()
    web.drain_on_sigterm_s = 3_600
    serving = asyncio.create_task(web._serve())
    async with asyncio.timeout(PATIENCE_S):
        await readiness.opened()
        web.handle_exit(signal.SIGINT, None)
        await serving
    assert (did, readiness.phase) == (["begun", "ended"], ServingPhase.SERVING)


async def test_a_process_that_hands_over_listens_no_more_while_its_sockets_leave() -> None:
    web, readiness, _ = server()
    serving = asyncio.create_task(web._serve())
    async with asyncio.timeout(PATIENCE_S):
        await readiness.opened()
        port = web.servers[0].sockets[0].getsockname()[1]
        web.hand_over(0.5)
        while web.servers[0].sockets:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
        assert readiness.phase is ServingPhase.DRAINING
        with pytest.raises(OSError, match=r"refused|Connect call failed"):
            await asyncio.open_connection("127.0.0.1", port)
        await serving


async def test_a_server_that_cannot_be_opened_ends_with_the_reason() -> None:
    web, _, did = server(begin_fails=LookupError("no database"))
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(LookupError, match="no database"):
            await web._serve()
    assert did == ["begun", "ended"]
