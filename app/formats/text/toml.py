"""TOML as web sites have it: read as JSON is, with dates and times as texts."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from app.domain.errors import Invalid, Problem, Sentence

LONGEST = 1_000_000  # characters
_TABLE = r"\[{1,2}[ \t]*[\w\"'-]+(?:\.[\w\"'-]+){0,8}[ \t]*\]{1,2}[ \t]*(?:#[^\n]*)?(?:\n|$)"
_PAIR = r"[\w.\"'-]{1,60}[ \t]*=[ \t]*(?:[\"'\[{\d+-]|true\b|false\b)"
_BLANK = r"(?:[ \t\r]*(?:#[^\n]{0,2000})?\n){0,60}[ \t]*"  # lines without anything but comments
_BEGINS = re.compile(rf"{_BLANK}(?:{_TABLE}{_BLANK}(?:{_TABLE}|{_PAIR})|{_PAIR})")
_HAS_TABLE = re.compile(
    rf"^[ \t]*{_TABLE}|=[ \t]*\[\s{{0,40}}\{{[ \t]{{0,9}}[\w-]{{1,40}}[ \t]{{0,9}}=[ \t]{{0,9}}[\"'\d]", re.MULTILINE
)


def looks_like_toml(text: str) -> bool:
    """Whether a text begins with pairs such as `key = "value"`, and has tables: with names in brackets, or in lists."""
    return _BEGINS.match(text[:20_000]) is not None and _HAS_TABLE.search(text[:200_000]) is not None


def read_toml(text: str) -> dict[str, Any]:
    """Return what a TOML text holds.

    Raises:
        Invalid: it is no TOML, or too long or too deep.
    """
    try:
        if len(text) > LONGEST:
            raise ValueError(f"it is longer than {LONGEST:,} characters")
        return dict(_with_texts(tomllib.loads(text)))
    except (ValueError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
        raise Invalid(Problem("", Sentence("This is not TOML that can be read: {what}.", what=what))) from None


def _with_texts(value: Any) -> Any:
    """Return a value with texts for its dates and times, as JSON has them."""
    if isinstance(value, dict):
        return {key: _with_texts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_texts(part) for part in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
