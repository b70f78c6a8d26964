"""Fan-out: send each watcher of a room the newest state, whole and once, however slow the watcher is.

A hub has audiences. Sockets with the same audience see the same, so that a change is rendered once for each audience
and framed once for each kind of frame, not once for each socket. An audience's sockets are in a `Channel`, which knows
the version that each of them has (see `channels`). `publish` takes four steps:

1. If the session has become private, sockets without a link are closed first.
2. Each audience renders the state to two messages: the whole state, and the change since the one before.
3. Sockets of the stage are written to at once, then those of who run the session. If there are more than `MANY`
audiences of one speaker each, such as delegates in a plenary, only that of the one who has the floor is rendered at
once; the others are rendered a few at a time, each with the state that is the newest by then.
4. Viewers follow in turns of `SLICE` sockets. Between two turns the event loop serves commands and other sockets. A
newer state that comes in the meantime replaces the one being sent: the rest get only that one.

Who opened a socket, and what single sockets are told, is in `sockets`.

News (votes, notices) are messages beside the state. They wait in `_news` by audience and kind, replace older ones of
the same kind, and go out after the state that they belong to.

`publish` and `say` never wait and never raise: a view that cannot be rendered is logged, and its audience keeps the
state before; a socket that cannot be written to is left to its transport.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import Protocol

import structlog

from app.domain.state.policy import CROWD
from app.domain.state.session import Session, at_microphone
from app.domain.values import Role
from app.live.baton import Baton
from app.live.channels import Channel, QueueSubscriber, Subscriber
from app.live.keepalive import Keepalive
from app.live.peers import Alone, Shared
from app.live.presence import Presence
from app.live.sockets import Sockets, end_each
from app.wire.frames import Message
from app.wire.messages import NOT_ALLOWED

log = structlog.get_logger()

PRESENCE_EVERY_S = 0.5
SLICE = 500  # viewers per turn: about 5 ms, after which other work gets its turn
# A change begins with short turns: the sender of the command waits for its acknowledgement, which takes a few of them.
FIRST_SLICE, FIRST_TURNS = 50, 8
STALLED_AFTER_S = 20.0
MANY = 20  # audiences of one speaker each, above which they are rendered in turns
RENDERS_S, PAUSE_S = 0.005, 0.025  # one turn of rendering, and the time to the next one while states follow each other


@dataclass(frozen=True, slots=True)
class Frames:
    """A state as messages: `whole` for a new socket, `change` for one that has the state before (None: no change)."""

    whole: str
    change: str | None


class Audience(Protocol):
    """Sockets that see the same: one rendering serves them all."""

    @property
    def key(self) -> Hashable:
        """Equal for audiences that are sent the same."""

    @property
    def role(self) -> Role:
        """The role of the view; it decides who is served first and who gets news for some roles only."""

    @property
    def speaker(self) -> str | None:
        """The id of the speaker whose own page it is; None for audiences of several readers."""

    @property
    def shows_presence(self) -> bool:
        """Whether its view depends on who else is watching."""

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        """Render the present state as of `now`, milliseconds UTC; called once per change, in order."""


@dataclass(slots=True)
class Figures:
    """The cost of fan-out since the start; `fanned_out` is called with the seconds from a change to the last socket."""

    skipped: int = 0
    fanned_out: Callable[[float], None] = lambda _: None


class Hub:
    """The publisher of one room. `publish` never waits and never raises."""

    def __init__(
        self,
        now: Callable[[], int],
        stalled_after_s: float = STALLED_AFTER_S,
        figures: Figures | None = None,
        shared: Shared | None = None,
    ) -> None:
        """`now` returns milliseconds UTC; `shared` tells other processes what happens here."""
        self._now = now
        self.stalled_after_s = stalled_after_s
        self.figures = figures or Figures()
        self._channels: dict[Hashable, Channel] = {}
        self._audiences: dict[Hashable, Audience] = {}
        self._session: Session | None = None
        self._unrendered: dict[Hashable, None] = {}  # audiences that have not rendered the newest state, in order
        self._render_due: asyncio.TimerHandle | None = None
        self._changes_follow = False  # since the latest turn of rendering
        self._presence_due: asyncio.TimerHandle | None = None
        self._news: dict[Hashable, tuple[str, Message, list[Subscriber]]] = {}
        self._latest: dict[tuple[str, frozenset[Role]], Message] = {}
        self._turns = 0  # of this change so far
        self._turn_due: asyncio.Handle | None = None
        self._changed_at: float | None = None
        self._baton_due: asyncio.TimerHandle | None = None
        self.shared = shared or Alone()
        self.sockets = Sockets()
        baton = Baton(now, self._baton_changed, self._watch_baton, self.sockets.ask_console, self.shared.moved)
        self.presence = self.sockets.presence = Presence(self._presence_changed, baton)
        self.keepalive = Keepalive(stalled_after_s)

    def publish(self, session: Session) -> None:
        """Show a new state: to the stage and the consoles at once, then to the viewers.

        A session that is not public first closes the subscribers without a link, so that none of them is sent this
        state.
        """
        was_public, self._session = self._is_public, session
        if was_public and not self._is_public:
            self._end_strangers()
        self._turns = 0
        self._latest.clear()
        self._changed_at = self._changed_at or time.perf_counter()
        later = self._rendered_later(session)
        for channel in self._in_order():
            if channel.key not in later:
                self._show(channel)
        self._unrendered |= later  # those that wait already keep their place, so that each has its turn
        self._changes_follow = True
        self._render_soon()
        self._begin_turn()

    def show_again(self, key: Hashable) -> None:
        """Render one audience once more, because what it shows has changed with time."""
        if (channel := self._channels.get(key)) is not None:
            self._show(channel)
            self._begin_turn()

    def say(self, kind: str, text: str, roles: Collection[Role]) -> None:
        """Send news to all sockets with one of these roles; it replaces pending news of its kind.

        A socket that joins before the next state gets it too, because the state that it is sent is from before.
        """
        message = self._latest[kind, frozenset(roles)] = Message(text)
        for key, channel in self._channels.items():
            if self._audiences[key].role in roles:
                self._news[(key, kind)] = (kind, message, list(channel))
        self._begin_turn()

    def tell(self, participant: str, kind: str, text: str) -> None:
        """Send news to every socket of one participant."""
        if subscribers := self.sockets.of_participant(participant):
            self._news[("participant", participant, kind)] = (kind, Message(text), subscribers)
            self._begin_turn()

    def subscribe(self, audience: Audience, session: Session, participant: str | None = None) -> QueueSubscriber:
        """Subscribe an ordinary loop to an audience; its first message is the whole present state."""
        subscription = QueueSubscriber()
        self.join(subscription, audience, session, participant)
        return subscription

    def join(
        self, subscriber: Subscriber, audience: Audience, session: Session, participant: str | None = None
    ) -> None:
        """Place a subscriber in an audience, perhaps as a participant's; its first message is the whole state.

        A subscriber without a link is closed if the session is not public: it may have become private in the meantime.
        """
        self._session = session
        self.sockets.strangers.discard(subscriber)
        if subscriber.link is None and not session.plan.public:
            subscriber.end(NOT_ALLOWED)
            return
        self.sockets.take_part(participant, subscriber)
        subscriber.channel = self._channel(audience, session)
        subscriber.channel.add(subscriber)
        for (kind, roles), message in self._latest.items():
            if audience.role in roles:
                subscriber.say(kind, message)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Remove a subscriber; an audience without subscribers is removed too. A second call does nothing."""
        self.sockets.leave(subscriber)
        if (channel := subscriber.channel) is None:
            return
        subscriber.channel = None
        channel.remove(subscriber)
        if not channel and self._channels.get(channel.key) is channel:
            del self._channels[channel.key], self._audiences[channel.key]

    def end_all(self, code: int) -> None:
        """Close every socket with this code."""
        for channel in list(self._channels.values()):
            end_each(channel, code)

    def watching(self) -> dict[str, int]:
        """Return how many sockets there are, by the role of their audience."""
        counts: dict[str, int] = defaultdict(int)
        for key, channel in self._channels.items():
            counts[str(self._audiences[key].role)] += len(channel)
        return dict(counts)

    @property
    def is_watched(self) -> bool:
        """Whether there is a socket, with a place or about to have one."""
        return bool(self._channels) or self.sockets.are_open

    def forget(self) -> None:
        """Drop the state, when its room is retired: a hub refers to itself and may stay in memory for a while."""
        self._session = None
        self._latest.clear()
        self._unrendered.clear()

    @property
    def audiences(self) -> int:
        """The number of audiences; a change is rendered once for each of them."""
        return len(self._channels)

    @property
    def _is_public(self) -> bool:
        return self._session is None or self._session.plan.public

    def _end_strangers(self) -> None:
        """Close every subscriber without a link at once; pending messages are dropped."""
        subscribers = [
            subscriber for channel in self._channels.values() for subscriber in channel if subscriber.link is None
        ]
        for subscriber in [*self.sockets.strangers, *subscribers]:
            subscriber.end(NOT_ALLOWED)
            self.unsubscribe(subscriber)

    def _channel(self, audience: Audience, session: Session) -> Channel:
        if (known := self._channels.get(audience.key)) is not None:
            return known
        frames = audience.frames(session, self.presence, self._instant(session))
        first = audience.role not in CROWD
        channel: Channel = Channel(audience.key, Message(frames.whole), first, self._note_skipped)
        self._channels[audience.key], self._audiences[audience.key] = channel, audience
        return channel

    def _in_order(self) -> list[Channel]:
        """Return the channels: stage screens, then those who run the session, then the crowd."""
        screens = self.sockets.channels_of_screens()

        def order(channel: Channel) -> tuple[bool, bool]:
            is_stage = self._audiences[channel.key].role is Role.STAGE and channel in screens
            return not channel.first, not is_stage

        return sorted(self._channels.values(), key=order)

    def _rendered_later(self, session: Session) -> dict[Hashable, None]:
        """Return the audiences of one speaker each, without that of the one who has the floor, if there are many."""
        of_one = {key: None for key, audience in self._audiences.items() if audience.role is Role.SPEAKER}
        if len(of_one) <= MANY:
            return {}
        speaks = at_microphone(session)
        return {key: None for key in of_one if self._audiences[key].speaker != speaks}

    def _render_soon(self) -> None:
        """Render the audiences that wait for it, with pauses while states follow each other: commands go first."""
        if self._render_due is None and self._unrendered:
            loop = asyncio.get_running_loop()
            self._render_due = loop.call_later(PAUSE_S if self._changes_follow else 0, self._render_some)
            self._changes_follow = False

    def _render_some(self) -> None:
        """Render at least one of the audiences that wait for it, and as many as a turn may take."""
        self._render_due, until = None, time.perf_counter() + RENDERS_S
        while self._unrendered:
            if (channel := self._channels.get(next(iter(self._unrendered)))) is not None:
                self._show(channel)
            else:
                del self._unrendered[next(iter(self._unrendered))]
            if time.perf_counter() >= until:
                break
        self._render_soon()
        if not self._unrendered and self._turn_due is None:
            self._fanned_out()

    def _show(self, channel: Channel) -> None:
        self._unrendered.pop(channel.key, None)
        if (session := self._session) is None:
            return
        try:
            frames = self._audiences[channel.key].frames(session, self.presence, self._instant(session))
        except Exception:
            # An audience that cannot be rendered must not keep the others, or the sender, from the new state.
            log.exception("a view could not be rendered", session=session.plan.slug, audience=str(channel.key))
            return
        channel.show(frames.whole, frames.change)
        if channel.first:
            channel.bring(len(channel))

    def _begin_turn(self) -> None:
        if self._turn_due is None:
            self._turn()

    def _turn(self) -> None:
        """Serve as many sockets as one turn may, then give other work its turn. States go before news."""
        self._turns += 1
        self._turn_due, left = None, FIRST_SLICE if self._turns <= FIRST_TURNS else SLICE
        for channel in self._in_order():
            left -= channel.bring(left)
        if left > 0:
            if not self._unrendered:
                self._fanned_out()
            left -= self._tell_news(left)
        if left <= 0:
            self._turn_due = asyncio.get_running_loop().call_soon(self._turn)

    def _fanned_out(self) -> None:
        if self._changed_at is not None:
            self.figures.fanned_out(time.perf_counter() - self._changed_at)
            self._changed_at = None

    def _tell_news(self, most: int) -> int:
        """Send pending news to at most so many sockets; return to how many."""
        told = 0
        while self._news and told < most:
            about, (kind, message, subscribers) = next(iter(self._news.items()))
            batch = subscribers[told - most :]
            del subscribers[told - most :]
            for subscriber in batch:
                if subscriber.channel is not None:
                    subscriber.say(kind, message)
            told += len(batch)
            if not subscribers:
                del self._news[about]
        return told

    def _note_skipped(self, states: int) -> None:
        self.figures.skipped += states

    def _instant(self, session: Session) -> int:
        return max(self._now(), session.at_ms)

    def show_presence_soon(self) -> None:
        """Tell the audiences that show presence, at most twice a second."""
        if self._presence_due is None:
            loop = asyncio.get_running_loop()
            self._presence_due = loop.call_later(PRESENCE_EVERY_S, self._show_presence)

    def _presence_changed(self) -> None:
        self.shared.changed()
        self.show_presence_soon()

    def _baton_changed(self) -> None:
        self.shared.changed()
        self._show_presence()

    def _watch_baton(self, ms: int) -> None:
        """Check in `ms` milliseconds whether the console that runs the session is still there."""
        if self._baton_due is not None:
            self._baton_due.cancel()
        self._baton_due = asyncio.get_running_loop().call_later(ms / 1_000, self.presence.baton.look)

    def _show_presence(self) -> None:
        if self._presence_due is not None:
            self._presence_due.cancel()
            self._presence_due = None
        for key, channel in list(self._channels.items()):
            if self._audiences[key].shows_presence:
                self._show(channel)
        self._begin_turn()
