"""Participants: an anonymous cookie made on first use, and a pseudonym of it that is different in every session."""

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

COOKIE = "rostrum-participant"
KEPT_FOR_S = 30 * 24 * 3600
_SHAPE = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9a-f]{1,12})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Participant:
    """128 random bits, and the instant (milliseconds UTC, whole seconds) at which they were given out."""

    bits: str
    since_ms: int


class Participants:
    """Makes and reads the cookie. It is signed, because how long somebody has been here must not be their own claim."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def known(self, connection: HTTPConnection) -> Participant | None:
        """The participant whose browser or program this is; None for somebody new."""
        found = _SHAPE.fullmatch(connection.cookies.get(COOKIE, ""))
        if found is None:
            return None
        participant = Participant(found[1], int(found[2], 16) * SECOND)
        return participant if hmac.compare_digest(self._signature(participant), found[3]) else None

    def new(self) -> Participant:
        """Somebody who is here from now on."""
        return Participant(secrets.token_urlsafe(16), self._clock.now() // SECOND * SECOND)

    def keep(self, response: Response, connection: HTTPConnection, participant: Participant) -> None:
        """Give the participant their cookie, out of reach of scripts and of other sites."""
        secure = connection.url.scheme == "https"
        value = self.cookie(participant)
        response.set_cookie(COOKIE, value, max_age=KEPT_FOR_S, httponly=True, samesite="lax", secure=secure)

    def cookie(self, participant: Participant) -> str:
        """The value of a participant's cookie."""
        return f"{participant.bits}.{participant.since_ms // SECOND:x}.{self._signature(participant)}"

    def pseudonym(self, slug: str, participant: Participant) -> str:
        """What a session's journal knows of a participant; nobody gets back from it to the cookie."""
        return self._digest(f"participant/{slug}/{participant.bits}")

    def _signature(self, participant: Participant) -> str:
        return self._digest(f"since/{participant.bits}/{participant.since_ms}")

    def _digest(self, text: str) -> str:
        digest = hmac.digest(self._key, text.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
