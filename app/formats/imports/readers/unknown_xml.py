"""XML of unknown programs as objects and lists, as a JSON of the same content would have them."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from app.formats.imports.readers.json_fields import has_title


def as_objects(element: Element) -> Any:
    """Return what an element holds: a text, an object of its attributes and parts, or a list of parts of one kind."""
    name = _name(element)
    text = (element.text or "").strip()
    if not len(element):
        value: dict[str, Any] = {_name_in(name, key): part for key, part in element.attrib.items()}
        if not value or not text:
            return value or text
        return {**value, ("text" if has_title(value) else "title"): text}
    kinds = {_name(part) for part in element}
    if len(kinds) == 1 and not element.attrib and (len(element) > 1 or name.startswith(next(iter(kinds)))):
        return [as_objects(part) for part in element]
    parts: dict[str, list[Any]] = {}
    for part in element:
        parts.setdefault(_name_in(name, _name(part)), []).append(as_objects(part))
    attributes = {_name_in(name, key): part for key, part in element.attrib.items()}
    return {**attributes, **{key: part[0] if len(part) == 1 else part for key, part in parts.items()}}


def _name(element: Element) -> str:
    return _local(str(element.tag))


def _name_in(within: str, name: str) -> str:
    """Return a name without that of the element around it: `title` for `papertitle` in `paper`."""
    name = _local(name)
    inner = name[len(within) :].lstrip("_-") if name.lower().startswith(within.lower()) else ""
    return inner if len(inner) > 1 else name


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]
