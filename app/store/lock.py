"""A lock that one process holds for its life. The system gives it back however that process ends.

It is a lock of SQLite on an empty file, because SQLite knows the locks of every system: there is one way for Linux,
macOS and Windows, and it needs neither `fcntl` nor `msvcrt`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.store.files import make_private

PATIENCE_S = 1.0  # a process that only asks holds the file for less than a millisecond


class ProcessLock:
    """The lock on one file. The file is made when the lock is taken and stays when it is released."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None

    @property
    def is_ours(self) -> bool:
        """Does this object hold the lock?"""
        return self._connection is not None

    def take(self) -> bool:
        """Hold the lock until `release` or the end of the process; False if another holder has it."""
        if self.is_ours:
            return True
        connection = sqlite3.connect(self._file, PATIENCE_S, isolation_level=None, check_same_thread=False)
        make_private(self._file)
        try:
            # Nothing is ever written to the file, so there is nothing to take back.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        self._connection = connection
        return True

    def release(self) -> None:
        """Let another process have it; a second time does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def is_held(self) -> bool:
        """Does any process hold the lock now? Asking makes no file."""
        if self.is_ours:
            return True
        if not self._file.is_file():
            return False
        try:
            connection = sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        except sqlite3.OperationalError:
            return False
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        finally:
            connection.close()
        return False
