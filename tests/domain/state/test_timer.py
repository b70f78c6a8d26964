"""The clock of one segment: spans with a meaning, from which every total is a sum."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.state.timer import Span, SpanKind, Spans, Thresholds, Timer, phase_of, shown_text, thresholds_for
from app.domain.values import AtZero, ClockState, Phase
from tests.fakes import minutes, seconds

VECTORS = json.loads((Path(__file__).parents[2] / "clock_vectors.json").read_text())
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
    assert cut.ended_earlier(130).spans == Spans(RUN[:2])


def test_a_clock_that_has_not_finished_has_no_end() -> None:
    assert Timer().ended_at_ms is None
    assert Timer().start(0).pause(10).ended_at_ms is None
    assert Timer().start(0).end(10).ended_at_ms == 10
    assert Timer().start(0).end(10).leave(ClockState.SKIPPED, 20).ended_at_ms is None


def test_a_speech_began_before_an_instant_or_ended_after_it_and_not_at_it() -> None:
    ended = Timer().start(5).end(10)
    assert [(ended.began_before(at), ended.ended_after(at)) for at in (5, 6, 9, 10)] == [
        (False, True),
        (True, True),
        (True, True),
        (True, False),
    ]
    assert not Timer().began_before(5)
    assert not Timer().start(5).ended_after(0)


def test_a_grant_arms_the_cues_that_lie_ahead_and_no_other() -> None:
    sent = Timer().start(0).cue_sent("1:00").cue_sent("0:00").cue_sent("+0:30")
    assert sent.rearmed(60_001).cues_sent == frozenset()
    assert sent.rearmed(60_000).cues_sent == {"1:00"}
    assert sent.rearmed(0).cues_sent == {"1:00", "0:00"}
    assert sent.rearmed(-30_000).cues_sent == {"1:00", "0:00", "+0:30"}


def test_a_cue_whose_name_is_no_time_stays_sent() -> None:
    assert Timer().cue_sent("soon").rearmed(60_000).cues_sent == {"soon"}


@pytest.mark.parametrize(("remaining", "wrap_up", "last_call", "phase"), VECTORS["phase"])
def test_a_phase_is_what_the_shared_vectors_say(remaining: int, wrap_up: int, last_call: int, phase: str) -> None:
    assert phase_of(remaining, Thresholds(wrap_up, last_call)) == phase


def test_a_short_segment_has_thresholds_of_its_own() -> None:
    assert thresholds_for(minutes(3), minutes(1), seconds(20)) == Thresholds(minutes(1), seconds(20))
    assert thresholds_for(seconds(90), minutes(1), seconds(20)) == Thresholds(seconds(30), seconds(10))
    # Three wrap-ups are no shorter than three wrap-ups.
    assert thresholds_for(seconds(180), minutes(1), seconds(45)) == Thresholds(minutes(1), seconds(45))
    assert thresholds_for(seconds(180) - 9, minutes(1), seconds(45)) == Thresholds(59_997, 19_999)
    assert thresholds_for(0, minutes(1), seconds(20)) == Thresholds(0, 0)


def test_hold_stays_at_zero_and_continue_counts_up() -> None:
    assert shown_text(-seconds(5), AtZero.HOLD) == "0:00"
    assert shown_text(-seconds(5), AtZero.CONTINUE) == "+0:05"
    assert shown_text(seconds(5), AtZero.HOLD) == "0:05"


@pytest.mark.parametrize(
    ("remaining", "phase"),
    [
        (60_001, Phase.NORMAL),
        (60_000, Phase.WRAP_UP),
        (20_001, Phase.WRAP_UP),
        (20_000, Phase.LAST_CALL),
        (1, Phase.LAST_CALL),
        (0, Phase.OVERTIME),
        (-1, Phase.OVERTIME),
    ],
)
def test_a_phase_begins_at_its_threshold(remaining: int, phase: Phase) -> None:
    assert phase_of(remaining, Thresholds(minutes(1), seconds(20))) is phase


def test_going_back_discards_the_attempt_and_keeps_what_was_granted() -> None:
    again = Timer().start(0).grant(5_000).pause(100).cue(130)
    assert (again.state, again.granted_ms, again.spent(999), again.cued_at_ms) == (ClockState.CUED, 5_000, 0, 130)
    assert [[span.length(999) for span in spans] for spans in again.discarded] == [[100, 30]]
    assert Timer().cue(0).cue(10).discarded == Timer().discarded


def test_only_a_running_clock_has_run_since_an_instant() -> None:
    running = Timer().start(5)
    assert running.running_since_ms == 5
    assert running.pause(9).running_since_ms is None
    assert running.end(9).running_since_ms is None
    assert (running.started_at_ms, Timer().started_at_ms) == (5, None)


def test_the_voice_is_the_latest_one_that_was_set() -> None:
    timer = Timer().start(0).say("p1", 10).say(None, 20)
    assert (Timer().voice, timer.voice, timer.say("p2", 30).voice) == (None, None, "p2")


def test_spans_are_compared_and_counted_as_a_tuple_of_them() -> None:
    spans = Spans(RUN)
    assert (len(spans), spans[0], spans[1:], list(spans)) == (3, RUN[0], RUN[1:], list(RUN))
    assert spans == Spans(list(RUN)) != RUN
    assert len({spans, Spans(RUN)}) == 1
    assert repr(Spans(RUN[:1])) == f"Spans([{RUN[0]!r}])"


def test_a_start_that_is_moved_back_lengthens_the_finished_span_that_began_there() -> None:
    corrected = Timer().start(100).pause(200).started_earlier(50)
    assert (corrected.spent(999), corrected.started_at_ms) == (150, 50)
