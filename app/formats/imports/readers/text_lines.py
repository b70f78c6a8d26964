"""The parts of one line of a text: its bullet, its marks of Markdown, its day, its time and its length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.domain.values import MINUTE
from app.formats.imports.found.dates import Day, day_of
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.times import TimeOfDay, latin_digits, leading_range, range_of

TAIL = 60  # characters at the end of a line that may be a time or a duration
LONGEST = 1_000  # characters of a line that are examined in detail
_BULLET = re.compile(r"\s*(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u00b7\u2013\u2014>]|\(?\d{1,2}[.)](?!\d)|[a-z]\))\s+")
_HEADING_MARK = re.compile(r"^\s{0,3}#{1,6}\s+")
_EMPHASIS = re.compile(r"(\*\*|__|`|(?<!\w)[*_](?=\S))([^*_`\n]{1,300})\1")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
BETWEEN = " \t:|\u2013\u2014-.,;\u00b7\u2192"
_LENGTH_INSIDE = re.compile(r"[(\[](?P<length>[^()\[\]]{1,30})[)\]]\s*[,:–—-]\s*\S")
_TRAILING_LENGTH = re.compile(
    r"[\s,:;|\u2013\u2014-]+(?P<length>(?:\d{1,3}(?:[.,]\d)?\s?"
    r"(?:h|hrs?|hours?|min|mins|minutes?|minuten|std|\u2032|')\s?){1,2}\.?)\s*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[](?P<time>[^()\[\]]{3,30})[)\]]\s*(?P<rest>.+)")
_AT_END = re.compile(
    r"[\s,:(\[\u2013\u2014-]+(?P<time>\d{1,2}\s?[:.h]\s?\d\d[^()\[\]]{0,6}\s?(?:-|\u2013|\u2014|to)"
    r"\s?\d{1,2}\s?[:.h]\s?\d\d[^()\[\]]{0,6})[)\]]?$"
)
_DATED = re.compile(r"(?P<day>[^\d]{0,24}\d{1,4}[^:]{2,24}?)[,:]?\s+(?P<rest>\d{1,2}[:.h]\d\d.*)")
Timed = tuple[tuple[TimeOfDay, TimeOfDay | None], str]  # start and end, and the text behind them


def length_at_end(text: str) -> int | None:
    tail = " ".join(text[-TAIL:].split())
    if (match := _TRAILING_LENGTH.search(tail)) is not None:
        return measure_of(match["length"])
    brackets = re.search(r"[(\[](?P<length>[^()\[\]]{1,30})[)\]]$", tail) or _LENGTH_INSIDE.search(text[:LONGEST])
    length = measure_of(brackets["length"]) if brackets else None
    return length if length is not None and length >= MINUTE else None


def without_length(text: str) -> str:
    return text[:-TAIL] + _TRAILING_LENGTH.sub("", text[-TAIL:])


def dated_line(text: str, near: date | None) -> tuple[Day, str] | None:
    """Split "Mon 14 Sep 2026 10:00 Opening" into the day and the rest."""
    match = _DATED.fullmatch(text)
    if match is None or leading_range(text) is not None or len(re.findall(r"[^\W\d_]{2,}", match["day"])) > 3:
        return None
    day = day_of(match["day"], near)
    return (day, match["rest"]) if day is not None else None


def timed_line(text: str) -> Timed | None:
    """Return the time of a line: at its beginning, in brackets there, or a range at its end."""
    if (leading := leading_range(text)) is not None:
        return leading
    if (match := _BRACKETED.match(text)) is not None and (clocks := range_of(match["time"])) is not None:
        return clocks, match["rest"]
    tail = text[-TAIL:]
    match = _AT_END.search(tail)
    clocks = range_of(match["time"]) if match else None
    before = text[: len(text) - len(tail) + match.start()] if match else ""
    return (clocks, before) if clocks is not None and re.search(r"[^\W\d_]", before) else None


def begins_something(line: str) -> bool:
    text = without_bullet(line)
    return timed_line(text) is not None or length_at_end(text) is not None


def next_filled(lines: Sequence[str], at: int) -> str:
    return next((line[:LONGEST] for line in lines[at : at + 5] if line.strip()), "")


def without_markup(line: str) -> str:
    """Return a line without Markdown: marks of headings, stars around words, addresses behind links."""
    plain = _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", line))
    return _HEADING_MARK.sub("", plain, count=1)


def without_bullet(line: str) -> str:
    """Return a line without its bullet or number; "10. Opening" has one, "10.00 Opening" begins with a time."""
    stripped = latin_digits(line)
    if leading_range(stripped) is not None:
        return stripped
    return _BULLET.sub("", f"{stripped} ", count=1).strip() if _BULLET.match(stripped) else stripped


def indent_of(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
