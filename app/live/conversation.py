"""What is said on a socket, without the socket: text in; messages, or an end, out. The same however it is carried."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from app.live.channels import Line
from app.live.hub import Audience, Hub
from app.service.room import Room
from app.wire import messages as protocol
from app.wire.messages import ClockSample, Hello, Mistake, ScreenReport

log = structlog.get_logger()

# An ASGI extension of our own server, called with the socket's place; under any other, an ordinary loop does the same.
HAND_OVER = "rostrum.hand_over"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a socket belongs: one room, one audience, perhaps a participant; a screen, or a viewer who counts."""

    room: Room
    hub: Hub
    audience: Audience
    page: str
    name: str = ""  # what a screen or a console is called; empty, for a screen: by its page and a number
    is_screen: bool = False
    counts_as_viewer: bool = False
    participant: str | None = None
    link: str | None = None  # by which the socket was opened; revoking it closes the socket


class Talk:
    """The client's side of one line: it says hello, and may then ask for the time and report what it paints."""

    __slots__ = ("_console", "_counts", "_page", "_place", "_screen", "hub", "room")

    def __init__(self, line: Line, place: Place) -> None:
        self._place: Place | None = place  # until hello; a viewer who only listens shall hold no more than it must
        self.hub = place.hub
        self.room = place.room
        self._page = place.page
        self._screen: str | None = None
        self._console: str | None = None
        self._counts = False
        self.hub.admit(line, place.link)

    @property
    def greeted(self) -> bool:
        """Has hello been said?"""
        return self._place is None

    def hear(self, line: Line, text: str) -> None:
        """A message from the client. Nothing that it says raises out of here."""
        heard = protocol.hear(text)
        if isinstance(heard, Mistake):
            self.refuse(line, heard.code, heard.reason)
        elif self._place is None:
            self._note(line, heard)
        elif isinstance(heard, Hello):
            self._greet(line, self._place, heard)
        else:
            self.refuse(line, protocol.NOT_UNDERSTOOD, "the first message is hello")

    def refuse(self, line: Line, code: int, reason: str) -> None:
        """Close because of what the client sent; one line in the log, without a word of theirs."""
        log.warning("a socket was closed", page=self._page, code=code, reason=reason)
        line.close(code, reason)

    def leave(self, line: Line) -> None:
        """The socket has ended, or is about to; a second time does nothing."""
        self.hub.unsubscribe(line)
        if (screen := self._screen) is not None and self.hub.release(screen, line):
            self.hub.presence.screen_left(screen)
        if self._counts:
            self.hub.presence.viewer_left()
        if self._console is not None:
            self.hub.presence.baton.left(self._console)
        self._screen, self._console, self._counts = None, None, False

    def _greet(self, line: Line, place: Place, hello: Hello) -> None:
        self._place = None
        self._counts = place.counts_as_viewer
        if place.is_screen and hello.screen is not None:
            self._screen = hello.screen
            self.hub.seat(hello.screen, line)
            now = self.room.now()
            self.hub.presence.screen_came(hello.screen, hello.name, place.page, now, place.name, place.link)
        if place.page == "console" and hello.console is not None:
            self._console = hello.console
            self.hub.presence.baton.came(hello.console, place.name, hello.was)
        if self._counts:
            self.hub.presence.viewer_came()
        self.hub.join(line, place.audience, self.room.session, place.participant)

    def _note(self, line: Line, heard: protocol.Heard) -> None:
        now = self.room.now()
        if (screen := self._screen) is not None and self.hub.holds(screen, line):
            if isinstance(heard, ScreenReport):
                self.hub.presence.screen_reported(screen, heard, now)
            else:
                self.hub.presence.screen_heard(screen, now)
        if self._console is not None:
            self.hub.presence.baton.heard(self._console)
        if isinstance(heard, ClockSample):
            line.answer(protocol.clock_reply(heard, now))
        elif isinstance(heard, Hello):
            line.show_again()
