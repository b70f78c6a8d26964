"""Sessions in a text: a line with a range above items within it, "9:00-10:30 Session 1" above "9:00 Ann Lee"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise, takewhile

from app.domain.values import SegmentKind
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.sessions.ranges import inner_of
from app.formats.imports.readers.text.lines import BETWEEN, timed_line, without_bullet
from app.formats.text.notes import Notes, shortened

FEWEST_OF_SENTENCE = 5  # words


def is_break(text: str) -> bool:
    """Whether a line without a time names a break; "By lunch:" and a sentence about it do not."""
    is_other = text.endswith(":") or (text.endswith(".") and len(text.split()) >= FEWEST_OF_SENTENCE)
    return kind_of(text, whole=False) is SegmentKind.BREAK and not is_other


def is_break_below(line: str) -> bool:
    """Whether a line below a heading is a break with a time, as "12:00 Lunch" below "Lunch"."""
    timed = timed_line(without_bullet(line))
    return timed is not None and is_break(timed[1].strip(BETWEEN))


def within_sessions(
    entries: Sequence[ProgrammeEntry], notes: Notes, headings: Collection[str] = (), nested: Collection[str] = ()
) -> list[ProgrammeEntry]:
    """Return the items, those below a range that holds them with its title as their session.

    Args:
        headings: where the ranges are that are headings of Markdown, below which items may begin at the very end.
        nested: where the items are that stand in a list below another one.
    """
    kept: list[ProgrammeEntry] = []
    at = 0
    while at < len(entries):
        outer = entries[at]
        beside = at > 0 and (entries[at - 1].day, entries[at - 1].start) == (outer.day, outer.start)
        inner = [] if beside and outer.where not in headings else inner_of(outer, entries[at + 1 :], headings)
        inner = inner or _nested_below(outer, entries[at + 1 :], nested)
        if inner:
            _end_above(kept[-1:], outer, notes)
            _leave(inner[-1].session, outer, entries[at + 1 + len(inner) :])
            _put_into(outer, inner)
            notes.guess(
                outer.where, "Taken as the heading of the lines below it: {text}", text=shortened(outer.title, 80)
            )
        kept += inner or [outer]
        at += 1 + len(inner)
    return kept


def _nested_below(
    outer: ProgrammeEntry, below: Sequence[ProgrammeEntry], nested: Collection[str]
) -> list[ProgrammeEntry]:
    """Return the items of a list below an open item that begin with it and follow each other, up to the next one."""
    if outer.where in nested or outer.end is not None or outer.start is None:
        return []
    inner = list(takewhile(lambda entry: entry.where in nested and entry.day == outer.day and entry.start, below))
    starts = [entry.start.ms for entry in inner if entry.start is not None]
    follow = all(before < after for before, after in pairwise(starts))
    return inner if len(inner) > 1 and follow and starts[0] == outer.start.ms else []


def _end_above(above: Sequence[ProgrammeEntry], outer: ProgrammeEntry, notes: Notes) -> None:
    """Let the item above a session last until that begins; items in other sessions would not end it."""
    for entry in above:
        is_open = entry.end is None and entry.planned_ms is None
        if not is_open or (entry.day, entry.room) != (outer.day, outer.room) or not entry.start or not outer.start:
            continue
        if entry.start.ms < outer.start.ms:
            entry.end = outer.start
            notes.guess(
                entry.where,
                "Items without an end, of which there are {count}, last until the next one begins.",
                count=1,
            )


def _leave(heading: str, outer: ProgrammeEntry, below: Sequence[ProgrammeEntry]) -> None:
    """Take the items below a session out of the last heading within it."""
    for entry in takewhile(lambda entry: entry.session == heading != outer.session, below):
        entry.session = outer.session


def _put_into(outer: ProgrammeEntry, inner: Sequence[ProgrammeEntry]) -> None:
    for entry in inner:
        entry.session = outer.title
        entry.room = entry.room or outer.room
        entry.moderators = entry.moderators or [*outer.moderators]
    inner[-1].whole_end = outer.end
    inner[-1].end = inner[-1].end or (outer.end if inner[-1].planned_ms is None else None)
