"""Hints to the moderator, derived from the ledger: untouched questions, speakers to ask, speeches to attribute."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.derived.ledger import Ledger, coverage, question_state
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.state.timer import SpanKind
from app.domain.values import SECOND, ClockState, SegmentKind, Status

# Only a speech with at least this much unattributed time is worth a request to the moderator.
WORTH_ASKING_MS = 30 * SECOND
# With so few speeches left, suggest speakers for the questions not discussed yet.
LAST_SPEECHES = 2
NO_SPEECH = frozenset({SegmentKind.OPENING, SegmentKind.CLOSING, SegmentKind.BREAK})
OVER = frozenset({ClockState.FINISHED, ClockState.SKIPPED, ClockState.ABSENT})


@dataclass(frozen=True, slots=True)
class Hints:
    """`untouched` are guiding questions, in order; `ask` are speakers still to come, least heard first.

    `speeches_left` counts the speeches that have not ended, including the present one. `ask` is empty while more than
    two are left, or if no question is untouched. `least_heard` is the speaker heard least on the question in focus.
    Both leave out speakers marked absent until they have been heard again.
    """

    untouched: tuple[str, ...] = ()
    speeches_left: int = 0
    ask: tuple[str, ...] = ()
    least_heard: str | None = None


@dataclass(frozen=True, slots=True)
class Unattributed:
    """The latest speech that ended, if it was long without a question or has been attributed since (`questions`)."""

    segment: str
    ms: int
    questions: tuple[str, ...]


def hints(session: Session, book: Ledger) -> Hints:
    """Compute the hints at this instant; empty unless the session is live."""
    if session.status is not Status.LIVE:
        return Hints()
    plan = session.plan
    untouched = tuple(q.id for q in plan.guiding_questions if question_state(session, book, q.id) == "planned")
    left = [segment for segment in plan.segments if _is_speech(segment) and not _is_over(session, segment)]
    ask = _by_time_heard(session, book, left) if untouched and len(left) <= LAST_SPEECHES else ()
    return Hints(untouched, len(left), ask, _least_heard(session, book))


def unattributed(session: Session, book: Ledger, now: int) -> Unattributed | None:
    """Return the latest speech that ended, if the moderator may want to attribute it to questions."""
    ended = [(timer.ended_at_ms or 0, id_) for id_, timer in session.timers.items() if _has_ended(session, id_)]
    if not ended:
        return None
    segment = max(ended)[1]
    questions = session.attributions.get(segment, ())
    ms = book.unattributed.get(segment, 0)
    if not questions and ms <= WORTH_ASKING_MS:
        return None
    return Unattributed(segment, ms or session.timers[segment].total(SpanKind.RUNNING, now), questions)


def _has_ended(session: Session, id_: str) -> bool:
    segment, timer = session.plan.segment(id_), session.timers[id_]
    return timer.state is ClockState.FINISHED and segment is not None and _is_speech(segment)


def _is_speech(segment: Segment) -> bool:
    return segment.kind not in NO_SPEECH and bool(segment.speakers)


def _is_over(session: Session, segment: Segment) -> bool:
    return session.timers[segment.id].state in OVER


def _by_time_heard(session: Session, book: Ledger, segments: list[Segment]) -> tuple[str, ...]:
    return tuple(sorted(_who_can_be_asked(session, book, segments), key=lambda who: book.by_speaker.get(who, 0)))


def _least_heard(session: Session, book: Ledger) -> str | None:
    """Return the speaker heard least: of those in the segment with the floor if several, else of all speakers."""
    focus, segment = session.focus, session.segment
    if focus is None:
        return None
    shared = segment is not None and len(segment.speakers) > 1
    speeches = [segment] if shared and segment else [s for s in session.plan.segments if _is_speech(s)]
    speakers = _who_can_be_asked(session, book, speeches)
    heard = book.by_question.get(focus, {})
    asked = [who for who in speakers if coverage(session, book, focus, who) != "passed"]
    return min(asked, key=lambda who: (heard.get(who, 0), book.by_speaker.get(who, 0)), default=None)


def _who_can_be_asked(session: Session, book: Ledger, segments: list[Segment]) -> list[str]:
    """Return the speakers of these segments, in order, without the moderator and without absent speakers."""
    speakers = dict.fromkeys(speaker for segment in segments for speaker in segment.speakers)
    away = absent(session, book) | {session.plan.moderator}
    return [who for who in speakers if who not in away]


def absent(session: Session, book: Ledger) -> set[str | None]:
    """Return the speakers of segments marked absent who have not been heard since: a speaker may come late."""
    marked = [s for s in session.plan.segments if session.timers[s.id].state is ClockState.ABSENT]
    return {
        speaker
        for segment in marked
        for speaker in segment.speakers
        if book.heard_at.get(speaker, 0) <= (session.timers[segment.id].left_at_ms or 0)
    }
