"""`/s/{slug}/audit`: who did what and when, the values before and after, and refusals."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.requests import Request

from app.domain.state.rundown import Plan
from app.domain.values import Role, elapsed_text
from app.domain.views.audit import Change, Entry
from app.languages.words import Words
from app.server.context import GuestDep, IncidentsDep
from app.service.audit import newest, read_place
from app.web.forms import page_answer
from app.web.rendering.render import PageContext, clock_time, plain_html
from app.web.words.audit import AuditWords

router = APIRouter(include_in_schema=False)

# Numbers of milliseconds that are instants; all others are durations.
_INSTANTS = {"at_ms", "starts_at_ms", "ends_at_ms", "hard_start_ms", "since_ms", "started_at_ms", "was_ms"}
LONGEST_SHOWN = 300


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
    html = plain_html(
        "audit",
        around,
        plan=plan,
        entries=[_shown(around.words, entry, plan) for entry in entries],
        older=older,
        refused=refused,
        first=place is None,
    )
    return page_answer(html)


def _shown(_: Words, entry: Entry, plan: Plan) -> dict[str, Any]:
    named, said = _names(plan), AuditWords(_)
    return {
        "at_ms": entry.at_ms,
        "actor": entry.actor,
        "role": entry.role,
        "what": said.command(entry.command),
        "refused": None if entry.outcome == "done" else said.refusal(entry.outcome),
        "about": said.about(entry.about, named),
        "changes": [_change(_, change, plan.conference.timezone, named) for change in entry.changes],
    }


def _names(plan: Plan) -> dict[str, str]:
    """Return the names of ids, for people."""
    return {
        **{segment.id: segment.title for segment in plan.segments},
        **{speaker.id: speaker.name for speaker in plan.speakers},
    }


def _change(_: Words, change: Change, zone: str, named: dict[str, str]) -> dict[str, str]:
    path = change.where.split(".")
    where = " › ".join(named.get(part, part) for part in path)
    shown = (_value(_, path[-1], value, zone, named) for value in (change.before, change.after))
    return dict(zip(("where", "before", "after"), (where, *shown), strict=True))


def _value(_: Words, name: str, value: Any, zone: str, named: dict[str, str]) -> str:
    if value is None or value in ("", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and name in _INSTANTS:
        return clock_time(value, zone, "%H:%M:%S")
    if isinstance(value, int) and name.endswith("_ms"):
        return f"{'-' if value < 0 else ''}{elapsed_text(abs(value))}"
    if isinstance(value, dict):
        return _(", ").join(
            f"{part.removesuffix('_ms')}: {_value(_, part, of, zone, named)}" for part, of in value.items()
        )
    text = named.get(value, value) if isinstance(value, str) else to_json(value).decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
