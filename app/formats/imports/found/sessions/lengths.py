"""The lengths of a session's items: by their ends, by those that are said, or until the next item begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from app.domain.errors import Sentence
from app.domain.values import DAY, HOUR, MINUTE, elapsed_text
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.sessions.ordered_times import hour_text
from app.formats.text.notes import Notes, shortened

_IN_BRACKETS = re.compile(r"\((?P<length>\d[^()]{1,20})\)\s{0,3}$")
USUAL_LENGTH_MS = 5 * MINUTE  # of an item in a list without times
UNTIL_NEXT = Sentence("Items without an end, of which there are {count}, last until the next one begins.")
LONG_MS, MOST_LONG = 3 * HOUR, 5  # of an item whose end is not said, and how many of these are listed
_NEITHER = Sentence(
    "Neither times nor lengths are given; each item was given {length} (items: {count}). Say how long an item takes."
)
_NO_LENGTH = Sentence("How long it takes is not said; 0:00 was taken: {title}")
_ONLY_ENDS = Sentence("It ends at {time}; when it begins is not said, and 0:00 was taken for its length: {title}")
_NO_LENGTHS = Sentence(
    "Lengths are missing; each item without one was given {length} (items: {count}). Say how long an item takes."
)


def fill_lengths(
    entries: Sequence[ProgrammeEntry],
    starts: Sequence[int],
    usual_ms: int | None,
    lengthless: dict[str, list[str]],
    notes: Notes,
) -> None:
    """Set each length: to the stated end, until the next item begins, or by `usual_ms`, in this order.

    Args:
        starts: when something begins or ends in the same room on the same day.
        usual_ms: the length of an item without one, as a person set it.
        lengthless: gets the places of items whose length was assumed, by what is to be said of them.
    """
    until_next, unsaid = [], []
    begun = sorted([*starts, *(entry.starts_ms for entry in entries if entry.starts_ms is not None)])
    for entry in entries:
        if entry.starts_ms is not None and entry.ends_ms is not None:
            _measure(entry, entry.ends_ms - entry.starts_ms, notes)
        elif entry.planned_ms is None:
            following = _next_start(entry.starts_ms, begun)
            if following is not None and entry.starts_ms is not None:
                stated = length_in_title(entry.title)
                entry.planned_ms = min(following - entry.starts_ms, stated or DAY)
                until_next += [] if stated == entry.planned_ms else [entry]
            else:
                unsaid.append(entry)
    if unsaid:
        _give_lengths(entries, unsaid, usual_ms, lengthless, notes)
    _cut(entries, notes)
    notes.unsaid += len(until_next) + len(unsaid)
    _say_until_next(entries[0].where, until_next, notes)


def length_in_title(title: str) -> int | None:
    """Return the length in brackets at the end of a title, "Posters (2 hours)"; None without one."""
    match = _IN_BRACKETS.search(title)
    return measure_of(match["length"]) if match is not None else None


def _say_until_next(where: str, until_next: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Note which items were taken to last until the next one, and each that would take hours."""
    if not until_next:
        return
    notes.guess(where, UNTIL_NEXT.text, count=len(until_next))
    for entry in [entry for entry in until_next if (entry.planned_ms or 0) >= LONG_MS][:MOST_LONG]:
        notes.guess(
            entry.where,
            "It was given {length}, until the next one begins; its end is not said: {title}",
            length=elapsed_text(entry.planned_ms or 0),
            title=shortened(entry.title, 60),
        )


def _measure(entry: ProgrammeEntry, between_ms: int, notes: Notes) -> None:
    """Compute the length from start and end, which outweigh a stated length."""
    given, entry.planned_ms = entry.planned_ms, max(between_ms, 0)
    if between_ms < 0:
        title = shortened(entry.title, 60)
        notes.guess(entry.where, "It ends before it begins; 0:00 was taken: {title}", title=title)
    if given is not None and abs(given - entry.planned_ms) >= MINUTE:
        taken = elapsed_text(entry.planned_ms)
        notes.guess(
            entry.where,
            "It says {given}, but lasts {taken} by its start and end.",
            given=elapsed_text(given),
            taken=taken,
        )


def _cut(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    for entry in entries:
        if entry.planned_ms is not None and entry.planned_ms > DAY:
            entry.planned_ms = DAY
            title = shortened(entry.title, 60)
            notes.guess(entry.where, "It is longer than a day, and was cut to 24 hours: {title}", title=title)


def _give_lengths(
    entries: Sequence[ProgrammeEntry],
    to: Sequence[ProgrammeEntry],
    usual_ms: int | None,
    lengthless: dict[str, list[str]],
    notes: Notes,
) -> None:
    """Give items without a length the one that the person set.

    Otherwise it is the usual length if the whole session has no times at all, else none.
    """
    nothing_said = len(to) == len(entries) and all(entry.starts_ms is None for entry in entries)
    if usual_ms is None and not nothing_said:
        for entry in to:
            entry.planned_ms = 0
            says = _ONLY_ENDS if entry.end is not None and entry.starts_ms is None else _NO_LENGTH
            until = hour_text(entry.end.ms) if entry.end is not None else ""
            notes.guess(entry.where, says.text, title=shortened(entry.title, 60), time=until)
        return
    length = USUAL_LENGTH_MS if usual_ms is None else usual_ms
    for entry in to:
        entry.planned_ms = length
    notes.lengthless += len(to)
    says = _NEITHER if nothing_said else _NO_LENGTHS
    lengthless.setdefault(says.text, []).extend(entry.where for entry in to)


def _next_start(start: int | None, begun: Sequence[int]) -> int | None:
    """Return the next of the sorted starts in the session, or in the same room on the same day."""
    at = bisect_right(begun, start) if start is not None else len(begun)
    return begun[at] if at < len(begun) else None
