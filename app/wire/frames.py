"""Messages as WebSocket frames, made once for all sockets, plain and compressed; client frames, read strictly.

Sections 5 and 7 of RFC 6455; compression without context takeover by RFC 7692, so that a connection keeps no state.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
CONTINUATION = 0x0
PROTOCOL_ERROR, NOT_UTF8, TOO_BIG = 1002, 1007, 1009
NO_CODE = 1005  # a close frame without a code; never sent

WINDOW_BITS = 12  # 4 kB; a client that negotiated a smaller window is sent plain frames, which is always allowed
WORTH_COMPRESSING = 256  # bytes
LONGEST_CONTROL = 125
MOST_FRAGMENTS = 64  # of one message; every message accepted here fits into one
_FIN, _COMPRESSED, _RESERVED, _OPCODE, _MASKED, _LENGTH = 0x80, 0x40, 0x30, 0x0F, 0x80, 0x7F
_TAIL = b"\x00\x00\xff\xff"  # ends every flushed block and is left out on the wire


class Message:
    """A text for any number of sockets; each form is made when it is first needed."""

    __slots__ = ("_deflated", "_plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain: bytes | None = None
        self._deflated: bytes | None = None

    def frame(self, deflate: bool) -> bytes:
        """Return the frame for sockets with or without permessage-deflate."""
        if deflate:
            return self._deflated or self._deflate()
        if self._plain is None:
            self._plain = frame(TEXT, self.text.encode())
        return self._plain

    def _deflate(self) -> bytes:
        payload = self.text.encode()
        if len(payload) < WORTH_COMPRESSING:
            self._deflated = self.frame(False)
        else:
            press = zlib.compressobj(wbits=-WINDOW_BITS, memLevel=8)
            packed = press.compress(payload) + press.flush(zlib.Z_SYNC_FLUSH)
            self._deflated = frame(TEXT | _COMPRESSED, packed.removesuffix(_TAIL))
        return self._deflated


def frame(opcode: int, payload: bytes) -> bytes:
    """Return one whole frame from the server; these are never masked."""
    length = len(payload)
    if length < 126:
        return bytes((_FIN | opcode, length)) + payload
    if length < 1 << 16:
        return bytes((_FIN | opcode, 126)) + length.to_bytes(2) + payload
    return bytes((_FIN | opcode, 127)) + length.to_bytes(8) + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """Return a close frame, its reason cut to what a control frame holds; with `NO_CODE` it has neither."""
    if code == NO_CODE:
        return frame(CLOSE, b"")
    return frame(CLOSE, code.to_bytes(2) + reason.encode()[: LONGEST_CONTROL - 2])


class Broken(Exception):
    """The client's bytes violate the RFC or exceed a limit. Ends the connection with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole message or a control frame from a client, unmasked."""

    opcode: int
    payload: bytes

    @property
    def text(self) -> str:
        """The payload as text.

        Raises:
            Broken: it is not UTF-8.
        """
        return _utf8(self.payload)


class Reader:
    """Parse the client's bytes of one connection; nothing is kept between messages.

    `longest` is in bytes of a whole message, once decompressed; `deflate`: permessage-deflate was agreed.
    """

    __slots__ = (
        "_buffer",
        "_compressed",
        "_deflate",
        "_fragments",
        "_longest",
        "_most_fragments",
        "_opcode",
        "_parts",
    )

    def __init__(self, longest: int, deflate: bool, most_fragments: int = MOST_FRAGMENTS) -> None:
        self._longest = longest
        self._most_fragments = most_fragments
        self._deflate = deflate
        self._buffer = b""
        self._parts = b""
        self._opcode = CONTINUATION
        self._compressed = False
        self._fragments = 0

    @property
    def at_rest(self) -> bool:
        """No message is incomplete: this reader can be dropped."""
        return not self._buffer and self._opcode == CONTINUATION

    def feed(self, data: bytes) -> Iterator[Incoming]:
        """Yield the messages that are complete now, in order.

        Raises:
            Broken: the bytes cannot be parsed; nothing more will come.
        """
        self._buffer = self._buffer + data if self._buffer else data
        while (frame := self._next()) is not None:
            opcode, fin, compressed, payload = frame
            if opcode >= CLOSE:
                yield Incoming(opcode, payload)
            elif (message := self._joined(opcode, fin, compressed, payload)) is not None:
                yield message

    def _next(self) -> tuple[int, bool, bool, bytes] | None:
        """Remove the next frame from the buffer; None while it is incomplete. Refused as soon as its head is there."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        opcode, fin, compressed = first & _OPCODE, bool(first & _FIN), bool(first & _COMPRESSED)
        self._check_head(opcode, fin, first)
        if not second & _MASKED:
            raise Broken(PROTOCOL_ERROR, "a client masks its frames")
        length, start = second & _LENGTH, 2
        if length > LONGEST_CONTROL:
            start = 4 if length == 126 else 10
            if opcode >= CLOSE:
                raise Broken(PROTOCOL_ERROR, "a control frame is at most 125 bytes long")
            if len(buffer) < start:
                return None
            length = int.from_bytes(buffer[2:start])
        if length + len(self._parts) > self._longest:
            raise Broken(TOO_BIG, "message too big")
        end = start + 4 + length
        if len(buffer) < end:
            return None
        self._buffer = buffer[end:]
        return opcode, fin, compressed, _unmasked(buffer[start + 4 : end], buffer[start : start + 4])

    def _check_head(self, opcode: int, fin: bool, first: int) -> None:
        if first & _RESERVED or (first & _COMPRESSED and not (self._deflate and opcode in {TEXT, BINARY})):
            raise Broken(PROTOCOL_ERROR, "a reserved bit is set")
        if opcode not in {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}:
            raise Broken(PROTOCOL_ERROR, "no such opcode")
        if opcode >= CLOSE:
            if not fin:
                raise Broken(PROTOCOL_ERROR, "a control frame is not fragmented")
        elif (opcode == CONTINUATION) != (self._opcode != CONTINUATION):
            raise Broken(PROTOCOL_ERROR, "fragments come in order")

    def _joined(self, opcode: int, fin: bool, compressed: bool, payload: bytes) -> Incoming | None:
        if opcode != CONTINUATION:
            self._opcode, self._compressed, self._fragments = opcode, compressed, 0
        if not fin:
            self._parts += payload
            self._fragments += 1
            if self._fragments > self._most_fragments:
                raise Broken(TOO_BIG, "too many fragments")
            return None
        whole, self._parts = self._parts + payload, b""
        kind, self._opcode = self._opcode, CONTINUATION
        return Incoming(kind, self._inflated(whole) if self._compressed else whole)

    def _inflated(self, packed: bytes) -> bytes:
        press = zlib.decompressobj(-15)
        try:
            # At most one byte over the limit is decompressed, however much would follow.
            inflated = press.decompress(packed + _TAIL, self._longest + 1)
        except zlib.error:
            raise Broken(PROTOCOL_ERROR, "this cannot be inflated") from None
        if len(inflated) > self._longest:
            raise Broken(TOO_BIG, "message too big")
        return inflated


def close_code(payload: bytes) -> int:
    """Return the code of a client's close frame.

    Raises:
        Broken: the code is not allowed, or the reason is not UTF-8.
    """
    if not payload:
        return NO_CODE
    code = int.from_bytes(payload[:2])
    if len(payload) < 2 or not _may_be_sent(code):
        raise Broken(PROTOCOL_ERROR, "no such close code")
    _utf8(payload[2:])
    return code


def _may_be_sent(code: int) -> bool:
    return 3000 <= code < 5000 or code in {1000, 1001, 1002, 1003, *range(1007, 1015)}


def _utf8(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise Broken(NOT_UTF8, "not UTF-8") from None


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    """Unmask as one large number: faster than byte by byte, and messages here are short."""
    length = len(payload)
    key = (mask * (length // 4 + 1))[:length]
    return (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(length)
