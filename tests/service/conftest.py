"""What services stand on: a database, copied from one that was made once, and a clock that the test moves."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.service.access.tokens import Access
from app.service.rooms import Rooms
from app.store.ballots import SqlBallots
from app.store.database import Database
from app.store.directory import Directory
from app.store.incidents import Incidents
from app.store.journal import SqlJournal
from app.store.summaries import Summaries
from tests.fakes import FakeClock, created, plan
from tests.ports import NoAttendants, RecordingPublisher

KEY = b"the key of this server"


async def _make(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await database.migrate()
    directory = Directory(database)
    for slug in ("session-v", "other"):
        await directory.create(slug, [created(plan(2, slug=slug))])
    await database.close()


@pytest.fixture(scope="session")
def two_sessions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with two sessions."""
    path = tmp_path_factory.mktemp("two_sessions") / "rostrum.db"
    asyncio.run(_make(path))
    return path


@pytest.fixture
async def database(two_sessions: Path, tmp_path: Path) -> AsyncIterator[Database]:
    shutil.copy(two_sessions, tmp_path / "rostrum.db")
    database = Database(f"sqlite:///{tmp_path / 'rostrum.db'}")
    yield database
    await database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def access(database: Database, clock: FakeClock) -> AsyncIterator[Access]:
    access = Access(Directory(database), clock, KEY)
    yield access
    await access.close()


@pytest.fixture
async def incidents(database: Database) -> AsyncIterator[Incidents]:
    incidents = Incidents(database)
    yield incidents
    await incidents.close()


@pytest.fixture
def rooms(database: Database, clock: FakeClock) -> Rooms:
    """The rooms of a process without viewers."""
    return Rooms(
        Directory(database),
        Summaries(database),
        lambda slug: SqlJournal(database, slug),
        lambda _: RecordingPublisher(),
        clock,
        NoAttendants(),
        lambda slug: SqlBallots(database, slug),
    )
