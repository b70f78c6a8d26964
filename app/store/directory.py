"""The directory: all sessions, and the links to them. The only queries that are not about one session."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from app.domain.codec import encode
from app.domain.errors import SlugTaken
from app.domain.messages.events import Record
from app.domain.state.fold import fold
from app.domain.state.votes import Ballot
from app.domain.values import MINUTE, Role
from app.domain.views.summary import Summary, summarise
from app.store.database import Database
from app.store.engines.upsert import insert_if_missing, insert_missing, insert_or_replace
from app.store.notices import ChangeNotice, Topic, announce
from app.store.revocations import Revocations
from app.store.summaries import insert_summary
from app.store.tables import BallotRow, JournalRow, LinkRow, MarkRow, SessionRow

MARK = "secret"  # name of the row
# Made once: it is asked twice a second, on the event loop.
_ENDED = select(LinkRow).where(
    or_(
        col(LinkRow.revoked_ms) >= bindparam("after"),
        col(LinkRow.expires_ms).between(bindparam("after"), bindparam("now")),
    )
)


@dataclass(frozen=True, slots=True)
class Link:
    """A capability. `session` is None for the organiser's, which is valid for every session; instants in milliseconds.

    `page` is the page that it opens first, below the session's address, if that is not the role's own page; with
    `?language=` behind it, the page is in that language.
    """

    id: str
    session: str | None
    role: Role
    label: str
    speaker: str | None
    created_ms: int
    expires_ms: int | None
    revoked_ms: int | None
    last_used_ms: int | None
    page: str | None = None


class Directory:
    """Sessions and links of one server."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revocations = Revocations(database.file)

    async def slugs(self) -> list[str]:
        """Return the addresses of all sessions, oldest first."""
        query = select(SessionRow.slug).order_by(col(SessionRow.created_ms), col(SessionRow.slug))
        return await self._database.read(lambda session: list(session.exec(query)))

    async def create(self, slug: str, records: Sequence[Record], ballots: Sequence[Ballot] = ()) -> None:
        """Store a new session with its first records, its summary and votes, or nothing.

        Raises:
            SlugTaken: there is one with this address.
        """
        rows = [{"session": slug, **encode(record)} for record in records]
        votes = [{"session": slug, **ballot._asdict()} for ballot in ballots]
        summary = await asyncio.to_thread(_summary, slug, records)

        def work(session: Session) -> None:
            connection = session.connection()
            connection.execute(insert(SessionRow), [{"slug": slug, "created_ms": records[0].at_ms}])
            connection.execute(insert(JournalRow), rows)
            insert_summary(connection, summary)
            if votes:
                connection.execute(insert(BallotRow), votes)
            announce(connection, ChangeNotice(Topic.JOURNAL, slug, records[-1].seq))

        try:
            await self._database.write(work)
        except IntegrityError as error:
            raise SlugTaken(slug) from error

    async def link_by_hash(self, token_hash: bytes) -> Link | None:
        """Return the link with this token's hash, valid or not."""
        query = select(LinkRow).where(LinkRow.token_hash == token_hash)
        return await self._database.read(lambda session: _link(session.exec(query).first()))

    async def links(self, slug: str | None) -> list[Link]:
        """Return all links of a session (None: of the server), oldest first, revoked ones included."""
        query = select(LinkRow).where(col(LinkRow.session) == slug).order_by(col(LinkRow.created_ms), col(LinkRow.id))
        return await self._database.read(lambda session: [link for row in session.exec(query) if (link := _link(row))])

    async def link(self, id_: str) -> Link | None:
        """Return the link with this id, valid or not."""
        return await self._database.read(lambda session: _link(session.get(LinkRow, id_)))

    async def with_hashes(self, ids: Sequence[str]) -> dict[str, tuple[Link, bytes]]:
        """Return the links with these ids, valid or not, each with the hash of its token."""
        query = select(LinkRow).where(col(LinkRow.id).in_(ids))
        return await self._database.read(
            lambda session: {row.id: (link, row.token_hash) for row in session.exec(query) if (link := _link(row))}
        )

    async def add_link(self, link: Link, token_hash: bytes) -> bool:
        """Store a link; return False, changing nothing, if there is one with this id."""
        row = _link_row(link, token_hash)

        def work(session: Session) -> bool:
            return insert_if_missing(session.connection(), LinkRow, row, ("id",))

        return await self._database.write(work)

    async def add_links(self, links: Sequence[tuple[Link, bytes]]) -> None:
        """Store links with the hashes of their tokens, in one transaction; those with a known id stay as they are."""
        rows = [_link_row(link, token_hash) for link, token_hash in links]
        await self._database.write(lambda session: insert_missing(session.connection(), LinkRow, rows, ("id",)))

    async def send_link_elsewhere(self, link: Link) -> bool:
        """Store a link's new session, role, label, speaker and page; its token stays. Return False if it has ended."""
        query = update(LinkRow).where(col(LinkRow.id) == link.id, col(LinkRow.revoked_ms).is_(None))
        moved = query.values({name: getattr(link, name) for name in ("session", "role", "label", "speaker", "page")})

        def work(session: Session) -> bool:
            announce(session.connection(), ChangeNotice(Topic.LINKS))
            return session.connection().execute(moved).rowcount == 1

        return await self._database.write(work)

    async def ended_links(self, after_ms: int, now: int) -> list[Link]:
        """Return the links that were revoked at or after an instant, or expired between it and now."""
        params = {"after": after_ms, "now": now}
        return await self._database.read(
            lambda session: [link for row in session.exec(_ENDED, params=params) if (link := _link(row))]
        )

    async def revoke(self, id_: str, at_ms: int) -> bool:
        """Revoke a link; return False if there is none, or if it was revoked before."""
        still = (col(LinkRow.id) == id_, col(LinkRow.revoked_ms).is_(None))

        def work(session: Session) -> bool:
            # The row is held: of two processes that use up a link that signs in once, one does.
            digest = session.exec(select(LinkRow.token_hash).where(*still).with_for_update()).first()
            if digest is None:
                return False
            # First beside the database: a backup restored later then does not make the link valid again.
            self._revocations.add([digest])
            session.connection().execute(update(LinkRow).where(*still).values(revoked_ms=at_ms))
            announce(session.connection(), ChangeNotice(Topic.LINKS))
            return True

        return await self._database.write(work)

    async def revoke_again(self, at_ms: int) -> int:
        """Revoke again what was revoked before an older database was restored; return how many links."""

        def work(session: Session) -> int:
            hashes = self._revocations.read()
            valid = session.exec(select(LinkRow.id, LinkRow.token_hash).where(col(LinkRow.revoked_ms).is_(None)))
            revoked = [id_ for id_, digest in valid if digest in hashes]
            for id_ in revoked:
                session.connection().execute(update(LinkRow).where(col(LinkRow.id) == id_).values(revoked_ms=at_ms))
            return len(revoked)

        return await self._database.write(work)

    async def mark(self, ours: str) -> str:
        """Store the mark of our secret if there is none; return the stored mark."""
        row = {"name": MARK, "value": ours}

        def work(session: Session) -> str:
            insert_if_missing(session.connection(), MarkRow, row, ("name",))
            return session.exec(select(MarkRow.value).where(MarkRow.name == MARK)).one()

        return await self._database.write(work)

    async def mark_anew(self, ours: str) -> bool:
        """Replace the mark of another secret by ours; return False, changing nothing, if a server runs."""
        row = {"name": MARK, "value": ours}

        def work(session: Session) -> bool:
            if not self._database.lock_servers_out(session.connection()):
                return False
            insert_or_replace(session.connection(), MarkRow, row, ("name",))
            return True

        return await self._database.write(work)

    async def touch(self, id_: str, at_ms: int) -> bool:
        """Note that a link was used, at most once a minute."""
        stale = or_(col(LinkRow.last_used_ms).is_(None), col(LinkRow.last_used_ms) < at_ms - MINUTE)
        return await self._changed(update(LinkRow).where(col(LinkRow.id) == id_, stale).values(last_used_ms=at_ms))

    async def _changed(self, query: Any) -> bool:
        def work(session: Session) -> bool:
            changed: int = session.connection().execute(query).rowcount
            return changed > 0

        return await self._database.write(work)


def _summary(slug: str, records: Sequence[Record]) -> Summary:
    return replace(summarise(fold(records)), slug=slug)


def _link_row(link: Link, token_hash: bytes) -> dict[str, Any]:
    return {**asdict(link), "role": str(link.role), "token_hash": token_hash}


def _link(row: LinkRow | None) -> Link | None:
    if row is None:
        return None
    names = ("id", "session", "label", "speaker", "created_ms", "expires_ms", "revoked_ms", "last_used_ms", "page")
    return Link(role=Role(row.role), **{name: getattr(row, name) for name in names})
