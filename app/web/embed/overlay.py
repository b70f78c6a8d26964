"""`/s/{slug}/overlay/{kind}`: pages that a video mixer lays over its picture; the address says how they look."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.errors import Invalid, NotFound, Problem, Sentence
from app.server.context import GuestDep, HubDep
from app.server.guard import policy_with_style
from app.web.page_table import OVERLAYS
from app.web.pages.language import in_named_language
from app.web.pages.session import session_page
from app.web.rendering.render import PageContext

router = APIRouter(include_in_schema=False)

SMALLEST, LARGEST = 0.5, 2.0
_COLOUR = re.compile(r"#?(?P<hex>[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_SCALE = re.compile(r"[0-9](\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class OverlayLook:
    """How an overlay looks: the colour behind it, its size, and whether it names a speaker who is only cued."""

    key: str = ""  # six or three hexadecimal digits; empty: transparent
    scale: float = 1.0
    when_cued: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> OverlayLook:
        """Read the look from an address.

        Raises:
            Invalid: a value cannot be read; each is named.
        """
        key, scale, when = query.get("key", ""), query.get("scale", "1"), query.get("when", "started")
        colour, problems = _COLOUR.fullmatch(key), []
        if key and colour is None:
            problems.append(Problem("key", Sentence("is a colour of six hexadecimal digits, such as 00ff00")))
        if _SCALE.fullmatch(scale) is None or not SMALLEST <= float(scale) <= LARGEST:
            problems.append(
                Problem("scale", Sentence("is a number from {least} to {most}", least=SMALLEST, most=LARGEST))
            )
        if when not in {"cued", "started"}:
            problems.append(Problem("when", Sentence("is one of {known}", known="cued, started")))
        if problems:
            raise Invalid(*problems)
        return cls(colour["hex"] if colour else "", float(scale), when == "cued")

    @property
    def style(self) -> str:
        """The style that makes this look, right with the first frame; of values that were read, no text of a person."""
        ground = f"body{{background:#{self.key}}}" if self.key else ""
        return f"{ground}.overlay{{--scale:{self.scale:g}}}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that allow this one style in the page."""
        digest = b64encode(sha256(self.style.encode()).digest()).decode()
        return {"Content-Security-Policy": policy_with_style(f"'sha256-{digest}'")}


@router.get("/s/{slug}/overlay/{kind}")
async def overlay(kind: str, guest: GuestDep, hub: HubDep, request: Request) -> Response:
    """Show a transparent page for a video mixer; `?lang=`, `?key=`, `?scale=` and `?when=` say how."""
    if kind not in OVERLAYS:
        raise NotFound('overlay "{kind}"', kind=kind[:20])
    around = in_named_language(PageContext.of(request, guest.room.session.plan.slug), request)
    look = OverlayLook.of(request.query_params)
    response = session_page(f"overlay_{kind}", guest, hub, request, around=around, look=look)
    response.headers.update(look.headers)
    return response
