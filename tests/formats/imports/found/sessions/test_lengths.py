"""The lengths of items whose ends are not said."""

from __future__ import annotations

from tests.formats.imports.reading import read


def test_items_that_would_take_hours_until_the_next_one_are_named() -> None:
    table = "Time,Title\n09:00,Opening\n09:30,Rivers\n13:00,Lunch\n14:00-14:30,Closing\n"
    assert [(note.where, note.says) for note in read(table).guesses][-2:] == [
        ("line 2", "Items without an end, of which there are 3, last until the next one begins."),
        ("line 3", "It was given 3:30:00, until the next one begins; its end is not said: Rivers"),
    ]


def test_an_item_that_ends_before_it_begins_is_named() -> None:
    table = "Start,End,Title\n2026-06-30T09:00+02:00,2026-06-30T08:30+02:00,Opening\n"
    table += "2026-06-30T09:30+02:00,2026-06-30T10:00+02:00,Rivers\n"
    assert ("line 2", "It ends before it begins; 0:00 was taken: Opening") in [
        (note.where, note.says) for note in read(table).guesses
    ]


def test_an_item_of_which_only_the_end_is_said_is_named_with_it() -> None:
    table = "Time,Title\nbis 13:00 Uhr,Arrival\n13:00-13:15,Opening\n13:15-14:00,Rivers\n"
    assert ("line 2", "It ends at 13:00; when it begins is not said, and 0:00 was taken for its length: Arrival") in [
        (note.where, note.says) for note in read(table).guesses
    ]
