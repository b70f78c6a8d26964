"""The tables. Instants are integer milliseconds UTC; a table is never what a client sends."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint, true
from sqlmodel import Field, SQLModel


class SessionRow(SQLModel, table=True):
    """A session exists; everything else about it is in its journal."""

    __tablename__ = "sessions"

    slug: str = Field(primary_key=True)
    created_ms: int = Field(sa_type=BigInteger)
    votes_changed: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class SummaryRow(SQLModel, table=True):
    """The summary of a session, written with the record that changes it; its journal is the truth."""

    __tablename__ = "summaries"
    # A page of a list, in order, and the counts by conference and day are read from this index alone.
    __table_args__ = (
        Index(
            "ix_summaries_listed",
            *("conference", "day", "public", "status", "starts_at_ms", "day_begins_ms", "ends_at_ms", "session"),
        ),
    )

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    seq: int = Field(sa_type=BigInteger)
    title: str
    conference: str
    venue: str
    timezone: str
    day: str
    day_begins_ms: int = Field(sa_type=BigInteger)
    starts_at_ms: int = Field(sa_type=BigInteger)
    ends_at_ms: int = Field(sa_type=BigInteger)
    status: str = Field(index=True)
    opened_at_ms: int | None = Field(sa_type=BigInteger)
    closed_at_ms: int | None = Field(sa_type=BigInteger)
    public: bool
    public_overtime: bool
    spare_ms: int = Field(sa_type=BigInteger)
    words: str
    translations: str = Field(default="", sa_column_kwargs={"server_default": ""})
    opens_itself: bool = Field(default=False, sa_column_kwargs={"server_default": true()})


class JournalRow(SQLModel, table=True):
    """One record. The primary key is the concurrency check; the unique key makes a command happen once."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("session", "key", name="journal_key_once"),)

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at_ms: int = Field(sa_type=BigInteger)
    actor: str
    role: str
    key: str | None
    command: str
    kind: str
    version: int = Field(sa_type=BigInteger)
    data: str


class NameRow(SQLModel, table=True):
    """A name given with a question: beside the journal, because it is deleted after a while."""

    __tablename__ = "names"

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at_ms: int = Field(sa_type=BigInteger, index=True)
    name: str
    affiliation: str


class ScriptRow(SQLModel, table=True):
    """A text to be read aloud: beside the journal, because it is deleted when it is replaced, and after a while."""

    __tablename__ = "scripts"

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at_ms: int = Field(sa_type=BigInteger)
    place: str
    kept: bool
    script: str


class BallotRow(SQLModel, table=True):
    """One vote: one row for each question and participant. It counts from an instant on.

    `changed` is the session's `votes_changed` after the vote was stored: other processes read what is newer.
    """

    __tablename__ = "ballots"
    __table_args__ = (Index("ballots_changed", "session", "changed"),)

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    question: str = Field(primary_key=True)
    participant: str = Field(primary_key=True)
    counts_from_ms: int = Field(sa_type=BigInteger)
    changed: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class WithdrawnRow(SQLModel, table=True):
    """A vote that was taken back, for as long as other processes may still have to hear of it."""

    __tablename__ = "withdrawn"

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    question: str = Field(primary_key=True)
    participant: str = Field(primary_key=True)
    changed: int = Field(sa_type=BigInteger)


class BurstRow(SQLModel, table=True):
    """A question with a burst of votes from one address; which address that was is not stored."""

    __tablename__ = "bursts"

    session: str = Field(primary_key=True, foreign_key="sessions.slug")
    question: str = Field(primary_key=True)


class LinkRow(SQLModel, table=True):
    """A capability; only its token's hash is stored."""

    __tablename__ = "links"

    id: str = Field(primary_key=True)
    session: str | None = Field(default=None, foreign_key="sessions.slug", index=True)
    role: str
    label: str
    speaker: str | None
    page: str | None
    token_hash: bytes = Field(unique=True)
    created_ms: int = Field(sa_type=BigInteger)
    expires_ms: int | None = Field(sa_type=BigInteger)
    revoked_ms: int | None = Field(sa_type=BigInteger)
    last_used_ms: int | None = Field(sa_type=BigInteger)


class PasswordRow(SQLModel, table=True):
    """An argon2 hash, which holds its own salt and cost."""

    __tablename__ = "passwords"

    who: str = Field(primary_key=True)
    hash: str
    changed_ms: int = Field(sa_type=BigInteger)


class TemplateRow(SQLModel, table=True):
    """A plan to start other sessions from: a session document in its canonical form, as JSON."""

    __tablename__ = "templates"

    name: str = Field(primary_key=True)
    changed_ms: int = Field(sa_type=BigInteger)
    document: str


class IncidentRow(SQLModel, table=True):
    """An incident for the audit that is in no journal: a refused command, a link made or revoked."""

    __tablename__ = "incidents"

    id: int | None = Field(default=None, primary_key=True)
    session: str | None = Field(default=None, index=True)
    at_ms: int = Field(sa_type=BigInteger)
    actor: str
    role: str
    what: str
    outcome: str
    about: str


class ImportColumnsRow(SQLModel, table=True):
    """The columns of a table as an organiser set them, by a digest of the table's headings."""

    __tablename__ = "import_columns"

    headings: str = Field(primary_key=True)
    columns: str
    at_ms: int = Field(sa_type=BigInteger)


class SourceRow(SQLModel, table=True):
    """What a session was imported from. Stored before the session itself, which may be missing after a crash."""

    __tablename__ = "sources"

    source: str = Field(primary_key=True)
    slug: str
    ids: str
    at_ms: int = Field(sa_type=BigInteger)
    origin: str = Field(default="", sa_column_kwargs={"server_default": ""})


class NoticeRow(SQLModel, table=True):
    """A notice on an engine that tells nothing by itself; a number is never given twice."""

    __tablename__ = "notices"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    topic: str
    session: str | None = None
    about: str = Field(default="", sa_column_kwargs={"server_default": ""})


class MarkRow(SQLModel, table=True):
    """What servers on one database must have in common, by its mark."""

    __tablename__ = "marks"

    name: str = Field(primary_key=True)
    value: str


class PresenceRow(SQLModel, table=True):
    """The part of one process in who watches a session: counts, screens and consoles, as JSON."""

    __tablename__ = "presence"
    session: str = Field(primary_key=True)
    process: str = Field(primary_key=True)
    part: str


class BatonRow(SQLModel, table=True):
    """The console that runs a session. The epoch grows with each move, and decides between two that move it."""

    __tablename__ = "batons"

    session: str = Field(primary_key=True)
    epoch: int = Field(sa_type=BigInteger)
    holder: str
    name: str
    link: str | None
    since_ms: int = Field(sa_type=BigInteger)
    by_arrival: bool
    process: str


class PairingRow(SQLModel, table=True):
    """A screen that waits to be paired, by the hash of its token, and the code that it shows."""

    __tablename__ = "pairings"

    digest: bytes = Field(primary_key=True)
    code: str = Field(unique=True)
    until_ms: int = Field(sa_type=BigInteger)
    asked_ms: int = Field(sa_type=BigInteger)
    place: str


class TryRow(SQLModel, table=True):
    """Tries of one place, browser or link: the instant at which all of them are free again."""

    __tablename__ = "tries"

    key: str = Field(primary_key=True)
    full_at_ms: int = Field(sa_type=BigInteger)


class LeaseRow(SQLModel, table=True):
    """Work that one process does at a time, and until when it may."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    process: str
    until_ms: int = Field(sa_type=BigInteger)


class DraftRow(SQLModel, table=True):
    """A file that is looked at before its import: its bytes, and what was chosen for it, as JSON."""

    __tablename__ = "drafts"

    id: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger, index=True)
    version: int = Field(sa_type=BigInteger)
    facts: str
    size: int = Field(sa_type=BigInteger)
    data: bytes


class SubscriptionRow(SQLModel, table=True):
    """A receiver of webhooks, for one session or (None) all; its secret is made from the server's key and its id."""

    __tablename__ = "subscriptions"

    id: str = Field(primary_key=True)
    session: str | None = Field(default=None, foreign_key="sessions.slug", index=True)
    url: str
    events: str
    created_ms: int = Field(sa_type=BigInteger)
    failures: int = Field(sa_type=BigInteger)
    next_ms: int = Field(sa_type=BigInteger)


class DeliveryRow(SQLModel, table=True):
    """One message to one receiver, stored with the record that causes it. `state` is waiting, delivered or dead."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("deliveries_by_state", "state", "subscription", "at_ms", "session", "seq"),)

    subscription: str = Field(primary_key=True, foreign_key="subscriptions.id")
    session: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at_ms: int = Field(sa_type=BigInteger)
    event: str
    body: str
    state: str
    tries: int = Field(sa_type=BigInteger)
    since_ms: int = Field(sa_type=BigInteger)
    tried_ms: int | None = Field(sa_type=BigInteger)
    outcome: str


# Names of the tables whose rows belong to the processes that run now; they are not moved to another database.
OF_PROCESSES = frozenset(
    str(table.__tablename__) for table in (NoticeRow, PresenceRow, BatonRow, PairingRow, TryRow, LeaseRow, DraftRow)
)
