"""Addresses that act: a request to one of them does something, also with GET, so its token has to be in it."""

from __future__ import annotations

from fastapi import Request

from app.domain.errors import NotFound
from app.server.context import UnknownLink
from app.server.http.head_requests import ASKS_HEAD
from app.service.access.tokens import Access
from app.service.access.visitor import Visitor


def only_looks(request: Request) -> bool:
    """Whether a request only looks: HEAD, or a browser that fetches ahead. It does nothing."""
    return bool(request.scope.get(ASKS_HEAD)) or "prefetch" in request.headers.get("sec-purpose", "")


async def visitor_of_address(request: Request, access: Access) -> Visitor:
    """Return the holder of the token in the address. A cookie does not count: other sites can make a browser send it.

    Raises:
        NotFound: there is no token in the address.
        UnknownLink: it belongs to no link.
    """
    if (token := request.scope["state"]["path_token"]) is None:
        raise NotFound("action without a link in its address")
    visitor = await access.visitor([token])
    if not visitor.links:
        raise UnknownLink
    return visitor
