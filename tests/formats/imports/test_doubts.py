"""What is unlikely in a result is listed: people who may be none."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import read

ODD = "Taken for people, and perhaps none: "


@pytest.mark.parametrize(
    "name",
    ["Speaker 1", "Data Scientist", "Closing", "Moritz)", "the whole team", "City Library", "Workshop Hosts", "you!"],
)
def test_who_is_hardly_a_person_is_named_where_they_speak(name: str) -> None:
    table = f"Time,Title,Speaker\n09:00-09:30,Opening,Ann Lee\n09:30-10:00,Bridges,{name}\n"
    assert [(note.where, note.says) for note in read(table).guesses if note.says.startswith(ODD)] == [
        ("line 3", f"{ODD}{name}")
    ]


def test_people_are_not_doubted() -> None:
    names = "Dr. Ann Lee; Bo Chu; 张伟; von der Leyen; Hector; Prof. Dr. Rector Magnificus; Ana María de la Cruz Solís"
    table = f"Time,Title,Speakers\n09:00-09:30,Opening,{names}\n09:30-10:00,Bridges,Bo Chu\n"
    assert not any(note.says.startswith(ODD) for note in read(table).guesses)
