"""Whether requests should be sent to this process now, and if not, why not: for load balancers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.refusal import Refusal
from app.server.problems import problem

BEHIND_AFTER_S = 2.0
MOST_HELD = 1_000  # requests that wait while the server starts; a page and its files are twenty
ANSWERED_ALWAYS = frozenset({"/healthz", "/readyz"})
WAIT = Refusal(503, "starting", "The server is starting. Try again in a moment.", 2)


class ServingPhase(StrEnum):
    """What a process is doing. Only in `SERVING` it is ready."""

    STARTING = "starting"
    MIGRATING = "migrating"
    SERVING = "serving"
    DRAINING = "draining"


WHY: Mapping[ServingPhase, str] = {
    ServingPhase.STARTING: "This process is starting.",
    ServingPhase.MIGRATING: "This process is migrating the database.",
    ServingPhase.DRAINING: "This process is about to end; its sockets are moving to others.",
}


class Readiness:
    """The phase of this process."""

    def __init__(self) -> None:
        self.phase = ServingPhase.STARTING
        self._opened = asyncio.Event()

    def enter(self, phase: ServingPhase) -> None:
        """Begin a phase."""
        self.phase = phase
        if phase is ServingPhase.SERVING:
            self._opened.set()

    @property
    def is_open(self) -> bool:
        """Whether the process has begun to serve."""
        return self._opened.is_set()

    async def opened(self) -> None:
        """Return once the process serves."""
        await self._opened.wait()


class Lag:
    """Which sessions of this process have lacked a record of the journal for too long.

    A record is noted when it is first seen to be missing, so that no clock of another machine is compared with ours.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` is in seconds."""
        self._now = now
        self._missing: dict[str, tuple[int, float]] = {}  # by session: the seq that was missing, and since when

    def look(self, stored: Mapping[str, int], shown: Mapping[str, int]) -> list[str]:
        """Compare the latest seq in the journal with the one that this process has, by session.

        Returns:
            The sessions that still lack a record which was missing more than two seconds ago.
        """
        now = self._now()
        lacking = {slug: seq for slug, seq in stored.items() if seq > shown.get(slug, seq)}
        self._missing = {slug: self._since(slug, seq, shown[slug], now) for slug, seq in lacking.items()}
        return [slug for slug, (_, since) in self._missing.items() if now - since > BEHIND_AFTER_S]

    def _since(self, slug: str, seq: int, shown: int, now: float) -> tuple[int, float]:
        before = self._missing.get(slug)
        return before if before is not None and shown < before[0] else (seq, now)


class HeldUntilOpen:
    """Pure ASGI, the outermost layer: requests wait until the server is open, except those that ask about itself."""

    def __init__(self, app: ASGIApp, readiness: Readiness) -> None:
        self._app = app
        self._readiness = readiness
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not (self._readiness.is_open or scope["type"] == "lifespan" or scope["path"] in ANSWERED_ALWAYS):
            if self._held >= MOST_HELD:
                await _send_away(scope, receive, send)
                return
            await self._hold()
        await self._app(scope, receive, send)

    async def _hold(self) -> None:
        self._held += 1
        try:
            await self._readiness.opened()
        finally:
            self._held -= 1


async def _send_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013})
    else:
        await problem(WAIT)(scope, receive, send)
