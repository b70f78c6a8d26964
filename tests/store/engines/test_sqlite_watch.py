"""What other connections commit to a file of SQLite is told, and nothing that they take back."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.directory import Directory
from app.store.engines.sqlite_watch import SqliteWatch
from app.store.journal import SqlJournal
from app.store.notices import EVERYTHING, ChangeNotice, SqlNotices, Topic
from app.store.passwords import Passwords
from tests.migrated import give_tables
from tests.store.test_store import FIRST, record


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Database]:
    """The database as another process has it open."""
    give_tables(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'rostrum.db'}")
    yield database
    await database.close()


@pytest.fixture
async def notices(other: Database, tmp_path: Path) -> AsyncIterator[SqlNotices]:
    notices = SqlNotices(SqliteWatch(tmp_path / "rostrum.db"))
    notices.open()
    assert await notices.take() == [EVERYTHING]
    yield notices
    await notices.close()


async def test_a_write_that_is_taken_back_is_not_told(other: Database, notices: SqlNotices, tmp_path: Path) -> None:
    await Directory(other).create("session-v", [FIRST])
    assert await notices.take() == [ChangeNotice(Topic.JOURNAL, "session-v", 1)]
    with closing(sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO notices (topic) VALUES ('links')")
        connection.execute("ROLLBACK")
    await SqlJournal(other, "session-v").append([record(2, "a")])
    assert await notices.take() == [ChangeNotice(Topic.JOURNAL, "session-v", 2)]


async def test_a_notice_of_a_newer_program_says_nothing(other: Database, notices: SqlNotices, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None)) as connection:
        connection.execute("INSERT INTO notices (topic) VALUES ('presence_2'), ('links')")
    assert await notices.take() == [ChangeNotice(Topic.LINKS)]


async def test_of_many_notices_only_the_newest_are_kept(
    other: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.store.notices.KEPT", 3)
    for _ in range(5):
        await Passwords(other).forget("organiser")
    with closing(sqlite3.connect(tmp_path / "rostrum.db")) as connection:
        assert connection.execute("SELECT id FROM notices").fetchall() == [(3,), (4,), (5,)]


async def test_a_file_that_is_not_there_is_not_made_and_is_watched_once_it_is(tmp_path: Path) -> None:
    notices = SqlNotices(SqliteWatch(tmp_path / "rostrum.db"))
    notices.open()
    database = Database(f"sqlite:///{tmp_path / 'rostrum.db'}")
    await database.migrate()
    assert await notices.take() == [EVERYTHING]
    await notices.close()
    await database.close()
