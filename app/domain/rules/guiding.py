"""Guiding questions: change the focus, and set by hand what the ledger would otherwise derive."""

from __future__ import annotations

from app.domain.errors import Invalid, NotFound, Problem
from app.domain.messages import events as e
from app.domain.rules.floor import find
from app.domain.state.session import Session
from app.domain.values import CoverageMark, QuestionMark

Events = tuple[e.AnyEvent, ...]


def focus_question(session: Session, question: str | None) -> Events:
    """Change the focus. There is one focus at a time; a change never stops a clock."""
    if question is not None:
        require_question(session, question)
    return (e.QuestionFocused(question),) if session.focus != question else ()


def mark_question(session: Session, question: str, state: QuestionMark | None) -> Events:
    require_question(session, question)
    return (e.QuestionMarked(question, state),) if session.question_marks.get(question) != state else ()


def mark_coverage(session: Session, question: str, speaker: str, mark: CoverageMark | None) -> Events:
    require_question(session, question)
    if session.plan.speaker(speaker) is None:
        raise NotFound('speaker "{speaker}"', speaker=speaker)
    known = session.coverage_marks.get((question, speaker))
    return (e.CoverageMarked(question, speaker, mark),) if known != mark else ()


def attribute_stretch(session: Session, segment: str, questions: tuple[str, ...]) -> Events:
    """Attribute a segment's unattributed time to these questions; an empty list removes an earlier attribution."""
    find(session, segment)
    for question in questions:
        require_question(session, question)
    if len(set(questions)) < len(questions):
        raise Invalid(Problem("questions", "names a question twice"))
    return (e.StretchAttributed(segment, questions),)


def require_question(session: Session, question: str) -> None:
    """Require that the guiding question exists.

    Raises:
        NotFound: there is no such question.
    """
    if session.plan.guiding_question(question) is None:
        raise NotFound('guiding question "{question}"', question=question)
