"""A connection to PostgreSQL that is given up when the server is there but does not answer.

A server that is stopped, or waits for its disk, keeps its connections open: without a limit, each thread of ours would
wait for it without end, with the commands behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
import structlog
from psycopg.abc import PQGen

T = TypeVar("T")

log = structlog.get_logger()

ANSWERED_WITHIN_S = 15.0  # more than the system waits for a machine that is gone (`tcp_user_timeout`)
SAID_EVERY_S = 15.0  # how often a statement of a migration is spoken of, while it goes on


class PostgresConnection(psycopg.Connection[Any]):
    """The driver's connection, whose statements wait no longer than `answered_within_s`."""

    answered_within_s = ANSWERED_WITHIN_S

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait as the driver does; without its own limit, by ours.

        Raises:
            psycopg.OperationalError: the server has not answered; the connection is closed, and a statement in
                progress may have been carried out.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        latest = time.monotonic() + self.answered_within_s
        try:
            return super().wait(gen, interval, self.answered_within_s)
        except psycopg.OperationalError as error:
            if time.monotonic() < latest:
                raise
            log.warning("the database does not answer; a connection to it is given up", after_s=self.answered_within_s)
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from error


class MigratingConnection(psycopg.Connection[Any]):
    """The driver's connection for a migration, whose statements take as long as they need while the server is there."""

    another: Callable[[], PostgresConnection]  # connects to the same database

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait as the driver does; every `SAID_EVERY_S`, log that the statement goes on and look for the server.

        Raises:
            psycopg.OperationalError: another connection gets no answer; this one is closed.
        """
        return super().wait(self._spoken_of(gen), interval, timeout)

    def _spoken_of(self, gen: PQGen[T]) -> PQGen[T]:
        began = said = time.monotonic()
        try:
            awaited = next(gen)
            while True:
                ready = yield awaited
                if (now := time.monotonic()) >= said + SAID_EVERY_S:
                    self._look(now - began)
                    said = time.monotonic()
                awaited = gen.send(ready)
        except StopIteration as stop:
            done: T = stop.value
            return done

    def _look(self, for_s: float) -> None:
        try:
            with self.another() as other:
                waits_for = other.execute("SELECT pg_blocking_pids(%s)", [self.info.backend_pid]).fetchall()[0][0]
        except psycopg.errors.ConnectionTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from error
        except psycopg.Error as error:  # it answers, but has no connection left for this look
            waits_for = str(error)
        log.warning("a step of the migration goes on", for_s=round(for_s), waits_for_processes=waits_for)
