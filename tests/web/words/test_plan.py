"""The words of the planner."""

from __future__ import annotations

import pytest

from app.domain.messages.events import EVENTS, FloorPolicySet, Undone
from app.languages.words import ENGLISH
from app.web.words.plan import PlanWords

# What changes the plan and is no edit that the planner takes back.
NO_EDITS = {FloorPolicySet.kind, Undone.kind}
EDITS = {kind for kind, event in EVENTS.items() if event.changes_plan} - NO_EDITS


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_every_edit_that_can_be_taken_back_has_a_sentence(kind: str) -> None:
    assert PlanWords(ENGLISH).edit(kind, "Discussion")


def test_a_long_name_is_cut() -> None:
    assert PlanWords(ENGLISH).edit("segment_moved", "a" * 41) == f"move of {'a' * 40}…"
