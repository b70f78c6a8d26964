"""The record as a tagged PDF (PDF/UA-1), set by typst. What people wrote goes in as data, never as markup."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from app.formats.record.svg import timeline_svg
from app.formats.record.tables import Column, Kind, Table, Value, cell_text, document_tables
from app.formats.record.words import foot_words, heading_lines, record_sentences

Gettext = Callable[[str], str]
Report = Mapping[str, Any]

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
# How the width is shared between the columns that can be wide; the others are as wide as their figures.
RUNNING_TEXT = frozenset({"text", "answer"})
MOST_QUESTIONS = 7  # across a page
SHARES = {"title": 4, "speakers": 4, "name": 4, "function": 5, "text": 8, "answer": 5, "segment": 4, "speaker": 4}


def record_pdf(report: Report, t: Gettext, lang: str = "en") -> bytes:
    """The PDF. Takes a tenth of a second of a processor and more: not for the event loop."""
    made = typeset(report, t, lang).compile(format="pdf", pdf_standards="ua-1")
    if not isinstance(made, bytes):
        raise TypeError("typst made several files of one document")
    return made


def typeset(report: Report, t: Gettext, lang: str = "en") -> typst.Compiler:
    """The document as typst holds it, before it becomes a file."""
    facts = json.dumps(_facts(report, t, lang), ensure_ascii=False)
    return typst.Compiler(HERE / "record.typ", font_paths=_fonts(), sys_inputs={"record": facts})


@cache
def _fonts() -> typst.Fonts:
    """Ours, and those of the machine for scripts that ours lack."""
    return typst.Fonts(font_paths=[str(FONTS)])


def _facts(report: Report, t: Gettext, lang: str) -> dict[str, Any]:
    tables, zone = document_tables(report, t), report["conference"]["timezone"]
    session = tables.pop("session")
    return {
        "lang": lang,
        "title": t("Record: {}").format(report["title"]),
        "author": "Rostrum",
        "short": t("Record: {}").format(report["slug"]),
        "conference": _words(report["conference"]["title"]) if report["conference"]["title"] else None,
        "heading": _words(report["title"]),
        "lines": [_words(line) for line in heading_lines(report, t)],
        "summary_title": t("Summary"),
        "sentences": [_words(sentence) for sentence in record_sentences(report, t)],
        "timeline_title": t("Timeline"),
        "drawing": timeline_svg(report, t),
        "drawing_words": t("Planned above, actual below; the table of segments has these times in figures."),
        "tables": [_table(part, zone) for table in (*tables.values(), session) for part in _fitting(table)],
        "foot": foot_words(report, t),
    }  # fmt: skip


def _fitting(table: Table) -> list[Table]:
    """The table itself; a matrix of many questions as several, each with the speakers."""
    if table.key != "coverage" or len(table.columns) <= 1 + MOST_QUESTIONS:
        return [table]
    return [_slice(table, at) for at in range(1, len(table.columns), MOST_QUESTIONS)]


def _slice(table: Table, at: int) -> Table:
    def cut(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (row[0], *row[at : at + MOST_QUESTIONS])

    total = cut(table.total) if table.total is not None else None
    return replace(table, columns=cut(table.columns), rows=tuple(map(cut, table.rows)), total=total)


def _table(table: Table, zone: str) -> dict[str, Any]:
    facts = [
        {"label": column.label, "value": _cell(value, column, zone)}
        for column, value in zip(table.columns, table.rows[0] if table.facts else (), strict=table.facts)
        if value not in (None, "", ())
    ]
    return {
        "title": table.title,
        "empty": table.empty,
        "facts": facts if table.facts else None,
        "columns": [{"label": c.label, "end": c.is_figure, "share": _share(c, table.key)} for c in table.columns],
        "rows": [_row(row, table, zone) for row in table.rows],
        "total": _row(table.total, table, zone) if table.total is not None else None,
    }


def _share(column: Column, table: str) -> int:
    if column.kind is Kind.COVERED or table == "coverage":
        return 3
    return SHARES.get(column.key, 0) if column.kind in {Kind.TEXT, Kind.NAMES} else 0


def _row(row: Iterable[Value], table: Table, zone: str) -> list[dict[str, Any]]:
    return [_cell(value, column, zone) for value, column in zip(row, table.columns, strict=True)]


def _cell(value: Value, column: Column, zone: str) -> dict[str, Any]:
    if isinstance(value, tuple) and len(value) > 1:
        # Names in several scripts keep their order, whichever comes first.
        return {"text": ", ".join(f"{ISOLATE}{name}{END_ISOLATE}" for name in value), "rtl": False, "far": False}
    found = _words(cell_text(value, column.kind, zone))
    # Running text begins where its readers begin; a name stays beside the others of its column.
    return {**found, "far": found["rtl"] and column.key in RUNNING_TEXT}


def _words(text: str) -> dict[str, Any]:
    """A text, and whether it runs from right to left: its first letter with a direction decides."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return {"text": text, "rtl": next((d for d in strong if d in {"L", "R", "AL"}), "L") != "L"}
