"""Is the database file still the one that this process opened? What is written to another one is lost."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import JournalUnavailable


class DatabaseGone(JournalUnavailable):
    """The database file was removed or replaced while the server had it open. Nothing was kept."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name} was removed or replaced while the server was running; restart the server")


class SameFile:
    """Compares the file under a name with the one that was there first. A look costs about 2 microseconds."""

    def __init__(self, file: Path | None) -> None:
        """`file` is None for a database that is not one file of this machine."""
        self._file = file
        self._log = file.with_name(f"{file.name}-wal") if file else None
        self._first: tuple[int, int] | None = None
        self._had_log = False

    def require(self) -> None:
        """Remember the file at the first call, and compare with it from then on.

        Raises:
            DatabaseGone: there is no file of this name any more, or it is another file.
        """
        if self._file is None:
            return
        there = _identity(self._file)
        self._first = self._first or there
        if there != self._first:
            raise DatabaseGone(self._file)

    def require_log(self) -> None:
        """The same for SQLite's log beside it, which exists for as long as a connection is open.

        Raises:
            DatabaseGone: it was there before and was removed.
        """
        if self._file is None or self._log is None:
            return
        exists = self._log.exists()
        if self._had_log and not exists:
            raise DatabaseGone(self._log)
        self._had_log = exists


def _identity(file: Path) -> tuple[int, int] | None:
    """The number of the file and of its device; None if there is no such file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_dev
