"""Parts of JSON from other programs, of any type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(of: Mapping[str, Any], *names: str) -> str:
    """Return the first of these fields with a text or a number; an empty text if none has one."""
    for name in names:
        value = of.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and (text := str(value).strip()):
            return text
    return ""


def as_mapping(value: object) -> Mapping[str, Any]:
    """Return the value if it is an object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    """Return the value if it is a list, or an empty one."""
    return value if isinstance(value, list) else []
