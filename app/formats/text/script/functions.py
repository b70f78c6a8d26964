"""What a script gives to a function again and again, as objects: `add('12:00', 'Opening')`."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from app.formats.text.script.reader import NoWholeValue, ScriptReader

_CALL = re.compile(r"^[ \t]{0,40}(?:await\s)?(?P<name>[A-Za-z_$][\w.$]{0,60})\((?=[\"'`\[{\d])", re.MULTILINE)
MOST_CALLS, MOST_FAILED, MOST_NAMES, MOST_PARTS = 2_000, 20, 20, 40
MOST_TIMED, PAIR = 3, 2
MOST_LOOKED_AT = 200_000  # characters before which a function says what it is given
_CLOCK = re.compile(r"[0-2]?\d:[0-5]\d")


def calls_in(script: str, left: int) -> dict[str, Any]:
    """Return what a script gives to a function again and again, by its name: `add('12:00', 'Opening')`, as objects.

    What the function calls its parts are the keys; without that, their places are. Pairs, `set('title', 'Springs')`,
    are texts by their names.
    """
    calls: dict[str, list[list[Any]]] = {}
    failed = 0
    for match in islice(_CALL.finditer(script), MOST_CALLS):
        reader = ScriptReader(script, match.end() - 1, left, computes=False)
        try:
            calls.setdefault(match["name"].partition(".")[0], []).append(reader.arguments())
        except NoWholeValue:
            failed += 1
        left = reader.left
        if failed > MOST_FAILED:
            break
    repeated = [(name, parts) for name, parts in calls.items() if len(parts) > 1][:MOST_NAMES]
    values: dict[str, Any] = {}
    for name, parts in repeated:
        if all(len(each) == PAIR and isinstance(each[0], str) and each[0].isidentifier() for each in parts):
            values |= {key: value for key, value in parts if isinstance(value, str)}
        elif all(len(each) == 1 and isinstance(each[0], list) for each in parts):
            values[name] = [row for (row,) in parts]
        elif len(parts[0]) > PAIR:
            values[name] = _named_parts(parts, _names_of_parts(script, name))
    return values if any(isinstance(value, list) for value in values.values()) else {}


def _names_of_parts(script: str, name: str) -> list[str]:
    """Return what a function calls the parts that it is given."""
    told = re.search(
        rf"\b{re.escape(name)}\s{{0,9}}(?:=\s{{0,9}}(?:async\s{{1,9}})?)?\((?P<parts>[^()]{{1,500}})\)\s{{0,9}}(?:=>|\{{)",
        script[:MOST_LOOKED_AT],
    )
    return [part.split("=")[0].split(":")[0].strip() for part in told["parts"].split(",")] if told else []


def _named_parts(calls: list[list[Any]], names: list[str]) -> list[dict[str, Any]]:
    """Return calls as objects; parts that are times of day are a start and an end, as they follow each other."""
    timed = [at for at in range(len(calls[0])) if all(at < len(each) and _is_clock(each[at]) for each in calls)]
    called = dict(zip(timed, ("start", "end"), strict=False)) if len(timed) < MOST_TIMED else {}
    keys = [called.get(at) or (names[at] if at < len(names) else f"part {at + 1}") for at in range(MOST_PARTS)]
    return [dict(zip(keys, each, strict=False)) for each in calls]


def _is_clock(part: object) -> bool:
    return isinstance(part, str) and _CLOCK.fullmatch(part) is not None
