"""Admission: requests with a link in use run at once; those of strangers wait for their turn, few at a time.

A process has one event loop, and everything that is ready in one of its rounds runs before anything else. A thousand
requests that arrive together would all run in one round, and a moderator's command, which needs about six rounds (read,
judge, decide, store, show, answer), would wait for a thousand requests six times. So each round does a bounded amount
of work for strangers:

- A *stranger* is a client without a link in use: without a token that was seen here before, or with a viewer's link,
  which whole halls share. All other requests pass at once, up to a rate per link.
- Every request of a stranger waits for its *turn*, even if it will be refused: a refusal costs a fifth of a response,
  and a refused client comes again at once. Only a few turns run at the same time, per place (an address) and in all,
  and places are served one after the other. Nothing is lost by this: the loop is as busy as before, in another order.
  10,000 people behind one address are served as fast as they ever were.
- While a request that passed has no response yet, no turn begins, for at most `GIVES_WAY_S`; after that, one of each
  place. So a command's six rounds are short ones, and its thread, which stores it, has the interpreter to itself.
- A response that is the same for all and comes from memory (the viewer's page, its files, sockets) is sent in this
  turn. A request that has to be worked out, or that writes, then waits in a *lane*, which is shorter: when its queue is
  long, the rest is refused with 503.
- A stranger who begins a connection with more requests than may wait there stands back for a second. No browser does
  that. Of a flood of such connections most are cut off meanwhile, because all together hold too many bytes.
- A turn or a place in a lane ends with the first byte of the response, so a client that reads slowly holds none. A body
  is read before its request enters a lane, so a client that sends slowly holds none either.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

from app.clock import Clock
from app.domain.state.policy import CROWD, EDITS_PLANS
from app.service.access.throttle import Throttle
from app.service.access.visitor import Visitor
from app.store.directory import Link

Scope = MutableMapping[str, Any]

# An ASGI extension of our own server: a function that returns whether the client of a request has hung up.
IS_GONE = "rostrum.is_gone"
# Another one, of the first request on a connection: whether more requests have come on it than may wait there.
SENDS_MORE = "rostrum.sends_more"
# Another one: the connection's `Standing`.
STANDING = "rostrum.standing"
STANDS_BACK_S = 1.0
COME_AGAIN_S = 3
# Per link: how many requests pass at once, then one every so many milliseconds. A console asks for thirty files.
PASSES = (300, 20)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Busy(Exception):
    """The queue is full; nothing was done."""


class Traffic(Enum):
    """The work that a stranger's request needs."""

    SHARED = auto()  # the same response for all, from memory
    WORK = auto()  # a lookup or a computation
    WRITE = auto()  # a command, a vote, a form


@dataclass(frozen=True, slots=True)
class Quota:
    """The limits of one place, and of all together."""

    each: int
    together: int


TURNS, TURNS_WAITING = Quota(6, 12), Quota(12_000, 16_000)
BESIDE_PASSING = Quota(1, 2)  # how many turns, and requests of a lane, run while a request that passed has no response
GIVES_WAY_S = 0.03  # for so long none of them begins
LANES: Mapping[Traffic, tuple[Quota, Quota]] = {
    Traffic.WORK: (Quota(1, 2), Quota(200, 1_000)),
    Traffic.WRITE: (Quota(4, 12), Quota(500, 2_000)),
}


@dataclass(slots=True)
class Standing:
    """Of a connection: whether the sender of its latest request passed. If so, what comes next is parsed at once."""

    passes: bool = False


class Permit:
    """The right to run now; given back once, by the first caller of `release`, or at the end of a `with` block."""

    __slots__ = ("_lane", "_place")

    def __init__(self, lane: Lane | Passing, place: str) -> None:
        self._lane: Lane | Passing | None = lane
        self._place = place

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """End the turn, so that another request may run; a second call does nothing."""
        if (lane := self._lane) is not None:
            self._lane = None
            lane.leave(self._place)


class Passing:
    """The requests of links in use that have no response yet, and their commands on sockets; and who waits for them."""

    def __init__(self, gives_way_s: float = GIVES_WAY_S) -> None:
        self._gives_way_s = gives_way_s
        self._count = 0
        self._since = 0.0  # of the loop's clock: when the first of them began
        self._serve: dict[Callable[[], None], None] = {}  # called when none has the right of way any more

    @property
    def are_some(self) -> bool:
        """Whether there is one at present, so that strangers wait."""
        return self._count > 0

    @property
    def has_right_of_way(self) -> bool:
        """Whether there is one, and the first of those since there was none began less than `GIVES_WAY_S` ago."""
        return self.are_some and asyncio.get_running_loop().time() < self._since + self._gives_way_s

    def enter(self) -> Permit:
        """Begin a request at once; its permit ends with the first byte of its response."""
        if not self._count:
            self._since = asyncio.get_running_loop().time()
        self._count += 1
        return Permit(self, "")

    def leave(self, place: str) -> None:  # noqa: ARG002 - as a lane is left
        """End a request."""
        self._count -= 1
        if not self._count:
            self._call()

    def give_way(self, serve: Callable[[], None]) -> None:
        """Call `serve` when none has the right of way any more."""
        if not self._serve:
            asyncio.get_running_loop().call_at(self._since + self._gives_way_s, self._call)
        self._serve[serve] = None

    def _call(self) -> None:
        waiting, self._serve = self._serve, {}
        for serve in waiting:
            serve()


class Lane:
    """Requests of which only so many run at once, per place and in all. Places take turns in a circle.

    While requests pass (`passing`), none begins at first, and then fewer run. A place gets its full number again when
    its next request ends.
    """

    def __init__(self, running: Quota, waiting: Quota, passing: Passing) -> None:
        self._alone = running
        self._beside = Quota(min(running.each, BESIDE_PASSING.each), min(running.together, BESIDE_PASSING.together))
        self._passing = passing
        self._most_waiting = waiting
        self._running: defaultdict[str, int] = defaultdict(int)
        self._running_in_all = 0
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}
        self._waiting_in_all = 0
        self._next: dict[str, None] = {}  # places with a waiting request that may run, in the order of their turns

    def __len__(self) -> int:
        """How many requests wait."""
        return self._waiting_in_all

    def is_full(self, place: str) -> bool:
        """Whether one more request has to be refused, because too many wait, of this place or in all."""
        of_place = len(self._queues.get(place, ()))
        return of_place >= self._most_waiting.each or self._waiting_in_all >= self._most_waiting.together

    async def enter(self, place: str) -> Permit:
        """Wait for this place's turn.

        Raises:
            Busy: too many wait already.
        """
        if self._has_room(place) and not self._next and place not in self._queues:
            self._begin(place)
            return Permit(self, place)
        if self.is_full(place):
            raise Busy
        turn = asyncio.get_running_loop().create_future()
        self._queue(place, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(place)
            raise
        return Permit(self, place)

    def leave(self, place: str) -> None:
        """End a request; waiting ones are next."""
        self._running_in_all -= 1
        self._running[place] -= 1
        if not self._running[place]:
            del self._running[place]
        self._note_next(place)
        self._serve()

    @property
    def _most_running(self) -> Quota:
        return self._beside if self._passing.are_some else self._alone

    def _queue(self, place: str, turn: asyncio.Future[None]) -> None:
        self._queues.setdefault(place, deque()).append(turn)
        self._waiting_in_all += 1
        self._note_next(place)
        self._serve()

    def _serve(self) -> None:
        while self._next and self._may_begin():
            place = next(iter(self._next))
            del self._next[place]
            turn = self._queues[place].popleft()
            self._waiting_in_all -= 1
            if not self._queues[place]:
                del self._queues[place]
            if not turn.done():
                self._begin(place)
                turn.set_result(None)
            self._note_next(place)
        if self._next and self._passing.has_right_of_way:
            self._passing.give_way(self._serve)

    def _begin(self, place: str) -> None:
        self._running[place] += 1
        self._running_in_all += 1

    def _has_room(self, place: str) -> bool:
        return self._running.get(place, 0) < self._most_running.each and self._may_begin()

    def _may_begin(self) -> bool:
        return self._running_in_all < self._most_running.together and not self._passing.has_right_of_way

    def _note_next(self, place: str) -> None:
        if place in self._queues and self._running.get(place, 0) < self._most_running.each:
            self._next.setdefault(place)


class LinkLookup(Protocol):
    """Finds the links of tokens."""

    def in_use(self, token: str) -> Link | None:
        """Return the valid link with this token, if it was shown here before."""

    async def visitor(self, tokens: Iterable[str]) -> Visitor:
        """Return the holder of these tokens."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of a request: a place of the network, or a link, which gets its own turns when it asks too fast."""

    place: str
    link: Link | None = None
    passes: bool = False


class Admission:
    """Decide whose requests pass, and hold the turns and lanes of all others."""

    def __init__(self, clock: Clock, links: LinkLookup, passing: Passing) -> None:
        self._clock = clock
        self._links = links
        self._passed = Throttle(*PASSES)
        self._passing = passing
        self.turns = Lane(TURNS, TURNS_WAITING, passing)
        self._lanes = {kind: Lane(*shares, passing) for kind, shares in LANES.items()}

    async def enter(self, caller: Caller) -> Permit:
        """Wait for the caller's turn, unless the caller passes.

        Raises:
            Busy: too many wait already.
        """
        return self._passing.enter() if caller.passes else await self.turns.enter(caller.place)

    def lane(self, kind: Traffic) -> Lane | None:
        """Return the lane in which a request waits after its turn; None: it is answered in its turn."""
        return self._lanes.get(kind)

    def caller(self, tokens: list[str], place: str) -> Caller:
        """Identify the sender as far as that is possible without the database."""
        known = (self._links.in_use(token) for token in tokens)
        link = next((link for link in known if link is not None and link.role not in CROWD), None)
        if link is None:
            return Caller(place)
        return Caller(f"link {link.id}", link, passes=not self._passed.take(link.id, self._clock.now()))

    async def looked_up(self, tokens: list[str]) -> tuple[Link | None, int]:
        """Look these tokens up in the database; return the link that edits plans, and how many tokens were guesses."""
        visitor = await self._links.visitor(tokens)
        return next((link for link in visitor.links if link.role in EDITS_PLANS), None), visitor.guesses


def is_gone(scope: Scope) -> bool:
    """Whether the client hung up while its request waited. Only our own server can tell."""
    gone: Callable[[], bool] | None = (scope.get("extensions") or {}).get(IS_GONE)
    return gone is not None and gone()


def note_standing(scope: Scope, *, passes: bool) -> None:
    """Tell the connection whether the sender of this request passes. Only our own server can be told."""
    standing: Standing | None = (scope.get("extensions") or {}).get(STANDING)
    if standing is not None:
        standing.passes = passes


def sends_more(scope: Scope) -> bool:
    """Whether this is the first request on a connection on which more have come than may wait there."""
    more: Callable[[], bool] | None = (scope.get("extensions") or {}).get(SENDS_MORE)
    return more is not None and more()


def request_kind(scope: Scope) -> Traffic:
    """Return the work that a request needs, by its method and its path without a token."""
    if scope["type"] == "websocket":
        return Traffic.SHARED
    if scope["method"] not in _SAFE:
        return Traffic.WRITE
    return Traffic.SHARED if _is_shared(scope["path"]) else Traffic.WORK


def _is_shared(path: str) -> bool:
    # Not the list and the board: they are read from the database for each request.
    is_file = path.startswith("/static/") or path == "/healthz"
    return is_file or path.startswith("/feed/") or (path.startswith("/s/") and path.count("/") == 2)
