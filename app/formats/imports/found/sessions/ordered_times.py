"""Times of day that go backwards, corrected by those around them: 1:30 after noon is 13:30."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from app.domain.errors import Sentence
from app.domain.values import DAY, HOUR, MINUTE
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.sessions.strands import are_apart
from app.formats.imports.found.times import HALF_DAY, backwards, mended, mended_end
from app.formats.text.notes import Notes

EARLIEST, LATEST, LAST, ROUND = HOUR, 7 * HOUR, 8 * HOUR, 5 * MINUTE  # times of an afternoon, if a day has no others
AT_NIGHT, MANY = 6 * HOUR, 5  # when hardly a programme begins; items that show that all go on into the evening
SOME = 3  # of them are enough where other days begin in the morning
FEW = 2  # items
EVENING, SMALL_HOURS = 20 * HOUR, 5 * HOUR
_NEXT_DAY = Sentence("{before} was read as the next day's.")
BETWEEN_NEIGHBOURS = Sentence("{before} was read as {after}, between its neighbours.")


def count_to_24(entries: Sequence[ProgrammeEntry]) -> None:
    """Take all times of a file with 14:00 for those of 24 hours, in other rooms and lists too."""
    clocks = [clock for entry in entries for clock in (entry.start, entry.end) if clock is not None]
    if any(clock.ms >= HALF_DAY + HOUR and not clock.half for clock in clocks):
        for entry in entries:
            entry.start = replace(entry.start, sure=True) if entry.start is not None else None


def mend_starts(entries: Sequence[ProgrammeEntry], order: Mapping[int, int], notes: Notes) -> None:
    """Correct times that go backwards, if twelve hours later or earlier fits between their neighbours.

    Args:
        order: the places of entries in the file, if its days have no order.
    """
    clocked = [entry for entry in entries if entry.start is not None and entry.starts_ms is None]
    starts = [entry.start for entry in clocked if entry.start]
    if backwards(starts) > max(2, len(starts) // 3) or are_apart(clocked, order):
        return
    fitting = mended(starts)
    if backwards(fitting) >= backwards(starts):
        return
    for entry, before, after in zip(clocked, starts, fitting, strict=True):
        if before.ms != after.ms:
            says = _NEXT_DAY if after.ms - before.ms == DAY else BETWEEN_NEIGHBOURS
            notes.guess(entry.where, says.text, before=hour_text(before.ms), after=hour_text(after.ms))
            if entry.end is not None and entry.end.ms <= DAY - HALF_DAY and entry.end.ms < after.ms:
                moved = entry.end.shifted(after.ms - before.ms)
                entry.end = moved if moved.ms > after.ms else entry.end
            if before.ms - after.ms == HALF_DAY and entry.end is not None and entry.end.ms > before.ms:
                entry.end = entry.end.shifted(-HALF_DAY)
            entry.start = after


def mend_small_hours(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Read 1:00 below noon of the same day as 13:00, also if rooms or headings will part the two."""
    for before, entry in pairwise(entry for entry in entries if entry.start is not None):
        first, start = before.start, entry.start
        are_together = (before.room, before.session) == (entry.room, entry.session)
        if first is None or start is None or start.sure or before.day != entry.day or are_together:
            continue
        last = max(first, before.end or first, key=lambda clock: clock.ms)
        if start.ms <= 6 * HOUR and 11 * HOUR <= last.ms <= start.ms + HALF_DAY:
            entry.start = start.shifted(HALF_DAY)
            entry.end = entry.end.shifted(HALF_DAY) if entry.end and entry.end.ms < entry.start.ms else entry.end
            notes.guess(
                entry.where, BETWEEN_NEIGHBOURS.text, before=hour_text(start.ms), after=hour_text(entry.start.ms)
            )


def mend_nights(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Read 1:00 below an evening of the same day as the next day's, also if the two are in other rooms."""
    for before, entry in pairwise(entry for entry in entries if entry.start is not None and entry.starts_ms is None):
        first, start = before.start, entry.start
        if first is None or start is None or before.day is None or before.day != entry.day:
            continue
        if first.ms >= EVENING and start.ms < SMALL_HOURS and before.room != entry.room:
            entry.start = start.shifted(DAY)
            entry.end = entry.end.shifted(DAY) if entry.end and entry.end.ms < entry.start.ms else entry.end
            notes.guess(entry.where, _NEXT_DAY.text, before=hour_text(start.ms))


def mend_ends(entries: list[ProgrammeEntry], notes: Notes) -> None:
    for entry in entries:
        start, end = entry.start, entry.end
        if start is None or end is None or entry.starts_ms is not None:
            continue
        moved = mended_end(start, end)
        if moved.ms != end.ms:
            notes.guess(
                entry.where,
                "The end, {end}, was read as {moved}, because it begins at {start}.",
                end=hour_text(end.ms),
                moved=hour_text(moved.ms),
                start=hour_text(start.ms),
            )
            entry.end = moved


def move_to_afternoon(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Read times as those of an afternoon on days that have only times from 1:00 to 8:00, if none says am."""
    timed = [entry for entry in entries if entry.start is not None]
    if len(timed) < FEW or any(entry.start and entry.start.sure for entry in timed):
        return
    days = [list(of_day) for _, of_day in groupby(timed, lambda entry: entry.day)]
    mornings = sum(entry.start.ms >= LATEST for of_day in days for entry in of_day[:1] if entry.start)  # of other days
    moved = [entry for of_day in days if _are_early(of_day, MANY if not mornings else SOME) for entry in of_day]
    for entry in moved:
        entry.start = entry.start.shifted(HALF_DAY) if entry.start else None
        entry.end = entry.end.shifted(HALF_DAY) if entry.end and entry.end.ms < HALF_DAY else entry.end
    if moved:
        notes.guess(
            moved[0].where,
            "Days with times from 1:00 to 8:00 alone were read as afternoons, from {time}.",
            time=_said(moved[0]),
        )


def _are_early(entries: Sequence[ProgrammeEntry], many: int) -> bool:
    """Whether the times of a day begin before 7:00 and end before 8:00, half of them in steps of five minutes.

    Several in order that begin before 6:00 may end before noon; `many` are needed for that.
    """
    starts = [entry.start.ms for entry in entries if entry.start is not None]
    rise = starts == sorted(starts) and max(starts) < HALF_DAY and all(start % ROUND == 0 for start in starts)
    if EARLIEST <= min(starts) < AT_NIGHT and (len(starts) >= MANY or (rise and len(starts) >= many)):
        return rise
    are_round = sum(start % ROUND == 0 for start in starts) * 2 >= len(starts)  # papers share the time of a session
    return EARLIEST <= min(starts) < LATEST and max(starts) < LAST and are_round


def _said(entry: ProgrammeEntry) -> str:
    minutes = entry.start.ms // MINUTE if entry.start is not None else 0
    return f"{minutes // 60}:{minutes % 60:02}"


def hour_text(ms: int) -> str:
    """Write a time of day to the minute: 09:05."""
    return f"{ms // HOUR % 24:02}:{ms % HOUR // MINUTE:02}"
