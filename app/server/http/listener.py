"""A listening socket after its hand-over (see `opening`): a protocol object without a task.

The transport calls it with bytes; the hub calls it with messages; the keepalive calls it when time has passed. Each
call does a bounded amount of work and returns:

- Bytes become frames (`Reader`) and frames messages, whose parts are joined up to `longest` bytes. A complete text
  goes to the conversation, which answers at once or starts one task for a command.
- `most_heard` counts what the client says between two visits of the keepalive; above it the socket is closed.
- A message of the hub is written at once while the transport's buffer is empty. When it is not, the transport calls
  `pause_writing`: the socket is stuck, is due only the newest state, and has to read in time.
- A visit, every seven seconds, sends a sign of life to a socket that was sent nothing since the visit before. A client
  that has been silent for three visits is sent a ping frame, and one that has been silent for six is closed.

A socket ends in one of two ways: `close` sends a close frame and waits a bounded time for the other side, or
`connection_lost` says that it is gone. Both leave the conversation and the keepalive; a second time does nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableSet
from typing import Any, ClassVar

import structlog

from app.live.channels import PushSubscriber
from app.live.conversation import Conversation, SocketPlace
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

# Between two visits, which are seven seconds apart: a page says a dozen things while it connects, then two a second.
MOST_HEARD = 300
# Without a link: a viewer's page says nine things while it connects and when it wakes, then four a minute.
MOST_HEARD_OF_STRANGERS = 60
# Visits without a byte from the other side: it is asked whether it is there, and given up when it does not say so.
ASKED_AFTER, GONE_AFTER = 3, 6

STILL_HERE = Message(protocol.PING).frame(False)


class Listener(PushSubscriber, asyncio.Protocol):
    """A handed-over socket: the transport, what it has, and a few bytes of what it is in the middle of saying."""

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
        "_transport",
    )

    longest: ClassVar[int] = protocol.LONGEST_MESSAGE  # bytes of one message
    most_fragments: ClassVar[int] = MOST_FRAGMENTS
    most_heard: ClassVar[int] = MOST_HEARD
    most_heard_of_strangers: ClassVar[int] = MOST_HEARD_OF_STRANGERS

    def __init__(
        self, transport: asyncio.Transport, place: SocketPlace, window: int, connections: MutableSet[Any]
    ) -> None:
        # A client that wants a smaller window than ours is sent plain frames, and may still compress what they send.
        super().__init__(transport.write, window >= WINDOW_BITS)
        self._inflates = window > 0
        self._transport = transport
        self._conversation = Conversation(self, place)
        self._connections = connections
        self._reader: Reader | None = None
        self._closing = False
        self._fresh = False  # was it sent something since the last visit?
        self._heard = 0  # frames since the last visit
        self._quiet = 0  # visits since anything came
        connections.add(self)
        self._slot = place.hub.keepalive.take(self)

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
            # Half of a state lies in the buffer, and must not be sent any more.
            self._leave()
            self._transport.abort()
        else:
            self._part(code, reason)

    def visit(self) -> None:
        """Send a ping, unless one was sent since the last visit or cannot be now; close a socket that is gone."""
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
        """Say why, end our half, and wait a little for the other side to see that and let go."""
        self._leave()
        part(self._transport, code, reason)

    def _is_closing(self) -> bool:
        return self._closing

    def _leave(self) -> None:
        self._closing = True
        self.forget()
        self._conversation.leave(self)
        self._conversation.hub.keepalive.closing(self)


def part(transport: asyncio.Transport, code: int, reason: str) -> None:
    """The last words to the other side, and the end of our half of the connection."""
    try:
        transport.write(close_frame(code, reason))
        if transport.can_write_eof():
            transport.write_eof()
    except OSError as error:
        # The other side went in this very moment, and the transport has not been told yet.
        log.debug("a socket went before it was closed", reason=type(error).__name__)
        transport.abort()
