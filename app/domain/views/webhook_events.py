"""Webhook events: what a receiver outside is told of a record, as of the state after it. Never a participant's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.derived.cues import limits_of
from app.domain.messages import events as e
from app.domain.messages.base import Event
from app.domain.messages.events import Record
from app.domain.presets import standard_text
from app.domain.state.requests import RequestState
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.state.timer import phase_of
from app.domain.values import TO_STAGES, Phase, clock_text, parse_clock

# The name of each event for receivers; those that are missing here are not announced.
NAMES: Mapping[str, str] = {
    e.SessionOpened.kind: "session.opened",
    e.SessionClosed.kind: "session.closed",
    e.SessionReopened.kind: "session.reopened",
    e.SegmentCued.kind: "floor.cued",
    e.ClockStarted.kind: "floor.given",
    e.SpeechEnded.kind: "floor.yielded",
    e.SpeechDiscarded.kind: "floor.taken_back",
    e.InterruptionBegan.kind: "floor.interrupted",
    e.InterruptionEnded.kind: "floor.continued",
    e.Undone.kind: "floor.undone",
    e.ClockPaused.kind: "clock.paused",
    e.ClockResumed.kind: "clock.resumed",
    e.TimeGranted.kind: "clock.granted",
    e.QuestionPutOn.kind: "question.on",
    e.QuestionTakenOff.kind: "question.off",
    e.QuestionAnswered.kind: "question.answered",
    e.QuestionFocused.kind: "question.focused",
    e.MessageShown.kind: "message.shown",
    e.MessageCleared.kind: "message.cleared",
    e.CueSent.kind: "cue.sent",
    e.RequestIntroduced.kind: "floor.cued",
    e.RequestBegan.kind: "floor.given",
    e.RequestEnded.kind: "floor.yielded",
    e.RequestReturned.kind: "floor.taken_back",
}
LIST_CHANGED = "list.changed"
_MOVES_LIST = (
    *(e.SegmentSkipped, e.SegmentMarkedAbsent, e.SegmentRecalled, e.Rebalanced),
    *(e.ListOpened, e.ListClosed, e.ListCutOff, e.LotsSeeded, e.FloorRequested),
    *(e.RequestWithdrawn, e.RequestMoved, e.RequestsSwapped, e.RequestMarkedAbsent),
)
# A speaker who has been called is public; who waits, has left or was absent is not.
_CALLED = frozenset({RequestState.INTRODUCED, RequestState.SPEAKING, RequestState.SPOKEN})
# Automatic cues say that a clock has come to a phase, so a restart of the server neither loses nor repeats that.
_AT_PHASE = {Phase.WRAP_UP: "clock.wrap_up", Phase.LAST_CALL: "clock.last_call"}
AT_ZERO, OVER = "clock.zero", "clock.over"
ALL_NAMES = tuple(sorted({*NAMES.values(), LIST_CHANGED, *_AT_PHASE.values(), AT_ZERO, OVER}))


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One event under its name for receivers, with the facts that they are told."""

    seq: int
    at_ms: int
    name: str
    facts: Mapping[str, Any]


def webhook_events(session: Session, records: Sequence[Record]) -> list[WebhookEvent]:
    """Return what receivers are told of these records of one command.

    Args:
        session: the state after all of them.
        records: in order.
    """
    return [
        WebhookEvent(record.seq, record.at_ms, name, _facts(session, record))
        for record in records
        if (name := announced_name(session, record)) is not None
    ]


def announced_name(session: Session, record: Record) -> str | None:
    """Return the name of a record's event for receivers; None if it is not announced."""
    event = record.event
    if isinstance(event, e.CueSent) and event.automatic:
        return _at_cue(session, event)
    return LIST_CHANGED if _changes_list(event) else NAMES.get(event.kind)


def _changes_list(event: Event) -> bool:
    return isinstance(event, _MOVES_LIST) or (event.changes_plan and not isinstance(event, e.Undone | e.SessionCreated))


def _at_cue(session: Session, event: e.CueSent) -> str:
    remaining, segment = parse_clock(event.cue) or 0, session.plan.segment(event.segment)
    if remaining < 0:
        return OVER
    if remaining == 0:
        return AT_ZERO
    phase = phase_of(remaining, limits_of(session, segment)) if segment is not None else Phase.NORMAL
    return _AT_PHASE.get(phase, NAMES[event.kind])


def _facts(session: Session, record: Record) -> dict[str, Any]:
    event, plan = record.event, session.plan
    facts: dict[str, Any] = {"session": plan.slug, "title": plan.title, "seq": record.seq, "status": session.status}
    if (segment := plan.segment(getattr(event, "segment", None) or "")) is not None:
        facts["segment"] = _segment(session, segment, record.at_ms)
    if (question := getattr(event, "question", None)) is not None:
        facts["question"] = {"id": question, "text": _question(session, question)}
    if (asking := getattr(event, "request", None)) is not None:
        facts |= _request(session, asking, record.at_ms)
    own = _own(event)
    if isinstance(event, e.MessageShown):
        own["to"] = event.to
    if isinstance(event, e.MessageShown) and event.to == TO_STAGES:
        own |= {"text": standard_text(event.preset, event.n) if event.preset else event.text, "preset": event.preset}
    return facts | own


def _own(event: Event) -> dict[str, Any]:
    # Why the moderator moved a request is between the two.
    told = ("cue", "ms", "style", "command", *(() if isinstance(event, e.RequestMoved) else ("reason",)))
    return {name: getattr(event, name) for name in told if hasattr(event, name)}


def _segment(session: Session, segment: Segment, at_ms: int) -> dict[str, Any]:
    people = {speaker.id: speaker.name for speaker in session.plan.speakers}
    remaining = session.remaining(segment.id, at_ms)
    return {
        "id": segment.id,
        "kind": segment.kind,
        "title": segment.title,
        "speakers": [people[speaker] for speaker in segment.speakers if speaker in people],
        "allotted_ms": session.allotted(segment.id),
        "remaining_ms": remaining,
        "timer": clock_text(remaining),
    }


def _request(session: Session, id_: str, at_ms: int) -> dict[str, Any]:
    """Return the facts of a request on a list of speakers whose speaker has been called; empty for others."""
    known = session.request(id_)
    if known is None or known[1].state not in _CALLED:
        return {}
    request, speaker = known[1], session.plan.speaker(known[1].speaker)
    remaining = request.allotted_ms - request.timer.spent(at_ms)
    return {
        "request": {
            "id": id_,
            "kind": request.kind,
            "speaker": speaker.name if speaker is not None else request.speaker,
            "allotted_ms": request.allotted_ms,
            "remaining_ms": remaining,
            "timer": clock_text(remaining),
        }
    }


def _question(session: Session, id_: str) -> str:
    """Return the text of a question of the audience or a guiding one; empty if it is gone."""
    if (asked := session.asked.questions.get(id_)) is not None:
        return asked.text
    return next((question.text for question in session.plan.guiding_questions if question.id == id_), "")
