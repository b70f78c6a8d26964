"""Times that count from the start: 0, 10, 25, or 0:00, 0:10, 0:25. Pure.

They are known as such only together: the first is zero and each is later than the one before it, which lengths are
not. Running numbers 0, 1, 2 are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time, timedelta
from itertools import pairwise

from app.domain.values import HOUR, MINUTE, SECOND
from app.formats.imports.found.durations import MINUTES, measure_of
from app.formats.imports.found.times import latin_digits

FEWEST = 3
LONGEST = 72 * HOUR  # a hackathon
USUAL_START = 9 * HOUR  # of the day, where no beginning is stated
_NUMBER = re.compile(
    r"(?:\+|t\s?\+\s?|(?:ab\s+)?min(?:ute)?\.?\s+)?(?P<n>\d{1,4})(?:\.0)?\s?(?:'|\u2032|\u2019|min(?:ute[ns]?|s)?\b\.?)?",
    re.IGNORECASE,
)
_COLONS = re.compile(r"(?:\+|t\s?\+\s?)?(?P<a>\d{1,2}):(?P<b>[0-5]\d)(?::(?P<c>[0-5]\d))?", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?:min(?:ute)?s?\.?\s?)?(?P<a>\d{{1,4}})\s?(?:'|\u2032|min\.?)?\s?[\u2013\u2014~-]\s?(?P<b>\d{{1,4}})\s?(?:{MINUTES})\.?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(\d{1,4})\s?[\u2013\u2014~-]\s?(\d{1,4})")
_DASHES = re.compile(r"\s?[\u2013\u2014\u301c\uff5e~-]\s?")
_HOUR = re.compile(r"[HT]\s?\+?(\d{1,3})", re.IGNORECASE)
_NOW = re.compile(
    r"now|start|jetzt|beginn|ahora|agora|maintenant|d\u00e9but|adesso|сейчас|начало|الآن|现在|現在",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"(\d\d)([0-5]\d)\s?[\u2013\u2014~-]\s?(\d\d)([0-5]\d)$")
_HOURS = re.compile(
    r"(?P<a>\d{1,2}(?:[.,]\d)?)\s?h?\s?[\u2013\u2014~-]\s?(?P<b>\d{1,2}(?:[.,]\d)?)\s?(?:h|hours?|hrs?|std\.?|horas?|heures?)",
    re.IGNORECASE,
)
_AT_BEGIN = re.compile(
    rf"(?:{_COLONS.pattern}|{_NUMBER.pattern})(?=[\s:|.)\u2013\u2014-]|$)[\s:|.)\u2013\u2014-]*", re.IGNORECASE
)


def elapsed_of(cell: object) -> int | None:
    """Return the time since the start that a cell states (ms), a bare number being minutes; None for other cells."""
    if (both := elapsed_range_of(cell)) is not None:
        return both[0]
    match cell:
        case bool():
            return None
        case int() | float():
            return round(cell * MINUTE) if 0 <= cell * MINUTE <= LONGEST else None
        case time():
            return cell.hour * HOUR + cell.minute * MINUTE + cell.second * SECOND
        case timedelta():
            return round(cell.total_seconds() * SECOND)
        case str():
            text = latin_digits(cell[:20])
            return _read(_COLONS.fullmatch(text) or _NUMBER.fullmatch(text))
    return None


def elapsed_range_of(cell: object) -> tuple[int, int] | None:
    """Return the times since the start (ms) of "0-30 min", "0-1.5h" or "0:00-0:30"; else None."""
    text = latin_digits(cell[:30]) if isinstance(cell, str) else ""
    text = _FOUR_DIGITS.sub(r"\1:\2-\3:\4", text)
    if (hours := _HOURS.fullmatch(text)) is not None:
        first, last = (round(float(each.replace(",", ".")) * HOUR) for each in hours.groups())
        return (first, last) if first < last <= LONGEST else None
    if (both := _measured_range(text)) is not None:
        return both
    match = _RANGE.fullmatch(text)
    halves = [_read(_COLONS.fullmatch(half.strip())) for half in re.split("[\u2013\u2014~-]", text)]
    ends = (int(match["a"]) * MINUTE, int(match["b"]) * MINUTE) if match else tuple(halves)
    start, end = ends if len(ends) == 2 else (None, None)
    return (start, end) if start is not None and end is not None and start < end <= LONGEST else None


def _measured_range(text: str) -> tuple[int, int] | None:
    """Return the times since the start (ms) of "30 min - 1h", "now - 30 min", "0~20 s" or "H2-H6"; else None."""
    first, *more = _DASHES.split(text.strip())
    if len(more) != 1:
        return None
    hours = [_HOUR.fullmatch(half) for half in (first, more[0])]
    begin, end = (int(hour[1]) * HOUR if hour else None for hour in hours)
    if begin is None or end is None:
        unit = more[0].lstrip("0123456789., ")
        begin = 0 if _NOW.fullmatch(first) else measure_of(first) if not first.isdecimal() else measure_of(first + unit)
        begin, end = (0 if first == "0" else begin), measure_of(more[0])
    return (begin, end) if begin is not None and end is not None and begin < end <= LONGEST else None


def bare_range_of(cell: object) -> tuple[int, int] | None:
    """Return the minutes (ms) of "0-15", which only others, each beginning where one ends, show to be no hours."""
    match = _BARE.fullmatch(latin_digits(cell[:20])) if isinstance(cell, str) else None
    first, last = (int(each) * MINUTE for each in match.groups()) if match else (0, 0)
    return (first, last) if first < last <= LONGEST else None


def leading_elapsed(line: str) -> tuple[int, str] | None:
    """Split "10' Opening" into the time since the start (ms) and the rest of the line."""
    match = _AT_BEGIN.match(line[:40])
    ms = _read(match)
    rest = line[match.end() :] if match else ""
    return (ms, rest) if ms is not None and re.match(r"[^\W\d_]|[\"\u00ab\u201c(]", rest) else None


def _read(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    parts = match.groupdict()
    if parts.get("n"):
        return int(parts["n"]) * MINUTE
    return int(parts["a"]) * HOUR + int(parts["b"]) * MINUTE + int(parts["c"] or 0) * SECOND


def count_from_start(times: Sequence[int | None]) -> bool:
    """Whether these count from the start: zero first, then later and later, and no running numbers.

    They may begin at zero again, as the next session does.
    """
    known = [ms for ms in times if ms is not None]
    begins = [index for index, ms in enumerate(known) if ms == 0]
    lengths = [after - begin for begin, after in pairwise([*begins, len(known)])]
    if len(known) != len(times) or known[:1] != [0] or min(lengths) < FEWEST:
        return False
    steps = [after - before for before, after in pairwise(known) if after != 0]
    return min(steps) > 0 and set(steps) != {MINUTE} and max(known) <= LONGEST
