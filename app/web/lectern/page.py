"""`/s/{slug}/lectern`: the text large, for those who read it aloud or interpret it, and the position in it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.languages.views import view_in
from app.server.context import ClockDep, Guest, GuestDep, HubDep
from app.web.forms import fields_of, page_answer
from app.web.lectern.reading import TextReader, require_position
from app.web.rendering.render import PageContext, page_html

router = APIRouter(include_in_schema=False)


@router.get("/s/{slug}/lectern")
async def lectern(guest: GuestDep, hub: HubDep, request: Request) -> Response:
    """Show the text of the current segment."""
    reader = reader_of(guest)
    reader.require()
    session, now = guest.room.session, guest.room.now()
    presence = hub.presence.facts()
    around = PageContext.of(request, session.plan.slug)
    view = view_in(around.words, session, reader.role, now, reader.speaker)
    return page_answer(page_html("lectern", view, presence, around, **reader.facts(session, presence, now)))


@router.post("/s/{slug}/lectern/position")
async def position(guest: GuestDep, hub: HubDep, clock: ClockDep, request: Request) -> Response:
    """Show the console and the interpreters which paragraph is being read.

    The position is live state like presence: it is in no journal, which a page key every few seconds would flood, and
    after a restart the lectern tells it again.
    """
    form = await fields_of(request)
    place, session = form.get("place", ""), guest.room.session
    number = require_position(session, reader_of(guest), place, form.get("paragraph", ""))
    hub.presence.read_to(place, number, clock.now())
    return Response(status_code=204)


def reader_of(guest: Guest) -> TextReader:
    """Return the visitor as a reader of texts."""
    return TextReader(guest.role, guest.speaker)
