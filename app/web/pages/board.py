"""`/board`: every room at a glance. The rows are asked for again every few seconds, and the clocks run in between."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic_core import to_json
from starlette.requests import Request

from app.server.context import VisitorDep, World, WorldDep
from app.service.access import Visitor
from app.web.pages import listing as programme
from app.web.pages.listing import Filter
from app.web.rendering.render import Surroundings, plain_html, plain_part_html

router = APIRouter(include_in_schema=False)


@router.get("/board")
async def board(request: Request, world: WorldDep, visitor: VisitorDep) -> Response:
    """All sessions that the visitor may see: an organiser all, everybody else what is public or theirs."""
    context = await _context(request, world, visitor)
    html = plain_html("board", Surroundings.of(request, ""), **context)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


@router.get("/board/rows")
async def rows(request: Request, world: WorldDep, visitor: VisitorDep) -> Response:
    """The rows alone, with the server's time, for the page's own script."""
    context = await _context(request, world, visitor)
    html = plain_part_html("board_rows", Surroundings.of(request, ""), **context)
    body = to_json({"now": context["now"], "html": html})
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _context(request: Request, world: World, visitor: Visitor) -> dict[str, Any]:
    found = [(room.session, visitor.role_in(room.session.plan)) for room in await world.rooms.all()]
    seen = [session for session, role in found if role is not None]
    roles = {session.plan.slug: role for session, role in found if role is not None}
    wanted, now = Filter.of(request.query_params), world.clock.now()
    return {
        "conferences": programme.grouped(filter(wanted.takes, seen), roles, now),
        "choices": programme.choices(seen),
        "wanted": wanted,
        "now": now,
        "organiser": visitor.is_organiser,
        "query": request.url.query,
        "total": len(seen),
    }
