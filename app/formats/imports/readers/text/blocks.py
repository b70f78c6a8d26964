"""Blocks of lines, one of each item, as web pages list them: a time alone, a title, and who speaks, in any order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from app.formats.imports.found.dates import day_of
from app.formats.imports.found.days import SOME_DAY, names_a_day
from app.formats.imports.found.frame import PLACE, is_room
from app.formats.imports.readers.text.lines import LONGEST, is_time_alone, timed_line, without_bullet
from app.formats.imports.readers.text.naming.people import people_in, person_in_company

FEWEST = 3  # items that show an order
MOST, OF_ALL = 4, 5  # four of five items show it
_SPAN = r"\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]m)?\s?[-\u2013\u2014~\u301c\uff5e]\s?\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]m)?"
_BESIDE = re.compile(  # "Fri 9 Oct 10:00-10:30 | Room 2"
    rf"(?:(?P<day>[^|]{{4,40}}?),?\s{{1,5}})??(?P<span>{_SPAN})\s{{0,9}}[|\u00b7\u2022]\s{{0,9}}(?P<rest>.{{1,80}})",
    re.IGNORECASE,
)
_BRACKETS_BEHIND = re.compile(
    rf"(?P<span>(?:[^|]{{4,40}}?[\s,])??{_SPAN})\s{{0,3}}(?P<rest>\[[^\[\]]{{1,60}}\]|\([^()]{{1,60}}\))", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff]")


def titles_beside_times(lines: list[str]) -> list[str]:
    """Put titles behind the times alone that stand above or below them, and what else is said of items below.

    As many lines come back. In texts with other times, and without an order that most items have, all stay.
    """
    times = [i for i, line in enumerate(lines) if line.strip() and len(line) <= LONGEST and _is_time(line)]
    known = frozenset(times)
    if len(times) < FEWEST or _has_other_times(lines, known):
        return lines
    if (beside := _below_titles(lines, times)) is not None:
        return beside
    apart = _lines_with_gaps(lines, times[0])
    closed = [lines[i] for i in apart]
    if (beside := _below_titles(closed, [apart.index(i) for i in times if apart])) is not None:
        texts = dict(zip(apart, beside, strict=True))
        for above, at in pairwise(apart):
            if texts[at].startswith("    "):  # what a gap would part from its item
                texts[above + 1], texts[at] = texts[at], ""
        return [texts.get(i, line) for i, line in enumerate(lines)]
    named = _people_above_titles(lines, times)
    return _with_titles(lines, named) if named else lines


def _below_titles(lines: list[str], times: Sequence[int]) -> list[str] | None:
    """Return lines with the titles behind the times alone that stand below them; None if most do not."""
    known = frozenset(times)
    above = {at: at - 1 for at in times if at > 0 and at - 1 not in known and _is_title(lines[at - 1])}
    is_below = bool(above) and _stand_below_titles(lines, times, [lines[title].strip() for title in above.values()])
    return _with_titles(lines, above) if is_below else None


def _lines_with_gaps(lines: Sequence[str], first: int) -> list[int]:
    """Return which lines have a text, from the one above the first time on, if gaps are between all of these."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    begin = max(filled.index(first) - 1, 0)
    apart = filled[begin:]
    return apart if all(after - before > 1 for before, after in pairwise(apart)) else []


def _has_other_times(lines: Sequence[str], times: Collection[int]) -> bool:
    others = (line.strip() for i, line in enumerate(lines) if i not in times and len(line) <= LONGEST)
    return any(timed_line(line) is not None for line in others if line)


def _is_time(line: str) -> bool:
    """Whether a line is a time alone, perhaps with a room behind a bar."""
    beside = _BESIDE.fullmatch(line.strip())
    if beside is None:
        return without_bullet(line) == line.strip() and is_time_alone(line)
    return not beside["day"] or day_of(beside["day"], SOME_DAY) is not None


def _is_title(line: str) -> bool:
    """Whether a line may be the title of an item: it has words, and is no day."""
    text = line.strip()
    return _WORD.search(text) is not None and not names_a_day(text.rstrip(":")) and day_of(text, SOME_DAY) is None


def _names(line: str) -> bool:
    return bool(people_in(line.strip())) or person_in_company(line.strip()) is not None


def _stand_below_titles(lines: Sequence[str], times: Sequence[int], titles: Sequence[str]) -> bool:
    """Whether most times are on the second lines of their blocks, or in turns with as many lines each, titles first.

    Below the last time of a text without gaps stands nothing, or who speaks.
    """
    is_label = len(set(titles)) * 2 < len(titles) or len(titles) * OF_ALL < len(times) * MOST
    if is_label or max(Counter(titles).values(), default=0) * 2 > len(titles):
        return False
    second = sum(at > 0 and lines[at - 1].strip() != "" and (at == 1 or not lines[at - 2].strip()) for at in times)
    return second * OF_ALL >= len(times) * MOST or _take_turns(lines, times) or _end_with_times(lines, times)


def _take_turns(lines: Sequence[str], times: Sequence[int]) -> bool:
    """Whether as many lines belong to each of these, the first above it, up to the end."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    places = {i: place for place, i in enumerate(filled)}
    at = [places[i] for i in times]
    steps = {after - before for before, after in pairwise(at)}
    return len(steps) == 1 and at[0] > 0 and len(filled) - (at[0] - 1) == steps.pop() * len(times)


def _end_with_times(lines: Sequence[str], times: Sequence[int]) -> bool:
    """Whether a title stands above the first time of each run of lines, and below its last one at most who speaks."""
    known = frozenset(times)
    runs: list[list[int]] = []
    run: list[int] = []
    for i, line in enumerate([*lines, ""]):
        if line.strip() and (not run or _is_title(line) or i in known):
            run.append(i)
        else:
            runs.append(run)
            run = []
    timed = [run for run in runs if known & {*run}]
    return bool(timed) and all(_ends_with_time(lines, run, known) for run in timed)


def _ends_with_time(lines: Sequence[str], run: Sequence[int], times: Collection[int]) -> bool:
    at = [place for place, i in enumerate(run) if i in times]
    behind = run[at[-1] + 1 :]
    return at[0] > 0 and _is_title(lines[run[at[0] - 1]]) and len(behind) < 2 and all(_names(lines[i]) for i in behind)


def _people_above_titles(lines: Sequence[str], times: Sequence[int]) -> dict[int, int]:
    """Return where the titles of items are that have who speaks between time and title; empty if most have not."""
    known = frozenset(times)
    below = {at: _block_below(lines, at, known) for at in times}
    longer = {at: block for at, block in below.items() if len(block) > 1}
    named = [at for at, block in longer.items() if _names(lines[block[0]]) and not _names(lines[block[1]])]
    if len(named) < FEWEST or len(named) * OF_ALL < len(longer) * MOST:
        return {}
    return {at: block[1 if at in named else 0] for at, block in below.items() if block}


def _block_below(lines: Sequence[str], at: int, times: Collection[int]) -> list[int]:
    """Return which lines directly follow a time alone."""
    end = at + 1
    while end < len(lines) and lines[end].strip() and end not in times:
        end += 1
    return [*range(at + 1, end)]


def _with_titles(lines: list[str], titles: dict[int, int]) -> list[str]:
    """Return lines with titles behind their times, and the others of an item below, further in."""
    made = [*lines]
    held = {*titles, *titles.values()}
    for at, title in titles.items():
        below = max(at, title) + 1
        while below < len(lines) and below not in held and _is_title(lines[below]):
            made[below] = _below_item(lines[below])
            below += 1
    for at, title in titles.items():
        beside = _BESIDE.fullmatch(lines[at].strip())
        bracketed = _BRACKETS_BEHIND.fullmatch(lines[at].strip())
        time = f"{beside['day'] or ''} {beside['span']}".strip() if beside is not None else lines[at].strip()
        time, behind = (bracketed["span"], f" {bracketed['rest']}") if bracketed is not None else (time, "")
        begin, end = min(at, title), max(at, title)
        rest = [made[i] for i in range(begin, end + 1) if i not in {at, title}]
        room = _below_item(beside["rest"]) if beside is not None else ""
        if PLACE.search(place := behind.strip(" ()[]")):
            behind, room = "", f"    Room: {place}"
        made[begin : end + 1] = [f"{time} {lines[title].strip()}{behind}", *rest, room]
    return made


def _below_item(line: str) -> str:
    """Return a line so that it belongs to the item above; one with only a room says so."""
    text = line.strip()
    return f"    Room: {text}" if is_room(text) else f"    {text}" if text else ""
