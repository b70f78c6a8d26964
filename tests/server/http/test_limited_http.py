"""Hostile HTTP over real sockets: half a request, a slow one, a huge one, an answer that is not read."""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.server.admission import Passing, note_standing, sends_more
from app.server.http import pipelining
from app.server.http.connection_limits import HttpLimits
from app.server.http.limited_http import limited_http
from app.server.http.pipelining import MOST_PIPELINED, PARSED_IN_A_ROUND
from tests.patience import PATIENCE_S
from tests.serving import ServerProcess, serving

FEW = 20
MANY = 2_500
FORM = b"POST /s/session-v/command HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with room for few connections without a request."""
    with serving(tmp_path_factory.mktemp("hostile"), idle_connections=FEW) as started:
        yield started


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with limits of time so small that a test need not wait for them."""
    with serving(tmp_path_factory.mktemp("impatient"), head_within_s=1.0, body_within_s=1.0) as started:
        yield started


@contextmanager
def dialled(server: ServerProcess, receive_bytes: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as dialled:
        if receive_bytes:
            dialled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        dialled.settimeout(PATIENCE_S)
        dialled.connect(("127.0.0.1", server.port))
        yield dialled


def read_to_the_end(client: socket.socket) -> bytes:
    """Everything until the server ends the connection; a test that waits for ever fails by its time-out."""
    parts = []
    while part := client.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def allow_files(most: int) -> None:
    """As many open files as a test needs, where the system lets it have them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, most), hard), hard))


def say(server: ServerProcess, data: bytes) -> bytes:
    with dialled(server) as client:
        client.sendall(data)
        return read_to_the_end(client)


def say_in_time(server: ServerProcess, data: bytes) -> bytes:
    """Say it to an impatient server; if the machine stands still after it has connected, say it again."""
    while not (answer := say(server, data)):
        pass
    return answer


async def send_all(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


@asynccontextmanager
async def listening(app: Any, passing: Passing | None = None) -> AsyncIterator[tuple[int, list[Any]]]:
    """Our connections with an application of the test's own: the port, and every connection that was made."""
    config = uvicorn.Config(app, http=limited_http(HttpLimits(), passing or Passing()), log_config=None, ws="none")
    config.load()
    state, protocols, made = ServerState(), [], cast(Callable[..., Any], config.http_protocol_class)

    def connected() -> Any:
        protocols.append(made(config=config, server_state=state, app_state={}))
        return protocols[-1]

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], protocols
    server.close()
    for task in state.tasks:
        task.cancel()
    await asyncio.gather(*state.tasks, return_exceptions=True)


def say_without_end(server: ServerProcess, start: bytes, again: bytes) -> None:
    """Send the same for ever and read nothing; returns when the server has cut this off."""
    with dialled(server, receive_bytes=4_096) as client, suppress(ConnectionError):
        client.sendall(start)
        for _ in range(1_000_000):
            client.sendall(again)
        raise AssertionError("the server takes all of it")


def status_and_code(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    return int(head.split()[1]), json.loads(body)["code"]


@pytest.mark.parametrize(
    "half",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Secret: grapefruit",
        b"G",
        b"\r\n",
        FORM + b"Content-Length: 50\r\n\r\ncommand=grapefruit",
        FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\ngrape",
        FORM + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: grape",
    ],
)
def test_half_a_request_is_answered_and_closed(impatient: ServerProcess, half: bytes) -> None:
    lines = len(impatient.said)
    assert status_and_code(say_in_time(impatient, half)) == (408, "too_slow")
    assert len(impatient.said) <= lines + 1
    assert "grape" not in impatient.log


def test_bytes_that_trickle_in_buy_no_time(impatient: ServerProcess) -> None:
    """One header after another, for as long as the server likes."""
    while not (answer := trickle(impatient)):
        pass
    assert status_and_code(answer) == (408, "too_slow")


def trickle(server: ServerProcess) -> bytes:
    """Send one header after another until there is an answer; nothing: the machine stood still, and it was missed."""
    with dialled(server) as client, suppress(ConnectionError):
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.settimeout(0.05)
        for _ in range(round(PATIENCE_S / 0.05)):
            try:
                return client.recv(65_536)
            except TimeoutError:
                client.sendall(b"A: b\r\n")
        raise AssertionError("the server waits for more")
    return b""


def test_who_says_nothing_is_closed_without_a_word(impatient: ServerProcess) -> None:
    lines = impatient.said
    assert say(impatient, b"") == b""
    assert impatient.said == lines


def test_a_second_request_on_the_same_connection_has_the_same_limits(impatient: ServerProcess) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = say_in_time(impatient, whole + whole + b"GET /healthz HTTP/1.1\r\nHo")
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.count(b"HTTP/1.1 408") == 1


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 9_000 + b"\r\n\r\n", 431, "headers_too_large"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 101 + b"\r\n", 431, "headers_too_large"),
        (b"GET / HTTP/1.1\r\n" + (b"X: " + b"y" * 900 + b"\r\n") * 50 + b"\r\n", 431, "headers_too_large"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 300_000, 431, "headers_too_large"),
        (b"GET /" + b"y" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "address_too_long"),
        (b"GET /" + b"y" * 500_000, 431, "headers_too_large"),
        (b"HELLO\r\n\r\n", 400, "not_http"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 400, "not_http"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "not_http"),
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, "http_version"),
        (b"GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505, "http_version"),
        (b"GET /\r\n\r\n", 505, "http_version"),
        (b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400, "not_http"),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "not_http"),
        (b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 400, "not_http"),
    ],
)
def test_what_is_too_large_or_no_request_is_answered_and_closed(
    server: ServerProcess, request_: bytes, status: int, code: str
) -> None:
    lines = len(server.said)
    assert status_and_code(say(server, request_)) == (status, code)
    assert len(server.said) <= lines + 1


@pytest.mark.parametrize("size", [9_000, 20_000, 64 * 1024])
def test_an_upgrade_with_a_huge_header_is_answered_and_closed(server: ServerProcess, size: int) -> None:
    upgrade = (
        b"GET /s/session-v/live?page=viewer HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX: "
    )
    assert status_and_code(say(server, upgrade + b"y" * size + b"\r\n\r\n")) == (431, "headers_too_large")


def test_an_upgrade_to_something_else_is_answered_and_ends_the_connection(server: ServerProcess) -> None:
    answer = say(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" in answer


@pytest.mark.parametrize("version", [b"HTTP/1.1", b"HTTP/1.0"])
def test_a_request_of_http_1_1_says_which_host_it_is_for(server: ServerProcess, version: bytes) -> None:
    answer = say(server, b"GET /healthz " + version + b"\r\nConnection: close\r\n\r\n")
    wanted = b"HTTP/1.1 400 Bad Request" if version == b"HTTP/1.1" else b"HTTP/1.1 200 OK"
    assert answer.startswith(wanted)


@pytest.mark.parametrize("second", [b"Upgrade", b"keep-alive, Upgrade"])
@pytest.mark.parametrize("first", [b"keep-alive", b"close"])
def test_several_connection_headers_are_one_list(server: ServerProcess, first: bytes, second: bytes) -> None:
    """Either header makes a request a handshake, in any order."""
    for options in ((first, second), (second, first)):
        lines = b"".join(b"Connection: " + option + b"\r\n" for option in options)
        with dialled(server) as client:
            client.sendall(
                b"GET /api/v1/sessions/session-v/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                + lines
                + b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
            assert client.recv(65_536).startswith(b"HTTP/1.1 101 ")


def test_a_chunked_body_of_nothing_but_extensions_ends(server: ServerProcess) -> None:
    say_without_end(server, FORM + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 65_536)


def test_a_body_that_goes_on_after_the_answer_ends(server: ServerProcess) -> None:
    start = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"
    say_without_end(server, start, b"x" * 65_536)


def test_an_answer_that_is_not_read_is_cut_off(tmp_path: Path) -> None:
    """Ask for far more than the buffers between the two hold, and read nothing of it until the server has given up."""
    with serving(tmp_path, answer_within_s=0.4) as server:
        say_without_end(server, b"", b"GET /static/x/fonts/inter-latin-ext.woff2 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert "does_not_read" in server.log


def test_clients_that_are_cut_off_are_two_lines_in_the_log_however_many_they_are(tmp_path: Path) -> None:
    """The first one, and how many followed: after a minute, or when the server stops."""
    with serving(tmp_path) as server:
        for _ in range(150):
            assert status_and_code(say(server, b"\x16\x03\x01\x02")) == (400, "not_http")
        assert status_and_code(say(server, b"GET / HTTP/2.0\r\nHost: x\r\n\r\n")) == (505, "http_version")
        [line] = [line for line in server.said if "cut off" in line]
        assert "not_http" in line
    lines = [line for line in server.said if "cut off" in line]
    assert [("times=150" in line, "codes='http_version, not_http'" in line) for line in lines] == [
        (False, False),
        (True, True),
    ]


def test_idle_connections_make_room_for_who_works(server: ServerProcess) -> None:
    with ExitStack() as opened:
        idle = [opened.enter_context(dialled(server)) for _ in range(3 * FEW)]
        assert server.command("focus_question", question="q1")["view"]["focus"] == "q1"
        assert read_to_the_end(idle[0]) == b""


def test_a_thousand_idle_connections_do_not_stop_the_moderator(server: ServerProcess) -> None:
    allow_files(2_048)
    with ExitStack() as opened:
        for _ in range(1_000):
            opened.enter_context(dialled(server)).sendall(b"GET / HTTP/1.1\r\nHost")
        for question in ("q1", "q2", "q3"):
            assert server.command("focus_question", question=question)["view"]["focus"] == question


def test_a_client_that_connects_beside_thousands_is_served(tmp_path: Path) -> None:
    """All connect before the first of them says what it wants."""
    allow_files(2 * MANY)
    with serving(tmp_path) as roomy, ExitStack() as opened:
        clients = [opened.enter_context(dialled(roomy)) for _ in range(MANY)]
        for client in clients:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert all(read_to_the_end(client).startswith(b"HTTP/1.1 200") for client in clients)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells that a client has hung up")
async def test_a_client_that_hung_up_before_it_was_let_in_costs_no_request() -> None:
    asked = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async with listening(app) as (port, protocols):
        # Both wait in the system until this function waits for the first time.
        with socket.create_connection(("127.0.0.1", port)) as gone:
            gone.sendall(b"GET /gone HTTP/1.1\r\nHost: x\r\n\r\n")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /here HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENCE_S):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert (asked, len(protocols)) == (["/here"], 2)
        writer.close()


async def test_no_more_than_a_few_requests_wait_on_a_connection_and_all_are_answered() -> None:
    """The rest is held unparsed, and the connection is not read until those before it are answered."""
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.set()
        await may_answer.wait()
        body = scope["path"].encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    async with listening(app) as (port, protocols):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(b"GET /%04d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in range(1_000)))
        async with asyncio.timeout(PATIENCE_S):
            await asked.wait()
            [connection] = protocols
            assert len(connection.pipeline) == MOST_PIPELINED
            assert connection.held_by_all.size > 0
            may_answer.set()
            for number in range(1_000):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
                assert await reader.readexactly(5) == b"/%04d" % number
                assert len(connection.pipeline) <= MOST_PIPELINED
            assert connection.held_by_all.size == 0
        writer.close()


async def test_only_the_first_request_of_a_connection_tells_that_more_have_come_than_may_wait() -> None:
    told = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        told.append(sends_more(scope))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async with listening(app) as (port, _):
        for count in (MOST_PIPELINED, 20):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * count)
            async with asyncio.timeout(PATIENCE_S):
                for _ in range(count):
                    await reader.readuntil(b"\r\n\r\n")
            writer.close()
    assert told == [False] * MOST_PIPELINED + [True] + [False] * 19


async def test_a_body_behind_pipelined_requests_arrives_whole() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while (message := await receive()).get("more_body"):
            body += message["body"]
        body += message["body"]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    body = bytes(range(256)) * 2_000
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    async with listening(app) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sending = asyncio.create_task(send_all(writer, post * 20))
        async with asyncio.timeout(PATIENCE_S):
            for _ in range(20):
                await reader.readuntil(b"\r\n\r\n")
                assert await reader.readexactly(len(body)) == body
        await sending
        writer.close()


async def test_a_server_that_holds_too_much_cuts_a_connection_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelining, "MOST_HELD", 1_000)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    async with listening(app) as (port, protocols):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        [connection] = protocols
        assert connection.held_by_all.size == 0
        writer.close()


async def test_a_connection_that_begins_with_many_bytes_is_parsed_after_those_with_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipelining, "PARSED_EVERY_S", 2 * PATIENCE_S)
    asked, waits, add = [], asyncio.Event(), pipelining.ParseQueue.add

    def add_and_tell(queue: pipelining.ParseQueue, *of: Any) -> None:
        add(queue, *of)
        waits.set()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    monkeypatch.setattr(pipelining.ParseQueue, "add", add_and_tell)
    async with listening(app) as (port, protocols), asyncio.timeout(PATIENCE_S):
        cut_off, many = await asyncio.open_connection("127.0.0.1", port)
        many.write(b"GET /many HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000)
        await waits.wait()
        reader, few = await asyncio.open_connection("127.0.0.1", port)
        few.write(b"GET /few HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert asked == ["/few"]
        protocols[0].transport.abort()
        with suppress(ConnectionError):
            await cut_off.read()
        assert (len(protocols[0].parsed_later), protocols[0].held_by_all.size) == (0, 0)
        for writer in (many, few):
            writer.close()


async def test_of_requests_that_arrive_together_only_a_few_are_parsed_in_one_round() -> None:
    loop, round_, parsed_in, all_are = asyncio.get_running_loop(), 0, list[tuple[int, str]](), asyncio.Event()

    def next_round() -> None:
        nonlocal round_
        round_ += 1
        if len(parsed_in) < 5 * PARSED_IN_A_ROUND:
            loop.call_soon(next_round)
        else:
            all_are.set()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        parsed_in.append((round_, scope["path"]))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with listening(app) as (port, _), asyncio.timeout(PATIENCE_S):
        with ExitStack() as stack:
            # The loop does not run meanwhile.
            for n in range(5 * PARSED_IN_A_ROUND):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                client.sendall(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % n)
            next_round()
            await all_are.wait()
    assert max(Counter(number for number, _ in parsed_in).values()) <= PARSED_IN_A_ROUND
    assert [path for _, path in parsed_in] == [f"/{n}" for n in range(5 * PARSED_IN_A_ROUND)]


async def test_what_strangers_send_is_parsed_behind_a_request_that_passes() -> None:
    passing, answered = Passing(gives_way_s=3_600), []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        note_standing(scope, passes=scope["path"].startswith("/staff"))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        answered.append(scope["path"])

    async def asked(of: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: bytes) -> None:
        of[1].write(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path)
        await of[0].readuntil(b"\r\n\r\n")

    async with listening(app, passing) as (port, protocols), asyncio.timeout(PATIENCE_S):
        staff, stranger, gone = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for of, path in ((staff, b"/staff/1"), (stranger, b"/1"), (gone, b"/gone/1")):
            await asked(of, path)
        command = passing.enter()
        waiting = [asyncio.create_task(asked(of, path)) for of, path in ((stranger, b"/2"), (gone, b"/gone/2"))]
        await asked(staff, b"/staff/2")
        protocols[-1].transport.abort()
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await waiting[1]
        assert answered == ["/staff/1", "/1", "/gone/1", "/staff/2"]
        command.release()
        await waiting[0]
        assert answered[4:] == ["/2"]
        # A sender who passed once passes only as long as the guard says so.
        for of, path in ((stranger, b"/staff/3"), (staff, b"/3")):
            await asked(of, path)
        command = passing.enter()
        waiting = [asyncio.create_task(asked(staff, b"/staff/4"))]
        await asked(stranger, b"/staff/5")
        command.release()
        await waiting[0]
        assert answered[5:] == ["/staff/3", "/3", "/staff/5", "/staff/4"]
        for _, writer in (staff, stranger, gone):
            writer.close()


async def test_a_request_for_which_no_more_bytes_are_held_is_parsed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes that other connections have waiting end no connection."""
    monkeypatch.setattr(pipelining, "MOST_HELD", 10)
    passing = Passing(gives_way_s=3_600)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with listening(app, passing) as (port, _), asyncio.timeout(PATIENCE_S):
        command = passing.enter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
        command.release()
        writer.close()


async def test_the_newest_of_those_with_many_bytes_is_parsed_first_and_the_oldest_aborted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipelining, "PARSED_EVERY_S", 0.0)
    monkeypatch.setattr(pipelining, "MOST_UNPARSED", 2)
    queue, parsed, all_parsed = pipelining.ParseQueue(), list[str](), asyncio.Event()

    def parse(name: str) -> None:
        parsed.append(name)
        if not len(queue):
            all_parsed.set()

    transports = {name: Abortable() for name in ("oldest", "older", "newest")}
    for name, transport in transports.items():
        queue.add(transport, partial(parse, name))
    async with asyncio.timeout(PATIENCE_S):
        await all_parsed.wait()
    assert parsed == ["newest", "older"]
    assert [name for name, transport in transports.items() if transport.aborted] == ["oldest"]


class Abortable(asyncio.Transport):
    aborted = False

    def abort(self) -> None:
        self.aborted = True


def test_nothing_above_left_a_traceback(server: ServerProcess, impatient: ServerProcess) -> None:
    assert "Traceback" not in server.log + impatient.log
