"""The summaries of all sessions: one row each, written in the transaction that appends the record which changes it.

A page of a list is read with few queries, however many sessions there are, and no journal is read for it. A journal is
the truth: a missing row is made from it after a migration and when its session is loaded, and `check` compares the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, case, func, insert, or_, select, true, update
from sqlmodel import Session, col

from app.domain.codec import decode
from app.domain.state.fold import fold
from app.domain.values import HOUR, Status
from app.domain.views.summary import Summary, summarise
from app.store.database import Database
from app.store.engines.upsert import insert_if_missing
from app.store.tables import JournalRow, SessionRow, SummaryRow

MISSED_MS = HOUR  # after its scheduled end, a session that was not opened is past
AT_ONCE = 500  # rows
MOST_WORDS = 10  # of a search
LONGEST_SEARCH = 100  # characters
NOW, TODAY, COMING, PAST = range(4)  # the groups of a list, in order


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of sessions; empty fields mean all.

    `visible` holds the addresses that count beside those of public sessions; None: all count. `words` are folded, and
    all of them occur in what a search looks in.
    """

    visible: frozenset[str] | None = None
    conference: str = ""
    day: str = ""
    status: str = ""
    words: tuple[str, ...] = ()
    venue: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """Some of the chosen sessions in order, and how many are chosen.

    `places` counts the visible sessions, chosen or not, by conference and day.
    """

    summaries: tuple[Summary, ...]
    count: int
    places: Counter[tuple[str, str]]


def searched(text: str) -> tuple[str, ...]:
    """Return the words of a search, folded: the first ten, of the first hundred characters."""
    return tuple(text[:LONGEST_SEARCH].casefold().split()[:MOST_WORDS])


class Summaries:
    """The summaries of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, chosen: Chosen, now: int, first: int, most: int) -> SummaryPage:
        """Return at most so many of the chosen sessions, from the one at index `first` on.

        Live ones come first, then today's, those to come, and those past, the latest of these first.
        """

        def work(session: Session) -> SummaryPage:
            connection, condition = session.connection(), _condition(chosen)
            rows = _read(connection, _in_order(condition, now, first, most))
            places = _places(connection, chosen)
            return SummaryPage(rows, _count(connection, chosen, places), places)

        return await self._database.read(work)

    async def chosen(self, chosen: Chosen, now: int, most: int) -> tuple[Summary, ...]:
        """Return at most so many of the chosen sessions, in the order of `page`."""
        query = _in_order(_condition(chosen), now, 0, most)
        return await self._database.read(lambda session: _read(session.connection(), query))

    async def seqs(self, slugs: Collection[str]) -> dict[str, int]:
        """Return the seq of the latest record of these sessions."""
        return {slug: seq for slug, (seq, _) in (await self.latest(slugs)).items()}

    async def latest(self, slugs: Collection[str]) -> dict[str, tuple[int, int]]:
        """Return the seq of the latest record of these sessions, and the number of the latest change of their votes."""
        seq = (
            select(func.max(col(JournalRow.seq)))
            .where(col(JournalRow.session) == col(SessionRow.slug))
            .scalar_subquery()
        )
        query = select(col(SessionRow.slug), seq, col(SessionRow.votes_changed)).where(col(SessionRow.slug).in_(slugs))
        return await self._database.read(
            lambda session: {slug: (seq, votes) for slug, seq, votes in session.connection().execute(query)}
        )

    async def newest(self, most: int) -> tuple[Summary, ...]:
        """Return at most so many sessions, the one made last first."""
        query = _ROWS.join(SessionRow, col(SessionRow.slug) == col(SummaryRow.session))
        query = query.order_by(col(SessionRow.created_ms).desc(), col(SummaryRow.session).desc()).limit(most)
        return await self._database.read(lambda session: _read(session.connection(), query))

    async def of_conference(self, title: str, most: int) -> list[str]:
        """Return the addresses of at most so many sessions of a conference, the one that starts last first."""
        slug = col(SummaryRow.session)
        query = select(slug).where(col(SummaryRow.conference) == title)
        query = query.order_by(col(SummaryRow.starts_at_ms).desc(), slug).limit(most)
        return await self._database.read(lambda session: list(session.connection().execute(query).scalars()))

    async def of(self, slug: str) -> Summary | None:
        """Return the summary of a session; None if there is no row."""
        return await self._database.read(lambda session: read_summary(session.connection(), slug))

    async def live(self) -> list[str]:
        """Return the addresses of all live sessions."""
        query = select(col(SummaryRow.session)).where(col(SummaryRow.status) == str(Status.LIVE))
        return await self._database.read(lambda session: list(session.connection().execute(query).scalars()))

    async def starting(self, since_ms: int, until_ms: int) -> list[str]:
        """Return the addresses of planned sessions that open by themselves between two instants."""
        planned = and_(col(SummaryRow.status) == str(Status.PLANNED), col(SummaryRow.opens_itself))
        soon = col(SummaryRow.starts_at_ms).between(since_ms, until_ms)
        query = select(col(SummaryRow.session)).where(planned, soon)
        return await self._database.read(lambda session: list(session.connection().execute(query).scalars()))

    async def public(self) -> list[str]:
        """Return the addresses of all public sessions."""
        query = select(col(SummaryRow.session)).where(col(SummaryRow.public))
        return await self._database.read(lambda session: list(session.connection().execute(query).scalars()))

    async def missing(self) -> list[str]:
        """Return the addresses of sessions without a summary: those whose journals cannot be read."""
        return await self._database.read(lambda session: _missing(session.connection()))

    async def keep(self, summary: Summary) -> None:
        """Store a summary in place of the one that is there, if that is not a later one."""
        await self._database.write(lambda session: write_summary(session.connection(), summary))


def write_summary(connection: Connection, summary: Summary) -> None:
    """Store a summary in the present transaction, unless the one there is of a later record."""
    row = _row(summary)
    if insert_if_missing(connection, SummaryRow, row, ("session",)):
        return
    older = (col(SummaryRow.session) == summary.slug, col(SummaryRow.seq) <= summary.seq)
    connection.execute(update(SummaryRow).where(*older).values(**row))


def insert_summary(connection: Connection, summary: Summary) -> None:
    """Store the summary of a new session in the present transaction."""
    connection.execute(insert(SummaryRow), [_row(summary)])


def write_missing(connection: Connection) -> None:
    """Make the rows that are missing from the journals; one that cannot be read gets none."""
    made = (recomputed(connection, slug) for slug in _missing(connection))
    rows = (_row(summary) for summary in made if summary is not None)
    while some := list(islice(rows, AT_ONCE)):
        connection.execute(insert(SummaryRow), some)


def read_summary(connection: Connection, slug: str) -> Summary | None:
    """Return the stored summary of a session; None if there is no row."""
    return next(iter(_read(connection, _ROWS.where(col(SummaryRow.session) == slug))), None)


def recomputed(connection: Connection, slug: str) -> Summary | None:
    """Return the summary of a session from its journal; None if that cannot be read."""
    table = JournalRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = select(*table.columns).where(table.c.session == slug).order_by(table.c.seq)
    try:
        return summarise(fold(decode(dict(row)) for row in connection.execute(query).mappings()))
    except Exception:  # any error that a damaged record causes: the session is left out, and named when it is loaded
        return None


def _row(summary: Summary) -> dict[str, Any]:
    row = asdict(summary)
    return {"session": row.pop("slug"), **row}


_COLUMNS = [column for column in SummaryRow.__table__.columns if column.name != "session"]  # type: ignore[attr-defined]
_ROWS = select(col(SummaryRow.session).label("slug"), *_COLUMNS)


def _read(connection: Connection, query: Any) -> tuple[Summary, ...]:
    return tuple(Summary(**row) for row in connection.execute(query).mappings())


def _missing(connection: Connection) -> list[str]:
    query = select(col(SessionRow.slug)).outerjoin(SummaryRow, col(SummaryRow.session) == col(SessionRow.slug))
    query = query.where(col(SummaryRow.session).is_(None)).order_by(col(SessionRow.created_ms), col(SessionRow.slug))
    return list(connection.execute(query).scalars())


def _visible(chosen: Chosen) -> Any:
    if chosen.visible is None:
        return true()
    return or_(col(SummaryRow.public), col(SummaryRow.session).in_(sorted(chosen.visible)))


def _condition(chosen: Chosen) -> Any:
    named = {"conference": chosen.conference, "day": chosen.day, "status": chosen.status, "venue": chosen.venue}
    same = (getattr(SummaryRow, name) == value for name, value in named.items() if value)
    words = (col(SummaryRow.words).contains(word, autoescape=True) for word in chosen.words)
    return and_(_visible(chosen), *same, *words)


def _in_order(condition: Any, now: int, first: int, most: int) -> Any:
    """Return the query of some rows in order; only their keys are sorted, from an index, not the rows of all."""
    starts = col(SummaryRow.starts_at_ms)
    group = case(
        (col(SummaryRow.status) == str(Status.LIVE), NOW),
        (or_(col(SummaryRow.status) == str(Status.CLOSED), col(SummaryRow.ends_at_ms) <= now - MISSED_MS), PAST),
        (col(SummaryRow.day_begins_ms) <= now, TODAY),
        else_=COMING,
    )
    within = case((group == PAST, -starts), else_=starts)
    slug = col(SummaryRow.session)
    keys = select(slug, group.label("place"), within.label("within")).where(condition)
    page = keys.order_by(group, within, slug).offset(first).limit(most).subquery()
    return _ROWS.join(page, page.c.session == slug).order_by(page.c.place, page.c.within, slug)


def _places(connection: Connection, chosen: Chosen) -> Counter[tuple[str, str]]:
    place = (col(SummaryRow.conference), col(SummaryRow.day))
    query = select(*place, func.count()).where(_visible(chosen)).group_by(*place)
    return Counter({(conference, day): count for conference, day, count in connection.execute(query)})


def _count(connection: Connection, chosen: Chosen, places: Counter[tuple[str, str]]) -> int:
    if chosen.status or chosen.words:
        query = select(func.count()).select_from(SummaryRow).where(_condition(chosen))
        return connection.execute(query).scalar_one()
    return sum(
        count
        for (conference, day), count in places.items()
        if chosen.conference in {"", conference} and chosen.day in {"", day}
    )
