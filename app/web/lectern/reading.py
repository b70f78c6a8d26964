"""What the lectern shows to one reader: the text, the position in it, and how far the reader is from the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.derived.fit import course_ms
from app.domain.errors import Forbidden, Invalid, Problem, Sentence
from app.domain.state.policy import READS_SCRIPTS, RUNS_SESSION
from app.domain.state.session import Session
from app.domain.values import ClockState, Role, SegmentKind
from app.domain.views.scripts import ScriptText, readable, script_now
from app.languages.views import view_in
from app.live.audience import PartsAudience
from app.live.presence import Presence
from app.web.rendering.parts import LiveParts
from app.web.rendering.render import PageContext


@dataclass(frozen=True, slots=True)
class TextReader:
    """A reader of texts; `speaker` is whose statement they read, with the role speaker."""

    role: Role
    speaker: str | None = None

    @property
    def runs(self) -> bool:
        return self.role in RUNS_SESSION

    @property
    def tells_position(self) -> bool:
        """Whether this reader's position is shown to others: interpreters follow, and do not lead."""
        return self.runs or self.role is Role.SPEAKER

    def require(self) -> None:
        """Require that there are texts for this role.

        Raises:
            Forbidden: there are none.
        """
        if self.role not in READS_SCRIPTS and not (self.role is Role.SPEAKER and self.speaker):
            raise Forbidden("the texts are for moderators, interpreters and their speaker")

    def facts(self, session: Session, presence: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Return what the lectern shows besides the view."""
        texts = readable(session, self.role, self.speaker)
        text = script_now(session, texts)
        return {"texts": texts, "text": text, "reader": self, "place": place_facts(session, text, presence, now)}


def place_facts(
    session: Session, text: ScriptText | None, presence: Mapping[str, Any], now: int
) -> dict[str, Any] | None:
    """Return the position in a text, and whether a clock runs against it: `allotted_ms` is None if none does."""
    if text is None:
        return None
    reading = presence.get("reading") or {}
    count = len(text["paragraphs"])
    reached = min(reading.get("paragraph", 1), count) if reading.get("place") == text["place"] else 1
    allotted, spent = _clock(session, text, now)
    words = [paragraph.text for paragraph in text["paragraphs"]]
    course = None if allotted is None else course_ms(words, reached - 1, spent, allotted)
    return {"reached": reached, "count": count, "allotted_ms": allotted, "course_ms": course}


def require_position(session: Session, reader: TextReader, place: str, paragraph: str) -> int:
    """Return the number of a paragraph, from 1, in a text that the reader may read and whose position they tell.

    Raises:
        Forbidden: it is another reader's text, or the reader only follows.
        Invalid: there is no such paragraph.
    """
    reader.require()
    text = next((text for text in readable(session, reader.role, reader.speaker) if text["place"] == place), None)
    if text is None or not reader.tells_position:
        raise Forbidden("the position in this text")
    count = len(text["paragraphs"])
    number = int(paragraph) if paragraph.isascii() and paragraph.isdecimal() and len(paragraph) < 6 else 0
    if not 1 <= number <= count:
        raise Invalid(Problem("paragraph", Sentence("is a number from 1 to {count}", count=count)))
    return number


def lectern_audience(around: PageContext, reader: TextReader) -> PartsAudience:
    """Those who have the lectern open as the same reader."""

    live = LiveParts("lectern")

    def parts(session: Session, presence: Presence, now: int) -> dict[str, str]:
        facts = presence.facts()
        view = view_in(around.words, session, reader.role, now, reader.speaker)
        return live.html(view, facts, around, **reader.facts(session, facts, now))

    return PartsAudience(("lectern", around.audience, reader), reader.role, parts, True, reader.speaker)


def page_texts(
    page: str, session: Session, presence: Mapping[str, Any], now: int, speaker: str | None
) -> dict[str, Any]:
    """Return the texts that the console and a speaker's own page show; empty for every other page."""
    if page == "console":
        return TextReader(Role.MODERATOR).facts(session, presence, now)
    return {"texts": readable(session, Role.SPEAKER, speaker)} if page == "speaker" else {}


def _clock(session: Session, text: ScriptText, now: int) -> tuple[int | None, int]:
    """Return the time for a text and the time spent, if the clock that runs is that of the text."""
    segment = session.segment
    if segment is None or segment.id != text["segment"] or session.timer.state is ClockState.CUED:
        return None, 0
    if segment.kind is SegmentKind.PRESENTATION and not text["speaker"]:
        return None, 0  # an introduction ends where the clock begins
    return session.allotted(segment.id), session.timer.spent(now)
