"""The line above a programme with the time of the whole: a range of times, and perhaps the day and the room."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.formats.imports.found.times import Day, TimeOfDay, day_of, latin_digits, range_of

LONGEST = 400  # characters of a line
_CLOCK = r"\d{1,2}(?:\s?[:.h]\s?\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?(?:\s?(?:uhr|h)\b)?"
_RANGE = re.compile(
    rf"(?<![\d:.])(?P<range>{_CLOCK}\s{{0,3}}(?:-|\u2013|\u2014|to|until|till|bis|\u00e0|a|and|und)\s{{0,3}}{_CLOCK})(?![\d:])",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\(?\b(?:[ECMP][SD]?T|CES?T|BST|GMT|UTC|WES?T|EES?T|MES?Z|IST|JST|[A-Z][a-z]+ time)"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\b\)?"
)
_LABEL = re.compile(
    r"(?:date|time|when|wann|zeit|datum|fecha|hora|heure|horaire|date and time)\s*[:\u2013-]", re.IGNORECASE
)
_ROOM = re.compile(
    r"(?:\b(?:in|im|at|en|dans|room|venue)\b\s*:?|,)\s*(?:the\s+)?(?P<room>(?!(?:in|im|at|en|dans|the)\b)(?:[A-Z\d][\w'\u2019.-]*\s?){0,4}"
    r"(?:room|hall|chamber|auditorium|saal|raum|salle|sala)(?:\s[A-Z\d][\w-]{0,6})?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The time of the whole; `is_prose` if the line has other words of a sentence."""

    start: TimeOfDay
    end: TimeOfDay | None
    day: Day | None
    room: str
    is_prose: bool


def frame_of(text: str, near: date | None) -> Frame | None:
    """Return the frame in a line; None if it has no range of times, or is an item behind a time.

    Args:
        near: gives its year to a day without one.
    """
    if len(text) > LONGEST:
        return None
    plain = latin_digits(text)
    match = _RANGE.search(plain)
    clocks = range_of(re.sub(r"\s(?:and|und)\s", " to ", match["range"])) if match else None
    if match is None or clocks is None or clocks[1] is None:
        return None
    around = _ZONE.sub(" ", f"{plain[: match.start()]} {plain[match.end() :]}")
    day = day_of(around, near)
    room = _ROOM.search(around)
    rest = _LABEL.sub(" ", around)
    words = re.findall(r"[^\W\d_]{2,}", rest.replace(room["room"], " ") if room else rest)
    if day is None and len(words) == 0:
        return Frame(*clocks, None, room["room"].strip() if room else "", is_prose=False)
    states_both = day is not None and match.start() > 0 and (len(words) <= 5 or plain.rstrip().endswith("."))
    is_sentence = match.start() > 0 and plain.rstrip().endswith(".") and len(words) >= 5
    if states_both or is_sentence:
        return Frame(*clocks, day, room["room"].strip() if room else "", is_prose=True)
    return None
