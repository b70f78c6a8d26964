"""Refusals as problem documents (RFC 9457): the same for bytes that are no request, for requests, and for commands."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json

MEDIA_TYPE = "application/problem+json"
_HEADERS = (
    f"content-type: {MEDIA_TYPE}\r\n".encode() + b"content-security-policy: default-src 'none'\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"cache-control: no-store\r\n"
    b"connection: close\r\n"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: a stable code for programs, a sentence for people, and the seconds until the next try."""

    status: int
    code: str
    sentence: str
    retry_after_s: int | None = None

    def document(self, **more: Any) -> bytes:
        """Return the problem document; `more` are its further members."""
        said = {"type": "about:blank", "title": self.sentence, "status": self.status, "code": self.code}
        return to_json({**said, "detail": self.sentence, **more})

    def response(self, headers: bytes = b"") -> bytes:
        """Return a whole HTTP/1.1 response, after which the connection ends; `headers` are whole lines."""
        body = self.document()
        status = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n".encode()
        length = f"content-length: {len(body)}\r\n\r\n".encode()
        return b"".join((status, _HEADERS, headers, length, body))
