"""PostgreSQL that cannot be used, or not now: a sentence that says why, and what to do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from threading import Event
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, text
from sqlmodel import Session
from structlog.testing import capture_logs

from app.domain.errors import DataUnusable, JournalUnavailable
from app.store.database import Database, engine_of
from app.store.directory import Directory
from app.store.engines import postgres as engine
from app.store.engines import postgres_connection, postgres_watch
from app.store.engines.engine import Locked
from app.store.engines.postgres_connection import MigratingConnection, PostgresConnection
from app.store.journal import SqlJournal
from app.store.notices import EVERYTHING, ChangeNotice, ListeningLost, SqlNotices, Topic
from tests.patience import LOCK_WAIT_MS
from tests.postgres import Postgres
from tests.server.test_sockets import until
from tests.store.test_store import FIRST, record

SECRET = "hunter2"
END_OTHERS = """SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()"""


@pytest.fixture
async def database(postgres: Postgres, migrated_postgres: str) -> AsyncIterator[Database]:
    postgres.empty(migrated_postgres)
    database = Database(migrated_postgres, LOCK_WAIT_MS)
    yield database
    await database.close()


@pytest.fixture
def few_connections(postgres: Postgres, migrated_postgres: str) -> Iterator[str]:
    """The address of a user who may connect twice, and has."""
    name = f"few_{uuid4().hex}"
    postgres.execute(f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 2")
    address = migrated_postgres.replace("postgres:@", f"{name}:@")
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(psycopg.connect(address))
        yield address
    postgres.execute(f"DROP ROLE {name}")


async def refusal(url: str) -> str:
    """What a start on this database is refused with."""
    database = Database(url)
    try:
        with pytest.raises(DataUnusable) as refused:
            await database.migrate()
    finally:
        await database.close()
    return str(refused.value)


async def test_a_server_that_is_too_old_is_refused(migrated_postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "OLDEST", 99)
    said = await refusal(migrated_postgres)
    assert "is PostgreSQL 18." in said
    assert said.endswith("; Rostrum needs 99 or newer.")


async def test_a_standby_is_refused_at_the_start(postgres: Postgres) -> None:
    url = postgres.new()
    name = url.partition("@/")[2].partition("?")[0]
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "is read-only: it is a standby, or was set so. Name the primary" in await refusal(url)


async def test_a_server_that_is_not_there_is_refused_without_its_password() -> None:
    said = await refusal(f"postgresql://user:{SECRET}@127.0.0.1:1/rostrum")
    assert "postgresql://user:***@127.0.0.1:1/rostrum cannot be used: " in said
    assert SECRET not in said


async def test_a_database_that_is_not_there_is_named(migrated_postgres: str) -> None:
    said = await refusal(migrated_postgres.replace("/rostrum_", "/nothing_"))
    assert "there is no such database; make it, empty and in UTF-8" in said
    assert said.endswith("or choose another database with ROSTRUM_DATABASE_URL.")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "ROSTRUM_DATABASE_URL is no address of a database. Write it like"),
        ("mysql://user@host/db", "ROSTRUM_DATABASE_URL names mysql, which Rostrum does not know. Write it like"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str, why: str) -> None:
    with pytest.raises(DataUnusable, match=why):
        Database(url)


async def test_a_database_that_became_read_only_refuses_commands_in_words(database: Database) -> None:
    await Directory(database).create("session-v", [FIRST])

    def read_only(connection: object, *_: object) -> None:
        connection.execute("SET default_transaction_read_only = on")  # type: ignore[attr-defined]  # of the driver
        connection.commit()  # type: ignore[attr-defined]  # of the driver

    event.listen(database._engine.sql, "connect", read_only)
    database._engine.sql.dispose()
    assert (
        len(await SqlJournal(database, "session-v").read()) == 1
    )  # the next one writes on the connection that has read
    with pytest.raises(JournalUnavailable, match="the database is read-only: it is a standby"):
        await SqlJournal(database, "session-v").append([record(2, "a")])
    assert len(await SqlJournal(database, "session-v").read()) == 1


async def test_a_server_without_a_connection_to_spare_says_so(few_connections: str) -> None:
    database = Database(few_connections)
    with pytest.raises(JournalUnavailable, match="no connection left for this program; raise its max_connections"):
        await Directory(database).slugs()
    await database.close()


async def test_a_lock_of_another_program_is_waited_for_and_then_said(
    database: Database, migrated_postgres: str
) -> None:
    impatient = Database(migrated_postgres, busy_timeout_ms=200)
    with psycopg.connect(migrated_postgres) as holder:
        holder.execute("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Locked, match="another program holds the database"):
            await Directory(impatient).create("session-v", [FIRST])
        holder.rollback()
    await Directory(impatient).create("session-v", [FIRST])
    await impatient.close()
    assert await Directory(database).slugs() == ["session-v"]


@pytest.fixture
async def impatient(
    request: pytest.FixtureRequest, postgres: Postgres, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """A database that gives up one thing after a moment."""
    postgres.empty(migrated_postgres)
    monkeypatch.setattr(engine, "GIVEN_UP_AFTER_MS", {**engine.GIVEN_UP_AFTER_MS, request.param: 100})
    database = Database(migrated_postgres)
    yield database
    await database.close()


@pytest.mark.parametrize("impatient", ["statement_timeout"], indirect=True)
async def test_a_statement_without_an_answer_is_given_up(impatient: Database) -> None:
    with pytest.raises(JournalUnavailable, match="cannot be reached at present"):
        await impatient.read(lambda session: session.connection().execute(text("SELECT pg_sleep(600)")))


@pytest.mark.parametrize("impatient", ["idle_in_transaction_session_timeout"], indirect=True)
async def test_a_process_that_stands_still_in_a_transaction_does_not_hold_the_others_up(
    impatient: Database, database: Database
) -> None:
    stands, goes_on = Event(), Event()

    def stand_still(session: Session) -> None:
        session.connection().execute(text("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE"))
        stands.set()
        goes_on.wait(60)
        session.connection().execute(text("SELECT 1"))

    standing = asyncio.create_task(impatient.write(stand_still))
    await asyncio.to_thread(stands.wait, 60)
    await Directory(database).create("session-v", [FIRST])
    goes_on.set()
    with pytest.raises(JournalUnavailable, match="cannot be reached at present"):
        await standing


def test_an_attempt_that_succeeds_ends_the_wait_after_another_that_failed(
    migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two threads one begins to connect, the other fails, and then the first succeeds."""
    retry, connect = engine.Retry(60), PostgresConnection.connect
    monkeypatch.setattr(engine, "AGAIN_AFTER_S", (3600, 3600))

    def connect_late(address: str) -> PostgresConnection:
        monkeypatch.setattr(PostgresConnection, "connect", connect)
        with pytest.raises(psycopg.OperationalError):
            retry.connect(None, None, ["postgresql://user@127.0.0.1:1/rostrum"], {})
        return connect(address)

    monkeypatch.setattr(PostgresConnection, "connect", connect_late)
    for _ in range(2):
        retry.connect(None, None, [migrated_postgres], {}).close()


async def test_a_server_that_does_not_answer_is_given_up(
    migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ANSWERED_WITHIN_S", 0.1)
    database = Database(migrated_postgres, busy_timeout_ms=100)
    with pytest.raises(JournalUnavailable, match="the database cannot be reached at present; the clocks run on"):
        await database.read(lambda session: session.connection().execute(text("SELECT pg_sleep(3600)")))
    async with asyncio.timeout(60):
        assert await answered(database) == 1
    await database.close()


async def answered(database: Database) -> int | None:
    """What a statement is answered as soon as one is: on a machine that stands still, it is given up as well."""
    while True:
        with suppress(JournalUnavailable):
            return await database.read(lambda session: session.connection().execute(text("SELECT 1")).scalar())


async def test_a_migration_that_has_to_wait_says_for_whom_and_is_carried_out(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_connection, "SAID_EVERY_S", 0.1)
    database = Database(address := postgres.new())
    with psycopg.connect(address) as holder, capture_logs() as said:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", [engine.MIGRATION_LOCK])
        migrating = asyncio.create_task(database.migrate())
        # On a machine that stands still, steps before the one that waits may be spoken of as well.
        await until(lambda: any(line.get("waits_for_processes") == [holder.info.backend_pid] for line in said))
        holder.rollback()
        await migrating
        assert {line["event"] for line in said} == {"a step of the migration goes on"}
    await database.check()
    await database.close()


def test_a_server_that_stops_answering_a_migration_is_given_up(
    migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection is accepted, and then nothing comes."""
    monkeypatch.setattr(postgres_connection, "SAID_EVERY_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, MigratingConnection.connect(migrated_postgres) as migrating:
        address = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/silent?connect_timeout=2"
        migrating.another = partial(PostgresConnection.connect, address)
        with pytest.raises(psycopg.OperationalError, match="the server does not answer"):
            migrating.execute("SELECT pg_sleep(3600)")


async def listening(database: Database) -> SqlNotices:
    """Open its notices, of which the first is to look at everything."""
    watch = database.watch()
    assert watch is not None
    notices = SqlNotices(watch)
    notices.open()
    assert await notices.take() == [EVERYTHING]
    return notices


async def test_what_another_program_says_on_our_channel_is_ignored(
    database: Database, postgres: Postgres, migrated_postgres: str
) -> None:
    notices = await listening(database)
    for payload in ("", "hello", "[1, 2]", "5", '["journal", 7, 1]', '["links", null, "x"]', '[["a"], null, 1]'):
        postgres.execute(f"NOTIFY rostrum, '{payload}'", migrated_postgres)
    for payload in ('["presence_2", null, 0]', r'["journal", "a\u0000", 1]', r'["flash", "a", 1, "\ud800"]'):
        postgres.execute(f"NOTIFY rostrum, '{payload}'", migrated_postgres)
    await Directory(database).create("session-v", [FIRST])
    assert await notices.take() == [ChangeNotice(Topic.JOURNAL, "session-v", 1)]
    await notices.close()


async def test_a_lost_connection_that_listens_comes_back_and_has_everything_looked_at(
    database: Database, postgres: Postgres, migrated_postgres: str
) -> None:
    notices = await listening(database)
    await asyncio.to_thread(postgres.execute, END_OTHERS, migrated_postgres)
    async with asyncio.timeout(60):
        assert await notices.take() == [EVERYTHING]
    await notices.close()


def test_a_server_that_does_not_answer_the_listener_is_given_up(
    migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends waits for its listener."""
    monkeypatch.setattr(postgres_watch, "ANSWERS_WITHIN_MS", 100)
    watch = engine_of(migrated_postgres).watch()
    assert watch is not None
    with psycopg.connect(migrated_postgres) as mover:
        mover.execute("SELECT pg_advisory_xact_lock(%s)", (postgres_watch.SERVERS_LOCK,))
        with pytest.raises(ListeningLost, match="statement timeout"):
            watch.listen(lambda _: None, Event())


async def test_connections_that_the_server_ended_are_replaced(
    database: Database, postgres: Postgres, migrated_postgres: str
) -> None:
    await Directory(database).create("session-v", [FIRST])
    await asyncio.to_thread(postgres.execute, END_OTHERS, migrated_postgres)
    await SqlJournal(database, "session-v").append([record(2, "a")])
    assert len(await SqlJournal(database, "session-v").read()) == 2
