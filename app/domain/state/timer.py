"""The clock of one segment: a list of spans, from which every duration is summed and nothing is stored twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.values import AtZero, ClockState, Phase, clock_text, parse_clock


class SpanKind(StrEnum):
    """What the clock did meanwhile."""

    RUNNING = "running"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of clock time with one meaning, `from_ms` included; the one in progress has no `to_ms`."""

    kind: SpanKind
    from_ms: int
    to_ms: int | None = None

    def length(self, now: int) -> int:
        """Milliseconds until its end, or until now while it is in progress."""
        return (now if self.to_ms is None else self.to_ms) - self.from_ms


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """From this instant on, this speaker (or nobody in particular) is speaking inside the segment."""

    at_ms: int
    speaker: str | None


# The clock's state machine: for each state, the states a command can bring it to.
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


@dataclass(frozen=True, slots=True)
class Timer:
    """What has happened to one segment's clock. `granted_ms` is signed; instants are milliseconds UTC.

    `discarded` keeps the spans of earlier attempts (go back, cue again): in the record, but never counted as spent.
    """

    state: ClockState = ClockState.IDLE
    granted_ms: int = 0
    cued_at_ms: int | None = None
    spans: tuple[Span, ...] = ()
    voices: tuple[VoiceChange, ...] = ()
    discarded: tuple[tuple[Span, ...], ...] = ()
    cues_sent: frozenset[str] = frozenset()

    def total(self, kind: SpanKind, now: int) -> int:
        """Milliseconds spent in one kind of span until now."""
        return sum(span.length(now) for span in self.spans if span.kind is kind)

    def spent(self, now: int) -> int:
        """Running time, the sum of its running spans."""
        return self.total(SpanKind.RUNNING, now)

    @property
    def started_at_ms(self) -> int | None:
        return self.spans[0].from_ms if self.spans else None

    @property
    def ended_at_ms(self) -> int | None:
        return self.spans[-1].to_ms if self.spans and self.state is ClockState.FINISHED else None

    @property
    def open_span(self) -> Span | None:
        return self.spans[-1] if self.spans and self.spans[-1].to_ms is None else None

    @property
    def running_since_ms(self) -> int | None:
        span = self.open_span
        return span.from_ms if span and span.kind is SpanKind.RUNNING else None

    @property
    def voice(self) -> str | None:
        return self.voices[-1].speaker if self.voices else None

    def cue(self, now: int) -> Timer:
        """To the front with a fresh clock; what an earlier attempt spent is discarded, what was granted stays."""
        discarded = (*self.discarded, _close(self.spans, now)) if self.spans else self.discarded
        return replace(self, state=ClockState.CUED, cued_at_ms=now, spans=(), voices=(), discarded=discarded)

    def uncue(self) -> Timer:
        return replace(self, state=ClockState.IDLE, cued_at_ms=None)

    def leave(self, state: ClockState) -> Timer:
        """Out of the running order, or back into it: skipped, absent or idle."""
        return replace(self, state=state, cued_at_ms=None)

    def start(self, now: int) -> Timer:
        """The speech begins; every cue of the ladder is armed."""
        return replace(self.run(now), cues_sent=frozenset())

    def cue_sent(self, cue: str) -> Timer:
        return replace(self, cues_sent=self.cues_sent | {cue})

    def rearmed(self, remaining_ms: int) -> Timer:
        """With those cues armed again whose moment lies ahead at this remaining time."""
        passed = {name for name in self.cues_sent if (at := parse_clock(name)) is None or remaining_ms <= at}
        return replace(self, cues_sent=frozenset(passed))

    def run(self, now: int) -> Timer:
        return self._next(ClockState.RUNNING, SpanKind.RUNNING, now)

    def pause(self, now: int) -> Timer:
        return self._next(ClockState.PAUSED, SpanKind.PAUSED, now)

    def interrupt(self, now: int) -> Timer:
        return self._next(ClockState.INTERRUPTED, SpanKind.INTERRUPTED, now)

    def end(self, now: int) -> Timer:
        return replace(self, state=ClockState.FINISHED, spans=_close(self.spans, now))

    def grant(self, ms: int) -> Timer:
        return replace(self, granted_ms=self.granted_ms + ms)

    def say(self, speaker: str | None, now: int) -> Timer:
        return replace(self, voices=(*self.voices, VoiceChange(now, speaker)))

    def started_earlier(self, start: int) -> Timer:
        """The same speech with its start moved back to an earlier instant."""
        first, *rest = self.spans
        return replace(self, spans=(replace(first, from_ms=start), *rest))

    def ended_earlier(self, end: int) -> Timer:
        """The same finished speech cut off at an earlier instant."""
        kept = tuple(_cut(span, end) for span in self.spans if span.from_ms < end)
        return replace(self, spans=kept, voices=tuple(v for v in self.voices if v.at_ms <= end))

    def _next(self, state: ClockState, kind: SpanKind, now: int) -> Timer:
        return replace(self, state=state, spans=(*_close(self.spans, now), Span(kind, now)))


def _close(spans: tuple[Span, ...], now: int) -> tuple[Span, ...]:
    if not spans or spans[-1].to_ms is not None:
        return spans
    return (*spans[:-1], replace(spans[-1], to_ms=now))


def _cut(span: Span, end: int) -> Span:
    return span if span.to_ms is not None and span.to_ms <= end else replace(span, to_ms=end)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much may be left, in milliseconds, when the wrap-up and the last call begin."""

    wrap_up_ms: int
    last_call_ms: int


def thresholds_for(allotted_ms: int, wrap_up_ms: int, last_call_ms: int) -> Thresholds:
    """The thresholds that hold for an allotment: a segment shorter than three wrap-ups uses 1/3 and 1/9 of its own."""
    if allotted_ms < 3 * wrap_up_ms:
        return Thresholds(max(allotted_ms, 0) // 3, max(allotted_ms, 0) // 9)
    return Thresholds(wrap_up_ms, last_call_ms)


def phase_of(remaining_ms: int, thresholds: Thresholds) -> Phase:
    """The phase for a remaining time; the later one wins where they overlap."""
    if remaining_ms <= 0:
        return Phase.OVERTIME
    if remaining_ms <= thresholds.last_call_ms:
        return Phase.LAST_CALL
    if remaining_ms <= thresholds.wrap_up_ms:
        return Phase.WRAP_UP
    return Phase.NORMAL


def shown_text(remaining_ms: int, at_zero: AtZero) -> str:
    """The clock's text; with `hold` the display stays at 0:00 although time is still being spent."""
    return clock_text(max(remaining_ms, 0) if at_zero is AtZero.HOLD else remaining_ms)
