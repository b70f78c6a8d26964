"""What a session shows, in the words of one language: codes get their text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from app.domain.messages.events import Record
from app.domain.state.persistent import changed
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.state.translations import in_language
from app.domain.values import Role
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from app.domain.views.shapes import View
from app.domain.views.view import project
from app.languages.words import Words

MOST_PLANS = 100  # plans in one language that are held


def view_in(words: Words, session: Session, role: Role, now: int, speaker: str | None = None, screen: str = "") -> View:
    """Return the view of a role, as `project` does: the plan with its translations, and codes in words."""
    view = project(_in(words, session), role, now, speaker, screen)
    for one in (*view.get("presets", ()), *view.get("messages", ())):
        one["text"] = words.told(one["text"])
    stage = view["stage"]
    if stage["message"] is not None:
        stage["message"]["text"] = words.told(stage["message"]["text"])
    if stage["cue"] is not None:
        stage["cue"]["text"] = words.told(stage["cue"]["text"])
    if (ladder := view.get("ladder")) is not None and ladder["latest"] is not None:
        ladder["latest"]["text"] = words.told(ladder["latest"]["text"])
    return view


def report_in(words: Words, session: Session, now: int, records: Iterable[Record] = ()) -> Report:
    """Return the report: the plan with its translations, and codes in words."""
    told = report(_in(words, session), now, records)
    for message in told["messages"]:
        message["text"] = words.told(message["text"])
    return told


def _in(words: Words, session: Session) -> Session:
    plan = _plan_in(_SamePlan(session.plan), words.language)
    return session if plan is session.plan else changed(session, plan=plan)


class _SamePlan:
    """A plan as a key: equal only to itself, which costs nothing to find out."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SamePlan) and other.plan is self.plan


@lru_cache(maxsize=MOST_PLANS)
def _plan_in(same: _SamePlan, language: str) -> Plan:
    """Return a plan in a language; few changes of a session change its plan, so that this is made once for many."""
    return in_language(same.plan, language)
