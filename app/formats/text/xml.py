"""XML of untrusted files: no declared entities, nothing fetched, limited depth."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.formats.text.notes import NotAProgramme

DEEPEST = 40
MOST_ELEMENTS = 250_000


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
    if "<!ENTITY" in text or re.search(r"<!DOCTYPE[^>\[]{0,2000}\[", text):
        raise NotAProgramme("This XML declares entities of its own, which no schedule needs; it was not read.")
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
