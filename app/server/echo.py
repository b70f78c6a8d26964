"""An echo socket for conformance suites, only on a server that is configured to have it.

`/echo/{slug}` is handed over and read by our own reader, as all our sockets are.
"""

from __future__ import annotations

from typing import Any, ClassVar

from fastapi import APIRouter
from starlette.websockets import WebSocket

from app.domain.state.session import Session
from app.domain.values import Role
from app.live.conversation import HAND_OVER, SocketPlace
from app.live.hub import Frames
from app.live.presence import Presence
from app.server.context import HubsDep, RoomsDep
from app.server.http.listener import Listener
from app.server.socket_loop import HandOver
from app.wire.frames import BINARY, TEXT, Incoming, Message, frame

LONGEST = 16 * 1024 * 1024  # bytes; the longest message of the suites

router = APIRouter(include_in_schema=False)


class Echoing(Listener):
    """A listener that sends back what it receives."""

    __slots__ = ()

    longest: ClassVar[int] = LONGEST
    most_fragments: ClassVar[int] = LONGEST
    most_heard: ClassVar[int] = LONGEST
    most_heard_of_strangers: ClassVar[int] = LONGEST

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        # There is no hello here to wait for.
        self._conversation.hub.keepalive.greeted(self)

    def _take(self, incoming: Incoming) -> None:
        if incoming.opcode == TEXT:
            self.write(Message(incoming.text).frame(self.deflate))
        elif incoming.opcode == BINARY:
            self.write(frame(BINARY, incoming.payload))
        else:
            super()._take(incoming)


class NoAudience:
    """An audience without members."""

    key = "echo"
    role = Role.VIEWER
    speaker = None
    shows_presence = False

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:  # noqa: ARG002 - as an audience has it
        return Frames("", None)


@router.websocket("/echo/{slug}")
async def echo(socket: WebSocket, slug: str, rooms: RoomsDep, hubs: HubsDep) -> None:
    """Send everything back; another server than ours has no connection to hand over, and this ends at once."""
    place = SocketPlace(await rooms.get(slug), hubs(slug), NoAudience(), "echo")
    await socket.accept()
    hand_over: HandOver | None = socket.scope["extensions"].get(HAND_OVER)
    if hand_over is None:
        await socket.close(1011, "not handed over")
    else:
        hand_over(place, Echoing)
