"""Known browsers: a signed cookie for browsers that have signed in before. It gives own tries, and no right."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable

COOKIE = "rostrum-browser"
KEPT_FOR_S = 400 * 24 * 3600  # as long as browsers keep any cookie
_SHAPE = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")


class KnownBrowsers:
    """Make and read the cookie (OWASP calls it a device cookie).

    Strangers who guess passwords use up the tries of their addresses and of all addresses together. A browser with this
    cookie has tries of its own, so that strangers cannot lock an organiser out.
    """

    def __init__(self, signature: Callable[[str], str]) -> None:
        self._signature = signature

    def id_of(self, cookie: str | None) -> str | None:
        """Return the browser's id; None for a browser in which no organiser has signed in."""
        parts = _SHAPE.fullmatch(cookie or "")
        if parts is None or not hmac.compare_digest(self._signature(f"browser/{parts[1]}"), parts[2]):
            return None
        return parts[1]

    def cookie(self, id_: str | None = None) -> str:
        """Return the value of a browser's cookie, with a new id unless one is given."""
        id_ = id_ or secrets.token_urlsafe(16)
        return f"{id_}.{self._signature(f'browser/{id_}')}"
