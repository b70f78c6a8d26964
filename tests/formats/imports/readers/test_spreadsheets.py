"""OpenDocument spreadsheets, and workbooks of the old Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.imports.hostile import ods
from tests.formats.imports.reading import people, places, read, refused, rows


def table(name: str, *lines: list[str]) -> str:
    rows = "".join(f"<table:table-row>{''.join(line)}</table:table-row>" for line in lines)
    return f'<table:table table:name="{name}">{rows}</table:table>'


def text(value: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def clock(hours: int, minutes: int) -> str:
    value = f'office:value-type="time" office:time-value="PT{hours:02}H{minutes:02}M00S"'
    return f"<table:table-cell {value}><text:p>{hours}:{minutes:02}</text:p></table:table-cell>"


def test_an_opendocument_spreadsheet_is_a_programme() -> None:
    sheet = table(
        "Plan",
        [text("Start"), text("End"), text("Title"), text("Speaker")],
        [clock(9, 0), clock(9, 30), text("One"), text("Ann Lee")],
        [clock(9, 30), clock(10, 15), text("Two"), text("")],
    )
    programme = read(ods(sheet))
    assert (programme.format, rows(programme)) == ("ods", [("09:00", "One", 30), ("09:30", "Two", 45)])
    assert people(programme) == {"One": ["Ann Lee"]}


def test_a_workbook_of_the_old_excel_is_a_programme() -> None:
    programme = read(Path(__file__).with_name("programme.xls").read_bytes())
    assert programme.format == "xls"
    assert rows(programme) == [("09:00", "One", 30), ("09:30", "Two", 45), ("14:00", "Three", 45)]
    assert [session.title for session in programme.sessions][1:] == ["Afternoon"]
    assert people(programme) == {"One": ["Ann Lee", "Bo Chu"]}
    assert "sheet Hidden" in places(programme.guesses)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Excel or Word file (.xls, .doc), but it cannot"),
        (ods(table("A", [text("x")]))[:-40], "damaged or locked"),
        (ods("<table:table"), "There is nothing in this file"),
        (ods(table("A", *[[text("x")]] * 10_001)), "more than 10,000 rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_rows_that_are_only_repeated_blanks_are_no_rows() -> None:
    wide = '<table:table-cell table:number-columns-repeated="16384"/>'
    tall = f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>'
    lines = table("A", [text("Start"), text("Title")], [text("9:00"), text("One")])
    programme = read(ods(lines.replace("</table:table>", f"{tall}</table:table>")))
    assert rows(programme)[0][:2] == ("09:00", "One")
