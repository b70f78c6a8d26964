"""uvicorn's HTTP connection with limits of its own: no client can hold one open by sending or reading slowly.

uvicorn waits without end for the rest of a request, and keeps any number of headers. Here a connection is in one of
five states (`RequestStage`), each with its limits of time and size; `HttpLimits` has the numbers.

| state  | begins when           | time                                | size                     | at the limit       |
|--------|-----------------------|-------------------------------------|--------------------------|--------------------|
| IDLE   | the connection opens, | `head_within_s` for the first byte; | `idle_connections` in    | closed without     |
|        | or an answer is sent  | later uvicorn's keep-alive timeout  | all; the oldest goes     | an answer          |
| HEAD   | the first byte comes  | `head_within_s` for all headers     | `head_bytes`, 100 lines  | 408, 414, 431      |
| BODY   | the headers are whole | `body_within_s`, and a second more  | framing up to 8 times    | 408, 400           |
|        |                       | for each 64 KiB that came           | the body                 |                    |
| WHOLE  | the body is whole     | none: the application has to answer | `MOST_PIPELINED` waiting | reading stops; 503 |
|        |                       |                                     | requests, `MOST_HELD`    | over `MOST_HELD`   |
| ENDING | a refusal is written  | `LINGER_S`                          | `MOST_THROWN_AWAY`       | closed or aborted  |

Beside the states runs one timer for reading: a client that leaves an answer unread for `answer_within_s`, and takes
less than 64 KiB in that time, is aborted in any state.

A request over a limit gets a problem document if no other answer has begun; the connection ends either way. What the
client still sends is read and thrown away for a moment, because a reset would destroy the answer before it is read. A
request that opens a WebSocket leaves this class as an `Opening` (see `opening`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, ClassVar, cast

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.server.admission import IS_GONE
from app.server.http.open_files import say_none_is_left, takes_a_kept_file
from app.server.http.opening import Opening, socket_scope
from app.server.http.refusal import MEDIA_TYPE, Refusal
from app.server.http.unread import WORTH_A_SECOND, UnreadTimer, log_cut_off
from app.server.http.uvicorn_check import check_uvicorn
from app.wire import handshake
from app.wire.handshake import NoHandshake

# For a while, what comes after a response is discarded, so that the response is read before the reset.
LINGER_S = 2.0
MOST_THROWN_AWAY = 32 * 1024 * 1024  # bytes
LONGEST_LINE = 8_000  # bytes
MOST_HEADERS = 100
FRAMING_PER_BYTE = 8  # a chunk of one byte is six bytes on the wire
MOST_PIPELINED = 16  # requests that wait on one connection for an earlier response
SHORTEST_REQUEST = 24  # bytes of `GET / HTTP/1.1`, an empty Host and the lines between them
MOST_HELD = 16 * 1024 * 1024  # bytes behind pipelined requests, of all connections together
NOTHING = memoryview(b"")

HTTP_VERSIONS = frozenset({"1.0", "1.1"})
_BODY = frozenset({b"content-length", b"transfer-encoding"})
_ANSWER_HEADERS = (
    f"content-type: {MEDIA_TYPE}\r\n".encode() + b"content-security-policy: default-src 'none'\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"cache-control: no-store\r\n"
    b"connection: close\r\n"
)


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """The limits of each stage of a request: time (seconds), size (bytes), connections."""

    head_within_s: float = 12.0
    body_within_s: float = 25.0
    answer_within_s: float = 30.0
    head_bytes: int = 32 * 1024
    idle_connections: int = 12_000
    open_files: int | None = None  # of the whole process; None: no limit


TOO_SLOW = Refusal(408, "too_slow", "The request took too long to arrive; nothing was done.")
HEAD_TOO_LARGE = Refusal(431, "headers_too_large", "The headers of this request are too large or too many.")
ADDRESS_TOO_LONG = Refusal(414, "address_too_long", "The address of this request is too long.")
NO_ROOM = Refusal(503, "no_room", "The server can take no more connections now. Try again later.")
TOO_MANY_WAIT = Refusal(503, "too_many_wait", "Too many requests wait for an answer. Send fewer at once.")
NO_SUCH_VERSION = Refusal(505, "http_version", "Only HTTP/1.1 and HTTP/1.0 are understood here.")
NOT_HTTP = Refusal(400, "not_http", "This is not a valid HTTP request.")


class RequestStage(Enum):
    """What the server waits for from the client."""

    IDLE = auto()  # a request, of which nothing has come
    HEAD = auto()  # the rest of the headers
    BODY = auto()  # the rest of the body
    WHOLE = auto()  # nothing: the response is due
    ENDING = auto()  # the end of the connection; further bytes are discarded


class _Refused(Exception):
    """Raised inside the parser's callbacks, which then stop."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Reading(FlowControl):
    """Whether a connection is read. uvicorn would resume reading after each response, however many requests wait."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self.stopped = False  # until the pipelined requests are answered; until then nothing resumes reading

    def resume_reading(self) -> None:
        if not self.stopped:
            super().resume_reading()


@dataclass(slots=True)
class Totals:
    """Totals of all connections of one server."""

    # Connections without a request in progress, in the order in which they became idle.
    idle: dict[LimitedHttp, None] = field(default_factory=dict)
    held: int = 0  # bytes received behind pipelined requests


class LimitedHttp(HttpToolsProtocol):
    """One connection. Made by uvicorn; `limited_http` gives it its limits.

    Pipelining: a client may send requests without waiting for responses. They are parsed in pieces so short that no
    more than `MOST_PIPELINED` of them ever wait. The rest of the bytes stays unparsed, and the connection is not read
    until all of them are answered; so a connection costs at most one read of the transport.
    """

    limits: ClassVar[HttpLimits] = HttpLimits()
    totals: ClassVar[Totals] = Totals()
    flow: Reading
    _unread: UnreadTimer

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._stage = RequestStage.IDLE
        self._deadline: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._headers_seen = 0
        self._new_head = False
        self._body_bytes = 0
        self._body_left = 0  # of a body whose length was announced
        self._wire_bytes = 0
        self._body_since = 0.0
        self._thrown_away = 0
        self._unanswered: deque[RequestResponseCycle] = deque()  # the request being answered, then the pipeline
        self._held = NOTHING  # received behind pipelined requests, not parsed yet
        self._upgrades: bool | None = None  # whether it is a handshake; None: not checked yet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        super().connection_made(transport)
        self.flow = Reading(transport)
        self._unread = UnreadTimer(transport, self.limits.answer_within_s, self.client)
        # A response counts as unread when "buffer not empty", not when "buffer above 64 KiB".
        transport.set_write_buffer_limits(high=0)
        self._wait_for(RequestStage.IDLE, self.limits.head_within_s)
        self._begin_waiting()
        if self._takes_a_kept_file():
            self._send_away()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)
        # uvicorn notifies only the latest request; an earlier one would go on writing to a closed connection.
        for cycle in self._unanswered:
            cycle.disconnected = True
            cycle.message_event.set()

    def eof_received(self) -> None:
        if self._stage is RequestStage.ENDING:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._stage is RequestStage.ENDING or self._answered_early:
            self._throw_away(len(data))
        if self._stage is RequestStage.ENDING or self.transport.is_closing():
            return
        if self._stage in {RequestStage.IDLE, RequestStage.WHOLE}:
            self._begin_head()
        self._parse(memoryview(data))

    def _parse(self, data: memoryview) -> None:
        """Parse as many requests as may wait, and hold the rest."""
        while data and self._stage is not RequestStage.ENDING:
            if not (room := MOST_PIPELINED - len(self.pipeline)):
                self._hold(data)
                return
            size = max(room * SHORTEST_REQUEST, self._body_left)
            piece, data = data[:size], data[size:]
            before, self._new_head = self._stage, False
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as upgrade:
                self._upgrade(bytes(piece[upgrade.args[0] :]) + bytes(data))
                return
            except httptools.HttpParserError as error:
                refused = error.__context__
                self._refuse(refused.refusal if isinstance(refused, _Refused) else NOT_HTTP)
                return
            self._count(before, len(piece))

    def _hold(self, data: memoryview) -> None:
        """Hold bytes for later; once all connections hold too much, abort this one."""
        self._held = data
        self.totals.held += len(data)
        if self.totals.held > MOST_HELD:
            self._refuse(TOO_MANY_WAIT)

    def _take_held(self) -> memoryview:
        held, self._held = self._held, NOTHING
        self.totals.held -= len(held)
        return held

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._upgrades = None
        self._begin_head()
        self._headers_seen = self._head_bytes = self._body_bytes = self._body_left = self._wire_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers_seen += 1
        if len(name) + len(value) > LONGEST_LINE or self._headers_seen > MOST_HEADERS:
            raise _Refused(HEAD_TOO_LARGE)
        super().on_header(name, value)
        if self.headers[-1][0] == b"content-length" and value.isdigit():
            self._body_left = int(value)

    def on_headers_complete(self) -> None:
        if self.parser.get_http_version() not in HTTP_VERSIONS:
            raise _Refused(NO_SUCH_VERSION)
        if len(self.url) > LONGEST_LINE:
            raise _Refused(ADDRESS_TOO_LONG)
        if sum(len(name) + len(value) for name, value in self.headers) > self.limits.head_bytes:
            raise _Refused(HEAD_TOO_LARGE)
        if self._is_upgrade() and any(name in _BODY for name, _ in self.headers):
            # The parser would read the body first, and a handshake has none.
            raise _Refused(NOT_HTTP)
        before = self.cycle
        super().on_headers_complete()
        # Asked after the request has waited for its turn.
        self.scope["extensions"] = cast(Any, {IS_GONE: self.transport.is_closing})
        if self.cycle is not before:
            self._unanswered.append(self.cycle)
            self.flow.stopped = bool(self.pipeline)
        self._new_head = True
        self._end_waiting()
        self._body_since = self.loop.time()
        self._wait_for(RequestStage.BODY, self.limits.body_within_s)

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        self._body_left -= min(len(body), self._body_left)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._wait_for(RequestStage.WHOLE, None)

    def on_response_complete(self) -> None:
        self._unanswered.popleft()
        super().on_response_complete()
        if self._held and not self.transport.is_closing():
            self._parse(self._take_held())
        self._read_on()
        if self._stage is RequestStage.WHOLE and not self._unanswered:
            self._wait_for(RequestStage.IDLE, None)
            self._begin_waiting()
        elif self._stage is RequestStage.BODY:
            # The response did not need the rest of the body; it may end, but not continue for ever.
            self._wait_for(RequestStage.BODY, self.limits.body_within_s)

    def _read_on(self) -> None:
        """Resume reading once no request waits."""
        if self.flow.stopped and not self.pipeline:
            self.flow.stopped = False
            self.flow.resume_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread.start()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread.stop()

    def _should_upgrade(self) -> bool:
        """uvicorn asks four times for each request; the result is the same for all of its headers."""
        if self._upgrades is None:
            self._upgrades = self._get_upgrade() == b"websocket"
        return self._upgrades

    def _get_upgrade(self) -> bytes | None:
        """Return the protocol that the request asks for. Several Connection headers form one list (RFC 9110)."""
        options = {option.strip().lower() for option in self._all(b"connection")}
        return b",".join(self._all(b"upgrade")).lower() if b"upgrade" in options else None

    def _all(self, wanted: bytes) -> list[bytes]:
        return [part for name, value in self.headers if name == wanted for part in value.split(b",")]

    def _is_upgrade(self) -> bool:
        return bool(self.parser.should_upgrade() and self._should_upgrade())

    def _upgrade(self, early: bytes) -> None:
        """End parsing; `early` are the bytes behind the request."""
        if self._should_upgrade():
            self._open_socket(early)
        elif self._answering:
            # The request is answered as if it had not asked; the parser, however, expects another protocol next.
            self.cycle.keep_alive = False

    def _open_socket(self, early: bytes) -> None:
        if self._answering:
            # Two would write to the same connection.
            self._refuse(NOT_HTTP)
            return
        try:
            wanted = handshake.read(self.scope["method"], self.scope["http_version"], self.headers)
            scope = socket_scope(self.scope, self.url, wanted)
        except NoHandshake as none:
            self._refuse(Refusal(none.status, "no_handshake", none.sentence), none.headers)
            return
        self._forget()
        self.connections.discard(self)
        opening = Opening(self.transport, wanted, self.connections)
        self.transport.set_protocol(opening)
        if early:
            opening.data_received(early)
        task = self.loop.create_task(opening.run(self.app, scope))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        # The parser and this object refer to each other: without this, only the garbage collector would free them.
        self.parser = None  # type: ignore[assignment]  # as uvicorn does when a connection is lost

    def _begin_head(self) -> None:
        if self._stage is not RequestStage.HEAD:
            self._head_bytes = 0
            self._wait_for(RequestStage.HEAD, self.limits.head_within_s)

    def _count(self, before: RequestStage, received: int) -> None:
        """Refuse a head that grows without end, and a body that is mostly framing (extensions, trailers)."""
        if self._new_head:
            return
        if before is RequestStage.HEAD and self._stage is RequestStage.HEAD:
            self._head_bytes += received
            if self._head_bytes > self.limits.head_bytes:
                self._refuse(HEAD_TOO_LARGE)
        elif before is RequestStage.BODY and self._stage is RequestStage.BODY:
            self._wire_bytes += received
            if self._wire_bytes > FRAMING_PER_BYTE * self._body_bytes + self.limits.head_bytes:
                self._refuse(NOT_HTTP)

    def _wait_for(self, stage: RequestStage, within_s: float | None) -> None:
        """Enter the next stage, with its time limit; None: no limit."""
        self._stage = stage
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if within_s is None else self.loop.call_later(within_s, self._late)

    def _late(self) -> None:
        self._deadline = None
        if self._stage in {RequestStage.IDLE, RequestStage.ENDING} or self._answered_early:
            # A browser may open a connection just in case; that is not worth a line in the log.
            self.transport.close()
        elif self.pipeline:
            # Nothing more is read before its turn has come, so no client is late.
            self._wait_for(self._stage, self.limits.head_within_s)
        elif self._stage is RequestStage.BODY and (more_s := self._body_may_take()) > 0:
            self._wait_for(RequestStage.BODY, more_s)
        elif self._stage is not RequestStage.WHOLE:
            self._refuse(TOO_SLOW)

    def _body_may_take(self) -> float:
        """Return the seconds left for the body: large ones have longer; none is late while the server does not read."""
        if self.flow.read_paused:
            return self.limits.body_within_s
        allowed_s = self.limits.body_within_s + self._body_bytes / WORTH_A_SECOND
        return self._body_since + allowed_s - self.loop.time()

    def _refuse(self, refusal: Refusal, headers: bytes = b"") -> None:
        """Answer if no other response has begun, log or count the refusal, and end the connection."""
        log_cut_off(self.client, refusal.code)
        self._end_waiting()
        if self.transport.is_closing():
            return
        if self._answering:
            # In the middle of a response, to this request or an earlier one, another response could not be parsed.
            if self.cycle.response_started or self.pipeline:
                self.transport.abort()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not self._answered_early:
            self.transport.write(_answer(refusal, headers))
        self._linger()

    def _takes_a_kept_file(self) -> bool:
        if (allowed := self.limits.open_files) is None:
            return False
        return takes_a_kept_file(self.transport.get_extra_info("socket").fileno(), allowed)

    def _send_away(self) -> None:
        """Refuse the connection and close it at once, because its file is one of those that are kept."""
        say_none_is_left("refused", self.limits.open_files)
        self.transport.write(_answer(NO_ROOM, b"retry-after: 3\r\n"))
        self.transport.close()

    @property
    def _answered_early(self) -> bool:
        """Whether the request was answered while its body is still arriving."""
        return self._stage is RequestStage.BODY and not self._answering

    @property
    def _answering(self) -> bool:
        """Whether the application is working on a request."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _linger(self) -> None:
        """Half-close the connection, and discard what still arrives."""
        self._unset_keepalive_if_required()
        self._take_held()
        self.flow.stopped = False
        self.flow.resume_reading()
        self._wait_for(RequestStage.ENDING, LINGER_S)
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _throw_away(self, received: int) -> None:
        self._thrown_away += received
        if self._thrown_away > MOST_THROWN_AWAY:
            self.transport.abort()

    def _begin_waiting(self) -> None:
        """Add the connection to the idle ones; if they are too many, close the one that has been idle longest."""
        idle = self.totals.idle
        idle.pop(self, None)
        idle[self] = None
        if len(idle) > self.limits.idle_connections:
            longest = next(iter(idle))
            longest._end_waiting()
            longest.transport.close()

    def _end_waiting(self) -> None:
        self.totals.idle.pop(self, None)

    def _forget(self) -> None:
        self._take_held()
        self._wait_for(RequestStage.ENDING, None)
        self._unread.stop()
        self._end_waiting()


def limited_http(limits: HttpLimits) -> type[asyncio.Protocol]:
    """Return the class to pass to uvicorn as `http=`.

    Raises:
        UvicornChanged: the installed uvicorn lacks a name that the limits need.
    """
    check_uvicorn(HttpToolsProtocol)
    return type("LimitedHttp", (LimitedHttp,), {"limits": limits, "totals": Totals()})


def _answer(refusal: Refusal, headers: bytes) -> bytes:
    body = refusal.document()
    length = f"content-length: {len(body)}\r\n\r\n".encode()
    return b"".join((STATUS_LINE[refusal.status], _ANSWER_HEADERS, headers, length, body))
