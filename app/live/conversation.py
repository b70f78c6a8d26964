"""The conversation on a socket, without the socket: text in; messages, or an end, out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from app.live.channels import Subscriber
from app.live.hub import Audience, Hub
from app.logs import floods
from app.service.room import Room
from app.wire import messages as protocol
from app.wire.messages import ClockSample, CommandSent, Hello, Mistake, ScreenReport

log = structlog.get_logger()

# An ASGI extension of our own server, called with the socket's place; under other servers, an ordinary loop is used.
HAND_OVER = "rostrum.hand_over"


# Carries out a command of this socket: its fields and, if any, its console; returns the answer as a message.
Give = Callable[[Mapping[str, Any], str | None], Awaitable[str]]
MOST_UNANSWERED = 16  # commands in progress per socket


@dataclass(frozen=True, slots=True)
class SocketPlace:
    """A socket's place: one room, one audience, perhaps a participant; a screen, or a viewer who is counted."""

    room: Room
    hub: Hub
    audience: Audience
    page: str
    name: str = ""  # the name of a screen or a console; a screen's empty name becomes its page and a number
    is_screen: bool = False
    counts_as_viewer: bool = False
    participant: str | None = None
    client: str = ""  # the network prefix of the client, for the log
    link: str | None = None  # the link that opened the socket; revoking it closes the socket
    leads: bool = False  # an organiser's console may take the keys at any time
    patched: Audience | None = None  # the audience of those who want patches, where there are any
    give: Give | None = None  # for roles that may give commands here
    speaks: Callable[[Subscriber, SocketPlace], Conversation] | None = None  # of clients that speak another protocol

    def conversation(self, subscriber: Subscriber) -> Conversation:
        """Begin the conversation on this socket."""
        return (self.speaks or Conversation)(subscriber, self)


class Conversation:
    """The client's side of one subscriber: it says hello, and may then ask for the time and report what it paints."""

    __slots__ = (
        "_client",
        "_console",
        "_counts",
        "_give",
        "_giving",
        "_joining",
        "_page",
        "_place",
        "_screen",
        "hub",
        "room",
    )

    def __init__(self, subscriber: Subscriber, place: SocketPlace) -> None:
        # Only until hello, so that a viewer who only listens holds little memory.
        self._place: SocketPlace | None = place
        self.hub = place.hub
        self.room = place.room
        self._page, self._client = place.page, place.client
        self._screen: str | None = None
        self._console: str | None = None
        self._counts = False
        self._give = place.give
        self._giving: set[asyncio.Task[None]] | None = None
        self._joining: asyncio.Task[None] | None = None
        self.hub.sockets.admit(subscriber, place.link)

    @property
    def greeted(self) -> bool:
        """Whether hello was received."""
        return self._place is None

    def hear(self, subscriber: Subscriber, text: str) -> None:
        """Handle a message from the client. Never raises."""
        heard = protocol.hear(text)
        if isinstance(heard, Mistake):
            self.refuse(subscriber, heard.code, heard.reason)
        elif self._place is None:
            self._note(subscriber, heard)
        elif isinstance(heard, Hello):
            self._greet(subscriber, self._place, heard)
        else:
            self.refuse(subscriber, protocol.NOT_UNDERSTOOD, "the first message is hello")

    def refuse(self, subscriber: Subscriber, code: int, reason: str) -> None:
        """Close because of an invalid message; the log has the reason, without the client's text."""
        floods.say("a socket was closed", self._client, code, page=self._page, reason=reason)
        subscriber.close(code, reason)

    def leave(self, subscriber: Subscriber) -> None:
        """End the conversation, because the socket has ended or is about to; a second call does nothing."""
        self.hub.unsubscribe(subscriber)
        if self._joining is not None:
            self._joining.cancel()
        if (screen := self._screen) is not None and self.hub.sockets.release(screen, subscriber):
            self.hub.presence.screen_left(screen)
        if self._counts:
            self.hub.presence.viewer_left()
        if self._console is not None:
            self.hub.sockets.dismiss(self._console, subscriber)
            self.hub.presence.baton.left(self._console)
        self._screen, self._console, self._counts, self._give = None, None, False, None

    def _greet(self, subscriber: Subscriber, place: SocketPlace, hello: Hello) -> None:
        self._place = None
        self._counts = place.counts_as_viewer
        if place.is_screen and hello.screen is not None:
            self._screen = hello.screen
            self.hub.sockets.seat(hello.screen, subscriber)
            now = self.room.now()
            self.hub.presence.screen_came(hello.screen, hello.name, place.page, now, place.name, place.link)
        if place.page == "console" and hello.console is not None:
            self._console = hello.console
            self.hub.sockets.attend(hello.console, subscriber)
            link, leads = place.link, place.leads
            self.hub.presence.baton.came(hello.console, place.name, hello.was, link=link, leads=leads, held=hello.held)
        if self._counts:
            self.hub.presence.viewer_came()
        audience = place.patched if hello.patches and place.patched is not None else place.audience
        if hello.seq <= self.room.session.seq:
            self.hub.join(subscriber, audience, self.room.session, place.participant)
        else:
            self._joining = asyncio.ensure_future(self._join_later(subscriber, audience, place.participant, hello.seq))

    async def _join_later(self, subscriber: Subscriber, audience: Audience, participant: str | None, seq: int) -> None:
        """Join once the room has read what the client was shown by another process."""
        await self.room.know(seq)
        self.hub.join(subscriber, audience, self.room.session, participant)

    def _note(self, subscriber: Subscriber, heard: protocol.Heard) -> None:
        now = self.room.now()
        if (screen := self._screen) is not None and self.hub.sockets.holds(screen, subscriber):
            if isinstance(heard, ScreenReport):
                self.hub.presence.screen_reported(screen, heard, now)
            else:
                self.hub.presence.screen_heard(screen, now)
        if self._console is not None:
            self.hub.presence.baton.heard(self._console)
        if isinstance(heard, ClockSample):
            subscriber.answer(protocol.clock_reply(heard, now, subscriber.process_connections))
        elif isinstance(heard, Hello):
            subscriber.show_again()
        elif isinstance(heard, CommandSent):
            self._begin(subscriber, heard)

    def _begin(self, subscriber: Subscriber, sent: CommandSent) -> None:
        """Start a command; a room carries commands out in the order in which they came."""
        if self._give is None:
            subscriber.tell(protocol.refusal(sent.key, "forbidden", "This page gives no commands."))
            return
        self._giving = self._giving or set()
        if len(self._giving) >= MOST_UNANSWERED:
            subscriber.tell(protocol.refusal(sent.key, "too_many", "Too many commands at once; nothing was done."))
            return
        task = asyncio.ensure_future(self._answer(subscriber, self._give, sent))
        self._giving.add(task)
        task.add_done_callback(self._giving.discard)

    async def _answer(self, subscriber: Subscriber, give: Give, sent: CommandSent) -> None:
        try:
            answer = await give(sent.fields, self._console)
        except Exception:
            # The waiting page is answered, and other messages of this socket are handled as before.
            log.exception("a command could not be carried out", page=self._page)
            answer = protocol.refusal(
                sent.key, "internal_error", "Something went wrong here; look before you try again."
            )
        # A socket that has ended meanwhile gets no answer; its page asks again with the same key.
        if self._give is not None:
            subscriber.tell(answer)
