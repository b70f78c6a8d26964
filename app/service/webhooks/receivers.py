"""Receivers of webhooks: made by an organiser, for one session or for all, each with a secret that is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import Clock
from app.domain.errors import Invalid, NotFound, Problem, Refused, Sentence
from app.domain.views.webhook_events import ALL_NAMES
from app.service.room import Sender
from app.service.webhooks.posting import is_own, read_target
from app.service.webhooks.signature import secret_of
from app.store.incidents import Incident, Incidents
from app.store.webhooks.deliveries import Deliveries, Delivery
from app.store.webhooks.subscriptions import Subscription, Subscriptions

MOST = 100  # receivers of one server
SHOWN = 200  # deliveries of one receiver
_FIELDS = {"url", "events", "session"}


@dataclass(frozen=True, slots=True)
class Receivers:
    """All receivers of a server; `private` allows those on its own network."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    incidents: Incidents
    clock: Clock
    key: bytes
    private: bool = False

    async def make(self, by: Sender, fields: Mapping[str, Any], slugs: list[str]) -> tuple[Subscription, str]:
        """Make a receiver.

        Args:
            by: the organiser.
            fields: `url`; optional `events`, a list of names or one text with spaces (none: all), and `session`.
            slugs: the sessions that there are.

        Returns:
            The receiver and its secret, which is not shown again.

        Raises:
            Invalid: naming each field that cannot be read.
            Refused: there are as many receivers as a server has.
        """
        problems = [Problem(name, "is not a field of a receiver") for name in sorted(fields.keys() - _FIELDS)]
        url, session = fields.get("url"), fields.get("session") or None
        try:
            target = read_target(url if isinstance(url, str) else "", private=self.private)
            if not self.private and is_own(target.host):
                problems.append(
                    Problem("url", "is on the server's own network; the setting ROSTRUM_WEBHOOK_PRIVATE allows that")
                )
        except Invalid as invalid:
            problems += invalid.problems
        if session is not None and session not in slugs:
            problems.append(Problem("session", "is the address of a session"))
        names = _names(fields.get("events"), problems)
        if problems:
            raise Invalid(*problems)
        made = Subscription(secrets.token_hex(8), session, str(url), " ".join(names), self.clock.now())
        if not await self.subscriptions.add(made, MOST):
            raise Refused("too_many_receivers")
        self._note(by, "make_webhook", made)
        return made, secret_of(self.key, made.id)

    async def remove(self, by: Sender, id_: str) -> None:
        """Remove a receiver with all that waits for it.

        Raises:
            NotFound: there is none with this id.
        """
        removed = await self.get(id_)
        await self.subscriptions.remove(id_)
        self._note(by, "remove_webhook", removed)

    async def pause(self, by: Sender, id_: str, *, paused: bool) -> Subscription:
        """Pause a receiver: it is told nothing of what happens meanwhile, and what waits is sent when it continues.

        Raises:
            NotFound: there is none with this id.
        """
        receiver = await self.get(id_)
        if receiver.is_paused != paused:
            await self.subscriptions.pause(id_, paused=paused)
            self._note(by, "pause_webhook" if paused else "continue_webhook", receiver)
        return await self.get(id_)

    async def get(self, id_: str) -> Subscription:
        """Return a receiver.

        Raises:
            NotFound: there is none with this id.
        """
        if (receiver := await self.subscriptions.get(id_)) is None:
            raise NotFound("receiver like this")
        return receiver

    async def sent(self, id_: str) -> list[Delivery]:
        """Return the newest messages to a receiver, newest first.

        Raises:
            NotFound: there is none with this id.
        """
        return await self.deliveries.latest((await self.get(id_)).id, SHOWN)

    async def resend(self, id_: str, message: str) -> None:
        """Send a message once more; `message` is its id.

        Raises:
            NotFound: there is no such message to this receiver.
        """
        subscription, _, rest = message.partition(".")
        slug, _, seq = rest.rpartition(".")
        known = subscription == id_ and seq.isascii() and seq.isdecimal() and len(seq) < 16
        if not known or not await self.deliveries.resend(id_, slug, int(seq), self.clock.now()):
            raise NotFound("message like this")

    def _note(self, by: Sender, what: str, receiver: Subscription) -> None:
        host = read_target(receiver.url, private=True).host
        self.incidents.note(
            Incident(receiver.session, self.clock.now(), by.label, str(by.role), what, "done", f"{receiver.id} {host}")
        )


def _names(given: object, problems: list[Problem]) -> list[str]:
    listed = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
    wrong = given is not None and not isinstance(given, str | list)
    if wrong or any(name not in ALL_NAMES for name in listed):
        problems.append(Problem("events", Sentence("are some of {known}", known=", ".join(ALL_NAMES))))
        return []
    return sorted(set(listed))


def receiver_facts(receiver: Subscription) -> dict[str, Any]:
    """Return a receiver's facts for pages and JSON, without its secret."""
    return {
        "id": receiver.id,
        "url": receiver.url,
        "session": receiver.session,
        "events": sorted(receiver.wanted),
        "created_ms": receiver.created_ms,
        "failures": receiver.failures,
        "paused": receiver.is_paused,
    }


def delivery_facts(delivery: Delivery) -> dict[str, Any]:
    """Return a message's facts for pages and JSON."""
    names = ("id", "session", "seq", "event", "at_ms", "state", "tries", "tried_ms", "outcome")
    return {name: getattr(delivery, name) for name in names}
