"""Tables of other things are refused as what they look like; programmes that resemble them are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.imports.reading import read, refused, rows

OTHERS, RESEMBLING = Path(__file__).with_name("other_tables.txt").read_text("utf-8").split("********")


def _tables(text: str) -> list[object]:
    blocks = [block.partition("\n") for block in text.split("\n=== ")[1:]]
    heads = [head.partition(" = ") for head, _, _ in blocks]
    return [pytest.param(table, says, id=name) for (_, _, table), (name, _, says) in zip(blocks, heads, strict=True)]


@pytest.mark.parametrize(("table", "says"), _tables(OTHERS))
def test_a_table_of_something_else_is_refused_as_what_it_looks_like(table: str, says: str) -> None:
    assert says in refused(table)


@pytest.mark.parametrize(("table", "says"), _tables(RESEMBLING))
def test_a_programme_is_read_although_its_headings_resemble_another_table(table: str, says: str) -> None:
    programme = read(table)
    assert ([title for _, title, _ in rows(programme)], programme.unread) == (says.split("; "), ())


def test_columns_that_a_person_named_make_a_programme_of_any_table() -> None:
    table = "Flight,Departure,Arrival,Gate\nLH 1,06:45,07:35,A12\nBA 2,07:20,09:55,B4\n"
    chosen = {"flight": "title", "departure": "start", "arrival": "end"}
    assert rows(read(table, columns=chosen)) == [("06:45", "LH 1", 50), ("07:20", "BA 2", 155)]
    assert "a timetable of journeys (Flight, Departure, Arrival, Gate)" in refused(table)
