"""Texts of files: plain text, Markdown and Word documents, safely."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.domain.errors import Invalid
from app.formats.scripts import LARGEST_DOCUMENT, LARGEST_FILE, read_script

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(body: str, name: str = "word/document.xml", before: str = "") -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            name, f'<?xml version="1.0"?>{before}<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'
        )
    return kept.getvalue()


def test_a_word_document_is_read_by_paragraphs() -> None:
    first = "<w:p><w:r><w:t>Dear </w:t><w:tab/><w:t>friends,</w:t></w:r></w:p>"
    second = "<w:p/><w:p><w:r><w:t>é</w:t><w:br/><w:t>b</w:t></w:r></w:p>"
    assert read_script(document(first + second)) == "Dear  friends,\n\né\nb"


def test_deleted_words_are_not_read_and_a_text_box_is_read_once() -> None:
    gone = "<w:p><w:del><w:r><w:delText>Old</w:delText></w:r></w:del><w:r><w:t>New</w:t></w:r></w:p>"
    box = "<w:p><w:r><w:t>Out</w:t><w:pict><w:p><w:r><w:t>In</w:t></w:r></w:p></w:pict></w:r></w:p>"
    assert read_script(document(gone + box)) == "New\n\nOut\n\nIn"


def test_a_text_is_read_in_its_encoding() -> None:
    assert read_script("Günther".encode("utf-16")) == read_script("Günther".encode()) == "Günther"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1", "RTF"),
        (b"\xd0\xcf\x11\xe0", "DOC"),
        (b"a\0b", "no text"),
        (b"PK\x03\x04 broken", "damaged"),
        (document("", name="xl/workbook.xml"), "no Word document"),
        (document("<w:p>"), "damaged"),
        (document("", before='<!DOCTYPE a [<!ENTITY b "c">]>'), "damaged"),
        (document("<w:p>" * 50 + "</w:p>" * 50), "damaged"),
        (document(" " * LARGEST_DOCUMENT), "unpacks"),
        (b"a" * (LARGEST_FILE + 1), "8 MB"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_script(data)
