"""Tries of passwords and codes, counted in all processes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlmodel import Session, col

from app.store.database import Database
from app.store.engines.upsert import insert_if_missing
from app.store.tables import TryRow


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many tries at once, then one in `every_ms` milliseconds; `key` names whose they are."""

    key: str
    burst: int
    every_ms: int


class SqlTries:
    """Token buckets, each stored as one number: the instant at which the bucket of a key will be full again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, buckets: Sequence[Bucket], now: int) -> int:
        """Count one try in each of these buckets, or none.

        Returns:
            0, or the milliseconds until the next try; then this try does not count.
        """

        def work(session: Session) -> int:
            connection = session.connection()
            new = [bucket.key for bucket in _in_order(buckets) if _is_new(connection, bucket, now)]
            full = [(bucket, _full_at(connection, bucket, now) + bucket.every_ms) for bucket in _in_order(buckets)]
            if (wait := max(at - now - bucket.burst * bucket.every_ms for bucket, at in full)) > 0:
                # A try that is refused leaves no row, however many keys are invented.
                connection.execute(delete(TryRow).where(col(TryRow.key).in_(new)))
                return wait
            for bucket, at in full:
                connection.execute(update(TryRow).where(col(TryRow.key) == bucket.key).values(full_at_ms=at))
            return 0

        return await self._database.write(work)

    async def give_back(self, buckets: Sequence[Bucket]) -> None:
        """Refund the latest try in each of these buckets, because it succeeded."""

        def work(session: Session) -> None:
            for bucket in _in_order(buckets):
                less = col(TryRow.full_at_ms) - bucket.every_ms
                query = update(TryRow).where(col(TryRow.key) == bucket.key)
                session.connection().execute(query.values(full_at_ms=less))

        await self._database.write(work)

    async def forget_full(self, now: int) -> None:
        """Delete the buckets that are full again."""
        full = delete(TryRow).where(col(TryRow.full_at_ms) <= now)
        await self._database.write(lambda session: session.connection().execute(full))


def _in_order(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Return the buckets in one order: two processes that count in the same ones never wait for each other."""
    return sorted(buckets, key=lambda bucket: bucket.key)


def _is_new(connection: Connection, bucket: Bucket, now: int) -> bool:
    """Make a bucket's row if there is none: without a row to hold, the first tries would not wait for each other."""
    return insert_if_missing(connection, TryRow, {"key": bucket.key, "full_at_ms": now}, ("key",))


def _full_at(connection: Connection, bucket: Bucket, now: int) -> int:
    """Return when a bucket will be full again; its row is held until the end of the transaction."""
    query = select(col(TryRow.full_at_ms)).where(col(TryRow.key) == bucket.key).with_for_update()
    stored: int = connection.execute(query).scalar() or now
    # After a clock was set back, no client waits longer than for an empty bucket.
    return max(now, min(stored, now + bucket.burst * bucket.every_ms))
