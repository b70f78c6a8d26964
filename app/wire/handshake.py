"""The opening handshake of a WebSocket, as bytes and without a connection: the request and the response.

Section 4.2 of RFC 6455; compression by section 7.1 of RFC 7692, without context takeover on either side.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from typing import Final

from app.wire.frames import WINDOW_BITS

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_WANTED: Final = frozenset(
    {
        b"connection",
        b"upgrade",
        b"sec-websocket-extensions",
        b"sec-websocket-key",
        b"sec-websocket-protocol",
        b"sec-websocket-version",
    }
)
_KEY = re.compile(rb"[A-Za-z0-9+/]{22}==")  # sixteen bytes
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_NAME = re.compile(_TOKEN)
_PARAMETER = re.compile(rb'(%b)(?:[ \t]*=[ \t]*(?:(%b)|"(%b)"))?' % (_TOKEN, _TOKEN, _TOKEN))
_BITS = frozenset(b"%d" % bits for bits in range(8, 16))

_SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: "
_DEFLATE = (
    b"\r\nsec-websocket-extensions: permessage-deflate"
    b"; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=%d"
)


class NoHandshake(Exception):
    """The request opens no WebSocket; `sentence` gives the reason, `headers` go with the response."""

    def __init__(self, status: int, sentence: str, headers: bytes = b"") -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Handshake:
    """A valid request.

    `window` is the size, in bits, of the compression window that the client allows us; 0: it wants no compression.
    """

    key: bytes
    window: int
    subprotocols: tuple[str, ...]

    def accepted(self, subprotocol: str | None = None, headers: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
        """Return the response that makes the connection a WebSocket."""
        parts = [_SWITCHING, b64encode(sha1(self.key + _GUID, usedforsecurity=False).digest())]
        if self.window:
            parts.append(_DEFLATE % self.window)
        if subprotocol is not None:
            parts += b"\r\nsec-websocket-protocol: ", subprotocol.encode()
        for name, value in headers:
            parts += b"\r\n", name, b": ", value
        parts.append(b"\r\n\r\n")
        return b"".join(parts)


def read(method: str, version: str, headers: Iterable[tuple[bytes, bytes]]) -> Handshake:
    """Read the handshake in a request of HTTP `version`; the names of the headers are in lower case.

    Raises:
        NoHandshake: it is no handshake, or not one of a supported version.
    """
    if method != "GET":
        raise NoHandshake(405, "A WebSocket is opened by GET.", b"allow: GET\r\n")
    if version != "1.1":
        raise NoHandshake(400, "A WebSocket is opened over HTTP/1.1.")
    fields = _joined(headers)
    options = _parts(fields.get(b"connection", b"").lower())
    if fields.get(b"upgrade", b"").lower() != b"websocket" or b"upgrade" not in options:
        raise NoHandshake(426, "Only an upgrade to websocket is understood here.", b"upgrade: websocket\r\n")
    if fields.get(b"sec-websocket-version") != b"13":
        raise NoHandshake(426, "Only version 13 of WebSockets is understood here.", b"sec-websocket-version: 13\r\n")
    if not _KEY.fullmatch(key := fields.get(b"sec-websocket-key", b"")):
        raise NoHandshake(400, "The key of this handshake is not one of sixteen bytes.")
    window = _window(fields.get(b"sec-websocket-extensions", b""))
    return Handshake(key, window, _subprotocols(fields.get(b"sec-websocket-protocol", b"")))


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Join headers of the same name into a list; a repeated header that has to be single is then refused as invalid."""
    fields: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _WANTED:
            fields[name] = fields[name] + b"," + value if name in fields else value
    return fields


def _parts(value: bytes, separator: bytes = b",") -> list[bytes]:
    return [part.strip(b" \t") for part in value.split(separator)]


def _subprotocols(value: bytes) -> tuple[str, ...]:
    offered = [part for part in _parts(value) if part]
    if not all(map(_NAME.fullmatch, offered)):
        raise NoHandshake(400, "The subprotocols of this handshake cannot be read.")
    return tuple(part.decode() for part in offered)


# Browsers send one of a handful of texts, ten thousand times.
@lru_cache(maxsize=64)
def _window(offers: bytes) -> int:
    """Return the window of the first acceptable offer of compression; 0 if there is none."""
    windows = [_offered(offer) for offer in _parts(offers) if offer]
    return next(filter(None, windows), 0)


def _offered(offer: bytes) -> int:
    """Return the window (bits) that one extension allows us, if it is compression that we support; else 0."""
    name, *rest = _parts(offer, b";")
    parameters = [_PARAMETER.fullmatch(part) for part in rest]
    if not _NAME.fullmatch(name) or None in parameters:
        raise NoHandshake(400, "The extensions of this handshake cannot be read.")
    told = {each[1]: each[2] or each[3] or b"" for each in parameters if each is not None}
    return _deflate_window(told) if name == b"permessage-deflate" and len(told) == len(rest) else 0


def _deflate_window(told: dict[bytes, bytes]) -> int:
    """Return the window that these parameters of permessage-deflate allow; one without a value has an empty text."""
    valued = told.pop(b"server_no_context_takeover", b"") + told.pop(b"client_no_context_takeover", b"")
    ours, theirs = told.pop(b"server_max_window_bits", b"15"), told.pop(b"client_max_window_bits", b"") or b"15"
    if told or valued or not {ours, theirs} <= _BITS:
        return 0
    return min(int(ours), WINDOW_BITS)
