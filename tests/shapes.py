"""Whether a value has the shape that a typed dict promises; for views and reports, whose shapes are for programs."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict


def misfits(value: Any, shape: Any, where: str = "") -> Iterator[str]:
    """Yield the place of every value that the shape does not promise, and of every promised one that is missing."""
    origin, parts = get_origin(shape), get_args(shape)
    if is_typeddict(shape) and isinstance(value, dict):
        yield from _of_dict(value, shape, where)
    elif origin in {list, tuple, dict}:
        for place, item, part in _items(value, parts):
            yield from misfits(item, part, f"{where}[{place}]")
    elif not _fits(value, shape):
        yield f"{where}: {value!r} is not {shape}"


def _fits(value: Any, shape: Any) -> bool:
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Literal:
        return value in parts
    if origin in {UnionType, Union}:
        return any(not list(misfits(value, part)) for part in parts)
    return not is_typeddict(shape) and isinstance(value, shape) and (shape is bool or not isinstance(value, bool))


def _items(value: Any, parts: tuple[Any, ...]) -> Iterator[tuple[object, Any, Any]]:
    """Yield each item of a list, tuple or dict with its place and its shape."""
    if isinstance(value, dict):
        yield from ((name, item, parts[1]) for name, item in value.items())
    elif isinstance(value, tuple):
        yield from ((place, item, part) for place, (item, part) in enumerate(zip(value, parts, strict=True)))
    else:
        yield from ((place, item, parts[0]) for place, item in enumerate(value))


def _of_dict(value: dict[str, Any], shape: Any, where: str) -> Iterator[str]:
    hints = get_type_hints(shape, include_extras=True)
    required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    yield from (f"{where}.{name}: is missing" for name in required - set(value))
    yield from (f"{where}.{name}: is not promised" for name in set(value) - set(hints))
    promised = get_type_hints(shape)
    for name in set(value) & set(promised):
        yield from misfits(value[name], promised[name], f"{where}.{name}")
