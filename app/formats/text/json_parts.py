"""Parts of other people's JSON, whatever they turn out to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(of: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds a text or a number; an empty text if none does."""
    values = (of.get(name) for name in names)
    plain = (str(v).strip() for v in values if isinstance(v, str | int | float) and not isinstance(v, bool))
    return next((text for text in plain if text), "")


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value itself, or an empty object."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    """The value itself, or an empty list."""
    return value if isinstance(value, list) else []
