"""Minutes as DOCX, with the styles of Word, so that they can be edited and changed in look."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.domain.text import legal
from app.domain.views.report_shapes import Report
from app.formats.minutes.document import minutes
from app.formats.minutes.proceedings import MinutesLine, Style
from app.formats.text.own_marks import REPORT_CATEGORY
from app.languages.words import Words

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph as DocxParagraph

STYLES = {
    Style.TITLE: "Title",
    Style.ABOUT: "Subtitle",
    Style.HEADING: "Heading 1",
    Style.ITEM: "Heading 2",
    Style.SENTENCE: "Normal",
    Style.NUMBERED: "Normal",
    Style.LISTED: "List Bullet",
    Style.QUOTE: "Quote",
}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
# Languages with the region that Word knows them by.
_REGIONS = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}


def minutes_docx(report: Report, words: Words) -> bytes:
    """Return the document; its paragraphs run in the direction of their text."""
    document = Document()
    _set_language(document, words.language)
    document.core_properties.title = legal(report["title"])[:255]
    document.core_properties.author = ""
    document.core_properties.category = REPORT_CATEGORY
    document.core_properties.comments = ""
    for paragraph in minutes(report, words):
        _add(document, paragraph, words)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _add(document: Docx, paragraph: MinutesLine, words: Words) -> None:
    style = document.styles[STYLES[paragraph.style]]
    added = document.add_paragraph(style=style)
    right_to_left = is_right_to_left(paragraph, words)
    if right_to_left:
        _once(added._p.get_or_add_pPr(), "w:bidi")
    label = paragraph.label
    if paragraph.style is Style.LISTED and label:
        _run(added, f"{label} ", right_to_left, bold=True)
    if paragraph.style is Style.NUMBERED:
        _run(added, f"{label} ", right_to_left)
    _run(added, paragraph.text, right_to_left)
    if paragraph.style is Style.QUOTE and label:
        _run(added, f" — {label}", right_to_left)


def is_right_to_left(paragraph: MinutesLine, words: Words) -> bool:
    """Whether a paragraph runs from right to left: by its first letter, else as the language does."""
    label = paragraph.label if paragraph.style is Style.LISTED else ""
    letter = _LETTER.search(label + paragraph.text)
    return bool(_RIGHT_TO_LEFT.match(letter[0])) if letter else words.direction == "rtl"


def _run(paragraph: DocxParagraph, text: str, right_to_left: bool, *, bold: bool = False) -> None:
    run = paragraph.add_run(legal(text))
    run.bold = run.font.cs_bold = bold or None
    if right_to_left:
        _once(run._r.get_or_add_rPr(), "w:rtl")


def _set_language(document: Docx, language: str) -> None:
    """Say in which language spelling is checked, for each of the scripts that Word tells apart."""
    region = _REGIONS.get(language, "en-GB")
    properties: Any = document.styles["Normal"].element.get_or_add_rPr()
    lang = _once(properties, "w:lang")
    lang.set(qn("w:val"), region if language not in {"ar", "zh"} else "en-GB")
    lang.set(qn("w:eastAsia"), "zh-CN")
    lang.set(qn("w:bidi"), "ar-SA")


def _once(properties: Any, name: str) -> Any:
    element = OxmlElement(name)
    properties.append(element)
    return element
