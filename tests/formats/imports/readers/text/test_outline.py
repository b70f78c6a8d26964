"""Headings: the items below them, times and titles on either of them, and what stands below the programme."""

from __future__ import annotations

import pytest

from app.formats.imports.readers.text.outline import may_be_heading, may_be_place
from tests.formats.imports.reading import people, read, rows


def _sessions(text: str) -> list[tuple[str, list[str]]]:
    return [(session.title, [item.title for item in session.items]) for session in read(text).sessions]


WEDDING = """# Ann and Bo

## 2:00 PM - 3:00 PM: Ceremony
- 2:00 PM: Doors
- 2:30 PM: Vows
- 3:00 PM: Bells

## 3:00 PM - 5:00 PM: Tea
- 3:00 PM: Cake
  - Gluten Free
- 4:00 PM: Dance

## Notes
- Band present 1:30 PM - 6:00 PM
- Cleaning begins 7:00 PM
"""


def test_headings_with_ranges_hold_the_items_below_them_and_notes_are_none() -> None:
    assert _sessions(WEDDING) == [("Ceremony", ["Doors", "Vows", "Bells"]), ("Tea", ["Cake", "Dance"])]
    assert [row.text for row in read(WEDDING).unread][-1] == "Cleaning begins 7:00 PM"


def test_lines_below_a_later_heading_name_no_person_of_the_last_item() -> None:
    text = "## Schedule\n- 10:00 Clocks (Ann Lee)\n- 11:00 Weights\n\n## Helpers\n- Bo Chu\n- Cy Dee, ACME\n"
    programme = read(text)
    assert (people(programme), len(programme.unread)) == ({"Clocks": ["Ann Lee"]}, 3)


def test_a_heading_is_the_title_of_a_time_alone() -> None:
    text = "## Saturday\n\n### 1. Parade\n\n🕓 07.30 – 08.00\n📌 PIC: band\n\n### 2. Speeches\n\n🕓 08.00 – 08.30\n\n"
    text += "### Poster hour\n**9:00 – 10:00**\n\n### Session 1\n**10:00 – 11:00**\nSpeakers:\n+ _Ann Lee, PhD_\n"
    programme = read(text)
    assert [title for _, title, _ in rows(programme)] == ["Parade", "Speeches", "Poster hour", "Session 1"]
    assert people(programme) == {"Session 1": ["Ann Lee"]}


def test_a_heading_above_several_times_alone_is_no_title() -> None:
    text = "## Clock work\n\n9 – 9:30\n\n* Springs\n\n9:30 – 10\n\n* Weights\n* Cords\n\n10 – 10:15\n\n* Dials\n"
    assert [row[:2] for row in rows(read(text))] == [("09:00", "Springs"), ("09:30", "Weights"), ("10:00", "Dials")]


def test_the_afternoon_below_another_heading_is_no_night() -> None:
    text = (
        "## Clock work\n\n10:30 – Noon\n\n* Springs\n\n## Sun dials\n\n1 – 1:10\n\n* Dials\n\n1:10 – 2\n\n* Shadows\n"
    )
    assert [row[:2] for row in rows(read(text))] == [("10:30", "Springs"), ("13:00", "Dials"), ("13:10", "Shadows")]


def test_lengths_below_a_heading_with_a_time_are_its_parts() -> None:
    text = "## Block 1 — Clock Repair (10 min) `[0:00–0:10]`\n\n### Demo (4 min)\n- Open the case\n\n"
    text += "## Block 2 — Sun Dials (5 min) `[0:10–0:15]`\n\n## Block 3 — Farewell (5 min) `[0:15–0:20]`\n"
    programme = read(text)
    assert [title for _, title, _ in rows(programme)] == [
        "Block 1 — Clock Repair",
        "Block 2 — Sun Dials",
        "Block 3 — Farewell",
    ]
    assert people(programme) == {}


def test_a_chair_below_a_break_leads_what_follows() -> None:
    text = "Chair: Ann Lee\n\n* 14:00 - 14:30, Clocks\n\n---\n\n* 14:30 - 15:00, Coffee break\n\n---\n\n"
    text += "Chair: Bo Chu\n\n* 15:00 - 15:30, Weights\n* 15:30 - 16:00, Springs\n"
    assert _sessions(text) == [
        ("Chair: Ann Lee", ["Clocks", "Coffee break"]),
        ("Chair: Bo Chu", ["Weights", "Springs"]),
    ]


def test_a_line_directly_below_an_item_and_above_a_gap_is_no_heading() -> None:
    text = "10:00 Clocks\nand why they tick\n\n11:00 Weights\n(see the list)\n12:00 Springs\n"
    assert len(read(text).sessions) == 1


def test_times_that_begin_again_below_a_heading_may_be_another_day() -> None:
    text = "# Springs\n- 09:00-10:30 Coils\n- 16:00-18:00 Paint\n\n# Hands\n- 09:00-10:30 Gold\n- 10:30-11:00 Steel\n"
    said = [str(note.says) for note in read(text).guesses]
    assert sum("begin again here: Hands" in each for each in said) == 1


@pytest.mark.parametrize(("last", "is_said"), [("10:00 Paint", True), ("01:00 Paint", False)])
def test_times_that_go_back_without_a_heading_may_be_another_day_unless_the_night_goes_on(
    last: str, is_said: bool
) -> None:
    said = [str(note.says) for note in read(f"16:00 Springs\n17:30 Coils\n22:30 Gold\n\n{last}\n").guesses]
    assert any("begin again here: Paint" in each for each in said) is is_said


def test_a_place_above_all_items_is_short_and_no_sentence() -> None:
    assert may_be_place("Grand Hotel, Room Bell")
    assert may_be_place("im großen Saal")
    assert not may_be_place("If you want to see the clock then please register at Heroku Hall")
    assert not may_be_place("Bus leaves at 8:15am Holiday Hotel")


def test_two_sentences_are_no_heading() -> None:
    assert not may_be_heading("Clock time is seven hours. After lunch that is about")
    assert may_be_heading("St. Anna and Prof. Lee on the clocks of their towers")
