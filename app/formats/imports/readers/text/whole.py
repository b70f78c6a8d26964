"""What a text says of the whole, applied to its items once all are read: title, day, beginning and end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from app.domain.errors import Sentence
from app.domain.values import HOUR, MINUTE
from app.formats.imports.found.dates import Day, day_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.frame import Frame
from app.formats.imports.found.sessions.ordered_times import move_to_afternoon
from app.formats.imports.found.times import TimeOfDay
from app.formats.imports.readers.text.lines import LONGEST, timed_line, without_bullet
from app.formats.imports.readers.text.sessions import within_sessions
from app.formats.text.notes import NotAProgramme, Notes, shortened
from app.formats.text.zones import known_zones

NOTHING_BEHIND = Sentence("there is a time, and nothing behind it")
_NEITHER = Sentence("there is no time and no duration in it, and no name")
WITHOUT_TIMES = Sentence(
    "This is a text in which no line begins with a time or ends with a duration. If it is a programme, add its times."
)
MOST_ABOVE = 30  # lines above the first item
FEWEST_LEFT_OUT, MANY_LEFT_OUT, MOST_LEFT_OUT = 8, 3, 4  # lines; for each item
FEW = 2  # items
LONG_LINE = 100  # characters of a line that was left out
LONG_SENTENCE = 14  # words
LONG_TEXT = 40
FEWEST_BACKWARDS = 4  # times
MORNING = 6 * HOUR  # before it, the night goes on
LATE_MORNING, EVENING = 11 * HOUR, 17 * HOUR
MOST_AGAIN = 5  # days that are said
LONGEST_BACK = 3 * HOUR  # from one item to the next on the same day
MOST_TOLD, LONGEST_CLAUSE = 400, 80  # characters of a sentence above the items, and of a part of it
_CLAUSE = re.compile(r"[,;.(]\s")
_ZONE = re.compile(
    r"\W{0,4}(?:time ?zone|zeitzone|fuseau horaire|(?:zona|huso) horari[ao]|fuso horário|fuso orario|tijdzone|"
    r"часовой пояс|时区|المنطقة الزمنية)\s?[:\uff1a]\s{0,9}(?P<zone>[A-Z][A-Za-z_]{1,20}/[A-Za-z_/+-]{2,40})\W{0,4}",
    re.IGNORECASE,
)
_MAY_NAME = re.compile(r"(?:(?<=\s)|^)[^\W\d_a-z\u00df-\u00ff][^\W\d_]{1,20}\s[^\W\d_a-z\u00df-\u00ff][^\W\d_]")
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/])")


def why_left_out(text: str) -> Sentence:
    """Return the reason why a line without a time is no part of an item, also of one that may name a person."""
    return Sentence("no item has it") if _MAY_NAME.search(text[:LONGEST]) else _NEITHER


def finished(
    entries: list[ProgrammeEntry],
    dated: Iterable[tuple[str, str, Day]],
    frame: Frame | None,
    day: Day | None,
    headings: Collection[str],
    notes: Notes,
    nested: Collection[str] = (),
    *,
    numbered: Callable[[int], Day],
) -> tuple[str, list[ProgrammeEntry]]:
    """Return the title that the first item gives to all, and the items with all that the text says of the whole.

    Args:
        dated: the sentences above the items that have a date, with their places.
        frame: when the whole takes place.
        day: of the last line.
        headings: where the items are that are headings.
        nested: where those are that stand in a list below another one.
        numbered: returns the day with a number, from 1, if no line names days.
    """
    give_day_of_prose(entries, dated, notes)
    title = title_of_all(entries)
    entries = entries[1 if title else 0 :]
    join_single_items(entries)
    move_to_afternoon(entries, notes)
    entries = without_parts(entries, notes)
    entries = within_sessions(entries, notes, headings, nested)
    if not put_on_next_days(entries, numbered, notes):
        say_where_times_begin_again(entries, notes)
    begin_and_end(entries, frame, day)
    return title, entries


def year_above(lines: Sequence[str], near: date | None) -> int | None:
    """Return the only year that the lines above the first item name without a date; none if it is far ahead."""
    years = set()
    for line in lines[:MOST_ABOVE]:
        text = without_bullet(line[:LONGEST])
        if timed_line(text) is not None:
            break
        years |= set(map(int, _YEAR.findall(text))) if day_of(text, None) is None and "://" not in text else set()
    year = years.pop() if len(years) == 1 else None
    return year if year is not None and (near is None or near.year - 40 <= year <= near.year + 2) else None


def zone_said(lines: Sequence[str]) -> tuple[int, str]:
    """Return the place of the line that only names the zone, "Timezone: America/Chicago", and it; -1 without one."""
    said = ((at, _ZONE.fullmatch(line[:LONGEST].strip())) for at, line in enumerate(lines[:MOST_ABOVE]))
    zones = ((at, match["zone"]) for at, match in said if match is not None and match["zone"] in known_zones())
    return next(zones, (-1, ""))


def day_told(text: str, near: date | None) -> Day | None:
    """Return the day that a sentence tells with its weekday: "online on Sunday 29 November at 10", else None."""
    days = (day_of(part, near) for part in _CLAUSE.split(text[:MOST_TOLD]) if len(part) <= LONGEST_CLAUSE)
    return next((day for day in days if day is not None and (day.weekday_given or day.year_by_weekday)), None)


def doubt_few(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Note that most lines were left out.

    Raises:
        NotAProgramme: there are one or two items in a long text, or items without times are long sentences.
    """
    left_out, items = len(notes.unread), len(entries)
    starts = [entry.start.ms for entry in entries if entry.start is not None]
    if len(starts) >= FEWEST_BACKWARDS and all(before > after for before, after in pairwise(starts)):
        raise NotAProgramme("The times of this text go backwards, as in a log or a live report. It is no programme.")
    empty = sum(getattr(row.why, "text", "") == NOTHING_BEHIND.text for row in notes.unread)
    if empty >= max(items, FEW):
        raise few_of_many(items, left_out)
    if items == 1 and sum(len(row.text) >= LONG_LINE for row in notes.unread) >= FEW:
        raise few_of_many(items, left_out)
    untimed = [entry for entry in entries if entry.start is None]
    prose = sum(len(entry.title.split()) >= LONG_SENTENCE for entry in untimed)
    if prose * 3 >= len(entries) and left_out >= items:
        raise few_of_many(items, left_out)
    if sum(len(entry.title.split()) >= LONG_TEXT for entry in entries) * 2 >= items:
        raise NotAProgramme(
            "Most lines with a time are long texts. This looks like a report or a diary, and no programme."
        )
    if left_out < FEWEST_LEFT_OUT or left_out < MANY_LEFT_OUT * items:
        return
    if items <= FEW and left_out >= MOST_LEFT_OUT * items:
        raise few_of_many(items, left_out)
    notes.guess(
        "",
        "Lines that were left out: {count:,}; items: {items:,}. This may be a text that is no programme. Check it.",
        count=left_out,
        items=items,
    )


def few_of_many(items: int, left_out: int) -> NotAProgramme:
    """Return the refusal of a text with few lines that may be items, among many others."""
    return NotAProgramme(
        "Lines of this text that may be items: {items}; others: {count:,}. It looks like no programme. If it is one, "
        "leave out what stands around it.",
        items=items,
        count=left_out,
    )


def give_day_of_prose(entries: Sequence[ProgrammeEntry], dated: Iterable[tuple[str, str, Day]], notes: Notes) -> None:
    """Give items the only date in the sentences above them, if no line gives the day."""
    dates = list(dated)
    if len(dates) != 1 or any(entry.day is not None for entry in entries):
        return
    where, text, day = dates[0]
    for entry in entries:
        entry.day = day
    notes.guess(where, "Taken for a day, and nothing else: {text}", text=shortened(text, 80))


def title_of_all(entries: Sequence[ProgrammeEntry]) -> str:
    """Return the title of a first line with the length of all others together, "Weekly meeting - 30 min"; else ""."""
    if len(entries) < 3 or entries[0].start is not None:
        return ""
    first, second, last = entries[0], entries[1], entries[-1]
    if last.end is None or second.start is None:
        return ""
    return first.title if first.planned_ms == last.end.ms - second.start.ms else ""


def join_single_items(entries: Sequence[ProgrammeEntry]) -> None:
    """Take items with lengths alone out of sessions, if most headings have only one below them."""
    sessions = Counter(entry.session for entry in entries)
    alone = sum(count == 1 for count in sessions.values())
    if len(sessions) > 1 and alone * 2 >= len(sessions) and all(entry.start is None for entry in entries):
        for entry in entries:
            entry.session = ""


def without_parts(entries: Sequence[ProgrammeEntry], notes: Notes) -> list[ProgrammeEntry]:
    """Return items without those that are a part of the one above: "Questions, 10 min" within 9:40 to 11:00.

    It is alone there, at most half as long, and the next item begins when the one above ends, which it describes.
    """
    parts = {at for at in range(1, len(entries) - 1) if _is_a_part(*entries[at - 1 : at + 2])}
    for at in sorted(parts):
        whole, part = entries[at - 1], entries[at]
        text = f"{part.title} ({(part.planned_ms or 0) // MINUTE} min)"
        whole.details = replace(whole.details, abstract=f"{whole.details.abstract}\n{text}".strip())
        notes.guess(part.where, "Taken for the description of the item above: {text}", text=shortened(text, 60))
    return [entry for at, entry in enumerate(entries) if at not in parts]


def _is_a_part(above: ProgrammeEntry, entry: ProgrammeEntry, below: ProgrammeEntry) -> bool:
    if entry.start is not None or entry.planned_ms is None or entry.speakers or entry.moderators:
        return False
    if above.start is None or above.end is None or below.start is None or below.start.ms != above.end.ms:
        return False
    return above.day == entry.day == below.day and entry.planned_ms * 2 <= above.end.ms - above.start.ms


def put_on_next_days(entries: Sequence[ProgrammeEntry], numbered: Callable[[int], Day], notes: Notes) -> bool:
    """Put items on the next day where times go back from an evening to a morning, in a list without headings or rooms.

    Returns whether they were; with other times that go back, none are.
    """
    again = [at for at, (above, entry) in enumerate(pairwise(entries), start=1) if _begins_next_day(above, entry)]
    back = sum(_go_back(above, entry, earliest=0) for above, entry in pairwise(entries))
    days = {entry.day for entry in entries}
    if not again or back != len(again) or len(days) > 1 or any(entry.room or entry.session for entry in entries):
        return False
    first = days.pop()
    for number, (begin, end) in enumerate(pairwise([0, *again, len(entries)])):
        for entry in entries[begin:end]:
            entry.day = numbered(number + 1) if first is None else replace(first, date=first.date + timedelta(number))
    for at in again[:MOST_AGAIN]:
        notes.guess(
            entries[at].where,
            "Times begin again here: {text}. It was put on the next day.",
            text=shortened(entries[at].title, 80),
        )
    return True


def _begins_next_day(above: ProgrammeEntry, entry: ProgrammeEntry) -> bool:
    """Whether an item in the morning stands below one of the evening."""
    if above.start is None or entry.start is None or not _is_sure(above.start, entry.start):
        return False
    last = max(clock.ms for clock in (above.start, above.end) if clock is not None)
    if entry.end is not None and entry.end.ms >= last:
        return False  # it goes on all day
    return last >= EVENING and MORNING <= entry.start.ms <= LATE_MORNING


def _is_sure(above: TimeOfDay, start: TimeOfDay) -> bool:
    """Whether a time is of the half of the day that it was read in: beside 22:30, 10:00 is a morning."""
    return start.sure or (above.sure and not above.half)


def say_where_times_begin_again(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Note where times first go back by hours, on a day that no line names, in no other room; not past midnight."""
    for above, entry in pairwise(entries):
        is_below_heading = above.session != entry.session != ""
        if _go_back(above, entry, earliest=0 if is_below_heading else MORNING):
            notes.guess(
                entry.where,
                "Times begin again here: {text}. It was put on the same day; it may be another one.",
                text=shortened(entry.session if is_below_heading else entry.title, 80),
            )
            return


def _go_back(above: ProgrammeEntry, entry: ProgrammeEntry, earliest: int) -> bool:
    """Whether the times of two items surely go back, to `earliest` (ms) or later."""
    same = above.day == entry.day and (above.room == entry.room or "" in {above.room, entry.room})
    if not same or above.start is None or entry.start is None:
        return False
    return _is_sure(above.start, entry.start) and earliest <= entry.start.ms <= above.start.ms - LONGEST_BACK


def begin_and_end(entries: Sequence[ProgrammeEntry], frame: Frame | None, day: Day | None) -> None:
    """Let the first item begin, and the last one end, with the whole."""
    if frame is None or not entries:
        return
    first, last, day = entries[0], entries[-1], frame.day or day
    if first.start is None and first.day == day:
        first.start = frame.start
    if last.day != day or frame.last is None:
        return
    last.whole_end = frame.last
    if last.start is not None and last.end is None and last.planned_ms is None and last.start.ms < frame.last.ms:
        last.end = frame.last
