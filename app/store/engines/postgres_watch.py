"""Listen to the notices of other processes through PostgreSQL: one connection, off the event loop.

PostgreSQL delivers notices in the order of the commits, once. A lost connection may have missed some, so its successor
begins with `EVERYTHING`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Event
from typing import Any

import psycopg
import structlog

from app.store.engines.postgres_connection import PostgresConnection
from app.store.notices import CHANNEL, EVERYTHING, ChangeNotice, Heard, ListeningLost, Topic

SERVERS_LOCK = 0x526F7375  # shared by every server of a database while it listens
LOOK_EVERY_S = 0.25  # seconds between checks whether to end; a notice is delivered at once
ANSWERS_WITHIN_MS = 10_000  # then listening begins again; a process that ends waits for the listening thread
ALIVE_EVERY = 20  # looks without a notice, after which the server is asked whether it is there

log = structlog.get_logger()


class PostgresWatch:
    """One database, listened to."""

    def __init__(self, connecting: Mapping[str, Any]) -> None:
        """`connecting` are the driver's arguments for a connection."""
        self._connecting = connecting
        self._has_told = False  # whether a message of another program was logged: it may send thousands

    def listen(self, heard: Heard, ended: Event) -> None:
        """Deliver notices, those of this process included, until `ended`.

        Raises:
            ListeningLost: the server cannot be reached.
        """
        try:
            with PostgresConnection.connect(**self._connecting, autocommit=True) as connection:
                connection.execute(f"SET statement_timeout = {ANSWERS_WITHIN_MS}")
                connection.execute("SELECT pg_advisory_lock_shared(%s)", (SERVERS_LOCK,))
                connection.execute(f"LISTEN {CHANNEL}")
                # The listener reads everything committed before this; everything after it is announced.
                heard([EVERYTHING])
                self._hear(connection, heard, ended)
        except (psycopg.Error, OSError, ValueError) as error:
            raise ListeningLost(" ".join(str(error).split())) from error

    def _hear(self, connection: psycopg.Connection, heard: Heard, ended: Event) -> None:
        quiet = 0
        while not ended.is_set():
            notices = [self._read(notify.payload) for notify in connection.notifies(timeout=LOOK_EVERY_S, stop_after=1)]
            heard([notice for notice in notices if notice is not None])
            quiet = 0 if notices else quiet + 1
            if quiet == ALIVE_EVERY:
                connection.execute("SELECT 1")
                quiet = 0

    def _read(self, payload: str) -> ChangeNotice | None:
        """Return the notice; None for another program's message on our channel, and for a topic of a newer server."""
        try:
            notice = json.loads(payload)
            topic, session, seq = notice[:3]
            about = notice[3] if len(notice) > 3 else ""
        except (ValueError, TypeError, KeyError):
            if not self._has_told:
                log.warning("another program uses our channel of PostgreSQL; its messages are ignored", channel=CHANNEL)
            self._has_told = True
            return None
        is_ours = (session is None or _is_name(session)) and isinstance(seq, int) and _is_name(about)
        return ChangeNotice(Topic(topic), session, seq, about) if is_ours and topic in list(Topic) else None


def _is_name(given: object) -> bool:
    """Whether this may name a session, a process, a screen or a link; no row can hold some of the other texts."""
    return isinstance(given, str) and given.isprintable()
