"""Labels in texts: what one looks like, and times behind them below titles, "Time: 10:00 - 11:30"."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Collection, Sequence
from itertools import islice, takewhile

from app.formats.imports.found.dates import Day, day_of, month_of, weekday_beside
from app.formats.imports.found.days import SOME_DAY, number_of_day
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.text.lines import (
    LONGEST,
    begins_something,
    clock_text,
    has_digit,
    is_paragraph,
    is_time_alone,
    next_filled,
    timed_line,
    without_bullet,
)
from app.formats.imports.readers.text.naming.people import is_person

_BETWEEN = re.compile(r"\s{3,}|\t+|\s{1,20}[|\u00b7]\s{1,20}")
ONLY_LABEL = re.compile(r"(?P<label>[^\W\d_][\w /()'-]{2,30}?)\s*:")
LABEL = re.compile(r"^(?P<label>[^\W\d_][\w /()'-]{1,30}?)\s*[:\uff1a]\s*(?P<value>.+)$")
_SPACED = re.compile(r"(?P<label>[\u3040-\u30ff\u4e00-\u9fff]{2,6})[ \u3000]{1,3}(?P<value>\S.{0,100})$")
_MOMENT_LAST = re.compile(  # "Opening Sat 3 Dec 07:15 a.m."
    r"(?P<title>[^\W_].{2,200}?)[\s,](?P<day>[^\W\d_]{2,10}\.?,?\s\d{1,2}\.?\s(?P<month>[^\W\d_]{3,10})\.?(?:\s\d{4})?),?\s"
    r"(?P<time>\d{1,2}[:.]\d\d(?:\s?[ap]\.?\s?m\.?)?(?:\s?[-\u2013]\s?\d{1,2}[:.]\d\d(?:\s?[ap]\.?\s?m\.?)?)?)",
    re.IGNORECASE,
)
FEWEST = 2  # titles with such times
MOST_BETWEEN = 12  # lines from a title down to its time
LONGEST_TITLE = 15  # words; longer lines are sentences
LONGEST_LABELLED = 80  # characters of a title behind a label
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s(?=[^\W\d_])")
_TIME = re.compile(
    r"(?:time|when|uhrzeit|zeit|wann|heure|quand|hora|cuándo|quando|ora|orario|horario|horário|tijd|время|когда|时间|時間|"
    r"الوقت)\s?[:\uff1a]\s{0,8}(?P<value>\d.{0,60})",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"(?:start|begins?|beginn|début|inicio|início|inizio|начало|开始)\s?[:\uff1a]\s{0,8}(?P<value>\d.{0,20})",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:ends?|ende|fin|fim|fine|конец|окончание|结束)\s?[:\uff1a]\s{0,8}(?P<value>\d.{0,20})", re.IGNORECASE
)
_BEHIND_TITLE = re.compile(r"\s[\u2013\u2014|-]\s|:\s")
_BEFORE_RANGE = re.compile(
    r"[\s,;]{1,4}(?:(?:das|de|from|von|dalle|desde|entre)\s{1,3})?(?=\d{1,2}\s?[:.h])", re.IGNORECASE
)
_BETWEEN_SLOTS = re.compile(r"\s?[,;]\s|\s(?:and|und|et|y|e|sekä|и)\s")
_PLACED = re.compile(r"(?P<room>[^\W\d_][\w '&-]{0,40}?)\s(?P<day>[^\W\d_]{2,14}),?\s(?P<range>\d[^\n]{6,24})")
LONGEST_LABEL = 80  # characters of a title before a date and a range
MOST_RANGES = 6  # places in a line where a range may begin
_LABELLED = re.compile(r"[^\W\d_][\w /()'-]{1,30}?\s?[:\uff1a](?:\s{1,8}(?P<value>\S.{0,200})|$)")


def first_sentence(text: str) -> str:
    """Return the first sentence of a long text, as the title that others follow; a short one is unchanged."""
    return _SENTENCE.split(text, maxsplit=1)[0] if len(text) > LONGEST_LABELLED else text


def label_of(text: str) -> tuple[str, str] | None:
    """Split "Room: Main hall", and what Japanese and Chinese write with a space, into the label and what it says."""
    match = LABEL.match(text)
    if match is None and (spaced := _SPACED.match(text)) is not None and field_of(spaced["label"]) == "room":
        match = spaced
    return (match["label"], match["value"]) if match is not None else None


def says_when(text: str) -> bool:
    """Whether a line gives the time of what stands below it: "When: 10:00 - 15:00"."""
    match = _TIME.fullmatch(text)
    both = range_of(match["value"]) if match is not None else None
    return both is not None and both[1] is not None


def names_chair(text: str) -> bool:
    """Whether a line says who leads: "Chair: Ann Lee"."""
    labelled = label_of(without_bullet(text))
    return labelled is not None and field_of(labelled[0]) == "moderators"


def labels_in(line: str) -> list[str]:
    """Return the parts of a line such as "Date: 9 June   Place: Hall B"; else none."""
    labels = _BETWEEN.split(without_bullet(line))
    return labels if len(labels) > 1 and all(LABEL.match(label) for label in labels) else []


def names_a_room(label: str, *, begun: bool) -> bool:
    """Whether a label for places names that of items, and not what else takes place there."""
    is_other = begun and label.lower() in {"stage", "where", "address", "adresse"}
    return re.fullmatch(r"\w+", label) is not None and not is_other


def give_room(entries: Sequence[ProgrammeEntry], room: str, *, to_all: bool) -> None:
    """Give a room to the last item and others of its line, or to all that the last heading has and that have none."""
    last = entries[-1]
    for entry in takewhile(lambda entry: entry.where == last.where, reversed(entries)):
        entry.room = room
    below = takewhile(lambda entry: (entry.day, entry.session) == (last.day, last.session), reversed(entries))
    for entry in below if to_all else ():
        entry.room = entry.room or room


def ends_roomless_day(entries: Sequence[ProgrammeEntry]) -> bool:
    """Whether the last day and heading have several items, and none of these a room."""
    last = entries[-1]
    below = takewhile(lambda entry: (entry.day, entry.session) == (last.day, last.session), reversed(entries))
    count = 0
    for entry in below:
        if entry.room:
            return False
        count += 1
    return count > 1


def share_room(entries: Sequence[ProgrammeEntry], room: str) -> bool:
    """Whether the last item is in the room that a line above names."""
    return room != "" and entries[-1].room == room


def times_at_titles(lines: Sequence[str], levels: Collection[int]) -> list[str]:
    """Return as many lines, times behind labels before the titles above them; other texts are returned unchanged.

    Args:
        levels: where the headings are. A title is one, or the nearest line that is no sentence and has no label.
    """
    lines = _with_times_first(_with_ranges(_with_places(_with_slots(_with_titles_above(lines, levels)))))
    times = {i: value for i, line in enumerate(lines) if (value := _time_in(line))}
    titles = {i: at for i in times if (at := _title_above(lines, i, times, levels)) is not None}
    if len(titles) < FEWEST or len(titles) * 3 < len(times) * 2:
        return [*lines]
    first = min(titles.values())
    labelled = {
        i for i in range(first, len(lines)) if i not in levels and _LABELLED.fullmatch(lines[i][:LONGEST].strip())
    }
    made = [f"    {line.strip()}" if i in labelled else line for i, line in enumerate(lines)]  # said of an item
    for index, at in titles.items():
        day = next((i for i in range(at + 1, index) if _date_in(lines[i])), None)
        date = f"{_date_in(lines[day])} " if day is not None else ""
        made[at] = f"{date}{times[index]} {without_bullet(lines[at])}"
        end = index + 1
        while end in labelled and end not in times:
            end += 1
        made[index:end] = [*made[index + 1 : end], ""]  # a gap would part them from the item
        if day is not None:
            made[day] = ""
    return made


def _with_titles_above(lines: Sequence[str], levels: Collection[int]) -> list[str]:
    """Return as many lines, ranges alone joined with the titles above them: below are long texts, or people.

    A text with headings of Markdown is returned unchanged; they tell which lines are titles.
    """
    alone = [i for i, line in enumerate(lines) if is_time_alone(line)] if not levels else []
    paragraphs = sum(is_paragraph(next_filled(lines, i + 1).strip()) for i in alone)
    titles = [i - 1 for i in alone if i and _may_stand_above(lines[i - 1])]
    described = sum(_is_no_title(next_filled(lines, i + 1).strip()) for i in alone)
    if len(alone) < FEWEST or paragraphs * 2 < len(alone) or not len(titles) == described == len(alone):
        return [*lines]
    made = [*lines]
    for at in titles:
        made[at], made[at + 1] = "", f"{lines[at + 1].strip()} {without_bullet(lines[at])}"
    return made


def _may_stand_above(line: str) -> bool:
    text = without_bullet(line[:LONGEST]).strip()
    return bool(text) and not (_is_sentence(text) or begins_something(text) or day_of(text, SOME_DAY) is not None)


def _is_no_title(text: str) -> bool:
    return is_paragraph(text) or is_person(text)


def _with_slots(lines: Sequence[str]) -> list[str]:
    """Return as many lines, those with only several ranges joined with the titles above them, as items of one line."""
    made = [*lines]
    slots = {i: parts for i, line in enumerate(lines) if len(parts := _slots_in(line)) > 1}
    titles = {i: at for i in slots if (at := _title_of_block(lines, i)) is not None}
    if len(titles) < FEWEST or len(titles) < len(slots):
        return made
    for index, at in titles.items():
        title = without_bullet(lines[at]).strip(" :")
        made[at], made[index] = "", " | ".join(f"{part} {title}" for part in slots[index])
        place = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if (PLACE.search(place) or has_digit(place)) and len(place) <= LONGEST_LABEL and not _is_sentence(place):
            made[index + 1] = f"    Room: {place}"
    return made


def _slots_in(line: str) -> list[str]:
    """Return the ranges of a line that has nothing else, "8.15-9.45, 10.00-11.30"."""
    parts = [part.strip() for part in _BETWEEN_SLOTS.split(line.strip())] if 0 < len(line) <= LONGEST_LABEL * 2 else []
    ranges = [range_of(part) if part[:1].isdigit() else None for part in parts]
    return parts if parts and all(each is not None and each[1] is not None for each in ranges) else []


def _with_places(lines: Sequence[str]) -> list[str]:
    """Return as many lines, "Hall B Fri 14:30 - 15:30" below titles as a label, its day and range before the title.

    The same places come again, which titles before times do not.
    """
    made = [*lines]
    placed = {i: match for i, line in enumerate(lines) if (match := _placed(line)) is not None}
    titles = {i: at for i in placed if (at := _title_of_block(lines, i)) is not None}
    if (
        len(titles) < FEWEST
        or len(titles) * 3 < len(placed) * 2
        or len({m["room"] for m in placed.values()}) == len(placed)
    ):
        return made
    for index, match in placed.items():
        when = f"{match['day']} {match['range']}"
        made[index] = f"{when} {match['room']}"
        if index in titles:
            made[titles[index]] = ""
            made[index - 1 : index + 1] = [
                f"{when} {without_bullet(lines[titles[index]])}",
                f"    Room: {match['room']}",
            ]
    return made


def _placed(line: str) -> re.Match[str] | None:
    match = _PLACED.fullmatch(line.strip()) if len(line) <= LONGEST_LABEL and has_digit(line) else None
    if match is None or weekday_beside(match["day"]) is None:
        return None
    both = range_of(match["range"])
    return match if both is not None and both[1] is not None else None


def _title_of_block(lines: Sequence[str], index: int) -> int | None:
    """Return the line that begins the block of lines above this one, if it is short and no sentence, day or time."""
    at = next((i for i in range(index - 1, max(index - 3, -1), -1) if lines[i].strip()), None)
    if at is None or (at > 0 and lines[at - 1].strip()) or len(lines[at]) > LONGEST:
        return None
    text = without_bullet(lines[at]).strip()
    is_other = (
        not text.strip("?!") or _is_sentence(text.rstrip("?!")) or begins_something(text) or _placed(text) is not None
    )
    return None if is_other or day_of(text, SOME_DAY) is not None else at


def _with_ranges(lines: Sequence[str]) -> list[str]:
    """Return as many lines, "Start: 9:00" above "End: 10:00" as "Time: 9:00 - 10:00"."""
    made = [*lines]
    for index, below in enumerate(range(1, len(lines))):
        begin = _BEGIN.fullmatch(without_bullet(lines[index][:LONGEST]).strip())
        end = _END.fullmatch(without_bullet(lines[below][:LONGEST]).strip()) if begin is not None else None
        if begin is not None and end is not None and is_time_alone(f"{begin['value']} - {end['value']}"):
            made[index : below + 1] = [f"Time: {begin['value']} - {end['value']}", ""]
    return made


def _with_times_first(lines: Sequence[str]) -> list[str]:
    """Return as many lines, "Block 1 - 19 October, from 9:30 to 11:00" with the date and the range before the title."""
    turned = {i: each for i, line in enumerate(lines) if (each := _time_first(without_bullet(line[:LONGEST]).strip()))}
    return [turned.get(i, line) if len(turned) >= FEWEST else line for i, line in enumerate(lines)]


def _time_first(text: str) -> str:
    """Return the date, the range and the title of a line that ends with date and range, or date and time; else none."""
    if (moment := _MOMENT_LAST.fullmatch(text)) is not None and month_of(moment["month"]) is not None:
        return f"{moment['day']} {moment['time']} {moment['title'].rstrip(' ,-')}"
    parts = _BEHIND_TITLE.split(text, maxsplit=1)
    if len(parts) < 2 or not has_digit(parts[1]) or len(parts[0]) > LONGEST_LABEL:
        return ""
    if field_of(parts[0]) is not None or day_of(parts[0], SOME_DAY) is not None:
        return ""
    for match in islice(_BEFORE_RANGE.finditer(parts[1]), MOST_RANGES):
        both = range_of(parts[1][match.end() :].rstrip(" .;"))
        day = day_of(parts[1][: match.start()].strip(), SOME_DAY)
        if both is not None and both[1] is not None and day is not None:
            return f"{_written(day)} {clock_text(both[0].ms)} - {clock_text(both[1].ms)} {parts[0]}"
    return ""


def _written(day: Day) -> str:
    """Write a date with as much as was given of it: the weekday, the year."""
    weekday = f"{day_name[day.date.weekday()]} " if day.weekday_given else ""
    year = f" {day.date.year}" if day.year_given else ""
    return f"{weekday}{day.date.day} {month_name[day.date.month]}{year}"


def _time_in(line: str) -> str:
    """Return the time behind a label, with which the line ends; else none."""
    match = _TIME.fullmatch(without_bullet(line).strip()) if len(line) <= LONGEST else None
    return match["value"] if match is not None and is_time_alone(match["value"]) else ""


def _date_in(line: str) -> str:
    """Return the date behind a label; else none."""
    match = _LABELLED.fullmatch(without_bullet(line).strip()) if len(line) <= LONGEST else None
    value = (match["value"] or "").strip() if match is not None else ""
    return value if len(value) <= 40 and day_of(value, SOME_DAY) is not None else ""


def _title_above(lines: Sequence[str], index: int, times: Collection[int], levels: Collection[int]) -> int | None:
    for at in range(index - 1, max(index - 1 - MOST_BETWEEN, -1), -1):
        text = without_bullet(lines[at][:LONGEST]).strip()
        if at in times:
            return None
        if not text or (at not in levels and (_LABELLED.fullmatch(text) or _is_sentence(text))):
            continue
        begins = begins_something(text) if at not in levels else timed_line(text) is not None
        other = day_of(text, SOME_DAY) is not None or number_of_day(text) is not None or begins
        return None if other else at
    return None


def _is_sentence(text: str) -> bool:
    return text[-1] in ".!?;,\u3002" or len(text.split()) > LONGEST_TITLE
