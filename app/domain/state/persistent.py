"""Persistent lists and maps: immutable values; a changed copy shares all unchanged parts with the original.

Folding a journal makes a new session value for each record. Tuples and dicts would copy every long collection (the
questions, the spans of a clock) each time, so that n records cost n² copies. These collections copy only the path to
the changed place, at most 32 entries on each of a few levels, and share everything else:

- A list is a tree of tuples of 32, each level 32 times as wide as the one below, plus a last tuple of up to 32 items
  that is not in the tree yet. Appending copies that last tuple; every 32nd time it becomes a leaf of the tree. (This is
  the bitmapped vector trie of Rich Hickey's Clojure, after Phil Bagwell, "Ideal Hash Trees", 2001.)
- A map is such a list of its entries, in insertion order, and an index from each key to its place. The index is a tree
  over the bits of the keys' hashes whose leaves are small dicts. A key never moves: a session never removes an entry
  from a map.

Both can be shared between threads, because they are never modified.
"""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
C = TypeVar("C")

BITS = 5
WIDTH = 1 << BITS
MASK = WIDTH - 1
SMALL = 16  # entries of a leaf of an index
HASH_BITS = 60

Node = tuple[Any, ...]
_new = object.__new__


def changed(value: C, **changes: Any) -> C:
    """Do as `dataclasses.replace`, for a dataclass without slots and without `__post_init__`.

    It copies all fields in one step instead of passing each to the constructor, which takes an eighth of the time. Each
    record makes a new session, which has many fields.
    """
    copy = _new(type(value))
    fields = copy.__dict__
    fields.update(value.__dict__)
    fields.update(changes)
    return copy


class PersistentList(Sequence[T]):
    """An immutable list. Appending, replacing one item and looking one up take four steps at a million items."""

    __slots__ = ("_root", "_shift", "_size", "_tail")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._size = 0
        self._shift = BITS
        self._root: Node = ()
        self._tail: tuple[T, ...] = ()
        whole = tuple(items)
        for start in range(0, len(whole), WIDTH):
            if self._tail:
                self._root, self._shift = _with_leaf(self._root, self._shift, self._size - WIDTH, self._tail)
            self._tail = whole[start : start + WIDTH]
            self._size += len(self._tail)

    def append(self, item: T) -> PersistentList[T]:
        """Return this list with one more item at its end."""
        tail = self._tail
        if len(tail) < WIDTH:
            return _list(self._size + 1, self._shift, self._root, (*tail, item))
        root, shift = _with_leaf(self._root, self._shift, self._size - WIDTH, tail)
        return _list(self._size + 1, shift, root, (item,))

    def with_item(self, index: int, item: T) -> PersistentList[T]:
        """Return this list with an item replaced; a negative index counts from the end."""
        index = self._place(index)
        if (at := index - self._size + len(self._tail)) >= 0:
            tail = (*self._tail[:at], item, *self._tail[at + 1 :])
            return _list(self._size, self._shift, self._root, tail)
        return _list(self._size, self._shift, _with_item(self._root, self._shift, index, item), self._tail)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(self._size)))
        index = self._place(index)
        if (at := index - self._size + len(self._tail)) >= 0:
            return self._tail[at]
        node = self._root
        for shift in range(self._shift, 0, -BITS):
            node = node[(index >> shift) & MASK]
        entry: T = node[index & MASK]
        return entry

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        for leaf in self.leaves():
            yield from leaf

    def __reversed__(self) -> Iterator[T]:
        for leaf in _leaves_backwards(self._root, self._shift, self._tail):
            yield from reversed(leaf)

    def grew_from(self, before: PersistentList[T]) -> bool:
        """Whether these items begin with all items of an earlier list. It compares only unshared leaves."""
        pairs = zip(before.leaves(), self.leaves(), strict=False)
        return len(before) <= len(self) and all(old is new or old == new[: len(old)] for old, new in pairs)

    def leaves(self) -> Iterator[tuple[T, ...]]:
        """Return all items in tuples of 32, the last one shorter. Lists derived from each other share most of them."""
        yield from _leaves(self._root, self._shift)
        if self._tail:
            yield self._tail

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersistentList):
            return NotImplemented
        if self._size != other._size:
            return False
        return self._tail == other._tail and (self._root is other._root or self._root == other._root)

    def __hash__(self) -> int:
        return hash((self._root, self._tail))

    def __repr__(self) -> str:
        return f"PersistentList({list(self)!r})"

    def _place(self, index: int) -> int:
        place = index + self._size if index < 0 else index
        if not 0 <= place < self._size:
            raise IndexError(index)
        return place


class PersistentMap(Mapping[K, V]):
    """An immutable map in insertion order. Keys are added and never removed."""

    __slots__ = ("_entries", "_index")

    def __init__(self, entries: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        pairs = dict(entries)
        self._entries: PersistentList[tuple[K, V]] = PersistentList(pairs.items())
        self._index: Node | dict[K, int] = {}
        for place, key in enumerate(pairs):
            self._index = _indexed(self._index, hash(key), 0, key, place)

    def with_entry(self, key: K, value: V) -> PersistentMap[K, V]:
        """Return this map with a value for a key, new or present."""
        place = _place_of(self._index, key)
        if place is not None:
            return _map(self._entries.with_item(place, (key, value)), self._index)
        index = _indexed(self._index, hash(key), 0, key, len(self._entries))
        return _map(self._entries.append((key, value)), index)

    def with_entries(self, entries: Mapping[K, V]) -> PersistentMap[K, V]:
        """Return this map with several values set at once."""
        whole = self
        for key, value in entries.items():
            whole = whole.with_entry(key, value)
        return whole

    def place(self, key: K) -> int:
        """Return a key's index in insertion order, from 0; raises KeyError if it is missing."""
        if (place := _place_of(self._index, key)) is None:
            raise KeyError(key)
        return place

    def changed_since(self, before: PersistentMap[K, V]) -> list[K]:
        """Return the keys that an earlier state of this map lacks or has another value for.

        It compares only unshared leaves.
        """
        older = list(before._entries.leaves())
        keys: list[K] = []
        for at, leaf in enumerate(self._entries.leaves()):
            other = older[at] if at < len(older) else ()
            if leaf is not other:
                keys.extend(entry[0] for i, entry in enumerate(leaf) if i >= len(other) or entry != other[i])
        return keys

    def __getitem__(self, key: K) -> V:
        return self._entries[self.place(key)][1]

    def __contains__(self, key: object) -> bool:
        return _place_of(self._index, key) is not None

    def __iter__(self) -> Iterator[K]:
        return (key for key, _ in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> ValuesView[V]:
        return _Values(self)

    def items(self) -> ItemsView[K, V]:
        return _Items(self)

    def entries(self) -> PersistentList[tuple[K, V]]:
        """Return keys with their values, in order."""
        return self._entries

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PersistentMap) and self._entries == other._entries:
            return True
        return Mapping.__eq__(self, other)

    __hash__ = None  # type: ignore[assignment]  # as of every map

    def __repr__(self) -> str:
        return f"PersistentMap({dict(self)!r})"


class _Values(ValuesView[V], Generic[V]):
    """Yields the values straight from the entries, without looking up each key."""

    _mapping: PersistentMap[Any, V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.entries())

    def __reversed__(self) -> Iterator[V]:
        return (value for _, value in reversed(self._mapping.entries()))


class _Items(ItemsView[K, V], Generic[K, V]):
    _mapping: PersistentMap[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return iter(self._mapping.entries())


def _list(size: int, shift: int, root: Node, tail: tuple[T, ...]) -> PersistentList[T]:
    made: PersistentList[T] = _new(PersistentList)
    made._size, made._shift, made._root, made._tail = size, shift, root, tail
    return made


def _map(entries: PersistentList[tuple[K, V]], index: Node | dict[K, int]) -> PersistentMap[K, V]:
    made: PersistentMap[K, V] = _new(PersistentMap)
    made._entries, made._index = entries, index
    return made


def _with_leaf(root: Node, shift: int, index: int, leaf: Node) -> tuple[Node, int]:
    """Return a tree with one more full leaf, whose first item has this index, and the number of index bits it uses."""
    if index >> (shift + BITS):
        return (root, _path(shift, leaf)), shift + BITS
    return _pushed(root, shift, index, leaf), shift


def _pushed(node: Node, shift: int, index: int, leaf: Node) -> Node:
    if shift == BITS:
        return (*node, leaf)
    child = (index >> shift) & MASK
    if child < len(node):
        return (*node[:child], _pushed(node[child], shift - BITS, index, leaf))
    return (*node, _path(shift - BITS, leaf))


def _path(shift: int, leaf: Node) -> Node:
    return leaf if shift == 0 else (_path(shift - BITS, leaf),)


def _with_item(node: Node, shift: int, index: int, item: object) -> Node:
    child = (index >> shift) & MASK
    inner = item if shift == 0 else _with_item(node[child], shift - BITS, index, item)
    return (*node[:child], inner, *node[child + 1 :])


def _leaves(node: Node, shift: int) -> Iterator[Node]:
    if shift == BITS:
        yield from node
        return
    for child in node:
        yield from _leaves(child, shift - BITS)


def _leaves_backwards(root: Node, shift: int, tail: Node) -> Iterator[Node]:
    yield tail
    waiting = [(root, shift)]
    while waiting:
        node, level = waiting.pop()
        if level == BITS:
            yield from reversed(node)
        else:
            waiting.extend((child, level - BITS) for child in node)


def _place_of(index: Any, key: object) -> int | None:
    bits = hash(key)
    while isinstance(index, tuple):
        index = index[bits & MASK]
        bits >>= BITS
    place: int | None = index.get(key)
    return place


def _indexed(node: Any, bits: int, depth: int, key: Hashable, place: int) -> Any:
    """Return an index with one more key; `bits` are the bits of its hash not yet used at this depth."""
    if isinstance(node, dict):
        if len(node) < SMALL or depth >= HASH_BITS:
            return {**node, key: place}
        return _indexed(_split(node, depth), bits, depth, key, place)
    child = bits & MASK
    inner = _indexed(node[child], bits >> BITS, depth + BITS, key, place)
    return (*node[:child], inner, *node[child + 1 :])


def _split(leaf: dict[Any, int], depth: int) -> Node:
    children: list[dict[Any, int]] = [{} for _ in range(WIDTH)]
    for key, place in leaf.items():
        children[(hash(key) >> depth) & MASK][key] = place
    return tuple(children)
