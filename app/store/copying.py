"""Copy an SQLite database while it is in use, and replace one without ever losing the old file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.store import files
from app.store.files import name_new, sync, sync_folder, write_private

PAGES_A_STEP = 256  # 1 MiB; progress is reported between two steps
BUSY_TIMEOUT_S = 5.0
MAGIC = b"SQLite format 3\0"

Progress = Callable[[int, int], None]


class CannotCopy(Exception):
    """Nothing was changed; the message gives the reason and the remedy."""


class InUse(CannotCopy):
    """A server holds the database that is to be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is in use. Stop the server first, then restore.")


def copy(database: Path, to: Path, progress: Progress) -> None:
    """Copy a database as of one instant, even while servers write to it; no server has to wait.

    Args:
        database: the file of the database.
        to: the file to make, readable by its owner only; an existing one is replaced.
        progress: called with the number of copied pages and of all pages.

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
        replace: whether to replace a file of this name.

    Raises:
        CannotCopy: there is a file of that name, and it is not to be replaced.
    """
    try:
        (files.replace if replace else name_new)(part, to)
    except FileExistsError:
        raise CannotCopy(f"{to} exists already and was not changed. Choose another name, or say --force.") from None


def put_in_place(copied: Path, database: Path, stamp: str) -> Path | None:
    """Put a copy in the place of a database that no server uses.

    Args:
        copied: the copy, which is moved; it is in the same folder as the database.
        database: the file to replace; it stays beside the new one under another name.
        stamp: a part of that name.

    Returns:
        The new name of the replaced database; None if there was none.

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
    """Rename a file, and the log of a damaged database beside it; return the new name."""
    to, number = path.with_name(f"{path.name}.before-{stamp}"), 1
    while to.exists():
        number += 1
        to = path.with_name(f"{path.name}.before-{stamp}-{number}")
    for suffix in ("-wal", "-shm"):
        if (log := path.with_name(path.name + suffix)).exists():
            log.rename(to.with_name(to.name + suffix))
    return path.rename(to)


def copy_key(key: Path, to: Path) -> None:
    """Copy the server's key, readable by its owner only; an existing file is replaced."""
    write_private(to, key.read_bytes())
    sync_folder(to.parent)


def _copy(database: Path, to: Path, progress: Progress) -> None:
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)) as source,
        closing(sqlite3.connect(to, timeout=BUSY_TIMEOUT_S)) as target,
    ):
        source.isolation_level = None
        # One read transaction for the whole copy: without it, every write of a server would start the copy again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES_A_STEP, progress=lambda _, left, whole: progress(whole - left, whole))
        source.execute("COMMIT")
        # A copy is one file: no log beside it that could be forgotten.
        target.execute("PRAGMA journal_mode = DELETE")


def _end_log(database: Path) -> None:
    """Merge the log into the database file; possible only while no other process has the database open."""
    if not _looks_like_sqlite(database):
        # SQLite would discard the log of an unreadable database; it is renamed unchanged.
        return
    try:
        with closing(sqlite3.connect(database, timeout=0.2)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise InUse(database) from error
    except sqlite3.DatabaseError:
        # Damaged beyond that; it is renamed unchanged, with its log.
        return


def _looks_like_sqlite(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC
