"""Request bodies: the largest size by address and sender, and the memory that all of them may hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from starlette.requests import ClientDisconnect

from app.domain.state.policy import EDITS_PLANS
from app.server.admission import Busy, Quota
from app.store.directory import Link

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

# Addresses that accept files: one of these is a part of the path.
TAKE_FILES = frozenset({"import", "records"})

MIB = 1024 * 1024
# Bytes held at once. Senders who edit plans send documents and files, and never share with strangers.
OF_STRANGERS = Quota(4 * MIB, 16 * MIB)
OF_EDITORS = Quota(64 * MIB, 128 * MIB)


class TooLarge(Exception):
    """The body is larger than the server accepts."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """The largest bodies, in bytes.

    `form` is that of commands and forms. A link that edits plans may send documents of up to `document` bytes, and
    files of up to `file` bytes to the addresses of `TAKE_FILES`.
    """

    form: int
    document: int
    file: int

    def limit(self, path: str, link: Link | None) -> int:
        """Return the largest body, in bytes, that an address accepts from a link; the path is without a token."""
        if link is None or link.role not in EDITS_PLANS:
            return self.form
        return self.file if TAKE_FILES & set(path.split("/")) else self.document


class Budget:
    """The bytes of bodies in memory, per place and in all."""

    def __init__(self, most: Quota) -> None:
        self._most = most
        self._of: defaultdict[str, int] = defaultdict(int)
        self._in_all = 0

    def take(self, place: str, size: int) -> None:
        """Reserve more bytes.

        Raises:
            Busy: that would be too many; none of them is reserved.
        """
        if self._of[place] + size > self._most.each or self._in_all + size > self._most.together:
            self.give_back(place, 0)
            raise Busy
        self._of[place] += size
        self._in_all += size

    def give_back(self, place: str, size: int) -> None:
        """Free reserved bytes."""
        self._of[place] -= size
        self._in_all -= size
        if not self._of[place]:
            del self._of[place]


class Body:
    """The body of one request while it is in memory: counted as it arrives, freed at the end of the block."""

    def __init__(self, receive: Receive, limit: int, budget: Budget, place: str) -> None:
        self._receive = receive
        self._limit = limit
        self._budget = budget
        self._place = place
        self._held = 0

    def __enter__(self) -> Body:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._budget.give_back(self._place, self._held)

    async def receive(self) -> Message:
        """Return the next message, for an application that reads by itself.

        Raises:
            TooLarge: the body is larger than this address accepts.
            Busy: too many bytes are in memory already, of this place or in all.
        """
        message = await self._receive()
        size = len(message.get("body", b""))
        if self._held + size > self._limit:
            raise TooLarge
        self._budget.take(self._place, size)
        self._held += size
        return message

    async def whole(self) -> Receive:
        """Read the whole body; return a `receive` that gives it to the application in one piece.

        Raises:
            TooLarge, Busy: as `receive`.
            ClientDisconnect: the client went away in the middle.
        """
        parts = bytearray()
        while True:
            message = await self.receive()
            if message["type"] != "http.request":
                raise ClientDisconnect
            parts += message.get("body", b"")
            if not message.get("more_body", False):
                return self._again(bytes(parts))

    def _again(self, body: bytes) -> Receive:
        given = False

        async def receive() -> Message:
            nonlocal given
            if given:
                return await self._receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        return receive
