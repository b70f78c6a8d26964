"""Whether lines of text are a programme, or the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from app.formats.imports.found.days import SOME_DAY
from app.formats.imports.found.times import leading_range, range_of
from app.formats.imports.readers.text.labelled import times_at_titles
from app.formats.imports.readers.text.lines import (
    LONGEST,
    dated_line,
    leading_length,
    length_at_end,
    timed_line,
    weekday_line,
    with_times_of_day,
    without_bullet,
)
from app.formats.imports.readers.text.markdown import without_markup
from app.formats.imports.readers.text.one_line import timed_parts, with_parted_times
from app.formats.imports.readers.text.pages import laid_out
from app.formats.imports.readers.text.whole import WITHOUT_TIMES, few_of_many
from app.formats.text.notes import NotAProgramme, Notes

_SENTENCES = re.compile(r"[^\W\d_]{2}[.?!\u2026]\s[^\W\d_].{0,2000}?[^\W\d_]{2}[.?!\u2026](?:\s|$)")
_NO_PROSE = re.compile(r"[^\W\d_],[^\s\"\u201d]")
_RULE_OF_TABLE = re.compile(r"[ \t|]{0,8}:?-{3,}:?[ \t]{0,8}\|[ \t]{0,8}:?-{3,}")
_NUMBER_FIRST = re.compile(r"(?:^|\|)[\s*_]{0,8}(?:[^\W\d_]{1,12}\.?,?\s){0,2}\d")
FEWEST_TIMED = 2  # lines with several cells that begin with times, in a table of such


def looks_like_plain_programme(lines: Sequence[str]) -> bool:
    """Whether enough of these lines begin with a time, or end with a duration; in rows of a table, cells begin so."""
    filled = _filled(_without_untimed_rows(lines))
    if with_times_of_day(filled, SOME_DAY)[1] is not None:
        return True
    timed, lasting = _count(filled)
    return timed >= 2 or any(map(_is_list, filled)) or lasting >= 2 or (len(filled) <= 6 and timed + lasting > 0)


def refusal_of(lines: Sequence[str]) -> NotAProgramme:
    """Return the refusal of a text that looks like no programme: hardly a line has a time or a length, or none has."""
    filled = _filled(lines)
    items = sum(_count(filled))
    return few_of_many(items, len(filled) - items) if items else NotAProgramme(WITHOUT_TIMES.text)


def is_prose(lines: Sequence[str]) -> bool:
    """Whether most lines have several sentences, in which each comma has a space behind it: no cells of a table."""
    filled = [line[:LONGEST] for line in lines if line.strip()]
    return sum(_SENTENCES.search(line) is not None and not _NO_PROSE.search(line) for line in filled) * 2 > len(filled)


def _filled(lines: Sequence[str]) -> list[str]:
    parted = with_parted_times([without_markup(line[:LONGEST]) for line in lines])
    whole = laid_out(times_at_titles(parted, ()), Notes())
    return [line for line in whole if line.strip()]


def _count(lines: Sequence[str]) -> tuple[int, int]:
    """Return how many of these lines have a time, and how many a length."""
    timed = sum(map(_is_timed, map(without_bullet, lines)))
    lasting = sum(length_at_end(line) is not None or leading_length(without_bullet(line)) is not None for line in lines)
    return timed, lasting


def begins_with_cells_of_times(lines: Sequence[str], delimiter: str) -> bool:
    """Whether most lines have only a time before the first separator, or several cells with times: it is a table."""
    filled = [line for line in lines if line.strip()]
    if sum(len(timed_parts(line)) > 1 for line in filled) * 2 > len(filled):
        return False
    timed = [sum(map(_is_timed_text, line.split(delimiter))) for line in filled]
    if sum(count > 1 for count in timed) >= FEWEST_TIMED and sum(map(bool, timed)) * 2 > len(filled):
        return True
    cells = [line.split(delimiter, 1)[0].strip(' "') for line in filled if delimiter in line]
    return len(cells) > len(filled) / 2 and sum(range_of(cell) is not None for cell in cells) > len(cells) / 2


def has_timed_rows(lines: Sequence[str]) -> bool:
    """Whether most rows of the tables of a Markdown text have a time in a cell of its own."""
    tables = [line.strip().strip("|").split("|") for line in lines if line.lstrip().startswith("|")]
    rows = [cells for cells in tables if any(map(str.isalnum, "".join(cells)))]
    timed = [any(range_of(cell.strip(" *")) is not None for cell in cells) for cells in rows]
    return sum(timed) >= FEWEST_TIMED and sum(timed) > len(rows) / 2


def _without_untimed_rows(lines: Sequence[str]) -> list[str]:
    """Return lines without the rows of a Markdown table that have no cell which begins with a number, as times do."""
    kept, is_row = list[str](), False
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        is_row = "|" in line and (is_row or any(map(_RULE_OF_TABLE.match, (line, below))))
        if not is_row or _NUMBER_FIRST.search(line[:LONGEST]):
            kept.append(line)
    return kept


def _is_timed(line: str) -> bool:
    return (timed_line(line) or dated_line(line, SOME_DAY) or weekday_line(line)) is not None


def _is_list(line: str) -> bool:
    return len(timed_parts(line)) > 1


def _is_timed_text(cell: str) -> bool:
    leading = leading_range(cell[:LONGEST].strip(' "'))
    return leading is not None and re.search(r"[^\W\d_]", leading[1]) is not None
