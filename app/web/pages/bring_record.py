"""`/records`: an organiser imports the whole record of a session that was held on another server."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.domain.errors import Forbidden, Rejection
from app.server.context import ServicesDep, VisitorDep
from app.service.access.access import Visitor
from app.service.records import import_record
from app.web.rendering.render import Notice, PageContext, plain_html

router = APIRouter(include_in_schema=False)

LARGEST = 16 * 1024 * 1024  # bytes; a day with votes and questions has about one million


@router.get("/records")
async def page(request: Request, visitor: VisitorDep) -> Response:
    """Show the form."""
    _require_organiser(visitor)
    return _page(request, None, 200)


@router.post("/records")
async def bring(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Import the uploaded record and redirect to its page, or show why it was refused and which address is unused."""
    _require_organiser(visitor)
    async with request.form(max_files=1, max_fields=5, max_part_size=LARGEST) as form:
        file, slug = form.get("file"), str(form.get("slug", "")).strip()
        data = await file.read() if isinstance(file, UploadFile) else b""
    try:
        kept = await import_record(services.rooms, data.decode("utf-8-sig", "replace"), slug or None)
    except Rejection as rejection:
        return _page(request, Notice("refused", rejection.sentence), rejection.status)
    return RedirectResponse(f"{PageContext.of(request, '').base}/s/{kept}/report", 303)


def _require_organiser(visitor: Visitor) -> None:
    if not visitor.is_organiser:
        raise Forbidden("bringing a record is for organisers")


def _page(request: Request, notice: Notice | None, status: int) -> Response:
    html = plain_html("records", PageContext.of(request, ""), notice=notice)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
