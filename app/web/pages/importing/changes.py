"""What saving would do with the sessions and items of a draft, which its preview shows before."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import Rejection
from app.domain.state.rundown import Plan
from app.formats.imports.found.findings import Programme
from app.formats.imports.insertion import Insertion
from app.formats.imports.selection import Difference, chosen_items, source_apart
from app.service.draft import Draft
from app.service.imports import Imports, PlannedImport, PlannedInsertion


def by_heading(programme: Programme, steps: Sequence[PlannedImport]) -> dict[str, list[PlannedImport]]:
    """Return what saving would do, by the session of the file: one step, or one for each item that stands alone."""
    of = {
        source_apart(session.source, item.id): session.source
        for session in programme.sessions
        for item in session.items
    }
    below: dict[str, list[PlannedImport]] = {}
    for step in steps:
        below.setdefault(of.get(step.wanted.source, step.wanted.source), []).append(step)
    return below


async def change_of(
    imports: Imports, draft: Draft, programme: Programme, place: Insertion
) -> tuple[Difference | None, str]:
    """Return what the ticked items or the people would change; without it, why that is impossible."""
    try:
        return (await planned_insertion(imports, draft, programme, place)).difference, ""
    except Rejection as rejection:
        return None, rejection.sentence


async def planned_insertion(imports: Imports, draft: Draft, programme: Programme, place: Insertion) -> PlannedInsertion:
    """Compute the result of inserting the people of a roster, or else the ticked items, at this place.

    Raises:
        Rejection: the draft's session is gone, or refuses them.
    """
    if programme.roster:
        return await imports.prepare_roster(draft.into, programme.roster)
    items = chosen_items(programme, draft.corrections.choice(programme))
    return await imports.prepare_insertion(draft.into, items, programme.speakers, place)


def place_of(draft: Draft, plan: Plan | None) -> Insertion:
    """Return the place of the items in the session that they are for: the chosen one, else behind the last segment."""
    last = plan.segments[-1].id if plan and plan.segments else ""
    after, update = draft.corrections.after, draft.corrections.update
    return Insertion(last if after is None else after, update)
