"""A session's published programme: identifiers and versions that other programs may rely on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.messages.base import Event
from app.domain.messages.events import Record, SegmentMarkedAbsent, SegmentRecalled
from app.domain.state.rundown import Plan, Segment, Speaker, planned_starts
from app.domain.state.session import Session
from app.domain.state.translations import in_language
from app.domain.values import ClockState


@dataclass(frozen=True, slots=True)
class Published:
    """A plan with its identity: when its session was made and last changed (milliseconds UTC), and how often.

    `absent` are the ids of segments whose speakers are marked absent.
    """

    plan: Plan
    created_ms: int
    changed_ms: int
    sequence: int
    absent: frozenset[str] = frozenset()

    @classmethod
    def of(cls, session: Session, records: Sequence[Record]) -> Published:
        """Return the programme after a whole journal."""
        first = cls(session.plan, records[0].at_ms, records[0].at_ms, 0)
        return first.after(session, records)

    def after(self, session: Session, records: Sequence[Record]) -> Published:
        """Return the programme after newer records; the same object if they have not changed it."""
        changes = [record for record in records if _is_published(record.event)]
        if not changes and session.plan is self.plan:
            return self
        changed_ms = changes[-1].at_ms if changes else self.changed_ms
        absent = frozenset(id_ for id_, timer in session.timers.items() if timer.state is ClockState.ABSENT)
        return Published(session.plan, self.created_ms, changed_ms, self.sequence + len(changes), absent)

    def in_language(self, language: str) -> Published:
        """Return the programme with the translations of a language."""
        return replace(self, plan=in_language(self.plan, language))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.conference.timezone)

    def uid(self, part: str = "") -> str:
        """Return a permanent, globally unique identifier, the same on another server."""
        return f"{part}{'.' if part else ''}{self.plan.slug}-{self.created_ms}@rostrum"

    def uuid(self, part: str = "") -> uuid.UUID:
        """Return the same identifier as a UUID."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:rostrum:{self.uid(part)}")

    def slots(self) -> Iterator[tuple[Segment, int]]:
        """Segments in order, each with its planned start."""
        starts = planned_starts(self.plan)
        for segment in self.plan.segments:
            yield segment, starts[segment.id]

    def names(self, segment: Segment) -> list[str]:
        return [speaker.name for speaker in self.people(segment)]

    def people(self, segment: Segment) -> list[Speaker]:
        return [speaker for id_ in segment.speakers if (speaker := self.plan.speaker(id_))]

    def local(self, instant_ms: int) -> datetime:
        return datetime.fromtimestamp(instant_ms / 1000, self.zone)


def _is_published(event: Event) -> bool:
    """Whether an event changes the published programme: the plan, or an absence."""
    return event.changes_plan or isinstance(event, SegmentMarkedAbsent | SegmentRecalled)
