"""Parts of JSON from other programs, of any type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(of: Mapping[str, Any], *names: str) -> str:
    """Return the first of these fields with a text or a number; an empty text if none has one."""
    values = (of.get(name) for name in names)
    plain = (str(v).strip() for v in values if isinstance(v, str | int | float) and not isinstance(v, bool))
    return next((text for text in plain if text), "")


def as_mapping(value: object) -> Mapping[str, Any]:
    """Return the value if it is an object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    """Return the value if it is a list, or an empty one."""
    return value if isinstance(value, list) else []
