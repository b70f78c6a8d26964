"""The lengths of items whose ends are not said."""

from __future__ import annotations

from tests.formats.imports.reading import read


def test_items_that_would_take_hours_until_the_next_one_are_named() -> None:
    table = "Time,Title\n09:00,Opening\n09:30,Rivers\n13:00,Lunch\n14:00-14:30,Closing\n"
    assert [(note.where, note.says) for note in read(table).guesses][-2:] == [
        ("line 2", "Items without an end, of which there are 3, last until the next one begins."),
        ("line 3", "It was given 3:30:00, until the next one begins; its end is not said: Rivers"),
    ]
