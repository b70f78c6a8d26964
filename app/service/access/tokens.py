"""Access by link: a link is a capability for one role in one session; only its hash is stored.

Every session has default links, one per role. Their tokens are made from the server's key, so that they can be printed
at every start although the database does not hold them.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from typing import TypeVar

import structlog

from app.clock import Clock
from app.domain.errors import JournalUnavailable, NotFound, Refused
from app.domain.values import MINUTE, Role
from app.service.access.visitor import Visitor
from app.store.directory import Directory, Link

log = structlog.get_logger()

T = TypeVar("T")

# How long a known link is not looked up again. It is forgotten at once when this process revokes or moves it, with the
# notice when another one does, and by `live.revoked`, which looks for ended links twice a second. A speaker's is
# looked up for everything that it changes: once it is revoked, nothing on the list of speakers moves by it.
TRUSTED_FOR_MS = 30_000
MISSED_FOR_MS = 900  # how long a token without a link is not looked up again
MOST_REMEMBERED = 10_000  # links, and as many tokens without a link
SHORTEST_TOKEN, LONGEST_TOKEN = 16, 128  # characters; longer texts are never looked up
# Prefixes of the ids of links that the server makes by itself; `visitor` has one more.
STANDING = "standing:"
SCREEN = "screen:"  # of a screen that was paired
ONCE = "once:"  # signs an organiser in once, and opens nothing else
STANDING_ROLES = (Role.MODERATOR, Role.DESK, Role.STAGE, Role.VIEWER)
Place = tuple[str | None, Role]  # of a default link: its session (None: the server) and its role


class Access:
    """Find links by their tokens, and make new ones."""

    def __init__(self, directory: Directory, clock: Clock, key: bytes) -> None:
        self._directory = directory
        self._clock = clock
        self._key = key
        # By hash of the token, least recently used first; kept apart, so that guesses never push a link out.
        self._links: dict[bytes, tuple[int, Link]] = {}
        self._misses: dict[bytes, int] = {}
        self._forgotten = 0  # how often; what was read before the latest time may be out of date
        self._touching: set[asyncio.Task[None]] = set()

    async def visitor(self, tokens: Iterable[str], *, acts: bool = False) -> Visitor:
        """Return the holder of these tokens; unknown, expired and revoked tokens give no right.

        `acts`: the holder is about to change something.
        """
        links, guesses = [], 0
        for token in dict.fromkeys(tokens):
            was_known, link = self._is_miss(token), await self.link_of(token, acts=acts)
            guesses += self._is_miss(token) and not was_known
            if link is not None and not link.id.startswith(ONCE):
                links.append(link)
        return Visitor(tuple(links), guesses)

    async def link_of(self, token: str, *, acts: bool = False) -> Link | None:
        """Return the valid link with this token, or None; `acts`: its holder is about to change something."""
        if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN:
            return None
        digest, now = hash_of(token), self._clock.now()
        looked_up_at, link = self._links.get(digest) or (self._misses.get(digest), None)
        trusted_for_ms = MISSED_FOR_MS if link is None else TRUSTED_FOR_MS
        must_look = acts and link is not None and link.role is Role.SPEAKER
        if looked_up_at is None or must_look or not 0 <= now - looked_up_at <= trusted_for_ms:
            try:
                link = await self._look_up(digest, now)
            except JournalUnavailable:
                # While the database is away nothing new is shown: its links count as they did last.
                if link is None:
                    raise
        return link if link is not None and is_valid(link, now) else None

    def remembered(self, token: str) -> str | None:
        """Return the id of the link with this token if looked up before; for limits, as it may have ended since."""
        _, link = self._links.get(hash_of(token), (0, None))
        return link.id if link is not None else None

    def in_use(self, token: str) -> Link | None:
        """Return the valid link with this token if it was looked up here before, without the database."""
        _, link = self._links.get(hash_of(token), (0, None))
        if link is None or link.id.startswith(ONCE) or not is_valid(link, self._clock.now()):
            return None
        return link

    def signature(self, text: str) -> str:
        """Return a proof that this server wrote a text: 22 characters from its key. Texts begin with their purpose."""
        digest = hmac.digest(self._key, text.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    async def make(self, link: Link) -> str:
        """Store a new link and return its token, which is never shown again.

        Raises:
            Refused: `already_exists`, there is a link with this id; a form was sent twice.
        """
        token = secrets.token_urlsafe(24)
        if not await self._directory.add_link(link, hash_of(token)):
            raise Refused(
                "already_exists", "This link was made already. What it opens was shown once; make another one."
            )
        return token

    async def adopt(self, link: Link, digest: bytes) -> None:
        """Store a new link whose token a browser already holds; `digest` is that token's hash."""
        await self._directory.add_link(link, digest)
        self._misses.pop(digest, None)

    async def is_free(self, token: str) -> bool:
        """Whether no link has this token, not even a revoked or expired one."""
        return await self._directory.link_by_hash(hash_of(token)) is None

    async def revoke(self, id_: str) -> Link:
        """Revoke a link: in this process at once, in others within a second.

        Raises:
            NotFound: there is no such link, or it was revoked before.
        """
        link = await self._directory.link(id_)
        if link is None or not await self._directory.revoke(id_, self._clock.now()):
            raise NotFound("link like this")
        self.forget(id_)
        return link

    async def links(self, slug: str | None) -> list[Link]:
        """Return all links of a session (None: of the server), oldest first, with revoked and expired ones."""
        return await self._directory.links(slug)

    async def move(self, link: Link) -> None:
        """Change the destination of a link; its token stays the same.

        Raises:
            NotFound: there is no such link, or it was revoked.
        """
        if not await self._directory.send_link_elsewhere(link):
            raise NotFound("link like this")
        self.forget(link.id)

    async def close(self) -> None:
        """Finish storing when links were last used."""
        await asyncio.gather(*self._touching, return_exceptions=True)

    def forget_all(self) -> None:
        """Look each link up again when its token is next shown: another process has changed one."""
        self._forgotten += 1
        self._links.clear()

    def forget(self, id_: str) -> None:
        """Look a link up again when its token is next shown."""
        self._forgotten += 1
        for digest in [digest for digest, (_, link) in self._links.items() if link.id == id_]:
            del self._links[digest]

    async def organiser_token(self) -> str:
        """Return the token of the organiser's default link."""
        place = (None, Role.ORGANISER)
        return (await self._standing([place]))[place]

    async def session_tokens(self, slug: str) -> dict[Role, str]:
        """Return the tokens of a session's default links, by role."""
        return (await self.tokens_of([slug]))[slug]

    async def tokens_of(self, slugs: Collection[str]) -> dict[str, dict[Role, str]]:
        """Return the tokens of the default links of sessions, by session and role."""
        tokens = await self._standing([(slug, role) for slug in slugs for role in STANDING_ROLES])
        return {slug: {role: tokens[slug, role] for role in STANDING_ROLES} for slug in slugs}

    async def _standing(self, places: Collection[Place]) -> dict[Place, str]:
        """Return the tokens of default links, and store those links that are not stored yet, all in one transaction.

        A revoked link is followed by the next one, with another token. A link made with another key is revoked, because
        the key may be known and this server cannot print the link any longer.
        """
        tokens: dict[Place, str] = {}
        missing: list[tuple[Link, bytes]] = []
        generation = 1
        while left := [place for place in places if place not in tokens]:
            names = {place: _standing_name(*place, generation) for place in left}
            known = await self._directory.with_hashes([f"{STANDING}{name}" for name in names.values()])
            for place, name in names.items():
                token, id_ = self._standing_token(name), f"{STANDING}{name}"
                if id_ not in known:
                    missing.append((self._standing_link(id_, *place), hash_of(token)))
                elif not await self._is_ours(*known[id_], hash_of(token)):
                    continue
                tokens[place] = token
            generation += 1
        if missing:
            await self._directory.add_links(missing)
        return tokens

    def _standing_token(self, name: str) -> str:
        digest = hmac.digest(self._key, name.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _standing_link(self, id_: str, slug: str | None, role: Role) -> Link:
        label = f"{role.capitalize()} (default link)"
        return Link(id_, slug, role, label, None, self._clock.now(), None, None, None)

    async def _is_ours(self, link: Link, stored: bytes, ours: bytes) -> bool:
        """Whether this default link still stands; revoke it if it was made with another key than ours."""
        if link.revoked_ms is not None:
            return False
        if stored != ours:
            log.warning("a default link was made with another key, and is revoked", link=link.id)
            await self.revoke(link.id)
        return stored == ours

    def _note_use(self, link: Link, now: int) -> None:
        """Store when a link was last used, to the minute, without keeping its user waiting."""
        if link.last_used_ms is not None and now - link.last_used_ms < MINUTE:
            return
        task = asyncio.get_running_loop().create_task(self._touch(link.id, now))
        self._touching.add(task)
        task.add_done_callback(self._touching.discard)

    async def _touch(self, id_: str, now: int) -> None:
        try:
            await self._directory.touch(id_, now)
        except JournalUnavailable as error:
            # The link's holder is admitted all the same: storing its use is not worth a refusal.
            log.warning("the last use of a link could not be stored", reason=str(error))

    def _is_miss(self, token: str) -> bool:
        return hash_of(token) in self._misses

    async def _look_up(self, digest: bytes, now: int) -> Link | None:
        forgotten = self._forgotten
        link = await self._directory.link_by_hash(digest)
        self._links.pop(digest, None)
        self._misses.pop(digest, None)
        if link is None:
            _put(self._misses, digest, now)
            return None
        if forgotten == self._forgotten:
            _put(self._links, digest, (now, link))
        self._note_use(link, now)
        return link


def _put(cache: dict[bytes, T], digest: bytes, entry: T) -> None:
    """Remember an entry; beyond the limit, forget the least recently used one."""
    cache[digest] = entry
    if len(cache) > MOST_REMEMBERED:
        del cache[next(iter(cache))]


def hash_of(token: str) -> bytes:
    """Return the hash that is stored for a token; a slow hash would add nothing to its many random bits."""
    return hashlib.sha256(token.encode()).digest()


def _standing_name(slug: str | None, role: Role, generation: int) -> str:
    return f"{slug or ''}/{role}" + (f"#{generation}" if generation > 1 else "")


def cookie_name(link: Link) -> str:
    """Return the cookie's name, one per session and role: one browser can hold the console and the stage at once."""
    return f"rostrum_{link.session or 'server'}_{link.role}"


def is_valid(link: Link, now: int) -> bool:
    """Whether a link is valid at an instant: neither revoked nor expired."""
    return link.revoked_ms is None and (link.expires_ms is None or link.expires_ms > now)
