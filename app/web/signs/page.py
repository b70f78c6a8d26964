"""`/room/{venue}/sign` by the door, `/venue` in the lobby. The page reloads its rows every few seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic_core import to_json
from starlette.requests import Request

from app.domain.values import Role, Status
from app.domain.views.summary import Summary
from app.server.context import ClockDep, GuestDep, MemoDep, RoomsDep, SummariesDep, VisitorDep, parts_of
from app.store.summaries import Chosen
from app.web.forms import forward
from app.web.pages.listing import FRESH_MS, LONGEST_FIELD, entry
from app.web.rendering.render import PageContext, plain_html, plain_part_html

router = APIRouter(include_in_schema=False)

MOST_SESSIONS = 100  # that are looked at for all rooms
MOST_NEXT = 3  # sessions to come, of one room

NEVER_KEPT = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Signs:
    """Makes signs of the sessions that a visitor may see; without a link, of public ones."""

    summaries: SummariesDep
    rooms: RoomsDep
    clock: ClockDep
    memo: MemoDep
    visitor: VisitorDep
    request: Request

    async def made(self, render: Callable[..., str], name: str, venue: str, **more: Any) -> tuple[bytes, int]:
        """Return the page or its rows and the present instant; the sign of one room, or with an empty `venue` of all.

        Its facts may be a second old: they are rendered once for all screens that ask.
        """
        around, now = PageContext.of(self.request, ""), self.clock.now()
        conference = self.request.query_params.get("conference", "")[:LONGEST_FIELD]
        chosen = Chosen(self.visitor.sessions, conference, venue=venue)
        rows = await self.summaries.chosen(chosen, now, MOST_SESSIONS)
        live = await self.rooms.sessions(row.slug for row in rows if row.status == Status.LIVE)

        def make() -> bytes:
            entries = [entry(row, live.get(row.slug), self._role(row), now, around.words) for row in rows]
            return render(name, around, now=now, venue=venue, rooms=by_room(entries), **more).encode()

        roles = tuple((link.session, link.role) for link in self.visitor.links)
        state = (rows, tuple(session.seq for session in live.values()), now // FRESH_MS)
        return await self.memo.get_apart((name, around, chosen, roles, *more.items()), state, make), now

    def _role(self, summary: Summary) -> Role:
        return self.visitor.role_in(summary) or Role.VIEWER


SignsDep = Annotated[Signs, parts_of(Signs)]


@router.get("/room/{venue:path}/sign")
async def sign(venue: str, signs: SignsDep) -> Response:
    """Show what is on in a room now, and what comes next."""
    venue = venue[:LONGEST_FIELD]
    return await _page(signs, venue, f"/room/{quote(venue, safe='')}/rows")


@router.get("/room/{venue:path}/rows")
async def sign_rows(venue: str, signs: SignsDep) -> Response:
    return await _rows(signs, venue[:LONGEST_FIELD])


@router.get("/venue")
async def all_rooms(signs: SignsDep) -> Response:
    """Show what is on in every room; `conference` chooses one."""
    return await _page(signs, "", "/venue/rows")


@router.get("/venue/rows")
async def all_rows(signs: SignsDep) -> Response:
    return await _rows(signs, "")


@router.get("/s/{slug}/sign")
async def sign_of_session(guest: GuestDep, request: Request) -> Response:
    """Lead to the sign of the session's room; a paired screen is sent here, and sees this session if it is private."""
    venue = quote(guest.room.session.plan.conference.venue, safe="")
    return forward(request, f"/room/{venue}/sign" if venue else "/venue", NEVER_KEPT)


def by_room(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group entries, which are in order, by room: those on now, and the next few; past sessions are left out."""
    rooms: dict[str, dict[str, Any]] = {}
    for one in entries:
        if one["when"] == "past":
            continue
        room = rooms.setdefault(
            one["room"], {"venue": one["room"], "name": one["conference"]["venue"], "now": [], "next": []}
        )
        if one["when"] == "now":
            room["now"].append(one)
        elif len(room["next"]) < MOST_NEXT:
            room["next"].append(one)
    return sorted(rooms.values(), key=lambda room: str(room["venue"]))


async def _page(signs: Signs, venue: str, rows: str) -> Response:
    wanted = signs.request.query_params.get("conference", "")[:LONGEST_FIELD]
    rows += f"?{urlencode({'conference': wanted})}" if wanted else "?"
    html, now = await signs.made(plain_html, "sign", venue, rows=rows)
    return HTMLResponse(html, headers={**NEVER_KEPT, "Server-Timing": f"now;dur={now}"})


async def _rows(signs: Signs, venue: str) -> Response:
    html, now = await signs.made(plain_part_html, "sign_rows", venue)
    body = to_json({"now": now, "html": html.decode()})
    return Response(body, media_type="application/json", headers=NEVER_KEPT)
