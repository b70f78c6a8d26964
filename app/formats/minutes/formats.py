"""The formats of minutes, by their names in addresses and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.views.report_shapes import Report
from app.formats.minutes.markdown import minutes_markdown
from app.formats.record.formats import RecordFormat
from app.languages.words import Words

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _docx(report: Report, words: Words) -> bytes:
    # Only a request for a document loads the writer of documents.
    from app.formats.minutes.docx import minutes_docx

    return minutes_docx(report, words)


MINUTES: Mapping[str, RecordFormat] = {
    form.name: form
    for form in (
        RecordFormat("docx", _WORD, _docx),
        RecordFormat("md", "text/markdown; charset=utf-8", minutes_markdown),
    )
}
