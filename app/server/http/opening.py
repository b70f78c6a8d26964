"""A socket from its handshake to its hand-over: an ASGI connection that a route accepts and gives away.

Ten thousand open sockets must not cost ten thousand tasks. So a socket changes its protocol object while it lives, and
a task runs only during the handshake:

1. `LimitedHttp` reads the request head. If it is an upgrade, it checks the handshake (`app.wire.handshake`), makes an
`Opening`, and gives it the transport.
2. `Opening.run` shows the handshake to the application as an ordinary ASGI WebSocket: middleware, routes and rights
work as for a page. The application may refuse it, accept and close it, or accept it and call `hand_over`.
3. `hand_over` makes a `Listener` from the transport and the bytes that came meanwhile, and ends the ASGI call: its task
ends here. From now on the transport calls the listener; no task belongs to the socket.

Bytes that the client sends before step 3 wait in `_early`; above `MOST_EARLY` bytes the transport stops reading. If an
application returns without a response, `_settle` sends one, so that no connection stays half open. Under another
server, and in tests, the same routes are served by a loop (`app.server.socket_loop`). The reasons are in
docs/decisions/0007.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, MutableSet
from enum import Enum, auto
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import structlog

from app.live.conversation import HAND_OVER, SocketPlace
from app.live.keepalive import GONE_WITHIN_S
from app.server.http.listener import Listener, part
from app.wire.handshake import Handshake, NoHandshake

log = structlog.get_logger()

# Limits on what a client sends before the response; no client of ours sends more.
MOST_EARLY = 16 * 1024  # bytes

DONE, WENT_WRONG = 1000, 1011

Scope = MutableMapping[str, Any]
Message = Mapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


class OpeningStage(Enum):
    """The progress of an opening."""

    ASKED = auto()
    REFUSING = auto()  # the refusal is not complete
    ACCEPTED = auto()
    OVER = auto()  # refused, closed, handed over or lost


class Opening(asyncio.Protocol):
    """One valid handshake. `run` shows it to the application and carries out its response.

    An application may accept it and hand it over, accept it and close it, or refuse it. It cannot send or receive
    messages itself: that is the listener's work.
    """

    __slots__ = ("_asked", "_connections", "_early", "_ended", "_giving_up", "_handshake", "_stage", "_transport")

    def __init__(self, transport: asyncio.Transport, handshake: Handshake, connections: MutableSet[Any]) -> None:
        self._transport = transport
        self._handshake = handshake
        self._connections = connections
        self._stage = OpeningStage.ASKED
        self._early = b""
        self._asked = False
        self._ended = asyncio.Event()
        self._giving_up: asyncio.TimerHandle | None = None
        connections.add(self)

    async def run(self, app: App, scope: Scope) -> None:
        """Run the application on the handshake. Never raises."""
        scope["extensions"] = {"websocket.http.response": {}, HAND_OVER: self.hand_over}
        try:
            await app(scope, self._receive, self._send)
        except Exception as error:
            if self._stage is OpeningStage.OVER:
                # A client that hung up in the middle needs no response, and the log no traceback.
                log.debug("a socket ended", path=scope["path"], reason=type(error).__name__)
            else:
                log.exception("a socket could not be opened", path=scope["path"])
                self._settle(WENT_WRONG)
        else:
            self._settle(DONE)

    def hand_over(self, place: SocketPlace, kind: type[Listener] = Listener) -> None:
        """Give the connection to a listener, with the bytes that came in the meantime."""
        if self._stage is not OpeningStage.ACCEPTED:
            return
        self._leave()
        self._connections.discard(self)
        transport, early = self._transport, self._early
        listener = kind(transport, place, self._handshake.window, self._connections)
        transport.set_protocol(listener)
        if transport.get_write_buffer_size():
            listener.pause_writing()
        transport.resume_reading()
        if early:
            listener.data_received(early)

    def data_received(self, data: bytes) -> None:
        if self._stage is OpeningStage.OVER:
            return
        self._early += data
        if len(self._early) > MOST_EARLY:
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        self._leave()
        self._connections.discard(self)
        if self._giving_up is not None:
            self._giving_up.cancel()

    def shutdown(self) -> None:
        """Stop with the server; called by uvicorn, as for all its connections."""
        if self._stage is OpeningStage.ASKED:
            self._refuse(503)
        self._transport.close()

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "websocket.connect"}
        await self._ended.wait()
        return {"type": "websocket.disconnect", "code": 1006}

    async def _send(self, message: Message) -> None:
        """Carry out a message of the application.

        Raises:
            OSError: the connection has ended.
            RuntimeError: the message is not allowed in this state.
        """
        match self._stage, message["type"]:
            case OpeningStage.OVER, _:
                raise OSError("this socket has ended")
            case OpeningStage.ASKED, "websocket.accept":
                self._stage = OpeningStage.ACCEPTED
                answer = self._handshake.accepted(message.get("subprotocol"), message.get("headers", ()))
                self._transport.write(answer)
            case OpeningStage.ASKED, "websocket.close":
                self._refuse(403)
            case OpeningStage.ASKED, "websocket.http.response.start":
                self._stage = OpeningStage.REFUSING
                self._transport.write(_head(message["status"], message.get("headers", ())))
            case OpeningStage.REFUSING, "websocket.http.response.body":
                self._transport.write(message.get("body", b""))
                if not message.get("more_body"):
                    self._end()
            case OpeningStage.ACCEPTED, "websocket.close":
                self._close(message.get("code") or DONE, message.get("reason") or "")
            case stage, kind:
                raise RuntimeError(f"{kind} has no place on a socket that is {stage.name.lower()}")

    def _settle(self, code: int) -> None:
        """End what the application left open when it returned."""
        if self._stage is OpeningStage.ASKED:
            self._refuse(500)
        elif self._stage is OpeningStage.REFUSING:
            self._end()
        elif self._stage is OpeningStage.ACCEPTED:
            self._close(code, "")

    def _refuse(self, status: int) -> None:
        self._transport.write(_head(status, ((b"content-length", b"0"),)))
        self._end()

    def _end(self) -> None:
        self._leave()
        self._transport.close()

    def _close(self, code: int, reason: str) -> None:
        """Send a close frame, and give the client a limited time to close."""
        self._leave()
        part(self._transport, code, reason)
        self._giving_up = asyncio.get_running_loop().call_later(GONE_WITHIN_S, self._transport.abort)

    def _leave(self) -> None:
        self._stage = OpeningStage.OVER
        self._ended.set()


def socket_scope(request: Mapping[str, Any], url: bytes, wanted: Handshake) -> Scope:
    """Return the ASGI scope of a socket from the scope of the request that opens it, and its address as sent.

    Raises:
        NoHandshake: the address is not ASCII.
    """
    raw_path, _, query = url.partition(b"?")
    try:
        path = unquote(raw_path.decode("ascii"))
    except UnicodeDecodeError:
        raise NoHandshake(400, "The address of this request is not ASCII.") from None
    return {
        **{name: request[name] for name in ("server", "client", "root_path", "headers", "state")},
        "type": "websocket",
        "asgi": {**request["asgi"], "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "wss" if request["scheme"] == "https" else "ws",
        "path": request["root_path"] + path,
        "raw_path": request["root_path"].encode("ascii") + raw_path,
        "query_string": query,
        "subprotocols": list(wanted.subprotocols),
    }


def _head(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(), b"connection: close"]
    return b"\r\n".join([*lines, *(name + b": " + value for name, value in headers), b"\r\n"])
