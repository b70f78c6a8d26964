"""The shapes of the report: the facts of the record, by name. `report` fills them; files and programs rely on these."""

from __future__ import annotations

from typing import TypedDict

from app.domain.derived.ledger import Coverage, GuidingState
from app.domain.state.questions import QuestionState
from app.domain.state.timer import SpanKind
from app.domain.values import ClockState, NoteKind, SegmentKind, Status
from app.domain.views.list_shapes import ListReport
from app.domain.views.questions import AudienceFigures
from app.domain.views.shapes import ConferenceView


class SpanReport(TypedDict):
    """A run of clock time of one kind; one in progress ends at `as_of_ms`."""

    kind: SpanKind
    from_ms: int
    to_ms: int


class SegmentReport(TypedDict):
    """One segment, as planned and as it was run."""

    id: str
    number: int  # its place in the plan, from 1
    kind: SegmentKind
    title: str
    speakers: list[str]
    state: ClockState  # an interrupted clock is paused here
    planned_ms: int
    granted_ms: int  # signed
    spent_ms: int
    paused_ms: int
    interrupted_ms: int
    discarded_ms: int  # running time that was taken back and does not count
    over_ms: int | None  # spent minus allotted; negative = time left; None if its clock never ran
    started_at_ms: int | None
    ended_at_ms: int | None
    planned_start_ms: int
    spans: list[SpanReport]


class SpeakerReport(TypedDict):
    """A person, how long they spoke, and in which segments they were to speak."""

    id: str
    name: str
    title: str
    affiliation: str
    country: str
    spent_ms: int
    segments: list[str]


class CoverageReport(TypedDict):
    """How long one speaker spoke to one guiding question, and how far that dealt with it."""

    spent_ms: int
    coverage: Coverage


class GuidingQuestionReport(TypedDict):
    """A guiding question: how far it was addressed, for how long, and by which speakers (by id)."""

    id: str
    text: str
    state: GuidingState
    spent_ms: int
    by_speaker: dict[str, CoverageReport]
    moderator_ms: int  # of spent_ms, while no speaker spoke
    estimated: bool  # some of the time was attributed afterwards


class AudienceQuestionReport(TypedDict):
    """A public audience question, without its author."""

    id: str
    text: str  # empty for a floor question whose text the desk never entered
    state: QuestionState
    votes: int
    floor: bool
    answered_by: list[str]  # ids of speakers
    answer: str


class CorrectionReport(TypedDict):
    """A start that was moved back, and the segment that ended at that instant instead."""

    segment: str
    at_ms: int
    was_ms: int
    started_at_ms: int
    previous: str | None


class NoteReport(TypedDict):
    """A note, with the speaker and the guiding question at its instant, after all corrections."""

    id: str
    text: str
    kind: NoteKind
    at_ms: int
    segment: str | None
    speaker: str | None
    question: str | None


class MessageReport(TypedDict):
    """A message that was shown to the speaker, and what was on then."""

    at_ms: int
    text: str  # in the language of the report; as typed if it has no preset
    preset: str | None  # its code
    n: int | None  # the number of the guiding question that it names
    segment: str | None


class StretchReport(TypedDict):
    """A run of clock time with one speaker and one guiding question; without a speaker it is the moderator's."""

    kind: SpanKind
    segment: str
    speaker: str | None
    question: str | None
    from_ms: int
    to_ms: int


class PauseReport(TypedDict):
    """A pause of the recording; one that has not ended counts until `as_of_ms`."""

    from_ms: int
    to_ms: int


class TakeReport(TypedDict):
    """A take of the recording: from its clap to the next one or the end of the session, without its pauses."""

    clap_ms: int
    ended_ms: int
    pauses: list[PauseReport]


class TimelineReport(TypedDict):
    """One record of the journal: who did what, when; `segment` if it is about one.

    `subject` is the request or question that it is about, or why the session was interrupted (`note`: in words).
    """

    seq: int
    at_ms: int
    actor: str
    role: str
    command: str
    event: str
    segment: str | None
    subject: str | None
    note: str
    undone: bool


class PeopleReport(TypedDict):
    """What was spoken, by person and by guiding question."""

    speakers: list[SpeakerReport]
    guiding_questions: list[GuidingQuestionReport]
    unattributed_ms: int  # running time without a guiding question


class Report(PeopleReport):
    """The record of a session: plan and actual course. Instants in milliseconds UTC, durations in milliseconds."""

    slug: str
    title: str
    conference: ConferenceView
    moderator: str | None  # speaker id
    status: Status
    as_of_ms: int
    scheduled_start_ms: int
    scheduled_end_ms: int
    opened_at_ms: int | None
    closed_at_ms: int | None
    opened_late_ms: int | None  # positive = late; as closed_late_ms
    closed_late_ms: int | None
    elapsed_ms: int
    running_ms: int
    final: bool
    segments: list[SegmentReport]  # those that were run, in that order, then the rest as planned
    audience: AudienceFigures
    audience_questions: list[AudienceQuestionReport]
    corrections: list[CorrectionReport]
    notes: list[NoteReport]
    messages: list[MessageReport]
    stretches: list[StretchReport]  # in order of time
    takes: list[TakeReport]  # of the recording
    lists: list[ListReport]  # of speakers, one for each segment that took requests
    timeline: list[TimelineReport]
