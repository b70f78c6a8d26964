"""`/style`: every component of the pages in every state; only on a server that is configured to have it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)


@router.get("/style")
async def page(request: Request) -> HTMLResponse:
    """Show buttons, toggles, keys, cues, phases, fields, notices, lists and icons, in the browser's theme."""
    icons = (request.app.state.assets.text("vendor/icons.txt")).split()
    return HTMLResponse(plain_html("style", PageContext.of(request, ""), icons=icons))
