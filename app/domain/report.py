"""The record: what was planned and what happened, computed from the same session that every screen shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain import events as e
from app.domain.ledger import coverage, ledger, question_state
from app.domain.question_views import audience_figures
from app.domain.rundown import Segment
from app.domain.session import Session
from app.domain.timer import SpanKind
from app.domain.values import ClockState, Status


def report(session: Session, now: int, records: Iterable[e.Record] = ()) -> dict[str, Any]:
    """The report as plain values; final once the session is closed, otherwise as of `now` (milliseconds UTC).

    Args:
        session: the folded session.
        now: durations in progress count until here.
        records: the journal, for the timeline; it shows what was undone as such.
    """
    plan = session.plan
    until = session.closed_at_ms if session.closed_at_ms is not None else now
    segments = [_segment(session, segment, until) for segment in _as_run(session)]
    return {
        "slug": plan.slug,
        "title": plan.title,
        "scheduled_start_ms": plan.starts_at_ms,
        "scheduled_end_ms": plan.ends_at_ms,
        "opened_at_ms": session.opened_at_ms,
        "closed_at_ms": session.closed_at_ms,
        "opened_late_ms": _late(session.opened_at_ms, plan.starts_at_ms),
        "closed_late_ms": _late(session.closed_at_ms, plan.ends_at_ms),
        "elapsed_ms": until - session.opened_at_ms if session.opened_at_ms is not None else 0,
        "running_ms": sum(segment["spent_ms"] for segment in segments),
        "final": session.status is Status.CLOSED,
        "segments": segments,
        **_people_and_questions(session, until),
        "audience": audience_figures(session),
        "corrections": [_correction(correction) for correction in session.corrections],
        "notes": [
            {"text": n.text, "kind": n.kind, "at_ms": n.at_ms, "segment": n.segment, "question": n.question}
            for n in session.notes
        ],
        "timeline": _timeline(list(records)),
    }


def _late(actual: int | None, scheduled: int) -> int | None:
    """Actual minus scheduled; positive = late."""
    return None if actual is None else actual - scheduled


def _as_run(session: Session) -> list[Segment]:
    """Segments in the order in which they were run, then the rest as planned."""
    ran = [s for id_ in session.started if (s := session.plan.segment(id_)) and session.timers[id_].spans]
    return [*ran, *(segment for segment in session.plan.segments if segment not in ran)]


def _segment(session: Session, segment: Segment, until: int) -> dict[str, Any]:
    timer = session.timers[segment.id]
    spent = timer.spent(until)
    state = ClockState.PAUSED if timer.state is ClockState.INTERRUPTED else timer.state
    return {
        "id": segment.id,
        "kind": str(segment.kind),
        "title": segment.title,
        "speakers": list(segment.speakers),
        "state": str(state),
        "planned_ms": segment.planned_ms,
        "granted_ms": timer.granted_ms,
        "spent_ms": spent,
        "paused_ms": timer.total(SpanKind.PAUSED, until),
        "interrupted_ms": timer.total(SpanKind.INTERRUPTED, until),
        "discarded_ms": sum(
            span.length(until) for spans in timer.discarded for span in spans if span.kind is SpanKind.RUNNING
        ),
        "over_ms": spent - session.allotted(segment.id) if timer.spans else None,
        "started_at_ms": timer.started_at_ms,
        "ended_at_ms": timer.ended_at_ms,
    }


def _people_and_questions(session: Session, until: int) -> dict[str, Any]:
    book, plan = ledger(session, until), session.plan
    return {
        "speakers": [
            {
                "id": speaker.id,
                "name": speaker.name,
                "spent_ms": book.by_speaker.get(speaker.id, 0),
                "segments": [segment.id for segment in plan.segments if speaker.id in segment.speakers],
            }
            for speaker in plan.speakers
        ],
        "guiding_questions": [
            {
                "id": question.id,
                "text": question.text,
                "state": question_state(session, book, question.id),
                "spent_ms": book.question_ms(question.id),
                "by_speaker": {
                    speaker.id: {
                        "spent_ms": book.by_question.get(question.id, {}).get(speaker.id, 0),
                        "coverage": coverage(session, book, question.id, speaker.id),
                    }
                    for speaker in plan.speakers
                },
                "moderator_ms": book.by_question.get(question.id, {}).get(None, 0),
                "estimated": any(question.id in questions for questions in session.attributions.values()),
            }
            for question in plan.guiding_questions
        ],
        "unattributed_ms": sum(book.unattributed.values()),
    }


def _correction(correction: Any) -> dict[str, Any]:
    return {
        "segment": correction.segment,
        "at_ms": correction.at_ms,
        "was_ms": correction.was_ms,
        "started_at_ms": correction.started_at_ms,
        "previous": correction.previous,
    }


def _timeline(records: list[e.Record]) -> list[dict[str, Any]]:
    """Every record in order: who, when, what; what was undone stays visible as undone."""
    undone = {seq for record in records if isinstance(record.event, e.Undone) for seq in record.event.seqs}
    return [
        {
            "seq": record.seq,
            "at_ms": record.at_ms,
            "actor": record.actor,
            "role": record.role,
            "command": record.command,
            "event": record.event.kind,
            "segment": getattr(record.event, "segment", None)
            if isinstance(getattr(record.event, "segment", None), str)
            else None,
            "undone": record.seq in undone,
        }
        for record in records
    ]
