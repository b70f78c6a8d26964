"""Screens that wait to be paired, each under a code; every process knows all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlmodel import Session, col

from app.store.database import Database
from app.store.engines.upsert import insert_if_missing
from app.store.tables import PairingRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """A screen that shows a code until an instant, as long as its page keeps asking for it."""

    code: str
    digest: bytes
    until_ms: int
    place: str  # of the network: an address, or the first 64 bits of one


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many screens wait: all, and those of one place."""

    all: int
    of_place: int


class SqlPairings:
    """The waiting screens of all processes. A code is forgotten with its time, or when its page no longer asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def asked(self, digest: bytes, now: int, within_ms: int) -> Waiting | None:
        """Return the screen with this hash, and note that its page has asked; None if it waits no longer."""
        of, over = col(PairingRow.digest) == digest, _over(now, within_ms)

        def work(session: Session) -> Waiting | None:
            query = update(PairingRow).where(of, ~over).values(asked_ms=now).returning(*_COLUMNS)
            row = session.connection().execute(query).first()
            return Waiting(*row) if row is not None else None

        return await self._database.write(work)

    async def counts(self, place: str, now: int, within_ms: int) -> WaitingCounts:
        """Return how many screens wait now."""
        of_place = func.count().filter(col(PairingRow.place) == place)
        query = select(func.count(), of_place).where(~_over(now, within_ms))
        return await self._database.read(lambda session: WaitingCounts(*session.connection().execute(query).one()))

    async def add(self, waiting: Waiting, new_code: Callable[[], str], now: int, within_ms: int) -> Waiting:
        """Store a screen under its code, or under a new one if that is taken; forget those that wait no longer.

        A screen that waits already keeps its code.
        """

        def work(session: Session) -> Waiting:
            connection = session.connection()
            connection.execute(delete(PairingRow).where(_over(now, within_ms)))
            stored = waiting
            while not insert_if_missing(connection, PairingRow, {**asdict(stored), "asked_ms": now}, None):
                known = connection.execute(select(*_COLUMNS).where(col(PairingRow.digest) == waiting.digest)).first()
                if known is not None:
                    return Waiting(*known)
                stored = replace(stored, code=new_code())
            return stored

        return await self._database.write(work)

    async def take(self, code: str, now: int, within_ms: int) -> bytes | None:
        """Take the screen that shows a code; return its hash, or None if no screen shows it. One caller gets it."""
        shown = delete(PairingRow).where(col(PairingRow.code) == code, ~_over(now, within_ms))

        def work(session: Session) -> bytes | None:
            return session.connection().execute(shown.returning(col(PairingRow.digest))).scalar()

        return await self._database.write(work)


_COLUMNS = [col(getattr(PairingRow, name)) for name in Waiting.__dataclass_fields__]


def _over(now: int, within_ms: int) -> ColumnElement[bool]:
    return or_(col(PairingRow.until_ms) <= now, col(PairingRow.asked_ms) < now - within_ms)
