"""Access by link: a link is a capability for one role in one session, and only its hash is kept.

Every session has standing links, one per role. Their tokens are made from the server's key, so that they can be printed
at every start although the database does not hold them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.domain.rundown import Plan
from app.domain.values import Role
from app.store.directory import Directory, Link

TRUSTED_FOR_MS = 1_000  # how long a link that was found is not looked up again; so long a revoked one may still work
MOST_REMEMBERED = 10_000
STANDING_ROLES = (Role.MODERATOR, Role.DESK, Role.STAGE, Role.VIEWER)
_RANK = (Role.ORGANISER, Role.MODERATOR, Role.DESK, Role.STAGE, Role.SPEAKER, Role.PARTICIPANT, Role.VIEWER)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody, by the links they hold; without any they are a viewer of what is public."""

    links: tuple[Link, ...] = ()

    def link_for(self, plan: Plan) -> Link | None:
        """The strongest link that counts in a session."""
        held = [link for link in self.links if link.session in {None, plan.slug}]
        return min(held, key=lambda link: _RANK.index(link.role), default=None)

    def role_in(self, plan: Plan) -> Role | None:
        """The strongest role in a session; None if they may not even see it."""
        if (link := self.link_for(plan)) is not None:
            return link.role
        return Role.VIEWER if plan.public else None

    @property
    def is_organiser(self) -> bool:
        return any(link.role is Role.ORGANISER for link in self.links)


class Access:
    """Finds links by their tokens and makes new ones."""

    def __init__(self, directory: Directory, clock: Clock, key: bytes) -> None:
        self._directory = directory
        self._clock = clock
        self._key = key
        self._found: dict[bytes, tuple[int, Link | None]] = {}

    async def visitor(self, tokens: Iterable[str]) -> Visitor:
        """Who holds these tokens; unknown, expired and revoked ones count for nothing."""
        found = [await self.link_of(token) for token in dict.fromkeys(tokens)]
        return Visitor(tuple(link for link in found if link is not None))

    async def link_of(self, token: str) -> Link | None:
        """The valid link with this token, or None."""
        digest, now = hash_of(token), self._clock.now()
        known = self._found.get(digest)
        if known is None or now - known[0] > TRUSTED_FOR_MS:
            known = self._remember(digest, now, await self._directory.link_by_hash(digest))
        link = known[1]
        return link if link is not None and _is_valid(link, now) else None

    async def organiser_token(self) -> str:
        """The token of the organiser's standing link."""
        return await self._standing(None, Role.ORGANISER)

    async def session_tokens(self, slug: str) -> dict[Role, str]:
        """The tokens of a session's standing links, by role."""
        return {role: await self._standing(slug, role) for role in STANDING_ROLES}

    async def _standing(self, slug: str | None, role: Role) -> str:
        name = f"{slug or ''}/{role}"
        digest = hmac.digest(self._key, name.encode(), hashlib.sha256)
        token = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        label = f"{role.capitalize()} (standing link)"
        link = Link(f"standing:{name}", slug, role, label, None, self._clock.now(), None, None, None)
        await self._directory.add_link(link, hash_of(token))
        return token

    def _remember(self, digest: bytes, now: int, link: Link | None) -> tuple[int, Link | None]:
        if len(self._found) >= MOST_REMEMBERED:
            self._found.clear()
        self._found[digest] = (now, link)
        return now, link


def hash_of(token: str) -> bytes:
    """What is kept of a token; it has far too many random bits for a slow hash to add anything."""
    return hashlib.sha256(token.encode()).digest()


def read_key(folder: Path) -> bytes:
    """The server's key, made on first use; readable by its owner only, and never part of an export."""
    path = folder / "links.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()


def cookie_name(link: Link) -> str:
    """One cookie per session and role, so that one browser can hold the console and the stage at once."""
    return f"rostrum_{link.session or 'server'}_{link.role}"


def _is_valid(link: Link, now: int) -> bool:
    return link.revoked_ms is None and (link.expires_ms is None or link.expires_ms > now)
