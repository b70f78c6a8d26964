"""Word documents and web pages: their tables, else their lines, are programmes; what is none is refused in words."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document

from app.formats.imports.documents.parts import spread
from app.formats.imports.found.findings import Programme
from app.formats.imports.tables.cells import MergedCell
from tests.formats.imports.reading import days, people, places, read, refused, rows

ROWS = [("Time", "Item", "Room"), ("09:00-09:30", "Opening (Ann Lee)", "Hall A"), ("09:30-10:15", "Clocks", "")]


def _docx(*paragraphs: str, table: bool = False, merged: bool = False) -> bytes:
    document, kept = Document(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(0, 3)
        for cells in ROWS:
            for cell, text in zip(made.add_row().cells, cells, strict=True):
                cell.text = text
        if merged:
            made.cell(1, 2).merge(made.cell(2, 2))
    document.save(kept)
    return kept.getvalue()


def _packed(body: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>')
    return kept.getvalue()


def _rooms(programme: Programme) -> list[str]:
    return [session.room for session in programme.sessions for _ in session.items]


def test_a_table_of_a_word_document_has_the_day_above_it_and_merged_cells() -> None:
    programme = read(_docx("Board", "Monday, 5 October 2026", table=True, merged=True))
    assert rows(programme) == [("09:00", "Opening", 30), ("09:30", "Clocks", 45)]
    assert (days(programme), people(programme), _rooms(programme)) == (
        ["2026-10-05"],
        {"Opening": ["Ann Lee"]},
        ["Hall A", "Hall A"],
    )


def test_the_lines_of_a_word_document_are_read_without_deleted_and_hidden_text() -> None:
    lines = ("14:00 Welcome", "14:10 Budget (Ann Lee)", "14:50 End")
    hidden = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>13:00 Secret</w:t></w:r><w:del><w:r><w:t>x</w:t></w:r></w:del></w:p>"
    )
    written = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("4 May 2026", *lines))
    for data in (_docx("4 May 2026", *lines), _packed(hidden + written)):
        assert rows(read(data))[:2] == [("14:00", "Welcome", 10), ("14:10", "Budget", 40)]


def test_a_web_page_is_read_without_scripts_menus_and_comments() -> None:
    page = (
        "<!DOCTYPE html><title>Programme</title><script>var a='08:00 Run'</script><nav><li>Home</nav><!-- 07:00 x -->"
        "<h1>Sci &amp; Co</h1><h2>7 September 2026</h2><table><tr><th>Time<th>Talk<th>Speaker<th>Room</tr>"
        "<tr><td>9:00 &ndash; 9:30<td>Welcome<td>Ann Lee<td rowspan=2>Aula</tr>"
        "<tr><td>9:30 &ndash; 10:15<td>Clocks<br>and springs<td></tr></table>"
        "<h2>8 September 2026</h2><table><tr><th>Time<th>Talk<th>Speaker<th>Room</tr>"
        "<tr><td>10:00 &ndash; 11:00<td>Dams<td>Bo Chu<td>Hall 2</tr></table>"
    )
    programme = read(page)
    assert rows(programme) == [("09:00", "Welcome", 30), ("09:30", "Clocks and springs", 45), ("10:00", "Dams", 60)]
    assert (days(programme), _rooms(programme)) == (["2026-09-07", "2026-09-08"], ["Aula", "Aula", "Hall 2"])


def test_a_row_that_cannot_be_read_is_named_by_its_table_and_row() -> None:
    table = "<table><tr><th>Time<th>Talk<tr><td>9:00 - 9:30<td>Welcome<tr><td>9:99<td>Fog</table>"
    programme = read(f"<html><p>7 September 2026</p>{table}")
    assert places(programme.unread) == ["table 1, row 3"]


def test_the_lines_of_a_web_page_without_a_table_are_read() -> None:
    cards = "".join(
        f"<div><span>{at}</span><h3>{what}</h3></div>" for at, what in (("18:30", "Doors"), ("19:00", "Clocks"))
    )
    page = f"<html><h1>Night</h1><p>12 November 2026</p>{cards}<div>20:00 Drinks</div></html>"
    assert rows(read(page)) == [("18:30", "Doors", 30), ("19:00", "Clocks", 60), ("20:00", "Drinks", 0)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_docx("Dear Ann,", "we meet on 3 May. Yours, Bo"), "a Word document without a table"),
        (_packed("")[:-30], "damaged"),
        (_packed("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 100_000 + "</w:tbl>"), "more than 10,000 lines"),
        (_packed("<w:tbl><w:tr><w:tc>" * 30), "nested deeper"),
        (b"<html>" + b"<a " * 300_000, "larger than one with a programme"),
        (b"<html><table>" + b"<tr><td>10:00<td>x" * 20_000, "larger than one with a programme"),
        (b"<html><table><tr><th>Product<th>Price<tr><td>Tea<td>3.50<tr><td>Coffee<td>4.20</table>", "a web page"),
        (b"<html>" + b"<!--" * 100_000, "a web page"),
    ],
    ids=["letter", "damaged", "rows", "depth", "tags", "rows of a page", "prices", "comments"],
)
def test_other_documents_are_refused_in_words(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_cells_that_cover_others_are_spread_within_limits() -> None:
    table = spread([[("A", 2, 1), ("B", 1, 2)], [("C", 1, 1), ("D", 1, 1)], []])
    assert [list(row) for row in table.rows] == [
        ["A", "B", MergedCell("B", 0, 1)],
        [MergedCell("A", 1, 0), "C", "D"],
    ]


def test_a_table_without_times_in_a_cell_is_told_where_it_stands() -> None:
    papers = "<table><tr><th>Presenter</th><th>Title</th></tr><tr><td>Ann Lee</td><td>Springs</td></tr></table>"
    page = (
        "<table><tr><th>Time</th><th>Title</th></tr><tr><td>9:00-9:15</td><td>Opening</td></tr>"
        "<tr><td>9:15-10:00</td><td>Papers</td></tr>"
        f'<tr><td colspan="2">{papers}{papers}</td></tr><tr><td>10:00-10:30</td><td>Coffee</td></tr></table>'
    )
    programme = read(page)
    assert [title for _, title, *_ in rows(programme)] == ["Opening", "Papers", "Coffee"]
    assert ["Ann Lee \u2013 Springs" in row.text for row in programme.unread] == [True]
