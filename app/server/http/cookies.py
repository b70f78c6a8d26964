"""Our cookies: read once for each request, within limits, and set in one place.

The guard takes the Cookie headers out of a request before anything else looks at it, and stores what they say in the
scope. A value is used as it was sent: ours are never in quotes, and removing quotes is quadratic in some versions of
Python. Where people reach the server by https, its cookies are Secure and their names begin with `__Host-`: no other
server of the same domain can then set or change one, so only names with that prefix are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi.responses import Response
from starlette.requests import HTTPConnection

from app.service.access.browsers import COOKIE as BROWSER

LONGEST = 8_000  # characters of all Cookie headers of a request together
MOST = 20  # cookies of ours that are used
MOST_LOOKED_AT = 200  # of all cookies; browsers keep no more for one domain
OURS = "rostrum"
OF_LINKS = "rostrum_"
PREFIX = "__Host-"
SCREEN = "rostrum_screen"
PARTICIPANT = "rostrum-participant"
LANGUAGE = "rostrum-language"
# These are older than the cookies of links, and are still used.
KEPT_FIRST = frozenset({"rostrum_server_organiser", SCREEN, PARTICIPANT, LANGUAGE, BROWSER})


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of one request by their names without a prefix, oldest first.

    `surplus` names those beyond the limit, `https` is whether names have the prefix.
    """

    values: Mapping[str, str]
    surplus: tuple[str, ...] = ()
    https: bool = False

    @classmethod
    def read(cls, lines: Iterable[str], *, https: bool) -> Cookies:
        """Read our cookies from the values of some Cookie headers; beyond `MOST`, the oldest links are not used."""
        prefix, ours = PREFIX if https else "", {}
        for pair in ";".join(lines).split(";", MOST_LOOKED_AT)[:MOST_LOOKED_AT]:
            name, _, value = pair.strip().partition("=")
            if name.startswith(prefix + OURS):
                ours[name.removeprefix(prefix)] = value
        links = [name for name in ours if name not in KEPT_FIRST]
        surplus = tuple(links[: max(len(ours) - MOST, 0)])
        return cls({name: value for name, value in ours.items() if name not in surplus}, surplus, https)

    def get(self, name: str) -> str | None:
        """Return the value of a cookie; None if the browser has none of this name."""
        return self.values.get(name)

    @property
    def tokens(self) -> list[str]:
        """The tokens of links that the browser holds."""
        return [value for name, value in self.values.items() if name.startswith(OF_LINKS)]

    def give(self, response: Response, request: HTTPConnection, name: str, value: str, life_s: int) -> None:
        """Set a cookie that scripts and other sites cannot read; delete surplus links."""
        secure = self.https or request.url.scheme == "https"
        response.set_cookie(
            self._full(name), value, max_age=life_s, path="/", httponly=True, samesite="lax", secure=secure
        )
        for old in self.surplus:
            if old != name:
                self.take_back(response, old)

    def take_back(self, response: Response, name: str) -> None:
        """Delete a cookie from the browser."""
        response.delete_cookie(self._full(name), path="/", httponly=True, samesite="lax", secure=self.https)

    def _full(self, name: str) -> str:
        return f"{PREFIX if self.https else ''}{name}"


def cookies_of(connection: HTTPConnection) -> Cookies:
    """Return the cookies of a request, which the guard has read."""
    cookies: Cookies = connection.scope["state"]["cookies"]
    return cookies
