"""`/s/{slug}/backstage`: for the crew on a phone, and on the wall of a green room."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import Forbidden
from app.languages.views import view_in
from app.server.context import Guest, GuestDep, HubDep
from app.web.backstage.finder import FinderDep
from app.web.forms import page_answer
from app.web.page_table import PAGES, may_open
from app.web.rendering.render import PageContext, fragment_html, page_html

router = APIRouter(include_in_schema=False)

_PAGE = PAGES["backstage"]


@router.get("/s/{slug}/backstage")
async def backstage(guest: GuestDep, hub: HubDep, finder: FinderDep, request: Request, q: str = "") -> Response:
    """Show who comes next; `q` is a name that is looked for."""
    _require(guest)
    session, now = guest.room.session, guest.room.now()
    around = PageContext.of(request, session.plan.slug)
    view = view_in(around.words, session, _PAGE.role, now)
    appearances = await finder.appearances(guest, around.words, q, now)
    return page_answer(page_html("backstage", view, hub.presence.facts(), around, appearances=appearances, wanted=q))


@router.get("/s/{slug}/backstage/people")
async def people(guest: GuestDep, finder: FinderDep, request: Request, q: str = "") -> Response:
    """Show when the people with this name will speak, as a fragment of the page."""
    _require(guest)
    session, now = guest.room.session, guest.room.now()
    around = PageContext.of(request, session.plan.slug)
    view = view_in(around.words, session, _PAGE.role, now)
    appearances = await finder.appearances(guest, around.words, q, now)
    return page_answer(fragment_html("backstage_people", view, around, appearances=appearances, wanted=q))


def _require(guest: Guest) -> None:
    if not may_open(_PAGE, guest.role):
        raise Forbidden("the page backstage is for the crew and those who run the session")
