"""A line with a range above items within it is their session; parallel and following items are not."""

from __future__ import annotations

from tests.formats.imports.reading import read, rows


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


def test_lengths_below_a_range_fill_it_from_its_start() -> None:
    text = "Block 1: 9:05 AM - 10:30 AM (Rivers)\n- Theory: 20 min\n- Walk: 60 min\n- Talk: 5 min\n"
    text += "10:30 AM Coffee (15 min)\n"
    assert _sessions(text) == [
        ("Block 1 (Rivers)", ["Theory", "Walk", "Talk"]),
        ("Programme · 30 June 2026", ["Coffee"]),
    ]
    assert [start for start, _, _ in rows(read(text))] == ["09:05", "09:25", "10:25", "10:30"]


def test_lengths_that_are_longer_than_a_range_or_fill_little_of_it_are_not_in_it() -> None:
    for length in ("50 min", "5 min"):
        text = f"9:00 - 10:00 Rivers\n- Theory: {length}\n- Walk: {length}\n11:00 - 11:30 Coffee\n"
        assert ("Rivers", ["Theory", "Walk"]) not in _sessions(text)


def test_a_word_for_a_break_above_one_with_a_time_is_a_heading() -> None:
    text = "MORNING\n\n9:00 Rivers\n11:00 Lakes\n\nLUNCH\n\n12:00 Lunch and music (90 min)\n\n"
    text += "AFTERNOON\n\n1:30 PM Seas\n2:00 PM Oceans (20 min)\n"
    assert ("LUNCH", ["Lunch and music"]) in _sessions(text)


def test_who_leads_all_by_a_line_below_the_title_leads_the_session() -> None:
    text = "Boat Committee\n14 October 2025, 10am - 12pm, Room 2\nChair: Jane Oak\n\n1. Welcome 10.00\n2. Ropes 10.15\n"
    programme = read(text)
    names = {person.id: person.name for person in programme.speakers}
    assert [(names[session.moderator or ""], session.room) for session in programme.sessions] == [
        ("Jane Oak", "Room 2")
    ]
    assert not any(item.speakers or item.moderators for session in programme.sessions for item in session.items)


def test_items_of_a_list_below_an_open_item_are_in_it() -> None:
    text = (
        "9:00 Opening\n\n10:00 Session 1: Springs (Chair: Ann Lee)\n\n"
        "  • how they are wound\n  • 10:00 Brass\n  • 10:20 Steel\n\n"
        "11:00 Tea\n\n  • in the yard\n\n11:30 End"
    )
    programme = read(text)
    assert [(session.title, len(session.items)) for session in programme.sessions][1] == ("Session 1: Springs", 2)
    assert rows(programme) == [
        ("09:00", "Opening", 60),
        ("11:00", "Tea", 30),
        ("10:00", "Brass", 20),
        ("10:20", "Steel", 40),
    ]
    assert (
        next(item for s in programme.sessions for item in s.items if item.title == "Tea").details.abstract
        == "in the yard"
    )
