"""Numbered columns: papers of one session, and the names of several people, in one row."""

from __future__ import annotations

from app.formats.imports.tables.cells import Row
from app.formats.imports.tables.numbered_columns import with_a_row_per_paper, with_whole_names
from app.formats.text.notes import Notes


def table(*rows: list[object]) -> list[Row]:
    return [Row(f"row {number}", cells) for number, cells in enumerate(rows, 1)]


def cells(rows: object) -> list[list[object]]:
    assert isinstance(rows, list)
    return [list(row.cells) for row in rows]


PAPERS: list[object] = ["title", "start", "end", "p1_title", "p1_authors", "p2_title", "p2_authors"]


def test_each_paper_is_a_row_and_shares_the_time_of_its_session() -> None:
    notes = Notes()
    start, end = "2026-06-30 10:00", "2026-06-30 11:00"
    rows = cells(
        with_a_row_per_paper(table(PAPERS, ["Block", start, end, "One", "Ann Lee", "Two", "Bo Chu"]), 0, notes)
    )
    assert rows[0] == ["Session", "Title", "Authors", "Start", "End", "Abstract"]
    assert [(row[0], row[1], row[2], f"{row[3]:%H:%M}", f"{row[4]:%H:%M}") for row in rows[1:]] == [
        ("Block", "One", "Ann Lee", "10:00", "10:30"),
        ("Block", "Two", "Bo Chu", "10:30", "11:00"),
    ]
    assert len(notes.guesses) == 1


def test_a_session_without_papers_is_one_row_and_without_times_only_the_first_paper_begins() -> None:
    rows = table(PAPERS, ["Lunch", "12:00", None, None, None, None, None], ["Block", "13:00", None, "A", "", "B", ""])
    body = cells(with_a_row_per_paper(rows, 0, Notes()))[1:]
    assert [(row[1], row[3]) for row in body] == [("Lunch", "12:00"), ("A", "13:00"), ("B", None)]


def test_one_paper_alone_changes_nothing() -> None:
    rows, notes = table(["title", "p1_title"], ["Block", "One"]), Notes()
    assert with_a_row_per_paper(rows, 0, notes) is rows
    assert notes.guesses == []


def test_first_and_last_name_of_a_numbered_author_become_one_cell() -> None:
    rows = table(
        ["Title", "Author 1 - First Name", "Author 1 - Last Name", "Author 2 - First Name", "Author 2 - Last Name"],
        ["Clocks", "Ann", "Lee", "Bo", None],
    )
    assert cells(with_whole_names(rows, 0))[1] == ["Clocks", "Ann Lee", None, "Bo", None]


def test_columns_that_are_not_in_pairs_stay() -> None:
    rows = table(["Title", "Author 1 - First Name"], ["Clocks", "Ann"])
    assert with_whole_names(rows, 0) is rows
