"""Participants: an anonymous cookie made on first use, and a different pseudonym in every session."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from fastapi.responses import Response
from starlette.requests import HTTPConnection

from app.clock import Clock
from app.domain.values import SECOND
from app.server.http.cookies import PARTICIPANT, Cookies, cookies_of

KEPT_FOR_S = 30 * 24 * 3600
_SHAPE = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9a-f]{1,12})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Participant:
    """128 random bits, and the instant (milliseconds UTC, whole seconds) at which they were made."""

    bits: str
    since_ms: int
    place: str = ""  # the network prefix of this request: for limits, and in no cookie


class Participants:
    """Make and read the cookie. It is signed, so that a participant cannot claim an earlier arrival."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def known(self, connection: HTTPConnection) -> Participant | None:
        """Return the participant of this browser or program; None for a new one."""
        return self.read(cookies_of(connection))

    def read(self, cookies: Cookies) -> Participant | None:
        """Return the participant of a request's cookies; None unless this server has signed them."""
        shape = _SHAPE.fullmatch(cookies.get(PARTICIPANT) or "")
        if shape is None:
            return None
        participant = Participant(shape[1], int(shape[2], 16) * SECOND)
        return participant if hmac.compare_digest(self._signature(participant), shape[3]) else None

    def new(self) -> Participant:
        """Return a new participant, arriving now."""
        return Participant(secrets.token_urlsafe(16), self._clock.now() // SECOND * SECOND)

    def set_cookie(self, response: Response, connection: HTTPConnection, participant: Participant) -> None:
        """Set the participant's cookie."""
        cookies_of(connection).give(response, connection, PARTICIPANT, self.cookie(participant), KEPT_FOR_S)

    def cookie(self, participant: Participant) -> str:
        """Return the value of a participant's cookie."""
        return f"{participant.bits}.{participant.since_ms // SECOND:x}.{self._signature(participant)}"

    def pseudonym(self, slug: str, participant: Participant) -> str:
        """Return the pseudonym for a session's journal; the cookie cannot be computed from it."""
        return self._digest(f"participant/{slug}/{participant.bits}")

    def _signature(self, participant: Participant) -> str:
        return self._digest(f"since/{participant.bits}/{participant.since_ms}")

    def _digest(self, text: str) -> str:
        digest = hmac.digest(self._key, text.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
