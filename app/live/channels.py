"""Channels: the sockets of an audience, grouped by the version each of them has; only the newest state is stored.

The usual design gives each socket a queue. A slow client then costs memory, and is shown the past. Here each socket has
a version instead, and the channel has two messages: the newest state as a whole, and its change against the state
before. The version determines what a socket is due:

| it has             | it is due  |
|--------------------|------------|
| the newest state   | nothing    |
| the state before   | the change |
| an older one, none | the whole  |

Sockets with the same version are in `Block`s. A new state makes all blocks due and touches no socket; states that a
block has missed by then are never sent, only counted.

A `PushSubscriber` is written to at once. When its transport's buffer is not empty it leaves its block (`pause`), keeps
its version itself, and comes back when the buffer is empty (`resume`). A `QueueSubscriber` belongs to a task that waits
for `next`; it is always outside the blocks.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain
from typing import Protocol

import structlog

from app.wire.frames import Message

log = structlog.get_logger()

Write = Callable[[bytes], object]

BLOCK = 50  # sockets; a turn of fan-out serves whole blocks


class BareSocket(Protocol):
    """A socket below its transport, which is written to directly as long as the transport's buffer is empty."""

    def send(self, data: bytes, /) -> int:
        """Return how many of these bytes it has taken, without waiting; OSError: none, as it is full or lost."""


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

    @property
    def process_connections(self) -> int | None:
        """How many connections the process has, this one among them; None where nothing counts them."""
        return None

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
    """A socket that is written to at once, until its transport's buffer is not empty.

    While it is stuck, it is due at most the newest state and the newest news of each kind. `write` is its transport's.
    """

    __slots__ = ("bare", "block", "deflate", "stuck", "write")

    def __init__(self, write: Write, bare: BareSocket, deflate: bool) -> None:
        super().__init__()
        self.write = write
        self.bare = bare
        self.deflate = deflate
        self.block: Block | None = None
        self.stuck = False

    def wake(self) -> None:
        if not self.stuck:
            self._push()

    def pause_writing(self) -> None:
        """Called by the transport when its buffer is no longer empty."""
        self.stuck = True
        if self.channel is not None:
            self.channel.pause(self)

    def resume_writing(self) -> None:
        """Called by the transport when its buffer is empty again."""
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
    except (RuntimeError, OSError) as error:
        # The connection is lost, which its transport is about to report; other sockets are served on.
        log.debug("a socket could not be written to", reason=type(error).__name__)


class Block:
    """At most `BLOCK` sockets that have the same version.

    To write to them touches 48 bytes for each, and neither its transport nor its subscriber: with other programs' data
    in the processor's caches, reading those costs more than all else that we do for a message.
    """

    __slots__ = ("bare", "has", "subscribers", "written_at")

    def __init__(self, has: int) -> None:
        self.has = has  # the version last sent to all of them
        self.written_at = float("-inf")  # seconds of the monotonic clock; one that joined later was sent it later
        self.subscribers: list[PushSubscriber] = []
        self.bare: list[BareSocket] = []  # in the order of the subscribers

    def add(self, subscriber: PushSubscriber) -> None:
        subscriber.block = self
        self.subscribers.append(subscriber)
        self.bare.append(subscriber.bare)

    def take_out(self, subscriber: PushSubscriber) -> None:
        subscriber.block = None
        at = self.subscribers.index(subscriber)
        del self.subscribers[at], self.bare[at]

    def absorb(self, other: Block) -> None:
        for subscriber in other.subscribers:
            self.add(subscriber)

    def write(self, data: bytes) -> None:
        """Write to each socket; one that cannot take it all gets the rest through its transport."""
        size, unfinished = len(data), []
        self.written_at = time.monotonic()
        for at, bare in enumerate(self.bare):
            try:
                taken = bare.send(data)
            except OSError:  # if it is lost, its transport will find that too
                taken = 0
            if taken != size:
                unfinished.append((self.subscribers[at].write, data[taken:]))
        for write, rest in unfinished:
            _write(write, rest)

    def __len__(self) -> int:
        return len(self.subscribers)


class Pool:
    """The blocks of the sockets that are sent the same frames: those with the newest state, and those that lack it."""

    __slots__ = ("current", "deflate", "due")

    def __init__(self, deflate: bool) -> None:
        self.deflate = deflate
        self.current: list[Block] = []
        self.due: deque[Block] = deque()

    def outdate(self) -> int:
        """Begin a newer state; return how many sockets had not been sent the one before, and now never will."""
        skipped = sum(map(len, self.due))
        self.due.extend(_filled(self.current))
        self.current = []
        return skipped

    def bring(self, most: int, version: int, change: Message, whole: Message) -> int:
        """Send the newest state to sockets that lack it, in whole blocks until there were so many; return how many."""
        done = 0
        while self.due and done < most:
            block = self.due.popleft()
            done += len(block)
            message = change if block.has == version - 1 else whole
            # First: a transport that cannot take it all reports so at once, and the socket then leaves its block.
            block.has = version
            self.current.append(block)
            block.write(message.frame(self.deflate))
        return done

    def add(self, subscriber: PushSubscriber, version: int) -> None:
        """Add a socket that has the newest state."""
        if not self.current or len(self.current[-1]) >= BLOCK:
            self.current.append(Block(version))
        self.current[-1].add(subscriber)

    def __iter__(self) -> Iterator[Subscriber]:
        return chain.from_iterable(block.subscribers for block in chain(self.current, self.due))

    def __len__(self) -> int:
        return sum(map(len, chain(self.current, self.due)))


def _filled(blocks: Iterable[Block]) -> list[Block]:
    """Return the same sockets in fewer blocks: empty ones are dropped, small ones join the one before."""
    filled: list[Block] = []
    for block in blocks:
        if filled and len(filled[-1]) + len(block) <= BLOCK:
            filled[-1].absorb(block)
        elif block:
            filled.append(block)
    return filled


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
            done += pool.bring(most - done, self.version, self.change, self.whole)
        return done

    def add(self, subscriber: Subscriber) -> None:
        """Add a socket, which is due the whole state."""
        subscriber.has = 0
        self._others.add(subscriber)
        subscriber.wake()

    def remove(self, subscriber: Subscriber) -> None:
        self._others.discard(subscriber)
        if isinstance(subscriber, PushSubscriber) and subscriber.block is not None:
            subscriber.block.take_out(subscriber)

    def pause(self, subscriber: PushSubscriber) -> None:
        """Pause a subscriber: it keeps its version itself and is sent nothing until `resume`."""
        if (block := subscriber.block) is not None:
            # What it missed before the state before is counted already.
            subscriber.has = block.has if block.has >= self.version - 1 else 0
            block.take_out(subscriber)
            self._others.add(subscriber)

    def resume(self, subscriber: PushSubscriber) -> None:
        """Resume a subscriber that has received what it was due."""
        self._others.discard(subscriber)
        self._pools[subscriber.deflate].add(subscriber, self.version)

    def __iter__(self) -> Iterator[Subscriber]:
        return chain(self._others, *self._pools.values())

    def __len__(self) -> int:
        return len(self._others) + sum(len(pool) for pool in self._pools.values())
