"""Commands about the list of speakers: ask for the floor, and run the list. Names are those of the HTTP contract."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.messages.base import Command
from app.domain.values import ListRule, ReadinessLevel, RequestKind

__all__ = [
    "CloseList",
    "CountHeard",
    "CutOffList",
    "DrawLots",
    "ListCommand",
    "MarkReady",
    "MoveRequest",
    "OpenList",
    "RequestCommand",
    "RequestFloor",
    "SetListRules",
    "SwapRequests",
    "TakeRequest",
    "WithdrawRequest",
]


@dataclass(frozen=True, slots=True)
class OpenList(Command):
    """Open the list of a segment. It is cut off at `until`, or with `most` statements and questions.

    `until` is an instant or a time of day, as in the session document.
    """

    command = "open_list"
    segment: str
    until: str | int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class CloseList(Command):
    """Take no more requests for the time being; those on the list stay."""

    command = "close_list"
    segment: str


@dataclass(frozen=True, slots=True)
class CutOffList(Command):
    """Take no more statements and questions; a slot from the pool is fixed, and lots are drawn.

    `slot_ms` sets the time of every statement left; with `keep`, only so many of those who wait stay on the list.
    """

    command = "cut_off_list"
    segment: str
    slot_ms: int | None = None
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class SetListRules(Command):
    """Set the rules of order of a list, the most important first; `first_come` is always the last."""

    command = "set_list_rules"
    rules: tuple[ListRule, ...]
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class DrawLots(Command):
    """Publish the seed of the lots, once. They are drawn when the list is cut off, or now if it has been."""

    command = "draw_lots"
    seed: str
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class RequestFloor(Command):
    """Ask for the floor; `id` is the sender's own UUID, so that sending twice asks once.

    A speaker asks for themselves. The desk and the moderator ask for any `speaker`, or with `name` for a new one.
    `reply_to` is the request whose speech a reply or an answer is about. Only desk and moderator read the `note`.
    """

    command = "request_floor"
    kind: RequestKind = RequestKind.STATEMENT
    id: str | None = None
    speaker: str | None = None
    name: str = ""
    affiliation: str = ""
    reply_to: str | None = None
    note: str = ""
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawRequest(Command):
    command = "withdraw_request"
    request: str


@dataclass(frozen=True, slots=True)
class MoveRequest(Command):
    """Move a request behind `after`, or to the front if `after` is None; it keeps a mark and the reason."""

    command = "move_request"
    request: str
    after: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SwapRequests(Command):
    """Exchange the places of two requests: at once for a moderator, else when the speakers of both have sent it."""

    command = "swap_requests"
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class TakeRequest(Command):
    """Give the floor to a request of any place; a point of order interrupts."""

    command = "take_request"
    request: str


@dataclass(frozen=True, slots=True)
class MarkReady(Command):
    """Say how near a person is to being able to speak, or that they have finished; a speaker says it of themselves."""

    command = "mark_ready"
    level: ReadinessLevel
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class CountHeard(Command):
    """How long speakers spoke in the other sessions of the conference, in milliseconds; from the server itself.

    `pace`: mean and deviation of spent to allotted time in their speeches, in thousandths; empty if there were too few.
    """

    command = "count_heard"
    heard: dict[str, int] = field(default_factory=dict)
    pace: dict[str, int] = field(default_factory=dict)


# The moderator runs the list; requests come from delegates, desk and moderator.
ListCommand = OpenList | CloseList | CutOffList | SetListRules | DrawLots | MoveRequest | TakeRequest
RequestCommand = RequestFloor | WithdrawRequest | SwapRequests | MarkReady
