"""Post a message to a receiver: within five seconds, to a public address, without following it elsewhere.

The name is resolved for each try, every network address of it must be public, and the connection goes to the one that
was checked, so that a name cannot point inside a moment later. A setting allows receivers on the own network.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain.errors import Invalid, Problem, Sentence
from app.service.fetching import Resolve, is_public, resolve

if TYPE_CHECKING:
    import httpx

WITHIN_S = 5.0
LONGEST_URL = 1_000  # characters
_PORTS = {"https": 443, "http": 80}


class Undelivered(Exception):
    """A try failed. The text is a code: timeout, unreachable, no_server, not_public, address, or `status 500`."""


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver's address in its parts; `host` is as the network knows it."""

    scheme: str
    host: str
    port: int
    path: str


def read_target(url: str, *, private: bool) -> Target:
    """Return the parts of a receiver's address.

    Args:
        url: the address; with `private`, it may be http.
        private: whether receivers on the own network are allowed.

    Raises:
        Invalid: it is none that can be sent to.
    """
    schemes = ("https", "http") if private else ("https",)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port or _PORTS.get(parts.scheme, 0)
    except (ValueError, UnicodeError):
        raise _not_an_address(schemes) from None
    plain = not (parts.username or parts.password or parts.fragment) and url.isprintable() and " " not in url
    if parts.scheme not in schemes or not host or not plain or len(url) > LONGEST_URL:
        raise _not_an_address(schemes)
    return Target(parts.scheme, host, port, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")


def is_own(host: str) -> bool:
    """Whether a host is on the server's own network as it is written; a name is resolved when something is sent."""
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@dataclass(slots=True)
class Poster:
    """Posts messages; tests give it a resolver and a transport of their own."""

    private: bool = False
    resolve: Resolve = resolve
    transport: httpx.AsyncBaseTransport | None = None
    _trust: ssl.SSLContext | None = None

    async def post(self, url: str, headers: Mapping[str, str], body: str) -> int:
        """Post a body; return the status of the answer, which is from 200 to 299.

        Raises:
            Undelivered: the receiver did not take it.
        """
        try:
            async with asyncio.timeout(WITHIN_S):
                status = await self._post(url, headers, body)
        except TimeoutError:
            raise Undelivered("timeout") from None
        if not 200 <= status < 300:
            raise Undelivered(f"status {status}")
        return status

    async def _post(self, url: str, headers: Mapping[str, str], body: str) -> int:
        import httpx

        try:
            target = read_target(url, private=self.private)
        except Invalid:
            raise Undelivered("address") from None
        network = await self._checked(target)
        host = f"[{network}]" if ":" in network else network
        name = target.host if target.port == _PORTS[target.scheme] else f"{target.host}:{target.port}"
        trust = await self._trusted() if target.scheme == "https" else False
        try:
            async with httpx.AsyncClient(
                transport=self.transport, verify=trust, follow_redirects=False, trust_env=False
            ) as client:
                request = client.build_request(
                    "POST",
                    f"{target.scheme}://{host}:{target.port}{target.path}",
                    headers={"User-Agent": "Rostrum", "Content-Type": "application/json", **headers, "Host": name},
                    content=body.encode(),
                    extensions={"sni_hostname": target.host},
                )
                # What a receiver answers is not read: it may be endless.
                response = await client.send(request, stream=True)
                await response.aclose()
                return response.status_code
        except (httpx.HTTPError, OSError):
            raise Undelivered("unreachable") from None

    async def _checked(self, target: Target) -> str:
        """Return the first network address of a receiver, if all of them are public, or all may be sent to."""
        try:
            addresses = await self.resolve(target.host, target.port)
        except OSError:
            raise Undelivered("no_server") from None
        if not addresses or not (self.private or all(map(is_public, addresses))):
            raise Undelivered("not_public")
        return addresses[0]

    async def _trusted(self) -> ssl.SSLContext:
        """Return the certificates to trust, read once, in a thread."""
        if self._trust is None:
            self._trust = await asyncio.to_thread(ssl.create_default_context)
        return self._trust


def _not_an_address(schemes: tuple[str, ...]) -> Invalid:
    known = ", ".join(f"{scheme}://" for scheme in schemes)
    return Invalid(
        Problem(
            "url", Sentence("is the address of a server, without a name or a password in it: {known}...", known=known)
        )
    )
