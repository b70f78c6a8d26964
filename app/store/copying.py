"""Copies of an SQLite database: made while it is in use, and put in its place without ever losing what was there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.store import files
from app.store.files import name_new, sync, sync_folder, write_private

PAGES_A_STEP = 256  # 1 MiB; between two steps the progress is told
BUSY_TIMEOUT_S = 5.0
MAGIC = b"SQLite format 3\0"

Progress = Callable[[int, int], None]


class CannotCopy(Exception):
    """Nothing was changed; the message says why, and what to do."""


class InUse(CannotCopy):
    """A server holds the database that is to be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is in use. Stop the server first, then restore.")


def copy(database: Path, to: Path, progress: Progress) -> None:
    """Copy a database as it is at one instant, also while servers write to it; nobody has to wait for this.

    Args:
        database: the file of the database.
        to: the file to make, readable by its owner only; what is there is replaced.
        progress: is told how many pages are done, and of how many.

    Raises:
        CannotCopy: there is no database, or it cannot be read, or the copy cannot be written.
    """
    if not database.is_file():
        raise CannotCopy(f"There is no file {database}.")
    try:
        write_private(to, b"")
        _copy(database, to, progress)
        sync(to)
    except (OSError, sqlite3.Error) as error:
        to.unlink(missing_ok=True)
        raise CannotCopy(f"{database} could not be copied to {to.parent}: {error}") from error


def publish(part: Path, to: Path, *, replace: bool) -> None:
    """Give a complete file its name.

    Args:
        part: the file, in the same folder.
        to: its name.
        replace: take the place of a file that has this name.

    Raises:
        CannotCopy: there is a file of that name, and it is not to be replaced.
    """
    try:
        (files.replace if replace else name_new)(part, to)
    except FileExistsError:
        raise CannotCopy(f"{to} exists already, and was left as it is. Choose another name, or say --force.") from None


def put_in_place(copied: Path, database: Path, stamp: str) -> Path | None:
    """Put a copy in the place of a database that nobody uses.

    Args:
        copied: is moved; it stands in the same folder as the database.
        database: what was there before stays beside it under another name.
        stamp: makes that name.

    Returns:
        The name of what was there before; None if nothing was.

    Raises:
        InUse: a server holds the database.
    """
    _end_log(copied)
    _end_log(database)
    before = set_aside(database, stamp) if database.exists() else None
    copied.rename(database)
    sync_folder(database.parent)
    return before


def set_aside(path: Path, stamp: str) -> Path:
    """Give a file, and the log of a damaged database beside it, another name; the answer is that name."""
    to, number = path.with_name(f"{path.name}.before-{stamp}"), 1
    while to.exists():
        number += 1
        to = path.with_name(f"{path.name}.before-{stamp}-{number}")
    for suffix in ("-wal", "-shm"):
        if (log := path.with_name(path.name + suffix)).exists():
            log.rename(to.with_name(to.name + suffix))
    return path.rename(to)


def copy_key(key: Path, to: Path) -> None:
    """Copy the server's key, readable by its owner only; what is there is replaced."""
    write_private(to, key.read_bytes())
    sync_folder(to.parent)


def _copy(database: Path, to: Path, progress: Progress) -> None:
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)) as source,
        closing(sqlite3.connect(to, timeout=BUSY_TIMEOUT_S)) as target,
    ):
        source.isolation_level = None
        # One read transaction for the whole copy: without it, every write of a server would start the copy over.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES_A_STEP, progress=lambda _, left, whole: progress(whole - left, whole))
        source.execute("COMMIT")
        # A copy is one file: no log beside it that could be forgotten.
        target.execute("PRAGMA journal_mode = DELETE")


def _end_log(database: Path) -> None:
    """Bring everything into the one file; only whoever has the database alone can do this."""
    if not _looks_like_sqlite(database):
        # SQLite would throw away the log of what it cannot read; it is set aside as it is.
        return
    try:
        with closing(sqlite3.connect(database, timeout=0.2)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise InUse(database) from error
    except sqlite3.DatabaseError:
        # Damaged beyond that; it is set aside as it is, log included.
        return


def _looks_like_sqlite(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC
