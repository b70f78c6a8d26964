"""Word documents (DOCX): the paragraphs and tables of the body. Only the text of its one part is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from app.domain.errors import Sentence
from app.formats.imports.documents.parts import Block, TableBlock, TextBlock, read_blocks, spread
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.readers.xlsx import require_modest
from app.formats.text.notes import MOST_ROWS, OWN_REPORT, NotAProgramme, Notes
from app.formats.text.own_marks import REPORT_CATEGORY
from app.formats.text.xml import read_xml

_OTHERWISE = Sentence("This looks like a Word document without a table, or lines, of titles with times.")
MOST_LINES = 3 * MOST_ROWS  # rows, and the paragraphs in their cells
MOST_TAGS = 400_000
_ROW_OR_PARAGRAPH = re.compile(r"<(?:\w{1,20}:)?(?:tr|p)[ />]")
BODY = "word/document.xml"
_ABOUT = "docProps/core.xml"
# Text that was deleted or moved away, and the copies of shapes for older programs.
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText"})


def is_docx(data: bytes) -> bool:
    """Whether this archive names the body of a Word document."""
    return data.startswith(b"PK\x03\x04") and BODY.encode() in data[-200_000:]


def read_docx(data: bytes, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a Word document.

    Raises:
        NotAProgramme: it cannot be read, is far larger than a programme, or holds none.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            require_modest(archive)
            if _ABOUT in archive.namelist() and REPORT_CATEGORY.encode() in archive.read(_ABOUT):
                raise NotAProgramme(OWN_REPORT)
            text = archive.read(BODY).decode("utf-8")
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise NotAProgramme("This looks like a Word document, but it is damaged or locked.") from None
    if text.count("<") > MOST_TAGS or len(_ROW_OR_PARAGRAPH.findall(text)) > MOST_LINES:
        raise NotAProgramme("This document has more than {most:,} lines, more than a programme needs.", most=MOST_ROWS)
    body = next((part for part in read_xml(text) if _tag(part) == "body"), None)
    return read_blocks(list(_blocks(body)) if body is not None else [], "docx", _OTHERWISE, hints, notes)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _blocks(parent: Element) -> Iterator[Block]:
    """Yield the paragraphs and tables in a part; those in a frame around them, such as a content control, too."""
    for child in parent:
        tag = _tag(child)
        if tag == "p":
            yield TextBlock(_text(child).strip())
        elif tag == "tbl":
            yield _table(child)
        elif tag in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _blocks(child)


def _table(table: Element) -> TableBlock:
    rows: list[list[tuple[str, int, int]]] = []
    open_cells: dict[
        int, tuple[int, int]
    ] = {}  # by column, where a cell that goes on below stands: row and place in it
    for row in _within(table, "tr"):
        cells: list[tuple[str, int, int]] = []
        column = _skipped(row)
        for cell in _within(row, "tc"):
            across, goes_on = _covers(cell)
            if goes_on == "continue" and column in open_cells:
                at, place = open_cells[column]
                text, down, width = rows[at][place]
                rows[at][place] = (text, down + 1, width)
            else:
                open_cells.pop(column, None)
                if goes_on == "restart":
                    open_cells[column] = (len(rows), len(cells))
                cells.append(("\n".join(filter(None, map(str.strip, map(_text, _within(cell, "p"))))), 1, across))
            column += across
        rows.append(cells)
    return spread(rows)


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the nearest elements with this tag, in the order of the text."""
    for child in parent:
        if _tag(child) == tag:
            yield child
        elif _tag(child) not in _LEFT_OUT:
            yield from _within(child, tag)


def _skipped(row: Element) -> int:
    return sum(_value(part, "gridBefore") for part in row if _tag(part) == "trPr")


def _covers(cell: Element) -> tuple[int, str]:
    """Return how many columns a cell covers, and whether it begins ("restart") or continues a merged one."""
    about = next((part for part in cell if _tag(part) == "tcPr"), None)
    if about is None:
        return 1, ""
    merge = next((part for part in about if _tag(part) == "vMerge"), None)
    goes_on = (
        next((value for key, value in merge.items() if key.endswith("}val")), "continue") if merge is not None else ""
    )
    return max(_value(about, "gridSpan"), 1), goes_on


def _value(parent: Element, tag: str) -> int:
    element = next((part for part in parent if _tag(part) == tag), None)
    text = next((value for key, value in element.items() if key.endswith("}val")), "") if element is not None else ""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _text(element: Element) -> str:
    """Return the visible text in an element, with its tabs and line breaks."""
    pieces: list[str] = []
    waiting = [element]
    while waiting:
        part = waiting.pop()
        tag = _tag(part)
        if tag in _LEFT_OUT or (tag == "r" and _is_hidden(part)):
            continue
        pieces.append(
            {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(
                tag, (part.text or "") if tag == "t" else ""
            )
        )
        waiting.extend(child for child in reversed(part) if _tag(child) not in {"tcPr", "pPr", "tbl"})
    return "".join(pieces)


def _is_hidden(run: Element) -> bool:
    return any(_tag(mark) == "vanish" for about in run if _tag(about) == "rPr" for mark in about)
