"""Watch the commits of other connections to an SQLite file: within milliseconds, off the event loop.

SQLite announces no commit, but answers within microseconds whether there was one (`PRAGMA data_version`). Only then are
new rows looked up: those of the journal by their row number, which grows because no record is ever deleted, and those
of `notices`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

from app.store.notices import EVERYTHING, ChangeNotice, Heard, ListeningLost, Topic

LOOK_EVERY_S = 0.02
BUSY_TIMEOUT_S = 5.0
_RECORDS = "SELECT rowid, session, seq FROM journal WHERE rowid > ? ORDER BY rowid"
_NOTICES = "SELECT id, topic, session, about FROM notices WHERE id > ? ORDER BY id"


class SqliteWatch:
    """One file, watched."""

    def __init__(self, file: Path, look_every_s: float = LOOK_EVERY_S) -> None:
        self._file = file
        self._look_every_s = look_every_s

    def listen(self, heard: Heard, ended: Event) -> None:
        """Deliver notices of commits, those of this process included, until `ended`.

        Raises:
            ListeningLost: the file cannot be read.
        """
        uri = f"{self._file.as_uri()}?mode=rw"  # a removed file is not created again
        try:
            with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as connection:
                self._look(connection, heard, ended)
        except sqlite3.Error as error:
            raise ListeningLost(str(error)) from error

    def _look(self, connection: sqlite3.Connection, heard: Heard, ended: Event) -> None:
        news = _News(connection)
        version = _version(connection)
        heard([EVERYTHING])
        while not ended.wait(self._look_every_s):
            if (now := _version(connection)) != version:
                version = now
                heard(list(news.take()))


class _News:
    """The new rows since the last look."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._record = self._last("SELECT max(rowid) FROM journal")
        self._notice = self._last("SELECT max(id) FROM notices")

    def take(self) -> Iterator[ChangeNotice]:
        for row, session, seq in self._connection.execute(_RECORDS, (self._record,)):
            self._record = row
            yield ChangeNotice(Topic.JOURNAL, session, seq)
        for row, topic, session, about in self._connection.execute(_NOTICES, (self._notice,)):
            self._notice = row
            if topic in set(Topic):  # a topic of a newer program is ignored
                yield ChangeNotice(Topic(topic), session, about=about)

    def _last(self, query: str) -> int:
        return self._connection.execute(query).fetchone()[0] or 0


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version
