"""A socket's life: accepted, then handed over to its transport under our own server, or served by a loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.domain.errors import Forbidden, NotFound, UnreadableJournal
from app.live.channels import QueueSubscriber
from app.live.conversation import HAND_OVER, Conversation, SocketPlace
from app.server.context import UnknownLink
from app.server.http.listener import Listener
from app.wire import messages as protocol

CLOSED_WITHIN_S = 1.0
HandOver = Callable[[SocketPlace, type[Listener]], None]

log = structlog.get_logger()


def socket_route(path: str, handler: Callable[[WebSocket], Awaitable[None]]) -> WebSocketRoute:
    """Make a route whose handler may raise the application's usual errors before it has accepted the socket.

    This is not the framework's own route: everything about the connection is resolved here, without dependency
    injection for each of the many sockets that arrive together.
    """

    async def opened(socket: WebSocket) -> None:
        try:
            await handler(socket)
        except NotFound:
            await _turn_away(socket, protocol.NO_SUCH_SESSION, "no such session")
        except UnreadableJournal:
            await _turn_away(socket, protocol.TRY_LATER, "the session is left out")
        except (Forbidden, UnknownLink):
            await _turn_away(socket, protocol.NOT_ALLOWED, "not allowed")

    return WebSocketRoute(path, opened)


async def _turn_away(socket: WebSocket, code: int, reason: str) -> None:
    """Accept, then close: a browser shows a refused handshake as 1006 and would retry for ever."""
    await socket.accept()
    await socket.close(code, reason)


async def converse(socket: WebSocket, place: SocketPlace, listener: type[Listener] = Listener) -> None:
    """Serve the socket until either side ends it. Never raises because of a client."""
    await socket.accept()
    hand_over: HandOver | None = (socket.scope.get("extensions") or {}).get(HAND_OVER)
    if hand_over is not None:
        hand_over(place, listener)
        return
    subscriber = QueueSubscriber()
    conversation = place.conversation(subscriber)
    try:
        await _converse(socket, subscriber, conversation)
    except (WebSocketDisconnect, RuntimeError, OSError) as error:
        # The client is gone; a send in progress then ends like this.
        log.debug("a socket ended", page=place.page, reason=type(error).__name__)
    finally:
        conversation.leave(subscriber)


async def _converse(socket: WebSocket, subscriber: QueueSubscriber, conversation: Conversation) -> None:
    """Run both directions at once, so that a client that does not read can still be closed."""
    both = _listen(socket, subscriber, conversation), _say(socket, subscriber, conversation)
    sides = [asyncio.ensure_future(side) for side in both]
    ended = asyncio.ensure_future(subscriber.ended())
    try:
        await asyncio.wait([*sides, ended], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*sides, ended):
            task.cancel()
        outcomes = await asyncio.gather(*sides, ended, return_exceptions=True)
    if subscriber.ending is not None:
        await _close(socket, *subscriber.ending)
    elif failed := next((one for one in outcomes if isinstance(one, Exception)), None):
        raise failed


async def _listen(socket: WebSocket, subscriber: QueueSubscriber, conversation: Conversation) -> None:
    try:
        async with asyncio.timeout(protocol.HELLO_WITHIN_S):
            await _hear(socket, subscriber, conversation)
    except TimeoutError:
        subscriber.close(protocol.SAID_NOTHING, "said nothing")
    while subscriber.ending is None:
        await _hear(socket, subscriber, conversation)


async def _hear(socket: WebSocket, subscriber: QueueSubscriber, conversation: Conversation) -> None:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    if (text := message.get("text")) is None:
        conversation.refuse(subscriber, protocol.NOT_TEXT, "only text is understood")
    else:
        conversation.hear(subscriber, text)


async def _say(socket: WebSocket, subscriber: QueueSubscriber, conversation: Conversation) -> None:
    """Send pending messages, and a ping after a silence."""
    while subscriber.ending is None:
        texts = await subscriber.next(protocol.PING_EVERY_S)
        for text in texts or ([protocol.PING] if conversation.greeted else []):
            try:
                async with asyncio.timeout(conversation.hub.stalled_after_s):
                    await socket.send_text(text)
            except TimeoutError:
                subscriber.close(protocol.TRY_LATER, "does not read")
                return


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    """Send a close code and reason, if the connection still allows it."""
    if socket.application_state is not WebSocketState.CONNECTED:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSED_WITHIN_S):
            await socket.close(code, reason)
