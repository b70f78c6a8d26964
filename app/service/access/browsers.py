"""Browsers in which an organiser was signed in before: a signed cookie, worth a few tries of its own and no right."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable

COOKIE = "rostrum-browser"
KEPT_FOR_S = 400 * 24 * 3600  # as long as browsers keep any
_SHAPE = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")


class KnownBrowsers:
    """Makes and reads the cookie (a "device cookie", as OWASP names it).

    Strangers who guess passwords use up what their addresses, and all addresses together, may try. A browser that
    holds this cookie is counted by itself, so that they cannot keep an organiser out.
    """

    def __init__(self, signature: Callable[[str], str]) -> None:
        self._signature = signature

    def id_of(self, cookie: str | None) -> str | None:
        """Which browser this is; None for one in which no organiser was signed in."""
        parts = _SHAPE.fullmatch(cookie or "")
        if parts is None or not hmac.compare_digest(self._signature(f"browser/{parts[1]}"), parts[2]):
            return None
        return parts[1]

    def cookie(self, id_: str | None = None) -> str:
        """The value of a browser's cookie; without an id, of one that is new."""
        id_ = id_ or secrets.token_urlsafe(16)
        return f"{id_}.{self._signature(f'browser/{id_}')}"
