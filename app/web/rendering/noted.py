"""Facts that note which of them are read, down to one field of one entry of a list.

What is read is a tree of keys and indexes, so that two states of the facts are compared where they were read, and only
there. A collection that is tested for being there or counted has no more of it read than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Read = dict[Any, Any]

WHOLE, KIND, SIZE = object(), object(), object()  # of a fact: all of it, of which type it is, how many it holds
ALL: Read = {WHOLE: None}  # what is read of a fact that holds no others
_MISSING = object()
COLLECTIONS = (dict, list)


class Noted(Mapping[str, Any]):
    """Facts by name; `read` gets the names that are read."""

    __slots__ = ("_facts", "_read")

    def __init__(self, facts: Mapping[str, Any], read: Read) -> None:
        self._facts, self._read = facts, read

    def __getitem__(self, key: str) -> Any:
        return _noted(self._facts, key, self._read)

    def __contains__(self, key: object) -> bool:
        self._read.setdefault(key, {KIND: None})
        return key in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.unnoted())

    def __len__(self) -> int:
        self._read[SIZE] = None
        return len(self._facts)

    def unnoted(self) -> Mapping[str, Any]:
        """Return the facts themselves, all of which then count as read."""
        self._read[WHOLE] = None
        return self._facts


class NotedEntries(Sequence[Any]):
    """Entries of a list, which are facts by name; `read` gets the indexes that are read."""

    __slots__ = ("_entries", "_read")

    def __init__(self, entries: Sequence[Any], read: Read) -> None:
        self._entries, self._read = entries, read

    def __getitem__(self, at: Any) -> Any:
        places = range(len(self))[at]
        if isinstance(places, range):
            return [_noted(self._entries, place, self._read) for place in places]
        return _noted(self._entries, places, self._read)

    def __len__(self) -> int:
        self._read[SIZE] = None
        return len(self._entries)

    def __iter__(self) -> Iterator[Any]:
        return (_noted(self._entries, at, self._read) for at in range(len(self)))

    def __radd__(self, before: list[Any]) -> list[Any]:
        return [*before, *self]

    def unnoted(self) -> Sequence[Any]:
        """Return the entries themselves, all of which then count as read."""
        self._read[WHOLE] = None
        return self._entries


def unnoted(fact: Any) -> Any:
    """Return a fact as it is, to be kept or compared; all of it then counts as read."""
    return fact.unnoted() if isinstance(fact, (Noted, NotedEntries)) else fact


class Compared:
    """Two states of the facts, compared where they were read."""

    def __init__(self, before: Any, after: Any) -> None:
        self._before, self._after = before, after
        self._same: dict[tuple[int, int], bool] = {}  # of collections, which several readers have in common

    def concerns(self, read: Read) -> bool:
        """Whether the states differ in anything that was read."""
        return self._differs(read, self._before, self._after)

    def _differs(self, read: Read, before: Any, after: Any) -> bool:
        if self._are_same(before, after):
            return False
        return WHOLE in read or any(self._differs_at(step, below, before, after) for step, below in read.items())

    def _differs_at(self, step: Any, below: Any, before: Any, after: Any) -> bool:
        if step is KIND:
            return type(before) is not type(after)
        if step is SIZE:
            return _size(before) != _size(after)
        return self._differs(below, _at(before, step), _at(after, step))

    def _are_same(self, before: Any, after: Any) -> bool:
        if before is after:
            return True
        if type(before) not in COLLECTIONS:
            return bool(before == after)
        both = id(before), id(after)
        if both not in self._same:
            self._same[both] = before == after
        return self._same[both]


def _noted(facts: Any, step: Any, read: Read) -> Any:
    below = read.setdefault(step, {KIND: None})
    fact = facts[step]
    if type(fact) is dict:
        return Noted(fact, below)
    if type(fact) is list and fact and type(fact[0]) is dict:
        return NotedEntries(fact, below)
    read[step] = ALL
    return fact


def _at(facts: Any, step: Any) -> Any:
    try:
        return facts[step]
    except (KeyError, IndexError, TypeError):
        return _MISSING


def _size(facts: Any) -> int:
    return len(facts) if isinstance(facts, COLLECTIONS) else -1
