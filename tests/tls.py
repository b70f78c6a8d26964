"""A server with TLS on this machine, whose name is public for the one who asks it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from app.service.fetching import Fetcher

HOST = "programme.example"
PUBLIC = "93.184.216.34"

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


CERTIFICATE = Path(__file__).with_name("programme_example.pem")  # for `HOST`, with its key


def page(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """An answer in bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def resolving(*addresses: str) -> Callable[[str, int], Awaitable[list[str]]]:
    """A resolver that gives these addresses to every host but one, or a public one."""

    async def resolve(host: str, _: int) -> list[str]:
        if host == "nowhere.example":
            raise OSError("unknown")
        return list(addresses or (PUBLIC,))

    return resolve


class TlsServer:
    """Answers each path by a function, and notes which host was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, str]] = []  # the name in TLS, the host of the request, the path
        self.port = 0
        self.broken_off = asyncio.Event()  # an answer was not wanted to its end
        self._trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(CERTIFICATE)
        self._context.sni_callback = self._note_name
        self._name = ""

    def fetcher(self) -> Fetcher:
        """A fetcher that trusts the certificate and is told that every host is public."""

        async def resolve(host: str, _: int) -> list[str]:
            return ["10.0.0.1"] if host == "inside.example" else [PUBLIC]

        return Fetcher(resolve, _Here(self.port, self._trusted))

    def holds(self, path: str, body: bytes, status: str = "200 OK", *headers: str) -> None:
        """Answer a path with these bytes from now on."""

        async def answer(_: str, writer: asyncio.StreamWriter) -> None:
            writer.write(page(body, status, *headers))

        self.answers[path] = answer

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[TlsServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    def _note_name(self, _: object, name: str | None, __: object) -> None:
        self._name = name or ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(30):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        path = head[0].split(" ")[1]
        host = next(line[6:] for line in head if line.lower().startswith("host: "))
        self.asked.append((self._name, host, path))
        try:
            await self.answers[path](path, writer)
            await writer.drain()
        except ConnectionError:
            self.broken_off.set()
        finally:
            writer.close()


class _Here(httpx.AsyncHTTPTransport):
    """Connects to this machine instead of the public address; the name in TLS and in the request stays."""

    def __init__(self, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(verify=trusted)
        self._port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC, request.url
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)
