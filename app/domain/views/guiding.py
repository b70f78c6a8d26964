"""The guiding questions in a view: how far each was answered and by whom, and what the moderator is advised."""

from __future__ import annotations

from app.domain.derived.hints import Hints, Unattributed
from app.domain.derived.ledger import Ledger, coverage, question_state, speakers_with_coverage
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import GuidingQuestion
from app.domain.state.session import Session
from app.domain.values import Role
from app.domain.views.shapes import CoverageView, GuidingQuestionView, HintsView, UnattributedView

NO_COVERAGE: CoverageView = {"spent_ms": 0, "coverage": "none", "marked": False}


def guiding_questions(session: Session, book: Ledger, role: Role) -> list[GuidingQuestionView]:
    """Return the guiding questions in their order; who spoke to them is for those who run the session."""
    return [_guiding_question(session, book, role, question) for question in session.plan.guiding_questions]


def _guiding_question(session: Session, book: Ledger, role: Role, question: GuidingQuestion) -> GuidingQuestionView:
    view: GuidingQuestionView = {
        "id": question.id,
        "text": question.text,
        "state": question_state(session, book, question.id),
        "spent_ms": book.question_ms(question.id),
    }
    if role in RUNS_SESSION:
        known = speakers_with_coverage(session, book, question.id)
        view["by_speaker"] = {
            who.id: _coverage(session, book, question.id, who.id) if who.id in known else {**NO_COVERAGE}
            for who in session.plan.speakers
        }
        view["moderator_ms"] = book.by_question.get(question.id, {}).get(None, 0)
        view["covered_after_ms"] = session.plan.coverage_ms
        view["marked"] = session.question_marks.get(question.id)
        view["estimated"] = any(question.id in questions for questions in session.attributions.values())
    return view


def _coverage(session: Session, book: Ledger, question: str, speaker: str) -> CoverageView:
    return {
        "spent_ms": book.by_question.get(question, {}).get(speaker, 0),
        "coverage": coverage(session, book, question, speaker),
        "marked": (question, speaker) in session.coverage_marks,
    }


def hints_view(hints: Hints) -> HintsView:
    """Return the advice to the moderator."""
    return {
        "untouched": list(hints.untouched),
        "speeches_left": hints.speeches_left,
        "ask": list(hints.ask),
        "least_heard": hints.least_heard,
    }


def unattributed_view(stretch: Unattributed | None) -> UnattributedView | None:
    """Return the stretch of the latest speech that belongs to no question yet, if there is one."""
    if stretch is None:
        return None
    return {"segment": stretch.segment, "ms": stretch.ms, "questions": list(stretch.questions)}
