"""How long tests wait, and limits of the product that no test is about: a busy machine may stand still for seconds.

A test about such a limit sets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What has to come is waited for; only a server that hangs takes this long, however busy the machine.
PATIENCE_S = 90
# For a client of `websockets`, which otherwise gives up a server that stands still for some seconds.
SOCKET: Mapping[str, Any] = {"open_timeout": PATIENCE_S, "ping_interval": None}
# Headers of a client whose next request may come as late as the server gives up a connection that is idle.
ANOTHER_CONNECTION = {"Connection": "close"}
LOCK_WAIT_MS = 60_000
CONNECTS_WITHIN_S = 60  # to PostgreSQL
# Milliseconds from the press of a key to its arrival, for servers in processes like those of `tests/ready.py`.
KEYS_ARRIVE = "ROSTRUM_TESTS_KEYS_ARRIVE_WITHIN_MS"
# Milliseconds for which a screen's code waits for its page to ask again, for the same servers.
SCREENS_ASK = "ROSTRUM_TESTS_SCREENS_ASK_WITHIN_MS"
# For every server of a test, in this process or in one of its own.
ENVIRONMENT: Mapping[str, str] = {
    KEYS_ARRIVE: str(1_000 * PATIENCE_S),
    SCREENS_ASK: str(1_000 * PATIENCE_S),
    "ROSTRUM_LOCK_WAIT_MS": str(LOCK_WAIT_MS),
    "ROSTRUM_HEAD_WITHIN_S": str(PATIENCE_S),
    "ROSTRUM_BODY_WITHIN_S": str(PATIENCE_S),
    "ROSTRUM_ANSWER_WITHIN_S": str(PATIENCE_S),
    "ROSTRUM_STALLED_AFTER_S": str(PATIENCE_S),
}
