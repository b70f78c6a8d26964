"""Fetch a programme from an https address: bounded in size and time, and never from inside the server's own network.

The name is resolved once; every network address of it must be public, and the connection goes to the one that was
checked, so that a name cannot point elsewhere a moment later. Each redirect is checked like the first address.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from app.domain.errors import Sentence
from app.formats.text.notes import MOST_BYTES, NotAProgramme

if TYPE_CHECKING:
    import httpx

WITHIN_S = 20.0
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2_000  # characters
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SIGN_IN, _BUSY, _GONE = frozenset({401, 403, 407}), frozenset({408, 425, 429}), frozenset({404, 410})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses as networks without IPv4 write them

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """Return the network addresses of a host."""
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches files of other servers; tests give it a resolver and a transport of their own."""

    resolve: Resolve = resolve
    transport: httpx.AsyncBaseTransport | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: {"User-Agent": "Rostrum", "Accept": "*/*"})

    async def fetch(self, address: str) -> bytes:
        """Return the content of an address.

        Raises:
            NotAProgramme: the address is not https or not public, does not answer in time, or sends too much.
        """
        try:
            async with asyncio.timeout(WITHIN_S):
                return await self._follow(address)
        except TimeoutError:
            raise NotAProgramme(
                "The address did not answer within {within_s:g} s. Nothing was read.", within_s=WITHIN_S
            ) from None

    async def _follow(self, address: str) -> bytes:
        import httpx

        # Reading the certificates to trust takes too long for the event loop.
        trust = True if self.transport else await asyncio.to_thread(httpx.create_ssl_context)
        late = 2 * WITHIN_S  # the whole is given up before
        async with httpx.AsyncClient(
            verify=trust, transport=self.transport, follow_redirects=False, trust_env=False, timeout=late
        ) as client:
            for _ in range(MOST_REDIRECTS + 1):
                request = await self._request(client, address)
                try:
                    response = await client.send(request, stream=True)
                except httpx.HTTPError as error:
                    raise _unreachable(error, address) from None
                try:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        address = _next(address, response.headers["location"])
                        continue
                    return await _content(response)
                finally:
                    await response.aclose()
        raise NotAProgramme(
            "The address leads on to others more than {most} times. Use the last of them.", most=MOST_REDIRECTS
        )

    async def _request(self, client: httpx.AsyncClient, address: str) -> httpx.Request:
        """Make a request to the checked network address of a host, by the host's name."""
        host, port = _host(address)
        network = await self._public(host, port)
        parts = urlsplit(address)
        bracketed = f"[{network}]" if ":" in network else network
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        name = host if port == 443 else f"{host}:{port}"
        return client.build_request(
            "GET",
            f"https://{bracketed}:{port}{path}",
            headers={**self.headers, "Host": name},
            extensions={"sni_hostname": host},
        )

    async def _public(self, host: str, port: int) -> str:
        """Return the first network address of a host, if all of them are public."""
        try:
            addresses = await self.resolve(host, port)
        except OSError:
            raise NotAProgramme('There is no server called "{host}". Check the address.', host=host[:80]) from None
        if not addresses or not all(map(is_public, addresses)):
            raise NotAProgramme('"{host}" is not a public address. Upload the file instead.', host=host[:80])
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether a network address belongs to one server of the public internet, also if it only wraps an IPv4 address."""
    network = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(network, ipaddress.IPv6Address):
        network = _wrapped(network) or network
    is_one = not (network.is_multicast or network.is_reserved)
    return network.is_global and is_one and not getattr(network, "is_site_local", False)


def _wrapped(network: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that packets to this one end at; None if it is no translation."""
    if network in _TRANSLATED:
        return ipaddress.IPv4Address(int(network) & 0xFFFF_FFFF)
    return network.ipv4_mapped or network.sixtofour


def _unreachable(error: httpx.HTTPError, address: str) -> NotAProgramme:
    """Return the refusal of an address that cannot be connected to; a certificate that is not valid is named."""
    host = _host(address)[0][:80]
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return NotAProgramme('"{host}" cannot be reached. Check the address, or try again later.', host=host)
    return NotAProgramme(
        '"{host}" has no valid certificate: {reason}. Upload the file instead.',
        host=host,
        reason=cause.verify_message.rstrip("."),
    )


def _host(address: str) -> tuple[str, int]:
    """Return the host and port of an https address.

    Raises:
        NotAProgramme: it is none.
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port or 443
    except (ValueError, UnicodeError):
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme != "https" or not host or parts.username or len(address) > LONGEST_ADDRESS:
        raise NotAProgramme("Only addresses that begin with https:// and name a server can be read.")
    return host, port


def _next(address: str, location: str) -> str:
    """Return the address that another one leads on to.

    Raises:
        NotAProgramme: it is not https.
    """
    further = urljoin(address, location)
    if not further.startswith("https://"):
        raise NotAProgramme(
            "The address leads on to one that does not begin with https://, which is not read. Upload the file instead."
        )
    return further


def _answers(code: int) -> Sentence:
    """Say what an answer without a file means, and what to do."""
    if code in _SIGN_IN:
        return Sentence("The address asks for a sign-in ({status_code}). Upload the file instead.")
    if code in _BUSY or code >= 500:
        return Sentence("The server of the address cannot answer now ({status_code}). Try again later.")
    if code in _GONE:
        return Sentence(
            "There is no file at this address any more ({status_code}). Check the address, or upload the file."
        )
    return Sentence("The address answers {status_code} instead of a file. Check it.")


async def _content(response: httpx.Response) -> bytes:
    import httpx

    if (code := response.status_code) != 200:
        raise NotAProgramme(_answers(code).text, status_code=code)
    data = bytearray()
    try:
        async for part in response.aiter_bytes():
            data += part
            if len(data) > MOST_BYTES:
                raise NotAProgramme(
                    "The file is larger than {most} MB; it was not read.", most=MOST_BYTES // 1024 // 1024
                )
    except httpx.HTTPError:
        raise NotAProgramme("The address broke off before the end of the file. Try again.") from None
    if not data.strip():
        raise NotAProgramme("There is nothing at this address.")
    return bytes(data)
