"""Organisations behind commas that look like people: "Ann Lee, Red Cross" where others are "Bo Chu, City of Ely"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.formats.imports.found.names.person import HONORIFIC, looks_like_person
from app.formats.imports.readers.text.lines import LONGEST
from app.formats.imports.readers.text.naming.people import BY, is_person
from app.formats.text.notes import Notes, line_place, shortened

SHORTEST, LONGEST_PAIR = 5, 150  # characters of a person with an organisation
FEWEST = 3  # people whose organisation is surely one
MANY = 2  # times as many of these as of the others
_BREAK = re.compile(
    rf"[;|\t()\[\]\u2022\u00b7\uff1b\u2013\u2014:\d\"\u201c\u201d\u201e\u00ab\u00bb]|(?<=\s)-(?=\s)|{BY.pattern}",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,\uff0c]\s{0,3}")


@dataclass(frozen=True, slots=True)
class _Pair:
    """What stands before and behind the last comma of a part of a line, and where these are."""

    line: int
    comma: int
    end: int
    name: str
    behind: str


def with_companies(lines: Sequence[str], notes: Notes) -> list[str]:
    """Return lines with brackets around organisations that look like people, or, within others, behind dashes.

    So they are where most parts of lines that end with a person, a comma and one other thing name what is no person.
    """
    pairs = [pair for i, line in enumerate(lines) if len(line) <= LONGEST for pair in _pairs(i, line)]
    doubtful = [pair for pair in pairs if _may_be_person(pair.behind)]
    people = {pair.name for pair in pairs}
    listed = {pair.line for pair in pairs if _are_pairs(lines[pair.line])}
    sure = sum(pair not in doubtful or pair.line in listed for pair in pairs)
    unsure = sum(pair.line not in listed for pair in doubtful)
    if not doubtful or sure < FEWEST or sure < MANY * unsure or any(pair.behind in people for pair in doubtful):
        return [*lines]
    made = [*lines]
    for pair in reversed(doubtful):
        line = made[pair.line]
        is_inside = line.count("(", 0, pair.comma) > line.count(")", 0, pair.comma)
        beside = f" - {pair.behind}" if is_inside else f" ({pair.behind})"
        made[pair.line] = f"{line[: pair.comma].rstrip()}{beside}{line[pair.end :]}"
    names = "; ".join(dict.fromkeys(pair.behind for pair in doubtful))
    notes.guess(
        line_place(doubtful[0].line + 1),
        "Taken for organisations, and not for people: {names}",
        names=shortened(names, 200),
    )
    return made


def _pairs(index: int, line: str) -> Iterator[_Pair]:
    if "," not in line and "\uff0c" not in line:
        return
    breaks = [(0, 0), *(match.span() for match in _BREAK.finditer(line)), (len(line), len(line))]
    for (_, begin), (end, _) in pairwise(breaks):
        text = line[begin:end].rstrip(" ,")
        commas = list(_COMMA.finditer(text))
        if not commas or not SHORTEST <= len(text) <= LONGEST_PAIR:
            continue
        name, behind = text[: commas[-1].start()].strip(), text[commas[-1].end() :].strip()
        *before, name = _COMMA.split(name)
        if behind and is_person(name.strip()) and not any(is_person(part.strip()) for part in before):
            yield _Pair(index, begin + commas[-1].start(), begin + len(text), name.strip(), behind)


def _are_pairs(line: str) -> bool:
    """Whether each of several parts between semicolons ends with one pair: "Ann Lee, ACME; Bo Chu, Red Cross"."""
    parts = re.split("[;\uff1b]", line)
    return len(parts) > 1 and all(part.count(",") + part.count("\uff0c") == 1 for part in parts[1:])


def _may_be_person(text: str) -> bool:
    return looks_like_person(text) and HONORIFIC.match(text) is None
