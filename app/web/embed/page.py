"""`/embed/{slug}`: what is on now and next, inside pages of the sites that a setting names; without cookies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from app.domain.errors import JournalUnavailable, Rejection
from app.domain.values import Role
from app.languages.views import view_in
from app.server.context import Guest, MemoDep, RoomsDep, guest_of, visitor_of
from app.server.language import words_of
from app.web.pages.language import in_named_language
from app.web.rendering.render import PageContext, page_html

router = APIRouter(include_in_schema=False)

FRESH_MS = 1_000  # a copy is at most this old, however many sites show it


@dataclass(frozen=True, slots=True)
class Embedding:
    """The sites that may show what is on."""

    origins: Sequence[str] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of all that is shown there, refusals too: browsers show it inside these sites only."""
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
            f"form-action 'none'; frame-ancestors {' '.join(self.origins) or chr(39) + 'none' + chr(39)}"
        )
        return {
            "Content-Security-Policy": policy,
            "Cross-Origin-Resource-Policy": "cross-origin" if self.origins else "same-origin",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }


@router.get("/embed/{slug}")
async def embed(slug: str, request: Request, rooms: RoomsDep, memo: MemoDep) -> Response:
    """Show what is on now and next, as the public may see it; `?lang=` names the language."""
    headers = request.app.state.embedding.headers
    try:
        guest = await guest_of(slug, rooms, await visitor_of(request), request)
        around = in_named_language(PageContext.of(request, slug), request)
    except (Rejection, JournalUnavailable) as error:
        return PlainTextResponse(f"{words_of(request).told(error.sentence)}\n", error.status, headers)
    session = guest.room.session
    state = (session.version, guest.room.now() // FRESH_MS)
    page = memo.get(("embed", around.audience), state, lambda: _page(guest, around))
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


def _page(guest: Guest, around: PageContext) -> bytes:
    view = view_in(around.words, guest.room.session, Role.VIEWER, guest.room.now())
    return page_html("embed", view, {}, around).encode()
