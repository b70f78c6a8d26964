"""uvicorn's HTTP connection with limits of its own: no client can hold one open by sending or reading slowly.

uvicorn waits without end for the rest of a request, and keeps any number of headers. Here a connection is in one of
five states, each with its limits of time and size: `connection_limits` has the table.

A request over a limit gets a problem document if no other answer has begun; the connection ends either way. What the
client still sends is read and thrown away for a moment, because a reset would destroy the answer before it is read. A
request that opens a WebSocket leaves this class as an `Opening` (see `opening`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any, ClassVar, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.server.admission import IS_GONE, SENDS_MORE, STANDING, Passing, Standing
from app.server.http.connection_limits import (
    ADDRESS_TOO_LONG,
    HEAD_TOO_LARGE,
    LINGER_S,
    LONGEST_LINE,
    MOST_THROWN_AWAY,
    NO_ROOM,
    NO_SUCH_VERSION,
    NOT_HTTP,
    TOO_MANY_WAIT,
    TOO_SLOW,
    HttpLimits,
    RequestStage,
)
from app.server.http.idle_connections import IdleConnections
from app.server.http.open_files import say_none_is_left, takes_a_kept_file
from app.server.http.opening import Opening, socket_scope
from app.server.http.pipelining import (
    MANY_BYTES,
    MOST_PIPELINED,
    SHORTEST_REQUEST,
    HeldBytes,
    HeldTotal,
    ParseQueue,
    ParseTurns,
    Reading,
)
from app.server.http.refusal import Refusal
from app.server.http.request_size import RequestSize
from app.server.http.unread import WORTH_A_SECOND, UnreadTimer, hung_up, log_cut_off
from app.server.http.uvicorn_check import check_uvicorn
from app.wire import handshake
from app.wire.handshake import NoHandshake

HTTP_VERSIONS = frozenset({"1.0", "1.1"})
_BODY = frozenset({b"content-length", b"transfer-encoding"})


class _Refused(Exception):
    """Raised inside the parser's callbacks, which then stop."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class LimitedHttp(HttpToolsProtocol):
    """One connection. Made by uvicorn; `limited_http` gives it its limits, and what all connections share."""

    limits: ClassVar[HttpLimits]
    idle: ClassVar[IdleConnections]
    held_by_all: ClassVar[HeldTotal]
    parsed_later: ClassVar[ParseQueue]
    parse_turns: ClassVar[ParseTurns]
    flow: Reading
    _unread: UnreadTimer

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._stage = RequestStage.IDLE
        self._deadline: asyncio.TimerHandle | None = None
        self._size = RequestSize(self.limits.head_bytes)
        self._new_head = False
        self._body_since = 0.0
        self._thrown_away = 0
        self._unanswered: deque[RequestResponseCycle] = deque()  # the request being answered, then the pipeline
        self._held = HeldBytes(self.held_by_all)
        self._has_begun = False  # whether bytes have come
        self._standing = Standing()
        self._upgrades: bool | None = None  # whether it is a handshake; None: not checked yet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        super().connection_made(transport)
        self.flow = Reading(transport)
        self._unread = UnreadTimer(transport, self.limits.answer_within_s, self.client)
        # A response counts as unread when "buffer not empty", not when "buffer above 64 KiB".
        transport.set_write_buffer_limits(high=0)
        self._wait_for(RequestStage.IDLE, self.limits.head_within_s)
        self.idle.add(self.transport)
        if hung_up(transport):
            transport.abort()
        elif self._takes_a_kept_file():
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
        if is_request := self._stage in {RequestStage.IDLE, RequestStage.WHOLE}:
            self._begin_head()
        begins, self._has_begun = not self._has_begun, True
        if begins and len(data) > MANY_BYTES:
            self._parse_later(memoryview(data), self.parsed_later)
        elif is_request and self._may_wait(len(data)) and not self.parse_turns.take():
            self._parse_later(memoryview(data), self.parse_turns)
        else:
            self._parse(memoryview(data))

    def _may_wait(self, size: int) -> bool:
        """Whether so many bytes may wait for a turn: where no more are held, they are parsed at once instead."""
        return size <= MANY_BYTES and not self._standing.passes and self._held.has_room(size)

    def _parse_later(self, data: memoryview, queue: ParseQueue | ParseTurns) -> None:
        """Hold the bytes of a request, and read no more before they are parsed."""
        if not self._held.hold(data):
            log_cut_off(self.client, TOO_MANY_WAIT.code)
            self.transport.abort()
            return
        self.flow.stopped = True
        self.flow.pause_reading()
        queue.add(self.transport, self._parse_held)

    def _parse_held(self) -> None:
        """Parse the bytes, and read on if that is allowed."""
        self._parse(self._held.take())
        if not self.transport.is_closing() and self._stage is not RequestStage.ENDING:
            self._read_on()

    def _parse(self, data: memoryview) -> None:
        """Parse as many requests as may wait, and hold the rest."""
        while data and self._stage is not RequestStage.ENDING:
            if not (room := MOST_PIPELINED - len(self.pipeline)):
                if not self._held.hold(data):
                    self._refuse(TOO_MANY_WAIT)
                return
            size = max(room * SHORTEST_REQUEST, self._size.body_left)
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
            if not self._new_head and before is self._stage and (too_large := self._size.add_bytes(before, len(piece))):
                self._refuse(too_large)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._upgrades = None
        self._begin_head()
        self._size = RequestSize(self.limits.head_bytes)

    def on_header(self, name: bytes, value: bytes) -> None:
        if too_large := self._size.add_header(name, value):
            raise _Refused(too_large)
        super().on_header(name, value)

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
        before = cast(RequestResponseCycle | None, self.cycle)
        super().on_headers_complete()
        # Asked after the request has waited for its turn; of the first request on a connection, also before.
        extensions: dict[str, Any] = {IS_GONE: self.transport.is_closing, STANDING: self._standing}
        if before is None:
            extensions[SENDS_MORE] = self._held.__bool__
        self.scope["extensions"] = extensions
        if self.cycle is not before:
            self._unanswered.append(self.cycle)
            self.flow.stopped = bool(self.pipeline)
        self._new_head = True
        self.idle.remove(self.transport)
        self._body_since = self.loop.time()
        self._wait_for(RequestStage.BODY, self.limits.body_within_s)

    def on_body(self, body: bytes) -> None:
        self._size.add_body(len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._wait_for(RequestStage.WHOLE, None)

    def on_response_complete(self) -> None:
        self._unanswered.popleft()
        super().on_response_complete()
        if self._held and not self.transport.is_closing():
            self._parse(self._held.take())
        self._read_on()
        if self._stage is RequestStage.WHOLE and not self._unanswered:
            self._wait_for(RequestStage.IDLE, None)
            self.idle.add(self.transport)
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
            self._size.head = 0
            self._wait_for(RequestStage.HEAD, self.limits.head_within_s)

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
        elif self.pipeline or self._held:
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
        allowed_s = self.limits.body_within_s + self._size.body / WORTH_A_SECOND
        return self._body_since + allowed_s - self.loop.time()

    def _refuse(self, refusal: Refusal, headers: bytes = b"") -> None:
        """Answer if no other response has begun, log or count the refusal, and end the connection."""
        log_cut_off(self.client, refusal.code)
        self.idle.remove(self.transport)
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
            self.transport.write(refusal.response(headers))
        self._linger()

    def _takes_a_kept_file(self) -> bool:
        if (allowed := self.limits.open_files) is None:
            return False
        return takes_a_kept_file(self.transport.get_extra_info("socket").fileno(), allowed)

    def _send_away(self) -> None:
        """Refuse the connection and close it at once, because its file is one of those that are kept."""
        say_none_is_left("refused", self.limits.open_files)
        self.transport.write(NO_ROOM.response(b"retry-after: 3\r\n"))
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
        self._parse_no_more()
        self.flow.stopped = False
        self.flow.resume_reading()
        self._wait_for(RequestStage.ENDING, LINGER_S)
        with suppress(
            OSError
        ):  # the client has ended the connection, of which a transport that is not read hears nothing
            self.transport.write_eof()

    def _throw_away(self, received: int) -> None:
        self._thrown_away += received
        if self._thrown_away > MOST_THROWN_AWAY:
            self.transport.abort()

    def _parse_no_more(self) -> None:
        self._held.take()
        for queue in (self.parsed_later, self.parse_turns):
            queue.remove(self.transport)

    def _forget(self) -> None:
        self._parse_no_more()
        self._wait_for(RequestStage.ENDING, None)
        self._unread.stop()
        self.idle.remove(self.transport)


def limited_http(limits: HttpLimits, passing: Passing) -> type[asyncio.Protocol]:
    """Return the class to pass to uvicorn as `http=`; `passing` are the requests for which strangers wait.

    Raises:
        UvicornChanged: the installed uvicorn lacks a name that the limits need.
    """
    check_uvicorn(HttpToolsProtocol)
    return type(
        "LimitedHttp",
        (LimitedHttp,),
        {
            "limits": limits,
            "idle": IdleConnections(limits.idle_connections),
            "held_by_all": HeldTotal(),
            "parsed_later": ParseQueue(),
            "parse_turns": ParseTurns(passing),
        },
    )
