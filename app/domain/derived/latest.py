"""What was computed of the latest state: hundreds of its readers share it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import ReferenceType, ref

Value = TypeVar("Value")


class Latest(Generic[Value]):
    """Values computed of one session or plan, the one that was asked for last, by key; it is not kept in memory."""

    def __init__(self) -> None:
        self._held: tuple[ReferenceType[object], dict[Hashable, Value]] | None = None

    def of(self, source: object, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value with this key, computed when it is asked for the first time. It must not be changed."""
        held = self._held  # another thread may put another state in its place
        if held is None or held[0]() is not source:
            held = self._held = ref(source), {}
        known = held[1]
        if key not in known:
            known[key] = compute()
        return known[key]
