"""Our protocol class on real sockets: what is handed over, how it ends, and what it stands on."""

from __future__ import annotations

import asyncio
import gc
import socket
import struct
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from app import logs
from app.config import Settings
from app.live import uvicorn_ws
from app.live.frames import CLOSE, TEXT
from app.live.hub import Hub
from app.live.keeper import TICK_S, VISIT_EVERY_S, Keeper
from app.live.uvicorn_ws import ASKED_AFTER, GONE_AFTER, Listener, Sockets, missing, socket_protocol
from app.main import create_app
from app.serving import LONGEST_FRAME
from tests.live.test_frames import deflated, sent

LIVE = "/api/v1/sessions/session-v/live"
UPGRADE = (
    "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
HELLO = sent(0x81, b'{"t":"hello","seq":0}')


def test_uvicorn_and_websockets_still_have_what_sockets_stand_on() -> None:
    assert missing() == []
    assert socket_protocol() is Sockets


def test_another_uvicorn_is_served_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn_ws, "NEEDED", ((Sockets, frozenset({"close_sent", "conn", "teleport"})),))
    assert missing() == [
        "app.live.uvicorn_ws.Sockets has no 'close_sent' any more",
        "app.live.uvicorn_ws.Sockets has no 'teleport' any more",
    ]
    assert socket_protocol() == "websockets-sansio"


@asynccontextmanager
async def serving(app: Any, **more: Any) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    """The application on our class, in this loop."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, ws=Sockets, log_config=None, ws_max_size=LONGEST_FRAME, ws_per_message_deflate=False, **more
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: server.started or task.done())
    try:
        yield server, listening.getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - what the server does is not announced here
            await asyncio.sleep(0.01)


class Client:
    """A WebSocket client that sends any bytes at all."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.answer = b""

    @classmethod
    async def connect(cls, port: int, path: str = LIVE, headers: str = "", small: bool = False) -> Client:
        raw = socket.socket()
        if small:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        raw.setblocking(False)
        await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", port))
        client = cls(*await asyncio.open_connection(sock=raw, limit=4_096 if small else 2**20))
        client.writer.write(f"GET {path} HTTP/1.1\r\n{headers}{UPGRADE}".encode())
        client.answer = await client.reader.readuntil(b"\r\n\r\n")
        return client

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def frame(self) -> tuple[int, bytes]:
        """The next frame: its first byte and its payload."""
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        return first, await self.reader.readexactly(length)

    async def closed(self) -> int | None:
        """The code of the close frame that ends this, and then the end itself; None: cut off without one."""
        code = None
        async with asyncio.timeout(20):
            try:
                while True:
                    first, payload = await self.frame()
                    if first == 0x80 | CLOSE:
                        code = int.from_bytes(payload[:2])
            except (asyncio.IncompleteReadError, ConnectionError):
                self.writer.close()
        return code


def rostrum(data: Path, **settings: Any) -> Any:
    return create_app(Settings(data=data, **settings))


def listeners(server: uvicorn.Server) -> list[Any]:
    return [one for one in server.server_state.connections if isinstance(one, Listener)]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """An application that stays: its sockets are ordinary connections under our class."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


BROKEN = [
    (sent(0x91, b"x"), 1002),
    (sent(0x83, b"x"), 1002),
    (sent(0x81, b"x", masked=False), 1002),
    (sent(0x09, b""), 1002),
    (sent(0x80, b"x"), 1002),
    (sent(0x81, b"\xff"), 1007),
    (sent(0x81, b"", length=b"\x7f" + (2**40).to_bytes(8)), 1009),
    (sent(0x88, b"\x03\xed"), 1002),
    (sent(0x88, b"\x03\xe8\xff"), 1007),
    (sent(0x88, b"\x03"), 1002),
]


@pytest.mark.parametrize("handed_over", [True, False])
@pytest.mark.parametrize(("data", "code"), BROKEN)
async def test_what_is_not_allowed_closes_a_socket_with_its_code(
    tmp_path: Path, handed_over: bool, data: bytes, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("text")
    app = rostrum(tmp_path) if handed_over else echo
    async with serving(app, lifespan="on" if handed_over else "off") as (server, port):
        client = await Client.connect(port)
        if handed_over:
            client.send(HELLO)
            assert (await client.frame())[0] == 0x80 | TEXT
        assert bool(listeners(server)) is handed_over
        client.send(data)
        assert await client.closed() == code
        await until(lambda: not server.server_state.connections)
    said = capfd.readouterr().err
    assert "Traceback" not in said
    assert said.count("a socket was closed") <= 1


async def test_a_peer_that_does_not_answer_a_ping_is_let_go_and_one_that_does_stays(tmp_path: Path) -> None:
    """Minutes pass by turning the keeper's timer by hand."""
    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        silent, answering = [await Client.connect(port) for _ in range(2)]
        for client in (silent, answering):
            client.send(HELLO)
            await client.frame()
        keeper = app.state.world.hub("session-v").keeper
        pinged = 0
        for _ in range(2 * GONE_AFTER):
            for _ in range(round(VISIT_EVERY_S / TICK_S)):
                keeper.tick()
            answering.send(sent(0x81, b'{"t":"clock","c":7}'))
            while not (await answering.frame())[1].startswith(b'{"t":"clock"'):
                pass
        assert await silent.closed() == 4408
        await until(lambda: len(listeners(server)) == 1)
        for _ in range(ASKED_AFTER * round(VISIT_EVERY_S / TICK_S)):
            keeper.tick()
        while (await answering.frame())[0] != 0x89:
            pinged += 1
            assert pinged < 10
        answering.send(sent(0x8A, b""))
        (listener,) = listeners(server)
        await until(lambda: listener._quiet == 0)
        answering.writer.close()


async def test_a_listener_is_answered_and_asked_nothing(tmp_path: Path) -> None:
    async with serving(rostrum(tmp_path)) as (server, port):
        client = await Client.connect(port)
        client.send(HELLO[:3])
        client.send(HELLO[3:] + sent(0x89, b"are you there?") + sent(0x81, b'{"t":"clock","c":7}'))
        kinds = [await client.frame() for _ in range(3)]
        assert [first for first, _ in kinds] == [0x81, 0x8A, 0x81]
        assert kinds[0][1].startswith(b'{"t":"view"')
        assert kinds[1][1] == b"are you there?"
        assert kinds[2][1].startswith(b'{"t":"clock","c":7')
        assert server.server_state.tasks == set()
        client.send(sent(0x88, b"\x03\xe8bye"))
        assert await client.closed() == 1000
        await until(lambda: not server.server_state.connections)


async def test_a_socket_that_can_inflate_gets_the_same_compressed_bytes_as_others(tmp_path: Path) -> None:
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    async with serving(rostrum(tmp_path)) as (_, port):
        clients = [await Client.connect(port, headers=offer) for _ in range(2)]
        assert b"server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12" in clients[0].answer
        for client in clients:
            client.send(sent(0xC1, deflated(b'{"t":"hello","seq":0}')))
        found = [await client.frame() for client in clients]
        assert found[0] == found[1]
        assert found[0][0] == 0xC1
        for client in clients:
            client.writer.close()


async def test_a_smaller_window_than_ours_gets_plain_frames_and_may_send_compressed_ones(tmp_path: Path) -> None:
    offer = "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n"
    async with serving(rostrum(tmp_path)) as (_, port):
        client = await Client.connect(port, headers=offer)
        client.send(sent(0xC1, deflated(b'{"t":"hello","seq":0}')))
        assert (await client.frame())[0] == 0x81
        client.writer.close()


async def test_what_a_handed_over_socket_leaves_behind_is_freed_at_once(tmp_path: Path) -> None:
    made: list[weakref.ref[Sockets]] = []

    class Noted(Sockets):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            made.append(weakref.ref(self))

    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        server.config.ws_protocol_class = Noted
        gc.collect()
        gc.disable()
        try:
            client = await Client.connect(port)
            client.send(HELLO)
            await client.frame()
            await until(lambda: made and made[0]() is None)
        finally:
            gc.enable()
        assert len(listeners(server)) == 1
        client.writer.close()


class Later:
    """A clock for a keeper, that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_only_who_has_said_hello_stays_and_is_sent_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later()
    monkeypatch.setattr(Keeper.__init__, "__defaults__", (later,))
    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        polite, silent = await Client.connect(port), await Client.connect(port)
        polite.send(HELLO)
        assert (await polite.frame())[1].startswith(b'{"t":"view"')
        later.now = 100.0
        assert await silent.closed() == 4408
        for _ in range(round(2 * VISIT_EVERY_S / TICK_S)):
            app.state.world.hub("session-v").keeper.tick()
        assert await polite.frame() == (0x81, b'{"t":"ping"}')
        await until(lambda: len(listeners(server)) == 1)
        polite.writer.close()


async def flood(hub: Hub, client: Client, server: uvicorn.Server) -> Any:
    """States until the client's side is full; the answer is its listener."""
    (listener,) = listeners(server)
    await until(lambda: hub.watching())
    while not listener.stuck:
        hub.say("noise", "x" * 60_000, ["viewer"])  # type: ignore[list-item]  # a role is a text
        await asyncio.sleep(0)
    return listener


async def test_a_viewer_that_does_not_read_is_closed_and_finds_out_why(tmp_path: Path) -> None:
    app = rostrum(tmp_path, stalled_after_s=0.01)
    async with serving(app) as (server, port):
        client = await Client.connect(port, small=True)
        client.send(HELLO)
        hub = app.state.world.hub("session-v")
        listener = await flood(hub, client, server)
        await until(lambda: hub.watching() == {})
        assert hub.presence.viewers == 0
        assert await client.closed() == 1013
        await until(lambda: listener not in server.server_state.connections)


async def test_a_viewer_that_never_reads_is_cut_off(tmp_path: Path) -> None:
    app = rostrum(tmp_path, stalled_after_s=0.01)
    async with serving(app) as (server, port):
        client = await Client.connect(port, small=True)
        client.send(HELLO)
        await flood(app.state.world.hub("session-v"), client, server)
        await until(lambda: not listeners(server))
        client.writer.close()


async def test_a_revoked_viewer_that_does_not_read_is_cut_off_at_once(tmp_path: Path) -> None:
    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        client = await Client.connect(port, small=True)
        client.send(HELLO)
        hub = app.state.world.hub("session-v")
        listener = await flood(hub, client, server)
        hub.admit(listener, "a")
        hub.end_link("a")
        assert await client.closed() is None
        await until(lambda: not listeners(server))


async def test_a_client_that_talks_before_it_was_answered_is_served_in_the_ordinary_way(tmp_path: Path) -> None:
    app = rostrum(tmp_path)
    waiting = asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await waiting.wait()
        await app(scope, receive, send)

    async with serving(slow) as (server, port):
        connecting = asyncio.create_task(Client.connect(port))
        await until(lambda: server.server_state.tasks)
        (early,) = server.server_state.connections
        early.data_received(HELLO)
        waiting.set()
        client = await connecting
        assert (await client.frame())[1].startswith(b'{"t":"view"')
        assert listeners(server) == []
        client.writer.close()


async def test_a_socket_that_goes_in_the_very_moment_in_which_it_is_closed_stops_nobody(tmp_path: Path) -> None:
    async with serving(rostrum(tmp_path)) as (server, port):
        raw, loop = socket.socket(), asyncio.get_running_loop()
        raw.setblocking(False)
        await loop.sock_connect(raw, ("127.0.0.1", port))
        await loop.sock_sendall(raw, f"GET {LIVE} HTTP/1.1\r\n{UPGRADE}".encode())
        await until(lambda: listeners(server))
        (listener,) = listeners(server)
        await loop.sock_recv(raw, 65_536)
        # Whoever has gone answers the close frame with a reset at once, before the server's transport has had a turn.
        raw.close()
        listener.close(1012, "restarting")
        await until(lambda: not server.server_state.connections)
