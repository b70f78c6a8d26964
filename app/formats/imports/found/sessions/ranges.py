"""Entries that hold others: a session with a range, "9:00-10:30 Session 1", above the items in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise, takewhile

from app.domain.values import MINUTE, SegmentKind
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.headings import is_end, kind_of

FEWEST_LASTING = 2  # items with lengths alone in a session
SOON = 15 * MINUTE  # the first item of a session begins by then
_SESSION = "session|block|part|teil|sitzung|sektion|séance|sesión|sessão|sessione|sessie|sesja|sekcja|сессия|секция"
_CALLED = re.compile(
    rf"(?:\w+ )?(?:{_SESSION})\b|"
    r"(?:ال)?جلسة|第.{1,3}[场節节部]|(?:セッション|分会)\s?[\d一二三四五六七八九十A-Z]",
    re.IGNORECASE,
)


_NUMBERED = re.compile(
    rf"(?:{_SESSION})\s(?:\d{{1,2}}|[IVX]{{1,4}}|[A-Z])\b|"
    r"第.{1,3}[场節节部]|(?:セッション|分会)\s?[\d一二三四五六七八九十A-Z]",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\b(?:posters?|exhibition|exhibits|demos?|parallel|networking)\b", re.IGNORECASE)
MOST_WITHIN = 200  # rows of a session
_ALL_DAY = re.compile(  # beside which the items take place, and not in it
    r"(?:on-?site )?(?:registration|check-?in|exhibition|anmeldung|registrierung|ausstellung|inscriptions?|accueil|"
    r"enregistrement|exposition|inscripci[oó]n(?:es)?|registro|acreditaci[oó]n|exposici[oó]n|credenciamento|inscriç(?:ão|ões)|iscrizion[ei]|"
    r"registrazione|регистраци\w+|реєстраці\w+|rejestracja|registrace|签到|报到|受付|등록|التسجيل)",
    re.IGNORECASE,
)


def is_called_session(text: str) -> bool:
    """Whether a line calls itself a session, "Session 2" or "Afternoon session"."""
    return _CALLED.match(text) is not None


def put_into_sessions(entries: Sequence[ProgrammeEntry]) -> None:
    """Put the rows of a table into the session above them, the range of which they fill.

    It calls itself one; or it names no person, all in it name who speaks, and the last of these ends with it.
    """
    at = 0
    while at < len(entries):
        outer, below = entries[at], entries[at + 1 : at + 1 + MOST_WITHIN]
        beside = at > 0 and (entries[at - 1].day, entries[at - 1].start) == (outer.day, outer.start)
        may_hold = not beside and outer.within is None and not _BESIDE.search(outer.title)
        inner = (inner_of(outer, below) or _inner_without_ends(outer, below)) if may_hold else []
        inner = inner if is_called_session(outer.title) or _are_spoken_in(outer, inner) else []
        for entry in inner:
            entry.within = entry.within or outer
        at += 1 + len(inner)


def _are_spoken_in(outer: ProgrammeEntry, inner: Sequence[ProgrammeEntry]) -> bool:
    spoken = [bool(entry.speakers) for entry in inner if kind_of(entry.title) is not SegmentKind.BREAK]
    return len(spoken) > 1 and all(spoken) and not outer.speakers and inner[-1].end == outer.end


def _inner_without_ends(outer: ProgrammeEntry, below: Sequence[ProgrammeEntry]) -> list[ProgrammeEntry]:
    """Return the items without ends below a numbered session that begins with the first of them, up to the next one."""
    is_open = outer.end is None and outer.planned_ms is None and outer.start is not None and not outer.speakers
    if not is_open or not below or below[0].start != outer.start or not _NUMBERED.match(outer.title):
        return []
    follow = takewhile(lambda entry: entry.day == outer.day and not _NUMBERED.match(entry.title), below)
    inner = list(takewhile(lambda entry: entry.end is None and entry.start is not None, follow))
    starts = [entry.start.ms for entry in inner if entry.start is not None]
    return inner if all(before < after for before, after in pairwise(starts)) else []


def inner_of(
    outer: ProgrammeEntry, below: Sequence[ProgrammeEntry], headings: Collection[str] = ()
) -> list[ProgrammeEntry]:
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
    inner: list[ProgrammeEntry] = []
    for entry in below:
        last = outer.end.ms if is_heading or is_end(entry.title) else outer.end.ms - 1
        if entry.day != outer.day or entry.start is None or not outer.start.ms <= entry.start.ms <= last:
            break
        if is_heading and entry.where in headings:
            break
        if inner and (entry.start, entry.end) == (outer.start, outer.end):
            break  # another one at the same time
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
