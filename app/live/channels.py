"""An audience's sockets, by the version that each of them has; only the newest state is stored.

The usual design gives each socket a queue. A slow client then costs memory, and is shown the past. Here each socket has
a version instead, and the channel has two messages: the newest state as a whole, and its change against the state
before. From the version follows what a socket is due:

| it has             | it is due  | pile in `Pool` |
|--------------------|------------|----------------|
| the newest state   | nothing    | `current`      |
| the state before   | the change | `behind`       |
| an older one, none | the whole  | `far_behind`   |

A new state moves piles, not sockets: `current` becomes `behind`, and what was `behind` joins `far_behind`. What a
socket has missed by then is never sent; it is only counted.

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
    """One socket's place with a hub. What it is due is a version, never a queue: newest state wins."""

    __slots__ = ("_news", "_own", "channel", "has", "link", "participant")

    def __init__(self) -> None:
        self.channel: Channel | None = None
        self.has = 0  # the version it was last sent; 0: none
        self.link: str | None = None
        self.participant: str | None = None
        self._news: dict[str, Message] | None = None
        self._own: dict[str, Message] | None = None

    @abstractmethod
    def wake(self) -> None:
        """Something is due."""

    @abstractmethod
    def answer(self, text: str) -> None:
        """What the client asked for just now; may be left out if it cannot be sent at once, as it will not keep."""

    @abstractmethod
    def close(self, code: int, reason: str) -> None:
        """Close this socket now. Nothing that is pending is sent any more."""

    def end(self, code: int) -> None:
        """Close this socket now, because the server wants it."""
        self.close(code, "closed by the server")

    def tell(self, text: str) -> None:
        """A message for this socket alone; the same text is pending only once."""
        self._own = {**(self._own or {}), text: Message(text)}
        self.wake()

    def say(self, kind: str, message: Message) -> None:
        """News beside the state; what is pending of this kind is out of date now. A state always goes out before it."""
        self._news = {**(self._news or {}), kind: message}
        self.wake()

    def show_again(self) -> None:
        """The whole present state once more."""
        self.has = 0
        self.wake()

    def take(self) -> list[Message]:
        """What is due: messages for it alone, the newest state, news. From now on all of it counts as sent."""
        own, news = self._own or {}, self._news or {}
        self._own = self._news = None
        return [*own.values(), *self._state(), *news.values()]

    def forget(self) -> None:
        """Whatever is pending shall never be sent."""
        self._own = self._news = None
        if self.channel is not None:
            self.has = self.channel.version

    def _state(self) -> Iterator[Message]:
        if self.channel is not None and self.has != self.channel.version:
            yield self.channel.since(self.has)
            self.has = self.channel.version


class QueueSubscriber(Subscriber):
    """A socket that is sent to by an ordinary loop: one message after the other, each awaited."""

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
        """Return once this socket is to be closed."""
        await self._ended.wait()

    async def next(self, within_s: float) -> list[str]:
        """The messages to send now; none if nothing happened within that time, or if the socket is to be closed."""
        try:
            await asyncio.wait_for(self._ready.wait(), within_s)
        except TimeoutError:
            return []
        self._ready.clear()
        if self.ending is not None:
            return []
        answer, self._answer = self._answer, None
        return [*([answer] if answer else []), *(message.text for message in self.take())]


class PushSubscriber(Subscriber):
    """A socket whose transport is handed bytes at once, until it says that its buffer is not empty.

    While it is stuck like this, it is due at most the newest state and the newest news of each kind.
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
        """The transport's buffer is not empty any more."""
        self.stuck = True
        if self.channel is not None:
            self.channel.pause(self)

    def resume_writing(self) -> None:
        """It is empty again."""
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
    """The connection is lost, which its transport is about to say; no other socket shall suffer from it."""
    log.debug("a socket could not be written to", reason=type(error).__name__)


class Pool:
    """Sockets that are sent the same bytes: those with the present state, with the one before it, or with an older one.

    Each is in one of three piles with its transport's bound `write`, so that a publish looks nothing up. What lies in
    the lower two when a still newer state comes has missed one, and that is all there is to skipping.
    """

    __slots__ = ("behind", "current", "deflate", "far_behind")

    def __init__(self, deflate: bool) -> None:
        self.deflate = deflate
        self.current: dict[PushSubscriber, Write] = {}
        self.behind: dict[PushSubscriber, Write] = {}
        self.far_behind: dict[PushSubscriber, Write] = {}

    def outdate(self) -> int:
        """There is a newer state; the answer is how many had not yet been sent the one before, and now never will."""
        skipped = len(self.behind) + len(self.far_behind)
        self.far_behind.update(self.behind)
        self.behind, self.current = self.current, {}
        return skipped

    def bring(self, change: Message, whole: Message, most: int) -> int:
        """Send the present state to so many of those who lack it; the answer is to how many."""
        done = self._write_to(self.far_behind, whole, most)
        return done + self._write_to(self.behind, change, most - done)

    def take_out(self, subscriber: PushSubscriber) -> int | None:
        """The answer: 0 if it has the present state, 1 the one before, 2 an older one; None if it is not here."""
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
            # First: a transport that cannot take it all says so at once, and the socket then leaves `current` again.
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
    """One audience: its newest state as a message, how that differs from the one before, and its sockets."""

    def __init__(self, key: Hashable, whole: Message, first: bool, skipped: Callable[[int], None]) -> None:
        self.key = key
        self.first = first  # is it served before the others?
        self.whole = self.change = whole
        self.version = 1
        self._skipped = skipped
        self._pools = {deflate: Pool(deflate) for deflate in (False, True)}
        self._others: set[Subscriber] = set()  # those who do not push, and those who push but are paused

    def show(self, whole: str, change: str | None) -> None:
        """There is a newer state; None: it looks the same, and nothing is sent."""
        self.whole = Message(whole)
        if change is None:
            return
        self.change = self.whole if change == whole else Message(change)
        self.version += 1
        self._skipped(sum(pool.outdate() for pool in self._pools.values()))
        for subscriber in list(self._others):
            subscriber.wake()

    def since(self, version: int) -> Message:
        """The present state for a socket that was last sent this version of it; 0: none."""
        if version:
            self._skipped(self.version - version - 1)
        return self.change if version and version == self.version - 1 else self.whole

    def bring(self, most: int) -> int:
        """Send the present state to so many who push and lack it; the answer is to how many."""
        done = 0
        for pool in self._pools.values():
            done += pool.bring(self.change, self.whole, most - done)
        return done

    def add(self, subscriber: Subscriber) -> None:
        """A new socket; it is due the whole state."""
        subscriber.has = 0
        self._others.add(subscriber)
        subscriber.wake()

    def remove(self, subscriber: Subscriber) -> None:
        self._others.discard(subscriber)
        if isinstance(subscriber, PushSubscriber):
            self._pools[subscriber.deflate].take_out(subscriber)

    def pause(self, subscriber: PushSubscriber) -> None:
        """From here on the subscriber knows itself what it has, and is sent nothing until `resume`."""
        if (lag := self._pools[subscriber.deflate].take_out(subscriber)) is not None:
            subscriber.has = self.version - lag if lag < 2 else 0
            self._others.add(subscriber)

    def resume(self, subscriber: PushSubscriber) -> None:
        """A subscriber that has taken what it was due is sent to at once again."""
        self._others.discard(subscriber)
        self._pools[subscriber.deflate].current[subscriber] = subscriber.write

    def __iter__(self) -> Iterator[Subscriber]:
        return chain(self._others, *self._pools.values())

    def __len__(self) -> int:
        return len(self._others) + sum(len(pool) for pool in self._pools.values())
