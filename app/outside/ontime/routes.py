"""`/t/{token}/ontime/{slug}`: the address that is given to the Companion module, or to another Ontime v4 client."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from app.live.conversation import SocketPlace
from app.live.hub import Hub
from app.outside.addresses import only_looks, visitor_of_address
from app.outside.dispatcher import Dispatcher
from app.outside.ontime.client import BOUNCE_MS, OntimeClient, Prepared
from app.outside.ontime.conversation import OntimeAudience, OntimeConversation, OntimeListener
from app.outside.ontime.events import Fields, custom_fields, digest_of
from app.outside.ontime.messages import of_path
from app.outside.ontime.ticker import OntimeTicker
from app.server.context import (
    AccessDep,
    Guest,
    GuestDep,
    RoomsDep,
    guest_at,
    guest_of,
    network_prefix,
)
from app.server.language import words_of
from app.server.memo import Memo
from app.server.socket_loop import converse, socket_route
from app.service.access.throttle import Throttle

router = APIRouter(include_in_schema=False)

NOT_STORED = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class Ontime:
    """What all Ontime v4 clients of this process share."""

    def __init__(self, dispatcher: Dispatcher, hubs: Callable[[str], Hub], memo: Memo) -> None:
        self.dispatcher, self.hubs, self.memo = dispatcher, hubs, memo
        self.prepared = Prepared()
        self.ticker = OntimeTicker()
        self.once = Throttle(1, BOUNCE_MS)  # of actions by address; a socket has its own

    def client(self, connection: HTTPConnection, guest: Guest) -> OntimeClient:
        """Return the client that sent a request or opened a socket."""
        return OntimeClient(guest, words_of(connection), self.dispatcher, self.prepared, self.memo)


async def _client(guest: GuestDep, request: Request) -> OntimeClient:
    ontime: Ontime = request.app.state.ontime
    return ontime.client(request, guest)


ClientDep = Annotated[OntimeClient, Depends(_client)]


@router.get("/ontime/{slug}/data/rundowns/current")
async def rundown(client: ClientDep, request: Request) -> Response:
    """Return the rundown, or 304 if the client has it."""
    return _fetched(request, client.rundown())


@router.get("/ontime/{slug}/data/custom-fields")
async def fields(client: ClientDep, request: Request) -> Response:
    """Return the fields that events have beyond the usual ones, or 304 if the client has them."""
    return _fetched(request, custom_fields(client.words))


@router.api_route("/ontime/{slug}/api/{action:path}", methods=["GET", "POST"])
async def act(request: Request, access: AccessDep, rooms: RoomsDep, slug: str, action: str) -> Response:
    """Do one action, as a message on the socket does it; the answer has the same payload."""
    if only_looks(request):
        return Response(status_code=405, headers={"Allow": "GET, POST", **NOT_STORED})
    guest = await guest_of(slug, rooms, await visitor_of_address(request, access), request)
    ontime: Ontime = request.app.state.ontime
    client = ontime.client(request, guest)
    asked = of_path(action.removesuffix("/").split("/"), dict(request.query_params))
    payload: Any = await client.answer(asked, ontime.once)
    return Response(to_json({"payload": payload}), headers=NOT_STORED, media_type="application/json")


async def live(socket: WebSocket) -> None:
    """Serve one client until it leaves."""
    ontime: Ontime = socket.app.state.ontime
    guest = await guest_at(socket)
    client = ontime.client(socket, guest)
    link = guest.link
    place = SocketPlace(
        guest.room,
        ontime.hubs(client.slug),
        OntimeAudience(guest.role, guest.speaker, client.words, ontime.prepared),
        "ontime",
        client=network_prefix(socket),
        link=link.id if link else None,
        speaks=partial(OntimeConversation, client=client, ticker=ontime.ticker),
    )
    await converse(socket, place, OntimeListener)


route = socket_route("/ontime/{slug}/ws", live)
router.routes.append(route)


def _fetched(request: Request, content: Fields) -> Response:
    """Return a content with its digest as ETag; clients that send it back are told if nothing has changed."""
    etag = f'"{digest_of(content)}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(to_json(content), headers=headers, media_type="application/json")
