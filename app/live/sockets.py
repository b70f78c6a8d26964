"""The sockets of one room by who opened them: a screen, a console, a link, a participant or a stranger.

Single sockets are told things and closed here; states and news reach them by their audience (see `hub`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.live.channels import Channel, Subscriber
from app.live.presence import Presence
from app.service.access.tokens import SCREEN
from app.wire.messages import NOT_ALLOWED, PING, REPLACED, encode

FLASH = encode({"t": "flash"})
GO = encode({"t": "go", "to": "/screen"})


class Sockets:
    """Who opened which socket. `presence` is told of paired screens and names."""

    presence: Presence

    def __init__(self) -> None:
        self.strangers: set[Subscriber] = set()  # subscribers without a link that have no place yet
        self._screens: dict[str, Subscriber] = {}
        self._consoles: dict[str, set[Subscriber]] = defaultdict(set)
        self._participants: dict[str, set[Subscriber]] = defaultdict(set)
        self._links: dict[str, set[Subscriber]] = defaultdict(set)

    def admit(self, subscriber: Subscriber, link: str | None) -> None:
        """Tie a subscriber to the link that opened it: it is closed with the link, even if it has no place yet."""
        subscriber.link = link
        if link is not None:
            if link.startswith(SCREEN) and not self._links[link]:
                self.presence.pair_came(link)
            self._links[link].add(subscriber)
        else:
            self.strangers.add(subscriber)

    def take_part(self, participant: str | None, subscriber: Subscriber) -> None:
        """Note whose socket this is, if it is a participant's."""
        subscriber.participant = participant
        if participant is not None:
            self._participants[participant].add(subscriber)

    def of_participant(self, participant: str) -> list[Subscriber]:
        """Return the sockets of one participant."""
        return list(self._participants.get(participant, ()))

    def leave(self, subscriber: Subscriber) -> None:
        """Forget a socket's link and participant."""
        self.strangers.discard(subscriber)
        if (link := subscriber.link) is not None:
            _leave(self._links, link, subscriber)
            if link.startswith(SCREEN) and link not in self._links:
                self.presence.pair_left(link)
        _leave(self._participants, subscriber.participant, subscriber)
        subscriber.link = subscriber.participant = None

    @property
    def are_open(self) -> bool:
        """Whether a link or a stranger has a socket here, with a place or about to have one."""
        return bool(self.strangers or self._links)

    def channels_of_screens(self) -> set[Channel | None]:
        """Return the channels in which screens are seated."""
        return {subscriber.channel for subscriber in self._screens.values()}

    def seat(self, screen: str, subscriber: Subscriber) -> None:
        """Make this socket the one of that screen; an older socket of the same screen is closed."""
        older, self._screens[screen] = self._screens.get(screen), subscriber
        if older is not None:
            older.end(REPLACED)

    def attend(self, console: str, subscriber: Subscriber) -> None:
        """Count this socket as one of that console's."""
        self._consoles[console].add(subscriber)

    def dismiss(self, console: str, subscriber: Subscriber) -> None:
        """Stop counting this socket as that console's."""
        _leave(self._consoles, console, subscriber)

    def holds(self, screen: str, subscriber: Subscriber) -> bool:
        """Whether this socket is the one of that screen."""
        return self._screens.get(screen) is subscriber

    def release(self, screen: str, subscriber: Subscriber) -> bool:
        """Note that a screen's socket has ended; return False if another one had already taken its place."""
        if not self.holds(screen, subscriber):
            return False
        del self._screens[screen]
        return True

    def tell_screen(self, screen: str, text: str) -> bool:
        """Send a message to one screen; return False if it is not connected."""
        if (subscriber := self._screens.get(screen)) is None:
            return False
        subscriber.tell(text)
        return True

    def flash(self, about: str) -> bool:
        """Flash a screen, or the screens of a link; return False if none is connected here."""
        return self.tell_screen(about, FLASH) or self.tell_link(about, FLASH) > 0

    def send_away(self, link: str) -> None:
        """Let the screens of a link ask for their new page."""
        self.tell_link(link, GO)
        self.end_link(link)

    def rename(self, about: str, name: str) -> bool:
        """Name a screen, or the screens of a link, in every process; return False if none is listed or connected."""
        is_listed = any(screen.id == about for screen in self.presence.screens) or self.presence.is_connected(about)
        if is_listed:
            self.name(about, name)
            self.presence.name_elsewhere(about, name)
        return is_listed

    def name(self, about: str, name: str) -> None:
        """Name a screen, or the screens of a link, as far as they are of this process."""
        message = encode({"t": "name", "name": name})
        if not self.tell_screen(about, message):
            self.tell_link(about, message)
        of_link = [screen for screen, subscriber in self._screens.items() if subscriber.link == about]
        for screen in (about, *of_link):
            self.presence.name_screen(screen, name)

    def end_link(self, link: str, code: int = NOT_ALLOWED) -> int:
        """Close every socket that a link has opened, at once; return how many there were."""
        return end_each(self._links.get(link, ()), code)

    def tell_link(self, link: str, text: str) -> int:
        """Send a message to every socket that a link has opened; return how many there were."""
        subscribers = list(self._links.get(link, ()))
        for subscriber in subscribers:
            subscriber.tell(text)
        return len(subscribers)

    def ask_console(self, console: str) -> None:
        """Send a console a ping: it answers at once, even when its page is hidden and its timers are slow."""
        for subscriber in list(self._consoles.get(console, ())):
            subscriber.tell(PING)


def _leave(places: dict[str, set[Subscriber]], key: str | None, subscriber: Subscriber) -> None:
    if key is None:
        return
    places[key].discard(subscriber)
    if not places[key]:
        del places[key]


def end_each(subscribers: Iterable[Subscriber], code: int) -> int:
    """Close these sockets with a code; return how many there were."""
    ending = list(subscribers)
    for subscriber in ending:
        subscriber.end(code)
    return len(ending)
