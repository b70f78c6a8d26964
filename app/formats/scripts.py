"""Texts to be read aloud, from a file: plain text, Markdown, or a Word document (DOCX)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from app.domain.errors import Invalid, Problem
from app.formats.text.decoding import decode
from app.formats.text.notes import NotAProgramme, Notes
from app.formats.text.xml import read_xml

LARGEST_FILE = 8 * 1024 * 1024  # bytes; a statement with pictures
LARGEST_DOCUMENT = 8 * 1024 * 1024  # bytes of a Word document's text, unpacked
MOST_PARTS = 2_000

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_OTHERS = ((b"%PDF", "a PDF"), (b"{\\rtf", "a rich text (RTF)"), (b"\xd0\xcf\x11\xe0", "an old Word document (DOC)"))


def read_script(data: bytes) -> str:
    """Return the text of a file, its paragraphs separated by empty lines.

    Raises:
        Invalid: it is too large, damaged, or of another kind; the sentence says what to do.
    """
    if len(data) > LARGEST_FILE:
        raise _refused(f"has {len(data) // 1024 // 1024} MB; a text has at most {LARGEST_FILE // 1024 // 1024}")
    if other := next((what for mark, what in _OTHERS if data.startswith(mark)), None):
        raise _refused(f"is {other}; save it as DOCX or as plain text, or paste its text")
    if data.startswith(b"PK"):
        return _document(data)
    try:
        return decode(data, Notes())
    except NotAProgramme:
        raise _refused("is no text; upload plain text, Markdown or DOCX") from None


def _document(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = {info.filename: info for info in archive.infolist()[:MOST_PARTS]}
            if (info := infos.get("word/document.xml")) is None:
                raise _refused("is no Word document; upload plain text, Markdown or DOCX")
            if info.file_size > LARGEST_DOCUMENT:
                raise _refused("unpacks to far more than a text; paste its text instead")
            # The size that an archive declares is binding: more than that is never unpacked.
            xml = archive.read(info).decode()
        root = read_xml(xml)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, NotAProgramme):
        raise _refused("is a damaged or locked Word document; save it again, or paste its text") from None
    return "\n\n".join(text for paragraph in root.iter(f"{_WORD}p") if (text := "".join(_runs(paragraph)).strip()))


def _runs(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph; a text box inside it has paragraphs of its own, and is read once."""
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in {f"{_WORD}p", _FALLBACK}:
            yield from _runs(child)


def _refused(what: str) -> Invalid:
    return Invalid(Problem("file", what))
