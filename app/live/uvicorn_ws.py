"""Our side of uvicorn's WebSockets: listening sockets are handed over to their transport, and the rest read strictly.

An ordinary route authorises and accepts; then the transport is taken away from the ASGI connection and given to a
`Listener`, and the task, the queues, the handshake and the parser are freed. What this stands on inside uvicorn and
websockets is listed in `NEEDED` and looked for at the start; docs/decisions/0007 says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableSet
from typing import Any, ClassVar, Final, cast

import structlog
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.http11 import Request
from websockets.protocol import Protocol as WebSocketProtocol
from websockets.server import ServerProtocol

from app.live import protocol
from app.live.channels import Pusher
from app.live.frames import (
    CLOSE,
    NOT_UTF8,
    PING,
    PONG,
    TEXT,
    WINDOW_BITS,
    Broken,
    Incoming,
    Message,
    Reader,
    close_code,
    close_frame,
    frame,
)
from app.live.keeper import GONE_WITHIN_S
from app.live.talk import CUT, HAND_OVER, Place, Talk

log = structlog.get_logger()

# Between two visits, which are seven seconds apart: a page says a dozen things while it connects, then two a second.
MOST_HEARD = 300
# Visits without a byte from the other side: it is asked whether it is there, and given up when it does not say so.
ASKED_AFTER, GONE_AFTER = 3, 6

STILL_HERE = Message(protocol.PING).frame(False)

# Nothing is kept from one message to the next, on either side: no compressor per connection, one frame for everybody.
DEFLATE: Final = ServerPerMessageDeflateFactory(
    server_no_context_takeover=True, client_no_context_takeover=True, server_max_window_bits=WINDOW_BITS
)

# What is used of the classes below: methods that are called or replaced, and attributes that their initialisers set.
NEEDED: Final[tuple[tuple[type, frozenset[str]], ...]] = (
    (
        WebSocketsSansIOProtocol,
        frozenset(
            {
                "close_sent",
                "conn",
                "connection_lost",
                "connection_made",
                "connections",
                "curr_msg_data_type",
                "data_received",
                "frames",
                "handle_connect",
                "handle_parser_exception",
                "handshake_complete",
                "handshake_initiated",
                "keepalive_timeout",
                "loop",
                "run_asgi",
                "send_receive_event_to_app",
                "shutdown",
                "stop_keepalive",
                "transport",
            }
        ),
    ),
    (ServerProtocol, frozenset({"accept", "available_extensions"})),
    (WebSocketProtocol, frozenset({"extensions", "fail", "parser"})),
)


def missing() -> list[str]:
    """What the installed uvicorn and websockets lack of what this module stands on; empty if all is there."""
    return [
        f"{kind.__module__}.{kind.__name__} has no {name!r} any more"
        for kind, names in NEEDED
        for name in sorted(names)
        if not hasattr(kind, name) and name not in kind.__init__.__code__.co_names  # type: ignore[misc]  # of the class
    ]


def socket_protocol() -> type[asyncio.Protocol] | str:
    """What to pass to uvicorn as `ws`: our class; if uvicorn has changed under us its own one, which costs more."""
    if lacking := missing():
        log.error("sockets are served the slow way: uvicorn has changed", lacking="; ".join(lacking))
        return "websockets-sansio"
    return Sockets


class Listener(Pusher, asyncio.Protocol):
    """A handed-over socket: the transport, what it has, and a few bytes of what it is in the middle of saying."""

    __slots__ = (
        "_closing",
        "_connections",
        "_fresh",
        "_heard",
        "_inflates",
        "_quiet",
        "_reader",
        "_slot",
        "_talk",
        "_transport",
    )

    longest: ClassVar[int] = protocol.LONGEST_MESSAGE  # bytes of one message
    most_heard: ClassVar[int] = MOST_HEARD

    def __init__(self, transport: asyncio.Transport, place: Place, window: int, connections: MutableSet[Any]) -> None:
        # Whoever wants a smaller window than ours is sent plain frames, and may still compress what they send.
        super().__init__(transport.write, window >= WINDOW_BITS)
        self._inflates = window > 0
        self._transport = transport
        self._talk = Talk(self, place)
        self._connections = connections
        self._reader: Reader | None = None
        self._closing = False
        self._fresh = False  # was it sent something since the last visit?
        self._heard = 0  # frames since the last visit
        self._quiet = 0  # visits since anything came
        connections.add(self)
        self._slot = place.hub.keeper.take(self)

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        self._quiet = 0
        reader = self._reader or Reader(self.longest, self._inflates)
        self._reader = None
        try:
            for incoming in reader.feed(data):
                self._take(incoming)
                if self._is_closing():
                    return
        except Broken as broken:
            self._talk.refuse(self, broken.code, broken.reason)
            return
        if not reader.at_rest:
            self._reader = reader

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        self._closing = True
        self._talk.hub.keeper.let_go(self, self._slot)
        self._talk.leave(self)
        self._connections.discard(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        if not self._closing:
            self._talk.hub.keeper.stuck(self)

    def resume_writing(self) -> None:
        self._talk.hub.keeper.flows(self)
        super().resume_writing()

    def answer(self, text: str) -> None:
        if not self.stuck:
            self._fresh = True
            self.write(Message(text).frame(False))

    def close(self, code: int, reason: str) -> None:
        if self._closing:
            return
        if self.stuck and code == protocol.NOT_ALLOWED:
            # Half of a state lies in the buffer, and must not be sent any more.
            self._leave()
            self._transport.abort()
        else:
            self._part(code, reason)

    def visit(self) -> None:
        """Send a ping, unless something was said since the last visit, or cannot be said now; let go who is gone."""
        self._heard = 0
        if self._closing or self.stuck or not self._talk.greeted:
            self._fresh = False
            return
        self._quiet += 1
        if self._quiet >= GONE_AFTER:
            self._talk.refuse(self, protocol.SAID_NOTHING, "does not answer")
            return
        if self._quiet == ASKED_AFTER:
            self.write(frame(PING, b""))
        if self._fresh:
            self._fresh = False
            return
        self._fresh = True
        self.write(STILL_HERE)

    def said_nothing(self) -> None:
        self.close(protocol.SAID_NOTHING, "said nothing")

    def stalled(self) -> None:
        """It may still read on: then it finds the reason behind what it had not read. If not, it is cut off."""
        self._part(protocol.TRY_LATER, "does not read")

    def give_up(self) -> None:
        self._transport.abort()

    def shutdown(self) -> None:
        """The server stops; called by uvicorn, as for all its connections."""
        self.close(protocol.RESTARTING, "restarting")
        self._transport.close()

    def _take(self, incoming: Incoming) -> None:
        self._heard += 1
        if self._heard > self.most_heard:
            self._talk.refuse(self, protocol.NOT_UNDERSTOOD, "says too much at once")
        elif incoming.opcode == TEXT:
            self._talk.hear(self, incoming.text)
            if self._talk.greeted:
                self._talk.hub.keeper.greeted(self)
        elif incoming.opcode == CLOSE:
            self._answer_close(close_code(incoming.payload))
        elif incoming.opcode == PING:
            if not self.stuck:
                self.write(frame(PONG, incoming.payload))
        elif incoming.opcode != PONG:
            self._talk.refuse(self, protocol.NOT_TEXT, "only text is understood")

    def _answer_close(self, code: int) -> None:
        if not self.stuck:
            self.write(close_frame(code))
        self._leave()
        self._transport.close()

    def _part(self, code: int, reason: str) -> None:
        """Say why, end our half, and wait a little for the other side to see that and let go."""
        self._leave()
        self.write(close_frame(code, reason))
        try:
            if self._transport.can_write_eof():
                self._transport.write_eof()
        except OSError as error:
            # The other side went in this very moment, and the transport has not been told yet.
            log.debug("a socket went before it was closed", reason=type(error).__name__)
            self._transport.abort()

    def _is_closing(self) -> bool:
        return self._closing

    def _leave(self) -> None:
        self._closing = True
        self.forget()
        self._talk.leave(self)
        self._talk.hub.keeper.closing(self)


class Sockets(WebSocketsSansIOProtocol):
    """uvicorn's ASGI connection, able to give its transport away, and strict where it is not."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.conn.available_extensions = [DEFLATE]
        self._early = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # "Paused" then means exactly "there is something that the kernel has not taken yet".
        self.transport.set_write_buffer_limits(high=0)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._break_cycles()

    def data_received(self, data: bytes) -> None:
        # A client that talks before it was answered is served, but its half-read frames are not handed over.
        self._early = self._early or (self.handshake_initiated and not self.handshake_complete)
        super().data_received(data)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[HAND_OVER], extensions[CUT] = self._hand_over, self.transport.abort

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_utf8(self.frames):
            self.frames = []
            self.conn.fail(NOT_UTF8, "not UTF-8")
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        ending = self.conn.close_sent
        log.warning("a socket was closed", code=ending.code if ending else None)
        super().handle_parser_exception()
        self.loop.call_later(GONE_WITHIN_S, self.transport.abort)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        # It does not even answer a ping: what is pending for it would keep the connection open for ever.
        self.transport.abort()

    def _hand_over(self, place: Place, kind: type[Listener] = Listener) -> bool:
        """Give the transport to a listener; False if that is too late."""
        if self._early or self.transport.is_closing():
            return False
        transport, self.transport = self.transport, cast(asyncio.Transport, _Gone())
        self.stop_keepalive()
        self.connections.discard(self)
        transport.set_protocol(kind(transport, place, _agreed(self.conn), self.connections))
        self._break_cycles()
        return True

    def _break_cycles(self) -> None:
        """So that everything is freed at once, not when the garbage collector has stopped the world for it."""
        if self.handshake_initiated and hasattr(self, "scope"):
            extensions = cast(dict[str, Any], self.scope["extensions"])
            extensions.pop(HAND_OVER, None)
            extensions.pop(CUT, None)
        self.conn.parser.close()


class _Gone:
    """Stands where the transport was; uvicorn closes it when the route returns."""

    def close(self) -> None:
        pass


def _agreed(conn: ServerProtocol) -> int:
    """The window (bits) that compression was agreed on with; 0: it was not."""
    windows = (one.local_max_window_bits for one in conn.extensions if isinstance(one, PerMessageDeflate))
    return next(windows, 0)


def _is_utf8(parts: list[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True
