"""A connection to PostgreSQL that is given up when the server is there but does not answer.

A server that is stopped, or waits for its disk, keeps its connections open: without a limit, each thread of ours would
wait for it without end, with the commands behind it.
"""

from __future__ import annotations

import time
from typing import Any, TypeVar

import psycopg
import structlog
from psycopg.abc import PQGen

T = TypeVar("T")

log = structlog.get_logger()

ANSWERED_WITHIN_S = 15.0  # more than the system waits for a machine that is gone (`tcp_user_timeout`)


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
