"""`/api/v1/sessions/{slug}/audit.jsonl` and `.csv`: who did what, refusals included, for organisers."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from app.domain.values import Role
from app.formats.audit import csv_lines, json_lines
from app.server.context import GuestDep, IncidentsDep
from app.service.audit import whole

router = APIRouter(prefix="/api/v1/sessions/{slug}/audit", tags=["sessions"])


@router.get(".jsonl")
async def as_json_lines(guest: GuestDep, incidents: IncidentsDep) -> Response:
    """Return every command and refusal as one JSON object a line, oldest first, with the values before and after."""
    guest.require(Role.ORGANISER)
    slug = guest.room.session.plan.slug
    lines = json_lines(await whole(guest.room.records, incidents, slug))
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=_named(f"{slug}-audit.jsonl"))


@router.get(".csv")
async def as_csv(guest: GuestDep, incidents: IncidentsDep) -> Response:
    """Return the same as a table; the changes are JSON in the last column."""
    guest.require(Role.ORGANISER)
    slug = guest.room.session.plan.slug
    lines = csv_lines(await whole(guest.room.records, incidents, slug))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_named(f"{slug}-audit.csv"))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
