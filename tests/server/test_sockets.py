"""Real sockets under our own server: how they open, what is handed over, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from app import logs
from app.config import Settings
from app.live.conversation import HAND_OVER
from app.live.hub import Hub
from app.live.keepalive import TICK_S, VISIT_EVERY_S, Keepalive
from app.main import create_app
from app.server.admission import Passing
from app.server.http import opening
from app.server.http.connection_limits import HttpLimits
from app.server.http.limited_http import LimitedHttp, limited_http
from app.server.http.listener import ASKED_AFTER, GONE_AFTER, Listener
from app.server.http.opening import MOST_EARLY, Opening
from app.wire.frames import CLOSE, TEXT
from app.wire.handshake import Handshake
from tests.patience import PATIENCE_S
from tests.wire.test_frames import deflated, sent

LIVE = "/api/v1/sessions/session-v/live"
UPGRADE = (
    "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
HELLO = sent(0x81, b'{"t":"hello","seq":0}')


@asynccontextmanager
async def serving(app: Any, **more: Any) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    """The application under our own server, in this loop."""
    # An earlier test's standard error may be closed by now, and what is logged still goes there.
    logs.configure("text")
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=limited_http(HttpLimits(), Passing()), ws="none", log_config=None, **more)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: server.started or task.done())
    try:
        yield server, listening.getsockname()[1]
    finally:
        # A test that failed may have left the application waiting, and the server would wait for it for ever.
        if isinstance(app, Slow):
            app.go_on.set()
        server.should_exit = True
        await task


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
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
        async with asyncio.timeout(PATIENCE_S):
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


@pytest.mark.parametrize(("data", "code"), BROKEN)
async def test_what_is_not_allowed_closes_a_socket_with_its_code(
    tmp_path: Path, data: bytes, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("text")
    async with serving(rostrum(tmp_path)) as (server, port):
        client = await Client.connect(port)
        client.send(HELLO)
        assert (await client.frame())[0] == 0x80 | TEXT
        client.send(data)
        assert await client.closed() == code
        await until(lambda: not server.server_state.connections)
    said = capfd.readouterr().err
    assert "Traceback" not in said
    assert said.count("a socket was closed") <= 1


async def test_a_peer_that_does_not_answer_a_ping_is_closed_and_one_that_does_stays(tmp_path: Path) -> None:
    """Minutes pass by turning the keepalive's timer by hand."""
    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        silent, answering = [await Client.connect(port) for _ in range(2)]
        for client in (silent, answering):
            client.send(HELLO)
            await client.frame()
        keepalive = app.state.services.hub("session-v").keepalive
        pinged = 0
        for _ in range(2 * GONE_AFTER):
            for _ in range(round(VISIT_EVERY_S / TICK_S)):
                keepalive.tick()
            answering.send(sent(0x81, b'{"t":"clock","c":7}'))
            while not (await answering.frame())[1].startswith(b'{"t":"clock"'):
                pass
        assert await silent.closed() == 4408
        await until(lambda: len(listeners(server)) == 1)
        for _ in range(ASKED_AFTER * round(VISIT_EVERY_S / TICK_S)):
            keepalive.tick()
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
        received = [await client.frame() for client in clients]
        assert received[0] == received[1]
        assert received[0][0] == 0xC1
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
    async with serving(rostrum(tmp_path)) as (server, port):
        gc.collect()
        gc.disable()
        try:
            client = await Client.connect(port)
            client.send(HELLO)
            await client.frame()
            await until(lambda: not [one for one in gc.get_objects() if isinstance(one, Opening | LimitedHttp)])
        finally:
            gc.enable()
        assert len(listeners(server)) == 1
        client.writer.close()


class Later:
    """A clock for a keepalive, that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_only_who_has_said_hello_stays_and_is_sent_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later()
    monkeypatch.setattr(Keepalive.__init__, "__defaults__", (later,))
    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        polite, silent = await Client.connect(port), await Client.connect(port)
        polite.send(HELLO)
        assert (await polite.frame())[1].startswith(b'{"t":"view"')
        later.now = 100.0
        assert await silent.closed() == 4408
        for _ in range(round(2 * VISIT_EVERY_S / TICK_S)):
            app.state.services.hub("session-v").keepalive.tick()
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
        hub = app.state.services.hub("session-v")
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
        await flood(app.state.services.hub("session-v"), client, server)
        await until(lambda: not listeners(server))
        client.writer.close()


async def test_a_revoked_viewer_that_does_not_read_is_cut_off_at_once(tmp_path: Path) -> None:
    app = rostrum(tmp_path)
    async with serving(app) as (server, port):
        client = await Client.connect(port, small=True)
        client.send(HELLO)
        hub = app.state.services.hub("session-v")
        listener = await flood(hub, client, server)
        hub.sockets.admit(listener, "a")
        hub.sockets.end_link("a")
        assert await client.closed() is None
        await until(lambda: not listeners(server))


class Slow:
    """An application that thinks about a socket until it is told to go on."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self.go_on.wait()
        await self._app(scope, receive, send)


async def dial(port: int, *data: bytes) -> Client:
    client = Client(*await asyncio.open_connection("127.0.0.1", port))
    for part in (f"GET {LIVE} HTTP/1.1\r\n{UPGRADE}".encode(), *data):
        client.send(part)
    return client


@pytest.mark.parametrize("size", [len(HELLO), 5])
async def test_what_a_client_says_before_it_was_answered_is_heard(tmp_path: Path, size: int) -> None:
    app = Slow(rostrum(tmp_path))
    async with serving(app) as (server, port):
        client = await dial(port, HELLO[:size])
        await until(lambda: server.server_state.tasks)
        client.send(HELLO[size:] + sent(0x89, b"now?"))
        app.go_on.set()
        assert (await client.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        assert (await client.frame())[1].startswith(b'{"t":"view"')
        assert await client.frame() == (0x8A, b"now?")
        client.writer.close()


async def test_of_a_client_that_talks_too_early_little_is_kept(tmp_path: Path) -> None:
    app = Slow(rostrum(tmp_path))
    async with serving(app) as (server, port):
        client = await dial(port, HELLO, sent(0x89, b"x" * 100) * 10_000)
        await until(lambda: server.server_state.tasks)
        # An earlier test's may not have been collected yet.
        kept = (one for one in gc.get_objects() if isinstance(one, Opening))
        (early,) = (one for one in kept if not one._transport.is_closing())
        await until(lambda: not early._transport.is_reading())
        assert len(early._early) < MOST_EARLY + 300_000
        app.go_on.set()
        assert (await client.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        assert await client.closed() == 1008


Answer = Callable[[Any, Any], Any]


def asked(answer: Answer) -> Any:
    """An application that answers every socket in this way."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "websocket"
        assert (await receive())["type"] == "websocket.connect"
        await answer(receive, send)

    return app


async def nothing(receive: Any, send: Any) -> None:
    pass


async def failing(receive: Any, send: Any) -> None:
    raise LookupError("a fault of ours")


async def turning_away(receive: Any, send: Any) -> None:
    await send({"type": "websocket.close", "code": 1008})


async def explaining(receive: Any, send: Any) -> None:
    await send({"type": "websocket.http.response.start", "status": 429, "headers": [(b"retry-after", b"3")]})
    await send({"type": "websocket.http.response.body", "body": b"not ", "more_body": True})
    await send({"type": "websocket.http.response.body", "body": b"now"})


async def half_explaining(receive: Any, send: Any) -> None:
    await send({"type": "websocket.http.response.start", "status": 429})


@pytest.mark.parametrize(
    ("answer", "status", "end"),
    [
        (nothing, 500, b"content-length: 0\r\n\r\n"),
        (failing, 500, b"content-length: 0\r\n\r\n"),
        (turning_away, 403, b"content-length: 0\r\n\r\n"),
        (explaining, 429, b"retry-after: 3\r\n\r\nnot now"),
        (half_explaining, 429, b"connection: close\r\n\r\n"),
    ],
)
async def test_a_socket_that_is_not_accepted_is_answered_and_closed(answer: Answer, status: int, end: bytes) -> None:
    async with serving(asked(answer), lifespan="off") as (server, port):
        client = await dial(port)
        said = await client.reader.read()
        assert said.startswith(f"HTTP/1.1 {status} ".encode())
        assert said.endswith(end)
        client.writer.close()
        await until(lambda: not server.server_state.connections)


async def accepting(receive: Any, send: Any) -> None:
    await send({"type": "websocket.accept", "subprotocol": "chat", "headers": [(b"x-seat", b"12")]})


async def closing(receive: Any, send: Any) -> None:
    await accepting(receive, send)
    await send({"type": "websocket.close", "code": 4404, "reason": "no such session"})


async def closing_without_a_word(receive: Any, send: Any) -> None:
    await accepting(receive, send)
    await send({"type": "websocket.close"})


async def talking(receive: Any, send: Any) -> None:
    await accepting(receive, send)
    await send({"type": "websocket.send", "text": "what only a listener can say"})


@pytest.mark.parametrize(
    ("answer", "code"), [(accepting, 1000), (closing, 4404), (closing_without_a_word, 1000), (talking, 1011)]
)
async def test_a_socket_that_is_accepted_and_not_handed_over_is_closed(answer: Answer, code: int) -> None:
    async with serving(asked(answer), lifespan="off") as (server, port):
        client = await Client.connect(port)
        assert client.answer.startswith(b"HTTP/1.1 101 ")
        assert b"\r\nsec-websocket-protocol: chat\r\nx-seat: 12\r\n" in client.answer
        assert await client.closed() == code
        await until(lambda: not server.server_state.connections)


async def test_a_client_that_does_not_answer_a_close_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "GONE_WITHIN_S", 0.01)
    async with serving(asked(closing), lifespan="off") as (server, port):
        client = await Client.connect(port)
        await until(lambda: not server.server_state.connections)
        assert await client.closed() == 4404


async def test_an_application_finds_out_that_the_client_has_gone(capfd: pytest.CaptureFixture[str]) -> None:
    heard: list[Any] = []

    async def waiting(receive: Any, send: Any) -> None:
        heard.append(await receive())
        await accepting(receive, send)

    async with serving(asked(waiting), lifespan="off") as (server, port):
        client = await dial(port)
        await until(lambda: server.server_state.tasks)
        client.writer.transport.abort()
        await until(lambda: not server.server_state.tasks)
        assert heard == [{"type": "websocket.disconnect", "code": 1006}]
    assert "Traceback" not in capfd.readouterr().err


async def test_a_server_that_stops_answers_the_requests_that_wait(tmp_path: Path) -> None:
    app = Slow(rostrum(tmp_path))
    async with serving(app) as (server, port):
        client = await dial(port)
        await until(lambda: server.server_state.tasks)
        server.should_exit = True
        assert (await client.reader.read()).startswith(b"HTTP/1.1 503 ")
        app.go_on.set()
        client.writer.close()


async def test_an_unfinished_answer_and_a_socket_do_not_share_a_connection(tmp_path: Path) -> None:
    release = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await release.wait()

    async with serving(app, lifespan="off") as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: server.server_state.tasks)
        writer.write(f"GET {LIVE} HTTP/1.1\r\n{UPGRADE}".encode())
        try:
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
        finally:
            # Otherwise the server would wait for its application, and no log would say what is wrong.
            release.set()
            writer.close()


async def test_a_socket_that_leaves_while_it_is_closed_raises_nothing(tmp_path: Path) -> None:
    async with serving(rostrum(tmp_path)) as (server, port):
        raw, loop = socket.socket(), asyncio.get_running_loop()
        raw.setblocking(False)
        await loop.sock_connect(raw, ("127.0.0.1", port))
        await loop.sock_sendall(raw, f"GET {LIVE} HTTP/1.1\r\n{UPGRADE}".encode())
        await until(lambda: listeners(server))
        (listener,) = listeners(server)
        await loop.sock_recv(raw, 65_536)
        # A client that has gone answers the close frame with a reset at once, before the server's transport has a turn.
        raw.close()
        listener.close(1012, "restarting")
        await until(lambda: not server.server_state.connections)


class Full(asyncio.Transport):
    """A transport on which something is still waiting to be sent, so much of it."""

    def __init__(self, waiting: int) -> None:
        super().__init__()
        self.waiting = waiting
        self.protocol: Any = None

    def write(self, data: Any) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def resume_reading(self) -> None:
        pass


class Given(asyncio.Protocol):
    """What a connection is handed over to; it notes whether it was told to wait before it writes."""

    def __init__(self, *_: Any) -> None:
        self.waits = False

    def pause_writing(self) -> None:
        self.waits = True


@pytest.mark.parametrize("waiting", [0, 90])
async def test_a_new_transport_knows_what_is_still_to_be_sent(waiting: int) -> None:
    """The transport has said so to the one before, and does not say it again."""
    transport = Full(waiting)
    asked = Opening(transport, Handshake(b"dGhlIHNhbXBsZSBub25jZQ==", 0, ()), set())

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        scope["extensions"][HAND_OVER](None, Given)

    await asked.run(app, {"path": LIVE})
    assert transport.protocol.waits is (waiting > 0)
