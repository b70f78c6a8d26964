"""Strict JSON for untrusted input: every problem is refused here with a sentence."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from app.domain.errors import Invalid, Problem, Sentence

DEEPEST = 30


def read_json(text: bytes | str) -> Any:
    """Return the value of a JSON text.

    Raises:
        Invalid: it is not JSON (lone surrogates, NaN and invalid UTF-8 are not), or nested too deeply.
    """
    try:
        value = from_json(text, allow_inf_nan=False, cache_strings=False)
        _require_shallow(value, 0)
    except (ValueError, RecursionError) as error:
        raise Invalid(Problem("", Sentence("This is not JSON that can be read: {error}.", error=error))) from None
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


def _require_shallow(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST}")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(item, dict | list):
            _require_shallow(item, depth + 1)
