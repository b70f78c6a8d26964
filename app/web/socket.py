"""`/s/{slug}/live`: the socket of our own pages, which are sent the parts that changed as HTML."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.websockets import WebSocket

from app.domain.errors import NotFound
from app.domain.session import Session
from app.domain.values import Role
from app.domain.view import project
from app.edge.conversation import Place, converse, turn_away
from app.edge.deps import UnknownLink, visitor_of, world_of
from app.live import protocol
from app.live.hub import Frames
from app.live.presence import Presence
from app.web.audiences import PAGES, Page, may_open
from app.web.render import Surroundings, parts_html

router = APIRouter()


class PartsAudience:
    """Everybody who has the same page open, in the same language: parts are rendered once for all of them."""

    def __init__(self, page: Page, around: Surroundings) -> None:
        self._page = page
        self._around = around
        self._shown: dict[str, str] = {}

    @property
    def key(self) -> tuple[Any, ...]:
        return (self._page.name, self._around.lang, self._around.base, self._around.speaker)

    @property
    def role(self) -> Role:
        return self._page.role

    @property
    def shows_presence(self) -> bool:
        return self._page.shows_presence

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        parts = parts_html(self._page.name, project(session, self._page.role, now), presence.facts(), self._around)
        changed = {part: html for part, html in parts.items() if self._shown.get(part) != html}
        self._shown = parts
        whole = _message(session, now, parts)
        return Frames(whole, _message(session, now, changed))


def _message(session: Session, now: int, parts: dict[str, str]) -> str:
    return protocol.encode({"t": "parts", "seq": session.seq, "now": now, "parts": parts})


@router.websocket("/s/{slug}/live")
async def live(socket: WebSocket, slug: str) -> None:
    """One page of one session; `?page=` says which, and must be one that the visitor may open."""
    world = world_of(socket)
    page = PAGES.get(socket.query_params.get("page", ""))
    try:
        room = await world.rooms.get(slug)
        visitor = await visitor_of(socket)
    except NotFound:
        return await turn_away(socket, protocol.NO_SUCH_SESSION, "no such session")
    except UnknownLink:
        return await turn_away(socket, protocol.NOT_ALLOWED, "not allowed")
    role, link = visitor.role_in(room.session.plan), visitor.link_for(room.session.plan)
    if page is None or role is None or not may_open(page, role):
        return await turn_away(socket, protocol.NOT_ALLOWED, "not allowed")
    around = Surroundings.of(socket, slug)
    place = Place(
        room,
        world.hub(slug),
        PartsAudience(page, around),
        page.name,
        is_screen=page.is_screen,
        counts_as_viewer=page.role is Role.VIEWER,
        link=link.id if link else None,
    )
    return await converse(socket, place)
