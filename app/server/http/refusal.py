"""Refusals as problem documents (RFC 9457): the same for bytes that are no request, for requests, and for commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

MEDIA_TYPE = "application/problem+json"


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
