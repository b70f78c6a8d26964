"""Parallel items of one day without a room: put into strands, which run beside each other.

They come from the greedy partition of intervals (Kleinberg and Tardos, Algorithm Design, 4.1): in order of start,
each item goes to a strand that is free by then, the longest one, which needs only as many strands as run at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.domain.values import MINUTE
from app.formats.imports.found.entries import ProgrammeEntry

SHARE = 0.2  # of the items that begin before the previous one has ended; a smaller share are typing errors
MOST_STRANDS = 40


def order_of(entries: Sequence[ProgrammeEntry]) -> dict[int, int]:
    """Return the places of entries in a file whose days go back and forth, by their identities; of others nothing."""
    days = [entry.day.date for entry in entries if entry.day is not None]
    is_sorted = all(before <= after for before, after in pairwise(days))
    return {} if is_sorted else {id(entry): place for place, entry in enumerate(entries)}


def are_apart(entries: Sequence[ProgrammeEntry], order: Mapping[int, int]) -> bool:
    """Whether others stand between these entries of a session, so that their order in the file says nothing."""
    places = [place for entry in entries if (place := order.get(id(entry))) is not None]
    return bool(places) and places[-1] - places[0] >= len(entries)


def strands_of(entries: Sequence[ProgrammeEntry]) -> list[list[ProgrammeEntry]]:
    """Return the entries in strands; one strand if hardly any overlap, or if lengths are unknown."""
    timed = [entry for entry in entries if entry.starts_ms is not None]
    overlapping = len(overlapping_ones(timed))
    if overlapping < 2 or overlapping < SHARE * len(timed):
        return [list(entries)]
    strands: list[list[ProgrammeEntry]] = []
    ends: list[int] = []
    for entry in sorted(timed, key=lambda entry: entry.starts_ms or 0):
        start = entry.starts_ms or 0
        free = (i for i, end in enumerate(ends) if end <= start + MINUTE)
        strand = max(free, key=lambda i: len(strands[i]), default=len(strands))
        if strand == MOST_STRANDS:
            return [list(entries)]
        if strand == len(strands):
            strands.append([])
            ends.append(0)
        strands[strand].append(entry)
        ends[strand] = _end(entry)
    strands[0] += [entry for entry in entries if entry.starts_ms is None]
    return strands


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
