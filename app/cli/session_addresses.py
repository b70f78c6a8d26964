"""The address of a session as a person has it, a link or the address of a page: which server, session and token."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import httpx

from app.languages.languages import SOURCE

ANSWERS_WITHIN_S = 15.0
EXAMPLE = "https://rostrum.example/s/session-v"
_TOKEN = re.compile(r"/(?:t|join)/(?P<token>[A-Za-z0-9_-]{8,200})(?=[/?#]|$)")
_SLUG = re.compile(r"/(?:s|feed|embed|api/v1/sessions)/(?P<slug>[A-Za-z0-9-]{1,80})(?=[/?#]|$)")


class CannotReach(Exception):
    """The message says what is wrong with an address, a link or a server, and what to do."""


@dataclass(frozen=True, slots=True)
class SessionAddress:
    """A server, and what of it: a session, a link's token, or both."""

    server: str  # scheme, host and port
    slug: str | None = None
    token: str | None = None
    language: str = SOURCE  # in which the server answers

    @property
    def headers(self) -> dict[str, str]:
        """The headers that show the link, if there is one, and name the language."""
        link = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**link, "Accept-Language": self.language}

    @property
    def socket(self) -> str:
        """The address of the session's socket."""
        return f"ws{self.server.removeprefix('http')}/api/v1/sessions/{self.slug}/live"


def read_address(text: str) -> SessionAddress:
    """Read a link or the address of any page of a session.

    Raises:
        CannotReach: it is neither.
    """
    try:
        parts = urlsplit(text.strip())
        whole = parts.scheme in {"http", "https"} and parts.hostname is not None and parts.port != 0
    except ValueError:
        raise _not_whole(text) from None
    if not whole:
        raise _not_whole(text)
    token, slug = _TOKEN.search(parts.path), _SLUG.search(parts.path)
    named = slug["slug"] if slug else parse_qs(parts.query).get("session", [None])[0]
    if token is None and named is None:
        raise CannotReach(f'"{text}" names no session. Write it like {EXAMPLE}, or paste a link.')
    host = parts.netloc.rpartition("@")[2]
    return SessionAddress(f"{parts.scheme}://{host}", named, token["token"] if token else None)


def _not_whole(text: str) -> CannotReach:
    return CannotReach(f'"{text}" is not a whole address. Write it like {EXAMPLE}, or paste a link.')


async def with_session(address: SessionAddress) -> SessionAddress:
    """Return the address with the session that its link is for.

    Raises:
        CannotReach: the server is away or refuses the link, or the link is for every session.
    """
    if address.slug is not None:
        return address
    if (slug := await _session_of_link(address)) is None:
        raise CannotReach(f"This link is for every session. Name one: {address.server}/t/TOKEN/s/SESSION")
    return replace(address, slug=slug)


async def _session_of_link(address: SessionAddress) -> str | None:
    async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S) as client:
        try:
            answer = await client.get(f"{address.server}/api/v1/links", headers=address.headers)
        except httpx.HTTPError as error:
            raise away(address, error) from None
    try:
        session: str | None = said(address, answer).json()[0]["session"]
    except (ValueError, LookupError, TypeError):
        raise _other_program(address) from None
    return session


def said(address: SessionAddress, answer: httpx.Response) -> httpx.Response:
    """Return an answer that is no refusal.

    Raises:
        CannotReach: it is one, or it does not come from a Rostrum.
    """
    if answer.is_success:
        return answer
    kind, _, _ = answer.headers.get("content-type", "").partition(";")
    if kind == "text/plain" and len(answer.text) <= 1_000:
        raise CannotReach(answer.text.strip())
    if kind == "application/problem+json":
        raise CannotReach(str(answer.json().get("detail")))
    raise _other_program(address)


def away(address: SessionAddress, why: Exception) -> CannotReach:
    """Return what to say of a server to which the first connection fails."""
    if isinstance(why, OSError | httpx.TransportError):
        return CannotReach(f"{address.server} does not answer. Check the address, and whether the server runs.")
    return _other_program(address)


def _other_program(address: SessionAddress) -> CannotReach:
    return CannotReach(f"{address.server} does not answer as a Rostrum does. Check the address.")
