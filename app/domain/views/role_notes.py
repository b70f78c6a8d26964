"""Notes of the plan by role: each is given to its readers only."""

from __future__ import annotations

from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import Plan, Segment, Speaker
from app.domain.values import Role
from app.domain.views.shapes import View


def add_notes(view: View, plan: Plan, role: Role) -> None:
    """Add to the segments of a view the notes that are for its role."""
    for row, segment in zip(view["segments"], plan.segments, strict=True):
        if note := note_for(segment, role):
            row["note"] = note


def note_for(item: Segment | Speaker, role: Role) -> str:
    """Return the notes that an item has for a role; empty for roles that have none."""
    if role in RUNS_SESSION:
        return item.notes_moderator
    if role is Role.CREW:
        return item.notes_crew
    return item.notes_interpreters if role is Role.INTERPRETER else ""
