"""The clock of one segment: a list of spans, from which every duration is summed. No duration is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import overload

from app.domain.state.persistent import PersistentList, changed
from app.domain.values import AtZero, ClockState, Phase, clock_text, parse_clock


class SpanKind(StrEnum):
    """The meaning of a span."""

    RUNNING = "running"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Span:
    """A run of clock time with one meaning, `from_ms` included; the span in progress has no `to_ms`."""

    kind: SpanKind
    from_ms: int
    to_ms: int | None = None

    def length(self, now: int) -> int:
        """Milliseconds until its end, or until now while it is in progress."""
        return (now if self.to_ms is None else self.to_ms) - self.from_ms


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """From this instant on, this speaker (None: unknown) speaks inside the segment."""

    at_ms: int
    speaker: str | None


class Spans(Sequence[Span]):
    """The spans of one speech in order of time; only the last may be in progress. Immutable, like a tuple.

    It carries the total length of its finished spans by kind, so that the time spent is known without a look at each of
    ten thousand pauses.
    """

    __slots__ = ("_finished_ms", "_spans")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = PersistentList(spans)
        self._finished_ms = dict.fromkeys(SpanKind, 0)
        for span in self._spans:
            self._finished_ms[span.kind] += _finished(span)

    @property
    def open(self) -> Span | None:
        """The span in progress."""
        return self._spans[-1] if self._spans and self._spans[-1].to_ms is None else None

    def total(self, kind: SpanKind, now: int) -> int:
        """Return the milliseconds of one kind until now."""
        running = self.open
        return self._finished_ms[kind] + (running.length(now) if running and running.kind is kind else 0)

    def closed(self, now: int) -> Spans:
        """Return the spans with the one in progress, if any, ended now."""
        return self if self.open is None else self._with(-1, changed(self._spans[-1], to_ms=now))

    def begun(self, kind: SpanKind, now: int) -> Spans:
        """Return the spans with another one in progress from now on."""
        ended = self.closed(now)
        return _spans(ended._spans.append(Span(kind, now)), ended._finished_ms)

    def started_earlier(self, start: int) -> Spans:
        """Return the spans with the first one beginning at an earlier instant."""
        return self._with(0, changed(self._spans[0], from_ms=start))

    def ended_earlier(self, end: int) -> Spans:
        """Return the spans cut off at an earlier instant."""
        return Spans(_cut(span, end) for span in self._spans if span.from_ms < end)

    @overload
    def __getitem__(self, index: int) -> Span: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Span, ...]: ...

    def __getitem__(self, index: int | slice) -> Span | tuple[Span, ...]:
        return self._spans[index]

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spans) and self._spans == other._spans

    def __hash__(self) -> int:
        return hash(self._spans)

    def __repr__(self) -> str:
        return f"Spans({list(self)!r})"

    def _with(self, index: int, span: Span) -> Spans:
        former = self._spans[index]
        difference = _finished(span) - _finished(former)
        totals = {**self._finished_ms, span.kind: self._finished_ms[span.kind] + difference}
        return _spans(self._spans.with_item(index, span), totals)


def _spans(spans: PersistentList[Span], finished_ms: dict[SpanKind, int]) -> Spans:
    made: Spans = object.__new__(Spans)
    made._spans, made._finished_ms = spans, finished_ms
    return made


def _finished(span: Span) -> int:
    return 0 if span.to_ms is None else span.to_ms - span.from_ms


NO_SPANS = Spans()
NO_VOICES: PersistentList[VoiceChange] = PersistentList()

# The clock's state machine: the states that commands can lead to from each state.
LEGAL_MOVES: dict[ClockState, frozenset[ClockState]] = {
    ClockState.IDLE: frozenset({ClockState.CUED, ClockState.SKIPPED, ClockState.ABSENT}),
    ClockState.CUED: frozenset({ClockState.IDLE, ClockState.RUNNING, ClockState.SKIPPED, ClockState.ABSENT}),
    ClockState.RUNNING: frozenset(
        {ClockState.PAUSED, ClockState.INTERRUPTED, ClockState.FINISHED, ClockState.CUED},
    ),
    ClockState.PAUSED: frozenset({ClockState.RUNNING, ClockState.FINISHED, ClockState.CUED}),
    ClockState.INTERRUPTED: frozenset({ClockState.RUNNING, ClockState.FINISHED, ClockState.CUED}),
    ClockState.FINISHED: frozenset({ClockState.CUED}),
    ClockState.SKIPPED: frozenset({ClockState.IDLE, ClockState.ABSENT, ClockState.CUED}),
    ClockState.ABSENT: frozenset({ClockState.IDLE, ClockState.SKIPPED, ClockState.CUED}),
}

HAS_FLOOR = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.INTERRUPTED})
OUT_OF_ORDER = frozenset({ClockState.FINISHED, ClockState.SKIPPED, ClockState.ABSENT})


@dataclass(frozen=True)
class Timer:
    """The history of one segment's clock. `granted_ms` is signed; instants are milliseconds UTC.

    `discarded` has the spans of earlier attempts (go back, cue again): on the record, but never counted as spent.
    """

    state: ClockState = ClockState.IDLE
    granted_ms: int = 0
    cued_at_ms: int | None = None
    spans: Spans = NO_SPANS
    voices: PersistentList[VoiceChange] = NO_VOICES
    discarded: PersistentList[Spans] = field(default_factory=PersistentList)
    cues_sent: frozenset[str] = frozenset()
    left_at_ms: int | None = None  # when it was last skipped, marked absent, or recalled

    def total(self, kind: SpanKind, now: int) -> int:
        """Return the milliseconds spent in one kind of span until now."""
        return self.spans.total(kind, now)

    def spent(self, now: int) -> int:
        """Return the running time: the sum of the running spans."""
        return self.total(SpanKind.RUNNING, now)

    @property
    def started_at_ms(self) -> int | None:
        return self.spans[0].from_ms if self.spans else None

    @property
    def ended_at_ms(self) -> int | None:
        return self.spans[-1].to_ms if self.spans and self.state is ClockState.FINISHED else None

    def began_before(self, instant: int) -> bool:
        return self.started_at_ms is not None and self.started_at_ms < instant

    def ended_after(self, instant: int) -> bool:
        return self.ended_at_ms is not None and self.ended_at_ms > instant

    @property
    def shown_state(self) -> ClockState:
        """The state as views and the record have it: during an interruption the speech is paused."""
        return ClockState.PAUSED if self.state is ClockState.INTERRUPTED else self.state

    @property
    def open_span(self) -> Span | None:
        return self.spans.open

    @property
    def running_since_ms(self) -> int | None:
        span = self.open_span
        return span.from_ms if span and span.kind is SpanKind.RUNNING else None

    @property
    def voice(self) -> str | None:
        return self.voices[-1].speaker if self.voices else None

    def cue(self, now: int) -> Timer:
        """Cue with a fresh clock; an earlier attempt is discarded, granted time stays."""
        discarded = self.discarded.append(self.spans.closed(now)) if self.spans else self.discarded
        return changed(
            self, state=ClockState.CUED, cued_at_ms=now, spans=NO_SPANS, voices=NO_VOICES, discarded=discarded
        )

    def cue_again(self, now: int) -> Timer:
        """Cue with the clock as it stands, to go on later."""
        return changed(self, state=ClockState.CUED, cued_at_ms=now, spans=self.spans.closed(now))

    def uncue(self) -> Timer:
        return changed(self, state=ClockState.IDLE, cued_at_ms=None)

    def leave(self, state: ClockState, now: int) -> Timer:
        """Leave the running order, or return to it: skipped, absent or idle."""
        return changed(self, state=state, cued_at_ms=None, left_at_ms=now)

    def start(self, now: int) -> Timer:
        """Start the speech and arm every cue of the ladder."""
        return changed(self.run(now), cues_sent=frozenset())

    def cue_sent(self, cue: str) -> Timer:
        return changed(self, cues_sent=self.cues_sent | {cue})

    def rearmed(self, remaining_ms: int) -> Timer:
        """Arm those cues again whose moment lies ahead at this remaining time."""
        passed = {name for name in self.cues_sent if (at := parse_clock(name)) is None or remaining_ms <= at}
        return changed(self, cues_sent=frozenset(passed))

    def run(self, now: int) -> Timer:
        return self._next(ClockState.RUNNING, SpanKind.RUNNING, now)

    def pause(self, now: int) -> Timer:
        return self._next(ClockState.PAUSED, SpanKind.PAUSED, now)

    def interrupt(self, now: int) -> Timer:
        return self._next(ClockState.INTERRUPTED, SpanKind.INTERRUPTED, now)

    def end(self, now: int) -> Timer:
        return changed(self, state=ClockState.FINISHED, spans=self.spans.closed(now))

    def grant(self, ms: int) -> Timer:
        return changed(self, granted_ms=self.granted_ms + ms)

    def say(self, speaker: str | None, now: int) -> Timer:
        return changed(self, voices=self.voices.append(VoiceChange(now, speaker)))

    def started_earlier(self, start: int) -> Timer:
        """Move the start back to an earlier instant."""
        return changed(self, spans=self.spans.started_earlier(start))

    def ended_earlier(self, end: int) -> Timer:
        """Cut a finished speech off at an earlier instant."""
        voices = PersistentList(voice for voice in self.voices if voice.at_ms <= end)
        return changed(self, spans=self.spans.ended_earlier(end), voices=voices)

    def _next(self, state: ClockState, kind: SpanKind, now: int) -> Timer:
        return changed(self, state=state, spans=self.spans.begun(kind, now))


def _cut(span: Span, end: int) -> Span:
    return span if span.to_ms is not None and span.to_ms <= end else changed(span, to_ms=end)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The remaining time, in milliseconds, at which the wrap-up and the last call begin."""

    wrap_up_ms: int
    last_call_ms: int


def thresholds_for(length_ms: int, wrap_up_ms: int, last_call_ms: int) -> Thresholds:
    """Return thresholds for this length; a segment shorter than three wrap-ups uses 1/3 and 1/9 of its length."""
    if length_ms < 3 * wrap_up_ms:
        return Thresholds(length_ms // 3, length_ms // 9)
    return Thresholds(wrap_up_ms, last_call_ms)


def phase_of(remaining_ms: int, thresholds: Thresholds) -> Phase:
    """Return the phase for a remaining time; the later one wins where they overlap."""
    if remaining_ms <= 0:
        return Phase.OVERTIME
    if remaining_ms <= thresholds.last_call_ms:
        return Phase.LAST_CALL
    if remaining_ms <= thresholds.wrap_up_ms:
        return Phase.WRAP_UP
    return Phase.NORMAL


def shown_text(remaining_ms: int, at_zero: AtZero) -> str:
    """Return the clock's text; with `hold` it stays at 0:00 in overtime."""
    return clock_text(max(remaining_ms, 0) if at_zero is AtZero.HOLD else remaining_ms)
