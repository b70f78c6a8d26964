"""HTTP caching: ETags and conditional requests."""

from __future__ import annotations

from starlette.requests import Request

# A cached copy belongs to one reader, who asks each time: the next one behind the same proxy may have another role.
OWN_COPY = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


def has_copy(request: Request, tag: str) -> bool:
    """Whether the client has this tag in `If-None-Match`. Weak and strong tags count the same (RFC 9110)."""
    named = {name.strip().removeprefix("W/") for name in request.headers.get("if-none-match", "").split(",")}
    return bool(named & {tag.removeprefix("W/"), "*"})
