"""Deliveries: messages to receivers, stored with the records that cause them, so that none is lost or invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, or_, select, update
from sqlmodel import Session, col

from app.domain.messages.events import Record
from app.domain.state.session import Session as SessionState
from app.domain.views.webhook_events import WebhookEvent, webhook_events
from app.store.database import Database
from app.store.tables import DeliveryRow, SubscriptionRow
from app.store.webhooks.subscriptions import COLUMNS, Subscription, not_paused

# Made once: each command asks.
_RECEIVERS = select(*COLUMNS).where(
    or_(col(SubscriptionRow.session) == bindparam("of_session"), col(SubscriptionRow.session).is_(None)), not_paused
)
WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver. `since_ms` is when it began to wait, `outcome` what the latest try came to."""

    subscription: str
    session: str
    seq: int
    at_ms: int
    event: str
    body: str
    state: str
    tries: int
    since_ms: int
    tried_ms: int | None
    outcome: str

    @property
    def id(self) -> str:
        """The same for every try, so that a receiver can leave out what it has."""
        return f"{self.subscription}.{self.session}.{self.seq}"


def queue_deliveries(connection: Connection, after: SessionState, records: Sequence[Record]) -> None:
    """Store the messages that some new records cause, in the transaction that stores the records.

    Args:
        connection: of that transaction.
        after: the session after the records.
        records: of one command.
    """
    slug = after.plan.slug
    if not (receivers := [Subscription(*row) for row in connection.execute(_RECEIVERS, {"of_session": slug})]):
        return
    rows = [
        _row(receiver.id, slug, announced)
        for announced in webhook_events(after, records)
        for receiver in receivers
        if not receiver.wanted or announced.name in receiver.wanted
    ]
    if rows:
        connection.execute(insert(DeliveryRow), rows)


def _row(subscription: str, slug: str, announced: WebhookEvent) -> dict[str, object]:
    at = datetime.fromtimestamp(announced.at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    message = {"type": announced.name, "timestamp": at.replace("+00:00", "Z"), "data": announced.facts}
    return {
        "subscription": subscription,
        "session": slug,
        "seq": announced.seq,
        "at_ms": announced.at_ms,
        "event": announced.name,
        "body": to_json(message).decode(),
        "state": WAITING,
        "tries": 0,
        "since_ms": announced.at_ms,
        "tried_ms": None,
        "outcome": "",
    }


class Deliveries:
    """The messages of all receivers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: int) -> list[Subscription]:
        """Return the receivers to which something can be sent now."""

        def work(session: Session) -> list[Subscription]:
            return [Subscription(*row) for row in session.connection().execute(_DUE, {"now": now})]

        return await self._database.read(work)

    async def first(self, subscription: str) -> Delivery | None:
        """Return the oldest message that waits for a receiver, if any; none while it is paused."""
        goes_on = select(col(SubscriptionRow.id)).where(_of_receiver, not_paused).exists()
        of = (col(DeliveryRow.subscription) == subscription, col(DeliveryRow.state) == WAITING, goes_on)
        return next(iter(await self._read(select(*_COLUMNS).where(*of).order_by(*_IN_ORDER).limit(1))), None)

    async def latest(self, subscription: str, most: int) -> list[Delivery]:
        """Return the newest messages to a receiver, newest first."""
        of = col(DeliveryRow.subscription) == subscription
        newest = [column.desc() for column in _IN_ORDER]
        return await self._read(select(*_COLUMNS).where(of).order_by(*newest).limit(most))

    async def note(self, delivery: Delivery, receiver: Subscription) -> None:
        """Store what a try came to: the message with its new state, and the receiver's failures and next instant."""
        of_receiver = update(SubscriptionRow).where(col(SubscriptionRow.id) == receiver.id, not_paused)
        paced = of_receiver.values(failures=receiver.failures, next_ms=receiver.next_ms)
        tried = {"state": delivery.state, "tries": delivery.tries, "tried_ms": delivery.tried_ms}
        changed = update(DeliveryRow).where(*_same(delivery)).values(**tried, outcome=delivery.outcome)

        def work(session: Session) -> None:
            session.connection().execute(changed)
            session.connection().execute(paced)

        await self._database.write(work)

    async def bury(self, subscription: str, before_ms: int, outcome: str) -> None:
        """Give up every message to a receiver that has waited since before an instant."""
        of = (
            col(DeliveryRow.subscription) == subscription,
            col(DeliveryRow.state) == WAITING,
            col(DeliveryRow.since_ms) <= before_ms,
        )
        # Those that were never tried are kept as long as the others.
        dead = {"state": DEAD, "outcome": outcome, "tried_ms": func.coalesce(col(DeliveryRow.tried_ms), before_ms)}
        await self._database.write(
            lambda session: session.connection().execute(update(DeliveryRow).where(*of).values(**dead))
        )

    async def resend(self, subscription: str, slug: str, seq: int, now: int) -> bool:
        """Send a message once more, as soon as possible; return False if there is none."""
        of = (
            col(DeliveryRow.subscription) == subscription,
            col(DeliveryRow.session) == slug,
            col(DeliveryRow.seq) == seq,
        )
        again = update(DeliveryRow).where(*of).values(state=WAITING, since_ms=now).returning(col(DeliveryRow.seq))
        going_on = update(SubscriptionRow).where(col(SubscriptionRow.id) == subscription, not_paused)
        at_once = going_on.values(failures=0, next_ms=0)

        def work(session: Session) -> bool:
            session.connection().execute(at_once)
            return session.connection().execute(again).first() is not None

        return await self._database.write(work)

    async def forget(self, before_ms: int) -> None:
        """Delete the messages that were last tried before an instant and do not wait."""
        old = (col(DeliveryRow.state) != WAITING, col(DeliveryRow.tried_ms) < before_ms)
        await self._database.write(lambda session: session.connection().execute(delete(DeliveryRow).where(*old)))

    async def _read(self, query: Select[Any]) -> list[Delivery]:
        def work(session: Session) -> list[Delivery]:
            return [Delivery(*row) for row in session.connection().execute(query)]

        return await self._database.read(work)


_COLUMNS = [col(getattr(DeliveryRow, name)) for name in Delivery.__dataclass_fields__]
_IN_ORDER = [col(DeliveryRow.at_ms), col(DeliveryRow.session), col(DeliveryRow.seq)]
_of_receiver = col(DeliveryRow.subscription) == col(SubscriptionRow.id)
# Made once: it is asked every second, on the event loop.
_DUE = select(*COLUMNS).where(
    col(SubscriptionRow.next_ms) <= bindparam("now"),
    select(col(DeliveryRow.seq)).where(_of_receiver, col(DeliveryRow.state) == WAITING).exists(),
)


def _same(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return (
        col(DeliveryRow.subscription) == delivery.subscription,
        col(DeliveryRow.session) == delivery.session,
        col(DeliveryRow.seq) == delivery.seq,
    )
