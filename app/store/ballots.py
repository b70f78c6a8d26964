"""Votes of one session, and the names that were given with questions: what is kept beside the journal."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.store.database import Database
from app.store.tables import BallotRow, NameRow


class Ballot(NamedTuple):
    """Somebody's vote for a question; it counts from this instant (milliseconds UTC) on."""

    question: str
    participant: str
    counts_from_ms: int


class SqlBallots:
    """One row for each question and participant: a vote that is set twice is one vote."""

    def __init__(self, database: Database, slug: str) -> None:
        self._database = database
        self._slug = slug

    async def read(self) -> list[Ballot]:
        """All votes."""
        query = select(col(BallotRow.question), col(BallotRow.participant), col(BallotRow.counts_from_ms)).where(
            col(BallotRow.session) == self._slug
        )

        def work(session: Session) -> list[Ballot]:
            return [Ballot(**row) for row in session.connection().execute(query).mappings()]

        return await self._database.read(work)

    async def set(self, ballot: Ballot) -> None:
        """Keep a vote; one that is there already stays as it is."""
        row = {"session": self._slug, **ballot._asdict()}
        key = (self._slug, ballot.question, ballot.participant)

        def work(session: Session) -> None:
            if session.get(BallotRow, key) is None:
                session.connection().execute(insert(BallotRow), [row])

        await self._database.write(work)

    async def unset(self, question: str, participant: str) -> None:
        """Take a vote back; nothing if there is none."""
        query = delete(BallotRow).where(
            col(BallotRow.session) == self._slug,
            col(BallotRow.question) == question,
            col(BallotRow.participant) == participant,
        )
        await self._database.write(lambda session: session.connection().execute(query))


async def delete_names(database: Database, before_ms: int) -> list[str]:
    """Delete the names that were given before an instant; the answer is the sessions that had any."""

    def work(session: Session) -> list[str]:
        old = col(NameRow.at_ms) < before_ms
        slugs = session.connection().execute(select(col(NameRow.session)).where(old).distinct()).scalars().all()
        session.connection().execute(delete(NameRow).where(old))
        return list(slugs)

    return await database.write(work)
