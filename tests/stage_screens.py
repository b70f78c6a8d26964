"""Stage screens during a storm: they connect again as the stage's page does, and note how long they were not right.

The page's pace is `CLOSE` in static/js/lib/live/page.js, its attempts are those of static/js/lib/live/socket.js.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.patience import PATIENCE_S, SOCKET
from tests.serving import ServerProcess

SPREAD_S, LONGEST_S, TICK_S = 0.3, 1.0, 0.25
PATH = "/api/v1/sessions/session-v/live"


class StageScreens:
    """Some stage screens, each in a thread. A screen is right when it shows a state as new as what was acknowledged."""

    def __init__(self, server: ServerProcess, count: int, acknowledged: Callable[[], int]) -> None:
        """`acknowledged` returns the seq of the newest state that a sender has been told of."""
        self._server = server
        self._acknowledged = acknowledged
        self._over = Event()
        self._threads = [Thread(target=self._show) for _ in range(count)]
        self.wrong_for: list[float] = []  # seconds, for each screen and each lost connection

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Close the screens; one that is not right by now may become it first."""
        self._over.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_S)
            assert not thread.is_alive(), "a stage screen did not become right again"

    def _show(self) -> None:
        lost_at: float | None = None
        failed = 0
        while not self._over.is_set() or lost_at is not None:
            with suppress(OSError, WebSocketException), self._socket() as socket:
                self._read_until_right(socket)
                if lost_at is not None:
                    self.wrong_for.append(time.monotonic() - lost_at)
                lost_at, failed = None, 0
                self._read_on(socket)
                return
            lost_at = lost_at or time.monotonic()
            assert time.monotonic() < lost_at + PATIENCE_S, f"a stage screen was not right again in {PATIENCE_S} s"
            time.sleep(random.uniform(0, min(LONGEST_S, SPREAD_S * 2**failed)) + random.uniform(0, TICK_S))
            failed += 1

    def _socket(self) -> ClientConnection:
        headers = {"Authorization": f"Bearer {self._server.token('stage')}"}
        url = f"ws://127.0.0.1:{self._server.port}{PATH}"
        socket: ClientConnection = connect(url, additional_headers=headers, close_timeout=1, **SOCKET)
        return socket

    def _read_until_right(self, socket: ClientConnection) -> None:
        wanted, shown = self._acknowledged(), 0
        socket.send(json.dumps({"t": "hello", "seq": wanted}))
        while shown < wanted or not shown:
            message = json.loads(socket.recv(timeout=PATIENCE_S))
            shown = message["seq"] if message["t"] == "view" else shown

    def _read_on(self, socket: ClientConnection) -> None:
        """Read until the connection is lost, or the end."""
        while not self._over.is_set():
            with suppress(TimeoutError):
                socket.recv(timeout=TICK_S)
