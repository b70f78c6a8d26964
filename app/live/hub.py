"""Who watches a room, and what each of them is sent: the newest state, whole and once, however slow they are."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import Protocol

import structlog

from app.domain.session import Session
from app.domain.values import Role
from app.live.presence import Presence
from app.live.protocol import NOT_ALLOWED, REPLACED

log = structlog.get_logger()

PRESENCE_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Frames:
    """A state as messages: `whole` for whoever has nothing, `change` for whoever has the one before (None: no news)."""

    whole: str
    change: str | None


class Audience(Protocol):
    """Those who see the same: one rendering serves them all."""

    @property
    def key(self) -> Hashable:
        """Equal for audiences that are sent the same."""

    @property
    def role(self) -> Role:
        """Whose view it is; news for some roles only goes by this."""

    @property
    def shows_presence(self) -> bool:
        """Does what it sees depend on who else is watching?"""

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        """The present state; called once per change, in order."""


class Subscription:
    """One socket's place. At most one state is ever pending, and one piece of news of each kind: the newest."""

    def __init__(self, channel: Channel, participant: str | None = None) -> None:
        self.channel = channel
        self.participant = participant
        self._pending: str | None = None
        self._missed = False
        self._extra: list[str] = []
        self._news: dict[str, str] = {}
        self._ready = asyncio.Event()
        self.close_code: int | None = None
        self.link: str | None = None

    def offer(self, change: str) -> None:
        """A newer state. Whoever has not yet been sent the one before gets the whole state instead of the change."""
        self._missed = self._missed or self._pending is not None
        self._pending = change
        self._ready.set()

    def tell(self, text: str) -> None:
        """A message for this socket alone."""
        self._extra.append(text)
        self._ready.set()

    def say(self, kind: str, text: str) -> None:
        """News beside the state; what is pending of this kind is out of date now. A state always goes out before it."""
        self._news[kind] = text
        self._ready.set()

    def end(self, code: int) -> None:
        """Close this socket once what is pending has been sent."""
        self.close_code = code
        self._ready.set()

    async def next(self, within_s: float) -> list[str]:
        """The messages to send now; none if nothing happened within that time, or if the socket is to be closed."""
        try:
            await asyncio.wait_for(self._ready.wait(), within_s)
        except TimeoutError:
            return []
        self._ready.clear()
        texts, self._extra = self._extra, []
        if self._pending is not None:
            texts = [*texts, self.channel.whole if self._missed else self._pending]
        self._pending, self._missed = None, False
        news, self._news = self._news, {}
        return [*texts, *news.values()]


class Channel:
    """An audience and its subscribers."""

    def __init__(self, audience: Audience, frames: Frames) -> None:
        self.audience = audience
        self.whole = frames.whole
        self.subscriptions: set[Subscription] = set()

    def show(self, frames: Frames) -> None:
        self.whole = frames.whole
        if frames.change is None:
            return
        for subscription in self.subscriptions:
            subscription.offer(frames.change)


class Hub:
    """The publisher of one room. `publish` never waits and never raises."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._channels: dict[Hashable, Channel] = {}
        self._session: Session | None = None
        self._presence_due: asyncio.TimerHandle | None = None
        self._screens: dict[str, Subscription] = {}
        self._participants: dict[str, set[Subscription]] = defaultdict(set)
        self._latest: dict[tuple[str, frozenset[Role]], str] = {}
        self.presence = Presence(self._presence_changed)

    def publish(self, session: Session) -> None:
        """Show a new state to everybody."""
        self._session = session
        self._latest.clear()
        for channel in self._channels.values():
            self._show(channel)

    def say(self, kind: str, text: str, roles: Collection[Role]) -> None:
        """News for everybody with one of these roles; it replaces what is pending of its kind.

        Whoever comes before the next state is told as well, because the state that they are sent is from before.
        """
        self._latest[kind, frozenset(roles)] = text
        for channel in self._channels.values():
            if channel.audience.role in roles:
                for subscription in channel.subscriptions:
                    subscription.say(kind, text)

    def tell(self, participant: str, kind: str, text: str) -> None:
        """News for one participant alone, on every socket that is theirs."""
        for subscription in self._participants.get(participant, ()):
            subscription.say(kind, text)

    def subscribe(self, audience: Audience, session: Session, participant: str | None = None) -> Subscription:
        """A place in an audience, and perhaps of a participant; its first message is the whole present state."""
        self._session = session
        channel = self._channels.get(audience.key)
        if channel is None:
            channel = Channel(audience, audience.frames(session, self.presence, self._instant(session)))
            self._channels[audience.key] = channel
        subscription = Subscription(channel, participant)
        channel.subscriptions.add(subscription)
        if participant is not None:
            self._participants[participant].add(subscription)
        subscription.offer(channel.whole)
        for (kind, roles), text in self._latest.items():
            if audience.role in roles:
                subscription.say(kind, text)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Give a place up; the last one of an audience takes the audience with it."""
        channel = subscription.channel
        channel.subscriptions.discard(subscription)
        self._forget_participant(subscription)
        if not channel.subscriptions:
            self._channels.pop(channel.audience.key, None)

    def whole(self, subscription: Subscription) -> str:
        """The whole present state, as this socket would be sent it."""
        return subscription.channel.whole

    def seat(self, screen: str, subscription: Subscription) -> None:
        """This socket is that screen now; an older socket of the same screen is replaced and closed."""
        older, self._screens[screen] = self._screens.get(screen), subscription
        if older is not None:
            older.end(REPLACED)

    def holds(self, screen: str, subscription: Subscription) -> bool:
        """Is this socket the one that speaks for that screen?"""
        return self._screens.get(screen) is subscription

    def release(self, screen: str, subscription: Subscription) -> bool:
        """The socket has ended; False if another one had already taken its place."""
        if not self.holds(screen, subscription):
            return False
        del self._screens[screen]
        return True

    def tell_screen(self, screen: str, text: str) -> bool:
        """A message for one screen alone; False if it is not connected."""
        if (subscription := self._screens.get(screen)) is None:
            return False
        subscription.tell(text)
        return True

    def end_link(self, link: str, code: int = NOT_ALLOWED) -> int:
        """Close every socket that was opened by a link; the answer is how many there were."""
        opened = self._opened_by(link)
        for subscription in opened:
            subscription.end(code)
        return len(opened)

    def tell_link(self, link: str, text: str) -> int:
        """A message for every socket that was opened by a link; the answer is how many there were."""
        opened = self._opened_by(link)
        for subscription in opened:
            subscription.tell(text)
        return len(opened)

    def end_all(self, code: int) -> None:
        """Ask every socket to close with this code."""
        for channel in self._channels.values():
            for subscription in channel.subscriptions:
                subscription.end(code)

    def _opened_by(self, link: str) -> list[Subscription]:
        return [
            subscription
            for channel in self._channels.values()
            for subscription in channel.subscriptions
            if subscription.link == link
        ]

    def _show(self, channel: Channel) -> None:
        if (session := self._session) is None:
            return
        try:
            channel.show(channel.audience.frames(session, self.presence, self._instant(session)))
        except Exception:
            # One audience that cannot be rendered must not keep the others, or the sender, from the new state.
            log.exception("a view could not be rendered", session=session.plan.slug, audience=str(channel.audience.key))

    def _forget_participant(self, subscription: Subscription) -> None:
        if (participant := subscription.participant) is None:
            return
        self._participants[participant].discard(subscription)
        if not self._participants[participant]:
            del self._participants[participant]

    def _instant(self, session: Session) -> int:
        return max(self._now(), session.at_ms)

    def _presence_changed(self) -> None:
        """Tell those who see it, at most twice a second."""
        if self._presence_due is None:
            loop = asyncio.get_running_loop()
            self._presence_due = loop.call_later(PRESENCE_EVERY_S, self._show_presence)

    def _show_presence(self) -> None:
        self._presence_due = None
        for channel in self._channels.values():
            if channel.audience.shows_presence:
                self._show(channel)
