"""Tables with unknown headings, or without any: a person says what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from app.formats.imports.found.findings import FoundColumn, Programme, UnknownColumns
from tests.formats.imports.reading import read

UNKNOWN = "Qx;Qy;Qz;Qw\nA1;Willkommen;20;Ann Lee\nA2;Die Zukunft;30;Bo Chu\n"
NO_HEADINGS = "Willkommen im Haus;20;Ann Lee\nDie Zukunft der Bahn;30;Bo Chu\n"


def refused(text: str, columns: Mapping[str, str] = MappingProxyType({})) -> list[FoundColumn]:
    with pytest.raises(UnknownColumns) as refusal:
        read(text, columns=columns)
    return list(refusal.value.columns)


def items(programme: Programme) -> list[tuple[str, int]]:
    return [(item.title, item.planned_ms // 60_000) for session in programme.sessions for item in session.items]


def test_unknown_headings_are_told_and_read_once_they_have_fields() -> None:
    columns = refused(UNKNOWN)
    assert [(column.key, column.field, column.samples) for column in columns] == [
        ("qx", "", ("A1", "A2")),
        ("qy", "", ("Willkommen", "Die Zukunft")),
        ("qz", "", ("20", "30")),
        ("qw", "", ("Ann Lee", "Bo Chu")),
    ]
    chosen = {"qy": "title", "qz": "duration", "qw": "speakers"}
    programme = read(UNKNOWN, columns=chosen)
    assert items(programme) == [("Willkommen", 20), ("Die Zukunft", 30)]
    assert [person.name for person in programme.speakers] == ["Ann Lee", "Bo Chu"]


def test_columns_without_headings_are_named_by_numbers_and_no_row_is_lost() -> None:
    assert [column.heading for column in refused(NO_HEADINGS)] == ["#1", "#2", "#3"]
    programme = read(NO_HEADINGS, columns={"#1": "title", "#2": "duration"})
    assert items(programme) == [("Willkommen im Haus", 20), ("Die Zukunft der Bahn", 30)]
    assert [(column.key, column.field) for column in programme.columns][:2] == [("#1", "title"), ("#2", "duration")]


def test_one_column_of_a_table_without_headings_is_changed_and_the_others_stay() -> None:
    table = "09:00;Willkommen im Haus;Ann Lee\n09:30;Die Zukunft der Bahn;Bo Chu\n"
    guessed = read(table)
    assert [column.field for column in guessed.columns] == ["start", "title", "speakers"]
    chosen = read(table, columns={"#3": ""})
    assert [column.field for column in chosen.columns] == ["start", "title", ""]
    assert items(chosen) == items(guessed)
    assert chosen.speakers == ()


def test_a_column_without_a_heading_beside_others_has_its_number() -> None:
    table = "Start;Title;\n9:00;One;Ann Lee\n9:30;Two;Bo Chu\n"
    assert [column.key for column in read(table).columns] == ["start", "title", "#3"]
    rooms = {session.room for session in read(table, columns={"#3": "room"}).sessions}
    assert rooms == {"Ann Lee", "Bo Chu"}


def test_what_looks_like_something_else_is_believed_once_a_person_says_what_it_holds() -> None:
    prices = "Artikel;Preis;Menge\nStuhl;12,50 EUR;3\nTisch;99,00 EUR;1\nLampe;20,00 EUR;2\n"
    assert [column.key for column in refused(prices)] == ["artikel", "preis", "menge"]
    assert len(items(read(prices, columns={"artikel": "title"}))) == 3


def test_fields_that_were_given_stay_where_they_are_not_enough() -> None:
    people = "Willkommen im Haus;Ann Lee\nDie Zukunft der Bahn;Bo Chu\n"
    assert [column.field for column in refused(people, columns={"#2": "speakers"})] == ["", "speakers"]
