"""The record as a workbook: a sheet for each table, typed cells, and no formula from a text that people wrote.

Durations are numbers with a format, so that they can be summed; instants are times of day in the session's zone,
counted from the midnight at which its day began. The workbook counts days from 1904, because only then can Excel show a
negative duration; no cell depends on that otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.text import legal
from app.domain.values import DAY, SECOND
from app.domain.views.report_shapes import Report
from app.formats.record.cells import Column, ColumnKind, CoverageCell, Table, Value, local
from app.formats.record.tables import record_tables
from app.formats.record.words import RecordWords
from app.formats.text.csv_cells import inert
from app.formats.text.own_marks import REPORT_CATEGORY
from app.languages.words import Words

FORMATS = {
    ColumnKind.COUNT: "0",
    ColumnKind.DURATION: "[h]:mm:ss",
    ColumnKind.DIFFERENCE: "+[h]:mm:ss;-[h]:mm:ss;0:00:00",
    ColumnKind.INSTANT: "hh:mm:ss",
    ColumnKind.COVERED: "[h]:mm:ss",
}
WIDTHS = {ColumnKind.TEXT: 24.0, ColumnKind.NAMES: 28.0}
WIDE = {"text": 70.0, "title": 44.0, "function": 44.0, "answer": 60.0}
NUMBER_WIDTH = 13.0
LONGEST_SHEET_NAME = 31
BOLD = Font(bold=True)
RULE = Border(bottom=Side("thin"))
WRAPPED = Alignment(wrap_text=True, vertical="top")
AT_THE_START = Alignment(horizontal="left", vertical="top", wrap_text=True)
AT_THE_END = Alignment(horizontal="right", vertical="top")


def record_xlsx(report: Report, words: Words) -> bytes:
    """Return the workbook. Not for the event loop."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.properties.title = legal(words("Record: {title}", title=report["title"]))
    book.properties.creator = "Rostrum"
    book.properties.category = REPORT_CATEGORY
    midnight = _SessionMidnight(report)
    session, *tables = record_tables(report, words, coded=False)
    _summary(_first(book, words("Summary")), report, session, midnight, RecordWords(words))
    for table in tables:
        _sheet(book.create_sheet(table.title[:LONGEST_SHEET_NAME]), table, midnight)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = words.direction == "rtl"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


class _SessionMidnight:
    """Instants as fractions of the planned day of the session; later days count on."""

    def __init__(self, report: Report) -> None:
        self._zone = report["conference"]["timezone"]
        self._day = local(report["scheduled_start_ms"], self._zone).date()

    def day_part(self, instant_ms: int) -> float:
        at = local(instant_ms, self._zone)
        days = (at.date() - self._day).days
        # Parts of a second are cut, as in all other formats: a spreadsheet would round them.
        since = ((at.hour * 60 + at.minute) * 60 + at.second) * SECOND
        return days + since / DAY


def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title[:LONGEST_SHEET_NAME]
    return sheet


def _summary(sheet: Worksheet, report: Report, session: Table, midnight: _SessionMidnight, said: RecordWords) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34.0, 90.0
    about = [line for line in (report["conference"]["title"], *said.heading(report)) if line]
    lines = [report["title"], *about, "", *said.sentences(report), ""]
    for y, line in enumerate(lines, start=1):
        _across(sheet, y, line)
    _at(sheet, 1, 1).font = Font(bold=True, size=14)
    sheet.row_dimensions[1].height = 40.0
    for y, (column, value) in enumerate(zip(session.columns, session.rows[0], strict=True), start=len(lines) + 1):
        _text(_at(sheet, y, 1), column.label).font = BOLD
        _write(_at(sheet, y, 2), value, column, midnight).alignment = AT_THE_START
    last = len(lines) + len(session.columns) + 2
    _across(sheet, last, said.foot(report))
    sheet.row_dimensions[last].height = 32.0


def _across(sheet: Worksheet, y: int, line: str) -> None:
    _text(_at(sheet, y, 1), line).alignment = WRAPPED
    sheet.merge_cells(start_row=y, end_row=y, start_column=1, end_column=2)


def _at(sheet: Worksheet, y: int, x: int) -> Cell:
    cell = sheet.cell(y, x)
    if not isinstance(cell, Cell):
        raise TypeError(f"row {y}, column {x} is part of a merged cell")
    return cell


def _sheet(sheet: Worksheet, table: Table, midnight: _SessionMidnight) -> None:
    labels = [label for column in table.columns for label in _labels(column)]
    for x, (label, column) in enumerate(labels, start=1):
        head = _text(_at(sheet, 1, x), label)
        head.font, head.border = BOLD, RULE
        head.alignment = Alignment(wrap_text=True, horizontal="left" if column.kind in WIDTHS else "right")
        sheet.column_dimensions[get_column_letter(x)].width = _width(column)
    for y, row in enumerate(table.rows, start=2):
        _row(sheet, y, row, table.columns, midnight)
    if table.total is not None:
        for cell in _row(sheet, len(table.rows) + 2, table.total, table.columns, midnight):
            cell.font = BOLD
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"


def _labels(column: Column) -> list[tuple[str, Column]]:
    """Return two columns for each question of a matrix: how long, and how far that dealt with it."""
    if column.kind is not ColumnKind.COVERED:
        return [(column.label, column)]
    return [(column.label, column), ("", Column(column.key, ""))]


def _row(
    sheet: Worksheet, y: int, row: Iterable[Value], columns: tuple[Column, ...], midnight: _SessionMidnight
) -> list[Cell]:
    made: list[Cell] = []
    for value, column in zip(row, columns, strict=True):
        made.append(_write(_at(sheet, y, len(made) + 1), value, column, midnight))
        if isinstance(value, CoverageCell):
            made.append(_text(_at(sheet, y, len(made) + 1), value.words))
    return made


def _write(cell: Cell, value: Value, column: Column, midnight: _SessionMidnight) -> Cell:
    if isinstance(value, str | tuple):
        _text(cell, column.comma.join(value) if isinstance(value, tuple) else value).alignment = WRAPPED
        return cell
    if value is None:
        return cell
    number = value.ms if isinstance(value, CoverageCell) else value
    cell.value = _number(number, column.kind, midnight)
    cell.number_format, cell.alignment = FORMATS[column.kind], AT_THE_END
    return cell


def _number(value: int, kind: ColumnKind, midnight: _SessionMidnight) -> float:
    """Return a figure for a workbook: counts unchanged, times as fractions of a day."""
    if kind is ColumnKind.COUNT:
        return value
    return midnight.day_part(value) if kind is ColumnKind.INSTANT else _whole_seconds(value) / DAY


def _whole_seconds(ms: int) -> int:
    """Milliseconds without the parts of a second, cut towards zero."""
    return ms // SECOND * SECOND if ms >= 0 else -(-ms // SECOND * SECOND)


def _text(cell: Cell, text: str) -> Cell:
    """Return a text cell for any text: a spreadsheet would execute `=1+1`."""
    text = legal(text)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = inert(text) != text
    return cell


def _width(column: Column) -> float:
    return WIDE.get(column.key, WIDTHS.get(column.kind, NUMBER_WIDTH))
