"""The rundown in a view: its segments with their times, their details, and the people."""

from __future__ import annotations

from app.domain.derived.forecast import Forecast, Moment
from app.domain.derived.latest import Latest
from app.domain.state.policy import SEES_READINESS
from app.domain.state.rundown import Segment, Speaker, planned_starts
from app.domain.state.session import Session
from app.domain.values import ReadinessLevel, Role
from app.domain.views.role_notes import note_for
from app.domain.views.shapes import DetailsView, ForecastView, SegmentView, SpeakerView

_latest: Latest[list[SpeakerView]] = Latest()


def segment_views(session: Session, walk: Forecast, from_head: int, now: int) -> list[SegmentView]:
    """Return all segments in their order; `from_head` is the instant (ms UTC) from which the forecast counts."""
    starts = planned_starts(session.plan)
    return [_segment(session, segment, starts[segment.id], walk, from_head, now) for segment in session.plan.segments]


def _segment(
    session: Session, segment: Segment, planned_start: int, walk: Forecast, from_head: int, now: int
) -> SegmentView:
    timer = session.timers[segment.id]
    start, end = walk.starts.get(segment.id), walk.ends.get(segment.id)
    return {
        "id": segment.id,
        "kind": segment.kind,
        "title": segment.title,
        "speakers": list(segment.speakers),
        "state": timer.shown_state,
        "planned_ms": segment.planned_ms,
        "granted_ms": timer.granted_ms,
        "spent_ms": timer.spent(now),
        "planned_start_ms": planned_start,
        "forecast_start_ms": start.at(from_head) if start else timer.started_at_ms,
        "forecast_end_ms": end.at(from_head) if end else timer.ended_at_ms,
        "forecast": forecast_view(start) if start else None,
        "started_at_ms": timer.started_at_ms,
        "ended_at_ms": timer.ended_at_ms,
        "autostart": segment.autostart,
        "locked": segment.locked,
        "minimum_ms": segment.minimum_ms,
        "hard_start_ms": segment.hard_start_ms,
        "start": segment.start,
    }


def has_details(segment: Segment) -> bool:
    """Whether a segment has anything that viewers can open below it."""
    return bool(segment.abstract or segment.track or segment.language or segment.references)


def details_view(segment: Segment) -> DetailsView:
    """Return the abstract, track, language and references of a segment."""
    return {
        "segment": segment.id,
        "abstract": segment.abstract,
        "track": segment.track,
        "language": segment.language,
        "references": [{"url": reference.url, "title": reference.title} for reference in segment.references],
    }


def forecast_view(moment: Moment) -> ForecastView:
    """Return a moment of the forecast as screens compute it: some time after the head, but not before an instant."""
    return {"after_ms": moment.after_ms, "not_before_ms": moment.not_before_ms}


def speaker_views(session: Session, role: Role, own: str | None) -> list[SpeakerView]:
    """Return the people of a session as a role sees them; `own` is the reader's id, if the link is a speaker's."""
    people = session.plan.speakers
    source = session if role in SEES_READINESS else session.plan
    rows = _latest.of(source, role, lambda: [speaker_view(session, one, role, own=False) for one in people])
    return [
        row if person.id != own else speaker_view(session, person, role, own=True)
        for person, row in zip(people, rows, strict=True)
    ]


def speaker_view(session: Session, speaker: Speaker, role: Role, *, own: bool) -> SpeakerView:
    """Return a speaker; how to say the name, the seat and readiness are for those who get speakers ready."""
    view: SpeakerView = {
        "id": speaker.id,
        "name": speaker.name,
        "title": speaker.title,
        "affiliation": speaker.affiliation,
        "country": speaker.country,
        "bio": speaker.bio,
        "category": speaker.category,
        "group": speaker.group,
        "language": speaker.language,
    }
    if role in SEES_READINESS:
        view["says"], view["seat"], view["microphone"] = speaker.says, speaker.seat, speaker.microphone
    if own or role in SEES_READINESS:
        view["ready"] = session.readiness.get(speaker.id, ReadinessLevel.UNKNOWN)
    if note := note_for(speaker, role):
        view["note"] = note
    return view
