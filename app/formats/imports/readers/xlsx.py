"""Spreadsheets (XLSX): every visible sheet as a table, with typed and merged cells."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from app.domain.errors import Sentence
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.tables.cells import MergedCell, Row, Sheet, row_place, sheet_place
from app.formats.imports.tables.tables import read_tables
from app.formats.text.notes import MOST_ROWS, OWN_REPORT, NotAProgramme, Notes
from app.formats.text.own_marks import REPORT_CATEGORY

MOST_UNPACKED = 60 * 1024 * 1024  # bytes
MOST_PARTS = 2_000
MOST_SHEETS = 60
MOST_CELLS = 250_000  # in all sheets together
MOST_COLUMNS = 200
_CELL = re.compile(rb"<(?:\w{1,20}:)?(?:c|si)[ >/]")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row [^>]*?\br=\"(\d{1,9})\"")
_FILLED = re.compile(rb"<(?:\w{1,20}:)?[vt][ >]")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<\0!\0D\0O\0C", b"\0<\0!\0D\0O\0C")
_LOOKS = (
    ("ppt/presentation.xml", Sentence("This looks like a presentation. Copy its text and paste it instead.")),
    (
        "content.xml",
        Sentence("This looks like an OpenDocument text or presentation. Copy its text and paste it instead."),
    ),
    ("Index/Document.iwa", Sentence("This looks like a Numbers or Pages file. Export it as .xlsx or .csv first.")),
)


def read_xlsx(data: bytes, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a workbook.

    Raises:
        NotAProgramme: it is no workbook, unpacks to far more than a programme, or holds no programme.
    """
    merges = _opened(data)
    # This library's warnings about styles and validations are irrelevant here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read_tables(list(_sheets(data, merges, notes)), "xlsx", hints, notes)


def _opened(data: bytes) -> dict[str, bytes]:
    """Return the worksheets' XML by path, after checking that the file is small enough and has no declarations.

    The sizes that an archive declares are binding: more than that is never unpacked.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            require_modest(archive)
            parts = {info.filename: info for info in archive.infolist()}
            if "xl/workbook.xml" not in parts:
                looks = next(
                    (what for name, what in _LOOKS if name in parts),
                    Sentence("This looks like an archive. Unpack it first."),
                )
                raise NotAProgramme(looks)
            if "docProps/core.xml" in parts and REPORT_CATEGORY.encode() in archive.read(parts["docProps/core.xml"]):
                raise NotAProgramme(OWN_REPORT)
            texts = {name: archive.read(info) for name, info in parts.items() if name.endswith((".xml", ".rels"))}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise NotAProgramme("This looks like a spreadsheet or an archive, but it is damaged or locked.") from None
    cells = sum(len(_CELL.findall(text)) for text in texts.values())
    if cells > MOST_CELLS:
        raise NotAProgramme(
            "This spreadsheet has more than {most:,} cells, more than a programme needs.", most=MOST_CELLS
        )
    if any(mark in text for text in texts.values() for mark in _DECLARATIONS):
        raise NotAProgramme("This spreadsheet declares entities of its own, which none should; it was not read.")
    return {name: text for name, text in texts.items() if name.startswith("xl/worksheets/")}


def require_modest(archive: ZipFile) -> None:
    """Refuse an archive that declares far more than a programme unpacks to.

    Raises:
        NotAProgramme: it has too many parts, or too many bytes.
    """
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or len(infos) > MOST_PARTS:
        raise NotAProgramme(
            "This file unpacks to {megabytes:,} MB (parts: {count:,}); no programme needs that.",
            megabytes=unpacked // 1024 // 1024,
            count=len(infos),
        )


def _sheets(data: bytes, texts: dict[str, bytes], notes: Notes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        for number, sheet in enumerate(book.worksheets[:MOST_SHEETS]):
            if sheet.sheet_state != "visible":
                notes.guess(sheet_place(sheet.title), "This sheet is hidden, and was not read.")
                continue
            several = len(book.worksheets) > 1
            text = texts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"), b"")
            name = sheet.title if several else ""
            yield Sheet(name, list(_rows(sheet, name, text)))
            if number == MOST_SHEETS - 1 and len(book.worksheets) > MOST_SHEETS:
                notes.guess("", "Only the first {most} sheets were read.", most=MOST_SHEETS)
    except NotAProgramme:
        raise
    except Exception:  # any error of the library: this is its only way to report one
        raise NotAProgramme("This looks like a spreadsheet, but it is damaged or locked.") from None


def _rows(sheet: Any, name: str, text: bytes) -> Iterator[Row]:
    sheet.reset_dimensions()
    merged = _merged(text)
    tops: dict[tuple[int, int], object] = {}
    corners = set(merged.values())
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if number > MOST_ROWS:
            if _is_filled_from(text, number):
                raise NotAProgramme("A sheet has more than {most:,} rows, more than a programme needs.", most=MOST_ROWS)
            return  # rows that are only coloured
        values = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        for index in range(len(values)) if merged else ():
            if (number, index + 1) in corners:
                tops[number, index + 1] = values[index]
        for index in range(len(values)) if merged else ():
            corner = merged.get((number, index + 1))
            if corner is not None and tops.get(corner) is not None:
                values[index] = MergedCell(tops[corner], number - corner[0], index + 1 - corner[1])
        # The library fills rows up to the widest that is allowed.
        while values and values[-1] is None:
            values.pop()
        if any(cell is not None and cell != "" for cell in values):
            yield Row(row_place(name, number), values)


def _is_filled_from(text: bytes, row: int) -> bool:
    """Whether a sheet has anything in this row or below it."""
    below = (match.start() for match in _ROW.finditer(text) if int(match[1]) >= row)
    first = next(below, None)
    return first is not None and _FILLED.search(text, first) is not None


def _merged(text: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the cells covered by another one, with that one's row and column."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for match in re.finditer(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)\"", text):
        left, top, right, bottom = (_number(part) for part in match.groups())
        if (bottom - top + 1) * (right - left + 1) > 50_000 or len(covered) > 100_000:
            continue
        for row in range(top, min(bottom, MOST_ROWS) + 1):
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                if (row, column) != (top, left):
                    covered[row, column] = (top, left)
    return covered


def _number(part: bytes) -> int:
    """Return a row's number, or a column's from its letters, counted from 1."""
    if part.isdigit():
        return int(part)
    number = 0
    for letter in part:
        number = number * 26 + letter - 64
    return number
