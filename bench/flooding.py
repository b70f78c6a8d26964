"""A flooding client with many connections, in its own process: each requests one public address after the other."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from itertools import count
from typing import cast

import uvloop

SLUG = "bench"
SESSION = f"/api/v1/sessions/{SLUG}"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
JSON = "Content-Type: application/json\r\n"

ROUTES: dict[str, tuple[str, str, str, str]] = {
    name: (method, path, headers, body)
    for name, method, path, headers, body in (
        ("list", "GET", "/", "", ""),
        ("search of the list", "GET", "/?q=room+{n}", "", ""),
        ("board", "GET", "/board", "", ""),
        ("rows of the board", "GET", "/board/rows?q={n}", "", ""),
        ("programme.xml", "GET", "/api/v1/programme.xml", "", ""),
        ("programme.json", "GET", "/api/v1/programme.json?conference={n}", "", ""),
        ("programme.ics", "GET", "/api/v1/programme.ics?segments=true", "", ""),
        ("sessions", "GET", "/api/v1/sessions", "", ""),
        ("view", "GET", SESSION, "", ""),
        ("programme of a session", "GET", f"{SESSION}/programme.ics", "", ""),
        ("viewer's page", "GET", f"/s/{SLUG}", "", ""),
        ("pairing", "GET", "/screen", "", ""),
        ("sign-in", "GET", "/sign-in", "", ""),
        ("no such page", "GET", "/nothing/{n}", "", ""),
        ("no such session", "GET", "/s/nothing-{n}", "", ""),
        ("a page that is not theirs", "GET", f"/s/{SLUG}/console", "", ""),
        ("a made-up link", "GET", f"/t/made-up-token-number-{{n}}/s/{SLUG}", "", ""),
        ("OpenAPI", "GET", "/openapi.json", "", ""),
        ("metrics", "GET", "/metrics", "", ""),
        ("alive", "GET", "/healthz", "", ""),
        ("ready", "GET", "/readyz", "", ""),
        ("wrong password", "POST", "/sign-in", FORM, "password=number+{n}"),
        ("question", "POST", f"{SESSION}/commands", JSON, '{"command":"ask","text":"Why {n}?","identity":"anonymous"}'),
        ("command", "POST", f"{SESSION}/commands", JSON, '{"command":"advance"}'),
        ("vote", "PUT", f"{SESSION}/questions/q{{n}}/vote", "", ""),
    )
}


class Connection(asyncio.Protocol):
    """One connection that never rests: after each response it sends the next request."""

    def __init__(self, flood: Flood) -> None:
        self._flood = flood
        self._transport: asyncio.Transport | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # the faster loop has none of asyncio's classes
        self._transport.write(self._flood.next())

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._got = b""
        self._flood.answers[head.split(b" ", 2)[1].decode()] += 1
        if self._transport is not None and b"connection: close" not in head.lower():
            self._transport.write(self._flood.next())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        self._flood.lost += 1
        self._flood.connect()


class Flood:
    """All connections, and the responses they received."""

    def __init__(self, port: int, routes: list[str]) -> None:
        self._port = port
        self._routes = [ROUTES[name] for name in routes]
        self._asked = count()
        self._connecting: set[asyncio.Task[None]] = set()
        self.answers: Counter[str] = Counter()
        self.lost = 0

    def next(self) -> bytes:
        n = next(self._asked)
        method, path, headers, body = self._routes[n % len(self._routes)]
        body = body.replace("{n}", str(n))
        length = f"Content-Length: {len(body)}\r\n" if method != "GET" else ""
        return f"{method} {path.replace('{n}', str(n))} HTTP/1.1\r\nHost: x\r\n{headers}{length}\r\n{body}".encode()

    def connect(self) -> None:
        task = asyncio.create_task(self._connect())
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: Connection(self), "127.0.0.1", self._port)
        except OSError:
            await asyncio.sleep(0.1)
            self.connect()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0] or 0)


async def main() -> None:
    """Flood until standard input ends; then print how often each status was returned."""
    flood = Flood(int(sys.argv[1]), sys.argv[3:] or list(ROUTES))
    for _ in range(int(sys.argv[2])):
        flood.connect()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    sys.stdout.write(json.dumps({**flood.answers, "connections lost": flood.lost}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
