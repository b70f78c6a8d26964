"""What a session shows, in the words of one language: codes get their text."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.messages.events import Record
from app.domain.state.persistent import changed
from app.domain.state.session import Session
from app.domain.state.translations import in_language
from app.domain.values import Role
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from app.domain.views.shapes import View
from app.domain.views.view import project
from app.languages.words import Words


def view_in(words: Words, session: Session, role: Role, now: int, speaker: str | None = None) -> View:
    """Return the view of a role, as `project` does: the plan with its translations, and codes in words."""
    view = project(_in(words, session), role, now, speaker)
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
    plan = in_language(session.plan, words.language)
    return session if plan is session.plan else changed(session, plan=plan)
