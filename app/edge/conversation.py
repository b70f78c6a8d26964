"""A socket's life: accepted, greeted, sent the newest state until it ends, and closed with the code that says why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.live import protocol
from app.live.hub import Audience, Hub, Subscription
from app.live.protocol import ClockSample, Hello, Mistake, ScreenReport
from app.service.room import Room

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a socket belongs: one room, one audience, perhaps a participant; a screen, or a viewer who counts."""

    room: Room
    hub: Hub
    audience: Audience
    page: str
    name: str = ""  # what a screen is called until it is given another name; empty: by its page and a number
    is_screen: bool = False
    counts_as_viewer: bool = False
    participant: str | None = None
    link: str | None = None  # by which the socket was opened; revoking it closes the socket


async def turn_away(socket: WebSocket, code: int, reason: str) -> None:
    """Accept, then close: a browser shows a refused handshake as 1006 and would try again for ever."""
    await socket.accept()
    await socket.close(code, reason)


async def converse(socket: WebSocket, place: Place) -> None:
    """Talk until either side ends it. Nothing a client does raises out of here."""
    await socket.accept()
    try:
        hello = await _hello(socket)
        if isinstance(hello, Mistake):
            await _close(socket, place, hello)
        else:
            await _talk(socket, place, hello)
    except (WebSocketDisconnect, RuntimeError, OSError) as error:
        # The other side is gone; a send that was under way then ends like this.
        log.debug("a socket ended", page=place.page, reason=type(error).__name__)


async def _hello(socket: WebSocket) -> Hello | Mistake:
    try:
        heard = await asyncio.wait_for(_hear(socket), protocol.HELLO_WITHIN_S)
    except TimeoutError:
        return Mistake(protocol.SAID_NOTHING, "said nothing")
    if isinstance(heard, Hello | Mistake):
        return heard
    return Mistake(protocol.NOT_UNDERSTOOD, "the first message is hello")


async def _hear(socket: WebSocket) -> protocol.Heard:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    if (text := message.get("text")) is None:
        return Mistake(protocol.NOT_TEXT, "only text is understood")
    return protocol.hear(text)


async def _talk(socket: WebSocket, place: Place, hello: Hello) -> None:
    subscription = place.hub.subscribe(place.audience, place.room.session, place.participant)
    subscription.link = place.link
    screen = hello.screen if place.is_screen else None
    _came(place, screen, hello, subscription)
    sides = [
        asyncio.ensure_future(_say(socket, subscription)),
        asyncio.ensure_future(_listen(socket, place, screen, subscription)),
    ]
    try:
        done, _ = await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        ending = next((end for side in done if (end := side.result()) is not None), None)
        if ending is not None:
            await _close(socket, place, ending)
    finally:
        place.hub.unsubscribe(subscription)
        _left(place, screen, subscription)
        for side in sides:
            side.cancel()
        await asyncio.gather(*sides, return_exceptions=True)


async def _say(socket: WebSocket, subscription: Subscription) -> Mistake | None:
    """Send what is new, and a ping when nothing was for a while; ends when the hub wants the socket closed."""
    while True:
        texts = await subscription.next(protocol.PING_EVERY_S)
        for text in texts:
            await socket.send_text(text)
        if subscription.close_code is not None:
            return Mistake(subscription.close_code, "closed by the server")
        if not texts:
            await socket.send_text(protocol.PING)


async def _listen(socket: WebSocket, place: Place, screen: str | None, subscription: Subscription) -> Mistake | None:
    while True:
        heard = await _hear(socket)
        if isinstance(heard, Mistake):
            return heard
        now = place.room.now()
        if screen is not None and place.hub.holds(screen, subscription):
            _note(place, screen, heard, now)
        if isinstance(heard, ClockSample):
            await socket.send_text(protocol.clock_reply(heard, now))
        elif isinstance(heard, Hello):
            subscription.tell(place.hub.whole(subscription))


def _note(place: Place, screen: str, heard: protocol.Heard, now: int) -> None:
    if isinstance(heard, ScreenReport):
        place.hub.presence.screen_reported(screen, heard, now)
    else:
        place.hub.presence.screen_heard(screen, now)


def _came(place: Place, screen: str | None, hello: Hello, subscription: Subscription) -> None:
    if screen is not None:
        place.hub.seat(screen, subscription)
        place.hub.presence.screen_came(screen, hello.name, place.page, place.room.now(), place.name)
    if place.counts_as_viewer:
        place.hub.presence.viewer_came()


def _left(place: Place, screen: str | None, subscription: Subscription) -> None:
    if screen is not None and place.hub.release(screen, subscription):
        place.hub.presence.screen_left(screen)
    if place.counts_as_viewer:
        place.hub.presence.viewer_left()


async def _close(socket: WebSocket, place: Place, ending: Mistake) -> None:
    if ending.code in {protocol.NOT_UNDERSTOOD, protocol.TOO_BIG, protocol.NOT_TEXT}:
        log.warning("a socket was closed", page=place.page, code=ending.code, reason=ending.reason)
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(ending.code, ending.reason)
