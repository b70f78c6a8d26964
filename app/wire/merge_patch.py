"""JSON merge patches (RFC 7396): what turns one state into the next.

A merge patch replaces arrays whole, and removes a member whose value it gives as null. It can therefore not say that a
member becomes null: both states are first written without such members.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def without_nulls(value: Any) -> Any:
    """Return a JSON value without the members of its objects that are null."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def merge_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the patch from one JSON object to another, both without nulls, of values as a JSON parser returns them."""
    patch: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    for name, value in after.items():
        if name not in before or not _same(before[name], value):
            patch[name] = _change(before.get(name), value)
    return patch


def _change(before: Any, after: Any) -> Any:
    if not isinstance(after, dict):
        return after
    return merge_patch(before if isinstance(before, dict) else {}, after)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; unlike in Python, true is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
