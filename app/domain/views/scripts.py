"""Which scripts a role may read: the only place that gives out their text."""

from __future__ import annotations

from typing import TypedDict

from app.domain.derived.fit import Fit, script_fit
from app.domain.state.policy import READS_SCRIPTS
from app.domain.state.rundown import Segment
from app.domain.state.scripts import Paragraph, Place, StoredScript, paragraphs_of
from app.domain.state.session import Session
from app.domain.values import Role


class ScriptText(TypedDict):
    """A text for one of its readers. `place` names it in an address: the segment and the speaker, if any."""

    place: str
    segment: str
    speaker: str
    language: str
    paragraphs: list[Paragraph]
    fit: Fit
    seq: int


def may_read(role: Role, speaker: str | None, place: Place) -> bool:
    """Whether a role may read the script of a place; `speaker` is the id of the reader with the role speaker."""
    return role in READS_SCRIPTS or (role is Role.SPEAKER and bool(speaker) and place[1] == speaker)


def readable(session: Session, role: Role, speaker: str | None = None) -> list[ScriptText]:
    """Return the scripts that a role may read, in the order of the rundown, the moderator's words first."""
    return [
        _text(session, (segment.id, who), script)
        for segment in session.plan.segments
        for who in ("", *segment.speakers)
        if may_read(role, speaker, (segment.id, who))
        if (script := session.scripts.get((segment.id, who))) is not None and script.text
    ]


def script_now(session: Session, texts: list[ScriptText]) -> ScriptText | None:
    """Return the text to show: that of the current segment, or of the next one.

    While a segment is cued the moderator speaks, so the words that introduce it come first; with the floor given, the
    statement does.
    """
    ids = [segment.id for segment in _from_now_on(session)]
    of_now = [text for text in texts if ids and text["segment"] == ids[0]]
    if session.someone_has_floor:
        of_now.sort(key=lambda text: not text["speaker"])
    later = [text for id_ in ids[1:] for text in texts if text["segment"] == id_]
    return next(iter([*of_now, *later]), None)


def place_name(place: Place) -> str:
    """Return a place as addresses write it: the segment, and behind a point the speaker of a statement (`s2.p4`)."""
    return f"{place[0]}.{place[1]}" if place[1] else place[0]


def _from_now_on(session: Session) -> tuple[Segment, ...]:
    segments, current = session.plan.segments, session.on or session.last
    at = next((n for n, segment in enumerate(segments) if segment.id == current), 0)
    return segments[at:]


def _text(session: Session, place: Place, script: StoredScript) -> ScriptText:
    return {
        "place": place_name(place),
        "segment": place[0],
        "speaker": place[1],
        "language": script.language,
        "paragraphs": paragraphs_of(script.text, session.plan.guiding_questions),
        "fit": script_fit(session.plan, place, script),
        "seq": script.seq,
    }
