"""The rundown: its people have numbers, which follow their order."""

from __future__ import annotations

from tests.fakes import plan


def test_people_are_numbered_from_one_in_their_order() -> None:
    people = plan(2)
    assert [people.speaker_number(id_) for id_ in ("mv", "p1", "p2", "none")] == [1, 2, 3, None]
