"""`/api/v1/sessions/{slug}/links`: list, make and revoke links."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.openapi import json_body
from app.formats.text.json import read_object
from app.server.context import AddressDep, ClockDep, GuestDep, LinksDep, VisitorDep
from app.service.access.links import HANDS_OUT, join_url, link_facts

router = APIRouter(prefix="/api/v1", tags=["links"])

OF_SESSION = "/sessions/{slug}/links"

NEW_LINK = json_body(
    {
        "role": {"enum": ["moderator", "desk", "crew", "stage", "speaker", "interpreter", "viewer"]},
        "label": {"type": "string", "maxLength": 60},
        "speaker": {"type": "string", "description": "Id of a speaker; with the role speaker."},
        "expires_in": {"type": "string", "description": "Hours or days, such as 8h or 7d."},
        "expires_at_ms": {"type": "integer", "description": "Instant in milliseconds UTC."},
        "id": {"type": "string", "pattern": "^[a-z0-9]{8,32}$"},
    },
    required="role",
)


@router.get("/links")
async def own_links(visitor: VisitorDep) -> list[dict[str, Any]]:
    """Return the links that the request shows: role, label, and session, which is null if the link is for each."""
    return [{"role": str(link.role), "session": link.session, "label": link.label} for link in visitor.links]


@router.get(OF_SESSION)
async def list_links(guest: GuestDep, links: LinksDep, clock: ClockDep) -> list[dict[str, Any]]:
    """Return the links that the bearer may hand out, oldest first, without tokens, which the server does not store."""
    guest.require(*HANDS_OUT)
    return [link_facts(link, clock.now()) for link in await links.seen_by(guest.room.session.plan, guest.role)]


@router.post(OF_SESSION, status_code=201, openapi_extra=NEW_LINK)
async def make(
    guest: GuestDep, links: LinksDep, clock: ClockDep, address: AddressDep, request: Request
) -> dict[str, Any]:
    """Make a link. The response has its token, which is never shown again."""
    guest.require(*HANDS_OUT)
    link, token = await links.make(guest.room.session.plan, guest.sender, read_object(await request.body()))
    url = join_url(address, token)
    return {"link": link_facts(link, clock.now()), "token": token, "url": url}


@router.delete(OF_SESSION + "/{id_:path}", status_code=204)
async def revoke(guest: GuestDep, links: LinksDep, id_: str) -> Response:
    """Revoke a link and close its connections."""
    guest.require(*HANDS_OUT)
    await links.revoke(guest.room.session.plan, guest.sender, id_)
    return Response(status_code=204)
