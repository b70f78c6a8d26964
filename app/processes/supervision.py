"""What a supervisor decides: which children it starts, replaces, stops and kills, and when it gives up. Pure.

Each of the `count` places has one child. A child is starting until it says that it is ready, then serving, then ending.

| event                                  | decision                                                                  |
|----------------------------------------|---------------------------------------------------------------------------|
| begin                                  | the first child starts alone, because it migrates; the others follow it   |
| a child ends by itself                 | its place gets another one: at once, or after a pause if it failed early  |
| it fails early again and again         | the pauses become longer                                                  |
| no child serves, and starts at a place | give up                                                                   |
| come to nothing again and again        |                                                                           |
| a child is not ready, or does not end, | kill it                                                                   |
| in time                                |                                                                           |
| replace all                            | place by place: a second child starts; once it is ready, the former one   |
|                                        | hands over; a second child that fails ends the replacement, not the server |
| stop; stop again                       | ask all children to end; kill them                                        |

Instants are seconds of a monotonic clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

READY_WITHIN_S = 120.0
EARLY_S = 2.0  # a child that serves for less than this has failed
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
MOST_FAILURES = 5  # starts at one place in a row that came to nothing while no process served
REFUSED = 2  # the status of a child that cannot serve, and has said why


class ChildStage(Enum):
    """What a child is doing."""

    STARTING = auto()
    SERVING = auto()
    ENDING = auto()  # it was asked to end


@dataclass(frozen=True, slots=True)
class StartChild:
    """Start a child at a place; the first one prints the links."""

    child: int
    place: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """Ask a child to take no more connections, to let its sockets go one after another, and to end."""

    child: int


@dataclass(frozen=True, slots=True)
class StopChild:
    """Ask a child to end: after a drain, or at once."""

    child: int
    at_once: bool


@dataclass(frozen=True, slots=True)
class KillChild:
    """End a child that did not end or begin in time."""

    child: int


@dataclass(frozen=True, slots=True)
class Say:
    """Write a line of the log about a place; with the exit status of its process if that has ended."""

    event: str
    place: int
    status: int | None = None


Action = StartChild | HandOver | StopChild | KillChild | Say


@dataclass(slots=True)
class _Child:
    place: int
    since: float  # the instant at which its stage began
    stage: ChildStage = ChildStage.STARTING

    def enter(self, stage: ChildStage, now: float) -> None:
        self.stage, self.since = stage, now


@dataclass(slots=True)
class _Place:
    failures: int = 0  # in a row; the next pause is longer for each
    fruitless: int = 0  # starts that came to nothing since any process served
    start_at: float | None = None  # when its next child starts, if it has none


class Supervision:
    """The children of one supervisor. Each method returns what to do now."""

    def __init__(self, count: int, end_within_s: float) -> None:
        """`count` children serve; each has to end in `end_within_s` seconds after it was asked to."""
        self.status: int | None = None  # the exit status of the supervisor, once it has to end
        self._end_within_s = end_within_s
        self._places = [_Place() for _ in range(count)]
        self._children: dict[int, _Child] = {}
        self._started = 0
        self._was_ready = False  # whether any child ever was
        self._is_stopping = False
        self._given_up: int | None = None
        self._to_replace: deque[int] = deque()  # places; the first one is being replaced

    def begin(self, now: float) -> list[Action]:
        """Start the first child."""
        return [self._start(0, now)]

    def ready(self, child: int, now: float) -> list[Action]:
        """Note that a child serves."""
        if child not in self._children or self._children[child].stage is not ChildStage.STARTING:
            return []
        self._children[child].enter(ChildStage.SERVING, now)
        self._note_served()
        place = self._children[child].place
        others: list[Action] = []
        if not self._was_ready:
            self._was_ready = True
            others = [self._start(other, now) for other in range(len(self._places)) if not list(self._at(other))]
        former = [self._relieve(one, now) for one in self._at(place) if one < child]
        return [Say("a process serves", place), *others, *former, *self._replace_next(now)]

    def ended(self, child: int, status: int, now: float) -> list[Action]:
        """Note that a child has ended, with this exit status; negative: by this signal."""
        gone = self._children.pop(child)
        if self._is_stopping:
            return self._end_if_alone()
        if gone.stage is ChildStage.ENDING and list(self._at(gone.place)):
            return self._replace_next(now)
        return self._lost(gone, status, now)

    def replace_all(self, now: float) -> list[Action]:
        """Replace every child by a new one, one place after another."""
        if self._is_stopping or self._to_replace or not self._was_ready:
            return []
        self._to_replace.extend(range(len(self._places)))
        return [self._second(now)]

    def stop(self, now: float, *, at_once: bool) -> list[Action]:
        """End all children; a second call kills them."""
        if self._is_stopping:
            return [KillChild(child) for child in self._children]
        self._is_stopping = True
        for place in self._places:
            place.start_at = None
        return [*(self._end(child, now, at_once) for child in self._children), *self._end_if_alone()]

    def tick(self, now: float) -> list[Action]:
        """Do what is due at this instant."""
        late = [child for child in self._children if self._until(child) <= now]
        for child in late:
            # It is not killed twice before its end is known.
            self._children[child].since = now
        starting = [
            self._start(number, now)
            for number, place in enumerate(self._places)
            if place.start_at is not None and place.start_at <= now
        ]
        return [*(KillChild(child) for child in late), *starting]

    @property
    def due(self) -> float | None:
        """The instant of the next tick; None if nothing will be due."""
        starts = [place.start_at for place in self._places if place.start_at is not None]
        instants = [*starts, *(self._until(child) for child in self._children)]
        return min((instant for instant in instants if instant != float("inf")), default=None)

    def _lost(self, gone: _Child, status: int, now: float) -> list[Action]:
        """Note that a child ended that should serve, or a second one that should take over."""
        said: list[Action] = [Say("a process has ended", gone.place, status)]
        if list(self._at(gone.place)):
            if gone.stage is ChildStage.STARTING:
                self._to_replace.clear()
                said.append(Say("its successor did not start; no other process is replaced", gone.place, status))
            return said
        place = self._places[gone.place]
        was_early = gone.stage is not ChildStage.SERVING or now - gone.since < EARLY_S
        place.failures = place.failures + 1 if was_early else 0
        if gone.stage is ChildStage.SERVING:
            self._note_served()
        else:
            place.fruitless += 1
        if self._is_hopeless(place, status):
            return [*said, *self._give_up(gone.place, status, now)]
        place.start_at = now + _pause(place.failures)
        return said

    def _note_served(self) -> None:
        for place in self._places:
            place.fruitless = 0

    def _is_hopeless(self, place: _Place, status: int) -> bool:
        if any(child.stage is ChildStage.SERVING for child in self._children.values()):
            return False
        return (not self._was_ready and status == REFUSED) or place.fruitless >= MOST_FAILURES

    def _give_up(self, place: int, status: int, now: float) -> list[Action]:
        self._given_up = REFUSED if status == REFUSED else 1
        why = [Say("a process has failed too often; the server stops", place, status)] if status != REFUSED else []
        return [*why, *self.stop(now, at_once=True)]

    def _relieve(self, number: int, now: float) -> Action:
        child = self._children[number]
        serves = child.stage is not ChildStage.STARTING
        child.enter(ChildStage.ENDING, now)
        return HandOver(number) if serves else KillChild(number)

    def _end(self, number: int, now: float, at_once: bool) -> Action:
        child = self._children[number]
        serves = child.stage is not ChildStage.STARTING
        child.enter(ChildStage.ENDING, now)
        # One that only begins has nothing to answer, and does not listen for other signals yet.
        return StopChild(number, at_once) if serves else KillChild(number)

    def _end_if_alone(self) -> list[Action]:
        if not self._children:
            self.status = self._given_up or 0
        return []

    def _start(self, place: int, now: float) -> StartChild:
        self._places[place].start_at = None
        self._started += 1
        self._children[self._started] = _Child(place, now)
        return StartChild(self._started, place, is_first=not self._was_ready)

    def _second(self, now: float) -> StartChild:
        return self._start(self._to_replace[0], now)

    def _replace_next(self, now: float) -> list[Action]:
        """Go on with the next place once this one has only its new child, and that one serves."""
        if not self._to_replace:
            return []
        here = [self._children[child] for child in self._at(self._to_replace[0])]
        if len(here) != 1 or here[0].stage is not ChildStage.SERVING:
            return []
        self._to_replace.popleft()
        return [self._second(now)] if self._to_replace else []

    def _at(self, place: int) -> Iterator[int]:
        return (number for number, child in self._children.items() if child.place == place)

    def _until(self, child: int) -> float:
        """Return the instant at which a child is given up."""
        within = {ChildStage.STARTING: READY_WITHIN_S, ChildStage.ENDING: self._end_within_s}
        return self._children[child].since + within.get(self._children[child].stage, float("inf"))


def _pause(failures: int) -> float:
    """Return the seconds before another child starts after so many failures in a row."""
    return min(FIRST_PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S) if failures else 0.0
