"""What stands below items: names, or descriptions that may look like names."""

from __future__ import annotations

import pytest

from app.formats.imports.readers.text.naming.below import names_stand_below


@pytest.mark.parametrize(
    ("text", "stand"),
    [
        ("10:00 Clocks\nAnn Lee\n11:00 Dials\nBo Chu, ACME\n12:00 Lunch", True),
        ("10:00\nClocks\nAnn Lee\n11:00\nDials\nBo Chu", True),
        ("10:00 Clocks\nhow they work\nOld Towers\nand why\n11:00 Dials\nto be painted", False),
        ("10:00 Clocks\nLead: Ann Lee\n11:00 Dials\nLead: Bo Chu\n12:00 Hands\nof all kinds", False),
        ("10:00 Clocks\n11:00 Dials", True),
    ],
)
def test_a_third_of_the_lines_below_items_have_to_name_people(text: str, stand: bool) -> None:
    assert names_stand_below(text.split("\n")) is stand
