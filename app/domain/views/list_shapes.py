"""The shapes of a list of speakers in views and in the report, by name. Programs rely on these names."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from app.domain.derived.list_steps import ListStep
from app.domain.state.requests import ListState, RequestState
from app.domain.values import ListRule, RequestKind


class RequestView(TypedDict):
    """A request for the floor. Instants in milliseconds UTC, durations in milliseconds."""

    id: str
    kind: str  # a `RequestKind`; as plain text, which is written five times as fast, as in `state` and `ready`
    speaker: str
    name: str
    state: str
    place: int | None  # from 1; None unless it waits
    slot_ms: int
    earliest_ms: int | None  # about when it will have the floor: an interval that holds in four cases of five
    latest_ms: int | None
    reason: str  # why it has its place; empty unless it waits, and where the reader may not see the others' names
    moved: bool  # by the moderator, or by an exchange
    reply_to: str | None
    absences: int  # how often the speaker was called and was not there
    ready: str
    called: bool  # near enough to the front to come forward
    note: NotRequired[str]  # desk, moderator, organiser, and the speaker who wrote it
    spoken_ms: NotRequired[
        int
    ]  # desk, moderator, organiser, if the rule least_heard counts: in speeches of this session
    elsewhere_ms: NotRequired[int]  # that have ended, and in the conference's other sessions
    swap_offered: NotRequired[list[str]]  # the speaker, moderator: requests whose speakers offer to exchange places


class ListFitView(TypedDict):
    """What cutting the list off now would mean; see `derived.list_fit`."""

    waiting: int
    needed_ms: int
    left_ms: int
    slot_ms: int | None
    keep: int
    pool_short_ms: int


class ShareView(TypedDict):
    """What a category or a group has spoken, and how many of its requests wait."""

    id: str
    title: str
    spent_ms: int
    speeches: int
    waiting: int
    budget_ms: int | None
    left_ms: int | None  # of the budget; negative = overspent


class LotsView(TypedDict):
    """The seed of the lots: its SHA-256 from the publication on, itself once they are drawn."""

    seed_sha256: str
    seed: str | None
    drawn: bool
    late: bool  # published after the list was cut off


class ListView(TypedDict):
    """The list of speakers of one segment: those who wait in the order in which they will speak, then the others."""

    segment: str
    state: ListState
    until_ms: int | None
    most: int | None
    rules: list[ListRule]
    kinds: list[RequestKind]  # for which delegates may ask
    waiting: int | None  # how many; None where nothing is shown of those who wait
    lots: LotsView | None
    requests: list[RequestView]
    fit: NotRequired[ListFitView]  # desk, moderator, organiser; as groups and categories
    categories: NotRequired[list[ShareView]]
    groups: NotRequired[list[ShareView]]


class RequestReport(TypedDict):
    """A request in the record, with what came of it."""

    id: str
    kind: RequestKind
    speaker: str
    name: str
    state: RequestState
    place: int | None
    planned_place: int | None  # from 1: at the cut-off, see `derived.list_steps`; None if it came later
    slot_ms: int | None  # None of a point of order: it has no set time
    reason: str
    moved: bool
    move_reason: str
    swapped_with: str | None
    reply_to: str | None
    absences: int
    cut_off: bool  # it left the list at the cut-off
    requested_at_ms: int
    started_at_ms: int | None
    ended_at_ms: int | None
    granted_ms: int  # signed
    spent_ms: int  # of a point of order: how long it interrupted
    over_ms: int | None  # spent minus allotted; None if it never began, and of a point of order


class ListReport(TypedDict):
    """The list of a segment in the record: its requests in the order in which they spoke, then the others."""

    segment: str
    state: ListState
    rules: list[ListRule]
    lots: LotsView | None
    requests: list[RequestReport]
    steps: list[ListStep]
    categories: list[ShareView]
    groups: list[ShareView]
