"""A played session in every format: read back, cell by cell, they all say the same, and nothing in them is alive."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from app.domain.messages import commands as c
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from app.formats.record.cells import ColumnKind, CoverageCell, Table, cell_text
from app.formats.record.csv import record_csv
from app.formats.record.formats import FORMATS
from app.formats.record.html import STYLE, record_html
from app.formats.record.markdown import record_markdown
from app.formats.record.pdf import pages, record_pdf, typeset
from app.formats.record.tables import document_tables, record_tables
from app.formats.record.words import RecordWords
from app.formats.record.xlsx import record_xlsx
from app.formats.rehearsal import read_rehearsal
from app.languages.languages import LANGUAGES, PSEUDO
from app.languages.words import ENGLISH, words_in
from app.service.rehearsal import rehearse
from tests.fakes import START, Scene, document, minutes, plan
from tests.played import FORMULA, MARKUP, played_report

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "session-v.jsonl"
ZONE = ZoneInfo("America/New_York")
Grid = list[list[str]]


async def rehearsed_report() -> Report:
    lines = [line.says async for line in rehearse(read_rehearsal(EXAMPLE.read_text().splitlines()))]
    said: Any = lines[-1]
    reported: Report = said
    return reported


async def the_reports() -> list[Report]:
    return [
        played_report(),
        played_report(close=False),
        await rehearsed_report(),
        report(Scene(plan(panellists=0)).session, START),
    ]


def expected(table: Table, zone: str) -> Grid:
    """What every document says of a table; facts as pairs."""
    if table.facts:
        pairs = zip(table.columns, table.rows[0], strict=True)
        return [[c.label, cell_text(v, c, zone)] for c, v in pairs if v not in (None, "", ())]
    rows = (*table.rows, *((table.total,) if table.total is not None and table.rows else ()))
    texts = [[cell_text(v, c, zone) for v, c in zip(row, table.columns, strict=True)] for row in rows]
    return [[column.label for column in table.columns], *texts] if texts else []


def documents_say(facts: Report) -> dict[str, Grid]:
    zone = facts["conference"]["timezone"]
    return {table.title: expected(table, zone) for table in document_tables(facts, ENGLISH).values()}


class TablesOf(HTMLParser):
    """The tables of a page by the heading before them, and its other text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, Grid] = {}
        self.tags: set[str] = set()
        self._heading = ""
        self._into: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "h2":
            self._into = []
        elif tag == "tr":
            self.tables.setdefault(self._heading, []).append([])
        elif tag in {"td", "th"}:
            self._into = []

    def handle_data(self, data: str) -> None:
        self._into.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._heading = "".join(self._into)
            self.tables[self._heading] = []
        elif tag in {"td", "th"}:
            self.tables[self._heading][-1].append("".join(self._into))


def html_says(facts: Report) -> dict[str, Grid]:
    read = TablesOf(record_html(facts, ENGLISH).decode())
    return {title: rows for title, rows in read.tables.items() if title not in {"Summary", "Timeline"}}


def markdown_says(facts: Report) -> dict[str, Grid]:
    says: dict[str, Grid] = {}
    rows: Grid = []
    for block in record_markdown(facts, ENGLISH).decode().split("\n\n"):
        if block.startswith("## "):
            says[block.removeprefix("## ")] = rows = []
        elif block.startswith("|"):
            lines = [line for line in block.splitlines() if not re.fullmatch(r"\|[-|:]+\|", line)]
            rows += [cells for line in lines if any(cells := _markdown_cells(line))]
    return {title: rows for title, rows in says.items() if title != "Summary"}


def _markdown_cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.replace(r"\\", "\0"))[1:-1]
    return [re.sub(r"\\(.)", r"\1", cell).replace("\0", "\\").strip() for cell in cells]


def pdf_says(facts: Report) -> dict[str, Grid]:
    """What typst has laid out: by heading, the cells of the table or grid that follows."""
    document = typeset(facts, ENGLISH)
    titles = [pdf_text(heading["body"]) for heading in json.loads(document.query("heading.where(level: 2)"))]
    tables = [_pdf_table(table) for table in json.loads(document.query("table"))]
    wanted = documents_say(facts)
    says: dict[str, Grid] = {}
    for title in titles[2:]:
        if title in FACTS:
            says[title] = [*tables.pop(0), *tables.pop(0)]
        else:
            says[title] = tables.pop(0) if wanted[title] else []
    assert tables == []
    return says


FACTS = {"Session", "Audience questions in figures"}


def _pdf_table(table: dict[str, Any]) -> Grid:
    cells: list[str] = []
    for child in table["children"]:
        for cell in child["children"] if child["func"] == "header" else [child]:
            cells.append(pdf_text(cell["body"]))
    width = len(table["columns"])
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def pdf_text(body: Any) -> str:
    if isinstance(body, list):
        return "".join(map(pdf_text, body))
    if isinstance(body, dict):
        if body.get("func") == "space":
            return " "
        if body.get("func") == "smartquote":
            return '"' if body.get("double", True) else "'"
        return "".join(pdf_text(body[name]) for name in ("text", "child", "children", "body") if name in body)
    return re.sub("[\u2068\u2069\u00ad\u200b]", "", str(body))


@pytest.mark.parametrize("says", [html_says, markdown_says, pdf_says])
async def test_the_documents_say_the_same_in_every_cell(says: Callable[[Report], dict[str, Grid]]) -> None:
    for facts in await the_reports():
        assert says(facts) == documents_say(facts)


async def test_the_csv_has_every_figure_to_the_millisecond() -> None:
    for facts in await the_reports():
        text = record_csv(facts, ENGLISH).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text)))
        for table in record_tables(facts, ENGLISH):
            heads = [row for at, row in enumerate(rows) if row[0] == "table" and _head_of(rows, at) == table.key]
            body = [row for row in rows if row[0] == table.key]
            assert len(body) == len(table.rows)
            if body:
                read = [dict(zip(heads[0][1:], row[1:], strict=True)) for row in body]
                assert read == [_csv_row(row, table) for row in table.rows]


def _head_of(rows: list[list[str]], at: int) -> str:
    return rows[at + 1][0] if at + 1 < len(rows) else ""


def _csv_row(row: tuple[Any, ...], table: Table) -> dict[str, str]:
    says: dict[str, str] = {}
    for value, column in zip(row, table.columns, strict=True):
        text = "" if value is None else str(value)
        match column.kind:
            case ColumnKind.DURATION | ColumnKind.DIFFERENCE:
                says[f"{column.key}_ms"] = text
            case ColumnKind.INSTANT:
                says[f"{column.key}_ms"] = text
                at = datetime.fromtimestamp(value / 1000).astimezone() if value is not None else None
                zoned = at.astimezone(ZONE).isoformat(timespec="milliseconds") if at else ""
                says[column.key] = zoned
            case ColumnKind.COVERED:
                says[f"{column.key}_ms"], says[f"{column.key}_coverage"] = str(value.ms), value.words
            case ColumnKind.NAMES:
                says[column.key] = "; ".join(value)
            case _:
                says[column.key] = text
        if column.kind in {ColumnKind.TEXT, ColumnKind.NAMES} and says[column.key][:1] in {"=", "+", "-", "@"}:
            says[column.key] = f"'{says[column.key]}"
    return says


async def test_the_workbook_has_every_figure_as_a_number_of_whole_seconds() -> None:
    for facts in await the_reports():
        book = load_workbook(BytesIO(record_xlsx(facts, ENGLISH)))
        session, *tables = record_tables(facts, ENGLISH, coded=False)
        assert book.sheetnames == ["Summary", *(table.title for table in tables)]
        for table in tables:
            rows = list(book[table.title].iter_rows(min_row=2))
            wanted = [*table.rows, *([table.total] if table.total else [])]
            assert [[_cell(c) for c in row] for row in rows] == [_xlsx_row(row, table) for row in wanted]
        summary = {row[0].value: row[1] for row in book["Summary"].iter_rows() if row[1].value is not None}
        assert [(c.label, _cell(summary[c.label])) for c in session.columns if c.label in summary] == [
            (c.label, _plain(v, c.kind))
            for c, v in zip(session.columns, session.rows[0], strict=True)
            if v not in (None, "", ())
        ]


def _cell(cell: Any) -> Any:
    """A cell as (value, is it text): times as milliseconds."""
    value = cell.value
    if isinstance(value, timedelta):
        return round(value.total_seconds() * 1000)
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return round(((value.hour * 60 + value.minute) * 60 + value.second) * 1000 + value.microsecond / 1000)
    assert value is None or isinstance(value, int) or cell.data_type == "s"
    return value


def _xlsx_row(row: tuple[Any, ...], table: Table) -> list[Any]:
    says: list[Any] = []
    for value, column in zip(row, table.columns, strict=True):
        says.append(_plain(value, column.kind))
        if isinstance(value, CoverageCell):
            says.append(value.words or None)
    return says


def _plain(value: Any, kind: ColumnKind) -> Any:
    """A figure as the workbook has it: whole seconds, cut towards zero as in every other format."""
    if isinstance(value, CoverageCell):
        return int(value.ms / 1000) * 1000
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if kind is ColumnKind.INSTANT and value is not None:
        at = datetime.fromtimestamp(value / 1000, ZONE)
        return ((at.hour * 60 + at.minute) * 60 + at.second) * 1000
    if kind in {ColumnKind.DURATION, ColumnKind.DIFFERENCE} and value is not None:
        return int(value / 1000) * 1000
    return None if value == "" else value


async def test_tables_and_report_agree_in_every_figure() -> None:
    for facts in await the_reports():
        tables = {table.key: table for table in record_tables(facts, ENGLISH)}
        keys = [column.key for column in tables["segments"].columns]
        for row, segment in zip(tables["segments"].rows, facts["segments"], strict=True):
            read = dict(zip(keys, row, strict=True))
            for name in ("planned", "granted", "spent", "paused", "interrupted", "over"):
                assert read[name] == dict(segment)[f"{name}_ms"]
            assert (read["started_at"], read["ended_at"]) == (segment["started_at_ms"], segment["ended_at_ms"])
        assert [row[-1] for row in tables["speakers"].rows] == [speaker["spent_ms"] for speaker in facts["speakers"]]
        matrix = [[cell.ms for cell in row[2:] if isinstance(cell, CoverageCell)] for row in tables["coverage"].rows]
        by_speaker = [
            [q["by_speaker"][speaker["id"]]["spent_ms"] for q in facts["guiding_questions"]]
            for speaker in facts["speakers"]
        ]
        assert matrix == ([*by_speaker, [q["moderator_ms"] for q in facts["guiding_questions"]]] if matrix else [])


def test_what_people_wrote_stays_text_everywhere() -> None:
    facts = played_report()
    html = record_html(facts, ENGLISH).decode()
    assert TablesOf(html).tags.isdisjoint({"script", "strong", "img", "a"})
    assert (html.count("<b>"), html.count("<style>")) == (1, 1)
    assert "style=" not in html
    book = load_workbook(BytesIO(record_xlsx(facts, ENGLISH)))
    formulas = [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert FORMULA in [cell.value for cell in book["Segments"]["D"]]
    assert MARKUP in facts["title"]


def test_the_pdf_is_tagged_and_says_for_whom_it_is_accessible() -> None:
    made = record_pdf(played_report(), ENGLISH)
    assert made.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part>1<" in made


def test_a_matrix_of_many_questions_is_cut_to_the_width_of_the_page() -> None:
    many = [{"id": f"q{n}", "text": f"Question {n}?"} for n in range(1, 21)]
    scene = Scene(plan(guiding_questions=many))
    assert "coverage" not in document_tables(report(scene.session, START), ENGLISH)
    scene.send(c.OpenSession(), c.Advance(), c.Advance(), c.FocusQuestion("q1"))
    document = typeset(report(scene.wait(minutes(1)).session, scene.now, scene.records), ENGLISH)
    widths = [len(table["columns"]) for table in json.loads(document.query("table"))]
    assert (max(widths), widths.count(8), widths.count(7)) == (9, 2, 1)


def test_a_long_word_can_break_where_wide_figures_leave_its_column_little_room() -> None:
    segments = document()["segments"]
    segments[0] |= {"title": "Rechtsschutzversicherungsgesellschaften"}
    scene = Scene(plan(segments=segments))
    scene.send(c.OpenSession(), c.Advance(), c.Advance())
    scene.wait(minutes(200)).send(c.CloseSession())
    made = pages(report(scene.session, scene.now, scene.records), ENGLISH)
    cells = next(table for table in made["tables"] if table["title"] == "Segments")["rows"][0]
    assert "over by 3 h 17 min" in [cell["parts"][0]["text"] for cell in cells]
    assert max(map(len, cells[1]["parts"][0]["text"].split("\u00ad"))) <= 10


def test_the_sentences_are_in_every_document() -> None:
    facts = played_report()
    text = " ".join(RecordWords(ENGLISH).sentences(facts))
    assert text in record_markdown(facts, ENGLISH).decode().replace("\\", "")
    assert text in record_html(facts, ENGLISH).decode()


def test_every_format_is_written_from_a_report() -> None:
    facts = played_report()
    for form in FORMATS.values():
        assert len(form.write(facts, ENGLISH)) > 1_000
    assert json.loads(FORMATS["json"].write(facts, ENGLISH)) == json.loads(json.dumps(facts))


def test_a_session_without_a_programme_that_was_not_opened_has_a_record() -> None:
    facts = report(Scene(plan(segments=[], speakers=[], moderator=None, guiding_questions=[])).session, START)
    for form in FORMATS.values():
        assert len(form.write(facts, ENGLISH)) > 500


def test_the_style_of_the_file_is_the_one_its_policy_names() -> None:
    assert f"<style>{STYLE}</style>" in record_html(played_report(), ENGLISH).decode()


def test_a_record_in_arabic_runs_from_right_to_left() -> None:
    facts, arabic = played_report(), words_in("ar")
    html = record_html(facts, arabic).decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert '<html lang="en" dir="ltr">' in record_html(facts, ENGLISH).decode()
    for words, direction in ((arabic, True), (ENGLISH, False)):
        sheets = load_workbook(BytesIO(record_xlsx(facts, words))).worksheets
        assert {bool(sheet.sheet_view.rightToLeft) for sheet in sheets} == {direction}


@pytest.mark.parametrize("language", [*LANGUAGES, *PSEUDO])
def test_a_record_is_written_in_each_language_in_all_formats(language: str) -> None:
    for form in FORMATS.values():
        assert len(form.write(played_report(), words_in(language))) > 500


def test_many_names_stand_across_the_page_below_their_row() -> None:
    people = [{"id": f"p{n}", "name": f"Speaker {n}"} for n in range(9)]
    segments = [
        {"id": "s1", "kind": "discussion", "title": "All", "speakers": [p["id"] for p in people], "planned": 60}
    ]
    of_all = plan(speakers=people, segments=segments, moderator=None, guiding_questions=[])
    made = pages(report(Scene(of_all).session, START), ENGLISH)
    row, below = next(table for table in made["tables"] if table["title"] == "Segments")["rows"]
    texts = [part["text"].strip("\u2068\u2069") for cell in row for part in cell["parts"]]
    assert ("Speaker 0" in texts, "8 more" in texts, "Speaker 1" in texts) == (True, True, False)
    assert [part["text"].strip("\u2068\u2069") for part in below[0]["parts"]] == [p["name"] for p in people]
    assert record_pdf(report(Scene(of_all).session, START), ENGLISH).startswith(b"%PDF")
