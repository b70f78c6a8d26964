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
from app.service.access.links import in_language
from app.service.access.tokens import SCREEN, Access, hash_of
from app.service.ports import Pairings, Tries
from app.store.directory import Link
from app.store.shared.pairing import Waiting
from app.store.shared.tries import Bucket

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


class Pairing:
    """The screens that wait, in every process the same."""

    def __init__(self, access: Access, pairings: Pairings, tries: Tries, clock: Clock) -> None:
        self._access = access
        self._pairings = pairings
        self._tries = tries
        self._clock = clock

    async def token_for(self, held: str | None) -> str:
        """Return the token for a screen: its present one, or a new one if that is invalid or in use."""
        if held is not None and _TOKEN.fullmatch(held) and await self._access.is_free(held):
            return held
        return secrets.token_urlsafe(24)

    async def code_for(self, token: str, place: str) -> Waiting:
        """Return the screen's code; a new one after five minutes, or when its page has not asked for long.

        Raises:
            TooMany: `too_many_screens`; too many wait, or too many came from this place of the network.
        """
        now, digest = self._clock.now(), hash_of(token)
        if (waiting := await self._pairings.asked(digest, now, ASKS_WITHIN_MS)) is not None:
            return waiting
        if wait := await self._wait_ms(place, now):
            sentence = Sentence("Too many screens ask for a code. Try again soon.")
            raise TooMany("too_many_screens", sentence, -(-wait // SECOND))
        waiting = Waiting(_new_code(), digest, now + CODE_LIVES_MS, place)
        return await self._pairings.add(waiting, _new_code, now, ASKS_WITHIN_MS)

    async def shown(self, token: str) -> str | None:
        """Return the code that can pair this screen now, or None. Its page asks again and again."""
        waiting = await self._pairings.asked(hash_of(token), self._clock.now(), ASKS_WITHIN_MS)
        return waiting.code if waiting is not None else None

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
        now, guesses = self._clock.now(), [Bucket(f"pair {by}", *GUESSES)]
        if wait := await self._tries.take(guesses, now):
            seconds = -(-wait // SECOND)
            raise TooMany(
                "too_many_attempts",
                Sentence("There were too many wrong codes. Try again in {seconds} s.", seconds=seconds),
                seconds,
            )
        digest = await self._pairings.take(re.sub(r"[\s-]", "", code), now, ASKS_WITHIN_MS)
        if digest is None:
            raise UnknownCode
        await self._tries.give_back(guesses)
        await self._access.adopt(link, digest)

    async def _wait_ms(self, place: str, now: int) -> int:
        """Return 0 if one more screen of this place may wait, else the milliseconds until it may try again."""
        waiting = await self._pairings.counts(place, now, ASKS_WITHIN_MS)
        if waiting.of_place >= MOST_OF_ONE_PLACE or waiting.all >= MOST_WAITING:
            return ASKS_WITHIN_MS
        return await self._tries.take([Bucket(f"screen {place}", *NEW_CODES)], now)


def _new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen's destination: its role, the speaker whose page it is, and the page if it is not the role's own.

    Without a `language` the screen's browser decides.
    """

    role: Role
    speaker: str | None = None
    page: str | None = None
    language: str | None = None


def destination(page: str, plan: Plan, overlays: Collection[str]) -> Destination:
    """Read the destination of a screen: `stage`, `backstage`, `speaker/3`, or `overlay/timer`, one of `overlays`.

    `sign` is that of the session's room, `person/p3` the page of the speaker with that id, at any place in the list.

    Raises:
        NotFound: a screen cannot be sent there.
    """
    if page == "stage":
        return Destination(Role.STAGE)
    if page == "backstage":
        return Destination(Role.CREW)
    if page == "sign":
        return Destination(Role.VIEWER, page=page)
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
    page = in_language(to.page or "", to.language) or None
    return Link(own, slug, to.role, label, to.speaker, now, None, None, None, page)
