"""Databases of the first release come up to date with every row, on both engines, and one process does it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from app.domain.codec import encode
from app.domain.errors import DataUnusable
from app.domain.state.votes import Ballot
from app.store.ballots import SqlBallots
from app.store.checking import check
from app.store.database import MIGRATIONS, Database, newest_version
from app.store.directory import Directory
from app.store.engines.engine import disposed
from app.store.journal import SqlJournal
from app.store.passwords import Passwords
from tests.fakes import START
from tests.patience import LOCK_WAIT_MS
from tests.postgres import Postgres
from tests.store.test_store import FIRST, LINK, record

RELEASE_0_1_0 = "0005"  # the newest migration of that release
ROWS = {
    "sessions": {"slug": "session-v", "created_ms": START},
    "names": {"session": "session-v", "seq": 2, "at_ms": START, "name": "Ada L", "affiliation": ""},
    "ballots": {"session": "session-v", "question": "x", "participant": "ada", "counts_from_ms": START},
    "links": {"id": "l1", "role": "organiser", "label": "Organiser", "token_hash": b"hash", "created_ms": START},
    "passwords": {"who": "organiser", "hash": "argon", "changed_ms": START},
    "templates": {"name": "day", "changed_ms": START, "document": "{}"},
    "sources": {"source": "file:a", "slug": "session-v", "ids": "[]", "at_ms": START},
}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rostrum.db'}"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new()


def as_released(url: str) -> None:
    """Make the database as the first release has left it, with a row in each table."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with disposed(create_engine(url)) as engine, engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, RELEASE_0_1_0)
        insert(connection, "sessions", ROWS["sessions"])
        for row in (FIRST, record(2, "a")):
            insert(connection, "journal", {"session": "session-v", **encode(row)})
        for table in ROWS.keys() - {"sessions"}:
            insert(connection, table, ROWS[table])


def insert(connection: Connection, table: str, row: dict[str, object]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)  # noqa: S608 - names of a test


async def test_a_database_of_the_first_release_keeps_every_row(url: str) -> None:
    await asyncio.to_thread(as_released, url)
    database = Database(url)
    await database.migrate()
    await database.check()
    assert await SqlJournal(database, "session-v").read() == [FIRST, record(2, "a")]
    assert await SqlBallots(database, "session-v").read() == [Ballot("x", "ada", START)]
    assert await Directory(database).link_by_hash(b"hash") == LINK
    assert await Passwords(database).read("organiser") == "argon"
    await database.close()
    report = check(url)
    assert (report.is_sound, report.version, [s.records for s in report.sessions]) == (True, newest_version(), [2])


async def test_of_processes_that_start_together_one_migrates_and_the_others_wait(url: str) -> None:
    processes = [Database(url, LOCK_WAIT_MS) for _ in range(3)]
    await asyncio.gather(*(process.migrate() for process in processes))
    for process in processes:
        await process.check()
        await process.close()


async def migrated_by_a_newer_program(url: str) -> Database:
    database = Database(url)
    await database.migrate()
    with disposed(create_engine(url)) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    return database


async def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    database = await migrated_by_a_newer_program(url)
    with pytest.raises(DataUnusable, match=r"was made by a newer Rostrum: its version is 9999.*, or choose another"):
        await database.migrate()
    await database.close()


async def test_a_database_that_a_newer_process_has_migrated_meanwhile_stays_usable(url: str) -> None:
    database = await migrated_by_a_newer_program(url)
    await database.check()
    await database.close()


async def test_a_database_of_another_program_is_left_alone(url: str) -> None:
    with disposed(create_engine(url)) as engine, engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id integer)"))
    database = Database(url)
    with pytest.raises(DataUnusable, match=r"is a database of another program.*Choose another"):
        await database.migrate()
    await database.close()
