"""A session: the state that the fold of its journal makes.

A session is an immutable value that shares unchanged parts with the one before. `fold` says what each event does to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.state.crew.aux_clock import AuxClocks
from app.domain.state.crew.look import Looks
from app.domain.state.crew.stage import Stage, StageMessage
from app.domain.state.edit_history import EditHistory
from app.domain.state.persistent import PersistentList, changed
from app.domain.state.questions import VOTABLE, Book, Tally
from app.domain.state.requests import NO_LIST, FloorList, Request
from app.domain.state.rundown import Plan, Segment
from app.domain.state.scripts import Scripts
from app.domain.state.timer import HAS_FLOOR, Timer
from app.domain.values import (
    LANGUAGES,
    OF_SPEAKER,
    CoverageMark,
    FloorPolicy,
    NoteKind,
    QuestionMark,
    ReadinessLevel,
    Status,
)

IDLE = Timer()


@dataclass(frozen=True, slots=True)
class UndoStep:
    """A command that can be undone: its records, effects as (event kind, segment) pairs, and the time it granted."""

    command: str
    at_ms: int
    seqs: tuple[int, ...]
    effects: tuple[tuple[str, str | None], ...]
    automatic: bool
    granted_ms: int


@dataclass(frozen=True, slots=True)
class InterruptionInProgress:
    """The reason why the clock is held; `request` is the point of order that has the floor meanwhile, if one has."""

    reason: str
    note: str
    since_ms: int
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A start that was moved back, for the report."""

    segment: str
    at_ms: int
    was_ms: int
    started_at_ms: int
    previous: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the rapporteur, with the speaker and the question then on; the id is `n` and the seq of its record."""

    id: str
    text: str
    kind: NoteKind
    at_ms: int
    segment: str | None
    question: str | None


@dataclass(frozen=True, slots=True)
class FocusChange:
    """From this instant on, this guiding question (or none) is in focus."""

    at_ms: int
    question: str | None


@dataclass(frozen=True, slots=True)
class Take:
    """A take of the recording: it has its zero at the clap, and its film lacks the `pauses`.

    A pause is the instants of its beginning and end; None if it has not ended.
    """

    clap_ms: int
    pauses: tuple[tuple[int, int | None], ...] = ()

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None

    def paused(self, at_ms: int) -> Take:
        """Return the take with a pause that begins at an instant."""
        return self if self.is_paused else Take(self.clap_ms, (*self.pauses, (at_ms, None)))

    def resumed(self, at_ms: int) -> Take:
        """Return the take with its pause ended at an instant."""
        if not self.is_paused:
            return self
        *earlier, (began, _) = self.pauses
        return Take(self.clap_ms, (*earlier, (began, at_ms)))


@dataclass(frozen=True, slots=True)
class FloorClock:
    """The clock of the speaker who is cued or speaks: a speech's from a list of speakers, else the segment's."""

    timer: Timer
    planned_ms: int

    @property
    def allotted_ms(self) -> int:
        """Planned and granted time, in milliseconds."""
        return self.planned_ms + self.timer.granted_ms

    def remaining(self, now: int) -> int:
        """Return the milliseconds left; negative in overtime."""
        return self.allotted_ms - self.timer.spent(now)


@dataclass(frozen=True)
class Session:
    """The whole state of one session at `seq`. Immutable; each record makes the next one.

    `on` is the segment that is cued or has the floor; `last` the latest one, from which the next is counted.
    `floor_seq`, `forecast_seq` and `undo_seq` are the latest records after which an older `seen` is stale for a floor
    command, for applying a rebalance, and for an undo; `list_seq` the same for a command about places on a list of
    speakers. `tally` is counted from the ballots, which are not in the journal. `clock_ahead_ms` is how far the
    session's clock is ahead of the machine's after that was set back; usually 0. `heard` is how long speakers spoke in
    the other sessions of the conference, in milliseconds, `pace_elsewhere` their pace. `starts_over` has the
    instants of timed starts that came or were stopped, by segment; by "" of the session.
    """

    plan: Plan
    seq: int = 0
    at_ms: int = 0
    status: Status = Status.PLANNED
    opened_at_ms: int | None = None
    closed_at_ms: int | None = None
    timers: Mapping[str, Timer] = field(default_factory=dict)
    on: str | None = None
    last: str | None = None
    ended: str | None = None
    started: tuple[str, ...] = ()
    waived: frozenset[str] = frozenset()
    interruption: InterruptionInProgress | None = None
    focuses: PersistentList[FocusChange] = field(default_factory=PersistentList)
    question_marks: Mapping[str, QuestionMark] = field(default_factory=dict)
    coverage_marks: Mapping[tuple[str, str], CoverageMark] = field(default_factory=dict)
    attributions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Book = field(default_factory=Book)
    tally: Tally = field(default_factory=Tally)
    clock_ahead_ms: int = 0
    stage: Stage = field(default_factory=Stage)
    messages: PersistentList[StageMessage] = field(default_factory=PersistentList)
    notes: PersistentList[Note] = field(default_factory=PersistentList)
    scripts: Scripts = field(default_factory=dict)
    takes: tuple[Take, ...] = ()
    corrections: PersistentList[Correction] = field(default_factory=PersistentList)
    undoable: tuple[UndoStep, ...] = ()
    edits: EditHistory = field(default_factory=EditHistory)
    undos: int = 0
    floor_seq: int = 0
    forecast_seq: int = 0
    undo_seq: int = 0
    lists: Mapping[str, FloorList] = field(default_factory=dict)
    list_seq: int = 0
    readiness: Mapping[str, ReadinessLevel] = field(default_factory=dict)
    heard: Mapping[str, int] = field(default_factory=dict)
    pace_elsewhere: Mapping[str, int] = field(default_factory=dict)
    aux: AuxClocks = field(default_factory=dict)
    starts_over: Mapping[str, int] = field(default_factory=dict)
    looks: Looks = field(default_factory=dict)

    @property
    def segment(self) -> Segment | None:
        """The segment that is cued or has the floor."""
        return self.plan.segment(self.on) if self.on is not None else None

    @property
    def timer(self) -> Timer:
        """The clock of the segment that is cued or has the floor; an idle one if there is none."""
        return self.timers[self.on] if self.on is not None else IDLE

    @property
    def speech(self) -> Request | None:
        """The request that is introduced or has the floor in the segment that is on."""
        return self.list_of(self.on).speech if self.on is not None else None

    @property
    def floor_clock(self) -> FloorClock:
        """The clock of the speech that is introduced or on, else that of the segment."""
        if (speech := self.speech) is not None:
            return FloorClock(speech.timer, speech.slot_ms or 0)
        return FloorClock(self.timer, self.segment.planned_ms if self.segment else 0)

    def list_of(self, segment: str) -> FloorList:
        """Return the list of speakers of a segment; a closed and empty one if there was none yet."""
        return self.lists.get(segment, NO_LIST)

    def request(self, id_: str) -> tuple[str, Request] | None:
        """Return a request and the segment on whose list it is."""
        held = ((segment, in_list.requests.get(id_)) for segment, in_list in self.lists.items())
        return next(((segment, request) for segment, request in held if request is not None), None)

    @property
    def focus(self) -> str | None:
        return self.focuses[-1].question if self.focuses else None

    @property
    def someone_has_floor(self) -> bool:
        return self.timer.state in HAS_FLOOR

    @property
    def version(self) -> str:
        """A text that changes whenever a view changes for another reason than time: the seq and a mark of the votes."""
        return f"{self.seq}-{digest}" if (digest := self.tally.digest) else str(self.seq)

    def with_clock_ahead(self, ms: int) -> Session:
        """Return the session under a clock that is ahead of the machine's by this much."""
        return changed(self, clock_ahead_ms=ms)

    def with_tally(self, tally: Tally) -> Session:
        """Return the session with these votes."""
        return changed(self, tally=tally)

    def allotted(self, id_: str) -> int:
        """Return planned + granted of one segment, in milliseconds."""
        segment = self.plan.segment(id_)
        return (segment.planned_ms if segment else 0) + self.timers[id_].granted_ms

    def remaining(self, id_: str, now: int) -> int:
        """Return planned + granted - spent of one segment, in milliseconds; negative in overtime."""
        return self.allotted(id_) - self.timers[id_].spent(now)


def stage_language(session: Session) -> str:
    """Return the language of the stage, one of `LANGUAGES`; empty: its screen's own.

    If it is the speaker's, that of the person who has the floor or is introduced counts, else the session's.
    """
    plan = session.plan
    if plan.stage_language != OF_SPEAKER:
        return plan.stage_language
    person = plan.speaker(at_microphone(session))
    language = person.language.lower().partition("-")[0] if person else ""
    return language if language in LANGUAGES else plan.language


def at_microphone(session: Session) -> str:
    """Return the id of the one person who speaks or is introduced; empty if there is none, or no single one."""
    if (speech := session.speech) is not None:
        return speech.speaker
    speakers = session.segment.speakers if session.segment else ()
    return session.timer.voice or (speakers[0] if len(speakers) == 1 else "")


def takes_questions(session: Session) -> bool:
    """Whether viewers can ask now."""
    return session.status is not Status.CLOSED and session.plan.floor_policy is not FloorPolicy.NONE


def takes_part(session: Session) -> bool:
    """Whether viewers can ask or vote now."""
    if session.status is Status.CLOSED:
        return False
    return takes_questions(session) or any(q.state in VOTABLE for q in session.asked.questions.values())
