"""The batons: one row for each session says which console runs it; an epoch decides between two that take it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import literal, select
from sqlmodel import Session, col

from app.store.database import Database
from app.store.engines.upsert import insert_or_replace_if
from app.store.notices import ChangeNotice, Topic, announce
from app.store.tables import BatonRow


@dataclass(frozen=True, slots=True)
class Holding:
    """The console that runs a session, since an instant, and the process that it is connected to.

    `epoch` grows by one each time the baton moves. `by_arrival`: the console has it only because it came first.
    """

    epoch: int
    holder: str
    name: str
    link: str | None
    since_ms: int
    by_arrival: bool
    process: str


class SqlBatons:
    """The batons of all sessions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, slug: str) -> Holding | None:
        """Return the console that runs a session; None if none ever has."""
        names = Holding.__dataclass_fields__
        query = select(*(col(getattr(BatonRow, name)) for name in names)).where(col(BatonRow.session) == slug)

        def work(session: Session) -> Holding | None:
            row = session.connection().execute(query).mappings().first()
            return Holding(**row) if row is not None else None

        return await self._database.read(work)

    async def take(self, slug: str, holding: Holding) -> bool:
        """Store that the baton has moved, if it was of the epoch before or is stored for the first time.

        Returns:
            False if another process has moved it meanwhile; nothing was changed.
        """
        row = {"session": slug, **asdict(holding)}

        def work(session: Session) -> bool:
            connection = session.connection()
            still = col(BatonRow.epoch) == literal(holding.epoch - 1)
            if not insert_or_replace_if(connection, BatonRow, row, ("session",), still):
                return False
            announce(connection, ChangeNotice(Topic.BATON, slug))
            return True

        return await self._database.write(work)
