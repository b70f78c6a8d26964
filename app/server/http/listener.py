"""A listening socket after its hand-over (see `opening`): a protocol object without a task.

The transport calls it with bytes; the hub calls it with messages; the keepalive calls it when time has passed. Each
call does a bounded amount of work and returns:

- Bytes become frames (`Reader`) and frames messages, whose parts are joined up to `longest` bytes. A complete text goes
  to the conversation, which answers at once or starts one task for a command.
- `most_heard` limits the frames that the client sends between two visits of the keepalive; above it the socket is
  closed.
- A message of the hub is written at once while the transport's buffer is empty. When it is not, the transport calls
  `pause_writing`: the socket is stuck, is due only the newest state, and has to read in time.
- A visit, every seven seconds, sends a ping message to a socket that was sent neither an answer nor a state since the
  visit before. A client that has been silent for three visits is sent a ping frame, and one silent for six is closed.

A socket ends in one of two ways: `close` sends a close frame and waits a bounded time for the other side, or
`connection_lost` reports that it is gone. Both leave the conversation and the keepalive; a second call does nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import MutableSet
from socket import SocketType
from typing import Any, ClassVar

import structlog

from app.live.channels import PushSubscriber
from app.live.conversation import SocketPlace
from app.live.keepalive import VISIT_EVERY_S
from app.wire import messages as protocol
from app.wire.frames import (
    CLOSE,
    MOST_FRAGMENTS,
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

log = structlog.get_logger()

# Between two visits, seven seconds apart: a page sends a dozen messages while it connects, then two a second.
MOST_HEARD = 300
# Without a link: a viewer's page sends nine messages when it connects and when it wakes, then four a minute.
MOST_HEARD_OF_STRANGERS = 60
# Visits without a byte from the client: after the first number it is sent a ping, after the second it is closed.
ASKED_AFTER, GONE_AFTER = 3, 6

STILL_HERE = Message(protocol.PING).frame(False)


class Listener(PushSubscriber, asyncio.Protocol):
    """A socket after its hand-over: the transport, its state, and the few bytes of an unfinished message."""

    __slots__ = (
        "_closing",
        "_connections",
        "_conversation",
        "_fresh",
        "_heard",
        "_inflates",
        "_quiet",
        "_reader",
        "_slot",
        "_socket",
        "_transport",
    )

    longest: ClassVar[int] = protocol.LONGEST_MESSAGE  # bytes of one message
    most_fragments: ClassVar[int] = MOST_FRAGMENTS
    most_heard: ClassVar[int] = MOST_HEARD
    most_heard_of_strangers: ClassVar[int] = MOST_HEARD_OF_STRANGERS
    still_here: ClassVar[bytes] = STILL_HERE  # to a client that was sent nothing for a while

    def __init__(
        self, transport: asyncio.Transport, place: SocketPlace, window: int, connections: MutableSet[Any]
    ) -> None:
        # A client that wants a smaller window than ours is sent plain frames, and may still compress its own.
        self._socket = _socket_of(transport)
        super().__init__(transport.write, self._socket, window >= WINDOW_BITS)
        self._inflates = window > 0
        self._transport = transport
        self._conversation = place.conversation(self)
        self._connections = connections
        self._reader: Reader | None = None
        self._closing = False
        self._fresh = False  # whether it was sent something since the last visit
        self._heard = 0  # frames since the last visit
        self._quiet = 0  # visits since the client last sent something
        connections.add(self)
        self._slot = place.hub.keepalive.take(self)

    @property
    def process_connections(self) -> int:
        return len(self._connections)

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        self._quiet = 0
        reader = self._reader or Reader(self.longest, self._inflates, self.most_fragments)
        self._reader = None
        try:
            for incoming in reader.feed(data):
                self._take(incoming)
                if self._is_closing():
                    return
        except Broken as broken:
            self._conversation.refuse(self, broken.code, broken.reason)
            return
        if not reader.at_rest:
            self._reader = reader

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        self._closing = True
        self._socket.detach()  # the transport closes it; from now on it takes nothing
        self._conversation.hub.keepalive.let_go(self, self._slot)
        self._conversation.leave(self)
        self._connections.discard(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        if not self._closing:
            self._conversation.hub.keepalive.stuck(self)

    def resume_writing(self) -> None:
        self._conversation.hub.keepalive.flows(self)
        super().resume_writing()

    def answer(self, text: str) -> None:
        if not self.stuck:
            self._fresh = True
            self.write(Message(text).frame(False))

    def close(self, code: int, reason: str) -> None:
        if self._closing:
            return
        if self.stuck and code == protocol.NOT_ALLOWED:
            # Half of a state lies in the buffer and must not be sent any more.
            self._leave()
            self._transport.abort()
        else:
            self._part(code, reason)

    def visit(self) -> None:
        """Send a ping, unless one was sent since the last visit or cannot be now; close a dead socket."""
        self._heard = 0
        if self._closing or self.stuck or not self._conversation.greeted:
            self._fresh = False
            return
        self._quiet += 1
        if self._quiet >= GONE_AFTER:
            self._conversation.refuse(self, protocol.SAID_NOTHING, "does not answer")
            return
        if self._quiet == ASKED_AFTER:
            self.write(frame(PING, b""))
        if self._fresh or self._was_sent_a_state():
            self._fresh = False
            return
        self._fresh = True
        self.write(self.still_here)

    def said_nothing(self) -> None:
        self.close(protocol.SAID_NOTHING, "said nothing")

    def stalled(self) -> None:
        """Close a socket that does not read. If it resumes, it reads the reason last; if not, it is aborted."""
        self._part(protocol.TRY_LATER, "does not read")

    def give_up(self) -> None:
        self._transport.abort()

    def shutdown(self) -> None:
        """Stop with the server; called by uvicorn, as for all its connections."""
        self.close(protocol.RESTARTING, "restarting")
        self._transport.close()

    def _take(self, incoming: Incoming) -> None:
        self._heard += 1
        if self._heard > (self.most_heard_of_strangers if self.link is None else self.most_heard):
            self._conversation.refuse(self, protocol.NOT_UNDERSTOOD, "says too much at once")
        elif incoming.opcode == TEXT:
            self._conversation.hear(self, incoming.text)
            if self._conversation.greeted:
                self._conversation.hub.keepalive.greeted(self)
        elif incoming.opcode == CLOSE:
            self._answer_close(close_code(incoming.payload))
        elif incoming.opcode == PING:
            if not self.stuck:
                self.write(frame(PONG, incoming.payload))
        elif incoming.opcode != PONG:
            self._conversation.refuse(self, protocol.NOT_TEXT, "only text is understood")

    def _answer_close(self, code: int) -> None:
        if not self.stuck:
            self.write(close_frame(code))
        self._leave()
        self._transport.close()

    def _part(self, code: int, reason: str) -> None:
        """Send a close frame, half-close, and wait a short time for the client to close."""
        self._leave()
        part(self._transport, code, reason)

    def _was_sent_a_state(self) -> bool:
        """Whether its block was written to since the last visit; that is noted at the block only."""
        return self.block is not None and time.monotonic() - self.block.written_at < VISIT_EVERY_S

    def _is_closing(self) -> bool:
        return self._closing

    def _leave(self) -> None:
        self._closing = True
        self.forget()
        self._conversation.leave(self)
        self._conversation.hub.keepalive.closing(self)


def _socket_of(transport: asyncio.Transport) -> SocketType:
    """Return the socket of a transport, to be detached when the transport reports its end."""
    theirs = transport.get_extra_info("socket")
    ours = SocketType(theirs.family, theirs.type, theirs.proto, theirs.fileno())
    ours.setblocking(False)
    return ours


def part(transport: asyncio.Transport, code: int, reason: str) -> None:
    """Send the last bytes and half-close the connection."""
    try:
        transport.write(close_frame(code, reason))
        if transport.can_write_eof():
            transport.write_eof()
    except OSError as error:
        # The client closed at this very moment, and the transport has not been told yet.
        log.debug("the other side closed a socket first", reason=type(error).__name__)
        transport.abort()
