"""Spreadsheets: typed cells, merged cells, several sheets, and none that unpacks to more than it should."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from tests.formats.imports.reading import days, people, read, refused, rows


def book(*sheets: tuple[str, list[Any]], then: Callable[[Workbook], object] = lambda _: None) -> bytes:
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]  # a new workbook has one
    for name, cells in sheets:
        sheet = made.create_sheet(name)
        for row in cells:
            sheet.append(row)
    then(made)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def test_typed_cells_are_what_they_are() -> None:
    programme = read(
        book(
            (
                "Programme",
                [
                    ["Annual meeting"],
                    [None],
                    ["Date", "Start", "End", "Length", "Title", "Speaker"],
                    [date(2024, 6, 3), time(9), time(9, 30), None, "One", "Ann Lee"],
                    [datetime(2024, 6, 3), 0.395833333, None, timedelta(minutes=45), "Two", "Bo Chu"],
                    [None, time(10, 15), time(11), None, 3, None],
                ],
            )
        )
    )
    assert (programme.format, programme.title, days(programme)) == ("xlsx", "Annual meeting", ["2024-06-03"])
    assert rows(programme) == [("09:00", "One", 30), ("09:30", "Two", 45), ("10:15", "3", 45)]
    assert programme.sessions[0].items[0].where == "row 4"


def test_headings_are_found_in_any_of_the_first_thirty_rows() -> None:
    above: list[Any] = [[f"Note {n}: please read this"] for n in range(29)]
    table: list[Any] = [["Time", "Title"], [time(9), "One"], [time(10), "Two"]]
    assert [title for _, title, _ in rows(read(book(("S", [*above, *table]))))] == ["One", "Two"]


def test_each_sheet_is_a_day_and_people_may_have_a_sheet_of_their_own() -> None:
    table: list[Any] = [["Time", "Title", "Speaker"], ["9:00-10:00", "One", "Ann Lee"]]
    programme = read(
        book(
            ("3 June 2024", table),
            ("4 June 2024", table),
            ("People", [["Name", "Organisation", "Country"], ["Ann Lee", "ACME", "KE"]]),
        )
    )
    assert (days(programme), programme.counts["items"]) == (["2024-06-03", "2024-06-04"], 2)
    assert [(s.name, s.affiliation, s.country) for s in programme.speakers] == [("Ann Lee", "ACME", "KE")]
    assert programme.sessions[1].items[0].where == "sheet 4 June 2024, row 2"


def test_sheets_that_are_called_like_rooms_are_apart() -> None:
    table: list[Any] = [["Time", "Title"], ["9:00-10:00", "One"], ["10:00-11:00", "Two"]]
    programme = read(book(("Main hall", table), ("Side room", table)))
    assert [(session.title, len(session.items)) for session in programme.sessions] == [
        ("Main hall", 2),
        ("Side room", 2),
    ]
    unnamed = read(book(("Sheet1", table), ("Sheet2", [["Name", "Organisation"], ["Ann Lee", "ACME"]])))
    assert [session.title for session in unnamed.sessions] == ["programme · 30 June 2026"]


def test_merged_cells_say_the_same_of_every_row_that_they_cover() -> None:
    def merge(made: Workbook) -> None:
        sheet = made.worksheets[0]
        for cells in ("A2:A5", "B4:B5", "C2:C3", "A6:D6"):
            sheet.merge_cells(cells)

    programme = read(
        book(
            (
                "S",
                [
                    ["Date", "Time", "Title", "Speaker"],
                    [date(2024, 6, 3), "9:00-9:30", "One", "Ann Lee"],
                    [None, "9:30-10:00", None, "Bo Chu"],
                    [None, "10:00-11:00", "Two", "Cy Dee"],
                    [None, None, "Three", None],
                    ["Tuesday 4 June 2024", None, None, None],
                    [None, "9:00-9:30", "Four", None],
                ],
            ),
            then=merge,
        )
    )
    assert rows(programme) == [
        ("09:00", "One", 60),
        ("10:00", "Two", 60),
        ("10:00", "Three", 60),
        ("09:00", "Four", 30),
    ]
    assert people(programme)["One"] == ["Ann Lee", "Bo Chu"]
    assert days(programme) == ["2024-06-03", "2024-06-04"]


def test_a_merged_cell_of_a_grid_lasts_through_its_rows() -> None:
    programme = read(
        book(
            (
                "S",
                [
                    ["Time", "Room 1", "Room 2"],
                    [time(9), "Long", "Short"],
                    [time(10), None, "Other"],
                    [time(11), "All", None],
                    [time(12), "End", None],
                ],
            ),
            then=lambda made: (made.worksheets[0].merge_cells("B2:B3"), made.worksheets[0].merge_cells("B4:C4"))[0],
        )
    )
    assert {(title, minutes) for _, title, minutes in rows(programme) if title != "End"} == {
        ("Long", 120),
        ("Short", 60),
        ("Other", 60),
        ("All", 60),
    }


def test_a_merged_cell_of_a_week_stands_in_each_of_its_days() -> None:
    cells = [
        ["Time", "Monday", "Tuesday", "Wednesday"],
        ["9:00-10:30", "One", "Two", "Three"],
        ["10:30-11:00", "Coffee", None, None],
        ["11:00-12:00", "Four", "Walk", "Five"],
        ["12:00-13:00", "Lunch", None, None],
        ["13:00-14:00", "Six", None, "Seven"],
    ]
    programme = read(book(("S", cells), then=lambda made: _merge(made, "B3:D3", "C4:C6")))
    assert rows(programme) == [
        ("09:00", "One", 90),
        ("10:30", "Coffee", 30),
        ("11:00", "Four", 60),
        ("12:00", "Lunch", 60),
        ("13:00", "Six", 60),
        ("09:00", "Two", 90),
        ("10:30", "Coffee", 30),
        ("11:00", "Walk", 180),
        ("09:00", "Three", 90),
        ("10:30", "Coffee", 30),
        ("11:00", "Five", 60),
        ("13:00", "Seven", 60),
    ]


def test_a_merged_person_speaks_in_every_row_and_a_merged_break_is_an_item() -> None:
    cells = [
        ["#", "Time", "Title", "Speaker"],
        [1, time(19, 5), "One", "Ann Lee"],
        [2, time(19, 20), "Two", None],
        ["INTERVAL", None, None, None],
        [3, time(20), "Three", "Bo Chu"],
    ]
    programme = read(book(("S", cells), then=lambda made: _merge(made, "D2:D3", "A4:D4")))
    assert people(programme) == {"One": ["Ann Lee"], "Two": ["Ann Lee"], "Three": ["Bo Chu"]}
    assert [item.title for item in programme.sessions[0].items] == ["One", "Two", "INTERVAL", "Three"]


def test_hidden_sheets_are_named_and_not_read() -> None:
    table: list[Any] = [["Time", "Title"], [time(9), "One"]]

    def hide(made: Workbook) -> None:
        made["Old"].sheet_state = "hidden"

    programme = read(book(("New", table), ("Old", table), then=hide))
    assert (programme.counts["items"], [g.where for g in programme.guesses if "hidden" in g.says]) == (1, ["sheet Old"])


def test_rows_that_are_only_coloured_are_no_rows() -> None:
    def colour(made: Workbook) -> None:
        made.worksheets[0].row_dimensions[20_000].height = 30
        made.worksheets[0].cell(15_000, 1).font = Font(bold=True)

    assert read(book(("S", [["Time", "Title"], [time(9), "One"]]), then=colour)).counts["items"] == 1
    filled = book(
        ("S", [["Time", "Title"], [time(9), "One"]]), then=lambda made: made.worksheets[0].cell(15_000, 1, "x")
    )
    assert "more than 10,000 rows" in refused(filled)


def archive(**parts: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (archive(word__document_xml=b"<a/>"), "a Word document"),
        (archive(content_xml=b"<a/>"), "an OpenDocument text"),
        (archive(readme=b"hello"), "an archive"),
        (b"PK\x03\x04 and nothing", "damaged or locked"),
        (archive(xl__workbook_xml=b"<a/>"), "damaged or locked"),
        (archive(xl__workbook_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "declares entities"),
        (archive(xl__workbook_xml=b"<a/>", xl__worksheets__a_xml=b"\0" * (61 << 20)), "unpacks to 61 MB"),
    ],
)
def test_other_archives_are_named(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_a_second_row_of_headings_stands_below_merged_ones() -> None:
    cells = [
        ["Tag", "Zeit", None, "Thema", "Vortragende", None],
        [None, "von", "bis", None, "Name", "Name"],
        [date(2026, 9, 17), time(9), time(9, 30), "One", "Ann Lee", None],
        [None, time(9, 30), time(10, 30), "Two", "Bo Chu", "Cy Dee"],
    ]
    programme = read(book(("S", cells), then=lambda made: _merge(made, "B1:C1", "E1:F1", "A3:A4")))
    assert (rows(programme), programme.unread) == ([("09:00", "One", 30), ("09:30", "Two", 60)], ())
    assert people(programme) == {"One": ["Ann Lee"], "Two": ["Bo Chu", "Cy Dee"]}


def test_headings_may_stand_partly_in_the_row_above_the_others() -> None:
    cells = [
        ["Summit", None, None, None, None],
        ["Time", None, "Session", None, "Venue"],
        ["from", "to", "Title", "Speaker", None],
        [time(9), time(9, 20), "Welcome", "Ann Lee", "Hall 1"],
        [time(9, 20), time(10), "Grids", "Bo Chu", "Hall 2"],
    ]
    programme = read(book(("S", cells), then=lambda made: _merge(made, "A2:B2", "C2:D2")))
    assert sorted(rows(programme)) == [("09:00", "Welcome", 20), ("09:20", "Grids", 40)]
    assert sorted(session.room for session in programme.sessions) == ["Hall 1", "Hall 2"]


def test_the_corner_of_a_grid_may_be_blank_and_a_cell_may_cover_all_rooms() -> None:
    cells = [[None, "Hall 1", "Hall 2"], ["9:00-10:00", "All", None], ["10:00-10:45", "One", "Two"]]
    programme = read(book(("S", cells), then=lambda made: _merge(made, "B2:C2")))
    assert rows(programme) == [("09:00", "All", 60), ("10:00", "One", 45), ("10:00", "Two", 45)]


def _merge(made: Workbook, *ranges: str) -> None:
    for cells in ranges:
        made.worksheets[0].merge_cells(cells)
