"""The record as Markdown, for minutes, tickets and mail. People's texts are escaped and never become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.domain.text import legal
from app.domain.views.report_shapes import Report
from app.formats.record.cells import Table, Value, cell_text
from app.formats.record.tables import document_tables
from app.formats.record.words import RecordWords
from app.formats.text.own_marks import REPORT_MARKDOWN
from app.languages.words import Words


def record_markdown(report: Report, words: Words) -> bytes:
    """Return the document, with the tables of the page in the same order."""
    said = RecordWords(words)
    tables, zone = document_tables(report, words), report["conference"]["timezone"]
    session = tables.pop("session")
    kind, *about = said.heading(report)
    blocks = [
        f"# {escaped(report['title'])}",
        f"**{escaped(kind)}**",
        "\n".join(f"{escaped(line)}  " for line in (report["conference"]["title"], *about) if line).rstrip(),
        f"## {words('Summary')}",
        escaped(words.prose(said.sentences(report))),
        *(block for table in (*tables.values(), session) for block in _blocks(table, zone)),
        escaped(said.foot(report)),
        REPORT_MARKDOWN,
    ]
    return legal("\n\n".join(blocks) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text that Markdown shows unchanged."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$&])", r"\\\1", text)


def _blocks(table: Table, zone: str) -> Iterator[str]:
    yield f"## {escaped(table.title)}"
    if table.facts:
        pairs = zip(table.columns, table.rows[0], strict=True)
        rows = [(c.label, cell_text(v, c, zone)) for c, v in pairs if v not in (None, "", ())]
        yield "\n".join((" | | |", "|---|---|", *map(_line, rows))).strip()
    else:
        rule = "|".join("---:" if column.is_figure else "---" for column in table.columns)
        head = _line(column.label for column in table.columns)
        rows_and_total = (*table.rows, *((table.total,) if table.total is not None else ()))
        yield "\n".join((head, f"|{rule}|", *(_row(row, table, zone) for row in rows_and_total)))


def _row(row: tuple[Value, ...], table: Table, zone: str) -> str:
    return _line(cell_text(value, column, zone) for value, column in zip(row, table.columns, strict=True))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"
