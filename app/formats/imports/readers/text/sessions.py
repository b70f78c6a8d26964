"""Sessions in a text: a line with a range above items within it, "9:00-10:30 Session 1" above "9:00 Ann Lee"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise, takewhile

from app.domain.values import MINUTE, SegmentKind
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.headings import kind_of
from app.formats.imports.readers.text.lines import BETWEEN, timed_line, without_bullet
from app.formats.text.notes import Notes, shortened

FEWEST_LASTING = 2  # items with lengths alone in a session
SOON = 15 * MINUTE  # the first item of a session begins by then
_CALLED = re.compile(
    r"(?:\w+ )?(?:session|block|part|teil|sitzung|sektion|séance|sesión|sessão|sessione|сессия|секция)\b|"
    r"(?:ال)?جلسة|第.{1,3}[场節节部]",
    re.IGNORECASE,
)


_ALL_DAY = re.compile(  # beside which the items take place, and not in it
    r"(?:on-?site )?(?:registration|check-?in|exhibition|anmeldung|registrierung|ausstellung|inscriptions?|accueil|"
    r"enregistrement|exposition|inscripci[oó]n(?:es)?|registro|acreditaci[oó]n|exposici[oó]n|credenciamento|inscriç(?:ão|ões)|iscrizion[ei]|"
    r"registrazione|регистраци\w+|реєстраці\w+|rejestracja|registrace|签到|报到|受付|등록|التسجيل)",
    re.IGNORECASE,
)


def is_called_session(text: str) -> bool:
    """Whether a line calls itself a session, "Session 2" or "Afternoon session"."""
    return _CALLED.match(text) is not None


def is_break(text: str) -> bool:
    """Whether a line without a time names a break; "By lunch:" does not."""
    return kind_of(text, whole=False) is SegmentKind.BREAK and not text.endswith(":")


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
        inner = [] if beside and outer.where not in headings else _within(outer, entries[at + 1 :], headings)
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


def _within(outer: ProgrammeEntry, below: Sequence[ProgrammeEntry], headings: Collection[str]) -> list[ProgrammeEntry]:
    """Return the items that follow a session and are in it: those with lengths alone, or with times."""
    return _lasting_within(outer, below) or _inner(outer, below, headings)


def _lasting_within(outer: ProgrammeEntry, below: Sequence[ProgrammeEntry]) -> list[ProgrammeEntry]:
    """Return the items with lengths alone that follow a range and fill most of it, one after the other from its start.

    Below one that calls itself a session they need not fill it.
    """
    if outer.start is None or outer.end is None:
        return []
    inner = list(takewhile(lambda entry: entry.start is None and entry.day == outer.day and entry.planned_ms, below))
    lengths = [entry.planned_ms or 0 for entry in inner]
    lasts = outer.end.ms - outer.start.ms
    fill = sum(lengths) * 4 >= lasts * 3 or is_called_session(outer.title)
    if len(inner) < FEWEST_LASTING or not 0 < sum(lengths) <= lasts or not fill:
        return []
    for entry, since in zip(inner, accumulate(lengths, initial=0), strict=False):
        entry.start = outer.start.shifted(since)
    return inner


def _inner(outer: ProgrammeEntry, below: Sequence[ProgrammeEntry], headings: Collection[str]) -> list[ProgrammeEntry]:
    """Return the items that directly follow a session and fill it from its beginning; none for an item."""
    is_heading = outer.where in headings
    if outer.end is None:
        return _inner_of_open(outer, below)
    is_beside = kind_of(outer.title) is SegmentKind.BREAK or _ALL_DAY.match(outer.title) is not None
    if outer.start is None or (not is_heading and is_beside):
        return []
    last = outer.end.ms if is_heading else outer.end.ms - 1
    inner: list[ProgrammeEntry] = []
    for entry in below:
        if entry.day != outer.day or entry.start is None or not outer.start.ms <= entry.start.ms <= last:
            break
        if is_heading and entry.where in headings:
            break
        if entry.end is not None and entry.end.ms > outer.end.ms:
            break
        inner.append(entry)
    starts = [entry.start.ms for entry in inner if entry.start is not None]
    in_order = is_heading or all(before < after for before, after in pairwise(starts))
    if not inner or not in_order or starts[0] - outer.start.ms > SOON:
        return []
    may_hold_one = is_called_session(outer.title) and (is_heading or inner[0].end != outer.end)
    return inner if len(inner) > 1 or may_hold_one else []


def _inner_of_open(outer: ProgrammeEntry, below: Sequence[ProgrammeEntry]) -> list[ProgrammeEntry]:
    """Return the items with ends that follow a session without one, the first of which begins with it."""
    first = below[0] if below else None
    if first is None or outer.start is None or (first.day, first.start) != (outer.day, outer.start):
        return []
    inner = list(takewhile(lambda entry: entry.end is not None and entry.day == outer.day, below))
    return inner if len(inner) > 1 and is_called_session(outer.title) else []


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
