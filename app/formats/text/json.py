"""Strict JSON for untrusted input: every problem is refused here with a sentence."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import from_json

from app.domain.errors import Invalid, Problem, Sentence

DEEPEST = 30
# What the reader's own sentence, which is in English, says of the place.
_PLACE = re.compile(r" at line (?P<line>\d+) column (?P<column>\d+)$")


def read_json(text: bytes | str) -> Any:
    """Return the value of a JSON text.

    Raises:
        Invalid: it is not JSON (lone surrogates, NaN and invalid UTF-8 are not), or nested too deeply.
    """
    try:
        value = from_json(text, allow_inf_nan=False, cache_strings=False)
    except (ValueError, RecursionError) as error:
        raise Invalid(Problem("", _wrong_at(str(error)))) from None
    _require_shallow(value, 0)
    return value


def read_object(text: bytes | str) -> dict[str, Any]:
    """Return the JSON object of a text.

    Raises:
        Invalid: it is not JSON, or not an object.
    """
    value = read_json(text)
    if not isinstance(value, dict):
        raise Invalid(Problem("", "This is JSON, but not an object."))
    return value


def _wrong_at(error: str) -> str:
    place = _PLACE.search(error)
    if place is None:
        return Sentence("This is not JSON that can be read.")
    return Sentence(
        "This is not JSON that can be read; it is wrong at line {line}, column {column}.", **place.groupdict()
    )


def _require_shallow(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Invalid(Problem("", Sentence("This JSON is nested deeper than {most} levels.", most=DEEPEST)))
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(item, dict | list):
            _require_shallow(item, depth + 1)
