"""The list of revoked links, in a file beside the database: an older backup of the database lacks the later ones.

The file has the hash of each revoked token, one a line, and is only appended to. A hash is there before the database
has it. Each start, and each restore, revokes in the database the links that the file lists.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from app.domain.errors import DiskFull, JournalUnavailable
from app.store.files import PRIVATE_FILE, sync_folder

SUFFIX = ".revoked"
_LINE = re.compile(rb"[0-9a-f]{64}")


class Revocations:
    """The list beside one database. A database that is no file of this machine has none."""

    def __init__(self, database: Path | None) -> None:
        self._file = database.with_name(f"{database.name}{SUFFIX}") if database else None

    @property
    def exists(self) -> bool:
        """Whether a link was ever revoked here."""
        return self._file is not None and self._file.is_file()

    def add(self, hashes: Iterable[bytes]) -> None:
        """Note revoked tokens; when this returns, they survive a power cut.

        Raises:
            JournalUnavailable: they cannot be written.
        """
        new = sorted(set(hashes) - self.read())
        if self._file is None or not new:
            return
        try:
            _append(self._file, b"".join(b"\n%b\n" % digest.hex().encode() for digest in new))
        except OSError as error:
            unavailable = DiskFull if error.errno == errno.ENOSPC else JournalUnavailable
            raise unavailable(f"{self._file.name} cannot be written: {error.strerror}") from error

    def read(self) -> set[bytes]:
        """Return the hashes of all revoked tokens, ignoring an incomplete line."""
        if self._file is None or not self.exists:
            return set()
        lines = self._file.read_bytes().splitlines()
        return {bytes.fromhex(line.decode()) for line in lines if _LINE.fullmatch(line)}


def _append(path: Path, lines: bytes) -> None:
    """Append a line, which begins with a line feed: one that a power cut left incomplete must not merge with it."""
    is_first = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(lines)
        file.flush()
        os.fsync(descriptor)
    if is_first:
        sync_folder(path.parent)


def revoked_in(database: Path) -> set[bytes]:
    """Return the hashes of revoked tokens in a database of any version; empty if it cannot be read."""
    return set(_revoked(database))


def revoke_in(database: Path, hashes: Iterable[bytes], at_ms: int) -> int:
    """Revoke tokens in a database that no server uses; return how many were not revoked before."""
    query = "UPDATE links SET revoked_ms = ? WHERE token_hash = ? AND revoked_ms IS NULL"
    with closing(sqlite3.connect(database)) as connection, connection:
        return sum(connection.execute(query, (at_ms, digest)).rowcount for digest in hashes)


def _revoked(database: Path) -> Iterator[bytes]:
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            yield from (row[0] for row in connection.execute("SELECT token_hash FROM links WHERE revoked_ms NOT NULL"))
    except sqlite3.Error:
        return
