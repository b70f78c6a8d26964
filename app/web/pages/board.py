"""`/board`: every room at a glance. The page reloads the rows every few seconds; its clocks run in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic_core import to_json
from starlette.requests import Request

from app.server.context import MemoDep, VisitorDep
from app.server.memo import Memo
from app.service.access.visitor import Visitor
from app.web.pages.listing import Filter, Listings, ListingsDep, by_conference
from app.web.rendering.render import PageContext, plain_html, plain_part_html

router = APIRouter(include_in_schema=False)


@router.get("/board")
async def board(request: Request, listings: ListingsDep, memo: MemoDep, visitor: VisitorDep) -> Response:
    """Show the sessions that the visitor may see: an organiser all, others the public ones and their own."""
    html, now = await _made("board", plain_html, request, listings, memo, visitor, query=request.url.query)
    headers = {"Cache-Control": "no-store", "Server-Timing": f"now;dur={now}"}
    return HTMLResponse(html, headers=headers)


@router.get("/board/rows")
async def rows(request: Request, listings: ListingsDep, memo: MemoDep, visitor: VisitorDep) -> Response:
    """Return the rows with the server's time, for the page's own script."""
    html, now = await _made("board_rows", plain_part_html, request, listings, memo, visitor)
    body = to_json({"now": now, "html": html.decode()})
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _made(
    name: str,
    render: Callable[..., str],
    request: Request,
    listings: Listings,
    memo: Memo,
    visitor: Visitor,
    **more: Any,
) -> tuple[bytes, int]:
    """Return the board, or its rows, and the present instant; its facts may be a second old."""
    around = PageContext.of(request, "")
    listing, now = await listings.read(Filter.of(request.query_params), visitor)
    more["organiser"] = visitor.is_organiser

    def make() -> bytes:
        return render(name, around, now=now, **listing.facts(now, by_conference, around.words), **more).encode()

    key = (name, around, listing.key, *more.items())
    return await memo.get_apart(key, listing.state(now), make), now
