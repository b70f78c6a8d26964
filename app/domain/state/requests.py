"""The list of speakers of one segment: its requests, each with a clock of its own, and what was decided by hand.

A request has the same clock as a segment (`Timer`): idle while it waits, cued once it is introduced, running while its
speaker has the floor. It runs beside the clock of the segment, and is paused and interrupted with it. Who comes before
whom is not stored; `derived.places` computes it. Stored are only decisions that the rules do not know: a request moved
by hand stands directly behind its anchor. When the anchor leaves its place, the events say which request was before it,
and that one is the anchor from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.messages import events as e
from app.domain.state.persistent import changed
from app.domain.state.timer import HAS_FLOOR, Timer
from app.domain.values import ClockState, RequestKind

MOST_REQUESTS = 2_000  # on one list, in any state
MOST_OF_ONE = 20  # of one speaker on one list, in any state
MOST_OFFERS = 5  # of one request, to exchange places
LONGEST_NOTE = 120  # characters of a note to the moderator

# They stand behind the speech that they are about.
ATTACHED = frozenset({RequestKind.REPLY, RequestKind.ANSWER})
# They can be asked for while the list is cut off.
ALWAYS = ATTACHED | {RequestKind.POINT_OF_ORDER}


class ListState(StrEnum):
    """Whether a list takes requests; cut off, it takes none but replies, answers and points of order."""

    CLOSED = "closed"
    OPEN = "open"
    CUT_OFF = "cut_off"


class RequestState(StrEnum):
    """The state of a request, from its clock."""

    WAITING = "waiting"
    INTRODUCED = "introduced"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"


_STATES = {
    ClockState.IDLE: RequestState.WAITING,
    ClockState.CUED: RequestState.INTRODUCED,
    ClockState.FINISHED: RequestState.SPOKEN,
    ClockState.ABSENT: RequestState.ABSENT,
    ClockState.SKIPPED: RequestState.WITHDRAWN,
    **dict.fromkeys(HAS_FLOOR, RequestState.SPEAKING),
}


# A speaker has one such request of each kind.
PENDING = frozenset({RequestState.WAITING, RequestState.INTRODUCED})


@dataclass(frozen=True, slots=True)
class Move:
    """A place that no rule gives: directly behind `after` (None: first). `swapped_with` is set if two exchanged places.

    It was given by hand, or `kept` when the speech that a reply is about left the list.
    """

    after: str | None
    seq: int
    reason: str = ""
    swapped_with: str | None = None
    kept: bool = False


@dataclass(frozen=True)
class Request:
    """A wish to speak. `seq` is that of its record, and so the order of arrival.

    `slot_ms` is fixed when it is introduced; `absences` counts how often its speaker was called and was not there.
    """

    id: str
    kind: RequestKind
    speaker: str
    seq: int
    at_ms: int
    reply_to: str | None = None
    note: str = ""
    timer: Timer = field(default_factory=Timer)
    slot_ms: int | None = None
    absences: int = 0
    move: Move | None = None
    last_move: Move | None = None  # kept for the record when it leaves its place
    cut_off: bool = False

    @property
    def state(self) -> RequestState:
        return _STATES[self.timer.state]

    @property
    def allotted_ms(self) -> int:
        """Slot and granted time in milliseconds; 0 before the request is introduced."""
        return (self.slot_ms or 0) + self.timer.granted_ms


@dataclass(frozen=True)
class FloorList:
    """The list of speakers of one segment. `on` is the request that is introduced or has the floor.

    `begun` has the requests in the order in which they began to speak. `slot_ms` is the time of each statement once
    that was fixed. `offers` are swaps to which one of two speakers has agreed.
    """

    state: ListState = ListState.CLOSED
    until_ms: int | None = None
    most: int | None = None
    requests: Mapping[str, Request] = field(default_factory=dict)
    on: str | None = None
    begun: tuple[str, ...] = ()
    slot_ms: int | None = None
    seed: str | None = None
    drawn: bool = False
    drawn_late: bool = False  # the seed was published after the list was cut off
    offers: frozenset[tuple[str, str]] = frozenset()

    @property
    def speech(self) -> Request | None:
        """The request that is introduced or has the floor."""
        return self.requests.get(self.on) if self.on is not None else None

    def waiting(self) -> list[Request]:
        """Return the requests that wait, in the order of arrival."""
        return [request for request in self.requests.values() if request.state is RequestState.WAITING]

    def entries(self) -> list[Request]:
        """Return the statements and questions that count towards the length of the list."""
        gone = {RequestState.WITHDRAWN, RequestState.ABSENT}
        return [r for r in self.requests.values() if r.kind not in ALWAYS and r.state not in gone]

    def with_request(self, request: Request) -> FloorList:
        return changed(self, requests={**self.requests, request.id: request})

    def with_timer(self, request: str, timer: Timer) -> FloorList:
        return self.with_request(changed(self.requests[request], timer=timer))

    def without_place(self, request: str, behind: str | None) -> FloorList:
        """Return the list after a request left its place: what was moved behind it stands behind its predecessor."""
        left = {
            id_: changed(other, move=replace(other.move, after=behind))
            for id_, other in self.requests.items()
            if other.move is not None and other.move.after == request
        }
        offers = frozenset(pair for pair in self.offers if request not in pair)
        cleared = changed(self.requests[request], move=None)
        return changed(self, requests={**self.requests, **left, request: cleared}, offers=offers)


NO_LIST = FloorList()


def follow_list(floor_list: FloorList, event: e.ListEvent, at: e.Record) -> FloorList:  # noqa: PLR0911 - one line each
    """Return a list after one of its events; an event about a request that an undo removed changes nothing."""
    now = at.at_ms
    match event:
        case e.ListOpened(_, until_ms, most):
            return changed(floor_list, state=ListState.OPEN, until_ms=until_ms, most=most)
        case e.ListClosed():
            return changed(floor_list, state=ListState.CLOSED, until_ms=None)
        case e.ListCutOff():
            return _cut_off(floor_list, event)
        case e.LotsSeeded(_, seed):
            late = floor_list.state is ListState.CUT_OFF
            return changed(floor_list, seed=seed, drawn=late, drawn_late=late)
        case e.FloorRequested(_, id_, kind, speaker, reply_to, note):
            request = Request(id_, RequestKind(kind), speaker, at.seq, now, reply_to, note)
            return floor_list.with_request(_once(floor_list, request))
        case e.SwapOffered(_, request, other):
            return changed(floor_list, offers=floor_list.offers | {(request, other)})
        case e.ReadinessMarked() | e.HeardCounted():
            return floor_list
        case _ if event.request not in floor_list.requests:
            return floor_list
        case _:
            return _follow_request(floor_list, event, at)


def _follow_request(floor_list: FloorList, event: e.ListEvent, at: e.Record) -> FloorList:  # noqa: PLR0911
    match event:
        case e.RequestWithdrawn():
            return _left(floor_list, event, ClockState.SKIPPED, at)
        case e.RequestMoved(_, request, after, reason, behind):
            return _moved(floor_list.without_place(request, behind), request, Move(after, at.seq, reason))
        case e.RequestsSwapped():
            return _swapped(floor_list, event, at.seq)
        case e.RequestIntroduced(_, request, slot_ms, behind):
            known = floor_list.requests[request]
            first = known.state is RequestState.WAITING
            placed = floor_list.without_place(request, behind) if first else floor_list
            introduced = changed(placed.requests[request], slot_ms=slot_ms, timer=known.timer.cue(at.at_ms))
            return changed(placed.with_request(introduced), on=request)
        case e.RequestReturned(_, request):
            timer = floor_list.requests[request].timer.uncue()
            return changed(floor_list.with_timer(request, timer), on=None)
        case e.RequestBegan(_, request):
            return begun(floor_list, request, at.at_ms)
        case e.RequestEnded(_, request):
            timer = floor_list.requests[request].timer.end(at.at_ms)
            return changed(floor_list.with_timer(request, timer), on=None)
        case e.RequestMarkedAbsent(_, request, out):
            away = _left(floor_list, event, ClockState.ABSENT if out else ClockState.IDLE, at)
            known = away.requests[request]
            return away.with_request(changed(known, absences=known.absences + 1))
        case _:
            return floor_list


def begun(floor_list: FloorList, request: str, now: int) -> FloorList:
    """Return the list after a request began to speak; one that begins again is the latest."""
    order = (*(id_ for id_ in floor_list.begun if id_ != request), request)
    return changed(floor_list.with_timer(request, floor_list.requests[request].timer.start(now)), begun=order)


def stopped(floor_list: FloorList, now: int) -> FloorList:
    """Return the list after its segment lost the floor: a speech ends, an introduced request waits again."""
    if (speech := floor_list.speech) is None:
        return floor_list
    timer = speech.timer.end(now) if speech.state is RequestState.SPEAKING else speech.timer.uncue()
    return changed(floor_list.with_timer(speech.id, timer), on=None)


def _once(floor_list: FloorList, request: Request) -> Request:
    """Return a new request; withdrawn, if an undo has brought back an earlier one of the speaker and kind."""
    back = any(
        other.speaker == request.speaker and other.kind is request.kind and other.state in PENDING
        for other in floor_list.requests.values()
    )
    return changed(request, timer=changed(request.timer, state=ClockState.SKIPPED)) if back else request


def _cut_off(floor_list: FloorList, event: e.ListCutOff) -> FloorList:
    leaving = frozenset(event.dropped)
    dropped = {
        id_: changed(request, cut_off=True, timer=changed(request.timer, state=ClockState.SKIPPED))
        for id_, request in floor_list.requests.items()
        if id_ in leaving and request.state is RequestState.WAITING
    }
    return changed(
        floor_list,
        state=ListState.CUT_OFF,
        until_ms=None,
        slot_ms=event.slot_ms,
        drawn=floor_list.drawn or floor_list.seed is not None,
        requests={**floor_list.requests, **dropped},
    )


def _left(
    floor_list: FloorList, event: e.RequestWithdrawn | e.RequestMarkedAbsent, state: ClockState, at: e.Record
) -> FloorList:
    request, placed = event.request, floor_list.without_place(event.request, event.behind)
    left = placed.with_timer(request, placed.requests[request].timer.leave(state, at.at_ms))
    for reply, after in event.kept.items():
        if reply in left.requests:  # and no undo removed it
            left = left.with_request(changed(left.requests[reply], move=Move(after, at.seq, kept=True)))
    return changed(left, on=None) if left.on == request else left


def _moved(floor_list: FloorList, request: str, move: Move) -> FloorList:
    return floor_list.with_request(changed(floor_list.requests[request], move=move, last_move=move))


def _swapped(floor_list: FloorList, event: e.RequestsSwapped, seq: int) -> FloorList:
    """Let each of two requests stand behind the one that was before the other."""
    first, second = event.request, event.other
    if second not in floor_list.requests:
        return floor_list
    exchanged = {first: second, second: first}
    follow = {
        id_: changed(request, move=replace(request.move, after=exchanged[request.move.after]))
        for id_, request in floor_list.requests.items()
        if request.move is not None and request.move.after in exchanged
    }
    rest = changed(
        floor_list,
        requests={**floor_list.requests, **follow},
        offers=frozenset(pair for pair in floor_list.offers if not exchanged.keys() & set(pair)),
    )
    one = second if event.other_behind == first else event.other_behind
    other = first if event.behind == second else event.behind
    swapped = _moved(rest, first, Move(one, seq, swapped_with=second))
    return _moved(swapped, second, Move(other, seq, swapped_with=first))
