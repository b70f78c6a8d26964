"""The formats of the record, all written from the same report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic_core import to_json

from app.domain.views.report_shapes import Report
from app.formats.record.csv import record_csv
from app.formats.record.html import POLICY, record_html
from app.formats.record.markdown import record_markdown
from app.languages.words import Words


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """A file format: its name in addresses and commands, its media type, and its writer."""

    name: str
    media_type: str
    write: Callable[[Report, Words], bytes]
    headers: Mapping[str, str] = field(default_factory=dict)


def write_json(report: Report, _: Words) -> bytes:
    """Return the report itself."""
    return to_json(report)


def _xlsx(report: Report, words: Words) -> bytes:
    # Only a request for a workbook loads the workbook writer.
    from app.formats.record.xlsx import record_xlsx

    return record_xlsx(report, words)


def _pdf(report: Report, words: Words) -> bytes:
    from app.formats.record.pdf import record_pdf

    return record_pdf(report, words)


FORMATS: Mapping[str, RecordFormat] = {
    form.name: form
    for form in (
        RecordFormat("json", "application/json", write_json),
        RecordFormat("csv", "text/csv; charset=utf-8", record_csv),
        RecordFormat("md", "text/markdown; charset=utf-8", record_markdown),
        RecordFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
        RecordFormat("html", "text/html; charset=utf-8", record_html, {"Content-Security-Policy": POLICY}),
        RecordFormat("pdf", "application/pdf", _pdf),
    )
}
