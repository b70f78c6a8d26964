"""The record: plan and actual course, computed from the session that every screen shows."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.derived.ledger import Stretch, coverage, ledger, question_state, stretches, who_spoke
from app.domain.messages import events as e
from app.domain.state.crew.stage import StageMessage
from app.domain.state.questions import ANSWERED, Question
from app.domain.state.rundown import Segment, planned_starts
from app.domain.state.session import Correction, Note, Session, Take
from app.domain.state.timer import SpanKind
from app.domain.values import TO_CREW, Status
from app.domain.views.lists import list_reports
from app.domain.views.questions import audience_figures
from app.domain.views.report_shapes import (
    AudienceQuestionReport,
    CorrectionReport,
    MessageReport,
    NoteReport,
    PeopleReport,
    Report,
    SegmentReport,
    StretchReport,
    TakeReport,
    TimelineReport,
)


def report(session: Session, now: int, records: Iterable[e.Record] = ()) -> Report:
    """Return the report; final once the session is closed, otherwise as of `now` (milliseconds UTC).

    Args:
        session: the folded session.
        now: durations in progress count until here.
        records: the journal, for the timeline, which marks undone records, and the planned order of lists.
    """
    plan, journal = session.plan, list(records)
    until = session.closed_at_ms if session.closed_at_ms is not None else now
    places = {id_: (number, start) for number, (id_, start) in enumerate(planned_starts(plan).items(), start=1)}
    segments = [_segment(session, segment, *places[segment.id], until) for segment in _as_run(session)]
    return {
        "slug": plan.slug,
        "title": plan.title,
        "conference": {
            "title": plan.conference.title,
            "timezone": plan.conference.timezone,
            "venue": plan.conference.venue,
        },
        "moderator": plan.moderator,
        "status": session.status,
        "as_of_ms": until,
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
        "audience_questions": [_asked(session, q) for q in session.asked.questions.values() if q.is_public],
        "corrections": [_correction(correction) for correction in session.corrections],
        "notes": [_note(session, note, until) for note in session.notes],
        "messages": [_message(session, one, until) for one in session.messages if one.to != TO_CREW],
        "stretches": [_stretch(stretch) for stretch in stretches(session, until)],
        "takes": _takes(session.takes, until),
        "lists": list_reports(session, until, journal),
        "timeline": _timeline(journal),
    }


def _late(actual: int | None, scheduled: int) -> int | None:
    """Return actual minus scheduled; positive = late."""
    return None if actual is None else actual - scheduled


def _as_run(session: Session) -> list[Segment]:
    """Return segments in the order in which they were run, then the rest as planned."""
    ran = [s for id_ in session.started if (s := session.plan.segment(id_)) and session.timers[id_].spans]
    return [*ran, *(segment for segment in session.plan.segments if segment not in ran)]


def _segment(session: Session, segment: Segment, number: int, planned_start: int, until: int) -> SegmentReport:
    timer = session.timers[segment.id]
    spent = timer.spent(until)
    return {
        "id": segment.id,
        "number": number,
        "kind": segment.kind,
        "title": segment.title,
        "speakers": list(segment.speakers),
        "state": timer.shown_state,
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
        "planned_start_ms": planned_start,
        "spans": [
            {"kind": span.kind, "from_ms": span.from_ms, "to_ms": until if span.to_ms is None else span.to_ms}
            for span in timer.spans
        ],
    }


def _people_and_questions(session: Session, until: int) -> PeopleReport:
    book, plan = ledger(session, until), session.plan
    return {
        "speakers": [
            {
                "id": speaker.id,
                "name": speaker.name,
                "title": speaker.title,
                "affiliation": speaker.affiliation,
                "country": speaker.country,
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


def _asked(session: Session, question: Question) -> AudienceQuestionReport:
    """Return a public question. The record has no author: names are stored apart, and only for a while."""
    answer = question.answer if question.state is ANSWERED else None
    return {
        "id": question.id,
        "text": question.text,
        "state": question.state,
        "votes": session.tally.votes.get(question.id, 0),
        "floor": question.author is None,
        "answered_by": list(answer.by) if answer else [],
        "answer": answer.text if answer else "",
    }


def _note(session: Session, note: Note, until: int) -> NoteReport:
    """Return a note, with the speaker and the guiding question at its instant, after all corrections."""
    spoke = who_spoke(session, note.at_ms, until)
    return {
        "id": note.id,
        "text": note.text,
        "kind": note.kind,
        "at_ms": note.at_ms,
        "segment": spoke.segment if spoke else None,
        "speaker": spoke.speaker if spoke else None,
        "question": spoke.question if spoke else note.question,
    }


def _message(session: Session, message: StageMessage, until: int) -> MessageReport:
    spoke = who_spoke(session, message.at_ms, until)
    return {
        "at_ms": message.at_ms,
        "text": message.said,
        "preset": message.preset or None,
        "n": message.n,
        "segment": spoke.segment if spoke else None,
    }


def _correction(correction: Correction) -> CorrectionReport:
    return {
        "segment": correction.segment,
        "at_ms": correction.at_ms,
        "was_ms": correction.was_ms,
        "started_at_ms": correction.started_at_ms,
        "previous": correction.previous,
    }


def _stretch(stretch: Stretch) -> StretchReport:
    return {
        "kind": stretch.kind,
        "segment": stretch.segment,
        "speaker": stretch.speaker,
        "question": stretch.question,
        "from_ms": stretch.from_ms,
        "to_ms": stretch.to_ms,
    }


def _takes(takes: tuple[Take, ...], until: int) -> list[TakeReport]:
    ends = [*(take.clap_ms for take in takes[1:]), until]
    return [
        {
            "clap_ms": take.clap_ms,
            "ended_ms": end,
            "pauses": [{"from_ms": began, "to_ms": end if over is None else over} for began, over in take.pauses],
        }
        for take, end in zip(takes, ends, strict=False)
    ]


def _timeline(records: list[e.Record]) -> list[TimelineReport]:
    """Return every record in order: who, when, what; undone ones are marked."""
    undone = {seq for record in records if isinstance(record.event, e.Undone) for seq in record.event.seqs}
    return [
        {
            "seq": record.seq,
            "at_ms": record.at_ms,
            "actor": record.actor,
            "role": record.role,
            "command": record.command,
            "event": record.event.kind,
            "segment": _named(record.event, "segment"),
            "subject": _subject(record.event),
            "note": record.event.note if isinstance(record.event, e.InterruptionBegan) else "",
            "undone": record.seq in undone,
        }
        for record in records
    ]


def _subject(event: e.AnyEvent) -> str | None:
    if isinstance(event, e.InterruptionBegan):
        return event.request or event.reason
    return _named(event, "request") or _named(event, "question")


def _named(event: e.AnyEvent, field: str) -> str | None:
    """Return an id that an event names; None if the field is missing or holds a whole object."""
    return value if isinstance(value := getattr(event, field, None), str) else None
