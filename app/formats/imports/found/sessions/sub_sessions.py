"""Sub-sessions: rows within another row, which then becomes a session instead of an item."""

from __future__ import annotations

from collections import Counter

from app.formats.imports.found.details import completed
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import plain_key
from app.formats.text.notes import Notes


def is_sub_session(level: object) -> bool:
    """Whether a cell such as "Sub" or "Sub-session" marks one. Whova exports a column of them."""
    return isinstance(level, str) and plain_key(level).startswith("sub")


def unfolded(entries: list[ProgrammeEntry], notes: Notes) -> list[ProgrammeEntry]:
    """Remove the entries that contain others; these get its name as their session, and its room."""
    outer = {id(entry.within): entry.within for entry in entries if entry.within is not None}
    if not outer:
        return entries
    notes.guess("", "Sub-sessions are the items of the session in which they are; that session is no item besides.")
    names = _names(list(outer.values()))
    told: set[int] = set()
    for entry in entries:
        if entry.within is not None:
            entry.session = names[id(entry.within)]
            entry.room = entry.room or entry.within.room
            if id(entry.within) not in told:
                told.add(id(entry.within))
                _begin(entry, entry.within)
    return [entry for entry in entries if id(entry) not in outer]


def chair_of(outer: ProgrammeEntry) -> str | None:
    """Return the id of the only person named for a whole session; None for none and for several."""
    named = outer.moderators or outer.speakers
    return named[0] if len(named) == 1 else None


def _names(outer: list[ProgrammeEntry]) -> dict[int, str]:
    """Return the name of each; the second of the same name has a number."""
    seen: Counter[str] = Counter()
    names = {}
    for entry in outer:
        seen[entry.title] += 1
        names[id(entry)] = entry.title if seen[entry.title] == 1 else f"{entry.title} ({seen[entry.title]})"
    return names


def _begin(first: ProgrammeEntry, outer: ProgrammeEntry) -> None:
    """Begin the first entry with the whole unless it has a time, and give it the details of the whole that it lacks.

    Several people of the whole speak in it.
    """
    if first.start is None and first.starts_ms is None:
        first.start, first.starts_ms = outer.start, outer.starts_ms
    first.details = completed(first.details, outer.details)
    first.speakers += [id_ for id_ in (*outer.moderators, *outer.speakers) if id_ != chair_of(outer)]
