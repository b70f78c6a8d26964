"""What was computed of the latest state: hundreds of its readers share it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import ReferenceType, ref

Value = TypeVar("Value")


class Latest(Generic[Value]):
    """Values computed of one session or plan, the one that was asked for last, by key; it is not kept in memory."""

    def __init__(self) -> None:
        self._source: ReferenceType[object] | None = None
        self._known: dict[Hashable, Value] = {}

    def of(self, source: object, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value with this key, computed when it is asked for the first time. It must not be changed."""
        if self._source is None or self._source() is not source:
            self._source, self._known = ref(source), {}
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]
