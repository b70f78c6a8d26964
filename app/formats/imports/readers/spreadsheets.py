"""Spreadsheets other than XLSX: OpenDocument (ODS) and the old Excel format (XLS), every sheet as a table.

The library reads them in Rust; the sizes that an archive declares are checked before, and the cells are counted after.
The process that reads an uploaded file has little memory anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from app.domain.errors import Sentence
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.readers.xlsx import MOST_CELLS, MOST_COLUMNS, MOST_SHEETS, require_modest
from app.formats.imports.tables.cells import MergedCell, Row, Sheet, row_place, sheet_place
from app.formats.imports.tables.tables import read_tables
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes

XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Merge = tuple[tuple[int, int], tuple[int, int]]  # the first and the last cell, each as row and column
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def is_ods(data: bytes) -> bool:
    """Whether this archive begins with the media type of an OpenDocument spreadsheet."""
    return data.startswith(b"PK\x03\x04") and _ODS in data[:200]


def read_spreadsheet(data: bytes, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of an ODS or XLS file.

    Raises:
        NotAProgramme: it cannot be read, is far larger than a programme, or holds none.
    """
    if data.startswith(b"PK"):
        _require_modest(data)
    return read_tables(list(_sheets(data, notes)), "ods" if is_ods(data) else "xls", hints, notes)


_UNREADABLE = Sentence("This looks like a spreadsheet, but it is damaged or locked.")
_UNREADABLE_OLD = Sentence("This looks like an old Excel or Word file (.xls, .doc), but it cannot be read.")


def _require_modest(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            require_modest(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise NotAProgramme(_UNREADABLE.text) from None


def _sheets(data: bytes, notes: Notes) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
    except (CalamineError, OSError, ValueError):
        raise NotAProgramme((_UNREADABLE_OLD if data.startswith(XLS) else _UNREADABLE).text) from None
    cells = 0
    for about in book.sheets_metadata[:MOST_SHEETS]:
        if about.visible != SheetVisibleEnum.Visible:
            notes.guess(sheet_place(about.name), "This sheet is hidden, and was not read.")
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
        except (CalamineError, OSError, ValueError):
            notes.cannot_read(sheet_place(about.name), "", "it cannot be read")
            continue
        if sheet.height > MOST_ROWS:
            raise NotAProgramme("A sheet has more than {most:,} rows, more than a programme needs.", most=MOST_ROWS)
        cells += sheet.height * min(sheet.width, MOST_COLUMNS)
        if cells > MOST_CELLS:
            raise NotAProgramme(
                "This spreadsheet has more than {most:,} cells, more than a programme needs.", most=MOST_CELLS
            )
        name = about.name if len(book.sheet_names) > 1 else ""
        yield Sheet(name, list(_rows(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [], name)))


def _rows(rows: Sequence[Sequence[object]], merges: Sequence[Merge], name: str) -> Iterator[Row]:
    covered = _covered(merges)
    for number, row in enumerate(rows):
        cells: list[object] = [_plain(cell) for cell in row[:MOST_COLUMNS]]
        for index in range(len(cells)):
            corner = covered.get((number, index))
            if corner is not None and corner != (number, index):
                above = rows[corner[0]][corner[1]]
                cells[index] = MergedCell(_plain(above), number - corner[0], index - corner[1])
        if any(cell is not None for cell in cells):
            yield Row(row_place(name, number + 1), cells)


def _covered(merges: Sequence[Merge]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the corner of the merged cell for every place that it covers; rows and columns count from 0."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in merges:
        if (bottom - top + 1) * (right - left + 1) > 50_000 or len(covered) > 100_000:
            continue
        covered |= {(row, column): (top, left) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return covered


def _plain(cell: object) -> object:
    """Convert a cell for tables: blank cells are None, whole numbers have no point."""
    if isinstance(cell, str):
        return cell.strip() or None
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
