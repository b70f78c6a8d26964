"""The files of a data folder, made once in a process and copied for each test that needs them."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from app.config import Settings
from app.parts import Server
from app.store.database import Database
from tests.fakes import FakeClock

FILES = ("rostrum.db", "links.key")


def give_tables(data: Path) -> None:
    """Put a database with all tables and no rows into a folder without one: migrating takes longer than most tests."""
    _give(data, _migrated)


def give_demo(data: Path) -> None:
    """Put a server's key, and its database with the demo session of a first start at the fake clock's time, into a
    folder without a database.
    """
    _give(data, _with_demo)


def _give(data: Path, files: Callable[[], dict[str, bytes]]) -> None:
    if (data / FILES[0]).exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (data / name).write_bytes(content)
        (data / name).chmod(0o600)


@cache
def _migrated() -> dict[str, bytes]:
    return _made(lambda folder: migrate(f"sqlite:///{folder / FILES[0]}"))


@cache
def _with_demo() -> dict[str, bytes]:
    return _made(_start_once)


def _made(work: Callable[[Path], Coroutine[Any, Any, None]]) -> dict[str, bytes]:
    """The files that some work leaves in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        # In a thread: the driver of a browser may have a loop of its own in this one.
        thread = Thread(target=lambda: asyncio.run(work(Path(folder))))
        thread.start()
        thread.join()
        return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name in FILES}


async def migrate(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.close()


async def _start_once(folder: Path) -> None:
    give_tables(folder)
    server = Server(Settings(data=folder), FakeClock())
    await server.open()
    await server.close()
