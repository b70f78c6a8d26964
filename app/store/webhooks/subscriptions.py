"""Subscriptions: the receivers of webhooks, of one session or of all."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, insert, not_, select, update
from sqlmodel import Session, col

from app.store.database import Database
from app.store.tables import DeliveryRow, SubscriptionRow

NEVER_MS = 2**53  # later than every instant


@dataclass(frozen=True, slots=True)
class Subscription:
    """A receiver: its address, the names of the events that it wants (empty: all), and how its sending goes.

    `session` is None for the events of all sessions. After `failures` in a row nothing is sent before `next_ms`; a
    paused receiver is sent nothing before `NEVER_MS`.
    """

    id: str
    session: str | None
    url: str
    events: str
    created_ms: int
    failures: int = 0
    next_ms: int = 0

    @property
    def wanted(self) -> frozenset[str]:
        """The names of the events that it wants; empty: all."""
        return frozenset(self.events.split())

    @property
    def is_paused(self) -> bool:
        return self.next_ms == NEVER_MS


class Subscriptions:
    """All receivers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, subscription: Subscription, most: int) -> bool:
        """Store a receiver; return False, and store nothing, if there are `most` already."""

        def work(session: Session) -> bool:
            connection = session.connection()
            if connection.execute(select(func.count()).select_from(SubscriptionRow)).scalar_one() >= most:
                return False
            connection.execute(insert(SubscriptionRow), [asdict(subscription)])
            return True

        return await self._database.write(work)

    async def remove(self, id_: str) -> bool:
        """Remove a receiver with all that waits for it; return False if there is none."""

        def work(session: Session) -> bool:
            connection = session.connection()
            connection.execute(delete(DeliveryRow).where(col(DeliveryRow.subscription) == id_))
            removed = delete(SubscriptionRow).where(col(SubscriptionRow.id) == id_)
            return connection.execute(removed.returning(col(SubscriptionRow.id))).first() is not None

        return await self._database.write(work)

    async def pause(self, id_: str, *, paused: bool) -> None:
        """Pause a receiver, or continue: what waits is sent at once then."""
        next_ms = NEVER_MS if paused else 0
        of = col(SubscriptionRow.id) == id_, not_paused if paused else not_(not_paused)
        changed = update(SubscriptionRow).where(*of).values(next_ms=next_ms, failures=0)
        await self._database.write(lambda session: session.connection().execute(changed))

    async def all(self) -> list[Subscription]:
        """Return all receivers, oldest first."""
        query = select(*COLUMNS).order_by(col(SubscriptionRow.created_ms), col(SubscriptionRow.id))

        def work(session: Session) -> list[Subscription]:
            return [Subscription(*row) for row in session.connection().execute(query)]

        return await self._database.read(work)

    async def get(self, id_: str) -> Subscription | None:
        """Return a receiver; None if there is none with this id."""
        query = select(*COLUMNS).where(col(SubscriptionRow.id) == id_)

        def work(session: Session) -> Subscription | None:
            row = session.connection().execute(query).first()
            return Subscription(*row) if row is not None else None

        return await self._database.read(work)


not_paused = col(SubscriptionRow.next_ms) < NEVER_MS
COLUMNS = [col(getattr(SubscriptionRow, name)) for name in Subscription.__dataclass_fields__]
