"""`/api/v1/sessions/{slug}/report.{format}`: the record as a file, in every format with the same numbers."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from app.domain.errors import NotFound
from app.domain.report import report
from app.domain.values import Role
from app.edge.deps import GuestDep
from app.interchange.record_files import FORMATS
from app.interchange.record_words import as_written

router = APIRouter(prefix="/api/v1/sessions/{slug}", tags=["record"])

MAY_READ_RECORD = (Role.ORGANISER, Role.MODERATOR)
OPENS_IN_BROWSER = frozenset({"json", "html", "pdf"})


@router.get("/report.{form}")
async def record_file(guest: GuestDep, form: str) -> Response:
    """The record as of now, final once the session is closed: json, csv, md, xlsx, html or pdf."""
    guest.require(*MAY_READ_RECORD)
    if (found := FORMATS.get(form)) is None:
        raise NotFound(f"record as {form[:20]}; there is {', '.join(FORMATS)}")
    facts = report(guest.room.session, guest.room.now(), guest.room.records)
    content = await asyncio.to_thread(found.write, facts, as_written)
    shown = "inline" if form in OPENS_IN_BROWSER else "attachment"
    disposition = f'{shown}; filename="{facts["slug"]}-record.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store", **found.headers}
    return Response(content, media_type=found.media_type, headers=headers)
