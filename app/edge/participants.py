"""Participants: an anonymous cookie made on first use, and a pseudonym of it that is different in every session."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from fastapi.responses import Response
from starlette.requests import HTTPConnection

COOKIE = "rostrum-participant"
KEPT_FOR_S = 30 * 24 * 3600
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


def read_cookie(connection: HTTPConnection) -> str | None:
    """The participant's own random 128 bits, if the browser or program holds any."""
    value = connection.cookies.get(COOKIE, "")
    return value if _SHAPE.fullmatch(value) else None


def new_cookie() -> str:
    """128 random bits for a new participant."""
    return secrets.token_urlsafe(16)


def keep_cookie(response: Response, connection: HTTPConnection, value: str) -> None:
    """Give the participant their bits, out of reach of scripts and of other sites."""
    secure = connection.url.scheme == "https"
    response.set_cookie(COOKIE, value, max_age=KEPT_FOR_S, httponly=True, samesite="lax", secure=secure)


def pseudonym(key: bytes, slug: str, cookie: str) -> str:
    """What a session's journal knows of a participant; nobody gets back from it to the cookie."""
    digest = hmac.digest(key, f"participant/{slug}/{cookie}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
