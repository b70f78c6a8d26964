"""`/s/{slug}/audit`: who did what and when, the values before and after, and refusals."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.values import Role
from app.domain.views.audit import Entry
from app.languages.words import Words
from app.server.context import GuestDep, IncidentsDep
from app.service.audit import newest, read_place
from app.web.forms import page_answer
from app.web.rendering.render import PageContext, plain_html
from app.web.words.audit import AuditWords
from app.web.words.facts import FactWords

router = APIRouter(include_in_schema=False)


@router.get("/s/{slug}/audit")
async def audit_page(guest: GuestDep, incidents: IncidentsDep, request: Request) -> Response:
    """Show one page of the audit, newest first; `?only=refused` shows refusals only."""
    # It watches moderators too, so it is for those who gave them their links.
    guest.require(Role.ORGANISER)
    plan, room = guest.room.session.plan, guest.room
    before = request.query_params.get("before")
    refused = request.query_params.get("only") == "refused"
    place = read_place(before) if before else None
    entries, older = await newest(room.records, incidents, plan.slug, place, refused=refused)
    around = PageContext.of(request, plan.slug)
    facts = FactWords(around.words, plan)
    html = plain_html(
        "audit",
        around,
        plan=plan,
        entries=[_shown(around.words, entry, facts) for entry in entries],
        older=older,
        refused=refused,
        first=place is None,
    )
    return page_answer(html)


def _shown(_: Words, entry: Entry, facts: FactWords) -> dict[str, Any]:
    said = AuditWords(_)
    return {
        "at_ms": entry.at_ms,
        "actor": entry.actor,
        "role": entry.role,
        "what": said.command(entry.command),
        "refused": None if entry.outcome == "done" else said.refusal(entry.outcome),
        "about": said.about(entry.about, facts.id),
        "changes": [
            {
                "where": facts.place(change.where),
                "before": facts.value(change.where, change.before),
                "after": facts.value(change.where, change.after),
            }
            for change in entry.changes
        ],
    }
