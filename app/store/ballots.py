"""Votes of one session, and names given with questions: stored beside the journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, select, union, update
from sqlmodel import Session, col

from app.domain.state.votes import Ballot
from app.store.database import Database
from app.store.engines.upsert import insert_missing, insert_or_replace
from app.store.notices import ChangeNotice, Topic, announce
from app.store.tables import BallotRow, BurstRow, NameRow, ScriptRow, SessionRow, SummaryRow, WithdrawnRow

WITHDRAWN_KEPT = 1_000  # changes; a process that has missed more reads all votes again

_TAKE_BACK = delete(BallotRow).where(
    col(BallotRow.session) == bindparam("in_session"),
    col(BallotRow.question) == bindparam("of"),
    col(BallotRow.participant) == bindparam("by"),
)


@dataclass(frozen=True, slots=True)
class BallotChanges:
    """The votes that were cast and taken back (question, participant) up to a change of the session's votes.

    `whole`: these are all votes there are; others have been taken back. `bursts`: all questions that have one.
    """

    upto: int
    cast: list[Ballot]
    taken_back: list[tuple[str, str]]
    whole: bool = False
    bursts: frozenset[str] = frozenset()


class SqlBallots:
    """One row for each question and participant: a vote that is set twice is one vote."""

    def __init__(self, database: Database, slug: str) -> None:
        self._database = database
        self._slug = slug
        self._is_ours = col(SessionRow.slug) == slug
        self._ballots = select(
            col(BallotRow.question), col(BallotRow.participant), col(BallotRow.counts_from_ms)
        ).where(col(BallotRow.session) == slug)
        self._withdrawn = select(col(WithdrawnRow.question), col(WithdrawnRow.participant)).where(
            col(WithdrawnRow.session) == slug
        )

    async def read(self) -> list[Ballot]:
        """Return all votes."""

        def work(session: Session) -> list[Ballot]:
            return [Ballot(**row) for row in session.connection().execute(self._ballots).mappings()]

        return await self._database.read(work)

    async def changes(self, after: int) -> BallotChanges:
        """Return what has changed after a change of the session's votes; all votes if that was too long ago."""

        def work(session: Session) -> BallotChanges:
            connection = session.connection()
            upto = connection.execute(select(col(SessionRow.votes_changed)).where(self._is_ours)).scalar() or 0
            whole = after <= 0 or upto - after > WITHDRAWN_KEPT
            newer = [] if whole else [col(BallotRow.changed) > after]
            ballots = connection.execute(self._ballots.where(*newer)).mappings()
            gone = () if whole else connection.execute(self._withdrawn.where(col(WithdrawnRow.changed) > after))
            cast, taken_back = [Ballot(**row) for row in ballots], [(row[0], row[1]) for row in gone]
            bursts = connection.execute(select(col(BurstRow.question)).where(col(BurstRow.session) == self._slug))
            return BallotChanges(upto, cast, taken_back, whole, frozenset(bursts.scalars()))

        return await self._database.read(work)

    async def keep(
        self, cast: Sequence[Ballot], taken_back: Sequence[tuple[str, str]], bursts: Collection[str] = ()
    ) -> int:
        """Store votes, remove others (question, participant) and mark questions, all or none, in one transaction.

        A vote that is stored already stays unchanged; removing a missing one does nothing.

        Returns:
            The number of this change of the session's votes.
        """
        # In one order: two processes that keep the same votes never wait for each other.
        rows = [{"session": self._slug, **ballot._asdict()} for ballot in sorted(cast, key=str)]
        marks = [{"session": self._slug, "question": question} for question in sorted(bursts)]
        gone = [{"in_session": self._slug, "of": question, "by": participant} for question, participant in taken_back]

        def work(session: Session) -> int:
            connection = session.connection()
            # The session's row is held until the commit: changes are numbered in the order in which they are seen.
            number = update(SessionRow).where(self._is_ours).values(votes_changed=col(SessionRow.votes_changed) + 1)
            changed: int = connection.execute(number.returning(col(SessionRow.votes_changed))).scalar_one()
            if gone:
                connection.execute(_TAKE_BACK, gone)
                self._note_withdrawn(connection, taken_back, changed)
            if rows:
                new = [{**row, "changed": changed} for row in rows]
                insert_missing(connection, BallotRow, new, ("session", "question", "participant"))
            if marks:
                insert_missing(connection, BurstRow, marks, ("session", "question"))
            announce(connection, ChangeNotice(Topic.VOTES, self._slug))
            return changed

        return await self._database.write(work)

    def _note_withdrawn(self, connection: Connection, votes: Sequence[tuple[str, str]], changed: int) -> None:
        for question, participant in votes:
            row = {"session": self._slug, "question": question, "participant": participant, "changed": changed}
            insert_or_replace(connection, WithdrawnRow, row, ("session", "question", "participant"))
        old = col(WithdrawnRow.changed) < changed - WITHDRAWN_KEPT
        connection.execute(delete(WithdrawnRow).where(col(WithdrawnRow.session) == self._slug, old))


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
