"""The clock of one segment: spans with a meaning, from which every total is a sum."""

from __future__ import annotations

from app.domain.state.timer import Span, SpanKind, Spans, Timer
from app.domain.values import ClockState

RUN = (Span(SpanKind.RUNNING, 0, 100), Span(SpanKind.PAUSED, 100, 130), Span(SpanKind.RUNNING, 130, 150))


def test_spans_made_at_once_have_the_totals_of_spans_made_one_by_one() -> None:
    spans = Spans(RUN)
    assert (spans.total(SpanKind.RUNNING, 999), spans.total(SpanKind.PAUSED, 999)) == (120, 30)
    grown = Timer().start(0).pause(100).run(130).end(150)
    assert grown.spans == spans
    assert (grown.spent(999), grown.total(SpanKind.PAUSED, 999)) == (120, 30)


def test_a_speech_cut_off_earlier_has_the_time_until_then() -> None:
    cut = Timer().start(0).pause(100).run(130).end(150).ended_earlier(140)
    assert (cut.spent(999), cut.total(SpanKind.PAUSED, 999), cut.ended_at_ms) == (110, 30, 140)


def test_a_clock_that_has_not_finished_has_no_end() -> None:
    assert Timer().ended_at_ms is None
    assert Timer().start(0).pause(10).ended_at_ms is None
    assert Timer().start(0).end(10).ended_at_ms == 10
    assert Timer().start(0).end(10).leave(ClockState.SKIPPED, 20).ended_at_ms is None


def test_a_grant_arms_the_cues_that_lie_ahead_and_no_other() -> None:
    sent = Timer().start(0).cue_sent("1:00").cue_sent("0:00").cue_sent("+0:30")
    assert sent.rearmed(60_001).cues_sent == frozenset()
    assert sent.rearmed(60_000).cues_sent == {"1:00"}
    assert sent.rearmed(0).cues_sent == {"1:00", "0:00"}
    assert sent.rearmed(-30_000).cues_sent == {"1:00", "0:00", "+0:30"}


def test_a_cue_whose_name_is_no_time_stays_sent() -> None:
    assert Timer().cue_sent("soon").rearmed(60_000).cues_sent == {"soon"}
