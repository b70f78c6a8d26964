"""Hostile HTTP over real sockets: half a request, a slow one, a huge one, an answer that nobody reads."""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.server.limited_http import UvicornChanged, check_uvicorn
from tests.serving import ServerProcess, serving

PATIENCE_S = 30  # far more than any limit below; reached only by a server that forgets somebody
FEW = 20
MANY = 2_500
FORM = b"POST /s/session-v/command HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with limits so small that a test need not wait for them."""
    limits = {"head_within_s": 0.4, "body_within_s": 0.4, "answer_within_s": 0.4, "idle_connections": FEW}
    with serving(tmp_path_factory.mktemp("hostile"), **limits) as started:
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


def last_line(server: ServerProcess) -> str:
    return server.said[-1]


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
def test_half_a_request_is_answered_and_closed(server: ServerProcess, half: bytes) -> None:
    lines = len(server.said)
    assert status_and_code(say(server, half)) == (408, "too_slow")
    assert len(server.said) == lines + 1
    assert "too_slow" in last_line(server)
    assert "grape" not in server.log


def test_bytes_that_trickle_in_buy_no_time(server: ServerProcess) -> None:
    """One header after another, for as long as the server likes."""
    with dialled(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.setblocking(False)
        answer, sent = b"", 0
        client.settimeout(0.05)
        while not answer:
            try:
                answer = client.recv(65_536)
            except TimeoutError:
                client.sendall(b"A: b\r\n")
                sent += 1
            assert sent < PATIENCE_S / 0.05
        assert status_and_code(answer) == (408, "too_slow")


def test_who_says_nothing_is_closed_without_a_word(server: ServerProcess) -> None:
    lines = server.said
    assert say(server, b"") == b""
    assert server.said == lines


def test_a_second_request_on_the_same_connection_has_the_same_limits(server: ServerProcess) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = say(server, whole + whole + b"GET /healthz HTTP/1.1\r\nHo")
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
    assert len(server.said) == lines + 1


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


def test_a_chunked_body_of_nothing_but_extensions_ends(server: ServerProcess) -> None:
    say_without_end(server, FORM + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 65_536)


def test_a_body_that_goes_on_after_the_answer_ends(server: ServerProcess) -> None:
    start = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"
    say_without_end(server, start, b"x" * 65_536)


def test_an_answer_that_nobody_reads_is_cut_off(server: ServerProcess) -> None:
    """Ask for far more than the buffers between the two hold, and read nothing of it until the server has given up."""
    say_without_end(server, b"", b"GET /static/x/fonts/inter-latin-ext.woff2 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "does_not_read" in server.log


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


def test_whoever_comes_in_the_same_moment_as_thousands_is_served(tmp_path: Path) -> None:
    """All connect before the first of them says what it wants."""
    allow_files(2 * MANY)
    with serving(tmp_path) as roomy, ExitStack() as opened:
        clients = [opened.enter_context(dialled(roomy)) for _ in range(MANY)]
        for client in clients:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert all(read_to_the_end(client).startswith(b"HTTP/1.1 200") for client in clients)


def test_nothing_above_left_a_traceback(server: ServerProcess) -> None:
    assert "Traceback" not in server.log


def test_a_uvicorn_without_what_the_limits_need_is_refused_by_name() -> None:
    check_uvicorn(HttpToolsProtocol)

    class Other:
        def __init__(self) -> None:
            self.transport = self.cycle = self.flow = None

        def connection_made(self) -> None: ...

    with pytest.raises(UvicornChanged, match=r"on_message_begin.*parser"):
        check_uvicorn(Other)
