"""A session's published programme: identifiers and versions that other programs may rely on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.messages.events import Record
from app.domain.state.rundown import Plan, Segment, planned_starts


@dataclass(frozen=True, slots=True)
class Published:
    """A plan with its identity: when its session was made and last changed (milliseconds UTC), and how often."""

    plan: Plan
    created_ms: int
    changed_ms: int
    sequence: int

    @classmethod
    def of(cls, plan: Plan, records: Sequence[Record]) -> Published:
        """Return the programme after a whole journal."""
        changes = [record for record in records if record.event.changes_plan]
        latest = changes[-1] if changes else records[0]
        return cls(plan, records[0].at_ms, latest.at_ms, len(changes))

    def after(self, plan: Plan, records: Sequence[Record]) -> Published:
        """Return the programme after newer records; the same object if they have not changed it."""
        changes = [record for record in records if record.event.changes_plan]
        if not changes and plan is self.plan:
            return self
        changed_ms = changes[-1].at_ms if changes else self.changed_ms
        return Published(plan, self.created_ms, changed_ms, self.sequence + len(changes))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.conference.timezone)

    def uid(self, part: str = "") -> str:
        """A permanent, globally unique identifier, the same on another server."""
        return f"{part}{'.' if part else ''}{self.plan.slug}-{self.created_ms}@rostrum"

    def uuid(self, part: str = "") -> uuid.UUID:
        """The same as a UUID."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:rostrum:{self.uid(part)}")

    def slots(self) -> Iterator[tuple[Segment, int]]:
        """Segments in order, each with its planned start."""
        starts = planned_starts(self.plan)
        for segment in self.plan.segments:
            yield segment, starts[segment.id]

    def names(self, segment: Segment) -> list[str]:
        return [speaker.name for id_ in segment.speakers if (speaker := self.plan.speaker(id_))]

    def local(self, instant_ms: int) -> datetime:
        return datetime.fromtimestamp(instant_ms / 1000, self.zone)
