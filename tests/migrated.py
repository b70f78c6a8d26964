"""The file of a database with all tables and no rows: made once in a process, copied for each test that needs one."""

from __future__ import annotations

import asyncio
import tempfile
from functools import cache
from pathlib import Path
from threading import Thread

from app.store.database import Database


def give_tables(data: Path) -> None:
    """Put the file into a data folder without a database, because migrating takes longer than most tests."""
    file = data / "rostrum.db"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rostrum.db"
        # In a thread: the driver of a browser may have a loop of its own in this one.
        thread = Thread(target=lambda: asyncio.run(migrate(f"sqlite:///{file}")))
        thread.start()
        thread.join()
        return file.read_bytes()


async def migrate(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.close()
