"""`/s/{slug}/report`: the record's page, beside the moderator's view."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from app.domain.state.session import Session
from app.formats.record.cells import cell_text
from app.formats.record.svg import timeline_svg
from app.formats.record.tables import document_tables
from app.formats.record.words import RecordWords
from app.formats.recording.takes import takes_of
from app.languages.views import report_in
from app.web.rendering.render import PageContext


def page_extras(page: str, session: Session, now: int, around: PageContext) -> dict[str, Any]:
    """Return a page's data besides its view: the record, or how a stage looks."""
    match page:
        case "report":
            return {"record": record_facts(session, now, around)}
        case "stage":
            return {"look": around.look(session)}
    return {}


def record_facts(session: Session, now: int, around: PageContext) -> dict[str, Any]:
    """Return the present record: its report, sentences, tables for people by key, and the drawing of its timeline."""
    words = around.words
    reported = report_in(words, session, now)
    said = RecordWords(words)
    return {
        "report": reported,
        "lines": said.heading(reported),
        "foot": said.foot(reported),
        "summary": words.prose(said.sentences(reported)),
        "tables": document_tables(reported, words),
        "drawing": Markup(timeline_svg(reported, words)),  # noqa: S704 - drawn by us; every text in it is escaped
        "text": cell_text,
        "zeros": [take.zero_sentence(words) for take in takes_of(reported)],
    }
