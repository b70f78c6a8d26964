"""One database on both engines, as two processes have it open."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.store.database import Database
from app.store.notices import EVERYTHING, SqlNotices
from tests.patience import LOCK_WAIT_MS


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, LOCK_WAIT_MS)
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
async def other(database: Database, database_url: str) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    other = Database(database_url, LOCK_WAIT_MS)
    yield other
    await other.close()


@pytest.fixture
async def notices(database: Database) -> AsyncIterator[SqlNotices]:
    watch = database.watch()
    assert watch is not None
    notices = SqlNotices(watch)
    notices.open()
    assert await notices.take() == [EVERYTHING]
    yield notices
    await notices.close()
