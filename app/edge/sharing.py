"""The links of a session as they are handed to people: a token and an address to click."""

from __future__ import annotations

from typing import Any

from app.edge.access import Access


def join_url(base: str, token: str) -> str:
    """The address that turns a token into a cookie, and then shows the clean page."""
    return f"{base.rstrip('/')}/join/{token}"


async def session_links(access: Access, slug: str, base: str) -> dict[str, Any]:
    """The standing links of a session, by role."""
    tokens = await access.session_tokens(slug)
    return {str(role): {"token": token, "url": join_url(base, token)} for role, token in tokens.items()}


async def printed_links(access: Access, slugs: list[str], base: str) -> dict[str, Any]:
    """Everything a first start prints: the organiser's link and those of each session."""
    token = await access.organiser_token()
    return {
        "url": base,
        "organiser": {"token": token, "url": join_url(base, token)},
        "sessions": [{"slug": slug, "links": await session_links(access, slug, base)} for slug in slugs],
    }
