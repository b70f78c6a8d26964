"""The zone of a file without one, by the offsets of its moments."""

from __future__ import annotations

from collections.abc import Iterable

from app.formats.imports.found.dates import moment_of
from app.formats.text.notes import Notes


def zone_by_offset(moments: Iterable[object], notes: Notes) -> str:
    """Return the fixed zone of the most frequent offset, or UTC if there are none; either is reported."""
    offsets = [moment.utcoffset() for value in moments if (moment := moment_of(value)) and moment.tzinfo]
    hours = [offset.total_seconds() / 3600 for offset in offsets if offset is not None]
    usual = max(set(hours), key=hours.count) if hours else 0.0
    # The names of fixed zones have the opposite sign.
    zone = f"Etc/GMT{-int(usual):+d}" if usual and usual.is_integer() and -12 <= usual <= 14 else "UTC"
    if hours:
        notes.guess("", "No time zone is named; {zone} was taken, by the offsets. Say which zone it is.", zone=zone)
    else:
        notes.guess("", "No time zone is given; times were read as UTC. Say which zone it is.")
    return zone
