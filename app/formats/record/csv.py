"""The record as CSV, for computation: every table in one file, each row beginning with the name of its table.

Durations are whole milliseconds and named as in the JSON report; each instant is there twice, as milliseconds and as
ISO 8601 in the session's zone. The byte order mark tells Excel that this is UTF-8; no cell is a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from app.domain.views.report_shapes import Report
from app.formats.record.cells import Column, ColumnKind, CoverageCell, Table, Value
from app.formats.record.tables import record_tables
from app.formats.text.csv_cells import BOM, inert
from app.languages.words import Words


def record_csv(report: Report, words: Words) -> bytes:
    """Return the file; the segments come first."""
    zone = ZoneInfo(report["conference"]["timezone"])
    tables = sorted(record_tables(report, words), key=lambda table: table.key != "segments")
    text = StringIO()
    writer = csv.writer(text)
    for table in tables:
        writer.writerow(["table", *(name for column in table.columns for name in _names(column))])
        writer.writerows(_rows(table, zone))
    return (BOM + text.getvalue()).encode()


def _names(column: Column) -> tuple[str, ...]:
    match column.kind:
        case ColumnKind.DURATION | ColumnKind.DIFFERENCE:
            return (f"{column.key}_ms",)
        case ColumnKind.INSTANT:
            return f"{column.key}_ms", column.key
        case ColumnKind.COVERED:
            return f"{column.key}_ms", f"{column.key}_coverage"
        case _:
            return (column.key,)


def _rows(table: Table, zone: ZoneInfo) -> Iterator[list[str | int]]:
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        yield [table.key, *(part for value, column in cells for part in _cells(value, column, zone))]


def _cells(value: Value, column: Column, zone: ZoneInfo) -> tuple[str | int, ...]:
    match column.kind:
        case ColumnKind.INSTANT:
            return ("", "") if value is None else (_whole(value), _iso(_whole(value), zone))
        case ColumnKind.COVERED:
            return (value.ms, value.words) if isinstance(value, CoverageCell) else ("", "")
        case ColumnKind.TEXT | ColumnKind.NAMES:
            return (inert(column.comma.join(value) if isinstance(value, tuple) else str(value or "")),)
        case _:
            return ("",) if value is None else (_whole(value),)


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _iso(instant_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(instant_ms / 1000, zone).isoformat(timespec="milliseconds")
