"""Several items on one line, as a page loses its line ends: "5:00 pm Doors 5:30 pm Concert 7:00 pm Dinner"."""

from __future__ import annotations

import re

from app.formats.imports.found.times import leading_range
from app.formats.imports.readers.text.lines import BETWEEN, LONGEST

FEWEST = 3  # items on a line; two times may be those of one item
_CLOCK = r"\d{1,2}(?:[:h]\d\d)?(?:\s?[ap]\.?m\b\.?)?"
_BEGIN = re.compile(
    rf"(?:(?<=[\s|;,])|^){_CLOCK}(?:\s?[-\u2013\u2014]\s?{_CLOCK})?(?=[\s:|\u2013\u2014-])", re.IGNORECASE
)
_SURE = re.compile(r"[:h]\d\d|[ap]\.?m\b", re.IGNORECASE)
_TOLD = re.compile(  # in a sentence: "for a 3:30 pm ceremony"
    r"\b(?:a|an|the|at|by|until|till?|to|from|before|after|since|of|um|bis|ab|vor|nach|seit|von|à|de|dès|avant|jusqu'à|"
    r"las|hasta|desde|alle|dalle|fino|às|até|в|до|с|от)\s$",
    re.IGNORECASE,
)


def items_of(line: str) -> list[str]:
    """Return the items of a line that begins with one and has at least three, each later than the one before.

    Other lines are returned whole.
    """
    if len(line) > LONGEST or not any(map(str.isdigit, line)):
        return [line]
    text = line.strip()
    begins = [match.start() for match in _BEGIN.finditer(text) if _SURE.search(match[0])]
    begins = [at for at in begins if _TOLD.search(text[:at]) is None]
    if len(begins) < FEWEST or begins[0] != 0:
        return [line]
    parts = [text[at:end].rstrip(" |;,") for at, end in zip(begins, [*begins[1:], len(text)], strict=True)]
    timed = [leading_range(part) for part in parts]
    starts = [each[0][0].ms for each in timed if each is not None and any(map(str.isalpha, each[1].strip(BETWEEN)))]
    return parts if len(starts) == len(parts) and starts == sorted(set(starts)) else [line]
