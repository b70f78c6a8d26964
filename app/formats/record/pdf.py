"""The record as a tagged PDF (PDF/UA-1), set by typst. Texts that people wrote go in as data, never as markup."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from app.domain.views.report_shapes import Report
from app.formats.record.cells import Column, ColumnKind, Table, Value, cell_text
from app.formats.record.glyphs import FONTS, STAND_IN, Glyphs
from app.formats.record.line_breaks import BREAK, SOFT_HYPHEN, breakable, language_of
from app.formats.record.svg import timeline_svg
from app.formats.record.tables import document_tables
from app.formats.record.words import RecordWords
from app.languages.words import Words

HERE = Path(__file__).parent
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
# How columns of text share the width; the others are as wide as their figures.
RUNNING_TEXT = frozenset({"text", "answer"})
MOST_QUESTIONS = 7  # across a page
SHARES = {
    "title": 4,
    "speakers": 4,
    "name": 4,
    "function": 5,
    "text": 8,
    "answer": 5,
    "answered_by": 4,
    "segment": 4,
    "speaker": 4,
    "remark": 6,
    "list": 3,
    "rules": 5,
    "seed": 5,
    "seed_sha256": 6,
    "lots": 3,
}
# Letters per line, estimated low: of a heading, of running text, of a fact, and in a row of a table.
IN_HEADING, IN_TEXT, IN_FACT, IN_ROW = 40, 80, 18, 105
MOST_COLUMNS, IN_SMALL_ROW = 9, 120  # a table with more columns is set smaller
BETWEEN_COLUMNS = 2  # letters
NARROWEST = 8  # letters of a column of text
MOST_BELOW = 8  # names below each other in a cell
MOST_NAMED = 12  # characters that the foot names


def record_pdf(report: Report, words: Words) -> bytes:
    """Return the PDF. Takes a tenth of a second of a processor and more: not for the event loop."""
    document = typeset(report, words)
    try:
        made = document.compile(format="pdf", pdf_standards="ua-1")
    except typst.TypstError:
        # A record without tags is still useful; none at all would not be. `Glyphs` prevents every known cause.
        made = document.compile(format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst made several files of one document")
    return made


def typeset(report: Report, words: Words) -> typst.Compiler:
    """Return the document as typst holds it, before it becomes a file."""
    facts = json.dumps(pages(report, words))
    return typst.Compiler(HERE / "record.typ", font_paths=_fonts(), sys_inputs={"record": facts})


def pages(report: Report, words: Words) -> dict[str, Any]:
    """Return the template's input: every text of the document, printable."""
    return _Pages(report, words).facts()


@cache
def _fonts() -> typst.Fonts:
    """Only our fonts: a record looks the same on every machine, and missing characters are known in advance."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


class _Pages:
    """The contents of one document, with every text printable."""

    def __init__(self, report: Report, words: Words) -> None:
        self._report = report
        self._ = words
        self._zone = report["conference"]["timezone"]
        self._glyphs = Glyphs()
        self._is_rtl = words.direction == "rtl"

    def facts(self) -> dict[str, Any]:
        """Return the template's input."""
        report, words, said = self._report, self._, RecordWords(self._)
        tables = document_tables(report, words)
        session = tables.pop("session")
        conference = report["conference"]["title"]
        return {
            "lang": words.language.partition("-")[0],
            "rtl": self._is_rtl,
            "title": self._plain(words("Record: {title}", title=report["title"])),
            "comma": words.comma,
            "author": "Rostrum",
            "short": self._plain(words("Record: {title}", title=report["slug"])),
            "conference": self._words(conference, IN_TEXT) if conference else None,
            "heading": self._words(self._plain(report["title"]).strip() or report["slug"], IN_HEADING),
            "lines": [self._words(line, IN_TEXT) for line in said.heading(report)],
            "summary_title": words("Summary"),
            "sentences": [self._words(sentence, IN_TEXT) for sentence in said.sentences(report)],
            "timeline_title": words("Timeline"),
            "drawing": timeline_svg(report, words),
            "drawing_words": words("Planned above, actual below; the table of segments has these times in figures."),
            "tables": [self._table(part) for table in (*tables.values(), session) for part in _fitting(table)],
            # Last, when all replaced characters are known.
            "foot": [said.foot(report), *self._missing()],
        }

    def _missing(self) -> list[str]:
        """Return the foot's text about characters that could not be printed."""
        named = [f"U+{ord(character):04X}" for character in self._glyphs.missing]
        if not named:
            return []
        more = [self._("{count} more", count=len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []
        names = self._.list([*named[:MOST_NAMED], *more])
        return [
            self._(
                "{box} stands for a character that no font of this document has: {names}.", box=STAND_IN, names=names
            )
        ]

    def _table(self, table: Table) -> dict[str, Any]:
        facts = [
            {"label": column.label, "value": self._cell(value, column, IN_FACT)}
            for column, value in zip(table.columns, table.rows[0] if table.facts else (), strict=table.facts)
            if value not in (None, "", ())
        ]
        widths = _widths(table, self._zone)
        columns = [
            {"label": self._words(c.label, width), "end": c.is_figure, "share": _share(c, table.key)}
            for c, width in zip(table.columns, widths, strict=True)
        ]
        return {
            "title": table.title,
            "facts": facts if table.facts else None,
            "columns": columns,
            "rows": [line for row in table.rows for line in self._lines(row, table, widths)],
            "total": self._row(table.total, table, widths) if table.total is not None else None,
        }

    def _lines(self, row: Sequence[Value], table: Table, widths: Sequence[int]) -> Iterator[list[dict[str, Any]]]:
        """Yield a row and, across the page below it, the names of a cell that has too many for a column."""
        named = [value for value in row if isinstance(value, tuple) and len(value) > MOST_BELOW]
        short = (self._shortened(value) if value in named else value for value in row)
        yield self._row(short, table, widths)
        for value in named:
            names = [part for name in value for part in self._words(str(name), IN_TEXT)["parts"]]
            parts = [{**part, "text": f"{ISOLATE}{part['text']}{END_ISOLATE}"} for part in names]
            yield [{"parts": parts, "rtl": self._is_rtl, "far": False, "name": False, "across": True}]

    def _shortened(self, names: Any) -> Value:
        return (names[0], self._("{count} more", count=len(names) - 1))

    def _row(self, row: Iterable[Value], table: Table, widths: Iterable[int]) -> list[dict[str, Any]]:
        return [
            self._cell(value, column, width) for value, column, width in zip(row, table.columns, widths, strict=True)
        ]

    def _cell(self, value: Value, column: Column, width: int) -> dict[str, Any]:
        if isinstance(value, tuple) and len(value) > 1:
            # Names in several scripts keep their order.
            parts = [part for name in value for part in self._words(name, width, written=True)["parts"]]
            for part in parts:
                part["text"] = f"{ISOLATE}{part['text']}{END_ISOLATE}"
            return {"parts": parts, "rtl": False, "far": False, "name": True}
        cell = self._words(cell_text(value, column, self._zone), width, written=True)
        # Running text is aligned by its own direction; a name is aligned with its column.
        is_name = column.kind is ColumnKind.NAMES or column.key == "name"
        return {**cell, "far": cell["rtl"] != self._is_rtl and column.key in RUNNING_TEXT, "name": is_name}

    def _words(self, text: str, width: int, *, written: bool = False) -> dict[str, Any]:
        """Return a text for the template: its first letter with a direction decides the direction.

        Args:
            text: as written.
            width: how many letters fit in the line; a longer word can be broken.
            written: whether people wrote all of it, perhaps in another language.
        """
        kept = self._glyphs.printable(text)
        strong = (unicodedata.bidirectional(character) for character in kept)
        rtl = next((d for d in strong if d in {"L", "R", "AL"}), "L") != "L"
        parted = breakable(kept, width)
        if rtl:  # the typesetter would put the hyphen where the line begins
            parted = parted.replace(SOFT_HYPHEN, BREAK)
        return {"parts": [{"text": parted, "lang": language_of(kept, written=written)}], "rtl": rtl}

    def _plain(self, text: str) -> str:
        return self._glyphs.printable(text)


def _fitting(table: Table) -> list[Table]:
    """Return the table itself, or a matrix of many questions as several tables, each with the speakers."""
    if table.key != "coverage" or len(table.columns) <= 1 + MOST_QUESTIONS:
        return [table]
    return [_slice(table, at) for at in range(1, len(table.columns), MOST_QUESTIONS)]


def _slice(table: Table, at: int) -> Table:
    def cut(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (row[0], *row[at : at + MOST_QUESTIONS])

    total = cut(table.total) if table.total is not None else None
    return replace(table, columns=cut(table.columns), rows=tuple(map(cut, table.rows)), total=total)


def _share(column: Column, table: str) -> int:
    if column.kind is ColumnKind.COVERED or table == "coverage":
        return 3 if column.kind is ColumnKind.COVERED else 5  # names, so that few of them take two lines
    return SHARES.get(column.key, 0) if column.kind in {ColumnKind.TEXT, ColumnKind.NAMES} else 0


def _widths(table: Table, zone: str) -> list[int]:
    """Return how many letters fit in each column of text; others, and all headings of figures, are never broken."""
    shares = [_share(column, table.key) for column in table.columns]
    room = IN_ROW if len(shares) <= MOST_COLUMNS else IN_SMALL_ROW
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    unbroken = sum(
        max(map(_letters, [column.label, *(cell_text(row[i], column, zone) for row in rows)])) + BETWEEN_COLUMNS
        for i, (column, share) in enumerate(zip(table.columns, shares, strict=True))
        if not share
    )
    left = max(room - unbroken, 0)
    return [max(left * share // sum(shares) - 1, NARROWEST) if share else room for share in shares]


def _letters(text: str) -> int:
    """Return the width of a text in letters; ideographs are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
