"""Limits of the product that no test is about are long in tests: a busy machine may stand still for many seconds.

A test about such a limit sets it.
"""

from __future__ import annotations

from collections.abc import Mapping

LOCK_WAIT_MS = 60_000
CONNECTS_WITHIN_S = 60  # to PostgreSQL
# For every server of a test, in this process or in one of its own.
ENVIRONMENT: Mapping[str, str] = {
    "ROSTRUM_LOCK_WAIT_MS": str(LOCK_WAIT_MS),
    "ROSTRUM_HEAD_WITHIN_S": "90",
    "ROSTRUM_BODY_WITHIN_S": "90",
    "ROSTRUM_ANSWER_WITHIN_S": "90",
    "ROSTRUM_STALLED_AFTER_S": "90",
}
