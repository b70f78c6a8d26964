"""Events of the list of speakers, stored for ever. A changed meaning is a new version.

`behind` names the request directly before the one that leaves its place (None: it was first). Requests that the
moderator had moved behind the leaving one stand behind that one from then on, so that no other place changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.messages.base import Event

__all__ = [
    "FloorRequested",
    "HeardCounted",
    "ListClosed",
    "ListCutOff",
    "ListEvent",
    "ListOpened",
    "LotsSeeded",
    "ReadinessMarked",
    "RequestBegan",
    "RequestEnded",
    "RequestIntroduced",
    "RequestMarkedAbsent",
    "RequestMoved",
    "RequestReturned",
    "RequestWithdrawn",
    "RequestsSwapped",
    "SwapOffered",
]


@dataclass(frozen=True, slots=True)
class RequestEvent(Event):
    """Base of the events about one request on the list of a segment."""

    segment: str
    request: str


@dataclass(frozen=True, slots=True)
class ListOpened(Event):
    kind = "list_opened"
    segment: str
    until_ms: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class ListClosed(Event):
    kind = "list_closed"
    segment: str


@dataclass(frozen=True, slots=True)
class ListCutOff(Event):
    """`slot_ms` is the time of each statement left (None: as the settings say); `dropped` leave the list."""

    kind = "list_cut_off"
    moves_list = True
    segment: str
    slot_ms: int | None
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LotsSeeded(Event):
    kind = "lots_seeded"
    moves_list = True
    segment: str
    seed: str


@dataclass(frozen=True, slots=True)
class FloorRequested(RequestEvent):
    kind = "floor_requested"
    request_kind: str
    speaker: str
    reply_to: str | None
    note: str


@dataclass(frozen=True, slots=True)
class RequestWithdrawn(RequestEvent):
    """`kept`: by the replies and answers to it that wait, which request each of them stands behind from now on."""

    kind = "request_withdrawn"
    behind: str | None
    kept: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestMoved(RequestEvent):
    kind = "request_moved"
    moves_list = True
    after: str | None
    reason: str
    behind: str | None


@dataclass(frozen=True, slots=True)
class RequestsSwapped(RequestEvent):
    """Two requests exchanged places; `behind` and `other_behind` are those directly before each of them until then."""

    kind = "requests_swapped"
    moves_list = True
    other: str
    behind: str | None
    other_behind: str | None


@dataclass(frozen=True, slots=True)
class SwapOffered(RequestEvent):
    """The speaker of `request` agrees to exchange places with `other`, whose speaker has not agreed yet."""

    kind = "swap_offered"
    other: str


@dataclass(frozen=True, slots=True)
class RequestIntroduced(RequestEvent):
    """The request comes to the front with its time, its clock not running."""

    kind = "request_introduced"
    moves_floor = True
    slot_ms: int
    behind: str | None


@dataclass(frozen=True, slots=True)
class RequestReturned(RequestEvent):
    """The introduced request goes back to its place on the list."""

    kind = "request_returned"
    moves_floor = True


@dataclass(frozen=True, slots=True)
class RequestBegan(RequestEvent):
    kind = "request_began"
    moves_floor = True


@dataclass(frozen=True, slots=True)
class RequestEnded(RequestEvent):
    kind = "request_ended"
    moves_floor = True


@dataclass(frozen=True, slots=True)
class RequestMarkedAbsent(RequestEvent):
    """The speaker was not there when called: to the end of their category, or `out` of the list, as if withdrawn."""

    kind = "request_marked_absent"
    moves_floor = True
    out: bool
    behind: str | None
    kept: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadinessMarked(Event):
    kind = "readiness_marked"
    speaker: str
    level: str


@dataclass(frozen=True, slots=True)
class HeardCounted(Event):
    """How long each speaker (by id) spoke in the other sessions of the conference, and the `pace` of speeches there."""

    kind = "heard_counted"
    heard: Mapping[str, int]
    pace: Mapping[str, int] = field(default_factory=dict)


ListEvent = (
    ListOpened
    | ListClosed
    | ListCutOff
    | LotsSeeded
    | FloorRequested
    | RequestWithdrawn
    | RequestMoved
    | RequestsSwapped
    | SwapOffered
    | RequestIntroduced
    | RequestReturned
    | RequestBegan
    | RequestEnded
    | RequestMarkedAbsent
    | ReadinessMarked
    | HeardCounted
)
