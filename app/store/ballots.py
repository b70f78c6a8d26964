"""Votes of one session, and names given with questions: stored beside the journal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, select, union
from sqlmodel import Session, col

from app.domain.state.votes import Ballot
from app.store.database import Database
from app.store.engines.upsert import insert_missing
from app.store.tables import BallotRow, NameRow, ScriptRow, SummaryRow

_TAKE_BACK = delete(BallotRow).where(
    col(BallotRow.session) == bindparam("in_session"),
    col(BallotRow.question) == bindparam("of"),
    col(BallotRow.participant) == bindparam("by"),
)


class SqlBallots:
    """One row for each question and participant: a vote that is set twice is one vote."""

    def __init__(self, database: Database, slug: str) -> None:
        self._database = database
        self._slug = slug

    async def read(self) -> list[Ballot]:
        """Return all votes."""
        query = select(col(BallotRow.question), col(BallotRow.participant), col(BallotRow.counts_from_ms)).where(
            col(BallotRow.session) == self._slug
        )

        def work(session: Session) -> list[Ballot]:
            return [Ballot(**row) for row in session.connection().execute(query).mappings()]

        return await self._database.read(work)

    async def keep(self, cast: Sequence[Ballot], taken_back: Sequence[tuple[str, str]]) -> None:
        """Store votes and remove others (question, participant), all or none, in one transaction.

        A vote that is stored already stays unchanged; removing a missing one does nothing.
        """
        # In one order: two processes that keep the same votes never wait for each other.
        rows = [{"session": self._slug, **ballot._asdict()} for ballot in sorted(cast, key=str)]
        gone = [{"in_session": self._slug, "of": question, "by": participant} for question, participant in taken_back]

        def work(session: Session) -> None:
            if gone:
                session.connection().execute(_TAKE_BACK, gone)
            if rows:
                insert_missing(session.connection(), BallotRow, rows, ("session", "question", "participant"))

        await self._database.write(work)


class SqlNames:
    """Names given with questions, and scripts; deleting them leaves no trace of them in the database's files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, ended_by_ms: int) -> list[str]:
        """Return the sessions with something to delete that ended by an instant, as far as their summaries say."""
        scripts = select(col(ScriptRow.session)).where(col(ScriptRow.kept).is_(False))
        holding = union(select(col(NameRow.session)), scripts).subquery()
        ended = func.coalesce(col(SummaryRow.closed_at_ms), col(SummaryRow.ends_at_ms))
        query = select(col(SummaryRow.session)).where(
            col(SummaryRow.session).in_(select(holding.c.session)), ended <= ended_by_ms
        )
        return await self._database.read(lambda session: list(session.connection().execute(query).scalars()))

    async def delete(self, slug: str) -> int:
        """Delete all names of a session, and its scripts that are not kept; return how many there were."""
        queries = (
            delete(NameRow).where(col(NameRow.session) == slug),
            delete(ScriptRow).where(col(ScriptRow.session) == slug, col(ScriptRow.kept).is_(False)),
        )

        def work(session: Session) -> int:
            return sum(session.connection().execute(query).rowcount for query in queries)

        deleted = await self._database.write(work)
        await self._database.settle()
        return deleted
