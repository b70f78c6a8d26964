"""`/records`: an organiser imports the whole record of a session that was held on another server."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.domain.errors import Rejection
from app.server.context import OrganiserDep, RoomsDep
from app.service.records import import_record
from app.web.forms import Outcome, forward, page_answer, refused, upload_of
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

LARGEST = 16 * 1024 * 1024  # bytes; a day with votes and questions has about one million


@router.get("/records")
async def bring_page(request: Request, _: OrganiserDep) -> Response:
    """Show the form."""
    return _page(request)


@router.post("/records")
async def bring(request: Request, rooms: RoomsDep, _: OrganiserDep) -> Response:
    """Import the uploaded record and redirect to its page, or show why it was refused and which address is unused."""
    async with upload_of(request, max_files=1, max_fields=5, max_part_size=LARGEST) as form:
        file, slug = form.get("file"), str(form.get("slug", "")).strip()
        data = await file.read() if isinstance(file, UploadFile) else b""
    try:
        kept = await import_record(rooms, data.decode("utf-8-sig", "replace"), slug or None)
    except Rejection as rejection:
        return _page(request, refused(rejection))
    return forward(request, f"/s/{kept}/report")


def _page(request: Request, outcome: Outcome | None = None) -> Response:
    notice = outcome.notice if outcome else None
    return page_answer(plain_html("records", PageContext.of(request, ""), notice=notice), outcome)
