"""Lists of JSON whose items have lengths and no times: each begins when the one before it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from app.domain.values import DAY, MINUTE
from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.durations import measure_of, number_of
from app.formats.imports.found.headings import field_of
from app.formats.imports.found.times import clock_of
from app.formats.imports.readers.json_fields import SCOPES, fields_of, has_title, is_item, names_a_time
from app.formats.imports.readers.json_moments import words_of

_AGENDA = re.compile(
    r"(?:agenda|programme?|schedule|run ?down|running order|run of show|order of business)?[ .]?"
    r"(?:agenda|items|points|topics|segments|sessions|talks|cues|presentations|slots|parts|entries|events|programm|ablauf|"
    r"tagesordnung|themen|points|sujets|puntos|temas|pontos|punti|пункты|议程|بنود)?",
    re.IGNORECASE,
)
FEW = 3  # items that show what a list holds


def agenda_in(value: Mapping[str, Any]) -> str | None:
    """Return the key of a list of an agenda's items with titles and lengths, none of which has a time; else None."""
    for key, part in list(value.items())[:100]:
        shown = part[:FEW] if isinstance(part, list) and _AGENDA.fullmatch(words_of(str(key))) else []
        flat = [fields_of(each) for each in shown if isinstance(each, Mapping)]
        if len(flat) == len(shown) > 1 and all(has_title(each) and _lasts(each) and not is_item(each) for each in flat):
            return str(key)
    return None


def _lasts(flat: Mapping[str, object]) -> bool:
    return any(field_of(words_of(key)) == "duration" and part for key, part in flat.items())


def one_by_one(
    items: Sequence[object], outer: Mapping[str, object], path: str, around: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield items that follow each other, from when the object around them begins, as far as lengths are known."""
    begins = next((part for key, part in outer.items() if part and names_a_time(key)), None)
    scopes = {key: part for key, part in outer.items() if part and field_of(words_of(key)) in SCOPES - {"session"}}
    at: int | None = 0
    for number, item in enumerate(items):
        flat = fields_of(item) if isinstance(item, Mapping) else {}
        start = _at(begins, at) if at is not None else ""
        yield f"{path}[{number}]", {**around, **scopes, **({"start": start} if start else {}), **flat}
        length = _length_ms(flat)
        at = at + length if at is not None and length is not None else None


def _at(begins: object, ms: int) -> str:
    """Return the time so much later than a moment or a time of day; an empty text without one, or after all years."""
    if (moment := moment_of(begins)) is not None:
        with suppress(OverflowError):
            return (moment + timedelta(milliseconds=ms)).isoformat()
        return ""
    clock = clock_of(begins)
    later = (clock.ms + ms) // MINUTE if clock else 0
    return f"{later // 60 % 24:02}:{later % 60:02}" if clock else ""


def _length_ms(flat: Mapping[str, object]) -> int | None:
    """Return the length of an item; None if it has none, or one that no item has."""
    key = next((key for key in flat if field_of(words_of(key)) == "duration"), "")
    number = number_of(flat.get(key))
    if number is None or "sec" in key.lower():
        return measure_of(str(flat.get(key)))
    return round(number * MINUTE) if 0 <= number * MINUTE <= DAY else None
