"""Parallel items of one day without a room: put into lanes, which run beside each other.

The lanes come from the greedy partition of intervals (Kleinberg and Tardos, Algorithm Design, 4.1): in order of start,
each item goes to the first lane that is free by then, which needs only as many lanes as run at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.values import MINUTE
from app.formats.imports.found.entries import ProgrammeEntry

SHARE = 0.2  # of the items that begin before the previous one has ended; a smaller share are typing errors
MOST_LANES = 40


def lanes_of(entries: Sequence[ProgrammeEntry]) -> list[list[ProgrammeEntry]]:
    """Return the entries in lanes; one lane if hardly any overlap, or if lengths are unknown."""
    timed = [entry for entry in entries if entry.starts_ms is not None]
    overlapping = len(overlapping_ones(timed))
    if overlapping < 2 or overlapping < SHARE * len(timed):
        return [list(entries)]
    lanes: list[list[ProgrammeEntry]] = []
    ends: list[int] = []
    for entry in sorted(timed, key=lambda entry: entry.starts_ms or 0):
        start = entry.starts_ms or 0
        lane = next((i for i, end in enumerate(ends) if end <= start + MINUTE), len(lanes))
        if lane == MOST_LANES:
            return [list(entries)]
        if lane == len(lanes):
            lanes.append([])
            ends.append(0)
        lanes[lane].append(entry)
        ends[lane] = _end(entry)
    lanes[0] += [entry for entry in entries if entry.starts_ms is None]
    return lanes


def overlapping_ones(timed: Sequence[ProgrammeEntry]) -> list[ProgrammeEntry]:
    """Return the entries that begin more than a minute before an earlier one has ended."""
    latest, overlapping = 0, []
    for entry in sorted(timed, key=lambda entry: entry.starts_ms or 0):
        overlapping += [entry] if (entry.starts_ms or 0) + MINUTE < latest else []
        latest = max(latest, _end(entry))
    return overlapping


def _end(entry: ProgrammeEntry) -> int:
    start = entry.starts_ms or 0
    end = entry.ends_ms if entry.ends_ms is not None else start + (entry.planned_ms or 0)
    return end if end > start else start + 2 * MINUTE  # two entries that begin at once always overlap
