"""The record as one self-contained HTML file, to be stored, mailed and printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from app.domain.text import legal
from app.domain.views.report_shapes import Report
from app.formats.record.cells import Column, ColumnKind, Table, Value, cell_text
from app.formats.record.svg import timeline_svg
from app.formats.record.tables import document_tables
from app.formats.record.words import RecordWords
from app.formats.text.own_marks import REPORT_HTML
from app.languages.words import Words

STYLE = """
@page { size: A4; margin: 18mm 16mm }
:root { color-scheme: light dark; font: 16px/1.45 Inter, system-ui, "Noto Sans Arabic", "Noto Sans CJK SC", sans-serif }
body { max-width: 68rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .3rem 0 .8rem }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; break-after: avoid }
header { border-bottom: 2px solid; padding-bottom: 1rem }
header p { margin: 0 }
.summary { max-width: 45rem }
.wide { overflow-x: auto }
svg { display: block; width: 100%; min-width: 44rem; height: auto }
table { width: 100%; border-collapse: collapse; font-size: .875rem }
th, td { padding: .25rem .5rem; text-align: start; vertical-align: top; border-bottom: 1px solid #8886 }
th { vertical-align: bottom; border-bottom: 1px solid }
tfoot td { font-weight: 600; border-bottom: 1px solid }
.end { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
.end bdi { direction: ltr }
footer { margin-top: 2rem; font-size: .85rem }
@media print {
  :root { color-scheme: light; font-size: 10.5pt }
  body { margin: 0; padding: 0; max-width: none }
  table { font-size: 8.5pt }
  th, td { padding: .6mm 1.2mm }
  svg { min-width: 0 }
  tr, svg { break-inside: avoid }
  .wide { overflow: visible }
}
"""
ISOLATED = {ColumnKind.TEXT, ColumnKind.DIFFERENCE}
# The policy under which a server may show the file: its one style sheet, and nothing fetched or executed.
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)


def record_html(report: Report, words: Words) -> bytes:
    """Return the file, with the tables of the page in the same order."""
    said = RecordWords(words)
    tables, zone = document_tables(report, words), report["conference"]["timezone"]
    session = tables.pop("session")
    title, timeline = report["title"], escape(words("Timeline"))
    kind, *about = said.heading(report)
    summary = words.prose(said.sentences(report))
    parts = [
        f'<!doctype html><html lang="{escape(words.mainly)}" dir="{words.direction}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        REPORT_HTML,
        f"<title>{escape(words('Record: {title}', title=title))}</title><style>{STYLE}</style></head><body><main>",
        f"<header>{_paragraph(report['conference']['title'])}<h1 dir=auto>{escape(title)}</h1>",
        f"<p><b>{escape(kind)}</b></p>{''.join(map(_paragraph, about))}</header>",
        f"<h2>{escape(words('Summary'))}</h2><p class=summary dir=auto>{escape(summary)}</p>",
        f"<h2>{timeline}</h2>",
        f'<div class=wide tabindex=0 role=group aria-label="{timeline}">',
        f"{timeline_svg(report, words)}</div>",
        *(_section(table, zone) for table in (*tables.values(), session)),
        f"<footer>{_paragraph(said.foot(report))}</footer></main></body></html>",
    ]
    return legal("\n".join(parts)).encode()


def _paragraph(text: str) -> str:
    return f"<p dir=auto>{escape(text)}</p>" if text else ""


def _section(table: Table, zone: str) -> str:
    return f'<section id="{escape(table.key)}"><h2>{escape(table.title)}</h2>{_body(table, zone)}</section>'


def _body(table: Table, zone: str) -> str:
    if table.facts:
        pairs = zip(table.columns, table.rows[0], strict=True)
        lines = (
            f'<tr><th scope="row">{escape(c.label)}</th>{_cell(v, c, zone)}</tr>'
            for c, v in pairs
            if v not in (None, "", ())
        )
        return f"<table><tbody>{''.join(lines)}</tbody></table>"
    head = "".join(f'<th scope="col"{_end(column)}>{escape(column.label)}</th>' for column in table.columns)
    rows = "".join(_row(row, table.columns, zone) for row in table.rows)
    foot = f"<tfoot>{_row(table.total, table.columns, zone)}</tfoot>" if table.total is not None else ""
    return (
        f'<div class=wide tabindex=0 role=group aria-label="{escape(table.title)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{foot}</table></div>"
    )


def _row(row: Iterable[Value], columns: tuple[Column, ...], zone: str) -> str:
    return f"<tr>{''.join(_cell(value, column, zone) for value, column in zip(row, columns, strict=True))}</tr>"


def _cell(value: Value, column: Column, zone: str) -> str:
    if isinstance(value, tuple):
        return f"<td>{column.comma.join(f'<bdi>{escape(name)}</bdi>' for name in value)}</td>"
    text = escape(cell_text(value, column, zone))
    return f"<td{_end(column)}>{f'<bdi>{text}</bdi>' if column.kind in ISOLATED and text else text}</td>"


def _end(column: Column) -> str:
    return " class=end" if column.is_figure else ""
