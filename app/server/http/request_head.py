"""Check the head of a request, before any regular expression reads it: its lengths, and that it is unambiguous."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.server.http.cookies import LONGEST as LONGEST_COOKIES

LONGEST_PATH = 2_048  # bytes as sent; our longest path, with a token, has a third of it
LONGEST_QUERY = 4_096  # bytes
LONGEST_HEADER = 8_000  # bytes of a name and its value
LONGEST_HEADERS = 32 * 1024  # bytes of all of them
MOST_HEADERS = 100

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?")
_ONCE = frozenset({b"content-type", b"host", b"origin", b"sec-fetch-site", b"content-length", b"authorization"})


class Fault(NamedTuple):
    """Why a request is refused: the status, a code for programs, a sentence for people."""

    status: int
    code: str
    sentence: str


ADDRESS_TOO_LONG = Fault(414, "address_too_long", "The address of this request is too long.")
HEADERS_TOO_LARGE = Fault(431, "headers_too_large", "The headers of this request are too large or too many.")
CONTRADICTION = Fault(400, "bad_headers", "The headers of this request contradict each other.")
NO_HOST = Fault(400, "no_host", "This request does not say which host it is for; HTTP/1.1 wants a Host header.")


def fault_of(scope: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the head of a request or handshake; None: nothing."""
    if len(_raw_path(scope)) > LONGEST_PATH or len(scope.get("query_string", b"")) > LONGEST_QUERY:
        return ADDRESS_TOO_LONG
    return HEADERS_TOO_LARGE if _are_too_large(scope["headers"]) else _host_fault(scope)


def _raw_path(scope: Mapping[str, Any]) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw


def _are_too_large(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    lengths = [len(name) + len(value) for name, value in headers]
    if len(lengths) > MOST_HEADERS or sum(lengths) > LONGEST_HEADERS or max(lengths, default=0) > LONGEST_HEADER:
        return True
    return sum(len(value) for name, value in headers if name == b"cookie") > LONGEST_COOKIES


def _host_fault(scope: Mapping[str, Any]) -> Fault | None:
    """Check that every header that decides something occurs once at most, and that Host is a host."""
    once = [(name, value) for name, value in scope["headers"] if name in _ONCE]
    if len(once) != len({name for name, _ in once}):
        return CONTRADICTION
    if (host := dict(once).get(b"host")) is None:
        return NO_HOST if scope.get("http_version") == "1.1" else None
    parts = _HOST.fullmatch(host.decode("latin-1"))
    return None if parts is not None and int(parts[1] or 0) <= 65_535 else CONTRADICTION
