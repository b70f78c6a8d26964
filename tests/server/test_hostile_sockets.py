"""Hostile sockets on a real server: closed with the right code, one line in the log, and no other socket notices."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.server.http.listener import MOST_HEARD_OF_STRANGERS
from tests.patience import PATIENCE_S
from tests.server.test_sockets import HELLO, Client
from tests.serving import ServerProcess, serving
from tests.wire.test_frames import sent

SECRET = b"grapefruit"
API, PAGE = "/api/v1/sessions/session-v/live", "/s/session-v/live?page=viewer"
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
MANY = 2_000


def deflated(data: bytes) -> bytes:
    press = zlib.compressobj(wbits=-12)
    return (press.compress(data) + press.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("besieged")) as started:
        yield started


CASES: dict[str, tuple[bytes, int]] = {
    "not UTF-8": (sent(0x81, SECRET + b"\xff"), 1007),
    "a surrogate": (sent(0x81, SECRET + b"\xed\xa0\xbd"), 1007),
    "not UTF-8, in two fragments": (sent(0x01, SECRET + b"\xe2\x82") + sent(0x80, b"x"), 1007),
    "no such opcode": (sent(0x83, SECRET), 1002),
    "no such control": (sent(0x8B, SECRET), 1002),
    "a reserved bit": (sent(0xA1, SECRET), 1002),
    "compressed, which was not agreed": (sent(0xC1, deflated(SECRET)), 1002),
    "not masked": (sent(0x81, SECRET, masked=False), 1002),
    "a ping in fragments": (sent(0x09, SECRET), 1002),
    "a long ping": (sent(0x89, SECRET * 13), 1002),
    "a fragment of nothing": (sent(0x80, SECRET), 1002),
    "a message within a message": (sent(0x01, SECRET) + sent(0x81, SECRET), 1002),
    "a terabyte announced": (sent(0x81, SECRET, length=b"\x7f" + (1 << 40).to_bytes(8)), 1009),
    "a negative length": (sent(0x81, SECRET, length=b"\x7f" + b"\xff" * 8), 1009),
    "too long": (sent(0x81, SECRET * 300), 1009),
    "fragments that add up": (sent(0x01, SECRET * 10) + sent(0x00, SECRET * 10) * MANY, 1009),
    "empty fragments for ever": (sent(0x01, b"") + sent(0x00, b"") * MANY, 1009),
    "bytes": (sent(0x82, SECRET), 1003),
    "not the protocol": (sent(0x81, SECRET), 1008),
    "deeply nested": (sent(0x81, b"[" * 2_000), 1008),
    "an impossible close": (sent(0x88, b"\x03\xee" + SECRET), 1002),
    "a close that is no text": (sent(0x88, b"\x03\xe8\xff"), 1007),
    "half a close code": (sent(0x88, b"\x03"), 1002),
    "pings without end": (sent(0x89, SECRET) * MANY, 1008),
    "pongs without end": (sent(0x8A, SECRET) * MANY, 1008),
    "clocks without end": (sent(0x81, b'{"t":"clock","c":1}') * MANY, 1008),
    "hellos without end": (HELLO * MANY, 1008),
}


@pytest.mark.parametrize("path", [API, PAGE])
@pytest.mark.parametrize("case", CASES)
async def test_a_hostile_socket_is_closed_with_its_code_and_one_line(
    server: ServerProcess, path: str, case: str
) -> None:
    data, code = CASES[case]
    lines = len(server.said)
    client = await Client.connect(server.port, path)
    client.send(HELLO + data)
    assert await client.closed() == code
    said = server.said[lines:]
    assert len(said) <= 1
    assert str(code) in "".join(said) or not said
    assert SECRET.decode() not in server.log


async def test_a_client_without_a_link_may_send_less(server: ServerProcess) -> None:
    clocks = sent(0x81, b'{"t":"clock","c":1}') * (MOST_HEARD_OF_STRANGERS + 10)
    stranger, linked = await Client.connect(server.port), await Client.connect(server.port, linked_path(server))
    for client in (stranger, linked):
        client.send(HELLO + clocks)
    assert await stranger.closed() == 1008
    await linked.frame()
    linked.send(sent(0x88, b"\x03\xe8"))
    assert await linked.closed() == 1000


def linked_path(server: ServerProcess) -> str:
    return f"/t/{server.token('stage')}{API}"


@pytest.mark.parametrize("size", [100_000, 50_000_000])
async def test_a_compression_bomb_is_not_inflated(server: ServerProcess, size: int) -> None:
    bomb = sent(0xC1, deflated(b'{"t":"hello","seq":0}')) + sent(0xC1, deflated(b" " * size))
    before = memory(server)
    clients = [await Client.connect(server.port, API, headers=DEFLATE) for _ in range(5)]
    for client in clients:
        client.send(bomb)
    assert [await client.closed() for client in clients] == [1009] * 5
    assert memory(server) < before + 50_000_000


async def test_before_hello_nothing_is_taken_either(server: ServerProcess) -> None:
    for case in ("not UTF-8", "no such opcode", "too long", "bytes", "not the protocol"):
        data, code = CASES[case]
        client = await Client.connect(server.port)
        client.send(data)
        assert await client.closed() == code


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"),
        ("Sec-WebSocket-Version: 13", "X: y"),
        ("Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Key: short"),
        ("Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "X: y"),
        ("GET ", "POST "),
        ("HTTP/1.1", "HTTP/1.0"),
        ("Host: x", "Host: x\r\nX-Grape: fruit\xe9\xff"),
        ("Host: x", "Host: x\r\nTransfer-Encoding: chunked"),
        ("Host: x", "Host: x\r\nContent-Length: 10"),
        ("Host: x", "Host: x\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99"),
        ("Host: x", "Host: x\r\nSec-WebSocket-Extensions: ;;;,"),
        ("Host: x", "Host: x\r\nSec-WebSocket-Protocol: ,,("),
        ("/api/v1/sessions/session-v/live", "/" + "y" * 8_500),
        ("/api/v1/sessions/session-v/live", "/%ff%00/live"),
        ("/api/v1/sessions/session-v/live", "/nowhere"),
    ],
)
async def test_every_handshake_is_answered_and_what_is_none_is_closed(
    server: ServerProcess, line: str, other: str
) -> None:
    handshake = (
        f"GET {API} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(handshake.replace(line, other).encode("latin-1"))
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            assert answer.split()[1][:1] == b"4"
            # An answered request may keep its connection; it is given up soon all the same.
            await reader.read()
    writer.close()


async def test_a_siege_delays_no_client_and_costs_little(server: ServerProcess) -> None:
    """Fifty who never read and fifty who shout, while the moderator works and a screen sees all of it."""
    before = memory(server)
    deaf = [await Client.connect(server.port, API, small=True) for _ in range(50)]
    for client in deaf:
        client.send(HELLO)
    stage = await Client.connect(server.port, API)
    stage.send(HELLO)

    async def shout() -> None:
        client = await Client.connect(server.port, API)
        client.send(HELLO + CASES["clocks without end"][0])
        assert await client.closed() == 1008
        await leave(client)

    shouting = [asyncio.create_task(shout()) for _ in range(50)]
    seq = 0
    for number in range(60):
        seq = (await asyncio.to_thread(server.command, "focus_question", question=f"q{number % 4 + 1}"))["seq"]
    async with asyncio.timeout(PATIENCE_S):
        while json.loads((await stage.frame())[1]).get("seq") != seq:
            pass
    await asyncio.gather(*shouting)
    assert memory(server) < before + 60_000_000
    for client in (*deaf, stage):
        await leave(client)


async def test_nothing_above_left_a_traceback_or_a_word(server: ServerProcess) -> None:
    assert "Traceback" not in server.log
    assert SECRET.decode() not in server.log
    assert "fruit" not in server.log


async def leave(client: Client) -> None:
    client.writer.transport.abort()
    with suppress(ConnectionError):
        await client.writer.wait_closed()


def memory(server: ServerProcess) -> int:
    """Bytes that the server holds in memory now; 0 where the system does not tell."""
    status = Path(f"/proc/{server.pid}/status")
    if not status.exists():
        return 0
    line_ = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line_.split()[1]) * 1_024
