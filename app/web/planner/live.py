"""Updates of open planners: the changed parts of the plan, without the fields that only a whole page needs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.values import Role
from app.live.audience import PartsAudience
from app.web.planner.sheet import PlannerPage
from app.web.rendering.render import PageContext, plain_part_html

PARTS = ("head", "fits", "rundown", "speakers", "questions", "settings")


def planner_audience(around: PageContext) -> PartsAudience:
    """Planners of one session, in the same language."""
    return PartsAudience(("plan", around.audience), Role.ORGANISER, lambda session, *_: plan_parts(session, around))


def plan_parts(session: Session, around: PageContext) -> dict[str, str]:
    """Render the parts of the planner, by DOM id; unchanged ones come from the memo."""
    sheet = PlannerPage(session, whole=False)
    facts, plan = sheet.facts, sheet.plan

    def row(sheet: PlannerPage, facts: dict[str, Any], segment: Segment, first: bool, last: bool) -> str:
        shown = _made_from(sheet, facts, segment, first, last)
        key = ("plan_row", around.audience, segment.id)
        return around.memo.get(key, shown, lambda: row_html(around, sheet, facts, segment, first, last))

    context = {"sheet": sheet, "plan": plan, "facts": facts, "row": row}
    settings = replace(plan, speakers=(), segments=(), guiding_questions=())
    made_from: dict[str, Hashable] = {
        "head": (settings, session.status),
        "fits": (facts["planned_ms"], facts["handovers_ms"], facts["scheduled_ms"], facts["undo"], facts["may_redo"]),
        "rundown": tuple(
            _made_from(sheet, facts, s, i == 0, i == len(plan.segments) - 1) for i, s in enumerate(plan.segments)
        ),
        "speakers": (plan.speakers, plan.categories, plan.groups, frozenset(facts["in_use"])),
        "questions": (plan.guiding_questions, frozenset(facts["discussed"])),
        "settings": (settings, plan.speaker(plan.moderator) if plan.moderator else None),
    }

    def make(part: str) -> str:
        key = (f"plan_{part}", around.audience)
        return around.memo.get(key, made_from[part], lambda: plain_part_html(f"plan_{part}", around, **context))

    return {f"part-{part}": make(part) for part in PARTS}


def row_html(
    around: PageContext, sheet: PlannerPage, facts: dict[str, Any], segment: Segment, first: bool, last: bool
) -> Markup:
    """Render one row of the rundown."""
    context = {"sheet": sheet, "plan": sheet.plan, "facts": facts, "segment": segment, "first": first, "last": last}
    html = plain_part_html("plan_row", around, **context)
    return Markup(html)  # noqa: S704 - made by our own template, which escapes


def _made_from(sheet: PlannerPage, facts: dict[str, Any], segment: Segment, first: bool, last: bool) -> Hashable:
    """Return everything that a row shows."""
    names = tuple(person.name for id_ in segment.speakers if (person := sheet.plan.speaker(id_)))
    state, start = facts["states"][segment.id], facts["starts"][segment.id]
    zone = sheet.plan.conference.timezone
    kept, fits = segment.id in facts["kept"], facts["script_fits"][segment.id]
    return segment, state, start, kept, first, last, names, zone, sheet.plan.slug, fits
