"""The commands that edit the plan, as programs write them."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.formats.commands import read_command


def test_what_is_no_field_of_the_command_is_a_field_of_the_document() -> None:
    written = {"command": "edit_segment", "segment": "s2", "planned": "5:00", "key": "k" * 8, "seen": 7}
    assert read_command(written).command == c.EditSegment("s2", {"planned": "5:00"})


def test_an_added_segment_may_stand_anywhere() -> None:
    assert read_command({"command": "add_segment", "title": "Coffee"}).command == c.AddSegment(
        None, {"title": "Coffee"}
    )
    assert read_command({"command": "add_segment", "after": "s1"}).command == c.AddSegment("s1", {})


def test_a_moved_item_names_the_one_before_it_and_none_is_the_front() -> None:
    moved = {"command": "move_segment", "segment": "s2", "after": None}
    assert read_command(moved).command == c.MoveSegment("s2", None)
    del moved["after"]
    with pytest.raises(Invalid, match="after"):
        read_command(moved)
