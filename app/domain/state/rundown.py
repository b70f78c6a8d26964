"""The plan of a session: people, segments in order, guiding questions, and how long they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.domain.state.timer import OUT_OF_ORDER, Timer
from app.domain.values import (
    MINUTE,
    SECOND,
    AtZero,
    ClockState,
    CueMode,
    FloorPolicy,
    ListRule,
    ListShown,
    RequestKind,
    SegmentKind,
    StartMode,
)

# Of a statement whose time is a part of a pool, unless the list says otherwise.
LEAST_MS = MINUTE
MOST_MS = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Conference:
    """The conference that a session belongs to; `timezone` is an IANA name."""

    title: str = ""
    timezone: str = "UTC"
    venue: str = ""


# Texts of an item in other languages than the session's own: by language, then by the name of the field.
Translations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Category:
    """A category of speakers, such as ministers; rank 1 speaks first."""

    id: str
    title: str
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """A group of speakers, such as a region or a party; `budget_ms` is the time that it shares, or None."""

    id: str
    title: str
    budget_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ListSettings:
    """The settings of a list of speakers. Durations in milliseconds.

    A statement has `slots_ms[statement]`, or with a pool an equal part of it between `least_ms` and `most_ms`.
    `kinds` are those for which delegates may ask; `come_forward` is how many places ahead one is asked to the front.
    """

    rules: tuple[ListRule, ...] = (ListRule.FIRST_COME,)
    slots_ms: Mapping[RequestKind, int] = field(default_factory=dict, hash=False)
    pool_ms: int | None = None
    least_ms: int = LEAST_MS
    most_ms: int = MOST_MS
    kinds: tuple[RequestKind, ...] = tuple(RequestKind)
    shows: ListShown = ListShown.NAMES
    come_forward: int = 2


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person; `says` is how to pronounce the name, `country` an ISO 3166 alpha-2 code.

    `category` and `group` are ids of the plan's; `language` is the language that the person speaks; `seat` is where in
    the room the person sits.
    """

    id: str
    name: str
    title: str = ""
    affiliation: str = ""
    country: str = ""
    says: str = ""
    bio: str = ""
    category: str = ""
    group: str = ""
    language: str = ""
    seat: str = ""
    microphone: str = ""
    notes_moderator: str = ""  # each for its readers only
    notes_crew: str = ""
    notes_interpreters: str = ""
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A web address, http or https, that an item refers to, with the words to show for it (none: the address)."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One item of the rundown. Durations in milliseconds; None means the session's own setting.

    `minimum_ms` is the least that ending on time may cut it to (None: two thirds of its allotment). The abstract (with
    line breaks), track, language and references are for the audience, as a programme publishes them.
    """

    id: str
    title: str
    kind: SegmentKind = SegmentKind.PRESENTATION
    speakers: tuple[str, ...] = ()
    planned_ms: int = 0
    autostart: bool = False
    locked: bool = False
    minimum_ms: int | None = None
    hard_start_ms: int | None = None
    start: StartMode = StartMode.BY_HAND  # at `hard_start_ms`
    at_zero: AtZero = AtZero.CONTINUE
    answer_limit_ms: int | None = None
    wrap_up_ms: int | None = None
    last_call_ms: int | None = None
    abstract: str = ""
    track: str = ""
    language: str = ""
    references: tuple[Reference, ...] = ()
    notes_moderator: str = ""  # each for its readers only
    notes_crew: str = ""
    notes_interpreters: str = ""
    translations: Translations = field(default_factory=dict, hash=False)
    list_settings: ListSettings | None = None  # None: the usual ones in interventions; elsewhere there is no list

    @property
    def takes_requests(self) -> ListSettings | None:
        """The settings of the segment's list of speakers; None if it has no list."""
        return self.list_settings or (DEFAULT_LIST if self.kind is SegmentKind.INTERVENTIONS else None)


DEFAULT_LIST = ListSettings()


@dataclass(frozen=True, slots=True)
class GuidingQuestion:
    """A question that the session is to answer; `planned_ms` is the time intended for it, or None."""

    id: str
    text: str
    planned_ms: int | None = None
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Preset:
    """A message of the session's own, shown by its id; `key` is its number on the console."""

    id: str
    text: str
    key: int | None = None
    translations: Translations = field(default_factory=dict, hash=False)


Item = TypeVar("Item", bound=Segment | Speaker | GuidingQuestion)


def moved(items: tuple[Item, ...], id_: str, after: str | None) -> tuple[Item, ...]:
    """Return the items with one placed behind another one, or first if `after` is None or unknown."""
    rest = [item for item in items if item.id != id_]
    at = next((place for place, item in enumerate(rest, 1) if item.id == after), 0)
    return (*rest[:at], *(item for item in items if item.id == id_), *rest[at:])


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Plan:
    """Everything decided in advance. An edit makes a new plan; a plan never holds anything that has happened."""

    slug: str
    title: str
    starts_at_ms: int
    ends_at_ms: int
    conference: Conference = field(default_factory=Conference)
    language: str = ""  # of its own texts, one of `LANGUAGES`; empty: not stated
    stage_language: str = ""  # one of `LANGUAGES` or `OF_SPEAKER`; empty: the screen's own
    notice: str = ""  # one sentence for every page, such as that this is a demonstration
    video: str = ""  # the https address of what viewers watch beside their page
    video_delay_ms: int = 0  # how much later than the session it is seen, as the page then is
    hard_end: bool = False
    opens_itself: bool = False  # at its scheduled start
    public: bool = True
    public_overtime: bool = False  # whether the public sees that a speaker is over time and the session late
    moderator: str | None = None
    handover_ms: int = 0
    wrap_up_ms: int = MINUTE
    last_call_ms: int = 20 * SECOND
    coverage_ms: int = 15 * SECOND
    floor_policy: FloorPolicy = FloorPolicy.NONE
    ask_every_ms: int = 15 * SECOND  # minimum time between two questions of one participant
    most_open_questions: int = 5  # unfinished questions of one participant
    most_questions: int = 20  # questions of one participant in the whole session
    most_open_in_session: int = 1_000  # questions of all participants; those that the desk enters are always accepted
    most_votes_a_minute: int = 30
    review_words: tuple[str, ...] | None = None  # words that hold a question for review; None: the default ones
    cues: tuple[int, ...] = (MINUTE, 0, -30 * SECOND)  # remaining milliseconds at each cue
    cue_mode: CueMode = CueMode.AUTOMATIC
    speakers: tuple[Speaker, ...] = ()
    segments: tuple[Segment, ...] = ()
    guiding_questions: tuple[GuidingQuestion, ...] = ()
    presets: tuple[Preset, ...] = ()
    categories: tuple[Category, ...] = ()
    groups: tuple[Group, ...] = ()
    translations: Translations = field(default_factory=dict, hash=False)  # of the texts of the session itself

    def segment(self, id_: str) -> Segment | None:
        return next((segment for segment in self.segments if segment.id == id_), None)

    def position(self, id_: str) -> int:
        """Return an index in the rundown; raises StopIteration for an unknown id."""
        return next(i for i, segment in enumerate(self.segments) if segment.id == id_)

    def speaker(self, id_: str) -> Speaker | None:
        return next((speaker for speaker in self.speakers if speaker.id == id_), None)

    def speaker_number(self, id_: str) -> int | None:
        """Return a speaker's place in the list of people, from 1; it changes when people are reordered."""
        return next((number for number, speaker in enumerate(self.speakers, 1) if speaker.id == id_), None)

    def category(self, id_: str) -> Category | None:
        return next((category for category in self.categories if category.id == id_), None)

    def group(self, id_: str) -> Group | None:
        return next((group for group in self.groups if group.id == id_), None)

    def guiding_question(self, id_: str) -> GuidingQuestion | None:
        return next((question for question in self.guiding_questions if question.id == id_), None)

    def preset(self, id_: str) -> Preset | None:
        return next((preset for preset in self.presets if preset.id == id_), None)

    def handover(self, segment: Segment) -> int:
        """Return the milliseconds of introduction before a segment: the handover before a presentation, else 0."""
        return self.handover_ms if segment.kind is SegmentKind.PRESENTATION else 0

    def with_segment(self, segment: Segment, after: str | None) -> Plan:
        at = self.position(after) + 1 if after is not None else 0
        return replace(self, segments=(*self.segments[:at], segment, *self.segments[at:]))


@dataclass(frozen=True, slots=True)
class Capacity:
    """Whether the plan fits: `spare_ms` = scheduled length - planned - handovers; negative is a deficit."""

    planned_ms: int
    handovers_ms: int
    scheduled_ms: int

    @property
    def spare_ms(self) -> int:
        return self.scheduled_ms - self.planned_ms - self.handovers_ms


def capacity(plan: Plan) -> Capacity:
    """Compare planned times and handovers with the scheduled length; an overfull plan is allowed."""
    return Capacity(
        planned_ms=sum(segment.planned_ms for segment in plan.segments),
        handovers_ms=sum(plan.handover(segment) for segment in plan.segments),
        scheduled_ms=plan.ends_at_ms - plan.starts_at_ms,
    )


def planned_starts(plan: Plan) -> dict[str, int]:
    """Return the instant at which each segment begins if everything lasts as planned."""
    starts: dict[str, int] = {}
    end = plan.starts_at_ms
    for segment in plan.segments:
        starts[segment.id] = max(end + plan.handover(segment), segment.hard_start_ms or end)
        end = starts[segment.id] + segment.planned_ms
    return starts


def running_order(plan: Plan, timers: Mapping[str, Timer], after: str | None) -> Iterator[Segment]:
    """Yield the segments to come, in the order in which they will have the floor.

    First those behind `after` (the segment that is on, or was last) in rundown order, then those before it. Finished,
    skipped and absent ones are left out. `after` itself counts only if it was recalled.
    """
    at = plan.position(after) if after is not None and plan.segment(after) else -1
    first = at if after is not None and at >= 0 and timers[after].state is ClockState.IDLE else at + 1
    for segment in (*plan.segments[first:], *plan.segments[: max(at, 0)]):
        if timers[segment.id].state not in OUT_OF_ORDER:
            yield segment
