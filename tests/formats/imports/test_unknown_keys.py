"""Data with unknown keys: refused with the keys, and read once a person has said what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.formats.imports.found.findings import FoundColumn, Programme, UnknownColumns
from app.formats.text.notes import NotAProgramme
from tests.formats.imports.reading import read

TALKS: list[dict[str, Any]] = [
    {"qx": "09:00", "qy": "Willkommen im Haus", "qz": ["Ann Lee", {"name": "Bo Chu"}]},
    {"qx": "09:30", "qy": "Die Zukunft der Bahn", "qz": ["Cy Dee"], "more": {"from": 1, "deep": {"er": True}}},
]
CHOSEN = {"qx": "start", "qy": "title", "qz": "speakers"}


def refused(value: Any, **more: Any) -> list[FoundColumn]:
    text = value if isinstance(value, str) else json.dumps(value)
    with pytest.raises(UnknownColumns) as refusal:
        read(text, **more)
    return list(refusal.value.columns)


def said(programme: Programme) -> list[tuple[str, ...]]:
    names = {person.id: person.name for person in programme.speakers}
    items = [item for session in programme.sessions for item in session.items]
    return [(item.title, *(names[id_] for id_ in item.speakers)) for item in items]


def test_the_keys_of_a_refused_list_are_told_with_samples_and_read_once_they_have_fields() -> None:
    columns = refused({"version": 1, "title": "Meeting", "list": TALKS})
    assert [column.key for column in columns] == ["qx", "qy", "qz", "more from", "more deep er"]
    assert columns[1].samples == ("Willkommen im Haus", "Die Zukunft der Bahn")
    programme = read(json.dumps(TALKS), columns=CHOSEN)
    assert said(programme) == [("Willkommen im Haus", "Ann Lee", "Bo Chu"), ("Die Zukunft der Bahn", "Cy Dee")]
    assert [(column.key, column.field) for column in programme.columns][:3] == [*CHOSEN.items()]


def test_lists_with_the_same_keys_are_one_and_objects_around_them_give_columns() -> None:
    days = [{"on": f"2027-03-0{day}", "blocks": [{"hall": "A", "parts": TALKS}]} for day in (1, 2)]
    value = {"plan": days}
    keys = [column.key for column in refused(value)]
    assert keys[:2] == ["plan on", "blocks hall"]
    programme = read(json.dumps(value), columns={**CHOSEN, "plan on": "date", "blocks hall": "room"})
    assert [(session.room, len(session.items)) for session in programme.sessions] == [("A", 2), ("A", 2)]
    by_name = {"monday": TALKS, "tuesday": TALKS}
    assert len(said(read(json.dumps(by_name), columns=CHOSEN))) == 4


def test_yaml_and_xml_are_mapped_alike() -> None:
    lines = [f"- qx: '{talk['qx']}'\n  qy: {talk['qy']}" for talk in TALKS]
    assert [column.key for column in refused("\n".join(lines))] == ["qx", "qy"]
    assert len(said(read("\n".join(lines), columns=CHOSEN))) == 2
    tags = "".join(f"<t><qx>{talk['qx']}</qx><qy>{talk['qy']}</qy></t>" for talk in TALKS)
    assert len(said(read(f"<plan>{tags}</plan>", columns=CHOSEN))) == 2


@pytest.mark.parametrize("value", ["[]", '{"a": {"b": 1}}', "[1, 2]", '[{"a": 1}, {"a": 2}]', "[" * 30 + "]" * 30])
def test_data_without_two_objects_of_two_keys_have_no_columns(value: str) -> None:
    with pytest.raises(NotAProgramme) as refusal:
        read(value)
    assert not isinstance(refusal.value, UnknownColumns)


def test_a_key_that_is_not_there_leaves_it_refused() -> None:
    assert refused(TALKS, columns={"no such": "title"})
