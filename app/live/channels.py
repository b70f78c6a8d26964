"""Channels: the sockets of an audience, grouped by the version each of them has; only the newest state is stored.

The usual design gives each socket a queue. A slow client then costs memory, and is shown the past. Here each socket has
a version instead, and the channel has two messages: the newest state as a whole, and its change against the state
before. The version determines what a socket is due:

| it has             | it is due  | pile in `Pool` |
|--------------------|------------|----------------|
| the newest state   | nothing    | `current`      |
| the state before   | the change | `behind`       |
| an older one, none | the whole  | `far_behind`   |

A new state moves piles, not sockets: `current` becomes `behind`, and the former `behind` joins `far_behind`. States
that a socket has missed by then are never sent; they are only counted.

A `PushSubscriber` writes to its transport at once. When the transport's buffer is not empty it leaves the piles
(`pause`), keeps its version itself, and comes back when the buffer is empty (`resume`). A `QueueSubscriber` belongs to
a task that waits for `next`; it is always outside the piles.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator
from itertools import chain

import structlog

from app.wire.frames import Message

log = structlog.get_logger()

Write = Callable[[bytes], object]

_BROKEN = (RuntimeError, OSError)


class Subscriber(ABC):
    """One socket's place in a hub. It is due the difference to a version, never a queue: the newest state wins."""

    __slots__ = ("_news", "_own", "channel", "has", "link", "participant")

    def __init__(self) -> None:
        self.channel: Channel | None = None
        self.has = 0  # the version last sent to it; 0: none
        self.link: str | None = None
        self.participant: str | None = None
        self._news: dict[str, Message] | None = None
        self._own: dict[str, Message] | None = None

    @abstractmethod
    def wake(self) -> None:
        """Note that something is due."""

    @abstractmethod
    def answer(self, text: str) -> None:
        """Answer the client's latest request; dropped if it cannot be sent at once, as it would be outdated."""

    @abstractmethod
    def close(self, code: int, reason: str) -> None:
        """Close this socket now; pending messages are dropped."""

    def end(self, code: int) -> None:
        """Close this socket now on the server's behalf."""
        self.close(code, "closed by the server")

    def tell(self, text: str) -> None:
        """Send a message to this socket only; the same text is pending only once."""
        self._own = {**(self._own or {}), text: Message(text)}
        self.wake()

    def say(self, kind: str, message: Message) -> None:
        """Send news beside the state, replacing pending news of this kind. A state always goes out first."""
        self._news = {**(self._news or {}), kind: message}
        self.wake()

    def show_again(self) -> None:
        """Send the whole present state once more."""
        self.has = 0
        self.wake()

    def take(self) -> list[Message]:
        """Return what is due: messages for this socket, the newest state, news. All of it then counts as sent."""
        own, news = self._own or {}, self._news or {}
        self._own = self._news = None
        return [*own.values(), *self._state(), *news.values()]

    def forget(self) -> None:
        """Drop everything that is pending."""
        self._own = self._news = None
        if self.channel is not None:
            self.has = self.channel.version

    def _state(self) -> Iterator[Message]:
        if self.channel is not None and self.has != self.channel.version:
            yield self.channel.since(self.has)
            self.has = self.channel.version


class QueueSubscriber(Subscriber):
    """A socket served by an ordinary loop: one message after the other, each awaited."""

    __slots__ = ("_answer", "_ended", "_ready", "ending")

    def __init__(self) -> None:
        super().__init__()
        self._ready = asyncio.Event()
        self._ended = asyncio.Event()
        self._answer: str | None = None  # only the latest: a client that asks faster than it reads is not served faster
        self.ending: tuple[int, str] | None = None  # the close code and the reason

    def wake(self) -> None:
        self._ready.set()

    def answer(self, text: str) -> None:
        self._answer = text
        self.wake()

    def close(self, code: int, reason: str) -> None:
        self.forget()
        self._answer = None
        self.ending = self.ending or (code, reason)
        self._ended.set()

    async def ended(self) -> None:
        """Return once this socket has to be closed."""
        await self._ended.wait()

    async def next(self, within_s: float) -> list[str]:
        """Return the messages to send now; none after the timeout, or if the socket has to be closed."""
        try:
            async with asyncio.timeout(within_s):
                await self._ready.wait()
        except TimeoutError:
            return []
        self._ready.clear()
        if self.ending is not None:
            return []
        answer, self._answer = self._answer, None
        return [*([answer] if answer else []), *(message.text for message in self.take())]


class PushSubscriber(Subscriber):
    """A socket whose transport receives bytes at once, until its buffer is not empty.

    While it is stuck, it is due at most the newest state and the newest news of each kind.
    """

    __slots__ = ("deflate", "stuck", "write")

    def __init__(self, write: Write, deflate: bool) -> None:
        super().__init__()
        self.write = write
        self.deflate = deflate
        self.stuck = False

    def wake(self) -> None:
        if not self.stuck:
            self._push()

    def pause_writing(self) -> None:
        """The transport's buffer is no longer empty."""
        self.stuck = True
        if self.channel is not None:
            self.channel.pause(self)

    def resume_writing(self) -> None:
        """The transport's buffer is empty again."""
        self.stuck = False
        if self.channel is not None:
            self._push()

    def show_again(self) -> None:
        if self.channel is not None:
            self.channel.pause(self)
        super().show_again()

    def _push(self) -> None:
        if self.channel is not None:
            self.channel.pause(self)
        messages = self.take()
        if self.channel is not None:
            self.channel.resume(self)
        if messages:
            _write(self.write, b"".join([message.frame(self.deflate) for message in messages]))


def _write(write: Write, data: bytes) -> None:
    try:
        write(data)
    except _BROKEN as error:
        _note_broken(error)


def _note_broken(error: Exception) -> None:
    """Note that the connection is lost, which its transport is about to report; other sockets are served on."""
    log.debug("a socket could not be written to", reason=type(error).__name__)


class Pool:
    """Sockets that receive the same bytes: those with the present state, with the one before it, or with an older one.

    Each is in one of three piles with its transport's bound `write`, so that publishing needs no lookups. A socket that
    is still in the lower two piles when a newer state comes has skipped one.
    """

    __slots__ = ("behind", "current", "deflate", "far_behind")

    def __init__(self, deflate: bool) -> None:
        self.deflate = deflate
        self.current: dict[PushSubscriber, Write] = {}
        self.behind: dict[PushSubscriber, Write] = {}
        self.far_behind: dict[PushSubscriber, Write] = {}

    def outdate(self) -> int:
        """Begin a newer state; return how many sockets had not been sent the one before, and now never will."""
        skipped = len(self.behind) + len(self.far_behind)
        self.far_behind.update(self.behind)
        self.behind, self.current = self.current, {}
        return skipped

    def bring(self, change: Message, whole: Message, most: int) -> int:
        """Send the present state to at most so many sockets that lack it; return how many."""
        done = self._write_to(self.far_behind, whole, most)
        return done + self._write_to(self.behind, change, most - done)

    def take_out(self, subscriber: PushSubscriber) -> int | None:
        """Remove a socket; return 0 if it has the present state, 1 the one before, 2 an older one, None: unknown."""
        for lag, pile in enumerate((self.current, self.behind, self.far_behind)):
            if pile.pop(subscriber, None) is not None:
                return lag
        return None

    def _write_to(self, pile: dict[PushSubscriber, Write], message: Message, most: int) -> int:
        count = min(most, len(pile))
        if count <= 0:
            return 0
        data, current = message.frame(self.deflate), self.current
        for _ in range(count):
            subscriber, write = pile.popitem()
            # First: a transport that cannot take it all reports so at once, and the socket then leaves `current` again.
            current[subscriber] = write
            try:
                write(data)
            except _BROKEN as error:
                _note_broken(error)
        return count

    def __iter__(self) -> Iterator[Subscriber]:
        return chain(self.current, self.behind, self.far_behind)

    def __len__(self) -> int:
        return len(self.current) + len(self.behind) + len(self.far_behind)


class Channel:
    """One audience: its newest state as a message, its change against the one before, and its sockets."""

    def __init__(self, key: Hashable, whole: Message, first: bool, skipped: Callable[[int], None]) -> None:
        self.key = key
        self.first = first  # whether it is served before the others
        self.whole = self.change = whole
        self.version = 1
        self._skipped = skipped
        self._pools = {deflate: Pool(deflate) for deflate in (False, True)}
        self._others: set[Subscriber] = set()  # sockets that do not push, and those that push but are paused

    def show(self, whole: str, change: str | None) -> None:
        """Set a newer state; None: it looks the same, and nothing is sent."""
        self.whole = Message(whole)
        if change is None:
            return
        self.change = self.whole if change == whole else Message(change)
        self.version += 1
        self._skipped(sum(pool.outdate() for pool in self._pools.values()))
        for subscriber in list(self._others):
            subscriber.wake()

    def since(self, version: int) -> Message:
        """Return the present state for a socket that was last sent this version of it; 0: none."""
        if version:
            self._skipped(self.version - version - 1)
        return self.change if version and version == self.version - 1 else self.whole

    def bring(self, most: int) -> int:
        """Send the present state to at most so many pushing sockets that lack it; return how many."""
        done = 0
        for pool in self._pools.values():
            done += pool.bring(self.change, self.whole, most - done)
        return done

    def add(self, subscriber: Subscriber) -> None:
        """Add a socket, which is due the whole state."""
        subscriber.has = 0
        self._others.add(subscriber)
        subscriber.wake()

    def remove(self, subscriber: Subscriber) -> None:
        self._others.discard(subscriber)
        if isinstance(subscriber, PushSubscriber):
            self._pools[subscriber.deflate].take_out(subscriber)

    def pause(self, subscriber: PushSubscriber) -> None:
        """Pause a subscriber: it keeps its version itself and is sent nothing until `resume`."""
        if (lag := self._pools[subscriber.deflate].take_out(subscriber)) is not None:
            subscriber.has = self.version - lag if lag < 2 else 0
            self._others.add(subscriber)

    def resume(self, subscriber: PushSubscriber) -> None:
        """Resume a subscriber that has received what it was due."""
        self._others.discard(subscriber)
        self._pools[subscriber.deflate].current[subscriber] = subscriber.write

    def __iter__(self) -> Iterator[Subscriber]:
        return chain(self._others, *self._pools.values())

    def __len__(self) -> int:
        return len(self._others) + sum(len(pool) for pool in self._pools.values())
