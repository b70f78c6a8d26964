"""Pairing: a screen without a keyboard shows a short code, and a moderator types the code to take the screen.

A screen receives its own token in a cookie as soon as it opens `/screen`. Pairing makes a link with that token. So no
secret is ever shown or typed, a paired screen stays paired over restarts, and revoking the link releases it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from app.clock import Clock
from app.domain.errors import NotFound, Rejection, Sentence, TooMany
from app.domain.state.rundown import Plan
from app.domain.text import clean_text
from app.domain.values import MINUTE, SECOND, Role
from app.service.access.throttle import Throttle
from app.service.access.tokens import SCREEN, Access, hash_of
from app.store.directory import Link

CODE_LIVES_MS = 5 * MINUTE
# The page of a waiting screen asks every two seconds, or reloads itself every five where there are no scripts.
ASKS_WITHIN_MS = 20 * SECOND
MOST_WAITING = 500
MOST_OF_ONE_PLACE = 50
LONGEST_NAME = 60

# A person mistypes; a guesser gets one try in ten seconds, against a million changing codes.
GUESSES = (10, 10 * SECOND)
# From one address, which a whole venue may share.
NEW_CODES = (60, 5 * SECOND)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class UnknownCode(Rejection):
    """No screen shows this code, or not any longer."""

    code = "unknown_code"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "No screen shows this code now. A code is good for five minutes; read it from the screen again."
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A screen that shows a code until an instant, as long as its page keeps asking for it."""

    code: str
    digest: bytes
    until_ms: int
    place: str  # of the network: an address, or the first 64 bits of one


class Pairing:
    """The screens that wait in this process; after a restart a screen simply shows another code."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access = access
        self._clock = clock
        self._waiting: dict[bytes, Waiting] = {}
        self._asked_ms: dict[bytes, int] = {}  # when each waiting screen's page last asked
        self._guesses = Throttle(*GUESSES)
        self._new_codes = Throttle(*NEW_CODES)

    async def token_for(self, held: str | None) -> str:
        """Return the token for a screen: its present one, or a new one if that is invalid or in use."""
        if held is not None and _TOKEN.fullmatch(held) and await self._access.is_free(held):
            return held
        return secrets.token_urlsafe(24)

    def code_for(self, token: str, place: str) -> Waiting:
        """Return the screen's code; a new one after five minutes, or when its page has not asked for long.

        Raises:
            TooMany: `too_many_screens`; too many wait, or too many came from this place of the network.
        """
        now, digest = self._clock.now(), hash_of(token)
        self._forget_over(now)
        if digest not in self._waiting:
            if wait := self._wait_ms(place, now):
                sentence = Sentence("Too many screens ask for a code. Try again soon.")
                raise TooMany("too_many_screens", sentence, -(-wait // SECOND))
            self._waiting[digest] = Waiting(self._new_code(), digest, now + CODE_LIVES_MS, place)
        self._asked_ms[digest] = now
        return self._waiting[digest]

    def shown(self, token: str) -> str | None:
        """Return the code that can pair this screen now, or None. Its page asks again and again."""
        now, digest = self._clock.now(), hash_of(token)
        self._forget_over(now)
        if (waiting := self._waiting.get(digest)) is None:
            return None
        self._asked_ms[digest] = now
        return waiting.code

    async def pair(self, code: str, link: Link, by: str) -> None:
        """Give a link to the screen that shows a code.

        Args:
            code: as a person typed it; spaces and hyphens are ignored.
            link: the screen's role and destination.
            by: the id of the sender's link, whose guesses are limited.

        Raises:
            TooMany: `too_many_attempts`; the code was not compared.
            UnknownCode: no screen shows it, or not any longer.
        """
        now = self._clock.now()
        if wait := self._guesses.take(by, now):
            seconds = -(-wait // SECOND)
            raise TooMany(
                "too_many_attempts",
                Sentence("There were too many wrong codes. Try again in {seconds} seconds.", seconds=seconds),
                seconds,
            )
        self._forget_over(now)
        plain = re.sub(r"[\s-]", "", code)
        screen = next((one for one in self._waiting.values() if one.code == plain), None)
        if screen is None:
            raise UnknownCode
        self._guesses.give_back(by)
        del self._waiting[screen.digest], self._asked_ms[screen.digest]
        await self._access.adopt(link, screen.digest)

    def _wait_ms(self, place: str, now: int) -> int:
        """Return 0 if one more screen of this place may wait, else the milliseconds until it may try again."""
        of_place = sum(waiting.place == place for waiting in self._waiting.values())
        if of_place >= MOST_OF_ONE_PLACE or len(self._waiting) >= MOST_WAITING:
            return ASKS_WITHIN_MS
        return self._new_codes.take(place, now)

    def _forget_over(self, now: int) -> None:
        """Forget expired codes, and those whose page no longer asks."""
        for digest, waiting in list(self._waiting.items()):
            if not now < waiting.until_ms or now - self._asked_ms[digest] > ASKS_WITHIN_MS:
                del self._waiting[digest], self._asked_ms[digest]

    def _new_code(self) -> str:
        taken = {waiting.code for waiting in self._waiting.values()}
        while (code := f"{secrets.randbelow(1_000_000):06}") in taken:
            pass
        return code


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen's destination: its role, the speaker whose page it is, and the page if it is not the role's own."""

    role: Role
    speaker: str | None = None
    page: str | None = None


def destination(page: str, plan: Plan, overlays: Collection[str]) -> Destination:
    """Read the destination of a screen: `stage`, `speaker/3`, or `overlay/timer`, one of `overlays`.

    `person/p3` is the page of the speaker with that id, at any place in the list.

    Raises:
        NotFound: a screen cannot be sent there.
    """
    if page == "stage":
        return Destination(Role.STAGE)
    if page.startswith("overlay/") and page.removeprefix("overlay/") in overlays:
        return Destination(Role.STAGE, page=page)
    if page.startswith("person/") and (person := plan.speaker(page.removeprefix("person/"))) is not None:
        return Destination(Role.SPEAKER, person.id)
    match = re.fullmatch(r"speaker/([1-9]\d{0,3})", page)
    if match is None or int(match[1]) > len(plan.speakers):
        raise NotFound("page like this for a screen")
    return Destination(Role.SPEAKER, plan.speakers[int(match[1]) - 1].id)


def screen_link(id_: str | None, slug: str, to: Destination, name: str, now: int) -> Link:
    """Return the link of a screen; `id_` is None for a newly paired one."""
    label = clean_text(name)[:LONGEST_NAME] or "Screen"
    own = id_ or f"{SCREEN}{secrets.token_hex(6)}"
    return Link(own, slug, to.role, label, to.speaker, now, None, None, None, to.page)
