"""Entries: the items that readers find, before the file's days and sessions are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.values import SegmentKind
from app.formats.imports.found.dates import Day
from app.formats.imports.found.findings import NO_DETAILS, ItemDetails
from app.formats.imports.found.times import TimeOfDay


@dataclass(slots=True)
class ProgrammeEntry:
    """One row or line, with its information about time; `starts_ms` and `ends_ms` are instants, where given."""

    where: str
    title: str
    day: Day | None = None
    start: TimeOfDay | None = None
    end: TimeOfDay | None = None
    planned_ms: int | None = None
    starts_ms: int | None = None
    ends_ms: int | None = None
    room: str = ""
    session: str = ""
    speakers: list[str] = field(default_factory=list)
    moderators: list[str] = field(default_factory=list)
    source: str = ""
    kind: SegmentKind | None = None
    chair: str = ""  # who leads the session, if a line above says so
    details: ItemDetails = NO_DETAILS
    through: TimeOfDay | None = None  # the start of the last row of a grid that it covers
    column: int = -1  # of a grid
    within: ProgrammeEntry | None = None  # the session that it is a sub-session of
    whole_end: TimeOfDay | None = None  # when the whole ends, as a line above says, on its last entry
