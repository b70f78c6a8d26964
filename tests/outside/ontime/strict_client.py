"""A client that is as strict as the stock Companion module: it says so if it is told what the module would not bear.

It drops everything before the version, comes again if there is none within five seconds or if the socket ends, fetches
the rundown and the custom fields with the ETag of its copy, and replaces each top-level key of the store as a whole.
"""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.patience import SOCKET

VERSION_WITHIN_S = 5.0
PATIENCE_S = 60.0
KINDS: dict[str, Callable[[Any], bool]] = {
    "clock": lambda value: type(value) is int,
    "timer": lambda value: {"addedTime", "current", "duration", "expectedFinish", "phase", "playback"} <= set(value),
    "message": lambda value: {"text", "visible", "blink", "blackout", "secondarySource"} == set(value["timer"]),
    "rundown": lambda value: type(value["numEvents"]) is int,
    "offset": lambda value: value["mode"] in {"absolute", "relative"} and type(value["absolute"]) is int,
    "eventNow": lambda value: value is None or (value["type"] == "event" and isinstance(value["custom"], dict)),
    "eventNext": lambda value: value is None or value["type"] == "event",
    "eventFlag": lambda value: value is None,
    "groupNow": lambda value: value is None,
    **{f"auxtimer{n}": lambda value: {"duration", "current", "playback", "direction"} == set(value) for n in (1, 2, 3)},
}


class StrictClient:
    """One module: give it the address of a link and a session, and run it as a task."""

    def __init__(self, address: str, come_again_s: float = 5.0) -> None:
        self.address = address.rstrip("/") + "/"
        self.store: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.custom_fields: dict[str, Any] = {}
        self.answers: list[tuple[str, Any]] = []
        self.changes: list[set[str]] = []  # the keys of each runtime-data
        self.unchanged = 0  # how often it was told that its copy is up to date
        self.connections = 0
        self._come_again_s = come_again_s
        self._etags: dict[str, str] = {}
        self._socket: ClientConnection | None = None
        self._moved = asyncio.Event()
        self._fault: Exception | None = None

    async def run(self) -> None:
        """Stay connected, without end."""
        while True:
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(self.address.replace("http", "ws", 1) + "ws", **SOCKET) as socket:
                    await self._greet(socket)
                    self._socket = socket
                    self.connections += 1
                    self._moved.set()
                    async for text in socket:
                        await self._checked(json.loads(text))
            self._socket = None
            await asyncio.sleep(self._come_again_s)

    async def say(self, tag: str, payload: Any = None) -> None:
        """Send an action; what is said while there is no connection is lost, as the module loses it."""
        if self._socket is not None:
            await self._socket.send(json.dumps({"tag": tag, "payload": payload}))

    async def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Return once something holds."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():
                    if self._fault is not None:
                        raise AssertionError("the stock module would not bear this") from self._fault
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            raise AssertionError(f"not within {PATIENCE_S} s: {what}; the store is {self.store}") from None

    async def _greet(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps({"tag": "version"}))
        async with asyncio.timeout(VERSION_WITHIN_S):
            while True:
                message = json.loads(await socket.recv())
                if message.get("tag") == "version" and message["payload"].startswith("4."):
                    break
        await self._fetch_all()
        await socket.send(json.dumps({"tag": "poll"}))

    async def _checked(self, message: dict[str, Any]) -> None:
        """Hear a message; a test that waits is told at once if the module would not have borne it."""
        try:
            await self._hear(message)
        except (AssertionError, KeyError, TypeError) as fault:
            self._fault = fault
            raise
        finally:
            self._moved.set()

    async def _hear(self, message: dict[str, Any]) -> None:
        assert {"tag", "payload"} <= set(message), message
        tag, payload = message["tag"], message["payload"]
        if tag in {"runtime-data", "poll"}:
            self.changes.append(set(payload))
            for key, value in payload.items():
                assert KINDS[key](value), (key, value)
            self.store.update(payload)
        elif tag == "refetch":
            await self._fetch_all()
        self.answers.append((tag, payload))

    async def _fetch_all(self) -> None:
        if (rundown := await asyncio.to_thread(self._fetch, "data/rundowns/current")) is not None:
            entries = [rundown["entries"][id_] for id_ in rundown["flatOrder"]]
            self.events = [entry for entry in entries if entry["type"] == "event"]
        if (custom := await asyncio.to_thread(self._fetch, "data/custom-fields")) is not None:
            self.custom_fields = custom

    def _fetch(self, path: str) -> Any:
        headers = {"If-None-Match": self._etags.get(path, ""), "Cache-Control": "3600", "Pragma": ""}
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
                self._etags[path] = answer.headers["ETag"]
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 304:
                raise
            self.unchanged += 1
            return None
