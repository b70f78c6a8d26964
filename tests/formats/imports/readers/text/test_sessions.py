"""A line with a range above items within it is their session; parallel and following items are not."""

from __future__ import annotations

from tests.formats.imports.reading import read


def _sessions(text: str) -> list[tuple[str, list[str]]]:
    return [(session.title, [item.title for item in session.items]) for session in read(text).sessions]


def test_a_range_holds_the_items_that_fill_it() -> None:
    text = "9:00-10:30 Networks\n9:00 Clocks (Ann Lee)\n9:40 Links (Bo Chu)\n10:30-11:00 Coffee\n"
    assert _sessions(text) == [
        ("Networks", ["Clocks", "Links"]),
        ("Programme · 30 June 2026", ["Coffee"]),
    ]
    assert any("heading" in note.says for note in read(text).guesses)


def test_items_beside_each_other_and_a_break_hold_none() -> None:
    assert len(_sessions("9:00-10:00 Clocks\n9:00-10:00 Links\n10:00-11:00 Maps\n")) == 1
    assert _sessions("9:00-10:00 Lunch\n9:10 Music\n10:00 Maps\n")[0][1][0] == "Lunch"
