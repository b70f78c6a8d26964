"""Follow a session from outside over its socket: the latest view, the server's time, and whether both still come."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.cli.session_addresses import CannotReach, SessionAddress, away
from app.domain.views.shapes import View
from app.languages.words import words_in

WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0)  # between two tries; the last again and again
FIRST_WITHIN_S = 15.0
CLOSES_WITHIN_S = 1.0
LARGEST_VIEW = 8 * 1024 * 1024  # bytes; a session of 2,000 segments has about one
NOT_ALLOWED, NO_SESSION = 4401, 4404


class Follower:
    """Follows one session; `view` is None until the first has come, and `lost` says why nothing comes now."""

    def __init__(self, address: SessionAddress, shown: Callable[[], None]) -> None:
        """`shown` is called after each change of `view` or `lost`."""
        self.view: View | None = None
        self.lost = ""
        self.words = words_in(address.language)
        self._address = address
        self._shown = shown
        self._ahead_ms = 0.0  # of the server's clock before ours

    def now(self) -> int:
        """Return the server's time as well as it is known here, in milliseconds UTC."""
        return round(time.time() * 1000 + self._ahead_ms)

    async def run(self) -> None:
        """Follow until cancelled, and connect again whenever the connection is lost.

        Raises:
            CannotReach: the first connection fails, or the server says that this link or session has ended.
        """
        tries = 0
        while True:
            try:
                async with asyncio.timeout(FIRST_WITHIN_S):
                    socket = await connect(
                        self._address.socket,
                        additional_headers=self._address.headers,
                        max_size=LARGEST_VIEW,
                        close_timeout=CLOSES_WITHIN_S,
                    )
                async with socket:
                    tries = 0
                    await self._listen(socket)
            except (OSError, InvalidHandshake, TimeoutError, ConnectionClosed) as error:
                self._lose(error)
            await asyncio.sleep(WAITS_S[min(tries, len(WAITS_S) - 1)])
            tries += 1

    async def _listen(self, socket: ClientConnection) -> None:
        seq = self.view["seq"] if self.view else 0
        await socket.send(json.dumps({"t": "hello", "seq": seq}))
        await socket.send(json.dumps({"t": "clock", "c": time.time() * 1000}))
        async for text in socket:
            message = json.loads(text)
            if message.get("t") == "view":
                self.view, self.lost = cast(View, message["view"]), ""
                self._shown()
            elif message.get("t") == "clock":
                self._ahead_ms = message["s"] - (message["c"] + time.time() * 1000) / 2
        raise ConnectionClosed(None, None)

    def _lose(self, error: Exception) -> None:
        if isinstance(error, ConnectionClosed) and error.rcvd is not None:
            if error.rcvd.code == NOT_ALLOWED:
                raise CannotReach("This link is not valid, or not any more. Ask for a new one.") from None
            if error.rcvd.code == NO_SESSION:
                raise CannotReach(f'There is no session "{self._address.slug}" at {self._address.server}.') from None
        if self.view is None:
            raise away(self._address, error) from None
        self.lost = self.words("{server} is away; trying again", server=self._address.server)
        self._shown()
