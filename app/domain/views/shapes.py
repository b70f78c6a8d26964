"""The shapes of a view: the facts that a role may see, by name. `view` fills them; programs rely on these names."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from app.domain.derived.ledger import Coverage, GuidingState
from app.domain.values import (
    AtZero,
    AuxDirection,
    ClockState,
    CueMode,
    FloorPolicy,
    MessageStyle,
    NoteKind,
    Phase,
    QuestionMark,
    ReadinessLevel,
    Role,
    ScreenFace,
    ScreenMode,
    ScreenSecondary,
    SegmentKind,
    StartMode,
    Status,
)
from app.domain.views.list_shapes import ListView
from app.domain.views.questions import QuestionView


class InterruptionView(TypedDict):
    """Why the main clock is held, and since when (instant)."""

    kind: str
    note: str  # empty for roles that may not read it
    since_ms: int
    speaker: str | None  # who has the floor for a point of order from the list


class VoiceView(TypedDict):
    """The clock of a speaker inside a segment with an answer limit; same facts as the floor's clock."""

    speaker: str
    limit_ms: int
    running_since_ms: int | None
    spent_before_ms: int


class ForecastView(TypedDict):
    """When something begins or ends, as a function of the head instant H: max(H + after_ms, not_before_ms or 0).

    During a speech H is its end, now + max(remaining, 0); with a segment cued, the instant at which it can start,
    max(now, head_not_before_ms); otherwise now. Before the session opens `head_not_before_ms` includes the scheduled
    start. A screen can thus compute every forecast by itself as time passes.
    """

    after_ms: int
    not_before_ms: int | None


class FloorView(TypedDict):
    """Who is cued or has the floor. While a request from the segment's list is introduced or speaks, all is of it.

    remaining = allotted - spent_before - (now - running_since, while running)."""

    segment: str | None
    state: ClockState
    planned_ms: int
    granted_ms: int  # signed
    allotted_ms: int  # planned + granted
    running_since_ms: int | None  # instant; None unless the clock runs
    spent_before_ms: int  # running time before running_since_ms
    held_since_ms: int | None  # instant at which the present pause began
    paused_before_ms: int  # completed pauses of this speech
    started_at_ms: int | None
    cued_at_ms: int | None
    at_zero: AtZero
    shows_overtime: bool  # False: remaining ends at 0 and the phase at last_call, also on a screen that computes them
    wrap_up_ms: int  # the thresholds of this segment now
    last_call_ms: int
    voice: str | None
    request: str | None  # the request from the segment's list that is introduced or speaks
    voice_clock: VoiceView | None
    interruption: InterruptionView | None
    start_offset_ms: int | None  # actual start minus planned start; positive = late
    remaining_ms: int  # as of now_ms; negative in overtime
    phase: Phase
    text: str  # empty when no speaker is cued


class SegmentView(TypedDict):
    """One segment of the rundown, in rundown order."""

    id: str
    kind: SegmentKind
    title: str
    speakers: list[str]
    state: ClockState  # an interrupted clock is paused here
    planned_ms: int
    granted_ms: int
    spent_ms: int
    planned_start_ms: int | None  # this, forecast_end_ms, ended_at_ms: None for the public where lateness is hidden
    forecast_start_ms: int | None  # None when skipped or absent; the actual instant once it has happened
    forecast_end_ms: int | None
    forecast: ForecastView | None  # of its start; None once it has started, or is skipped or absent
    started_at_ms: int | None
    ended_at_ms: int | None
    autostart: bool
    locked: bool
    minimum_ms: int | None
    hard_start_ms: int | None
    note: NotRequired[str]  # as of a speaker
    start: StartMode  # at hard_start_ms


class ReferenceView(TypedDict):
    """A web address, with the words to show for it; `title` may be empty."""

    url: str
    title: str


class DetailsView(TypedDict):
    """What the audience can read about a segment; segments without any of it have no details."""

    segment: str
    abstract: str  # with line breaks
    track: str
    language: str
    references: list[ReferenceView]


class SpeakerView(TypedDict):
    """A person; `says` (how to pronounce the name), `seat` and `microphone` only for roles that introduce speakers.

    `category` and `group` are ids of the plan's; `language` is the language that the person speaks.
    """

    id: str
    name: str
    title: str
    affiliation: str
    country: str
    bio: str
    category: str
    group: str
    language: str
    says: NotRequired[str]
    seat: NotRequired[str]
    microphone: NotRequired[str]
    note: NotRequired[str]  # for the reader's role: moderator, crew or interpreters; absent if there is none
    ready: NotRequired[ReadinessLevel]  # crew, desk, moderator, organiser, and the speaker themselves


class CoverageView(TypedDict):
    """How far one speaker dealt with one guiding question; `marked` if a moderator set it by hand."""

    spent_ms: int
    coverage: Coverage
    marked: bool


class HintsView(TypedDict):
    """Hints to the moderator: ids of guiding questions and of speakers; see `hints.Hints`."""

    untouched: list[str]
    speeches_left: int
    ask: list[str]
    least_heard: str | None


class UnattributedView(TypedDict):
    """The latest speech, not attributed yet, or the `questions` it was attributed to."""

    segment: str
    ms: int
    questions: list[str]


class GuidingQuestionView(TypedDict):
    """A question that the session is to answer."""

    id: str
    text: str
    state: GuidingState
    spent_ms: int  # running time with this question in focus
    by_speaker: NotRequired[dict[str, CoverageView]]  # this and below: moderator, organiser
    moderator_ms: NotRequired[int]  # of spent_ms, while no speaker speaks
    covered_after_ms: NotRequired[int]  # of one speaker's time
    marked: NotRequired[QuestionMark | None]  # set by hand; wins over the computed state
    estimated: NotRequired[bool]  # some of the time was attributed afterwards


class MessageView(TypedDict):
    """A message that this role may see; a screen hides it by itself at `hide_at_ms`."""

    text: str  # in the language of the view; as typed if it has no preset
    preset: str | None  # its code
    n: int | None  # the number of the guiding question that it names
    style: MessageStyle
    hide_at_ms: int | None
    seq: int  # distinguishes this message from the next
    to: str  # `stages`, `speaker`, `crew`, or the id of one screen's link


class PresetView(TypedDict):
    """A message that can be shown by its code; `key` is its number on the console."""

    preset: str
    text: str  # in the language of the view
    n: int | None  # the number of the guiding question in focus, if the message names one
    key: int | None  # 1 to 9
    can_be_shown: bool  # False: it names a guiding question, and none is in focus
    own_text: str | None  # of the session's own message, as it was written; None for a standard one
    translations: dict[str, str]  # of the session's own message, by language


class ShownView(TypedDict):
    """A message that was shown, as in `MessageView`, and its instant."""

    seq: int
    at_ms: int
    text: str
    preset: str | None
    n: int | None
    to: str


class CueView(TypedDict):
    """A cue to the speaker of this speech, such as `1:00` or `+0:30`; `seq` distinguishes it from the next.

    A view has it only while it is true; a screen hides it by itself at `until_ms`.
    """

    cue: str
    text: str  # in the language of the view
    remaining_ms: int  # what the cue states: time left; negative = time over
    segment: str
    at_ms: int
    until_ms: int | None  # instant; None: until something changes
    seq: int
    automatic: bool


class LadderCueView(TypedDict):
    """One cue of the ladder: its name, its remaining time, and whether it was sent in this speech.

    It can be sent by hand from `true_from_ms` until `true_until_ms` (instants; None: no clock runs, or without an end).
    """

    cue: str
    remaining_ms: int  # negative = that long into overtime
    sent: bool
    true_from_ms: int | None
    true_until_ms: int | None


class LadderView(TypedDict):
    """The cues of a speech in order, and who sends them."""

    mode: CueMode
    cues: list[LadderCueView]
    latest: CueView | None  # the latest cue of this speech, even if withdrawn
    stands: bool  # it is true as of now_ms


class StageView(TypedDict):
    """What the stage screen shows besides the clock. `flash` counts; a screen flashes when it grows."""

    cue: CueView | None
    message: MessageView | None
    blackout: bool
    flash: int
    show_question: bool


class AuxView(TypedDict):
    """An aux clock that was set: the facts from which a screen computes what it shows, and that text as of now_ms."""

    n: int
    label: str
    direction: AuxDirection
    state: ClockState  # idle, running or paused
    ms: int  # its length
    until_ms: int | None  # instant, if it counts to a time of day
    allotted_ms: int | None  # shown: allotted - spent; None: it counts up, or is stopped and will count to a time
    running_since_ms: int | None
    spent_before_ms: int
    text: str


class StartView(TypedDict):
    """A start at a time of day, of a segment or (None) the session: by itself, or only a reminder."""

    segment: str | None
    at_ms: int
    automatic: bool


class LookView(TypedDict):
    """How the stage screens of a link look; `language` is empty for the stage's or the reader's."""

    mode: ScreenMode
    secondary: ScreenSecondary
    face: ScreenFace
    mirror: bool
    rotate: int  # degrees clockwise
    hours: int  # 12 or 24
    margin: int  # percent
    language: str


class ConferenceView(TypedDict):
    """The conference that this session belongs to; `timezone` is an IANA name."""

    title: str
    timezone: str
    venue: str


class CapacityView(TypedDict):
    """Whether the plan fits: `spare_ms` is scheduled length minus planned and handovers; negative = too long."""

    planned_ms: int
    handovers_ms: int
    scheduled_ms: int
    spare_ms: int


class UndoView(TypedDict):
    """What the next undo reverses: a command, its effects as (event kind, segment) pairs, and the time it granted."""

    command: str
    effects: list[tuple[str, str | None]]
    at_ms: int
    granted_ms: int


class SilenceView(TypedDict):
    """The floor is free: the latest speaker, and since when it has been quiet (instant)."""

    segment: str
    since_ms: int


class ScriptView(TypedDict):
    """That a segment has a text to be read aloud, by a speaker or (empty) the moderator, and its length; no word of it.

    Times are None for a language without a known rate; `over_ms` is positive for a text that is too long.
    """

    segment: str
    speaker: str
    language: str
    count: int
    unit: Literal["words", "characters"]
    speaking_ms: int | None
    over_ms: int | None


class NoteView(TypedDict):
    """A note of the rapporteur, with its instant and what was on then."""

    id: str
    text: str
    kind: NoteKind
    at_ms: int
    segment: str | None
    question: str | None


class TurnView(TypedDict):
    """A coming turn: a segment, or a request from the list of the segment that is on, with those who will speak.

    `needed` is how ready they need to be by now. `below` are those who are not; it is empty as long as no readiness was
    marked in this session.
    """

    segment: str
    request: str | None
    speakers: list[str]
    needed: ReadinessLevel
    below: list[str]


class TakeView(TypedDict):
    """A take of the recording: the instant of its clap, and whether the recording is paused now."""

    clap_ms: int
    paused: bool


class View(TypedDict):
    """A session as one role may see it. Everything that depends on time is as of `now_ms`."""

    seq: int
    now_ms: int
    role: Role
    slug: str
    title: str
    language: str | None  # of the texts that are not translated; None: not stated
    status: Status
    conference: ConferenceView
    starts_at_ms: int
    ends_at_ms: int
    hard_end: bool
    notice: str
    opened_at_ms: int | None
    closed_at_ms: int | None
    forecast_end_ms: int | None  # this, offset_ms and forecast: None for the public where lateness is hidden
    offset_ms: int | None  # forecast end minus scheduled end; positive = late
    forecast: ForecastView | None  # of the session's end; None once it is closed
    head_not_before_ms: int | None
    handover_ms: int
    moderator: str | None  # speaker id
    floor: FloorView
    next: str | None  # the next segment; None if nothing is left
    silence: SilenceView | None
    segments: list[SegmentView]
    details: list[DetailsView]
    speakers: list[SpeakerView]
    focus: str | None
    guiding_questions: list[GuidingQuestionView]
    questions: list[QuestionView]  # those that the role may see, in the order in which they were asked
    question_on: str | None  # the audience question on the stage
    queue: list[str]  # audience questions to come, in order
    batch: list[str]  # audience questions of the open round
    floor_policy: FloorPolicy
    lists: list[ListView]  # one for each segment that takes requests for the floor
    stage: StageView
    speaker: NotRequired[str]  # speaker: whose view it is
    aux: NotRequired[list[AuxView]]  # those that were set; stage, desk, moderator, organiser
    next_start: NotRequired[StartView | None]  # the earliest start at a time of day; moderator, organiser
    looks: NotRequired[dict[str, LookView]]  # by the id of a link; plain ones are left out; moderator, organiser
    ladder: NotRequired[LadderView]  # moderator, organiser
    presets: NotRequired[list[PresetView]]  # moderator, organiser
    messages: NotRequired[list[ShownView]]  # the latest twenty, newest first; moderator, organiser
    capacity: NotRequired[CapacityView]  # moderator, organiser
    turns: NotRequired[list[TurnView]]  # the next three; crew, moderator, organiser
    # How far the session's clock is ahead of the machine's after that was set back; desk, moderator, organiser.
    clock_ahead_ms: NotRequired[int]
    undo: NotRequired[UndoView | None]  # moderator, organiser
    notes: NotRequired[list[NoteView]]  # moderator, organiser
    takes: NotRequired[list[TakeView]]  # of the recording; moderator, organiser
    scripts: NotRequired[list[ScriptView]]  # moderator, organiser
    hints: NotRequired[HintsView]  # moderator, organiser
    unattributed: NotRequired[UnattributedView | None]  # moderator, organiser
