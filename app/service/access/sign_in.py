"""Sign-in of organisers: with a password, or once with a link printed in the terminal. Both give a link.

A signed-in browser holds its own link for the role organiser, which is listed, expires and can be revoked like every
other link. So there is one mechanism for every entrance, and no session table beside the links.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.clock import Clock
from app.domain.errors import Invalid, NotFound, Problem, Rejection, Sentence, TooMany
from app.domain.text import clean_text, normal
from app.domain.values import DAY, HOUR, SECOND, Role
from app.logs import floods
from app.service.access.browsers import KnownBrowsers
from app.service.access.tokens import ONCE, STANDING, Access
from app.service.access.visitor import SIGNED_IN
from app.service.ports import Tries
from app.store.directory import Link
from app.store.incidents import Incident, Incidents
from app.store.passwords import Passwords
from app.store.shared.tries import Bucket

WHO = "organiser"
SIGNED_IN_FOR_MS = 7 * DAY  # a conference and the days around it
ONCE_FOR_MS = HOUR
SHORTEST = 10
LONGEST = 200
LONGEST_TYPED = 4 * LONGEST  # before its accents are composed
LONGEST_NAME = 40
TRUSTED_FOR_MS = 900  # how long "there is a password" is not looked up again

# A person mistypes a few times. A stranger gets 120 tries an hour from one place, and all places together 1,800; a
# known browser has tries of its own.
PER_PLACE = (5, 30 * SECOND)
PER_BROWSER = (5, 30 * SECOND)
OVERALL = (30, 2 * SECOND)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trier:
    """The origin of a password: a place of the network (an address or 64 bits of one), and perhaps a known browser."""

    place: str
    browser: str | None = None


class WrongPassword(Rejection):
    """The password is not the organiser's."""

    code = "wrong_password"
    status = 401

    def __init__(self) -> None:
        super().__init__("This is not the password. Nothing was changed; try again.")


class PasswordWanted(Rejection):
    """The link of the first start no longer signs in after a password was set."""

    code = "password_wanted"
    status = 403

    def __init__(self) -> None:
        super().__init__("This link was for the first sign-in, and a password has been set since. Sign in with it.")


class SignIn:
    """The organiser's password and the signed-in browsers."""

    def __init__(
        self,
        passwords: Passwords,
        tries: Tries,
        access: Access,
        incidents: Incidents,
        clock: Clock,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._passwords = passwords
        self._tries = tries
        self._access = access
        self._incidents = incidents
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        # A hash takes 100 ms and 64 MiB: it runs off the event loop, and never two at once.
        self._thread = ThreadPoolExecutor(1, "password")
        self.browsers = KnownBrowsers(access.signature)
        self._known: tuple[int, bool] | None = None

    def look_again(self) -> None:
        """Another process has set a password, or forgotten it."""
        self._known = None

    async def has_password(self) -> bool:
        """Whether a password is set. A change by another process is seen within a second."""
        now = self._clock.now()
        if self._known is None or not 0 <= now - self._known[0] <= TRUSTED_FOR_MS:
            self._known = (now, await self._passwords.read(WHO) is not None)
        return self._known[1]

    async def by_password(self, password: str, name: str, trier: Trier) -> tuple[Link, str]:
        """Sign in with a password; return the browser's new link and its token.

        Args:
            password: as typed.
            name: the organiser's name for the audit; may be empty.
            trier: the origin, whose tries are limited.

        Raises:
            TooMany: `too_many_attempts`; the password was not compared.
            WrongPassword: the password is wrong, or none is set.
        """
        try:
            await self._check(password, trier)
        except Rejection as rejection:
            floods.say("a sign-in was refused", trier.place, rejection.code)
            self._note_refusal(rejection.code, trier.place)
            raise
        return await self._signed_in(f"Organiser {clean_text(name)[:LONGEST_NAME]}".strip())

    async def by_link(self, link: Link, token: str) -> tuple[Link, str]:
        """Sign in with an organiser's link; return the browser's new link and its token.

        Raises:
            PasswordWanted: it is the printed link, and a password has been set.
            NotFound: it worked once and was used before.
        """
        if link.id.startswith(SIGNED_IN):
            return link, token
        if link.id.startswith(STANDING) and await self.has_password():
            self._note(link.label, "sign_in", PasswordWanted.code)
            raise PasswordWanted
        if link.id.startswith(ONCE):
            await self._access.revoke(link.id)
        return await self._signed_in("Organiser (by link)")

    async def make_link(self) -> str:
        """Return the token of a new link that signs in once, within an hour."""
        self._note("command line", "make_sign_in_link", "done")
        return await self._access.make(self._link(ONCE, "Organiser (one-time link)", ONCE_FOR_MS))

    async def set_password(self, new: str, current: str, by: Link, trier: Trier) -> None:
        """Set or change the password; every other browser is signed out.

        Args:
            new: the new password.
            current: the present one; ignored if there is none.
            by: the link of the organiser who sets it, which stays valid.
            trier: as in `by_password`.

        Raises:
            Invalid: the new one is too short or too long.
            TooMany, WrongPassword: as in `by_password`; nothing was changed.
        """
        _require_good(new)
        if await self._passwords.read(WHO) is not None:
            await self._check(current, trier)
        await self._store(new)
        for link in await self.signed_in():
            if link.id != by.id:
                await self._access.revoke(link.id)
        self._note(by.label, "set_password", "done")

    async def forget_password(self) -> None:
        """Delete the password: the printed link signs in again, and its holder can set a new one."""
        await self._passwords.forget(WHO)
        self._known = None
        self._note("command line", "forget_password", "done")

    async def signed_in(self) -> list[Link]:
        """Return the links of the signed-in browsers, oldest first."""
        now = self._clock.now()
        links = [link for link in await self._access.links(None) if link.id.startswith(SIGNED_IN)]
        return [link for link in links if link.revoked_ms is None and (link.expires_ms or 0) > now]

    async def sign_out(self, id_: str, by: Link) -> Link:
        """Sign a browser out, one's own or another.

        Raises:
            NotFound: there is no such browser.
        """
        if not id_.startswith(SIGNED_IN):
            raise NotFound("browser like this")
        link = await self._access.revoke(id_)
        self._note(by.label, "sign_out", "done", link.label)
        return link

    def close(self) -> None:
        """End the hashing thread."""
        self._thread.shutdown()

    async def _check(self, password: str, trier: Trier) -> None:
        buckets = _buckets(trier)
        await self._require_patience(buckets)
        known = await self._passwords.read(WHO)
        if known is None or not await self._off_the_loop(lambda: self._verify(known, password)):
            raise WrongPassword
        await self._tries.give_back(buckets)
        if self._hasher.check_needs_rehash(known):
            await self._store(password)

    async def _require_patience(self, buckets: list[Bucket]) -> None:
        if wait := await self._tries.take(buckets, self._clock.now()):
            seconds = -(-wait // SECOND)
            sentence = Sentence("There were too many attempts to sign in. Try again in {seconds} s.", seconds=seconds)
            raise TooMany("too_many_attempts", sentence, seconds)

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _verify(self, hash_: str, password: str) -> bool:
        if len(password) > LONGEST_TYPED:
            return False
        try:
            return self._hasher.verify(hash_, _normal(password))
        except VerifyMismatchError:
            return False

    async def _store(self, password: str) -> None:
        hash_ = await self._off_the_loop(lambda: self._hasher.hash(_normal(password)))
        await self._passwords.keep(WHO, hash_, self._clock.now())
        self._known = None

    async def _signed_in(self, label: str) -> tuple[Link, str]:
        link = self._link(SIGNED_IN, label, SIGNED_IN_FOR_MS)
        token = await self._access.make(link)
        self._note(label, "sign_in", "done")
        return link, token

    def _link(self, kind: str, label: str, life_ms: int) -> Link:
        now = self._clock.now()
        id_ = f"{kind}{secrets.token_hex(6)}"
        return Link(id_, None, Role.ORGANISER, label, None, now, now + life_ms, None, None)

    def _note_refusal(self, code: str, place: str) -> None:
        # A person who types a wrong password has shown no link: the refusal counts for the anonymous visitors.
        refused = Incident(None, self._clock.now(), "Sign-in", str(Role.VIEWER), "sign_in", code, "")
        self._incidents.note(refused, place)

    def _note(self, actor: str, what: str, outcome: str, about: str = "") -> None:
        self._incidents.note(Incident(None, self._clock.now(), actor, str(Role.ORGANISER), what, outcome, about))


def _buckets(trier: Trier) -> list[Bucket]:
    if trier.browser is not None:
        return [Bucket(f"browser {trier.browser}", *PER_BROWSER)]
    return [Bucket(f"place {trier.place}", *PER_PLACE), Bucket("overall", *OVERALL)]


def _require_good(password: str) -> None:
    length = len(_normal(password)) if len(password) <= LONGEST_TYPED else len(password)
    if not SHORTEST <= length <= LONGEST:
        what = f"has {length} characters; it needs {SHORTEST} to {LONGEST}; a few words are good"
        raise Invalid(Problem("password", what))


def _normal(password: str) -> str:
    """Normalise a password, however a keyboard composes its accents; an invalid text matches no password."""
    return normal("NFC", password).encode(errors="replace").decode()
