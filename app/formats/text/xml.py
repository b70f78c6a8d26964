"""XML of untrusted files: no declared entities, nothing fetched, limited depth; and as objects and lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.formats.text.notes import NotAProgramme

DEEPEST = 40
MOST_ELEMENTS = 250_000
SHORTEST_REPEATED = 4  # letters of a name that names in it repeat
_TITLES = frozenset({"title", "name"})


class _Shallow(TreeBuilder):
    """Builds a tree of limited depth and size."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise NotAProgramme(
                "This XML has more than {most:,} elements, more than a programme needs.", most=MOST_ELEMENTS
            )
        if self._depth > DEEPEST:
            raise NotAProgramme("This XML is nested deeper than {most}, which no schedule is.", most=DEEPEST)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def read_xml(text: str) -> Element:
    """Return the root of an XML text.

    Raises:
        NotAProgramme: it is not well formed, declares entities, or is nested far too deeply or too large.
    """
    if "<!ENTITY" in text:
        raise NotAProgramme("This XML declares entities of its own, which no schedule needs; it was not read.")
    text = _without_declarations(text)
    # The encoding that it declares was that of the bytes; this is text already.
    text = re.sub(r"\A\s*(<\?xml[^>]{0,300}?)\s+encoding=[\"'][^\"']{0,40}[\"']", r"\1", text)
    parser = XMLParser(target=_Shallow())  # noqa: S314 - without entities, and with its depth watched
    try:
        parser.feed(text)
        root: Element = parser.close()
    except ParseError as error:
        line, column = error.position
        raise NotAProgramme(
            "This looks like XML, but it is not well formed; it is wrong at line {line}, column {column}.",
            line=line,
            column=column,
        ) from None
    return root


def _without_declarations(text: str) -> str:
    """Return an XML without what it declares of its elements, such as values of attributes; lines stay as they are."""
    begins = re.search(r"<!DOCTYPE[^>\[]{0,2000}\[", text)
    ends = re.compile(r"\]\s{0,100}>").search(text, begins.end()) if begins else None
    if begins is None or ends is None:
        return text
    return text[: begins.start()] + "\n" * text.count("\n", begins.start(), ends.end()) + text[ends.end() :]


def as_objects(element: Element) -> Any:
    """Return what an element holds: a text, an object of its attributes and parts, or a list of parts of one kind.

    Parts with parts of their own that come several times in one element are a list in each: the talks of a day.
    """
    counted = ((_name(each), Counter(_name(part) for part in each if len(part))) for each in element.iter())
    return _object(element, {(name, kind) for name, kinds in counted for kind, count in kinds.items() if count > 1})


def _object(element: Element, several: Collection[tuple[str, str]]) -> Any:
    name = _name(element)
    text = (element.text or "").strip()
    if not len(element):
        value: dict[str, Any] = {_name_in(name, key): part for key, part in element.attrib.items()}
        if not value or not text:
            return value or text
        return {**value, ("text" if _TITLES & value.keys() else "title"): text}
    kinds = {_name(part) for part in element}
    if len(kinds) == 1 and not element.attrib and (len(element) > 1 or name.startswith(next(iter(kinds)))):
        return [_object(part, several) for part in element]
    parts: dict[str, list[Any]] = {}
    for part in element:
        parts.setdefault(_name_in(name, _name(part)), []).append(_object(part, several))
    listed = {_name_in(name, _name(part)) for part in element if (name, _name(part)) in several}
    attributes = {_name_in(name, key): part for key, part in element.attrib.items()}
    if name.lower() == "day" and "day" not in attributes:
        attributes = {"day" if key == "number" else key: part for key, part in attributes.items()}
    return {
        **attributes,
        **{key: part[0] if len(part) == 1 and key not in listed else part for key, part in parts.items()},
    }


def _name(element: Element) -> str:
    return _local(str(element.tag))


def _name_in(within: str, name: str) -> str:
    """Return a name without that of the element around it: `title` for `papertitle` in `paper`."""
    name = _local(name)
    is_repeated = len(within) >= SHORTEST_REPEATED and name.lower().startswith(within.lower())
    inner = name[len(within) :].lstrip("_-") if is_repeated else ""
    return inner if len(inner) > 1 else name


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]
