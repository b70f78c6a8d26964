"""The size of a request while it arrives: its head, its body, and the framing of the body."""

from __future__ import annotations

from dataclasses import dataclass

from app.server.http.connection_limits import (
    FRAMING_PER_BYTE,
    HEAD_TOO_LARGE,
    LONGEST_LINE,
    MOST_HEADERS,
    NOT_HTTP,
    RequestStage,
)
from app.server.http.refusal import Refusal


@dataclass(slots=True)
class RequestSize:
    """The bytes of one request that have come; `body_left` is what is missing of a body of an announced length."""

    most_in_head: int
    head: int = 0
    headers: int = 0
    body: int = 0
    body_left: int = 0
    wire: int = 0

    def add_header(self, name: bytes, value: bytes) -> Refusal | None:
        """Count a header; return the refusal if it is too long or one too many."""
        self.headers += 1
        if len(name) + len(value) > LONGEST_LINE or self.headers > MOST_HEADERS:
            return HEAD_TOO_LARGE
        if name.lower() == b"content-length" and value.isdigit():
            self.body_left = int(value)
        return None

    def add_body(self, received: int) -> None:
        """Count bytes of the body, without their framing."""
        self.body += received
        self.body_left -= min(received, self.body_left)

    def add_bytes(self, stage: RequestStage, received: int) -> Refusal | None:
        """Count bytes as they came; refuse a head that grows without end, and a body that is mostly framing."""
        if stage is RequestStage.HEAD:
            self.head += received
            return HEAD_TOO_LARGE if self.head > self.most_in_head else None
        if stage is RequestStage.BODY:
            self.wire += received
            return NOT_HTTP if self.wire > FRAMING_PER_BYTE * self.body + self.most_in_head else None
        return None
