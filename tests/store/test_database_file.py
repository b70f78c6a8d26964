"""The database file: not for this program, or taken away under a running one; a sentence each, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import DataUnusable, JournalUnavailable
from app.store.database import Database, file_of
from app.store.directory import Directory
from app.store.engines import sqlite
from app.store.engines.sqlite import DatabaseGone
from app.store.journal import SqlJournal
from tests.fakes import created, plan
from tests.migrated import give_tables

FIRST = created(plan())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rostrum.db"


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    give_tables(file.parent)
    database = Database(f"sqlite:///{file}")
    await Directory(database).create("session-v", [FIRST])
    yield database
    await database.close()


def is_there(file: Path) -> bool:
    return file.exists()


def rows_of(file: Path) -> bytes:
    """All of it but the header, in which SQLite notes how it writes."""
    return file.read_bytes()[100:]


def remove(file: Path) -> None:
    file.unlink()


def put_another(file: Path) -> None:
    shutil.copy(file, file.with_name("copy"))
    file.with_name("copy").replace(file)


def remove_the_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


@pytest.mark.parametrize("take_away", [remove, put_another])
async def test_nothing_is_acknowledged_once_the_file_is_gone(
    database: Database, file: Path, take_away: Callable[[Path], None]
) -> None:
    take_away(file)
    there = is_there(file)
    with pytest.raises(DatabaseGone, match=r"rostrum\.db was removed or replaced.*restart the server"):
        await SqlJournal(database, "another").append([FIRST])
    with pytest.raises(JournalUnavailable):
        await database.check()
    with pytest.raises(DatabaseGone):
        await Directory(database).create("session-w", [FIRST])
    assert await Directory(database).slugs() == ["session-v"], "pages are still answered from what was opened"
    assert is_there(file) == there


async def test_a_log_that_is_gone_is_noticed_by_the_write_that_went_into_it(database: Database, file: Path) -> None:
    remove_the_log(file)
    with pytest.raises(DatabaseGone, match=r"rostrum\.db-wal"):
        await Directory(database).create("session-w", [FIRST])


async def test_a_new_database_is_its_owners_alone(database: Database, file: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == dict.fromkeys(("rostrum.db", "rostrum.db-wal", "rostrum.db-shm"), 0o600)


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")


def of_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")


def garbage(file: Path) -> None:
    file.write_bytes(b"This is no database. " * 500)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (newer, "was made by a newer Rostrum: its version is 9999, and this program knows "),
        (of_another_program, "is a database of another program"),
        (garbage, "cannot be used as a database: file is not a database"),
    ],
)
async def test_a_database_that_is_not_for_this_program_is_refused_in_a_sentence(
    file: Path, make: Callable[[Path], None], sentence: str
) -> None:
    file.parent.mkdir()
    make(file)
    content = rows_of(file)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DataUnusable, match=f"{file} {sentence}.*--data"):
        await database.migrate()
    await database.close()
    assert rows_of(file) == content


async def test_a_locked_database_is_said_to_be_locked_at_the_start(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "MIGRATION_PATIENCE_MS", 300)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataUnusable, match="is locked by another program"):
            await database.migrate()


def test_only_a_file_of_this_machine_is_watched(tmp_path: Path) -> None:
    assert file_of(f"sqlite:///{tmp_path}/a.db") == tmp_path / "a.db"
    assert file_of("sqlite:///data/a.db") == Path.cwd() / "data" / "a.db"
    assert [file_of(url) for url in ("sqlite://", "sqlite:///:memory:", "postgresql://host/name")] == [None] * 3
