"""Rate limits by place, participant and link; a valid link is served even when its place is over the limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import structlog

from app.clock import Clock
from app.server.http.cookies import Cookies
from app.server.http.proxies import prefix_of
from app.service.access.throttle import Throttle

log = structlog.get_logger()

FILE_COST = 0.1  # in units of one page or command: a page needs some twenty files
GUESS_COST = 125.0  # a token without a link
TOLD_EVERY_MS = 60_000

Scope = MutableMapping[str, Any]


class Limiter:
    """Count requests and handshakes.

    There is a bucket for each address (a whole venue may share one), one for each participant, and a reserve for each
    link: other clients at the same address cannot lock out a moderator who was there before.
    """

    def __init__(
        self,
        clock: Clock,
        addresses: Throttle,
        participants: Throttle,
        links: Throttle,
        link_id: Callable[[str], str | None],
        participant_id: Callable[[Cookies], str | None],
    ) -> None:
        """The keys of buckets are ones that this server has given out: an invented key has no bucket.

        Args:
            clock: gives the instant of each request.
            addresses: a bucket for each address prefix.
            participants: a bucket for each participant.
            links: the reserve of each link.
            link_id: the id of the link with a token, if that is known without the database.
            participant_id: the participant of a cookie, if it was signed here.
        """
        self._clock = clock
        self._addresses = addresses
        self._participants = participants
        self._links = links
        self._link_id = link_id
        self._participant_id = participant_id
        self._told = Throttle(1, TOLD_EVERY_MS)

    def wait_ms(self, scope: Scope, headers: Mapping[str, str]) -> int:
        """Return 0 if the request may go on, else the milliseconds until it is worth trying again."""
        now, cookies = self._clock.now(), scope["state"]["cookies"]
        cost = FILE_COST if scope["path"].startswith("/static/") else 1.0
        if (participant := self._participant_id(cookies)) and (wait := self._participants.take(participant, now, cost)):
            return self._refused(scope, "participant", wait, now)
        wait = self._addresses.take(place_of(scope), now, cost)
        if wait and not self._has_reserve(shown_tokens(scope, headers), now):
            return self._refused(scope, "address", wait, now)
        return 0

    def guessed(self, scope: Scope, times: int = 1) -> None:
        """Count tokens without a link: a person who was given a link needs few tries."""
        self._addresses.charge(place_of(scope), self._clock.now(), GUESS_COST * times)

    def _has_reserve(self, tokens: list[str], now: int) -> bool:
        first_link = next((link for token in tokens if (link := self._link_id(token)) is not None), None)
        return first_link is not None and self._links.take(first_link, now) == 0

    def _refused(self, scope: Scope, whose: str, wait_ms: int, now: int) -> int:
        place = place_of(scope)
        # One line a minute: a flood must not fill the log.
        if not self._told.take(f"{whose}/{place}", now):
            log.warning("too many requests", limit=whose, client=place)
        return wait_ms


def place_of(scope: Scope) -> str:
    client = scope.get("client")
    return prefix_of(client[0]) if client else ""


def shown_tokens(scope: Scope, headers: Mapping[str, str]) -> list[str]:
    """Return every token that a request shows, in the path, a header or a cookie."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    shown = [bearer.strip()] if scheme.lower() == "bearer" else []
    if path_token := scope["state"].get("path_token"):
        shown.append(path_token)
    return [*shown, *scope["state"]["cookies"].tokens]
