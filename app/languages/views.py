"""What a session shows, in the words of one language: codes get their text."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.messages.events import Record
from app.domain.state.session import Session
from app.domain.values import Role
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from app.domain.views.shapes import View
from app.domain.views.view import project
from app.languages.words import Words


def view_in(words: Words, session: Session, role: Role, now: int, speaker: str | None = None) -> View:
    """Return the view of a role, as `project` does, with the texts of cues and messages in a language."""
    view = project(session, role, now, speaker)
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
    """Return the report, with the texts of messages in a language."""
    told = report(session, now, records)
    for message in told["messages"]:
        message["text"] = words.told(message["text"])
    return told
